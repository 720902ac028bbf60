"""The key with which addresses and telephone numbers become ids: a file of the shop's own, never shown and never kept.

Without a key anybody could hash a list of addresses and find them again. HMAC-SHA-256 (RFC 2104), in SQL of two hashes;
the key lies in variables of the connection, so that no query and no error message holds it.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from foresale.errors import IdKeyUnreadable, NoIdKey, OtherIdKey
from foresale.language import tr
from foresale.log.cells import INNER_KEY, OUTER_KEY

if TYPE_CHECKING:
    import duckdb

    from foresale.log.reading import Reading

NAME = "id.key"
_BLOCK = 64  # bytes of a block of SHA-256
_LEAST = 16


@dataclass(frozen=True)
class IdKey:
    """secret : the key;  path : its file;  fresh : it was made now and is not written yet"""

    secret: bytes = field(repr=False)
    path: Path
    fresh: bool = False

    @property
    def fingerprint(self) -> str:
        """By which it is known again; says nothing about it."""
        return hmac.new(self.secret, b"foresale: fingerprint of the key of ids", "sha256").hexdigest()[:16]

    def use(self, con: duckdb.DuckDBPyConnection) -> None:
        """Hash with this key on a connection (`cells.hashed_sql`)."""
        block = self.secret if len(self.secret) <= _BLOCK else hmac.digest(b"", self.secret, "sha256")
        block = block.ljust(_BLOCK, b"\0")
        for name, pad in ((INNER_KEY, 0x36), (OUTER_KEY, 0x5C)):
            con.execute(f"SET VARIABLE {name} = unhex('{bytes(b ^ pad for b in block).hex()}')")

    def keep(self) -> bool:
        """Write a key that was made now, for its owner's eyes only; False where another run was as fast.

        Raises
        ------
        IdKeyUnreadable  where it cannot be written
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        except OSError as e:
            raise IdKeyUnreadable(file=self.path, reason=e.strerror or e) from e
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(self.secret.decode("ascii") + "\n")
        return True


def find_key(named: str | Path | None) -> IdKey:
    """The key of a file, else that of the user's own; where there is none yet, a new one that nobody has written.

    Raises
    ------
    NoIdKey          where a file is named that is not there
    IdKeyUnreadable  where it holds no key
    """
    path = Path(named).expanduser() if named else default_path()
    try:
        content = path.read_bytes().strip()
    except FileNotFoundError as e:
        if named:
            raise NoIdKey(file=path) from e
        return IdKey(secrets.token_hex(32).encode("ascii"), path, fresh=True)
    except OSError as e:
        raise IdKeyUnreadable(file=path, reason=e.strerror or e) from e
    if len(content) < _LEAST:
        raise IdKeyUnreadable(file=path, reason=tr("fewer than {n} bytes", n=_LEAST))
    return IdKey(content, path)


def default_path() -> Path:
    """Beside the user's settings file."""
    settings = os.environ.get("FORESALE_USER_CONFIG")
    return (Path(settings).parent if settings else platformdirs.user_config_path("foresale")) / NAME


def check_key(key: IdKey, reading: Reading) -> None:
    """A log that is read as an earlier one was has the same ids only with the same key.

    Raises
    ------
    NoIdKey, OtherIdKey
    """
    if (reading.id_key or hashes(reading)) and (key.fresh or key.fingerprint != reading.id_key):
        raise NoIdKey(file=key.path) if key.fresh else OtherIdKey(file=key.path)


def hashes(reading: Reading) -> bool:
    """Whether some ids of a log are hashed contact data."""
    return any(one.form == "sha256" for source in reading.sources for one in source.fields.values())
