"""The tests: they mirror the program, and read as its specification."""
