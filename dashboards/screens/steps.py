"""From which value on a figure is doubtful or bad, on every screen alike."""

from dashboards.panels import Colour, Step

# Clear again below 60 %, full from 85 %: hub.domain.bins raises its tickets by these.
FILLING_PCT, FULL_PCT = 60.0, 85.0
FILL = (Step(FILLING_PCT, Colour.DOUBTFUL), Step(FULL_PCT, Colour.BAD))
ANY_IS_BAD = (Step(0.0, Colour.GOOD), Step(1.0, Colour.BAD))
ANY_IS_DOUBTFUL = (Step(0.0, Colour.GOOD), Step(1.0, Colour.DOUBTFUL))
# Township work rules ask for everything cleared on its day, and for loudspeakers in order 95 of 100.
CLEARED = (Step(0.0, Colour.BAD), Step(80.0, Colour.DOUBTFUL), Step(95.0, Colour.GOOD))
IN_ORDER = (Step(0.0, Colour.BAD), Step(80.0, Colour.DOUBTFUL), Step(95.0, Colour.GOOD))
COUNTED = (Step(0.0, Colour.NEUTRAL),)
# Litter that comes back to a place once is doubtful, oftener is a place that needs another answer (反弹).
AGAIN = (Step(0.0, Colour.NEUTRAL), Step(2.0, Colour.DOUBTFUL), Step(3.0, Colour.BAD))
LAG_S = (Step(0.0, Colour.GOOD), Step(30.0, Colour.DOUBTFUL), Step(300.0, Colour.BAD))
DISK_DAYS = (Step(0.0, Colour.BAD), Step(7.0, Colour.DOUBTFUL), Step(30.0, Colour.GOOD))
