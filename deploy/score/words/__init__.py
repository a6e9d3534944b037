"""What each figure of the score means, in Chinese and English: the dictionary of docs/generated/score.md."""
