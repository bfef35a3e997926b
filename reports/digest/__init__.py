"""The week and the month in a few lines, told once each is over."""
