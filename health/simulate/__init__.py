"""Does the model warn in time? Clients that behave and clients that get worse, as rows of logs.

`world` says who they are and when they turn, `rows` draws the thirteen logs' rows of it, `judged`
scores them like any other portfolio and counts what was found, how soon, and what was false.
"""
