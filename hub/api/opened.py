"""Whether a person opened an address: by a link, or by the code on a device. Programs and pictures do not."""

from starlette.datastructures import Headers
from starlette.types import Scope


def is_opened(scope: Scope) -> bool:
    """Tell whether the answer to a request is read by a person, as a page of its own."""
    headers = Headers(scope=scope)
    is_page = "text/html" in headers.get("accept", "")
    return is_page and scope.get("method") == "GET" and "authorization" not in headers
