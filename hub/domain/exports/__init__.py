"""What the hub knows in the forms of other systems. Pure."""
