"""Pages for technicians: a printable sheet of a village's devices with QR codes, and the page each leads to.

Plain HTML without a script.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import segno

from devices.contract.quantities import QUANTITIES
from hub import sensor_words
from hub.api.shown import LEVEL, Scene
from hub.api.words import PAGE, SHEET
from hub.domain.area import Catalog, Device, Place
from hub.domain.wildness import Wildness
from hub.services.watch import DeviceView, Figure
from hub.words import DEVICE_CLASSES, PRESENCES, Language, Word

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#12202a;line-height:1.45;
font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.25rem}
h1{font-size:1.4rem;margin:0}.quiet{color:#51626e;margin:.15rem 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.6rem;margin-top:1rem}
.card{display:flex;gap:.75rem;align-items:center;border:1px solid #9fb0bb;border-radius:.4rem;padding:.6rem;
break-inside:avoid}
.card svg{flex:none;width:6.4rem;height:6.4rem}.card p{margin:.1rem 0;overflow-wrap:anywhere}
.name{font-weight:650}code{font-size:.95rem}
table{border-collapse:collapse;width:100%;margin-top:1rem}
h2{font-size:1.1rem;margin:1.2rem 0 0}th{text-align:left;color:#51626e;font-weight:500}
td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid #d3dce2}td:first-child{color:#51626e;width:45%}
.walk td:first-child{width:auto;color:inherit}th{padding:.45rem .75rem .1rem 0}
@page{margin:12mm}@media print{main{max-width:none;padding:0}.back{display:none}}
"""
# What a device measures, and what the hub works out of it.
_KNOWN = {LEVEL.name: LEVEL, **QUANTITIES}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one village; `address` is where the console is reached from outside."""

    catalog: Catalog
    village: Place
    address: str

    def devices(self) -> Sequence[Device]:
        """Its devices by place and name, so that a round through the village follows the sheet."""
        here = (d for d in self.catalog.devices.values() if self.catalog.village_id(d) == self.village.id)
        return sorted(here, key=lambda device: (device.point, device.name, device.id))


def sheet_page(language: Language, sheet: Sheet) -> str:
    """Write the sheet of a village: each device with its name, id, place and the code of its page."""
    devices = sheet.devices()
    cards = "".join(_card(language, sheet, device) for device in devices)
    title = f"{escape(sheet.village.name)} · {_said('sheet', language)}"
    told = escape(SHEET["count"].of(language).format(count=len(devices)))
    body = f'<h1>{title}</h1><p class="quiet">{told}</p><div class="cards">{cards}</div>'
    return page(language, title, body)


def device_page(language: Language, scene: Scene, view: DeviceView) -> str:
    """Write what a technician asks in front of a device: is it there, and what did it say when."""
    device = view.device
    rows = [
        (SHEET["id"], device.id),
        (SHEET["class"], DEVICE_CLASSES[device.device_class].of(language)),
        (SHEET["place"], place_name(scene.catalog, device)),
        (SHEET["owner"], f"{view.owner.name} {view.owner.phone}" if view.owner else "—"),
        (SHEET["model"], device.model or "—"),
        (SHEET["serial"], device.serial or "—"),
        (SHEET["presence"], PRESENCES[view.presence].of(language)),
        (SHEET["seen"], scene.local(view.seen_at).strftime("%Y-%m-%d %H:%M:%S") if view.seen_at else "—"),
    ]
    if view.wildness is not None:
        rows += _of_wild(language, scene, view.wildness)
    level = {} if view.level is None else {LEVEL.name: replace(view.level, value=round(view.level.value))}
    figures = {**level, **view.figures}
    values = [(_quantity(name), _value(language, scene, name, shown)) for name, shown in figures.items()]
    title = escape(device.name)
    return page(language, title, f"<h1>{title}</h1>{_table(language, [*rows, *values])}{_way_back(language)}")


def _way_back(language: Language) -> str:
    return f'<p class="back"><a href="/">{escape(PAGE["first_page"].of(language))}</a></p>'


def _of_wild(language: Language, scene: Scene, found: Wildness) -> list[tuple[Word, str]]:
    """What is wrong with a sensor that strays, and what to do in front of it."""
    seen, since = sensor_words.seen(found).of(language), scene.local(found.since)
    said = SHEET["wild_since"].of(language).format(since=f"{since:%Y-%m-%d %H:%M}", seen=seen)
    return [(SHEET["wild"], said), (SHEET["to_do"], sensor_words.ADVICE.of(language))]


def place_name(catalog: Catalog, device: Device) -> str:
    """Where a device stands, from the village down to the point."""
    around = list(catalog.around(device.point))[:-1]
    return " · ".join(place.name for place in reversed(around))


def code(address: str) -> str:
    """Draw the QR code of an address, as inline SVG."""
    return segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)


def _card(language: Language, sheet: Sheet, device: Device) -> str:
    drawn = code(f"{sheet.address}/devices/{device.id}")
    kind = DEVICE_CLASSES[device.device_class].of(language)
    return (
        f'<div class="card">{drawn}<div><p class="name">{escape(device.name)}</p>'
        f"<p><code>{escape(device.id)}</code> {escape(kind)}</p>"
        f'<p class="quiet">{escape(place_name(sheet.catalog, device))}</p></div></div>'
    )


def _table(language: Language, rows: Iterable[tuple[Word, str]]) -> str:
    written = "".join(
        f"<tr><td>{escape(word.of(language))}</td><td>{escape(text)}</td></tr>" for word, text in rows
    )
    return f"<table>{written}</table>"


def _quantity(name: str) -> Word:
    known = _KNOWN.get(name)
    return Word(known.zh, known.en) if known else Word(name, name)


def _value(language: Language, scene: Scene, name: str, shown: Figure) -> str:
    known = _KNOWN.get(name)
    if isinstance(shown.value, bool):
        value = SHEET["yes" if shown.value else "no"].of(language)
    else:
        value = f"{shown.value:g}"
    stale = f", {SHEET['stale'].of(language)}" if shown.is_stale else ""
    unit = known.unit if known else ""
    return " ".join(filter(None, (value, unit, f"({scene.local(shown.at):%m-%d %H:%M}{stale})")))


def page(language: Language, title: str, body: str) -> str:
    """A plain page that prints well; `title` and `body` are markup, escaped where they have to be."""
    code = Word("zh-CN", "en").of(language)
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _said(key: str, language: Language) -> str:
    words: Mapping[str, Word] = SHEET
    return escape(words[key].of(language))
