"""Do the scores foretell what becomes of clients? Scores as they were known, outcomes later."""
