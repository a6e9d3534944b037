"""A world whose truth is known: what devices, people and weather do, drawn from a seed. Pure."""
