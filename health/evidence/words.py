"""The words of sentences, where evidence has always had them; they are made in `health.words`."""

from health.words import every, figure, first_few, listed, many, on_day, per_cent, were

__all__ = ["every", "figure", "first_few", "listed", "many", "on_day", "per_cent", "were"]
