"""What real ZIPs of statements hold beside them, and what hostile ones do."""

import io
import zipfile

import pytest

from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement

ONE = b"Date,Description,Amount\n2026-01-31,Bread,-4.50\n"


def packed(*files: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, member in files:
            archive.writestr(name, member)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (packed(("a.csv", ONE)), 1),
        (packed(("a.csv", ONE), how=zipfile.ZIP_STORED), 1),
        (packed(("a.csv", ONE), how=zipfile.ZIP_LZMA), 1),
        (packed(("2026/", b""), ("2026/01/März.csv", ONE)), 1),
        (packed(("a.csv", ONE), ("__MACOSX/._a.csv", b"\0\5\x16"), ("x/__MACOSX/._b", b"\0"), (".DS_Store", b"\0")), 1),
        (packed(("a.csv", ONE), ("x/desktop.ini", b"[x]"), ("Thumbs.db", b"\xd0\xcf")), 1),
        (packed(("a.csv", ONE), ("b.qif", b"!Type:Bank\nD2026-01-31\nT-4.50\n^\n")), 2),
        (packed(("a.csv", ONE), ("more.zip", packed(("b.csv", ONE), ("c.csv", ONE)))), 3),
    ],
    ids=["packed", "stored", "LZMA", "folders", "Mac", "Windows", "two kinds", "a ZIP within"],
)
def test_every_statement_in_a_zip_is_read(content: bytes, count: int) -> None:
    statements = read_statement(content)

    assert [str(row.amount) for statement in statements for row in statement.rows] == ["-4.50"] * count
    assert [mistake for statement in statements for mistake in statement.mistakes] == []


def test_what_is_no_statement_is_named_beside_those_that_are() -> None:
    statements = read_statement(packed(("a.csv", ONE), ("a.pdf", b"%PDF-1.7"), ("b.csv", b"")))

    assert [mistake.message[:20] for statement in statements for mistake in statement.mistakes] == [
        "a.pdf: This is a PDF",
        "b.csv: This file is ",
    ]


ZEROS = b"0" * (4 << 20)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (packed(), "holds no file"),
        (packed(("x/", b"")), "holds no file"),
        (packed(("a.zip", packed(("a.zip", packed(("a.csv", ONE)))))), "a ZIP in a ZIP in a ZIP"),
        (packed(("a.csv", ZEROS)), "unpacks to far more"),
        (packed(*((f"{number}.csv", ONE) for number in range(201))), "more than 200 files"),
        (packed(("a.csv", ONE * 99))[:-60], "damaged"),
        (packed(("a.csv", ONE), how=zipfile.ZIP_STORED).replace(b"Bread", b"Brass"), "damaged"),
    ],
    ids=["empty", "a folder", "three deep", "a bomb", "many", "cut off", "changed"],
)
def test_zips_that_are_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(NotAStatement, match=sentence):
        read_statement(content)


def test_what_is_unpacked_is_limited_over_all_zips_within() -> None:
    inner = packed(*((str(number), ONE) for number in range(150)))

    statements = read_statement(packed(("a.zip", inner), ("b.zip", inner), ("c.zip", inner)))

    assert sum(len(statement.rows) for statement in statements) == 150
    assert len(statements[-1].mistakes) == 2
