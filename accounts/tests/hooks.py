"""Hooks that write down whom they were called with."""

from accounts.models import User

calls: list[tuple[str, str]] = []


def note_new_person(person: User) -> None:
    calls.append(("new person", person.username))


def note_home_currency(person: User) -> None:
    calls.append((person.home_currency, person.username))


def break_down(person: User) -> None:
    raise RuntimeError("The ledger is broken.")
