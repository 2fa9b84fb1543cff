"""The server around the pages: its routes, and what every request passes through."""
