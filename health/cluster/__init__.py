"""Scoring on a cluster: the one pipeline, by partitions of clients, on Dask."""
