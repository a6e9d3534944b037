"""What field devices say, and the programs that stand in for them; imports nothing of ours."""
