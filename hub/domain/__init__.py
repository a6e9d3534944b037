"""The rules of the township: pure functions and frozen values, no I/O, no clock."""
