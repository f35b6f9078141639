"""Comparison of two versions of a plan (修改对照): match items, name the changes, write them as text, JSON, table or redline."""
