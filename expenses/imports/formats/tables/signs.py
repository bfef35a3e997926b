"""Which way money went: by a sign, a column for each way, a word beside the amount, or the kind of file."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from expenses.imports.formats.tables.header import plain
from expenses.imports.formats.tables.mapping import Sign
from expenses.imports.formats.tables.numbers import split_number

_OUT = (
    "d|dr|debit|debits|db|dbit|s|soll|belastung|lastschrift|debet|debito|debite|debitore|adeudo|cargo|gasto|depense|o|"
    "out|outflow|outgoing|outgoings|withdrawal|withdraw|expense|expenses|money out|paid out|spent|spend|payment out|-|"
    "af|uit|uitgave|ausgang|ausgabe|ausgaben|addebito|uscita|uscite|dare|saida|despesa|wydatek|wydatki|obciazenie|"
    "uznania|vydaj|vydaje|odchozi|kiadas|terheles|utgift|ut|udgift|hævet|pano|meno|menot|gider|borc|cikis|sent|sold|"
    "t|支払い|支払|支出|出金|支付|转出|借|付款|출금|지출|расход|списание|дебет|decrease|negative|kimeno|minus|neg"
)
_IN = (
    "c|cr|credit|credits|crdt|k|h|haben|gutschrift|kredit|credito|abono|ingreso|recette|i|in|inflow|incoming|deposit|"
    "income|money in|paid in|received|refund|payment in|+|bij|inkomst|inkomsten|eingang|einnahme|einnahmen|accredito|"
    "entrata|entrate|avere|entrada|receita|przychod|wplyw|uznanie|prijem|prijmy|prichozi|bevetel|jovairas|inntekt|inkomst|"
    "inn|indtaegt|insattning|tulo|tulot|gelir|alacak|giris|j|預り入れ|預かり|收入|入金|转入|贷|收款|입금|수입|приход|зачисление|кредит|increase|bejovo|"
    "positive|plus|pos"
)
OUT_WORDS = frozenset(_OUT.split("|")) - {"uznania"}
IN_WORDS = frozenset(_IN.split("|"))
NEUTRAL_WORDS = frozenset({"不计收支", "/", "neutral", "memo"})


def direction_of(text: str) -> int:
    """Return -1 for a word that says money went out, 1 for in, 0 for neither."""
    word = text.strip().lower()
    if word in OUT_WORDS or (bare := plain(text)) in OUT_WORDS:
        return -1
    return 1 if word in IN_WORDS or bare in IN_WORDS else 0


def is_neutral(text: str) -> bool:
    return text.strip().lower() in NEUTRAL_WORDS


def says_direction(cells: Sequence[str]) -> bool:
    """Tell whether a column is one of words for out and in: few different ones, and no other."""
    counts = Counter(filter(None, cells))
    known = sum(count for word, count in counts.items() if direction_of(word) or is_neutral(word))
    return 0 < len(counts) <= 6 and known >= 0.9 * counts.total() and any(map(direction_of, counts))


def directed(amounts: Sequence[Decimal | None], words: Sequence[str]) -> list[Decimal | None]:
    """Return the amounts with the signs that the words say.

    A blank is the other way where only one is ever said, a neutral word is no movement, and any other word without a
    minus beside it goes the way that most rows go.
    """
    counts = Counter(words)
    known = {word: direction_of(word) for word in counts}
    mostly = -1 if sum(known[word] * count for word, count in counts.items()) < 0 else 1
    told = {direction for direction in known.values() if direction}
    has_minus = any(amount < 0 for amount in amounts if amount)
    if "" in known and len(told) == 1 and not has_minus:
        known[""] = -told.pop()
    known |= {word: 9 for word in known if is_neutral(word)}
    if not has_minus:
        known |= {word: mostly for word, direction in known.items() if word and not direction}
    return [_turn(amount, known[word]) for amount, word in zip(amounts, words, strict=True)]


def _turn(amount: Decimal | None, direction: int) -> Decimal | None:
    if amount is None or direction == 9:
        return None if amount is None else amount * 0
    return amount if not direction else abs(amount) * direction


def from_columns(debits: Sequence[Decimal | None], credits_: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Return signed amounts of a column of money out and one of money in; either may be written with a minus."""
    out_sign = 1 if _mostly_negative(debits) else -1
    in_sign = -1 if _mostly_negative(credits_) else 1
    return [
        None if out is None and into is None else out_sign * (out or Decimal()) + in_sign * (into or Decimal())
        for out, into in zip(debits, credits_, strict=True)
    ]


def _mostly_negative(amounts: Sequence[Decimal | None]) -> bool:
    filled = [amount for amount in amounts if amount]
    return sum(amount < 0 for amount in filled) * 2 > len(filled)


def marked_in(text: str) -> bool:
    """Tell whether an amount is marked as money in: `+ £5`, `5.00 CR`, or in brackets or with a minus on a card."""
    number = split_number(text)
    return number is not None and (number.sign > 0 or number.marked in {"CR", "CR.", "C", "H"})


def is_marked(texts: Sequence[str]) -> bool:
    """Tell whether some amounts, not all, are marked as money in and none has a minus."""
    numbers = [number for text in texts if text and (number := split_number(text))]
    marks = [number.sign > 0 or number.marked in {"CR", "CR.", "C", "H"} for number in numbers]
    return any(marks) and not all(marks) and not any(number.sign < 0 for number in numbers)


def likely_sign(amounts: Sequence[Decimal], is_card: bool, hints: tuple[int, int]) -> tuple[Sign, bool]:
    """Return how one column of amounts is signed, and whether that is more than a guess.

    `hints` are how many rows speak for a minus before money out, and how many for none. On a card's list most rows are
    spending, and so they are where nothing has a minus; else a minus is money out where most rows have one.
    """
    for_signed, for_spending = hints
    out = sum(amount < 0 for amount in amounts)
    into = len(amounts) - out
    is_hinted = for_signed != for_spending and min(hints) == 0
    if out > into:
        is_turned = is_hinted and for_spending * 2 > out
        return ("spending", False) if is_turned else ("signed", True)
    if is_hinted:
        return ("signed", out == into) if for_signed else ("spending", max(hints) > 1 and out > 0)
    if is_card:
        return "spending", False
    return "signed", out == into
