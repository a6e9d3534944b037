"""Pictures of cameras made into H.264, in a child process that may be killed."""
