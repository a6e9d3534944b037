"""The broker's configuration: who may enter, who may say and hear what, and what survives a restart."""
