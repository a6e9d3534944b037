"""What the hub knows about each product: one TOML per product, read by devices.profiles.catalog."""
