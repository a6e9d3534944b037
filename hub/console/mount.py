"""How the operators' page joins the API's application."""

from nicegui import ui

from hub.console import page
from hub.console.announcing import page as announcing_page
from hub.console.camera_places import page as places_page
from hub.console.registry import page as registry_page
from hub.context import Context

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="#141e26"/>'
    '<path d="M6 20 16 9l10 11" fill="none" stroke="#5fb8a5" stroke-width="3"/><circle cx="16" cy="22" r="3" '
    'fill="#e8eef2"/></svg>'
)
# Messages kept for each page that loses its connection for a moment; a refresh is one, up to 50 kB.
_RESENT = 10


def attach(app: object, context: Context) -> None:
    """Serve the page under "/" of an application that answers everything else.

    NiceGUI keeps its pages in globals: call it once in a process.
    """
    page.register(context)
    registry_page.register(context)
    announcing_page.register(context)
    places_page.register(context)
    ui.run_with(
        app,  # type: ignore[arg-type]  # a FastAPI, which only hub.api may name
        title=context.settings.site.name,
        favicon=_ICON,
        dark=True,
        language="zh-CN" if context.settings.site.language == "zh" else "en-US",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=10.0,
        message_history_length=_RESENT,
    )
