"""What a person says once of records that are alike: which to know, and what to write into them."""
