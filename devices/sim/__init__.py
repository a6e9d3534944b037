"""The pretend township: seeded places, people, bins and pictures, and the truth to score the hub against."""
