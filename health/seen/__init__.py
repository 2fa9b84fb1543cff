"""What one person may see of a portfolio and of what people wrote, and may do to it."""
