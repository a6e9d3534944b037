"""A scenario that is small enough to be played in a test."""

SMALL = """
zh = "小样"
en = "A small hour"
date = 2026-05-13
begins = 09:00:00
lasts = "1 h"
[size]
villages = 3
bins = 12
cameras = 1
speakers = 3
sensors = 1
gateways = 2
"""
