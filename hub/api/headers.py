"""What every answer tells the browser to do and not to do. Pure."""

from collections.abc import Mapping

from hub.api.access import PAGES

# NiceGUI compiles its templates in the browser (eval) and starts from an inline script.
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_PLAIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
_PHONE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def security_headers(path: str) -> Mapping[str, str]:
    """The headers of every answer to a path; those a route has set itself stand."""
    is_page = path in PAGES or path.startswith("/_nicegui")
    is_cacheable = path.startswith(("/_nicegui", "/media/", "/signed/media/", "/tiles/"))
    policy = {"Content-Security-Policy": _PAGE_POLICY if is_page else _PLAIN_POLICY}
    # Operators may speak into the microphone there.
    heard = {"Permissions-Policy": "camera=(), microphone=(self), geolocation=()"}
    allowed = heard if path == "/announcing" else {}
    if path.startswith("/closing/"):
        # Grid members take photos there, and say where they stand.
        policy = {"Content-Security-Policy": _PHONE_POLICY}
        allowed = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=(self)"}
    return {**_HEADERS, **allowed, **policy, **({} if is_cacheable else {"Cache-Control": "no-store"})}
