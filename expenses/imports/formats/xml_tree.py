"""XML of a bank to small trees, one entry at a time: no entities, no network, no deep nesting, no large tree."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from expenses.imports.formats.limits import ENTRY_ELEMENTS, TEXT_LENGTH, XML_DEPTH
from expenses.imports.formats.statement import NotAStatement


@dataclass(slots=True)
class Element:
    """One element by its local name, whatever its namespace; of its attributes only the currency is kept."""

    name: str
    currency: str = ""
    text: str = ""
    children: "list[Element] | None" = None

    def all(self, path: str) -> "Iterator[Element]":
        """Yield the elements at a path such as `NtryDtls/TxDtls`, in their order."""
        name, _, rest = path.partition("/")
        for child in self.children or ():
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> "Element | None":
        """Return the first element at the first of the paths that has one."""
        return next((element for path in paths for element in self.all(path)), None)

    def words(self, *paths: str) -> str:
        """Return the first text that is not empty at the paths, '' where there is none."""
        texts = (element.text for path in paths for element in self.all(path))
        return next(filter(None, texts), "")


def walk(
    text: str, *, wanted: frozenset[str], within: frozenset[str], take: Callable[[str, Element | None], None]
) -> None:
    """Call `take` with each wanted element that stands right inside one of `within`, and as one of those begins.

    Raises NotAStatement with a sentence where the XML is cut off, broken or built to do harm.
    """
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(_Walk(wanted, within, take))
    try:
        # At once: expat before 2.6 reads an unclosed tag anew with every piece it is fed.
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except DefusedXmlException:
        raise NotAStatement("This file declares entities, which no bank does. Download the statement again.") from None
    except SAXParseException as error:
        raise NotAStatement(
            f"This XML breaks off or is damaged at line {error.getLineNumber()}. Download the statement again."
        ) from None
    except SAXException:
        raise NotAStatement("This XML is damaged. Download the statement again.") from None


class _Walk(ContentHandler):
    """Builds the wanted elements alone, so that memory is that of the largest of them."""

    def __init__(
        self, wanted: frozenset[str], within: frozenset[str], take: Callable[[str, Element | None], None]
    ) -> None:
        super().__init__()
        self.wanted, self.within, self.take = wanted, within, take
        self.path: list[str] = []
        self.open: list[Element] = []
        self.texts: list[str] = []
        self.built = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  the name SAX gives it
        name = name.rpartition(":")[2]
        self.texts.clear()
        if len(self.path) >= XML_DEPTH:
            raise NotAStatement("This XML is nested deeper than any statement. Download the statement again.")
        if self.open:
            self.add(Element(name, attrs.get("Ccy", "")))
        elif name in self.wanted and self.path and self.path[-1] in self.within:
            self.built = 0
            self.open.append(Element(name))
        elif name in self.within:
            self.take(name, None)
        self.path.append(name)

    def add(self, element: Element) -> None:
        self.built += 1
        if self.built > ENTRY_ELEMENTS:
            raise NotAStatement("An entry of this XML has more parts than any payment. Download the statement again.")
        parent = self.open[-1]
        parent.children = parent.children or []
        parent.children.append(element)
        self.open.append(element)

    def characters(self, content: str) -> None:
        if self.open and len(self.texts) < TEXT_LENGTH:
            self.texts.append(content[:TEXT_LENGTH])

    def endElement(self, name: str) -> None:  # noqa: N802  the name SAX gives it
        self.path.pop()
        if not self.open:
            return
        element = self.open.pop()
        if element.children is None:
            element.text = " ".join("".join(self.texts)[:TEXT_LENGTH].split())
        self.texts.clear()
        if not self.open:
            self.take(element.name, element)
