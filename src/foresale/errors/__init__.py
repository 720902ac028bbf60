"""The tree of our errors: what was found, what was wanted, the fix to paste.

ForesaleError            exit 1: a file, log, bundle or keys file is at fault
├── LogError             the log cannot be read, or not without one more word from its owner
├── QuestionError        the log cannot carry the question
├── KeysError            the rows asked for are not askable
├── BundleError          the bundle cannot answer
├── OutputError          the answer cannot be written where it was wanted
└── UsageError           exit 2: the command itself was wrong

A class holds the sentence (English; `foresale.language` has the Chinese), the caller gives the facts. Facts stay
attributes in `facts`, so that a service can answer in JSON. Facts are names, counts and places, never the contents
of a row: ids are people.

The classes lie in a file for each floor; all of them, and `did_you_mean`, are to be had from here.
"""

from foresale.errors.bundle import *
from foresale.errors.command import *
from foresale.errors.files import *
from foresale.errors.log import *
from foresale.errors.models import *
from foresale.errors.tasks import *
from foresale.errors.tree import *
