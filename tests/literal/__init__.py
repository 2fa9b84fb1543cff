"""An independent, literal reading of the scoring model, to hold the product against.

It was written from the documents alone, one client, one day and one row at a time, with none of the
product's code: slow, plain, and wrong in other places. `portfolios` makes random portfolios full of
edge cases, `reading` scores a folder; `test_literal.py` compares cell by cell.
"""
