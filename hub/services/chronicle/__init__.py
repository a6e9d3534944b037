"""How everything stood, written down by the clock as time series, so that any moment can be shown again."""
