"""Zips and workbooks under a password: it comes from the environment, for a secret is no flag."""

from __future__ import annotations

import importlib
import io
import os
from pathlib import Path
from typing import Any, BinaryIO

from foresale.errors import NeedsPassword, NotInstalled
from foresale.language import tr

PASSWORD = "FORESALE_FILE_PASSWORD"


def password_for(file: str) -> str:
    """Raises NeedsPassword where none is given."""
    if password := os.environ.get(PASSWORD):
        return password
    raise NeedsPassword(file=file, variable=PASSWORD, why=tr("it is locked"))


def aes_zip(file: str) -> Any:
    """The class that opens zips locked with AES, which Python's own does not."""
    return _package("pyzipper", file).AESZipFile


def unlocked_workbook(path: Path, file: str) -> BinaryIO:
    """A workbook without its password, in memory.

    Raises
    ------
    NeedsPassword, NotInstalled
    """
    password, out = password_for(file), io.BytesIO()
    office_file = _package("msoffcrypto", file).OfficeFile
    try:
        with path.open("rb") as stream:
            office = office_file(stream)
            office.load_key(password=password)
            office.decrypt(out)
    except Exception as error:  # the library raises many kinds, bare ones among them
        raise NeedsPassword(file=file, variable=PASSWORD, why=tr("the password does not open it")) from error
    out.seek(0)
    return out


def _package(name: str, file: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise NotInstalled(file=file, package=name, extra="locked") from None
