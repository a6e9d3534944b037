"""Products: which ones are known, and new ones while the hub runs."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from devices.codecs.frame import CodecError, Profile
from devices.contract.topics import BadMessage
from devices.profiles.catalog import BadProfile, read
from devices.profiles.trial import attempt
from hub.api import letters, profiles
from hub.api.problems import Refused
from hub.api.request import Hub, Now, RawBody, Who
from hub.context import Context
from hub.domain.products import Origin

ROUTER = APIRouter(prefix="/api/v1/profiles")
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


@ROUTER.get("")
def all_profiles(hub: Hub, now: Now) -> profiles.ProfileList:
    """Every product whose devices can be read, by name, with where its profile comes from."""
    products = hub.products.products
    names = sorted({*products.profiles, *products.flawed})
    return profiles.ProfileList(profiles=[profiles.shown(now, products, name) for name in names])


@ROUTER.post("/try")
def try_out(hub: Hub, now: Now, asked: profiles.TryIn) -> profiles.TryOut:
    """Say what a message would come to by a profile; nothing is kept."""
    profile = _profile(hub, asked)
    payload = bytes.fromhex(asked.payload_hex) or asked.payload.encode()
    try:
        trial = attempt(profile, asked.topic, payload, asked.fport)
    except (CodecError, BadMessage) as error:
        raise Refused(422, "unreadable", {"why": str(error)}) from error
    return profiles.tried(now, trial)


@ROUTER.get("/{name}", response_class=Response)
def one_profile(hub: Hub, name: Name) -> Response:
    """The profile of a product as it was written."""
    text = hub.products.text(name)
    if text is None:
        raise Refused(404, "not_found", {"profile": name})
    return Response(text, media_type="application/toml")


@ROUTER.put("/{name}")
def put(hub: Hub, now: Now, who: Who, name: Name, content: RawBody) -> profiles.PutOut:
    """Add or replace a profile, the body itself; it holds from the next message on.

    Dead letters of its devices are read again, and so are the kept messages of unclaimed ones.
    """
    try:
        came = hub.introduction.put(name, content.decode("utf-8"), who.name)
    except (BadProfile, UnicodeDecodeError) as error:
        raise Refused(422, "bad_profile", {"why": str(error)}) from error
    return profiles.PutOut(
        profile=profiles.shown(now, hub.products.products, name),
        replaced=came.replaced,
        looked_again=came.looked_again,
        letters=letters.replayed(came.letters),
    )


@ROUTER.delete("/{name}", status_code=204)
def remove(hub: Hub, who: Who, name: Name) -> Response:
    """Forget a profile of the hub's own; one that it had replaced holds again."""
    products = hub.products.products
    if name not in products.own:
        if products.origins.get(name) in {Origin.SHIPPED, Origin.FOLDER}:
            raise Refused(409, "not_own", {"profile": name, "origin": products.origins[name]})
        raise Refused(404, "not_found", {"profile": name})
    hub.introduction.remove(name, who.name)
    return Response(status_code=204)


def _profile(hub: Context, asked: profiles.TryIn) -> Profile:
    if asked.profile:
        try:
            return read("profile.toml", asked.profile)
        except BadProfile as error:
            raise Refused(422, "bad_profile", {"why": str(error)}) from error
    known = hub.products.products.profiles.get(asked.name)
    if known is None:
        raise Refused(404, "not_found", {"profile": asked.name})
    return known
