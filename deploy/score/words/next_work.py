"""Why figures miss their goals, and what would mend it; taken out when it is mended."""

from collections.abc import Mapping

from hub.words import Word

REASONS: Mapping[str, Word] = {}
