"""The page of announcements: write and listen, approve and review, follow each loudspeaker."""
