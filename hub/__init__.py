"""Takes what the township reports, keeps it, decides what needs doing, and orders it done."""
