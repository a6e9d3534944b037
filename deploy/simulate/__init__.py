"""`village-hub simulate`: a scripted day of a whole township on real servers, faster than it passes."""
