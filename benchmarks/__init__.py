"""What the product costs, beside what reads and scores the same logs otherwise.

`python -m benchmarks --help` says how; `README.md` says what is measured and why.
Nothing here is a timed test: it prints figures, a person judges them.
"""
