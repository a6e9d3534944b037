"""Vendor bytes to values, one file per codec family; the explicit table is devices.codecs.table. Pure."""
