"""Traceability of a plan to a superior's directive (任务承接表): its points, and which item covers each of them."""
