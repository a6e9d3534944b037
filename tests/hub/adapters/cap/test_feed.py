"""Feeds on a real web server, with everything that may be wrong with one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from devices.addresses import networks
from hub.adapters.cap.feed import FeedSource
from hub.adapters.cap.fetching import Fetching, Reach, origin
from hub.domain.cap.feed_pages import ATOM
from hub.domain.cap.papers import MOST_BYTES
from hub.ports import Paper, SourceDown
from tests.hub.domain.cap.papers_of import a_paper
from tests.servers import Answer, Asked, dripping, free_port, http

LOOPBACK = networks(["127.0.0.0/8"])


def a_feed(*links: str, changed: str = "u") -> bytes:
    entries = "".join(f'<entry><updated>{changed}</updated><link href="{link}"/></entry>' for link in links)
    return f'<feed xmlns="{ATOM}">{entries}</feed>'.encode()


@dataclass
class Site:
    """A web server that answers by path, and what it was asked."""

    url: str = ""
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        found = [path for path, _ in self.asked]
        self.asked.clear()
        return found

    def answer(self, asked: Asked) -> Answer:
        self.asked.append((asked.path, asked.headers))
        return self.pages.get(asked.path, Answer(404))


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    with http(made.answer) as made.url:
        yield made


def a_source(url: str, *hosts: str, whole_s: float = 10.0, loopback: object = LOOPBACK) -> FeedSource:
    origins = frozenset(origin(each) for each in (url, *hosts))
    return FeedSource(url, Fetching(Reach(origins, loopback, whole_s=whole_s)))  # type: ignore[arg-type]


def names(source: FeedSource) -> list[str]:
    return [paper.name.rpartition("/")[2] for paper in source.papers()]


def down(source: FeedSource) -> SourceDown:
    with pytest.raises(SourceDown) as found:
        source.papers()
    return found.value


def test_a_feed_gives_the_warnings_that_it_names_once(site: Site) -> None:
    site.pages = {"/": Answer(200, a_feed("1.cap", "/2.cap"))}
    site.pages |= {"/1.cap": Answer(200, b"one"), "/2.cap": Answer(200, b"two")}
    source = a_source(f"{site.url}/")
    first, second = source.papers()
    assert (first, second) == (Paper(f"{site.url}/1.cap", b"one"), Paper(f"{site.url}/2.cap", b"two"))
    source.done(first, is_taken=True)
    assert names(source) == ["2.cap"]
    source.done(second, is_taken=False)
    assert names(source) == []


def test_a_warning_that_changed_is_fetched_again(site: Site) -> None:
    site.pages = {"/": Answer(200, a_feed("1.cap")), "/1.cap": Answer(200, b"one")}
    source = a_source(f"{site.url}/")
    source.done(source.papers()[0], is_taken=True)
    site.pages["/"] = Answer(200, a_feed("1.cap", changed="later"))
    assert names(source) == ["1.cap"]


def test_the_address_of_one_warning_is_a_feed_too(site: Site) -> None:
    site.pages = {"/": Answer(200, a_paper())}
    source = a_source(f"{site.url}/")
    assert source.papers() == [Paper(f"{site.url}/", a_paper())]
    source.done(source.papers()[0], is_taken=True)


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    tags = {"ETag": '"7"', "Last-Modified": "Sat, 18 Apr 2026 04:00:00 GMT"}
    site.pages = {"/": Answer(200, a_feed(), headers=tags)}
    source = a_source(f"{site.url}/")
    assert source.papers() == []
    site.pages["/"] = Answer(304)
    assert source.papers() == []
    headers = site.asked[-1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == tuple(tags.values())


def test_while_something_is_not_done_the_feed_is_asked_whole(site: Site) -> None:
    site.pages = {"/": Answer(200, a_feed("1.cap"), headers={"ETag": '"7"'}), "/1.cap": Answer(200, b"one")}
    source = a_source(f"{site.url}/")
    assert names(source) == names(source) == ["1.cap"]
    assert all("if-none-match" not in headers for _, headers in site.asked)


def test_nothing_is_packed_and_nobody_is_told_more_than_they_need(site: Site) -> None:
    site.pages = {"/": Answer(200, a_feed())}
    a_source(f"{site.url}/").papers()
    _, headers = site.asked[0]
    assert headers["accept-encoding"] == "identity"
    assert headers["host"] == site.url.removeprefix("http://")


def test_a_warning_that_cannot_be_had_hides_no_other_and_is_told(site: Site) -> None:
    site.pages = {"/": Answer(200, a_feed("gone.cap", "2.cap")), "/2.cap": Answer(200, b"two")}
    source = a_source(f"{site.url}/")
    (paper,) = source.papers()
    source.done(paper, is_taken=True)
    assert str(down(source)) == "127.0.0.1 answers 404"
    site.pages["/gone.cap"] = Answer(200, b"back")
    assert names(source) == ["gone.cap"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(500), "answers 500"),
        (Answer(401), "answers 401"),
        (Answer(200, b"garbage"), "cannot be read"),
        (Answer(200, b"<html><body/></html>"), "cannot be read"),
        (Answer(200, b'<!DOCTYPE a [<!ENTITY x "y">]><feed/>'), "cannot be read"),
        (Answer(200, b"x" * (2 * 1024 * 1024 + 1)), "more than"),
        (Answer(302), "redirects more than"),
        (Answer(302, headers={"Location": "/"}), "redirects more than"),
    ],
)
def test_a_feed_that_answers_badly_is_down_until_it_answers_well(
    site: Site, answer: Answer, why: str
) -> None:
    site.pages = {"/": answer}
    source = a_source(f"{site.url}/")
    assert why in str(down(source))
    site.pages = {"/": Answer(200, a_feed("1.cap")), "/1.cap": Answer(200, b"one")}
    assert names(source) == ["1.cap"]


def test_a_warning_may_not_be_huge(site: Site) -> None:
    site.pages = {"/": Answer(200, a_feed("1.cap")), "/1.cap": Answer(200, b"x" * (MOST_BYTES + 1))}
    assert "more than" in str(down(a_source(f"{site.url}/")))


def test_a_redirect_within_the_host_is_followed(site: Site) -> None:
    site.pages = {"/": Answer(302, headers={"Location": "/now"}), "/now": Answer(200, a_feed())}
    assert a_source(f"{site.url}/").papers() == []
    assert site.paths() == ["/", "/now"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://127.0.0.1:9/",
        "http://169.254.169.254/latest",
        "https://other.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://127.0.0.1:99999/",
    ],
)
def test_a_redirect_to_a_forbidden_address_is_not_followed(site: Site, elsewhere: str) -> None:
    site.pages = {"/": Answer(302, headers={"Location": elsewhere})}
    assert down(a_source(f"{site.url}/")).is_forbidden
    assert site.paths() == ["/"]


def test_a_warning_on_another_host_is_forbidden_unless_the_settings_name_it(site: Site) -> None:
    with http(lambda _: Answer(200, b"there")) as other:
        site.pages = {"/": Answer(200, a_feed(f"{other}/1.cap"))}
        assert down(a_source(f"{site.url}/")).is_forbidden
        assert names(a_source(f"{site.url}/", other)) == ["1.cap"]


def test_this_machine_is_asked_only_where_the_settings_say_so(site: Site) -> None:
    assert down(a_source(f"{site.url}/", loopback=())).is_forbidden
    assert down(a_source(f"{site.url}/", loopback=networks(["10.0.0.0/8"]))).is_forbidden
    assert site.asked == []


def test_a_name_without_an_address_and_a_closed_port_are_down() -> None:
    assert "no address" in str(down(a_source("http://nowhere.invalid/")))
    assert not down(a_source(f"http://127.0.0.1:{free_port()}/")).is_forbidden


@pytest.mark.slow
def test_a_host_that_drips_is_left_in_time() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    with dripping(head, every_s=0.05) as url:
        assert "too long" in str(down(a_source(f"{url}/", whole_s=0.3)))


def test_who_vouches_for_a_host_must_be_there(tmp_path) -> None:
    url = f"https://127.0.0.1:{free_port()}/"
    reach = Reach(frozenset({origin(url)}), LOOPBACK, ca_file=str(tmp_path / "none.pem"))
    assert down(FeedSource(url, Fetching(reach)))


def test_a_plain_port_does_not_speak_tls(site: Site) -> None:
    assert "127.0.0.1" in str(down(a_source(site.url.replace("http://", "https://"))))


@contextmanager
def resolving(number: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    entry = [(2, 1, 6, "", (number, 0))]
    with monkeypatch.context() as patch:
        patch.setattr("socket.getaddrinfo", lambda *_, **__: entry)
        yield


@pytest.mark.parametrize(
    "number",
    ["169.254.169.254", "127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "224.0.0.1"],  # noqa: S104  none is bound
)
def test_a_name_that_comes_to_mean_an_inner_address_is_forbidden(
    number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with resolving(number, monkeypatch):
        assert down(a_source("http://feed.example/", loopback=())).is_forbidden
