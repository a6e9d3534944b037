"""Builds what public warnings (CAP) pass through: certificates are read, ways are opened, the desk is set."""

import stat
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.addresses import networks
from devices.keys import BadKeyFile
from hub.adapters.cap.folder import FolderSource
from hub.adapters.cap.unsigned import NoSeals
from hub.books import Ledger
from hub.cap_settings import CapFeedSettings, CapSenderSettings, CapSettings
from hub.domain.area import Catalog
from hub.domain.cap.judging import House, Sender, Trust
from hub.domain.cap.papers import MOST_BYTES
from hub.domain.cap.ranking import Level
from hub.domain.cap.where import Ground
from hub.domain.datum import Datum
from hub.orders import new_id
from hub.ports import Clock, PaperSource, Seals
from hub.services.broadcast import Broadcast
from hub.services.cap.desk import CapDesk, Desk
from hub.services.cap.inlets import Inlet, Inlets, Way
from hub.services.cap.publishing import Publisher, Publishing
from hub.services.cap.saying import Saying
from hub.services.cap.warnings import PublicWarnings
from hub.services.registry import Registry
from hub.settings import HubSettings
from hub.ticker import Job
from hub.words import Language

FOLDER = "folder"


def jobs(built: PublicWarnings) -> list[Job]:
    """What happens by the clock."""
    return [
        Job("cap_retry", 60, built.desk.retry),
        Job("cap_feeds", 60, built.inlets.write),
        Job("cap_prune", 3600, built.desk.prune),
    ]


def warnings(
    settings: HubSettings, ledger: Ledger, registry: Registry, broadcast: Broadcast, clock: Clock
) -> PublicWarnings:
    """Build it; nothing is asked yet.

    Raises:
        BadKeyFile: a certificate or the key for papers cannot be used; say the sentence and stop.
    """
    cap, site = settings.cap, settings.site
    house = House(
        language=site.language,
        life=timedelta(minutes=cap.life_min),
        exercises=frozenset(cap.exercise_villages),
        repeat=cap.repeat,
        volume_pct=settings.broadcast.volume_pct,
    )
    ground = partial(_ground, cap, site.id)
    seals = _seals(cap)
    senders = {each.id: _sender(each) for each in cap.senders}
    saying = Saying(house, broadcast, registry, ledger, clock)
    desk = CapDesk(Desk(ledger, registry, clock, seals, senders, house, ground, new_id), saying)
    publisher = Publisher(
        cap.sender or f"village-hub@{site.id}",
        site.name,
        settings.http.public_url.rstrip("/"),
        Language(site.language),
        ZoneInfo(site.timezone),
    )
    return PublicWarnings(
        desk,
        Inlets(_inlets(cap, desk, clock), ledger, clock, site.id),
        Publishing(publisher, ledger, registry, clock, seals, ground),
    )


def _ground(cap: CapSettings, site: str, catalog: Catalog) -> Ground:
    """What warnings may mean here, by the registry as it is now."""
    known = frozenset(place.id for place in catalog.villages())
    return Ground(
        township=site,
        villages=known,
        code=cap.township_code,
        village_of={code: village for village, code in cap.villages.items() if village in known},
        names=cap.geocode_names,
        is_whole_without_area=cap.whole_township_without_area,
    )


def _inlets(cap: CapSettings, desk: CapDesk, clock: Clock) -> Sequence[Inlet]:
    found = []
    if cap.folder:
        lost_after = timedelta(seconds=cap.folder_lost_after_s)
        way = Way(FOLDER, cap.folder, cap.folder_every_s, lost_after)
        found.append(Inlet(way, FolderSource(Path(cap.folder), MOST_BYTES), desk, clock))
    for feed in cap.feeds:
        way = Way(feed.name, feed.url, feed.every_s, timedelta(seconds=feed.lost_after_s))
        found.append(Inlet(way, _feed(feed), desk, clock))
    return found


def _feed(feed: CapFeedSettings) -> PaperSource:
    # Loading httpx takes a fifth of a second, and after a crash no message shall wait where there is no feed.
    from hub.adapters.cap.feed import FeedSource
    from hub.adapters.cap.fetching import Fetching, Reach, origin

    origins = frozenset(origin(url) for url in (feed.url, *feed.hosts))
    return FeedSource(feed.url, Fetching(Reach(origins, networks(feed.networks), feed.ca_file)))


def _sender(said: CapSenderSettings) -> Sender:
    certificates = _certificates(said.certificate) if said.certificate else ""
    return Sender(said.id, said.name, Level(said.level), certificates, Trust(said.trust), Datum(said.datum))


def _certificates(file: str) -> str:
    from hub.adapters.cap.seals import demand_certificates

    found = _text(file)
    demand_certificates(found, file)
    return found


def _seals(cap: CapSettings) -> Seals:
    """What reads signatures and makes ours."""
    if not cap.signing_key and not any(each.certificate for each in cap.senders):
        return NoSeals()
    # As long again as httpx.
    from hub.adapters.cap.seals import XmlSeals

    if not cap.signing_key:
        return XmlSeals()
    mode = Path(cap.signing_key).stat().st_mode if Path(cap.signing_key).exists() else 0
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadKeyFile(f"others may read the key {cap.signing_key}: `chmod 600 {cap.signing_key}`")
    return XmlSeals(_text(cap.signing_key), _text(cap.signing_certificate))


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadKeyFile(f"{file} cannot be read: {error}") from error
