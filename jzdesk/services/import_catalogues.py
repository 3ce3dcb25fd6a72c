"""Loading the catalogue of import columns: the shipped one, with the names and words of a county's own `imports` folder added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.import_catalogue import Imports, read_imports
from jzdesk.services.rules import tables_of

if TYPE_CHECKING:
    from pathlib import Path


def load_imports(resources: Path, vault: Path | None = None) -> Imports:
    """The catalogue in force for a vault (or the shipped one). Raises RuleError naming file and entry."""
    return read_imports(
        tables_of(resources / "imports"), tables_of(vault / "imports") if vault is not None else {}
    )
