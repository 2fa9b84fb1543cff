"""The weekly digest of each lead: what it tells, how it looks, where it goes, and that it goes
there once. `scoring.md` 5 bounds the alerts that it tells.
"""
