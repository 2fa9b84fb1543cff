"""Tests of what guests see, over real HTTP."""
