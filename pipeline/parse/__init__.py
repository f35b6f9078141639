"""Sources become the plan and the findings about them."""

from pipeline.parse.acknowledgements import AcknowledgementEntry as Acknowledgement
from pipeline.parse.reading import Reading, parse

__all__ = ["Acknowledgement", "Reading", "parse"]
