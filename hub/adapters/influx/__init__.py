"""InfluxDB 1.x, 2.x and whatever speaks their write and InfluxQL interfaces."""
