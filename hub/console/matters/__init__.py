"""One matter on the workbench: its photos beside those of before, its history, and what people decide."""
