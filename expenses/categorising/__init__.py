"""Which category a record belongs in: by rules, by the person's own past, by words that shops are called."""
