"""Plain HTML pages of the API, without a script: signing in, and the description of every route."""

from collections.abc import Mapping
from html import escape

from hub.api.access import ACCESS
from hub.api.route_words import ROUTES_ZH
from hub.api.words import PAGE
from hub.domain.people import MOST_PASSWORD, Account
from hub.words import ROLES, Language, Word

_STYLE = """
:root{color-scheme:dark;--ground:#0d1419;--panel:#141e26;--line:#24333f;--text:#e8eef2;--quiet:#93a7b5;
--accent:#5fb8a5;--bad:#f0857a}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--ground);color:var(--text);line-height:1.6;
font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem}
.door{max-width:24rem;padding-top:14vh}
h1{font-size:1.6rem;margin:0}.product{color:var(--quiet);margin:.25rem 0 2rem}
label{display:block;margin:1rem 0 .35rem;color:var(--quiet)}
input{width:100%;padding:.75rem .9rem;font-size:1.05rem;color:var(--text);background:var(--panel);
border:1px solid var(--line);border-radius:.5rem}
input:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{width:100%;margin-top:1.75rem;padding:.8rem;font-size:1.05rem;font-weight:600;border:0;border-radius:.5rem;
background:var(--accent);color:#06231d;cursor:pointer}
a{color:var(--accent)}.foot{display:flex;justify-content:space-between;gap:1rem;color:var(--quiet);margin-top:1.5rem}
.wrong{border-left:4px solid var(--bad);background:#2a1a1a;padding:.65rem .9rem;border-radius:.25rem}
table{width:100%;border-collapse:collapse;margin-top:1.5rem;font-size:.95rem}
td,th{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
.foot a{white-space:nowrap}code{color:var(--accent);overflow-wrap:anywhere}
td:has(code){min-width:min(24rem,45vw)}td:has(code)+td{white-space:nowrap}
"""


def sign_in_page(language: Language, township: str, leads_to: str, wrong: str = "") -> str:
    """Write the sign-in page; `leads_to`: what was asked for, `wrong`: why the last try failed."""
    other = Language.EN if language is Language.ZH else Language.ZH
    warning = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    body = f"""<main class="door"><h1>{escape(township)}</h1>
<p class="product">{_said("product", language)}</p>{warning}
<form method="post" action="/login"><input type="hidden" name="next" value="{escape(leads_to)}">
<label for="name">{_said("name", language)}</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" maxlength="64" required autofocus>
<label for="password">{_said("password", language)}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required>
<button>{_said("enter", language)}</button></form>
<p class="foot"><span>{_said("hint", language)}</span>
<a href="/language/{other.value}">{_said("other_language", language)}</a></p></main>"""
    return _page(language, _said("title", language), body)


def own_password_page(language: Language, account: Account, wrong: str = "") -> str:
    """Write the page on which somebody changes their own password; `wrong`: why it was not changed."""
    other = Language.EN if language is Language.ZH else Language.ZH
    warning = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    fields = "".join(
        f'<label for="{name}">{_said(name, language)}</label><input id="{name}" name="{name}" '
        f'type="password" autocomplete="{filled}" maxlength="{MOST_PASSWORD}" required>'
        for name, filled in (
            ("old_password", "current-password"),
            ("new_password", "new-password"),
            ("new_again", "new-password"),
        )
    )
    body = f"""<main class="door"><h1>{_said("change_password", language)}</h1>
<p class="product">{escape(account.name)} · {escape(ROLES[account.role].of(language))}</p>{warning}
<form method="post" action="/password">
<input type="text" name="name" value="{escape(account.name)}" autocomplete="username" hidden>{fields}
<button>{_said("save_password", language)}</button></form>
<p class="foot"><span>{_said("password_ends", language)}</span></p>
<p class="foot"><a href="/">{_said("first_page", language)}</a>
<a href="/language/{other.value}">{_said("other_language", language)}</a></p></main>"""
    return _page(language, _said("change_password", language), body)


def password_changed_page(language: Language) -> str:
    """Write that the own password is another one now."""
    body = f"""<main class="door"><h1>{_said("password_changed", language)}</h1>
<p class="product">{_said("password_ended", language)}</p>
<p><a href="/">{_said("first_page", language)}</a></p></main>"""
    return _page(language, _said("password_changed", language), body)


def problem_page(said: Word, again_s: str = "") -> str:
    """Write what went wrong for somebody whose language is not known here, with the way to the first page.

    Args:
        said: what went wrong.
        again_s: after so many seconds the page asks again by itself, for walls have nobody; "": never.
    """
    again = f'<meta http-equiv="refresh" content="{escape(again_s)}">' if again_s else ""
    english = said.en[:1].upper() + said.en[1:]
    body = (
        f'<main class="door"><h1>{escape(said.zh)}</h1><p class="product">{escape(english)}</p>'
        f'<p><a href="/">{escape(PAGE["first_page"].zh)} · {escape(PAGE["first_page"].en)}</a></p></main>'
    )
    return _page(Language.ZH, escape(said.zh), body, again)


def docs_page(language: Language, described: Mapping[str, object]) -> str:
    """Write the list of all routes with the least role each needs, out of the OpenAPI description."""
    paths = described.get("paths")
    rows = []
    for path, operations in paths.items() if isinstance(paths, dict) else ():
        for method, operation in operations.items():
            rule = ACCESS[path][method.upper()]
            least = ROLES[rule.role] if rule.role else PAGE["anybody"]
            may = [least, *(ROLES[service] for service in sorted(rule.services))]
            roles = PAGE["or"].of(language).join(role.of(language) for role in may)
            does = Word(ROUTES_ZH[f"{method.upper()} {path}"], operation.get("description", ""))
            told = (method.upper(), path, roles, does.of(language))
            rows.append(
                "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>".format(
                    *map(escape, told)
                )
            )
    title = _said("docs_title", language)
    body = (
        f"<main><h1>{title}</h1><p>{_said('docs_hint', language)} "
        f'<a href="/api/openapi.json">/api/openapi.json</a></p><table>{"".join(rows)}</table></main>'
    )
    return _page(language, title, body)


def _page(language: Language, title: str, body: str, again: str = "") -> str:
    code = Word("zh-CN", "en").of(language)
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="data:,">{again}<style>{_STYLE}</style></head>'
        f"<body>{body}</body></html>"
    )


def _said(key: str, language: Language) -> str:
    return escape(PAGE[key].of(language))
