"""Sounds brought to one form and one loudness, in a child process that may be killed."""
