"""The command line: the only room that prints, asks, reads the clock and exits. `main` has the verbs."""
