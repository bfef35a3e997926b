"""A believable household's year, to look around in before there is anything of one's own."""
