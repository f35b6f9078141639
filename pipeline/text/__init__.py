"""Text without a model: dates, differences, alignment."""
