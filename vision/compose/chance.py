"""The dice of the compositor. Pure; draws come from the generator that is given."""

import numpy as np


def happens(random: np.random.Generator, share: float) -> bool:
    """Tell whether something happens this time that happens in `share` (0..1) of all."""
    return bool(random.random() < share)
