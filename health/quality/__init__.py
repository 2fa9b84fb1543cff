"""Alert quality, from what people marked as true and false alarms: which rules were right, which
cry wolf, and which threshold would have helped. Nothing is ever changed by itself.
"""
