"""Relationship health of clients, computed from project logs. No Streamlit in here."""
