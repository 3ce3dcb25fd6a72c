"""What can go wrong with a file to be read, in the user's words."""

from __future__ import annotations

from jzdesk.domain.errors import Refused


class ImportFault(Refused):
    """A file could not be read at all. `text` is one Chinese sentence that names it."""
