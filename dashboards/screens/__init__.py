"""Every screen: the wall, the desk behind it, the board for villagers."""

from dashboards.layout import Screen
from dashboards.screens import (
    audit,
    bins,
    board,
    cameras,
    device,
    hub,
    ledger,
    litter,
    speakers,
    timeline,
    village,
    wall,
)

WALL, BOARD = wall.SCREEN, board.SCREEN
SCREENS: tuple[Screen, ...] = (
    WALL,
    village.SCREEN,
    device.SCREEN,
    bins.SCREEN,
    cameras.SCREEN,
    litter.SCREEN,
    speakers.SCREEN,
    ledger.SCREEN,
    hub.SCREEN,
    audit.SCREEN,
    timeline.SCREEN,
    BOARD,
)
