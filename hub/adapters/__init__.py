"""One file (or package) for each outside thing; knows neither services nor the others."""
