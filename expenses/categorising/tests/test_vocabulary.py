import pytest
from hypothesis import given
from hypothesis import strategies as st

from expenses.categories.starter import STARTER_INCOME, starter_paths
from expenses.categorising.vocabulary import Vocabulary, read_lines, vocabulary_of

# Lines of statements of banks, none of which stands in the vocabulary as it is.
SEEN_BY_NOBODY = [
    ("REWE SAGT DANKE 43215//KOELN/DE", "Food:Groceries"),
    ("CARTE 12/03 CARREFOUR MARKET PARIS 15", "Food:Groceries"),
    ("COMPRA MERCADONA VALENCIA", "Food:Groceries"),
    ("Albert Heijn 1523 AMSTERDAM NLD", "Food:Groceries"),
    ("PAGAMENTO POS ESSELUNGA MILANO", "Food:Groceries"),
    ("BIEDRONKA 4711 KRAKOW", "Food:Groceries"),
    ("ICA SUPERMARKET UPPSALA", "Food:Groceries"),
    ("TRATTORIA DA GINO ROMA", "Food:Restaurants"),
    ("McDonald's F1234", "Food:Restaurants"),
    ("UBER *EATS HELP.UBER.COM", "Food:Restaurants"),
    ("UBER *TRIP", "Transport:Public transport"),
    ("STARBUCKS #0815 SEATTLE WA", "Food:Coffee & snacks"),
    ("Stadtbäckerei Junge", "Food:Coffee & snacks"),
    ("Miete Wohnung Top 4 November", "Home:Rent"),
    ("IKEA DEUTSCHLAND EICHING", "Home:Furniture"),
    ("EDF CLIENTS PARTICULIERS", "Home:Electricity"),
    ("Vodafone GmbH Rechnung", "Bills:Phone"),
    ("NETFLIX.COM 866-579-7172", "Bills:Subscriptions"),
    ("SPOTIFY P1A2B3C4", "Bills:Subscriptions"),
    ("WIENER LINIEN ONLINE SHOP", "Transport:Public transport"),
    ("SNCF INTERNET PARIS 10", "Transport:Public transport"),
    ("OMV Tankstelle 2034 Linz", "Transport:Fuel"),
    ("SHELL OIL 57444", "Transport:Fuel"),
    ("APCOA PARKING AUSTRIA", "Transport:Parking"),
    ("Engel-Apotheke Graz", "Health:Pharmacy"),
    ("FARMACIA LOPEZ", "Health:Pharmacy"),
    ("Zahnarzt Dr. Huber", "Health:Doctor"),
    ("McFIT Studio Beitrag", "Health:Sport"),
    ("H & M 0123 OSLO", "Clothes"),
    ("PIX ENVIADO PADARIA SAO JOSE", "Food:Groceries"),
    ("OXXO GAS INSURGENTES", "Food:Groceries"),
    ("BIGBASKET BANGALORE IN", "Food:Groceries"),
    ("ПЯТЕРОЧКА 1234 MOSCOW RU", "Food:Groceries"),
    ("セブンイレブン 渋谷店", "Food:Groceries"),
    ("КАФЕ ПУШКИН", "Food:Restaurants"),
    ("ZOMATO ONLINE ORDER", "Food:Restaurants"),
    ("CUKIERNIA SOWA POZNAN", "Food:Coffee & snacks"),
    ("COPEL DISTRIBUICAO CURITIBA", "Home:Electricity"),
    ("AIRTEL PREPAID RECHARGE", "Bills:Phone"),
    ("IRCTC RAIL TICKET", "Transport:Public transport"),
    ("SKANETRAFIKEN APP", "Transport:Public transport"),
    ("LUKOIL BUCURESTI", "Transport:Fuel"),
    ("DROGASIL 0042", "Health:Pharmacy"),
    ("HAMMASLAAKARIASEMA OY", "Health:Doctor"),
    ("WILDBERRIES", "Clothes"),
    ("LIVRARIA DA TRAVESSA", "Free time:Books"),
    ("INDIGO AIRLINES 6E221", "Travel:Getting there"),
    ("PZU SKLADKA OC", "Insurance"),
    ("ZARA ESPANA SA", "Clothes"),
    ("CINEPLEXX DONAU", "Free time:Culture"),
    ("Thalia Buchhandlung 22", "Free time:Books"),
    ("RYANAIR 224 DUBLIN", "Travel:Getting there"),
    ("BOOKING.COM HOTEL 4412", "Travel:Lodging"),
    ("Allianz Versicherungs AG", "Insurance"),
    ("Spende Ärzte ohne Grenzen", "Gifts & donations"),
    ("Zzyzx 4711", None),
    ("AMAZON MKTPLACE PMTS", None),
    ("", None),
]


@pytest.mark.parametrize(("description", "path"), SEEN_BY_NOBODY)
def test_lines_of_statements_are_known(description, path):
    hit = vocabulary_of("expense").find(description)

    assert (hit and hit.path) == path


@pytest.mark.parametrize(
    ("description", "path"),
    [
        ("Gehalt 11/2026 ACME GmbH", "Salary"),
        ("PAYROLL ACME INC", "Salary"),
        ("Finanzamt Österreich Gutschrift", "Tax refund"),
        ("Familienbeihilfe", "Benefits & pension"),
        ("Dividende Siemens", "Interest & dividends"),
        ("Rewe", None),
    ],
)
def test_income_has_words_of_its_own(description, path):
    hit = vocabulary_of("income").find(description)

    assert (hit and hit.path) == path


def test_every_line_leads_to_a_starter_category():
    lines = read_lines()

    assert set(lines["expense"]) <= set(starter_paths())
    assert set(lines["income"]) <= set(STARTER_INCOME)
    assert sum(map(len, lines["expense"].values())) > 1_500


@pytest.mark.parametrize("kind", ["expense", "income"])
def test_each_phrase_stands_once_and_is_found(kind):
    lines = read_lines()[kind]
    phrases = [phrase for each in lines.values() for phrase in each]
    whole = [(phrase, path) for path, each in lines.items() for phrase in each if "*" not in phrase]

    lost = [(phrase, path) for phrase, path in whole if not vocabulary_of(kind).find(phrase)]

    assert sorted(phrases) == sorted(set(phrases))
    assert lost == []


def test_the_phrase_of_most_words_decides():
    vocabulary = Vocabulary({"A": ["uber"], "B": ["uber eats"], "C": ["*stelle"], "D": ["tank*"]})

    found = [vocabulary.find(text) for text in ("eats uber eats", "uber", "tankstelle", "poststelle", "uberx")]

    assert [hit and hit.path for hit in found] == ["B", "A", "C", "C", None]


@given(text=st.text(max_size=30))
def test_any_text_is_read(text):
    hit = vocabulary_of("expense").find(text)

    assert hit is None or hit.path in starter_paths()
