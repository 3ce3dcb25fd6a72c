"""What tests of more than one layer start from."""

from __future__ import annotations

import os

import pytest
from vaults import make_vault

# before any Qt import: no test needs a screen, and a missing one must not end the run
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def vault(tmp_path):
    """An open, empty vault in a folder of its own, with a key that costs nothing to derive."""
    made, _ = make_vault(tmp_path / "vault")
    yield made
    made.close(back_up=False)
