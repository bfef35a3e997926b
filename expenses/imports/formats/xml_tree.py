"""XML of a bank to small trees, one entry at a time: no entities, no network, no deep nesting, no large tree."""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from expenses.imports.formats.limits import ENTRY_ELEMENTS, TEXT_LENGTH, XML_DEPTH
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.text import one_line

__all__ = ["Element", "Leaves", "text_of", "walk", "without_namespaces"]

_PIECE = 1 << 20
_HEAD = 1 << 16
_MOST_SHAPES = 1_000
_ATTRIBUTE = re.compile(r"\s(?:xmlns|[\w.-]{1,40}:[\w.-]{1,60})\s?=\s?(?:\"[^\"<]*\"|'[^'<]*')")
_PREFIX = re.compile(r"(</?)[\w.-]{1,40}:(?=[A-Za-z_])")
_PREFIXED = _PREFIX.search
_TOO_DEEP = "This XML is nested deeper than any statement. Download the statement again."
_TOO_LARGE = "An entry of this XML has more parts than any payment. Download the statement again."
_ENTITIES = "This file declares entities, which no bank does. Download the statement again."

Take = Callable[[str, Element | None], None]


class Leaves:
    """One element and all in it, by paths below it such as `NtryDtls/TxDtls`, whatever namespaces they have.

    Entries of a bank have few shapes: where a path leads in one of a shape is looked up once.
    """

    __slots__ = ("elements", "places")

    def __init__(self, element: Element) -> None:
        self.elements = list(element.iter())
        self.places = _SHAPES[tuple(map(_tag, self.elements)), tuple(map(len, self.elements))]

    def every(self, *paths: str) -> list[Element]:
        """Return the elements at the paths, one path after the other, in their order."""
        return [self.elements[place] for place in self.places[paths]]

    def words(self, *paths: str) -> str:
        """Return the first text that is not empty at the paths, on one line, '' where there is none."""
        for place in self.places[paths]:
            text = self.elements[place].text
            if text and (text.isalnum() or (text := one_line(text))):
                return text[:TEXT_LENGTH]
        return ""

    def get(self, path: str, attribute: str) -> str:
        """Return an attribute of the first element at a path, '' where there is none."""
        for place in self.places[path,]:
            return self.elements[place].get(attribute, "")
        return ""


class _Places(dict[tuple[str, ...], tuple[int, ...]]):
    """Where in an element of one shape, counted as they begin, the elements at some paths are."""

    def __init__(self, tags: tuple[str, ...], counts: tuple[int, ...]) -> None:
        super().__init__()
        self.paths = list(_paths(tags, counts))

    def __missing__(self, paths: tuple[str, ...]) -> tuple[int, ...]:
        found = tuple(place for path in paths for place, own in enumerate(self.paths) if own == path)
        self[paths] = found
        return found


class _Shapes(dict[tuple[tuple[str, ...], tuple[int, ...]], _Places]):
    def __missing__(self, shape: tuple[tuple[str, ...], tuple[int, ...]]) -> _Places:
        if len(self) >= _MOST_SHAPES:
            self.clear()
        places = self[shape] = _Places(*shape)
        return places


_tag = attrgetter("tag")
_SHAPES = _Shapes()


def _paths(tags: tuple[str, ...], counts: tuple[int, ...]) -> Iterator[str]:
    """Yield the path of each element below the first, from their names and numbers of children as they begin."""
    open_: list[tuple[str, int]] = []
    for tag, count in zip(tags, counts, strict=True):
        while open_ and not open_[-1][1]:
            open_.pop()
        if not open_:
            yield ""
            open_.append(("", count))
            continue
        above, left = open_[-1]
        open_[-1] = (above, left - 1)
        path = f"{above}{tag}"
        yield path
        open_.append((f"{path}/", count))


def text_of(element: Element) -> str:
    """Return the text of an element on one line, '' where it has none."""
    return one_line(element.text) if element.text else ""


def without_namespaces(text: str) -> str:
    """Return XML whose names are local ones: whatever its version is called, and whether it declares its prefixes.

    What begins a message tells whether there are any further down.
    """
    if "xmlns" in text[_HEAD:] or _PREFIXED(text[:_HEAD]):
        return _PREFIX.sub(r"\1", _ATTRIBUTE.sub("", text))
    return _ATTRIBUTE.sub("", text[:_HEAD]) + text[_HEAD:]


def walk(text: str, *, wanted: frozenset[str], within: frozenset[str], take: Take) -> None:
    """Call `take` with each wanted element that stands right inside one of `within`, and as one of those begins.

    Names have no namespaces: `text` is without those of its elements. Raises NotAStatement with a sentence where the
    XML is cut off, broken or built to do harm.
    """
    # Entities need a DTD, and nothing else that a bank sends does.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotAStatement(_ENTITIES)
    walking = _Walk(wanted, within, take)
    try:
        for events in _pieces(text):
            walking.go_on(events)
    except ParseError as error:
        raise NotAStatement(
            f"This XML breaks off or is damaged at line {error.position[0]}. Download the statement again."
        ) from None


def _pieces(text: str) -> Iterator[Iterator[tuple[str, Element]]]:
    """Yield what begins and ends in each piece of the text, so that a large file is never in memory as a tree.

    All of it is read as within one element: messages one behind the other are several, and text behind is no harm.
    """
    parser: XMLPullParser = XMLPullParser(("start", "end"))
    parser.feed(b"<file>")
    for begin in range(0, len(text), _PIECE):
        parser.feed(text[begin : begin + _PIECE].encode("utf-8", "replace"))
        yield parser.read_events()  # type: ignore[misc]
    parser.feed(b"</file>")
    parser.close()
    yield parser.read_events()  # type: ignore[misc]


class _Walk:
    """Where the walk stands: what is open around it, and how much of a wanted element there is."""

    def __init__(self, wanted: frozenset[str], within: frozenset[str], take: Take) -> None:
        self.wanted, self.within, self.take = wanted, within, take
        self.around: list[Element] = []
        self.depth = 0
        self.built = -1

    def go_on(self, events: Iterator[tuple[str, Element]]) -> None:
        """Follow the elements as they begin and end. What has been seen is let go at once."""
        depth, built, around, deepest = self.depth, self.built, len(self.around), XML_DEPTH
        for event, element in events:
            if event == "start":
                if built >= 0:
                    built += 1
                else:
                    built = self.open(element)
                    around = len(self.around)
                depth += 1
                if depth > deepest:
                    raise NotAStatement(_TOO_DEEP)
            else:
                depth -= 1
                if built < 0 or depth == around:
                    self.close(element, is_wanted=built >= 0)
                    built, around = -1, len(self.around)
        self.depth, self.built = depth, built
        # A piece is small: what it adds beyond the limit is no harm.
        if built > ENTRY_ELEMENTS:
            raise NotAStatement(_TOO_LARGE)

    def open(self, element: Element) -> int:
        """Note what begins; return 0 where it is wanted, else -1."""
        if element.tag in self.wanted and self.around and self.around[-1].tag in self.within:
            return 0
        if element.tag in self.within:
            self.take(element.tag, None)
        self.around.append(element)
        return -1

    def close(self, element: Element, *, is_wanted: bool) -> None:
        if is_wanted:
            self.take(element.tag, element)
        else:
            self.around.pop()
        if self.around:
            del self.around[-1][:]
