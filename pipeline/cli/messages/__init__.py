"""The sentences of the command line, in Chinese: everything that a clerk reads but findings and help texts."""
