"""Alerts: their rules, their life, what must always hold."""
