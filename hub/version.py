"""The version of the software, as the installed package says it."""

from importlib.metadata import version

VERSION = version("village-hub")
