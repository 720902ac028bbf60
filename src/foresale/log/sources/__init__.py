"""Any source of events -> `Raw`: relations of text in DuckDB, with file and row kept.

    find.py      what the user named -> inputs (paths, globs, folders, zip members, standard input, objects)
    spool.py     an input -> a plain file: decompressed, decoded to UTF-8, hashed
    one file a format: every file with a `FORMAT` (and arrow, for objects)

A format declares `FORMAT`; a new one is a new file here, or an entry point of the group `foresale.sources`.
"""

from foresale.log.sources.opening import open_sources

__all__ = ["open_sources"]
