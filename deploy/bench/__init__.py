"""What this machine can take: private servers, many messages, and how long it took."""
