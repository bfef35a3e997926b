"""Money that came back: a negative expense, linked to the one that it reduces."""
