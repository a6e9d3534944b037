"""One file for each journey; services decide by the domain and act through the ports."""
