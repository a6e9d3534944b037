"""The parts of the operators' page; every one shows a snapshot in place, without redrawing."""
