"""The holiday of the sample household: booked at home, spent in another currency."""

import datetime
import random
from dataclasses import dataclass

TAG = "summer holiday"


@dataclass(frozen=True)
class Place:
    """Where they go. `on_the_spot` is (category, description, lowest, highest amount in `currency`)."""

    name: str
    currency: str
    on_the_spot: tuple[tuple[str, str, float, float], ...]


SCOTLAND = Place("Edinburgh", "GBP", (
    ("Food:Restaurants", "Fish and chips", 14, 29),
    ("Food:Restaurants", "The Sheep Heid Inn", 38, 74),
    ("Food:Restaurants", "Indian kitchen, Leith", 31, 58),
    ("Food:Groceries", "Tesco Express", 6, 28),
    ("Food:Coffee & snacks", "Scones and tea", 7, 16),
    ("Transport:Public transport", "Lothian Buses, day tickets", 10, 14),
    ("Transport:Public transport", "ScotRail to North Berwick", 13, 22),
    ("Free time:Culture", "Edinburgh Castle", 39, 44),
    ("Free time:Culture", "Fringe show", 18, 32),
    ("Gifts & donations", "Shortbread and tea towels", 9, 27),
))  # fmt: skip

PORTUGAL = Place("Lisbon", "EUR", (
    ("Food:Restaurants", "Grilled sardines", 16, 34),
    ("Food:Restaurants", "Taberna da Rua", 36, 71),
    ("Food:Restaurants", "Time Out Market", 24, 48),
    ("Food:Groceries", "Pingo Doce", 6, 29),
    ("Food:Coffee & snacks", "Pastéis de nata", 4, 11),
    ("Transport:Public transport", "Tram 28, day tickets", 10, 14),
    ("Transport:Public transport", "Train to Sintra", 9, 19),
    ("Free time:Culture", "Castelo de São Jorge", 30, 36),
    ("Free time:Culture", "Oceanarium", 38, 52),
    ("Gifts & donations", "Tiles and tinned fish", 9, 31),
))  # fmt: skip

DAYS = 9


def choose_place(home_currency: str) -> Place:
    """Return where the household goes: somewhere its own money is not taken."""
    return PORTUGAL if home_currency == "GBP" else SCOTLAND


def first_day(start: datetime.date, today: datetime.date) -> datetime.date:
    """Return when the holiday begins: in July or else in October, wholly between `start` and `today`."""
    days = [datetime.date(year, month, 18) for year in (start.year, today.year) for month in (10, 7)]
    whole = [day for day in days if start <= day and day + datetime.timedelta(days=DAYS) <= today]
    in_july = [day for day in whole if day.month == 7]
    return max(in_july or whole)


def payments_of_day(place: Place, dice: random.Random) -> list[tuple[str, str, float]]:
    """Return (category, description, amount in the place's currency) of one day there."""
    chosen = dice.sample(place.on_the_spot, k=dice.choice((3, 4, 4, 5)))
    return [(category, description, dice.uniform(low, high)) for category, description, low, high in chosen]
