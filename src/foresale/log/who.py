"""Whose events these are: the column of the user, or of the device or session where there is no user."""

from __future__ import annotations

import re

from foresale.errors import DestroyedIds, NoBuyer, NoColumn, NoSureUser, UnclearUser
from foresale.keywords import flag
from foresale.language import tr
from foresale.log.cells import AS_PLAIN, FEWEST_DIGITS, bare_sql, contact_sql, name_sql, text_sql
from foresale.log.evidence import Evidence, said
from foresale.log.findings import Finding
from foresale.log.may_be_users import by_values, by_words, is_of_another
from foresale.log.personal import is_personal, look_like_people
from foresale.log.profile import Profile
from foresale.log.reading import FieldReading
from foresale.log.vocabulary import clean_name, fields_of, is_named
from foresale.log.words import GUESTS, NO_PERSONS, PLACEHOLDERS

SUSPECT_SHARE = 0.05  # a user with more of the rows than this is looked at
_CONTACT = 2  # rank of names of contact data in the vocabulary
_MOST_EACH = 200  # rows of one device on average; a till or a shop's tablet has more
_ONE_EACH = 0.95  # ids that are different in almost every row say nothing about who came back
_FEW_SPELLINGS = 5
_MOST_SHOWN = 5
_FEW_ROWS = 50  # a log of fewer may well be one person's
_STAFF = 40  # different ids up to which a column may be of those who serve


def find_owner(e: Evidence) -> str:
    """Decide `user` and `session`; returns what owns the events: "user" or "session".

    Raises
    ------
    NoColumn  where nothing says whose events these are
    """
    _find_session(e)
    if columns := e.mapped("user"):
        _give_user(e, e.profiles[columns[0]], None, said())
        _tell_one(e, e.profiles[columns[0]])
        _find_device(e)
    elif candidates := [c for c in e.named("user") if _may_be(e, c[1])]:
        _choose(e, candidates)
        _find_device(e)
    elif devices := [c for c in e.named("anon") if c[1].filled]:
        _, p = devices[0]
        _give_user(
            e, p, 0.8, Finding("device", "called `{column}`: a device stands for the person", {"column": p.name})
        )
        text = "users are devices or cookies (`{column}`): one person may be several; --map user=COLUMN names customers"
        e.warn("devices", text, column=p.name)
    if "user" in e.fields:
        return "user"
    if "session" in e.fields:
        e.warn(
            "sessions_own",
            "the log has no user: the session (`{column}`) is the owner of its events, and nobody can be "
            "followed from one visit to the next; --map user=COLUMN names users",
            column=e.fields["session"].columns[0],
        )
        e.fields["user"] = e.fields.pop("session")
        return "session"
    likely = by_words(e)
    items = [p.name for _, p in e.named("item") if p.filled]
    if not likely and items and e.named("order") and all(partial for (_, partial, _), _ in e.named("type")):
        raise NoBuyer(field="user", file=e.where, flag=flag("map", f"user={items[0]}"), details=_not_taken(e))
    details = _not_taken(e) | {"columns": ", ".join(e.profiles)}
    if likely := likely or by_values(e):
        details = {c: why for c, why in details.items() if c.strip("`") not in likely}
        shown = ", ".join(f"`{c}`" for c in likely)
        raise NoSureUser(field="user", file=e.where, columns=shown, proposal=likely[0], details=details)
    raise NoColumn(field="user", file=e.where, details=details)


def _may_be(e: Evidence, p: Profile) -> bool:
    return bool(p.filled) and not is_of_another(p.name) and not _masked(e, p)


def _not_taken(e: Evidence) -> dict[str, str]:
    """Columns whose names speak of people -> why none of them is the user."""
    found = {}
    for name, p in e.profiles.items():
        if "user" in fields_of(name) or is_personal(name):
            told = name in e.dropped or _masked(e, p)
            found[f"`{name}`"] = str(e.dropped[name]) if told else tr("holds no ids of users")
    return found


def _find_device(e: Evidence) -> None:
    """The device or cookie that stands for the person in the rows that name nobody.

    Which of them belongs to which customer is not asked here: `links` finds it, and `people` acts on it.
    """
    user = e.fields["user"].columns[0]
    columns = e.mapped("anon")
    for p in [e.profiles[columns[0]]] if columns else [p for _, p in e.named("anon") if p.filled]:
        person, device = bare_sql(name_sql(user)), bare_sql(name_sql(p.name))
        nobody = ", ".join(map(text_sql, (*GUESTS, *PLACEHOLDERS)))
        alone, different = e.one(
            f"count(*), count(DISTINCT {device})",
            f"{device} IS NOT NULL AND ({person} IS NULL OR lower({person}) IN ({nobody}) OR {person} = {device})",
        )
        if not columns and not (alone and different > 1 and alone < _MOST_EACH * different):
            continue
        reason = Finding("named", "called `{column}`", {"column": p.name})
        e.give("anon", [p.name], None if columns else 0.9, said() if columns else reason, id_form(p))
        e.warn(
            "devices_beside",
            "{share:.1%} of the rows name no customer in `{user}` but a device or cookie in `{column}`, which then"
            " stands for the person; population `identified` leaves devices out, --ignore {column} their rows",
            user=user,
            column=p.name,
            share=alone / p.rows,
        )
        return


def _find_session(e: Evidence) -> None:
    if columns := e.mapped("session"):
        e.give("session", columns[:1], None, said(), id_form(e.profiles[columns[0]]))
    elif found := [p for _, p in e.named("session") if p.filled]:
        p = found[0]
        e.give("session", [p.name], 0.95, Finding("named", "called `{column}`", {"column": p.name}), id_form(p))


def _choose(e: Evidence, candidates: list[tuple[tuple[int, bool, int], Profile]]) -> None:
    for name, mails in _homonyms(e, [p for _, p in candidates]).items():
        text = "names of people: one of them has several addresses in `{column}`"
        e.drop(name, "personal", text, column=mails)
        candidates = [c for c in candidates if c[1].name != name]
    rows = candidates[0][1].rows
    returning = [c for c in candidates if rows < 50 or (c[1].uniqueness < _ONE_EACH and not _one_an_order(e, c[1]))]
    first, most = candidates[0][1], max(p.distinct for _, p in candidates)
    staff = {p.name for _, p in candidates if p.distinct < _STAFF and most > 5 * p.distinct}  # who served, or a till
    if staff.issuperset(p.name for _, p in returning):
        returning = []
    if returning and returning[0][1] is not first:
        if first.uniqueness >= _ONE_EACH:
            e.drop(first.name, "unique", "different in almost every row: no user")
        else:
            e.drop(first.name, "unique", "different in almost every order: no user")
    left = returning or candidates
    best = [c for c in left if c[0][:2] == left[0][0][:2]]
    best.sort(key=lambda c: c[1].name in staff)
    _, p = best[0]
    same = {q.name for _, q in best[1:] if _one_to_one(e, p, q)}
    rivals = [q for _, q in best[1:] if q.name not in same]
    for name in same:
        e.drop(name, "same_user", "says the same as `{column}`", column=p.name)
    if rivals:
        shown = [p, *rivals]
        text = "{n:,} values, filled in {share:.1%} of the rows"
        details = {q.name: tr(text, n=q.distinct, share=q.share_filled) for q in shown}
        e.questions.append(UnclearUser(columns=", ".join(q.name for q in shown), proposal=p.name, details=details))
    (rank, partial, _), _ = best[0]
    each = p.filled / p.distinct if p.distinct else 0.0
    _give_user(
        e,
        p,
        0.98 - 0.05 * rank - 0.1 * partial,
        Finding(
            "named_user",
            "called `{column}`; {users:,} values with {each:.1f} rows each",
            {"column": p.name, "users": p.distinct, "each": each},
        ),
        contact=rank == _CONTACT,
    )
    if p.uniqueness >= _ONE_EACH and p.filled >= 50:
        e.warn(
            "one_row_each",
            "almost every row has a user of its own in `{column}`: nobody comes back, or it is no user;"
            " --map user=COLUMN names another",
            column=p.name,
        )


def _tell_one(e: Evidence, p: Profile) -> None:
    if p.distinct <= 1 and p.filled >= _FEW_ROWS:
        text = "`{column}` has one value in all of its {rows:,} rows: it tells nobody from another, and is no user"
        e.warn("one_user", text, column=p.name, rows=p.filled)


def _homonyms(e: Evidence, candidates: list[Profile]) -> dict[str, str]:
    """Columns of names of people, of which several share one by a column of addresses: column -> that of addresses."""
    found = {}
    mails = [p for p in candidates if sum(n for s, n in p.shapes if "@" in s) > 0.9 * p.filled]
    for p in candidates:
        names = sum(n for s, n in p.shapes if " " in s.strip() and not re.search(r"[9@]", s))
        if p in mails or names <= 0.5 * p.filled:
            continue
        for q in mails:
            pairs = e.distinct(p.name, q.name)
            if q.share_filled >= 0.9 * p.share_filled and q.distinct > p.distinct and pairs > p.distinct:
                found[p.name] = q.name
    return found


def _one_an_order(e: Evidence, p: Profile) -> bool:
    """Whether almost every order has an id of its own in this column, as Olist's `customer_id`."""
    for _, order in e.named("order"):
        both = f"{name_sql(p.name)} IS NOT NULL AND {name_sql(order.name)} IS NOT NULL"
        ids, orders = e.one(f"count(DISTINCT {name_sql(p.name)}), count(DISTINCT {name_sql(order.name)})", both)
        return bool(orders >= 50 and ids >= _ONE_EACH * orders)
    return False


def _give_user(e: Evidence, p: Profile, confidence: float | None, reason: Finding, contact: bool = False) -> None:
    if p.destroyed > 0.01 * p.filled:
        raise DestroyedIds(column=p.name, rows=p.destroyed)
    people = look_like_people(p)
    form = "sha256" if contact or people or is_contact(p) else id_form(p)
    if people:
        text = (
            "`{column}` holds names of people: ids are their hash with the key of --id-key, nothing else of it is kept"
        )
        e.warn("hashed", text, "note", column=p.name)
    elif form == "sha256":
        e.warn(
            "hashed",
            "`{column}` holds contact data: ids are its hash with the key of --id-key, nothing else of it is kept",
            "note",
            column=p.name,
        )
    else:
        _tell_spellings(e, p)
    e.give("user", [p.name], None if confidence is None else round(confidence, 2), reason, form)


def _masked(e: Evidence, p: Profile) -> bool:
    """`138****1234`, `t**1`, `王*`: several people behind one value. Left out, named."""
    hidden = [(s.count("*"), n) for s, n in p.shapes if "*" in s]
    if sum(n for _, n in hidden) <= 0.1 * p.filled:
        return False
    facts = {"n": p.distinct, "rows": p.filled}
    if sum(n for s, n in p.shapes if re.fullmatch(r"\+?9+\*+9*", s)) > 0.5 * p.filled:
        text = "masked with *: up to {most:,} numbers may lie behind each of its {n:,} values ({rows:,} rows)"
        facts["most"] = 10 ** max(hidden, key=lambda h: h[1])[0]
    else:
        text = "masked with *: any number of people may lie behind each of its {n:,} values ({rows:,} rows)"
    e.drop(p.name, "masked", text, **facts)
    return True


def is_contact(p: Profile) -> bool:
    """E-mail addresses and telephone numbers."""
    at = sum(n for s, n in p.shapes if "@" in s)
    rank, *_ = fields_of(p.name).get("user", (_CONTACT, 0, False))  # the name of an account is an id like another
    return (rank >= _CONTACT and is_personal(p.name)) or (bool(p.filled) and at > 0.5 * p.filled)


def _one_to_one(e: Evidence, a: Profile, b: Profile) -> bool:
    both, left, right = e.distinct(a.name, b.name), a.distinct, b.distinct
    return both > 0 and both <= 1.01 * max(left, right) and min(left, right) >= 0.99 * max(left, right)


def id_form(p: Profile) -> str:
    """`whole` where whole numbers were written as floats in every value, or in those of some files; else `text`."""
    if not p.whole_floats and p.share(r"-?9+\.9") > 0 and p.share(r"-?9+(\.9)?") == 1:
        whole = f"bool_and(regexp_full_match({bare_sql('v')}, '-?\\d+(\\.0)?'))"
        query = f"SELECT {whole} FROM {p.table} WHERE v IS NOT NULL"
        return "whole" if p.con.execute(query).fetchall()[0][0] else "text"
    return "whole" if p.whole_floats else "text"


def _tell_spellings(e: Evidence, p: Profile) -> None:
    """Ids that would be one if they were written alike: in files of two systems they often are one person's."""
    bare = bare_sql("v")
    for folded, text in (
        (f"lower({bare})",
         "{n:,} ids of `{column}` differ from another in upper and lower case only: they count as different people"
         " unless a file of --links tells whose they are"),
        (f"CASE WHEN regexp_full_match({bare}, '\\d+') THEN ltrim({bare}, '0') ELSE {bare} END",
         "{n:,} ids of `{column}` differ from another in zeros before them only: they count as different people"
         " unless a file of --links tells whose they are"),
    ):  # fmt: skip
        different, alike = e.of_values(p.name, f"count(DISTINCT {bare}), count(DISTINCT {folded})")
        if different - alike >= max(_FEW_SPELLINGS, 0.01 * different):
            e.warn("spellings", text, n=different - alike, column=p.name)


def find_contacts(e: Evidence) -> bool:
    """Whether the user column holds addresses or telephone numbers, so that what is neither stands for nobody."""
    field = e.fields["user"]
    p = e.profiles[field.columns[0]]
    some = sum(n for s, n in p.shapes if "@" in s or s.translate(AS_PLAIN).count("9") >= FEWEST_DIGITS)
    if field.form != "sha256" or some <= 0.5 * p.filled:
        return False
    neither = f"v IS NOT NULL AND NOT {contact_sql(bare_sql('v'))}"
    if n := e.of_values(p.name, "coalesce(sum(n), 0)::BIGINT", neither)[0]:
        text = "{n:,} rows have neither an address nor a telephone number in `{column}`: they are without a user by it"
        e.warn("no_contact", text, n=n, column=p.name)
    return True


def find_guests(e: Evidence, contacts: bool) -> tuple[str, ...]:
    """Values of the user column that stand for nobody; other users with very many rows are told of.

    0 and -1 are somebody's id unless they own more than 5 % of the rows.

    contacts : the column holds addresses and telephone numbers; what is neither needs no telling here
    """
    field = e.fields["user"]
    user = e.profiles[field.columns[0]]
    column, filled = bare_sql("v"), user.filled
    known = ", ".join("'" + g + "'" for g in GUESTS)
    guests = [
        r[0]
        for r in e.con.execute(
            f"SELECT DISTINCT {column} FROM {user.table} WHERE lower({column}) IN ({known}) ORDER BY 1"
        ).fetchall()
    ]
    somebody = contact_sql(column) if contacts else "v IS NOT NULL"
    heavy = e.con.execute(
        f"SELECT {column} AS id, n FROM (SELECT v, sum(n)::BIGINT AS n FROM {user.table} GROUP BY 1) WHERE {somebody}"
        f" AND n > {SUSPECT_SHARE} * {filled}"
        " ORDER BY n DESC, id LIMIT 20"
    ).fetchall()
    many = user.distinct >= 40  # else 5 % is nothing
    suspect = []
    for value, n in heavy:
        if value in PLACEHOLDERS and many:
            guests.append(value)
            e.warn(
                "placeholder",
                "`{value}` in `{column}` stands for nobody: {share:.1%} of the rows are without a user by it",
                value=value,
                column=field.columns[0],
                share=n / filled,
            )
        elif value not in guests and many:
            suspect.append((value, n))
    if suspect:
        e.findings.append(_heavy(e, field, suspect, filled))
    return tuple(dict.fromkeys(guests))


def _heavy(e: Evidence, field: FieldReading, users: list[tuple[str, int]], filled: int) -> Finding:
    """Those who own very much, by name where it is that of a till or a robot; of others it is said where they stand,
    for a finding goes into reports, and a reseller is a person too."""
    column, values = field.columns[0], [value for value, _ in users]
    rows = sum(n for _, n in users)
    facts = {"column": column, "share": rows / filled, "n": len(users), "rows": rows}
    if field.form == "sha256" or not all(map(_is_no_person, values)):
        text = (
            "{n} values of `{column}` own {share:.1%} of the rows, {rows:,}: tills, resellers or robots, hardly"
            " customers; their first rows: {places}; {flag} leaves the rows of one out"
        )
        if len(users) == 1:
            text = (
                "one value of `{column}` owns {share:.1%} of the rows, {rows:,}: a till, a reseller or a robot, hardly"
                " a customer; its first row: {places}; {flag} leaves its rows out"
            )
        facts |= {"places": _seen_at(e, column, values), "flag": _without(column, ["ID"])}
        return Finding("heavy_user", text, facts, "warning")
    text = (
        "{n} values of `{column}` own {share:.1%} of the rows, {values}: tills, resellers or robots, hardly customers;"
        " {flag} leaves their rows out"
    )
    if len(values) == 1:
        text = (
            "one value of `{column}` owns {share:.1%} of the rows, {values}: a till, a reseller or a robot, hardly a"
            " customer; {flag} leaves its rows out"
        )
    facts |= {"values": ", ".join(f"`{value}`" for value in values), "flag": _without(column, values)}
    return Finding("heavy_user", text, facts, "warning")


def _is_no_person(value: str) -> bool:
    """Whether an id is the word for a till, a robot or a test, be it with a number."""
    words = [word for word in re.split(r"[\W\d_]+", clean_name(value)) if word]
    return not {"customer", *words} <= {"customer"} and all(is_named(word, ("customer", *NO_PERSONS)) for word in words)


def _seen_at(e: Evidence, column: str, values: list[str]) -> str:
    """Where the first rows of some users stand: `log.csv:17`."""
    cell = bare_sql(name_sql(column))
    first = e.con.execute(
        f"SELECT min((_file, _row)) AS place FROM {e.rows} WHERE {cell} IN ({', '.join(map(text_sql, values))})"
        f" GROUP BY {cell} ORDER BY 1"
    ).fetchall()
    return ", ".join(e.place_of(*place) for (place,) in first[:_MOST_SHOWN])


def _without(column: str, values: list[str]) -> str:
    """The flag that drops the rows of some users; not `<>`, which drops the rows without one as well."""
    name = column if re.fullmatch(r"[A-Za-z_]\w*", column) else name_sql(column)
    condition = " AND ".join(f"{name} IS DISTINCT FROM {text_sql(value)}" for value in values)
    return '--where "' + condition.replace('"', '\\"') + '"'
