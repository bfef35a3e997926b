"""What the sample household spends its money on, in euros: bills by the month, habits by the week, single events."""

from dataclasses import dataclass

EVERY_MONTH = tuple(range(1, 13))
WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
ALL_WEEK = (*WORKDAYS, *WEEKEND)


@dataclass(frozen=True)
class Bill:
    """Comes on the same day of its months. `wobble` is the share by which the amount differs from time to time.

    `season` multiplies the amount by month, January first.
    """

    category: str
    description: str
    amount: float
    day: int
    months: tuple[int, ...] = EVERY_MONTH
    wobble: float = 0
    season: tuple[float, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Habit:
    """Comes about `per_week` times a week, on one of `weekdays` (Monday is 0), for an amount from `low` to `high`."""

    category: str
    descriptions: tuple[str, ...]
    low: float
    high: float
    per_week: float
    weekdays: tuple[int, ...] = ALL_WEEK
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """Comes once a year. A negative amount is a refund."""

    month: int
    day: int
    category: str
    description: str
    amount: float
    tags: tuple[str, ...] = ()
    notes: str = ""


WINTER_HEAVY = (1.9, 1.75, 1.35, 0.85, 0.45, 0.25, 0.2, 0.2, 0.35, 0.8, 1.35, 1.75)

BILLS = (
    Bill("Home:Rent", "Rent", 1140, 1),
    Bill("Home:Heating", "District heating", 96, 4, wobble=0.06, season=WINTER_HEAVY),
    Bill("Home:Electricity", "Green power, monthly share", 58.40, 6),
    Bill("Bills:Internet", "Fibre 250", 34.90, 8),
    Bill("Bills:Phone", "Mobile plan, Anna", 14.99, 11),
    Bill("Bills:Phone", "Mobile plan, Jonas", 9.99, 11),
    Bill("Bills:Subscriptions", "Netflix", 13.99, 13),
    Bill("Bills:Subscriptions", "Spotify Duo", 14.99, 17),
    Bill("Bills:Subscriptions", "Cloud storage 200 GB", 2.99, 21),
    Bill("Bills:Subscriptions", "Weekend newspaper", 11.90, 2),
    Bill("Bills:Fees", "Account fee", 7.50, 28, months=(3, 6, 9, 12)),
    Bill("Transport:Public transport", "Monthly pass", 49, 1),
    Bill("Health:Sport", "Climbing hall membership", 42, 5),
    Bill("Family:Children", "Kindergarten lunch", 68, 10, months=(1, 2, 3, 4, 5, 6, 9, 10, 11, 12)),
    Bill("Insurance", "Household insurance", 84.30, 15, months=(2,)),
    Bill("Insurance", "Liability insurance", 61.20, 15, months=(5,), tags=("tax",)),
    Bill("Insurance", "Car insurance, quarter", 118.75, 3, months=(1, 4, 7, 10)),
    Bill("Gifts & donations", "Médecins Sans Frontières", 15, 20, tags=("tax",)),
)

HABITS = (
    Habit("Food:Groceries", ("Lidl", "Aldi", "Spar", "Co-op"), 18, 64, 2.3, (0, 2, 4, 5)),
    Habit("Food:Groceries", ("Farmers' market", "Fruit stall", "Cheese counter"), 7, 31, 0.8, (2, 5)),
    Habit("Food:Groceries", ("Corner bakery", "Miller's bakery"), 2.4, 9.8, 2.4),
    Habit("Food:Groceries", ("Drugstore", "Organic shop"), 8, 38, 0.5, (0, 1, 3, 5)),
    Habit("Food:Restaurants", ("Lunch, canteen", "Lunch, noodle bar", "Lunch, falafel", "Lunch, salad bar"),
          6.5, 13.9, 2.2, WORKDAYS),
    Habit("Food:Restaurants", ("Pizzeria Da Enzo", "Ramen Ya", "The Old Mill", "Tapas with friends", "Sushi to go"),
          24, 78, 0.8, (4, 5, 6)),
    Habit("Food:Coffee & snacks", ("Flat white", "Coffee to go", "Café Central", "Espresso bar"),
          2.6, 4.9, 2.8, WORKDAYS),
    Habit("Food:Coffee & snacks", ("Ice cream", "Cake at Café Sperl", "Snack, petrol station"), 2.5, 9.5, 0.6, WEEKEND),
    Habit("Transport:Public transport", ("Single ticket", "Day ticket", "Regional train"), 2.4, 17.5, 0.7),
    Habit("Transport:Fuel", ("Shell", "BP", "Esso"), 41, 74, 0.45, (4, 5, 6)),
    Habit("Transport:Parking", ("City car park", "Parking app"), 1.8, 9.5, 0.4),
    Habit("Health:Pharmacy", ("Pharmacy at the station", "Pharmacy, prescription"), 5.5, 27, 0.3, WORKDAYS),
    Habit("Personal care", ("Hairdresser", "Barber"), 22, 58, 0.3, (3, 4, 5)),
    Habit("Personal care", ("Cosmetics", "Razor blades", "Shampoo and soap"), 5, 26, 0.3),
    Habit("Clothes", ("H&M", "Uniqlo", "Second-hand shop", "Shoe shop", "Decathlon"), 14, 84, 0.4, (4, 5)),
    Habit("Free time:Culture", ("Cinema", "Museum", "Concert tickets", "Theatre"), 9, 64, 0.35, (3, 4, 5, 6)),
    Habit("Free time:Books", ("Bookshop", "E-book", "Comic shop"), 7.9, 29, 0.25),
    Habit("Free time:Hobbies", ("Yarn", "Board game", "Guitar strings", "Paint and brushes"), 8, 52, 0.25),
    Habit("Family:Children", ("Toy shop", "Playground café", "Children's shoes", "Swimming lesson"), 6, 46, 0.5),
    Habit("Family:Pets", ("Cat food", "Cat litter", "Vet"), 8, 49, 0.45),
    Habit("Home:Furniture", ("IKEA", "Hardware store", "Houseplant", "Light bulbs"), 6, 95, 0.3, (4, 5)),
)  # fmt: skip

EVENTS = (
    Event(1, 9, "Clothes", "Refund: coat returned", -89.90, notes="Too small. The money came back after four days."),
    Event(1, 18, "Education", "Evening course: Spanish A2", 145),
    Event(2, 6, "Health:Doctor", "Dentist, cleaning", 85, ("tax",)),
    Event(3, 12, "Transport:Car", "Summer tyres, change", 62),
    Event(3, 21, "Home:Furniture", "Desk", 249),
    Event(4, 2, "Home:Electricity", "Refund: electricity, yearly settlement", -73.25),
    Event(4, 17, "Gifts & donations", "Birthday present, Mum", 54),
    Event(
        5, 8, "Health:Doctor", "Optician, new glasses", 219, ("tax",), "Half of it is claimed back from the insurer."
    ),
    Event(5, 29, "Health:Doctor", "Refund: insurer, glasses", -109.50, ("tax",)),
    Event(6, 13, "Gifts & donations", "Wedding present, Lea and Tom", 120),
    Event(6, 27, "Transport:Car", "Car service and inspection", 348.60),
    Event(8, 23, "Education", "Online course: data with Python", 79, ("tax", "work")),
    Event(9, 5, "Family:Children", "School bag", 89),
    Event(9, 19, "Gifts & donations", "Birthday present, Paul", 38.50),
    Event(10, 10, "Transport:Car", "Winter tyres, change", 62),
    Event(10, 16, "Home:Furniture", "Refund: IKEA, shelf returned", -59.99),
    Event(11, 14, "Bills:Subscriptions", "Refund: newspaper, holiday weeks", -11.90),
    Event(11, 27, "Home:Furniture", "Vacuum cleaner", 179),
    Event(12, 3, "Gifts & donations", "Advent calendar", 24.90),
    Event(12, 6, "Gifts & donations", "Books for the family", 67.40),
    Event(12, 10, "Gifts & donations", "Toy train", 84.95),
    Event(12, 14, "Gifts & donations", "Perfume, Mum", 59),
    Event(12, 17, "Gifts & donations", "Voucher, spa day", 95),
    Event(12, 19, "Food:Restaurants", "Christmas market", 31.50),
    Event(12, 22, "Gifts & donations", "Wine and chocolates", 46.80),
    Event(12, 23, "Food:Groceries", "Christmas dinner", 138.20),
    Event(12, 31, "Food:Groceries", "New Year's Eve, raclette", 72.60),
)


@dataclass(frozen=True)
class Regular:
    """Money that comes in on a day of some months, in euros."""

    description: str
    category: str
    amount: float
    day: int
    months: tuple[int, ...] = tuple(range(1, 13))
    tags: tuple[str, ...] = ()


INCOMES = (
    Regular("Salary", "Salary", 2890.40, day=1),
    Regular("Salary, part time", "Salary", 1240.00, day=3),
    Regular("Interest on savings", "Interest & dividends", 18.35, day=28, months=(3, 6, 9, 12)),
    Regular("Choir concert", "Side job", 180.00, day=14, months=(5, 12)),
    Regular("Tax refund", "Tax refund", 412.80, day=17, months=(7,)),
)
