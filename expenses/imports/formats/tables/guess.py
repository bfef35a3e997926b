"""How a table is most likely meant, and what nothing in it settles."""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import compress

from expenses.imports.formats.presets import PRESETS, Preset, find_preset
from expenses.imports.formats.statement import NotAStatement, Question
from expenses.imports.formats.tables.balances import fitness
from expenses.imports.formats.tables.columns import Column, by_content, by_name, read_sample
from expenses.imports.formats.tables.dates import DateOrder, decide_order, is_date, is_day_and_month, read_dates
from expenses.imports.formats.tables.grid import Grid
from expenses.imports.formats.tables.header import (
    continues_header,
    currency_in,
    find_header,
    first_data_row,
    joined_names,
    names_above,
    plain,
)
from expenses.imports.formats.tables.hints import hinted
from expenses.imports.formats.tables.mapping import ColumnMapping, Sign
from expenses.imports.formats.tables.numbers import DecimalMark, decide_mark, split_number
from expenses.imports.formats.tables.signs import directed, is_marked, likely_sign, says_direction
from expenses.imports.formats.tables.vocabulary import Role

_SAMPLE = 120
_MARK_SAMPLE = 5_000
_CARD = re.compile(
    r"\b(?:card|karte|carte|tarjeta|cartao|carta|mastercard|visa|amex|merchant|kreditkarte|kreditkort|luottokortti|parcela|fatura|estabelecimento)|カード|利用|信用卡"
).search
_THANKED = re.compile(r"thank you|merci|payment received|autopay|payment - |paiement reçu|zahlung erhalten").search
_SPENDING_WORDS = "cost|price|spent|spend|expense|expenses|expense amount|kosten|prix|coste|prezzo"
_SPENDING = frozenset(_SPENDING_WORDS.split("|"))
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2}|19[89][0-9])(?![0-9]{3})").search
_WORDED: frozenset[Role] = frozenset({"description", "counterparty", "notes", "type", "category"})
_NO_ROWS = "This table has a header and no rows. Download a period with at least one booking."
_NO_TABLE = "No row of this table has a date and an amount. Download the statement as CSV, OFX, QIF, CAMT or MT940."


def guess(grid: Grid) -> tuple[ColumnMapping, tuple[Question, ...]]:
    """Return how the table is taken, and questions about what could be otherwise. Raises NotAStatement."""
    header = find_header(grid)
    first = first_data_row(grid) if header is None else header + 1
    if first is None:
        raise NotAStatement(_NO_TABLE)
    if first >= len(grid.rows):
        raise NotAStatement(_NO_ROWS)
    names = list(names_above(grid, first)) if header is None else [cell.strip() for cell in grid.rows[header]]
    if header is not None and continues_header(grid.rows[first]) and first + 1 < len(grid.rows):
        names = joined_names(names, grid.rows[first])
        first += 1
    return _Guess(grid, names, header, first).answer()


def guess_below(grid: Grid, line: int) -> tuple[ColumnMapping, tuple[Question, ...]]:
    """Return how the table is taken where the person says which line names the columns, 0 that none does."""
    if line and line not in grid.lines:
        raise NotAStatement("This line holds nothing. Choose another one for the names of the columns.")
    header = list(grid.lines).index(line) if line else None
    first = first_data_row(grid) if header is None else header + 1
    if first is None:
        raise NotAStatement(_NO_TABLE)
    if first >= len(grid.rows):
        raise NotAStatement("No row follows this line. Choose an earlier one for the names of the columns.")
    names = [] if header is None else [cell.strip() for cell in grid.rows[header]]
    return _Guess(grid, names, header, first).answer()


class _Guess:
    """The columns of one table, while what each means is found out."""

    def __init__(self, grid: Grid, names: list[str], header: int | None, first: int) -> None:
        self.grid, self.names, self.first = grid, names, first
        self.header_line = grid.lines[header] if header is not None else grid.lines[first - 1] if names else 0
        sample = range(first, min(first + _SAMPLE, len(grid.rows)))
        width = max(len(names), grid.width(sample))
        names += [""] * (width - len(names))
        self.columns = [Column(names[index], grid.column(index, sample)) for index in range(width)]
        self.preset = find_preset(names) or self.bare_preset()
        self.questions: list[Question] = []

    def answer(self) -> tuple[ColumnMapping, tuple[Question, ...]]:
        roles = self.roles()
        mark = self.decimal_mark(roles)
        currency = "" if "currency" in roles else self.currency(roles) or (self.preset.currency if self.preset else "")
        sign = self.sign(roles, mark)
        if "direction" in roles and sign != "direction":
            roles[roles.index("direction")] = ""
        mapping = ColumnMapping(
            roles=tuple(roles),
            header_line=self.header_line,
            first_line=self.grid.lines[self.first],
            date_order=self.date_order(roles, currency),
            decimal_mark=mark,
            sign=sign,
            currency=currency,
            year=self.year(roles),
            preset=self.preset.name if self.preset else "",
            member=self.member(),
        )
        return mapping, tuple(self.questions)

    def bare_preset(self) -> Preset | None:
        """Return the tool that writes just these columns without a header, by what they hold."""
        for preset in PRESETS.values():
            roles = preset.roles_of(preset.bare)
            if self.header_line or len(preset.bare) != len(self.columns):
                continue
            if all(column.can_be(role) for column, role in zip(self.columns, roles, strict=True)) and (
                self.has_short_codes(roles)
            ):
                return preset
        return None

    def has_short_codes(self, roles: Sequence[Role]) -> bool:
        """Tell whether the column of types has numbers of one or two digits alone."""
        codes = self.columns[roles.index("type")].filled if "type" in roles else []
        return bool(codes) and all(code.isdecimal() and len(code) <= 2 for code in codes)

    def roles(self) -> list[Role]:
        if self.preset:
            return self.preset.roles_of(self.names if any(self.names) else self.preset.bare)
        roles = by_content(self.columns, by_name(self.columns))
        if "type" in roles and "direction" not in roles:
            kind = self.columns[roles.index("type")]
            if says_direction(kind.filled) and not self.has_minus(roles):
                roles[roles.index("type")] = "direction"
        return roles

    def has_minus(self, roles: Sequence[Role]) -> bool:
        """Tell whether some of the amounts, not all, say by a minus which way the money went."""
        if "amount" not in roles:
            return True
        cells = self.columns[roles.index("amount")].filled
        return 0 < sum(number.sign < 0 for cell in cells if (number := split_number(cell))) < len(cells)

    def whole_column(self, roles: Sequence[Role], wanted: Sequence[Role], most: int = 1 << 31) -> list[str]:
        rows = range(self.first, min(self.first + most, len(self.grid.rows)))
        return [cell for role in wanted if role in roles for cell in self.grid.column(roles.index(role), rows) if cell]

    def decimal_mark(self, roles: Sequence[Role]) -> DecimalMark:
        if self.grid.is_native:
            return "."
        money: tuple[Role, ...] = ("amount", "debit", "credit", "balance")
        mark, is_sure = decide_mark(self.whole_column(roles, money, _MARK_SAMPLE))
        if not is_sure:
            said = "1.234 is one and a bit" if mark == "." else "1.234 is more than a thousand"
            self.ask("decimal-mark", f"Amounts are written so that {said}. Is that right?", mark, (".", ","))
        return mark

    def date_order(self, roles: Sequence[Role], currency: str) -> DateOrder:
        cells = [*dict.fromkeys(self.whole_column(roles, ("date",)))]
        order, is_sure = decide_order(cells, likely="mdy" if currency == "USD" else "dmy")
        if not is_sure:
            shown = next((cell for cell in cells if is_date(cell)), cells[0] if cells else "")
            said = {"dmy": "the day", "mdy": "the month"}.get(order, "the year")
            self.ask("date-order", f"In {shown}, {said} is taken to stand first. Is that right?", order, ("dmy", "mdy"))
        return order

    def sign(self, roles: Sequence[Role], mark: DecimalMark) -> Sign:
        if "debit" in roles or "credit" in roles:
            return "columns"
        if "amount" not in roles:
            return self.sign_of_balances() if "balance" in roles else "signed"
        column = self.columns[roles.index("amount")]
        amounts = read_sample(column, mark)
        if "direction" in roles and self.trusts_direction(roles, amounts):
            return "direction"
        if self.preset and self.preset.sign:
            return self.preset.sign
        if is_marked(self.whole_column(roles, ("amount",), _MARK_SAMPLE)):
            return "marked"
        return self.sign_of(roles, column, mark)

    def sign_of_balances(self) -> Sign:
        self.ask(
            "balance", "Only balances are given, so their differences are taken; the oldest row has none.", "balance"
        )
        return "balance"

    def trusts_direction(self, roles: Sequence[Role], amounts: Sequence[Decimal | None]) -> bool:
        """Tell whether the words agree with the minuses, where there are both ways of saying it."""
        words = self.columns[roles.index("direction")].cells
        turned = directed(amounts, words)
        filled = [(a, b) for a, b in zip(amounts, turned, strict=True) if a and b]
        if self.preset or not any(a < 0 for a, _ in filled):
            return True
        return sum(a == b for a, b in filled) * 2 >= len(filled)

    def sign_of(self, roles: Sequence[Role], column: Column, mark: DecimalMark) -> Sign:
        amounts = read_sample(column, mark)
        if "balance" in roles:
            held = read_sample(self.columns[roles.index("balance")], mark)
            as_is = fitness(amounts, held, way := self.way(roles), may_be_before=True)
            turned = fitness([amount and -amount for amount in amounts], held, way, may_be_before=False)
            if max(as_is, turned) > 0.5:
                return "spending" if turned > as_is else "signed"
        if plain(column.name) in _SPENDING and not any(amount < 0 for amount in amounts if amount):
            return "spending"
        around = " ".join(
            map(plain, [*self.names, *(cell for row in self.grid.rows[: self.first] for cell in row[:20])])
        )
        is_card = bool(_CARD(around)) or self.pays_a_card(roles, amounts)
        hints = hinted(zip(amounts, self.texts_beside(roles), strict=True), is_card=is_card)
        found, is_sure = likely_sign([amount for amount in amounts if amount], is_card, hints)
        if not is_sure:
            said = "Amounts without a minus are taken as money " + ("spent" if found == "spending" else "that came in")
            self.ask("sign", f"{said}. Is that right?", found, ("signed", "spending"))
        return found

    def way(self, roles: Sequence[Role]) -> int:
        """Return 1 where the first row is the oldest, -1 where it is the newest, 0 where all are of one day."""
        cells = self.whole_column(roles, ("date",), _SAMPLE)
        days = [day for day in read_dates(cells, decide_order(cells)[0], 2000) if day]
        return (days[0] < days[-1]) - (days[0] > days[-1]) if days else 0

    def texts_beside(self, roles: Sequence[Role]) -> list[str]:
        """Return what stands in the columns of words, row by row."""
        worded = (
            role in _WORDED or (not role and column.is_text()) for column, role in zip(self.columns, roles, strict=True)
        )
        columns = [column.cells for column in compress(self.columns, worded)]
        return list(map(" ".join, zip(*columns, strict=True))) if columns else [""] * len(self.columns[0].cells)

    def pays_a_card(self, roles: Sequence[Role], amounts: Sequence[Decimal | None]) -> bool:
        """Tell whether what has a minus is thanked for, as payments are on a card's list."""
        described: tuple[Role, ...] = ("description", "type")
        columns = [self.columns[roles.index(role)].cells for role in described if role in roles]
        paid = [
            text.lower()
            for cells in columns
            for amount, text in zip(amounts, cells, strict=True)
            if amount is not None and amount < 0
        ]
        return any(text == "payment" or _THANKED(text) for text in paid)

    def currency(self, roles: Sequence[Role]) -> str:
        """Return what the names of the columns of money say, else a sign in the amounts or one above the table."""
        money: tuple[Role, ...] = ("amount", "debit", "credit", "balance")
        codes = [currency_in(self.names[roles.index(role)]) for role in money if role in roles]
        if any(codes):
            return next(filter(None, codes))
        signs = {currency_in(cell) for cell in self.whole_column(roles, money[:3], _SAMPLE)} - {""}
        return signs.pop() if len(signs) == 1 else ""

    def year(self, roles: Sequence[Role]) -> int:
        """Return the year for dates without one: as above the table, else this one."""
        cells = self.columns[roles.index("date")].filled if "date" in roles else []
        if not any(map(is_day_and_month, cells)) or any(map(is_date, cells)):
            return 0
        found = _YEAR(" ".join(cell for row in self.grid.rows[: self.first] for cell in row[:20]))
        year = int(found[1]) if found else datetime.date.today().year  # noqa: DTZ011  a guess, asked about
        self.ask("year", f"The dates have no year. They are taken to be of {year}.", str(year))
        return year

    def member(self) -> str:
        if not self.preset or not self.preset.has_members:
            return ""
        members = tuple(self.preset.members(self.names))
        if not members:
            raise NotAStatement("No member of the group is named in this file. Download it again.")
        self.ask("member", f"Whose share is yours? {members[0]} is taken.", members[0], members)
        return members[0]

    def ask(self, topic: str, message: str, guess: str, choices: tuple[str, ...] = ()) -> None:
        self.questions.append(Question(topic, message, guess, choices))
