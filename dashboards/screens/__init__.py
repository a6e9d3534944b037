"""Every screen: the wall, the desk behind it, the board for villagers."""

from dashboards.layout import Screen
from dashboards.screens import board, books, desk, wall

WALL, BOARD = wall.SCREEN, board.SCREEN
SCREENS: tuple[Screen, ...] = (WALL, *desk.SCREENS, *books.SCREENS, BOARD)
