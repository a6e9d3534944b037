"""How well the hub knew what was true: a run of `village-hub simulate`, scored against its ground truth."""
