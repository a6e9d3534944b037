"""What runs beside a device in the field: the speaker agent and the camera agent."""
