"""`python -m pipeline` is `zwgk`."""

from pipeline.cli import main

main()
