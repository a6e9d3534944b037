"""Where a row of a table leads: to the screen of its village or device, with the span of this one."""

_HERE = "${__url_time_range}"


def to_screen(screen: str, **choices: str) -> str:
    """The address of a screen with choices made; `{language}` becomes the reader's."""
    chosen = "".join(f"&var-{tag}={value}" for tag, value in choices.items())
    return f"/d/village-{screen}-{{language}}?{_HERE}{chosen}"


def field(name: str) -> str:
    """A field of the row that was clicked, as Grafana writes it into an address."""
    return f'${{__data.fields["{name}"]}}'


DEVICE = to_screen("device", village=field("village"), device=field("device"))
VILLAGE = to_screen("village", village=field("village"))
