"""`village-hub journal ...`: what stands in the raw messages of one hub."""
