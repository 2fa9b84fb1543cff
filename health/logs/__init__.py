"""Logs: what is read (contract), and how a folder of CSV files becomes typed rows (reading)."""
