"""What money was spent on: a person's own tree of categories."""
