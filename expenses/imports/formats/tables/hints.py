"""What the words of a row say of the way its money went, where no sign, column or balance does."""

import re
from collections.abc import Iterable
from decimal import Decimal

_IN_WORDS = (
    "salary|payroll|paycheck|wages|salaire|paie|lohn|gehalt|lohneingang|gehaltseingang|nomina|nómina|stipendio|"
    "ordenado|salario|salário|sueldo|salaris|loon|wynagrodzenie|pensja|mzda|plat|výplata|palkka|lön|løn|lønn|maas|"
    "maaş|bér|munkabér|refund|rembours\\w*|erstattung|rückerstattung|reembolso|rimborso|devolucion|devolución|"
    "deposit|einzahlung|gutschrift|received|recu|reçu|recibid\\w*|recebid\\w*|ricevut\\w*|ontvangen|incoming|zinsen|"
    "interest paid|cashback|cash back|wpłata|wplata|insättning|indbetaling|innskudd|talletus|"
    "入金|給与|振込入金|利息|工资|급여|зарплата"
)
_OUT_WORDS = (
    "purchase|withdrawal|atm|kauf|einkauf|kartenzahlung|kartenkauf|bargeldauszahlung|achat|retrait|compra|compras|"
    "acquisto|prelievo|pagamento pos|saque|débito|card payment|direct debit|lastschrift|prélèvement|betaalautomaat|"
    "pinbetaling|geldautomaat|platba kartou|výběr|zakup|wypłata|kortköp|varekjøp|dankort|kortkøb|korttiosto|rent|"
    "miete|loyer|fee|fees|charge|gebühr|entgelt|commission|frais"
)
_PAID_WORDS = (
    "payment|payments|thank you|merci|autopay|zahlung|ihre zahlung|einzahlung|überweisung|paiement|prélèvement|pago|"
    "su pago|pagamento|betaling|geincasseerd|automatische incasso|platba|splátka|spłata|indbetaling|innbetaling|"
    "maksu|suoritus|ödeme|还款|入金"
)
_IN = re.compile(rf"\b(?:{_IN_WORDS})\b", re.IGNORECASE).search
_OUT = re.compile(rf"\b(?:{_OUT_WORDS})\b", re.IGNORECASE).search
_PAID = re.compile(rf"\b(?:{_PAID_WORDS})\b", re.IGNORECASE).search


def hinted(rows: Iterable[tuple[Decimal | None, str]], *, is_card: bool) -> tuple[int, int]:
    """Return how many rows speak for a minus before money out, and how many for none, amounts beside their texts.

    What comes in on the list of a card is what its owner paid on it.
    """
    for_signed = for_spending = 0
    for amount, text in rows:
        way = _way(text, is_card=is_card) if amount else 0
        if way and amount:
            for_signed += (amount > 0) == (way > 0)
            for_spending += (amount > 0) != (way > 0)
    return for_signed, for_spending


def _way(text: str, *, is_card: bool) -> int:
    """Return 1 for words of money that came in, -1 for money out, 0 for neither or both."""
    is_out = bool(_OUT(text))
    is_in = bool(_IN(text) or (is_card and not is_out and _PAID(text)))
    return is_in - is_out
