"""Time series in one SQLite file, for a township without a time-series server."""
