"""What tests of more than one layer start from."""

from __future__ import annotations

import pytest
from vaults import make_vault


@pytest.fixture
def vault(tmp_path):
    """An open, empty vault in a folder of its own, with a key that costs nothing to derive."""
    made, _ = make_vault(tmp_path / "vault")
    yield made
    made.close(back_up=False)
