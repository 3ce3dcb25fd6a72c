"""回访教育: the list of dossiers, one person's file beside it, and the forms that fill it."""
