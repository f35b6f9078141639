"""`python -m pipeline` is `zwgk`."""

from pipeline.cli.main import main

main()
