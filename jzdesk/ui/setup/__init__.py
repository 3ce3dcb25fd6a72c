"""Setting up a vault: the parts of the first-run page."""
