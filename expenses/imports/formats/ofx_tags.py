"""What real OFX files do to tags: how they are made plain, so that one grammar reads SGML and XML."""

import re

from expenses.imports.formats.statement import NotAStatement
from expenses.imports.formats.text import head, replace_between

_HEAD = 1 << 16
_CHARSET = re.compile(rb"CHARSET\s*:\s*([\w-]{1,20})", re.IGNORECASE).search
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.-]{1,40})", re.IGNORECASE).search
_ANY_TAG = re.compile(r"</?[A-Za-z][\w.]*")
_STRAY = re.compile(r"<(?![A-Za-z/!?])")
_IS_DRESSED = re.compile(r"<[A-Za-z][\w.-]{0,40}(?::[A-Za-z]|\s+(?:[\w:.-]{1,40}\s*=|>))").search
_DRESSED = re.compile(r"<(/?)(?:[\w.-]{1,40}:)?([A-Za-z][\w.]*)(?:\s[^<>]{0,500})?>")


def plain_tags(text: str) -> str:
    """Return the text with bare tags in capitals, without comments, CDATA and any < that begins no tag."""
    if "<!ENTITY" in text:
        raise NotAStatement("This file declares entities, which no bank does. Download the statement again.")
    text = replace_between(text, "<!--", "-->", lambda comment: "\n" * comment.count("\n"))
    text = replace_between(text, "<![CDATA[", "]]>", lambda inner: inner.replace("&", "&amp;").replace("<", "&lt;"))
    text = _STRAY.sub("&lt;", text)
    # A file whose tags have namespaces or attributes has them from its root on.
    if _IS_DRESSED(text[:_HEAD]):
        text = _DRESSED.sub(r"<\1\2>", text)
    return text if "<OFX" in text or "<STMTTRN" in text else _ANY_TAG.sub(lambda tag: tag[0].upper(), text)


def declared(content: bytes) -> str:
    """Return the encoding the header names, as Python names it; `8859-1` and `1252` are seen for it."""
    start = head(content)[:4096]
    found = _XML_ENCODING(start) or _CHARSET(start)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if name in ("us-ascii", "usascii", "none", ""):
        return ""
    return f"cp{name}" if name.isdecimal() else f"iso-{name}" if name.startswith("8859") else name
