"""The 送审包: what a draft is submitted for review with."""
