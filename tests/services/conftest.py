"""What most tests of the services start from: a clock that a test sets, and a small county's desk (see revisit_county)."""

from __future__ import annotations

import pytest
from revisit_county import Clock, make_desk


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    """An empty, opened desk of one clerk; a module that needs another office makes its own."""
    made = make_desk(tmp_path / "vault", clock)
    yield made
    made.vault.close(back_up=False)
