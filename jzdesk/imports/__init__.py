"""Files that others made to values: lists of names, forms of the personnel offices, workbooks of lists. Nothing is saved here."""
