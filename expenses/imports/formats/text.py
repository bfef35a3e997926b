"""Bytes to text: statements rarely say how they are encoded, and what they say is often wrong."""

import codecs
import html
import re
from collections.abc import Callable

from expenses.imports.formats.alphabets import CANDIDATES, PUNCTUATION, Candidate
from expenses.imports.formats.limits import TEXT_LENGTH

_SAMPLED_BYTES = 1 << 20
_SAMPLE_BYTES = 4_000
_PUNCTUATION_WEIGHT = 0.6
_SNIFF_BYTES = 65_536
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BEYOND_ASCII = re.compile(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


def decode(content: bytes, declared: str = "") -> str:
    """Return the text with `\\n` at the end of lines; unreadable bytes become U+FFFD.

    A byte order mark decides; else UTF-16 by its zero bytes, UTF-8 where all of it is, the encoding the file declares
    where all of it is, and at last the one in which the letters make sense in some language.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _one_kind_of_line_end(content[len(mark) :].decode(encoding, "replace"))
    for encoding in (_utf_16(content) or "utf-8", declared):
        decoded = _decode_strictly(content, encoding)
        if decoded is not None:
            return _one_kind_of_line_end(decoded)
    return _one_kind_of_line_end(content.decode(likely_encoding(content), "replace"))


def likely_encoding(content: bytes) -> str:
    """Return the encoding under which the characters beyond ASCII most look like words of one language."""
    sample = b" ".join(_BEYOND_ASCII.findall(content[:_SAMPLED_BYTES]))[:_SAMPLE_BYTES]
    texts = {candidate.encoding: sample.decode(candidate.encoding, "replace") for candidate in CANDIDATES}
    return max(CANDIDATES, key=lambda candidate: _plausibility(texts[candidate.encoding], candidate)).encoding


def _plausibility(text: str, candidate: Candidate) -> float:
    """Return from 0 to 1 how well the characters beyond ASCII belong to the alphabet and to the letters beside."""
    score, count = 0.0, 0
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if letter.isascii():
            continue
        count += 1
        if letter in PUNCTUATION:
            score += _PUNCTUATION_WEIGHT
        elif letter in candidate.alphabet and _fits(before, letter, after, candidate):
            score += 1
    return candidate.weight * score / count if count else 0.0


def _fits(before: str, letter: str, after: str, candidate: Candidate) -> bool:
    """Say whether a letter may stand here: no digit beside it, no two scripts in a word, capitals only in words."""
    if before.isdecimal() or after.isdecimal():
        return False
    if letter.isupper() and (before.islower() or not (before.isalpha() or after.isalpha())):
        return False
    return candidate.is_latin or not any(beside.isascii() and beside.isalpha() for beside in (before, after))


def head(content: bytes) -> bytes:
    """Return the beginning, without byte order mark and zero bytes, for a reader to recognise its format by."""
    start = content[:_SNIFF_BYTES]
    start = next((start[len(mark) :] for mark, _ in _MARKS if start.startswith(mark)), start)
    return start.replace(b"\0", b"") if b"\0" in start else start


def one_line(text: str) -> str:
    """Return the words on one line, no longer than a text may be."""
    if len(text) <= TEXT_LENGTH:
        return text if text.isalnum() else " ".join(text.split())
    return " ".join(text[: TEXT_LENGTH * 4].split())[:TEXT_LENGTH]


def unescape(text: str) -> str:
    """Return the text with the entities of XML and HTML resolved, escaped twice included; a bare & stays."""
    if "&" not in text:
        return text
    for _ in range(2):
        text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    return text


def replace_between(text: str, start: str, end: str, make: Callable[[str], str]) -> str:
    """Return the text with all that stands from `start` to `end`, both included, made anew from what is between.

    A start without an end stays. By hand, as `.*?` would look for the end from every start anew.
    """
    pieces, done = [], 0
    while (found := text.find(start, done)) >= 0 and (stop := text.find(end, found + len(start))) >= 0:
        pieces += [text[done:found], make(text[found + len(start) : stop])]
        done = stop + len(end)
    return "".join([*pieces, text[done:]]) if pieces else text


def _decode_strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _utf_16(content: bytes) -> str:
    """Return the byte order of a UTF-16 text of mostly ASCII letters, '' for any other text."""
    start = content[:4096]
    if start.count(0) * 4 < len(start) or len(start) < 4:
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _one_kind_of_line_end(text: str) -> str:
    """Return the text with `\\n` alone, and without zeros, which no database takes."""
    text = text.replace("\0", " ") if "\0" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
