"""Words that a person puts on expenses across categories: a holiday, a project, "tax"."""
