"""The key with which addresses and telephone numbers become ids: a file of the shop's own, never shown and never kept.

Without a key anybody could hash a list of addresses and find them again. HMAC-SHA-256 (RFC 2104), in SQL of two hashes;
the key lies in variables of the connection, so that no query and no error message holds it.
"""

from __future__ import annotations

import contextlib
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
    """secret : the key;  path : its file;  fresh : it was made now and is not written yet;  flaw : why it cannot be"""

    secret: bytes = field(repr=False)
    path: Path
    fresh: bool = False
    flaw: str = ""

    @property
    def fingerprint(self) -> str:
        """By which it is known again; says nothing about it."""
        return hmac.new(self.secret, b"foresale: fingerprint of the key of ids", "sha256").hexdigest()[:16]

    @property
    def of_log(self) -> LogKey:
        """What the log holds that was hashed with it."""
        return LogKey(self.path.absolute(), self.fingerprint, self)

    def made(self, reading: Reading) -> bool:
        """Whether the ids of a log, as far as they are hashed, are this key's."""
        return reading.id_key in ("", self.fingerprint)

    def use(self, con: duckdb.DuckDBPyConnection) -> None:
        """Hash with this key on a connection (`cells.hashed_sql`)."""
        block = self.secret if len(self.secret) <= _BLOCK else hmac.digest(b"", self.secret, "sha256")
        block = block.ljust(_BLOCK, b"\0")
        for name, pad in ((INNER_KEY, 0x36), (OUTER_KEY, 0x5C)):
            con.execute(f"SET VARIABLE {name} = unhex('{bytes(b ^ pad for b in block).hex()}')")

    def keep(self) -> bool:
        """Write a key that was made now, for its owner's eyes only; False where another run was as fast.

        It is written beside and gets its name as a whole: a run that is stopped leaves no half of a key.

        Raises
        ------
        IdKeyUnreadable  where it cannot be written
        """
        if self.flaw:
            raise IdKeyUnreadable(file=self.path, reason=self.flaw)
        beside = self.path.with_name(f".{secrets.token_hex(4)}-{self.path.name}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(self.secret + b"\n")
            return _named_first(beside, self.path)
        except OSError as e:
            raise IdKeyUnreadable(file=self.path, reason=e.strerror or e) from e
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


@dataclass(frozen=True)
class LogKey:
    """The key with which the ids of a log were hashed. A log that is pickled takes with it only where the key lies, and
    how it is known again; there it is read anew.

    path        : its file
    fingerprint : `IdKey.fingerprint`
    held        : the key in this process
    """

    path: Path
    fingerprint: str
    held: IdKey | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "fingerprint": self.fingerprint, "held": None}

    def use(self, con: duckdb.DuckDBPyConnection) -> None:
        """Hash with it on a connection.

        Raises
        ------
        NoIdKey, IdKeyUnreadable  where it has to be read anew and cannot be
        OtherIdKey                where its file holds another key by now
        """
        key = self.held or find_key(self.path)
        if key.fingerprint != self.fingerprint:
            raise OtherIdKey(file=self.path)
        key.use(con)


def _named_first(beside: Path, path: Path) -> bool:
    """Give a file its name; False where there is one of this name."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(path):
            return False
        beside.replace(path)
    return True


def find_key(named: str | Path | None) -> IdKey:
    """The key of a file, else that of the user's own; where there is none yet, a new one that nobody has written.

    What is wrong with the user's own matters only to logs with something to hash (`IdKey.flaw`).

    Raises
    ------
    NoIdKey          where a file is named that is not there
    IdKeyUnreadable  where it holds no key
    """
    path = Path(named).expanduser() if named else default_path()
    flaw = ""
    try:
        content = path.read_bytes().strip()
        if len(content) >= _LEAST:
            return IdKey(content, path)
        flaw = tr("fewer than {n} bytes", n=_LEAST)
    except FileNotFoundError as e:
        if named:
            raise NoIdKey(file=path) from e
    except OSError as e:
        flaw = e.strerror or str(e)
    if named:
        raise IdKeyUnreadable(file=path, reason=flaw)
    return IdKey(secrets.token_hex(32).encode("ascii"), path, fresh=True, flaw=flaw)


def default_path() -> Path:
    """Beside the user's settings file."""
    settings = os.environ.get("FORESALE_USER_CONFIG")
    return (Path(settings).parent if settings else platformdirs.user_config_path("foresale")) / NAME


def check_key(key: IdKey, reading: Reading) -> None:
    """A log that is read as an earlier one was has the same ids only with the same key.

    Raises
    ------
    NoIdKey, OtherIdKey, IdKeyUnreadable
    """
    if not (reading.id_key or hashes(reading)):
        return
    if key.flaw:
        raise IdKeyUnreadable(file=key.path, reason=key.flaw)
    if key.fresh or key.fingerprint != reading.id_key:
        raise NoIdKey(file=key.path) if key.fresh else OtherIdKey(file=key.path)


def hashes(reading: Reading) -> bool:
    """Whether some ids of a log are hashed contact data."""
    return any(one.form == "sha256" for source in reading.sources for one in source.fields.values())
