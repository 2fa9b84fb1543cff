"""A made-up portfolio of any size, written as the thirteen logs the product reads."""
