"""Put data source, folder and dashboards into a running Grafana. The only file that imports grafana_api."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlsplit

from grafana_api.grafana_api import GrafanaAPI, GrafanaException
from requests import JSONDecodeError, RequestException

from dashboards.names import FOLDER_UID, SOURCE_UID

Json: TypeAlias = Mapping[str, object]


_RULES, _CONTACTS = "/v1/provisioning/alert-rules", "/v1/provisioning/contact-points"


class PublishFailed(ConnectionError):
    """Grafana did not take it; what was put there before stays. Publishing again is safe."""


@dataclass(frozen=True, slots=True)
class Grafana:
    """Where Grafana is and who we are there: a service account `token`, or `user` and `password`."""

    url: str
    token: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Influx:
    """The database as Grafana reaches it. A `token` means InfluxDB 2.x, where `database` is the bucket."""

    url: str
    database: str
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Alerts:
    """Whom the rules tell: the hub, and people; all as Grafana's provisioning API takes them.

    `contacts` of one name are one contact point.
    """

    contacts: Iterable[Json]
    rules: Iterable[Json]


def publish(
    grafana: Grafana,
    influx: Influx,
    folder_title: str,
    documents: Iterable[Json],
    alerts: Alerts | None = None,
) -> None:
    """Create or replace the data source, the folder, every dashboard and rule; twice is the same as once.

    Raises:
        PublishFailed: Grafana is away, refused, or is not Grafana; the text says at which step.
    """
    folder = {"uid": FOLDER_UID, "title": folder_title, "overwrite": True}
    with closing(_Api(grafana)) as api:
        _put(api, "/datasources", f"/datasources/uid/{SOURCE_UID}", _source(influx))
        _put(api, "/folders", f"/folders/{FOLDER_UID}", folder)
        for document in documents:
            board = {"dashboard": {**document, "id": None}, "folderUid": FOLDER_UID, "overwrite": True}
            api.call("POST", "/dashboards/db", board)
        if alerts is not None:
            for contact in alerts.contacts:
                _put_contact(api, contact)
            for rule in alerts.rules:
                _put(api, _RULES, f"{_RULES}/{rule['uid']}", rule)


class _Api:
    def __init__(self, grafana: Grafana) -> None:
        parts = urlsplit(grafana.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PublishFailed(
                f"{grafana.url!r} is no Grafana address, expected http(s)://host[:port][/path]"
            )
        prefix = parts.path.strip("/")
        self._url = grafana.url
        self._api = GrafanaAPI(
            grafana.token or (grafana.user, grafana.password),
            host=parts.hostname,
            port=parts.port,
            url_path_prefix=f"{prefix}/" if prefix else "",
            protocol=parts.scheme,
            timeout=grafana.timeout_s,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._api.s.close()

    def call(self, method: str, path: str, body: Json | None = None) -> None:
        """Send one request; the answer matters only when it is a refusal."""
        try:
            getattr(self._api, method)(path, json=body)
        except JSONDecodeError as error:
            # grafana_api reads every answer as JSON; an empty one is how Grafana says yes to some requests.
            if error.doc.strip():
                raise PublishFailed(f"{self._url}: {method} {path}: this is not a Grafana") from error
        except GrafanaException as error:
            failure = _Missing if error.status_code == HTTPStatus.NOT_FOUND else PublishFailed
            raise failure(f"{self._url}: {method} {path}: {error.message}") from error
        except RequestException as error:
            raise PublishFailed(f"{self._url}: {method} {path}: {error}") from error
        except TypeError as error:
            # grafana_api takes every refusal for a JSON object; a proxy's error page is none.
            raise PublishFailed(f"{self._url}: {method} {path}: this is not a Grafana") from error


class _Missing(PublishFailed):
    """Nothing of that name is there yet."""


def _put(api: _Api, collection: str, one: str, body: Json) -> None:
    try:
        api.call("GET", one)
    except _Missing:
        api.call("POST", collection, body)
    else:
        api.call("PUT", one, body)


def _put_contact(api: _Api, contact: Json) -> None:
    """Of contact points there is no reading by uid, so replacing is tried first."""
    try:
        api.call("PUT", f"{_CONTACTS}/{contact['uid']}", contact)
    except _Missing:
        api.call("POST", _CONTACTS, contact)


def _source(influx: Influx) -> Json:
    source: dict[str, object] = {
        "uid": SOURCE_UID,
        "name": "village",
        "type": "influxdb",
        "access": "proxy",
        "url": influx.url,
        "isDefault": True,
    }
    shared = {"dbName": influx.database, "httpMode": "POST", "timeInterval": "10s"}
    if influx.token:
        # InfluxDB 2.x answers InfluxQL when the token comes as a header.
        source["jsonData"] = {**shared, "httpHeaderName1": "Authorization"}
        source["secureJsonData"] = {"httpHeaderValue1": f"Token {influx.token}"}
    else:
        source["jsonData"] = shared
        source["user"] = influx.user
        source["basicAuth"] = False
        source["secureJsonData"] = {"password": influx.password}
    return source
