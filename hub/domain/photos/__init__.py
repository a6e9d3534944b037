"""Closing photos (整改后照片): what they are, what they claim, and what they prove. Pure."""
