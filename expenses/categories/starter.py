"""The categories that a new person finds: enough to begin, few enough to look over."""

from accounts.models import User
from expenses.categories.models import Category
from expenses.categories.paths import Looks, ensure_paths
from expenses.categories.tree import path_key

STARTER: dict[str, tuple[str, str, dict[str, str]]] = {
    # Colour and icon of the top category, then the icon of each below it in the same colour.
    "Food": ("green", "basket2", {"Groceries": "cart", "Restaurants": "fork-knife", "Coffee & snacks": "cup-hot"}),
    "Home": (
        "blue",
        "house-door",
        {"Rent": "building", "Heating": "thermometer-half", "Electricity": "lightning-charge", "Furniture": "hammer"},
    ),
    "Bills": ("indigo", "receipt", {"Internet": "wifi", "Phone": "phone", "Subscriptions": "tv", "Fees": "bank"}),
    "Transport": (
        "orange",
        "bus-front",
        {"Public transport": "train-front", "Car": "car-front", "Fuel": "fuel-pump", "Parking": "p-circle"},
    ),
    "Health": ("red", "heart-pulse", {"Doctor": "hospital", "Pharmacy": "capsule", "Sport": "trophy"}),
    "Personal care": ("pink", "scissors", {}),
    "Clothes": ("violet", "handbag", {}),
    "Free time": ("amber", "emoji-smile", {"Culture": "ticket-perforated", "Books": "book", "Hobbies": "palette"}),
    "Travel": ("cyan", "airplane", {"Getting there": "suitcase2", "Lodging": "house-heart"}),
    "Family": ("teal", "people", {"Children": "balloon", "Pets": "paw"}),
    "Gifts & donations": ("lime", "gift", {}),
    "Insurance": ("slate", "shield-check", {}),
    "Education": ("indigo", "mortarboard", {}),
}

STARTER_INCOME: dict[str, tuple[str, str]] = {
    # Colour and icon.
    "Salary": ("green", "cash-coin"),
    "Bonus": ("lime", "trophy"),
    "Side job": ("teal", "briefcase"),
    "Interest & dividends": ("blue", "bank"),
    "Rent received": ("indigo", "building"),
    "Benefits & pension": ("cyan", "shield-check"),
    "Tax refund": ("slate", "receipt"),
    "Gifts received": ("pink", "gift"),
    "Sold things": ("amber", "bag"),
}


def create_starter_categories(user: User) -> None:
    """Give a new person the starter categories; what they have under the same names already stays as it is."""
    ensure_paths(starter_paths(), owner=user, looks=starter_looks())
    ensure_paths(STARTER_INCOME, owner=user, kind=Category.Kind.INCOME, looks=starter_income_looks())


def starter_income_looks() -> Looks:
    return {path_key(name): {"color": color, "icon": icon} for name, (color, icon) in STARTER_INCOME.items()}


def starter_paths() -> list[str]:
    """Return the paths of all starter categories of expenses, each root before its sub-categories."""
    return [path for root, (_, _, children) in STARTER.items() for path in (root, *(f"{root}:{c}" for c in children))]


def starter_looks() -> Looks:
    """Return icon and colour of every starter category of expenses by its path."""
    looks = {}
    for root, (color, icon, children) in STARTER.items():
        looks[path_key(root)] = {"color": color, "icon": icon}
        for child, child_icon in children.items():
            looks[path_key(f"{root}:{child}")] = {"color": color, "icon": child_icon}
    return looks
