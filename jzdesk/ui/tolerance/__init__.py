"""容错纠错: an honest mistake told apart from a violation, clause by clause, on one form."""
