"""A PDF from outside (盖章件) that is published in the place of plan.pdf: how it differs, and what it carries besides."""
