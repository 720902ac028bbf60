"""Who is whose, and since when: the ids (devices, cookies, customers of another system) that are of one person.

Nothing is baked into the events: an id keeps its own, and as of each instant it is known whose they are. A link counts
for what lies after its `since`, strictly, as all history; an id that is found to be of two people is of nobody from the
second link on (a tablet in the shop, a family's computer).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from foresale.log.groups import IntArray

FOREVER = 2**63 - 1
Codes = npt.NDArray[np.int32]
Instants = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spans:
    """device : int32[d] ascending, each once;  user : whom it is merged with at instants in (since, until]"""

    device: Codes
    user: Codes
    since: Instants
    until: Instants


@dataclass(frozen=True)
class Circles:
    """The ids that are of one person at any time, side by side.

    ids, root : int32[m]  by root, then id; root is the id that the others lead to in the end;  ascending: ids by code
    changes   : int64[s]  instants after which a circle is dealt out otherwise, by circle;  owner : int32[s] its root
    """

    ids: Codes
    root: Codes
    ascending: Codes
    changes: Instants
    owner: Codes


@dataclass(frozen=True)
class Identity:
    """Link k says that `device[k]` is of the person `user[k]`, known at instants after `since[k]`.

    Codes of the log's user dictionary, by (since, device, user), each pair once. Hand links in by `Identity.of`.
    """

    device: Codes
    user: Codes
    since: Instants

    @classmethod
    def of(cls, device: IntArray, user: IntArray, since: IntArray) -> Identity:
        """Links in any order, pairs repeated: the first of each counts. A link to itself says that the id is a customer
        of its own. Links that close a circle are no news and left out."""
        order = np.lexsort((user, device, since))
        device, user, since = device[order].astype(np.int32), user[order].astype(np.int32), since[order]
        pair = device.astype(np.int64) << 32 | user
        first = np.sort(np.unique(pair, return_index=True)[1])
        return cls(device[first], user[first], since[first].astype(np.int64))._without_circles()

    @classmethod
    def none(cls) -> Identity:
        """Nothing is known of anybody."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.since)

    def before(self, instant: int) -> Identity:
        """What was known just before an instant."""
        n = int(np.searchsorted(self.since, instant))
        return Identity(self.device[:n], self.user[:n], self.since[:n])

    def person(self, ids: IntArray, instants: int | IntArray) -> Codes:
        """The id of the person that each id is known to be of as of its instant: itself where nothing is known."""
        found = np.array(ids, np.int32)
        spans = self.spans
        while len(spans.device):
            k = np.minimum(np.searchsorted(spans.device, found), len(spans.device) - 1)
            moves = (spans.device[k] == found) & (spans.since[k] < instants) & (instants <= spans.until[k])
            if not moves.any():
                break
            found = np.where(moves, spans.user[k], found)
        return found

    @cached_property
    def spans(self) -> Spans:
        """From its first link to the second, a device is that person's."""
        order = np.lexsort((self.since, self.device))
        device, since = self.device[order], self.since[order]
        first = np.flatnonzero(np.append(True, device[1:] != device[:-1])[: len(device)])
        second = np.append(since, FOREVER)[first + 1]
        second[np.append(device, -1)[first + 1] != device[first]] = FOREVER
        user = self.user[order][first]
        some = user != device[first]
        return Spans(device[first][some], user[some], since[first][some], second[some])

    @property
    def shared(self) -> Codes:
        """The devices that have been found to be of several people."""
        device, n = np.unique(self.device, return_counts=True)
        return device[n > 1]

    @cached_property
    def circles(self) -> Circles:
        spans = self.spans
        ids = np.unique(np.concatenate([spans.device, spans.user]))
        root = self.in_the_end(ids)
        order = np.lexsort((ids, root))
        changes, owner = np.concatenate([spans.since, spans.until]), np.tile(self.in_the_end(spans.device), 2)
        some = np.flatnonzero(changes < FOREVER)
        by_root = some[np.lexsort((changes[some], owner[some]))]
        return Circles(ids[order], root[order], ids, changes[by_root], owner[by_root])

    def in_the_end(self, ids: IntArray) -> Codes:
        """The id that each id leads to, whenever it does: all that are ever one person lead to the same."""
        found = np.array(ids, np.int32)
        spans = self.spans
        while len(spans.device):
            k = np.minimum(np.searchsorted(spans.device, found), len(spans.device) - 1)
            moves = spans.device[k] == found
            if not moves.any():
                break
            found = np.where(moves, spans.user[k], found)
        return found

    def _without_circles(self) -> Identity:
        """Links in order of time; one whose person already leads to its device is left out."""
        chained = np.intersect1d(self.device, self.user[self.user != self.device])
        if not len(chained):
            return self
        leads: dict[int, int] = {}
        kept = np.ones(len(self), bool)
        for k, (device, user) in enumerate(zip(self.device.tolist(), self.user.tolist())):
            at = user
            while at != device and leads.get(at, at) != at:
                at = leads[at]
            if at == device != user:
                kept[k] = False
            else:
                leads.setdefault(device, user)
        return Identity(self.device[kept], self.user[kept], self.since[kept])
