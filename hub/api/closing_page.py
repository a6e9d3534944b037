"""The page on a grid member's phone: the matter, the picture of before, a button to take and one to send."""

import json
from html import escape

from hub.api.shown import Scene
from hub.closing_words import PHONE
from hub.domain.tickets import TicketState
from hub.services.photo_passes import Opened
from hub.words import TICKET_KINDS, TICKET_STATES, Language, Word

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#f2f5f7;color:#12202a;font-size:1.1rem;line-height:1.5;
font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif}
main{max-width:32rem;margin:0 auto;padding:1rem 1rem 3rem}
h1{font-size:1.35rem;margin:0 0 .6rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem .9rem;margin:0 0 .8rem}
dt{color:#51626e;white-space:nowrap}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0 0 .8rem}figcaption{color:#51626e}
img{display:block;width:100%;max-height:46vh;object-fit:contain;background:#12202a;border-radius:.5rem}
img[hidden]{display:none}
label,button{display:block;width:100%;padding:.95rem;margin:.7rem 0 0;border-radius:.6rem;
border:2px solid #16705d;font:inherit;font-weight:650;font-size:1.2rem;text-align:center;background:#fff;
color:#16705d}
button{background:#16705d;color:#fff}button:disabled{background:#9fb0bb;border-color:#9fb0bb}
input:focus-visible+span,label:focus-within,button:focus-visible{outline:3px solid #e0a526;outline-offset:2px}
input[type=file]{position:absolute;width:1px;height:1px;opacity:0}
#where{color:#51626e;margin:.6rem 0 0}
#said{margin-top:1rem;padding:.8rem 1rem;border-radius:.6rem;border-left:6px solid #16705d;background:#e4f3ee}
#said.bad{border-color:#b3372b;background:#fbe9e7}#said:empty{display:none}
#said strong{display:block;font-size:1.2rem}#said ul{margin:.4rem 0 0;padding-left:1.2rem}
#said li{margin:.3rem 0}
"""


def closing_page(language: Language, scene: Scene, opened: Opened, before: str) -> str:
    """Write the page of one matter; `before`: the address of its picture of before, "" for none."""
    ticket, catalog = opened.ticket, scene.catalog
    device = catalog.find(ticket.device)
    around = [place.name for place in reversed(catalog.around(device.point))][1:] if device else []
    village = catalog.places.get(ticket.village)
    owner = catalog.people.get(opened.kept.person)
    rows = (
        ("place", " · ".join([*around, device.name]) if device else village.name if village else "—"),
        ("owner", owner.name if owner else "—"),
        ("due", f"{scene.local(ticket.due_at):%Y-%m-%d %H:%M}"),
        ("state", TICKET_STATES[ticket.state].of(language)),
    )
    told = "".join(f"<dt>{_said(key, language)}</dt><dd>{escape(value)}</dd>" for key, value in rows)
    caption = f"<figcaption>{_said('before', language)}</figcaption>"
    figure = f'<figure><img src="{escape(before)}" alt="">{caption}</figure>' if before else ""
    kind = TICKET_KINDS[ticket.kind].of(language)
    title = kind[:1].upper() + kind[1:]
    is_closed = ticket.state is TicketState.CLOSED
    work = f"<p>{_said('is_closed', language)}</p>" if is_closed else _work(language)
    return _page(language, f"<h1>{escape(title)}</h1><dl>{told}</dl>{figure}{work}")


def over_page(language: Language) -> str:
    """Write what stands there for a pass that opens nothing."""
    said = f"<h1>{_said('over', language)}</h1><p>{_said('over_hint', language)}</p>"
    return _page(language, said)


def _work(language: Language) -> str:
    words = {key: word.of(language) for key, word in PHONE.items()}
    told = escape(json.dumps({**words, "language": language.value}, ensure_ascii=False))
    return (
        f'<noscript><p>{_said("no_script", language)}</p></noscript><div id="work" data-words="{told}">'
        f'<img id="shot" alt="" hidden><label><input id="file" type="file" accept="image/jpeg,image/*" '
        f'capture="environment"><span id="take">{_said("take", language)}</span></label>'
        f'<p id="where" role="status"></p><button id="send" disabled>{_said("send", language)}</button>'
        f'<div id="said" role="alert"></div></div><script src="/phone/closing.js" defer></script>'
    )


def _page(language: Language, body: str) -> str:
    code, title = Word("zh-CN", "en").of(language), _said("title", language)
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _said(key: str, language: Language) -> str:
    return escape(PHONE[key].of(language))
