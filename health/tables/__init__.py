"""Any table that people have - delimited text, a worksheet - as a header and rows of text cells.

`reading.read_table` is the door. What it hands out has no types and no meaning yet: cells are the
file's own text, each row knows its line, and what is no row of the table is kept with its reason.
"""
