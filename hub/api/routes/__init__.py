"""One file for each topic of the API."""
