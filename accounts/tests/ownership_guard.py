"""A guard around the database connection: every statement on rows that belong to somebody names the owner.

While a test runs, a SELECT, INSERT, UPDATE or DELETE that touches a table of an `OwnedModel` fails unless each of its
query blocks names `owner_id` of such a table in WHERE or ON (an INSERT: in its columns). Staff pages are aside.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from accounts.ownership import OwnedModel

OWNER_COLUMN = "owner_id"
STAFF_PATH = "/admin/"
TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][\w$]*|[().,;]""")
GUARDED = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"})
CLAUSES = {
    "SELECT": "select",
    "FROM": "tables",
    "JOIN": "tables",
    "INTO": "tables",
    "UPDATE": "tables",
    "USING": "tables",
    "ON": "condition",
    "WHERE": "condition",
    "SET": "values",
    "VALUES": "values",
    "GROUP": "tail",
    "ORDER": "tail",
    "HAVING": "tail",
    "LIMIT": "tail",
    "WINDOW": "tail",
    "CONFLICT": "tail",
    "FOR": "tail",
    "RETURNING": "tail",
}


class OwnerMissing(AssertionError):
    """A statement on somebody's rows does not say whose."""


@dataclass
class Block:
    """One SELECT, INSERT, UPDATE or DELETE of a statement, without the ones nested in it."""

    clause: str = ""
    is_insert: bool = False
    tables: dict[str, str] = field(default_factory=dict)
    """Alias -> table."""
    named_owners: set[str] = field(default_factory=set)
    """Aliases whose `owner_id` stands in a condition; "" for an unqualified one."""


def blocks_without_owner(sql: str, owned_tables: frozenset[str]) -> list[list[str]]:
    """Return the owned tables of each query block of `sql` that does not name the owner of any of them."""
    found = []
    for block in read_blocks(sql):
        owned = {alias: table for alias, table in block.tables.items() if table in owned_tables}
        if owned and not block.named_owners & {"", *owned}:
            found.append(sorted(set(owned.values())))
    return found


def read_blocks(sql: str) -> list[Block]:
    """Split a statement into its query blocks; parentheses that open no query stay with the block around them."""
    tokens = TOKEN.findall(sql)
    blocks = [Block()]
    around = [blocks[0]]
    for position, token in enumerate(tokens):
        if token == "(":
            opens_query = tokens[position + 1 : position + 2] and tokens[position + 1].upper() == "SELECT"
            around.append(Block() if opens_query else around[-1])
            blocks.extend([around[-1]] if opens_query else [])
        elif token == ")" and len(around) > 1:
            around.pop()
        elif token.upper() in {"UNION", "INTERSECT", "EXCEPT"} or starts_select_of_insert(token, around[-1]):
            around[-1] = Block(clause="select")
            blocks.append(around[-1])
        else:
            read_token(around[-1], tokens, position)
    return blocks


def starts_select_of_insert(token: str, block: Block) -> bool:
    return block.is_insert and token.upper() == "SELECT"


def read_token(block: Block, tokens: list[str], position: int) -> None:
    """Let a keyword, table or owner column at `position` change what is known of `block`."""
    token = tokens[position]
    if token.upper() in CLAUSES:
        block.clause = CLAUSES[token.upper()]
        block.is_insert = block.is_insert or token.upper() == "INTO"
        return
    name = token.strip('"')
    if block.clause == "tables" and is_table(tokens, position):
        block.tables[alias_after(tokens, position) or name] = name
    if name == OWNER_COLUMN and (block.clause == "condition" or is_insert_column(block)):
        block.named_owners.add(tokens[position - 2].strip('"') if tokens[position - 1] == "." else "")


def is_insert_column(block: Block) -> bool:
    return block.is_insert and block.clause == "tables"


def is_table(tokens: list[str], position: int) -> bool:
    """Tell a table from its alias and its columns: it is a quoted name right after its keyword or a comma."""
    before = tokens[position - 1].upper()
    return before in {"FROM", "JOIN", "INTO", "UPDATE", "USING", ",", "(", "ONLY"}


def alias_after(tokens: list[str], position: int) -> str:
    """Return the alias that follows the table at `position`, "" where there is none."""
    following = [token for token in tokens[position + 1 : position + 3] if token.upper() != "AS"]
    if not following or following[0].upper() in CLAUSES or not re.match(r'["\w]', following[0]):
        return ""
    keywords = {"INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "UNION", "INTERSECT", "EXCEPT", "DEFAULT"}
    return "" if following[0].upper() in keywords else following[0].strip('"')


@cache
def find_owned_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, OwnedModel))


@lru_cache(maxsize=4096)
def find_problem(sql: str) -> str:
    """Return what is wrong with `sql`, "" where nothing is."""
    words = sql.split(None, 1)
    if not words or words[0].upper() not in GUARDED:
        return ""
    missing = blocks_without_owner(sql, find_owned_tables())
    return "; ".join(f"{', '.join(tables)} read or written without naming {OWNER_COLUMN}" for tables in missing)


# What is going on right now: the guard sleeps while nothing is being tested, and on staff pages.

_problems: list[str] = []
_is_watching = False
_is_staff: ContextVar[bool] = ContextVar("is_staff", default=False)


def check_statement(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement, as an execute wrapper; raise OwnerMissing where it does not name the owner."""
    problem = find_problem(str(sql)) if _is_watching and not _is_staff.get() else ""
    if problem:
        _problems.append(f"{problem}:\n{sql}")
        raise OwnerMissing(_problems[-1])
    return execute(sql, params, many, context)


def guard_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if check_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(check_statement)


def enter_request(environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    _is_staff.set((environ or {}).get("PATH_INFO", "").startswith(STAFF_PATH))


def leave_request(**kwargs: Any) -> None:
    _is_staff.set(False)


def install() -> None:
    """Guard the connections of this process, those there are and those to come."""
    connection_created.connect(guard_connection, dispatch_uid="ownership-guard")
    request_started.connect(enter_request, dispatch_uid="ownership-guard")
    request_finished.connect(leave_request, dispatch_uid="ownership-guard")
    for connection in connections.all(initialized_only=True):
        guard_connection(connection)


@contextmanager
def watch() -> Iterator[None]:
    """Guard what runs inside; raise OwnerMissing at its end for a statement whose failure was swallowed on the way."""
    global _is_watching  # noqa: PLW0603  threads of the live server must see it too
    _problems.clear()
    _is_watching = True
    try:
        yield
    finally:
        _is_watching = False
        _is_staff.set(False)
    if _problems:
        raise OwnerMissing(_problems[0])


@contextmanager
def staff_queries() -> Iterator[None]:
    """Let statements through that read or write the rows of everybody, as staff and migrations do."""
    token = _is_staff.set(True)
    try:
        yield
    finally:
        _is_staff.reset(token)
