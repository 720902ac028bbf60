"""What every test may use: shared logs where they are, and no network."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest

# Before numba is there: a kernel that leaves its arrays is an IndexError in tests, in commands that they run too.
# Otherwise numba does not look, and reads or overwrites what lies beside them.
os.environ["NUMBA_BOUNDSCHECK"] = "1"
# Nor does a test read or make anything of the developer's own: settings, the key of ids.
os.environ["FORESALE_USER_CONFIG"] = str(Path(tempfile.mkdtemp(prefix="foresale-tests-")) / "foresale.toml")
SHARED = Path(__file__).parents[2] / "shared" / "data"
LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.fixture
def shared() -> Path:
    """The folder of shared logs; skips where the checkout stands without it."""
    if not SHARED.is_dir():
        pytest.skip("the shared logs (../shared/data) are not on this machine")
    return SHARED


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that we do opens a socket to another machine; a test that does fails."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise AssertionError(f"a connection to {address[0]} was tried")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
