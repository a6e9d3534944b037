"""The page of cameras' places: zones, masks, ground and piles on the last picture, and judged findings."""
