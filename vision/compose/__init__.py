"""The compositor: scenes put together of layers, whose truth is exact, to train on and to measure with."""
