"""Hours of a server's life in minutes: logs that grow and fail, viewers, guests, links, answers."""
