"""Bytes -> elements, as much as a stranger's XML may be trusted: no DTD, no entities, UTF-8, small. Pure.

Expat only says what it meets; nothing is fetched, and nothing is expanded, as entities cannot be declared.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from hub.domain.cap.problems import Fault

MOST_BYTES = 256 * 1024
MOST_DEEP = 32
MOST_ELEMENTS = 5_000
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_APART = " "  # stands in no name and no namespace


class Unreadable(ValueError):
    """Bytes that are no XML, or none that may be read; `fault` and `detail` say why: refuse them."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(slots=True)
class Element:
    """One element; `place` is its XPath, `text` what stands in it directly, without space around it.

    Names of attributes in a namespace have it before them.
    """

    namespace: str
    name: str
    place: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def named(self, name: str) -> list["Element"]:
        """The children of one name, in the namespace of this element."""
        return [each for each in self.children if (each.namespace, each.name) == (self.namespace, name)]

    def first(self, name: str) -> str:
        """The text of the first child of a name, "" where there is none."""
        found = self.named(name)
        return found[0].text if found else ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read."""

    size: int = MOST_BYTES
    deep: int = MOST_DEEP
    elements: int = MOST_ELEMENTS


def read(paper: bytes, limits: Limits | None = None) -> Element:
    """Read a document to its root element.

    Raises:
        Unreadable: no XML, not UTF-8, with a document type, or larger than the limits.
    """
    within = limits or Limits()
    if len(paper) > within.size:
        raise Unreadable(Fault.TOO_LARGE, f"{len(paper)} > {within.size}")
    try:
        paper.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(Fault.NOT_UTF8, f"byte {error.start}") from error
    return _Reading(within).done(paper)


class _Reading:
    """What expat tells, put together."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0
        # Expat gives a text in pieces, and what stands before, between and after the children.
        self._texts: list[list[str]] = []
        self._numbers: list[dict[str, int]] = []

    def done(self, paper: bytes) -> Element:
        parser = expat.ParserCreate("utf-8", _APART)
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        try:
            parser.Parse(paper, True)  # noqa: FBT003  # expat's own signature
        except expat.ExpatError as error:
            raise Unreadable(Fault.NOT_XML, str(error)) from error
        assert self._root is not None  # noqa: S101  # expat refuses a document without an element
        return self._root

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _UTF8:
            raise Unreadable(Fault.NOT_UTF8, encoding)

    def _doctype(self, name: str, _system: str | None, _public: str | None, _inner: int) -> None:
        raise Unreadable(Fault.DOCTYPE, name)

    def _begins(self, full_name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > self._limits.elements:
            raise Unreadable(Fault.TOO_MANY_ELEMENTS, str(self._limits.elements))
        if len(self._open) >= self._limits.deep:
            raise Unreadable(Fault.TOO_DEEP, str(self._limits.deep))
        namespace, _, name = full_name.rpartition(_APART)
        parent = self._open[-1] if self._open else None
        if parent is None:
            self._root = element = Element(namespace, name, f"/{name}", attributes)
        else:
            number = self._numbers[-1][name] = self._numbers[-1].get(name, 0) + 1
            element = Element(namespace, name, f"{parent.place}/{name}[{number}]", attributes)
            parent.children.append(element)
        self._open.append(element)
        self._texts.append([])
        self._numbers.append({})

    def _ends(self, _name: str) -> None:
        self._numbers.pop()
        self._open.pop().text = "".join(self._texts.pop()).strip()

    def _says(self, text: str) -> None:
        self._texts[-1].append(text)
