"""How well the vision sees: findings on labelled clips against what lay there."""
