"""What a user can do, as verbs; no Qt, no peewee. The command line and the screens call the same ones."""
