"""Cases of "Held for a person": each rule just under and just over its edge. A net change is no measure."""
import datetime as dt

from base_export import (DAY, Case, Decide, Send, accompagnant, ago, ahead, before_window, cips, ended, every, files,
                         many, one)

BEFORE = DAY - dt.timedelta(days=1)
HELD = ("E-RETENUE", None, None, None)
GONE = ("W-DISPARU", "salaries", None, None)


def aside(first, last):
    return many(first, last, sexe="X")


def aside_finds(first_line, n):
    return every("E-CODE", [(first_line + i, "sexe") for i in range(n)])


def compared(name, says, before, after, held, finds=(), gone=0, cips_before=None, cips_after=None, active=None, **more):
    """A snapshot of the day before, then one of DAY: held, or taken. `active` is what is in force after it."""
    def open_n(rows):
        return sum(r.get("date_sortie", "") == "" for r in rows)
    if active is None:
        active = open_n(before) if held else open_n(after)
    return Case("held." + name, says, [
        Send(files(before, cips_before), day=BEFORE, active=open_n(before)),
        Send(files(after, cips_after), [*finds, *([HELD] if held else []), *[GONE] * gone], "held" if held else "accepted", active,
             **more)])


WITHDRAWN = "withdraw over 10 % and at least 5 of the open parcours"
ADDED = "add (new `parcours_id`, open on the situation date) over 50 % and at least 10 of the open ones"
ASIDE = "over 20 % and at least 5 of its rows (all datasets) are set aside"
LISTED = "at least 10 earlier `parcours_id` exist and under half of them are listed again (set aside counts as listed)"
POSTS = "the ETP in post on the new situation date is at most half of what was in post on the earlier one"

PAST = [ended(n) for n in range(1, 11)]
OLD = [ended(n, before_window(1 + n), date_entree=before_window(300), parcours_id=f"O{n}") for n in range(1, 9)]
LATER = many(61, 70, date_entree=ahead(9))


CHANGED = [ended(60, ago(60), rsa="O")]  # so that something has changed


def left_rows(first_line):
    return [("I-A-VENIR", first_line + i, None) for i in range(len(LATER))]


HOLDS = [
    compared("withdrawn.10_percent", WITHDRAWN, many(1, 50), many(6, 50), False, gone=5, changes=(0, 5, 0, 48)),
    compared("withdrawn.over", WITHDRAWN, many(1, 49), many(6, 49), True, gone=5, changes=(0, 5, 0, 47)),
    compared("withdrawn.four", WITHDRAWN, many(1, 8), many(5, 8), False, gone=4),
    compared("withdrawn.ended", "of the open parcours: ended ones do not count", many(1, 20) + [ended(n) for n in range(
        31, 40)], many(1, 20), False, gone=9),
    compared("withdrawn.left", "they have left: they are not withdrawn", many(1, 20), many(7, 20) + [ended(n, ago(1)) for n in range(1, 7)],
             False),
    compared("withdrawn.aside", "a row set aside counts as listed", many(1, 20), many(5, 20) + aside(1, 4), False,
             aside_finds(18, 4) + [("I-RIEN", None, None, None)], active=20),
    compared("withdrawn.to_come", "a row left for later is withdrawn", many(1, 20), many(6, 20) + many(1, 5, date_entree=ahead(2)), True,
             [("I-A-VENIR", 17 + i, None) for i in range(5)], gone=5, left=5, active=20),
    compared("added.50_percent", ADDED, many(1, 20), many(1, 30), False, changes=(10, 0, 0, 23)),
    compared("added.over", ADDED, many(1, 19), many(1, 29), True, changes=(10, 0, 0, 22)),
    compared("added.nine", ADDED, many(1, 3), many(1, 12), False),
    compared("added.from_none", ADDED, [], many(1, 10), True),
    compared("added.nine_from_none", ADDED, [], many(1, 9), False),
    compared("added.ended", "open on the situation date: ended ones do not count", many(1, 10), many(1, 10) + [ended(n) for n in range(
        31, 51)], False),
    compared("added.ended_today", "ended on that day", many(1, 10), many(1, 10) + [ended(n, str(DAY)) for n in range(31, 51)], False),
    compared("added.future_exit", "an exit to come is open", many(1, 10), many(1, 10) + [ended(n, ahead(1)) for n in range(31, 41)], True,
             every("W-SORTIE-A-VENIR", range(12, 22))),
    compared("added.to_come", "entries to come are not added", many(1, 10), many(1, 10) + LATER, False, left_rows(12) + [
        ("I-RIEN", None, None, None)], left=10, active=10),
    compared("aside.20_percent", ASIDE, many(1, 22), many(1, 17) + aside(18, 22), False, aside_finds(19, 5) + [
        ("I-RIEN", None, None, None)], active=22),
    compared("aside.over", ASIDE, many(1, 21) + CHANGED, many(1, 16) + aside(17, 21), True, aside_finds(18, 5), gone=1),
    compared("aside.four", ASIDE, many(1, 9), many(1, 5) + aside(6, 9), False, aside_finds(7, 4) + [
        ("I-RIEN", None, None, None)], active=9),
    compared("aside.to_come", "rows left for later are not in the 20 %", many(1, 21) + CHANGED, many(1, 16) + aside(17, 21)
             + LATER, True, aside_finds(18, 5) + left_rows(23), gone=1, left=10),
    compared("aside.all_datasets", "all datasets count", many(1, 12) + CHANGED, many(1, 12), True, every("E-BORNE", [
        ("accompagnants", 5 + i, "etp") for i in range(5)]), gone=1, cips_after=cips() + [accompagnant(n, etp="9") for n in range(4, 9)]),
    compared("listed.half", LISTED, PAST, PAST[:5], False, gone=5),
    compared("listed.under_half", LISTED, PAST, PAST[:4], True, gone=6),
    compared("listed.nine", LISTED, PAST[:9], PAST[:1], False, gone=8),
    compared("listed.aside", "set aside counts as listed", PAST, PAST[:4] + aside(5, 5), False, aside_finds(6, 1), gone=5, active=0),
    compared("listed.before_window", "earlier rows are those that belong in the new window", PAST[:9] + OLD, PAST[:4], False, gone=5),
    compared("listed.other_ids", "the same people under other ids", PAST, [dict(r, parcours_id="X" + r["parcours_id"]) for r in PAST],
             True, gone=10),
]


def posts(*etps, **last):
    return [accompagnant(n, etp=etp, **last) for n, etp in enumerate(etps, 1)]


POST_RULE = [
    compared("posts.half", POSTS, [], [], True, [("W-DISPARU", "accompagnants", None, None)], cips_before=posts("1", "1"),
             cips_after=posts("1")),
    compared("posts.over_half", POSTS, [], [], False, cips_before=posts("1", "1"), cips_after=posts("1", "0.01")),
    compared("posts.half.hundredths", POSTS, [], [], True, cips_before=posts("0.5", "0.53"), cips_after=posts("0.5", "0.01")),
    compared("posts.ended", "in post on the new situation date", [], [], True, cips_before=posts("1"), cips_after=posts(
        "1", date_fin=str(BEFORE))),
    compared("posts.last_day", "`date_fin` is the last day in post", [], [], False, cips_before=posts("1"), cips_after=posts(
        "1", date_fin=str(DAY))),
    compared("posts.end_of_old", "of what was in post on the earlier one", CHANGED, [], True, gone=1,
             cips_before=posts("1", date_fin=str(BEFORE)), cips_after=posts("1", date_fin=str(BEFORE))),
    compared("posts.none_before", "nothing was in post", [], [], False, cips_before=posts("1", date_fin="2020-01-01"),
             cips_after=posts("1", date_fin="2020-01-02")),
    compared("posts.aside", "a row aside: its version in force goes on counting", [], [], False, [
        ("E-BORNE", "accompagnants", 2, "etp"), ("I-RIEN", None, None, None)], cips_before=posts("1"), cips_after=posts("9")),
]

FIRST = [
    one("held.first.aside", "of a first snapshot only its share of rows set aside can hold it", files(many(1, 16) + aside(17, 21)),
        [*aside_finds(18, 5), HELD], "held", aside=5),
    one("held.first.20_percent", "not over 20 %", files(many(1, 17) + aside(18, 22)), aside_finds(19, 5), active=17, aside=5),
    one("held.first.nothing", "it may be empty", files([], []), active=0),
    one("held.first.large", "or large", files(many(1, 300)), active=300),
]

SWAP = many(101, 140)
NET = [
    Case("held.net_change", "a net change is no measure: 40 people replaced by 40 others", [
        Send(files(many(1, 40)), active=40, day=BEFORE),
        Send(files(SWAP), [HELD] + [GONE] * 40, "held", 40, changes=(40, 40, 0, 3), shows=("40",)),
        Decide("release", 1, "accepted", 40)]),
    Case("held.renamed", "the same people under new `parcours_id`", [
        Send(files(many(1, 40)), active=40, day=BEFORE),
        Send(files([dict(r, parcours_id="N" + r["parcours_id"]) for r in many(1, 40)]), [HELD] + [GONE] * 40, "held", 40)]),
    Case("held.tells", "which rule, the numbers, what to do", [
        Send(files(many(1, 49)), active=49, day=BEFORE),
        Send(files(many(6, 49)), [HELD] + [GONE] * 5, "held", 49, shows=("5 des 49", "10 %"))]),
    Case("held.empty_export", "an export that lost its rows", [
        Send(files(many(1, 12)), active=12, day=BEFORE), Send(files([]), [HELD] + [GONE] * 12, "held", 12)]),
]

CASES = HOLDS + POST_RULE + FIRST + NET
