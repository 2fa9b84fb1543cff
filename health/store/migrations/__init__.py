"""How the tables came to be: one file a revision, run in order by Alembic.

To add one: change `tables.py`, then write the next file in `versions/` and its name in HEAD.
"""

HEAD = "0007"
TABLE = "health_store_revision"  # where a database says its revision
