"""The progress register (台账): what is done of a plan's tasks, by when and with which evidence, and the papers made of it."""
