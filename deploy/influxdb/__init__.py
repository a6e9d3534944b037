"""InfluxDB 1.x as a child process: its configuration and its users."""
