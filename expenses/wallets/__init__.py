"""Where the money is: bank accounts, cards, cash and savings, what is in them, and whether the statement agrees."""
