"""Messy tables: a clean one damaged in one way at a time, read by the product and by libraries."""
