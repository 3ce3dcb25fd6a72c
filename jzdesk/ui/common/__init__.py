"""What every screen shares: work off the GUI thread, lists, forms, fields, questions and messages."""
