"""Looking at photos that strangers sent, in a process of its own."""
