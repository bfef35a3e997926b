"""Bills, subscriptions, salaries and standing orders: said once, booked each time they fall due."""
