"""Horns of all makes, each behind the same protocol (playing.py) and honest about what its word is worth."""
