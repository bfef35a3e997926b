import json
from pathlib import Path

from django.core.management.base import BaseCommand

from expenses.imports.formats.limits import check_size
from expenses.imports.formats.registry import read_statement
from expenses.imports.formats.statement import NotAStatement, Statement


class Command(BaseCommand):
    help = "Read bank statements and exports of other tools, and print what they say. Nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="a statement, or a ZIP of statements")
        parser.add_argument("--json", action="store_true", help="print one JSON object a file")

    def handle(self, *args, **options):
        for name in options["files"]:
            try:
                said = describe(read_file(Path(name)))
            except NotAStatement as error:
                said = {"format": None, "rows": [], "errors": [{"line": 0, "message": str(error)}], "questions": []}
            said = {"file": name, **said}
            self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else summarise(said))


def read_file(path: Path) -> list[Statement]:
    """Return the statements of a file. Raises NotAStatement where it cannot be opened or read."""
    try:
        check_size(path.stat().st_size)
        return read_statement(path.read_bytes())
    except OSError as error:
        raise NotAStatement(f"This file cannot be opened: {error.strerror}.") from error


def describe(statements: list[Statement]) -> dict:
    """Return what JSON shows of a file: amounts as text, signed, money out negative."""
    return {
        "format": "+".join(dict.fromkeys(statement.format for statement in statements)),
        "rows": [describe_row(row._asdict()) for statement in statements for row in statement.rows],
        "errors": [
            {"line": mistake.line, "message": mistake.message}
            for statement in statements
            for mistake in statement.mistakes
        ],
        "questions": [
            {
                "topic": question.topic,
                "message": question.message,
                "guess": question.guess,
                "choices": list(question.choices),
            }
            for statement in statements
            for question in statement.questions
        ],
        "balances": [
            {
                "account": balance.account,
                "date": balance.date and balance.date.isoformat(),
                "amount": f"{balance.amount:f}",
                "currency": balance.currency,
                "kind": balance.kind,
            }
            for statement in statements
            for balance in statement.balances
        ],
    }


def describe_row(row: dict) -> dict:
    """Return a row with its date and amounts as text."""
    original = row["original_amount"]
    parts = [{**part._asdict(), "amount": f"{part.amount:f}"} for part in row["parts"]]
    return {
        **row,
        "date": row["date"].isoformat(),
        "amount": f"{row['amount']:f}",
        "original_amount": None if original is None else f"{original:f}",
        "parts": parts,
    }


def summarise(said: dict) -> str:
    """Return a few lines for a person at a terminal."""
    lines = [f"{said['file']}: {said['format'] or 'not read'}, {len(said['rows']):,} rows"]
    lines += [f"  line {error['line']}: {error['message']}" for error in said["errors"]]
    lines += [f"  {question['message']} (taken as: {question['guess']})" for question in said["questions"]]
    return "\n".join(lines)
