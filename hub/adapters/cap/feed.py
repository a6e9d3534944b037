"""A feed that is asked for warnings again and again: Atom, RSS, or the address of one warning."""

from urllib.parse import urljoin

from hub.adapters.cap.fetching import Fetched, Fetching
from hub.domain.cap.feed_pages import PAGE_LIMITS, Entry, entries, is_alert
from hub.domain.cap.papers import MOST_BYTES, Unreadable, read
from hub.ports import Paper, SourceDown


class FeedSource:
    """Fulfils `hub.ports.PaperSource`. What it named before is not fetched again, but after a restart."""

    def __init__(self, url: str, fetching: Fetching) -> None:
        self._url = url
        self._fetching = fetching
        self._page: Fetched | None = None
        self._open: dict[str, Entry] = {}
        self._done: dict[str, Entry] = {}

    def papers(self) -> list[Paper]:
        """The warnings that the feed names and that were not done."""
        # Whatever was not done last time has to be named again, changed or not.
        conditions = self._page.conditions() if self._page and not self._open else {}
        page = self._fetching.get(self._url, PAGE_LIMITS.size, conditions)
        if page is None:
            return []
        self._open = {}
        try:
            root = read(page.content, PAGE_LIMITS)
            named = () if is_alert(root) else entries(root)
        except Unreadable as error:
            raise SourceDown(f"the feed cannot be read: {error}") from error
        self._page = page
        if is_alert(root):
            return [Paper(self._url, page.content)]
        return self._fetched(named)

    def done(self, paper: Paper, *, is_taken: bool) -> None:  # noqa: ARG002  # it does not come again either way
        """Remember it as long as the feed names it."""
        entry = self._open.pop(paper.name, None)
        if entry is not None:
            self._done[paper.name] = entry

    def _fetched(self, named: tuple[Entry, ...]) -> list[Paper]:
        """Fetch what is new; one that cannot be had now hides none of the others."""
        here = {urljoin(self._url, entry.url): entry for entry in named}
        self._done = {url: entry for url, entry in self._done.items() if here.get(url) == entry}
        found, missing = [], None
        for url, entry in here.items():
            if url in self._done:
                continue
            self._open[url] = entry
            try:
                paper = self._fetching.get(url, MOST_BYTES)
            except SourceDown as error:
                missing = error
                continue
            if paper is not None:
                found.append(Paper(url, paper.content))
        if missing is not None and not found:
            raise missing
        return found
