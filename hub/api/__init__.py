"""The HTTP face of the hub: parse, call one service, answer."""
