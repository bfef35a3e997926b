"""One language to look for records in: the search box, saved searches, reports."""
