"""Cases of the states: later and older snapshots, repeats, holds confirmed, released and discarded, rows withdrawn and kept."""
import datetime as dt

from base_export import (COLUMNS, DAY, OPEN, TODAY, Case, Decide, Send, accompagnant, before_window, changed, cips, emit, ended, every,
                         files, many, salarie)
from cases_reading import zipped

HELD = ("E-RETENUE", None, None, None)
GONE = ("W-DISPARU", "salaries", None, None)
NOTHING = ("I-RIEN", None, None, None)


def night(k):
    """The day k nights before DAY."""
    return DAY - dt.timedelta(days=k)


FULL = files()
TWELVE, ELEVEN, OTHERS, THIRD = files(many(1, 12)), files(many(2, 12)), files(many(101, 112)), files(many(201, 212))
SWAPPED = [HELD] + [GONE] * 12
SWAP_FINDS = [GONE] * 12

ORDER = [
    Case("order.later", "a later situation date replaces", [
        Send(TWELVE, active=12, day=night(1), changes=(15, 0, 0, 0)), Send(ELEVEN, [GONE], active=11, changes=(0, 1, 0, 14))]),
    Case("order.same_date", "for one date, the one received later", [
        Send(TWELVE, active=12), Send(ELEVEN, [GONE], active=11), Send(files(many(1, 13)), active=13, changes=(2, 0, 0, 14))]),
    Case("order.older", "one with an older date than the last accepted is `superseded`, and moves nothing", [
        Send(TWELVE, active=12), Send(files(many(1, 3)), [], "superseded", 12, night(1)),
        Send(files(many(2, 13, rsa="?")), every("W-CELLULE", [(n, "rsa") for n in range(2, 14)]), "superseded", 12, night(40))]),
    Case("order.older.far", "an older snapshot is never held", [
        Send(TWELVE, active=12), Send(OTHERS, [], "superseded", 12, night(1)), Send(files([]), [], "superseded", 12, night(2)),
        Send(files(many(1, 12, sexe="X")), every("E-CODE", [(n, "sexe") for n in range(2, 14)]), "superseded", 12, night(3))]),
    Case("order.older.refused", "what refuses it comes first", [
        Send(TWELVE, active=12), Send(TWELVE[:1], [("E-JEU", "accompagnants", None, None)], "refused", 12, night(1))]),
    Case("order.missed_nights", "a missed night needs no catching up", [
        Send(TWELVE, active=12, day=night(30)), Send(ELEVEN, [GONE], active=11), Send(TWELVE, [], "superseded", 11, night(29))]),
    Case("order.refused_moves_nothing", "a refused one moves nothing, and is no last accepted", [
        Send(TWELVE, active=12, day=night(2)), Send(TWELVE[1:], [("E-JEU", "salaries", None, None)], "refused", 12),
        Send(ELEVEN, [GONE], active=11, day=night(1))]),
    Case("order.tomorrow_then_today", "a date ahead of the receiver's is the last accepted all the same", [
        Send(TWELVE, active=12, day=TODAY + dt.timedelta(days=1)), Send(ELEVEN, [], "superseded", 12, TODAY)]),
    Case("order.nothing", "nothing changed since the last snapshot", [
        Send(TWELVE, active=12, day=night(1)), Send(TWELVE, [NOTHING], active=12, changes=(0, 0, 0, 15)),
        Send(files(many(1, 12), separator="\t", end="\r\n", quote=True), [NOTHING], active=12)]),
    Case("order.changed", "changes compare the taken rows with the state in force", [
        Send(TWELVE, active=12, day=night(1)),
        Send(files(many(2, 10) + many(11, 12, rsa="O") + [salarie(13)], cips() + [accompagnant(4)]), [GONE], active=12,
             changes=(2, 1, 2, 12))]),
]

REPEATS = [
    Case("repeat.in_force", "a repeat is answered with the first's id; `duplicate` if the first is in force", [
        Send(FULL, active=OPEN), Send(FULL, [], "duplicate", OPEN, same_as=0), Send(FULL, [], "duplicate", OPEN, same_as=0, confirm=True)]),
    Case("repeat.findings", "with its findings", [
        Send(changed({(2, "rsa"): "?"}), every("W-CELLULE", [(2, "rsa")]), active=OPEN),
        Send(changed({(2, "rsa"): "?"}), every("W-CELLULE", [(2, "rsa")]), "duplicate", OPEN, same_as=0)]),
    Case("repeat.order_of_parts", "the digest is over the files sorted by name", [
        Send(FULL, active=OPEN), Send(FULL[::-1], [], "duplicate", OPEN, same_as=0)]),
    Case("repeat.other_date", "another date is another submission", [
        Send(FULL, active=OPEN, day=night(1)), Send(FULL, [NOTHING], active=OPEN)]),
    Case("repeat.other_name", "so are other names", [
        Send(FULL, active=OPEN), Send([("Salaries.csv", FULL[0][1]), FULL[1]], [NOTHING], active=OPEN)]),
    Case("repeat.folders", "folders kept in the digest", [
        Send(FULL, active=OPEN), Send([("nuit/salaries.csv", FULL[0][1]), FULL[1]], [NOTHING], active=OPEN)]),
    Case("repeat.zip", "a body that is a zip counts as one file", [
        Send(FULL, active=OPEN), Send(FULL, [NOTHING], active=OPEN, body="zip"), Send(FULL, [NOTHING], "duplicate", OPEN, body="zip", same_as=1)]),
    Case("repeat.zip_part", "so does a file that is a zip, with the empty name", [
        Send([("a.zip", zipped(FULL))], active=OPEN), Send([("b.zip", zipped(FULL))], [], "duplicate", OPEN, same_as=0),
        Send(FULL, [], "duplicate", OPEN, body="zip", same_as=0)]),
    Case("repeat.held", "its state is the first's own: held", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Send(OTHERS, SWAPPED, "held", 12, same_as=1)]),
    Case("repeat.refused", "a repeat of anything else is judged anew: refused", [
        Send(FULL[:1], [("E-JEU", "accompagnants", None, None)], "refused"),
        Send(FULL[:1], [("E-JEU", "accompagnants", None, None)], "refused")]),
    Case("repeat.superseded", "superseded", [
        Send(TWELVE, active=12), Send(ELEVEN, [], "superseded", 12, night(1)), Send(ELEVEN, [], "superseded", 12, night(1))]),
    Case("repeat.discarded", "discarded", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Decide("discard", 1, "discarded", 12),
        Send(OTHERS, SWAPPED, "held", 12), Decide("look", 1, "discarded")]),
    Case("repeat.replaced", "replaced by other content since", [
        Send(TWELVE, active=12), Send(ELEVEN, [GONE], active=11), Send(TWELVE, active=12, changes=(1, 0, 0, 14)),
        Send(TWELVE, [], "duplicate", 12, same_as=2)]),
    Case("repeat.replaced_by_later", "replaced by a later date since: it is older now", [
        Send(TWELVE, active=12, day=night(1)), Send(ELEVEN, [GONE], active=11), Send(TWELVE, [], "superseded", 11, night(1))]),
    Case("repeat.of_released", "a held one that was released is in force", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Decide("release", 1, "accepted", 12),
        Send(OTHERS, SWAP_FINDS, "duplicate", 12, same_as=1)]),
]

CONFIRM = [
    Case("confirm.same_content", "`confirm` on a push of the same content", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12),
        Send(OTHERS, SWAP_FINDS, "accepted", 12, confirm=True, waived=True, same_as=1, changes=(12, 12, 0, 3)),
        Send(files(many(101, 113)), active=13)]),
    Case("confirm.other_content", "on any push while a submission of the reporter is held", [
        Send(TWELVE, active=12, day=night(2)), Send(OTHERS, SWAPPED, "held", 12, night(1)),
        Send(THIRD, SWAP_FINDS, "accepted", 12, confirm=True, waived=True), Decide("look", 1, "superseded", 12)]),
    Case("confirm.nothing_held", "with nothing held there is nothing to waive", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12, confirm=True)]),
    Case("confirm.not_needed", "no hold, no waiver", [
        Send(TWELVE, active=12, day=night(2)), Send(OTHERS, SWAPPED, "held", 12, night(1)),
        Send(ELEVEN, [GONE], active=11, confirm=True), Decide("look", 1, "superseded", 11)]),
    Case("confirm.after_discard", "nor once it is discarded", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Decide("discard", 1, "discarded", 12),
        Send(OTHERS, SWAPPED, "held", 12, confirm=True)]),
    Case("confirm.first", "a first snapshot too", [
        Send(files(many(1, 6) + many(7, 12, sexe="X")), [*every("E-CODE", [(n, "sexe") for n in range(8, 14)]), HELD], "held", 0),
        Send(files(many(1, 6) + many(7, 12, sexe="X")), every("E-CODE", [(n, "sexe") for n in range(8, 14)]), "accepted", 6,
             confirm=True, waived=True, same_as=0)]),
    Case("confirm.older", "it does not make an older one newer", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Send(THIRD, [], "superseded", 12, night(2),
                                                                                      confirm=True)]),
]

RELEASE = [
    Case("release.accepted", "Convergence releases it", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Decide("look", 1, "held"),
        Decide("release", 1, "accepted", 12), Decide("look", 1, "accepted"),
        Send(files(many(101, 113)), active=13, changes=(1, 0, 0, 15))]),
    Case("release.against_now", "against what is in force then", [
        Send(TWELVE, active=12, day=night(2)), Send(OTHERS, SWAPPED, "held", 12), Send(ELEVEN, [GONE], active=11, day=night(1)),
        Decide("release", 1, "accepted", 12)]),
    Case("release.discard", "or discards it with a reason", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Decide("discard", 1, "discarded", 12),
        Decide("look", 1, "discarded"), Decide("release", 1, "discarded", 12, done=False)]),
    Case("release.superseded_by_later", "a later accepted snapshot makes held older ones `superseded`", [
        Send(TWELVE, active=12, day=night(2)), Send(OTHERS, SWAPPED, "held", 12, night(1)), Send(ELEVEN, [GONE], active=11),
        Decide("look", 1, "superseded"), Decide("release", 1, "superseded", 11, done=False)]),
    Case("release.superseded_same_date", "also one received later for the same date", [
        Send(TWELVE, active=12, day=night(1)), Send(OTHERS, SWAPPED, "held", 12), Send(ELEVEN, [GONE], active=11),
        Decide("look", 1, "superseded")]),
    Case("release.newer_stays_held", "a held one that is newer stays held", [
        Send(TWELVE, active=12, day=night(2)), Send(OTHERS, SWAPPED, "held", 12), Send(ELEVEN, [GONE], active=11, day=night(1)),
        Decide("look", 1, "held"), Send(OTHERS, SWAPPED, "held", 11, same_as=1)]),
    Case("release.one_of_two", "two may be held", [
        Send(TWELVE, active=12, day=night(2)), Send(OTHERS, SWAPPED, "held", 12, night(1)), Send(THIRD, SWAPPED, "held", 12),
        Decide("release", 2, "accepted", 12), Decide("look", 1, "superseded"),
        Send(files(many(201, 213)), active=13)]),
    Case("release.accepted_once", "what is accepted is not decided on again", [
        Send(TWELVE, active=12), Decide("discard", 0, "accepted", 12, done=False), Decide("release", 0, "accepted", 12, done=False)]),
]

UNREADABLE = files([dict(r, parcours_id="é") if r["parcours_id"] == "P002" else r for r in many(2, 12)])
KEYLESS_CIP = [TWELVE[0], ("accompagnants.csv", emit([dict(cips()[0], cip_ref="")] + cips()[1:], COLUMNS["accompagnants"]))]
NO_CIP_1 = every("W-CIP", [(n, None) for n in range(2, 14) if (n - 1) % 3 == 0])
EDGE, INSIDE = ended(50, before_window(1), date_entree=before_window(200)), ended(51, before_window(0), date_entree=before_window(200))
ROWS = [
    Case("row.withdrawn", "a row that belongs in the window and is listed no longer is withdrawn", [
        Send(TWELVE, active=12, day=night(1)), Send(ELEVEN, [GONE], active=11, shows=("P001",))]),
    Case("row.back", "a withdrawn row comes back", [
        Send(TWELVE, active=12, day=night(2)), Send(ELEVEN, [GONE], active=11, day=night(1)), Send(TWELVE, active=12,
                                                                                                  changes=(1, 0, 0, 14))]),
    Case("row.back.other", "and may say something else", [
        Send(TWELVE, active=12, day=night(2)), Send(ELEVEN, [GONE], active=11, day=night(1)),
        Send(files([ended(1)] + many(2, 12)), active=11, changes=(1, 0, 0, 14))]),
    Case("row.aside_keeps", "set aside by an error: its version in force goes on counting", [
        Send(TWELVE, active=12, day=night(2)),
        Send(files(many(1, 1, sexe="X") + many(2, 12)), [("E-CODE", 2, "sexe"), NOTHING], active=12, day=night(1), aside=1),
        Send(files(many(1, 1, sexe="X") + many(2, 12)), [("E-CODE", 2, "sexe"), NOTHING], active=12, aside=1)]),
    Case("row.aside_exit", "so with an exit that cannot be read", [
        Send(TWELVE, active=12, day=night(1)),
        Send(files(many(1, 1, date_sortie="hier", motif_sortie="CDI") + many(2, 12)), [("E-TYPE", 2, "date_sortie"), NOTHING],
             active=12)]),
    Case("row.aside_never_taken", "where none is in force (never taken), it does not count", [
        Send(files(many(1, 1, sexe="X") + many(2, 12)), [("E-CODE", 2, "sexe")], active=11, day=night(1)), Send(TWELVE, active=12)]),
    Case("row.aside_withdrawn", "(or withdrawn since)", [
        Send(TWELVE, active=12, day=night(2)), Send(ELEVEN, [GONE], active=11, day=night(1)),
        Send(files(many(1, 1, sexe="X") + many(2, 12)), [("E-CODE", 2, "sexe"), NOTHING], active=11)]),
    Case("row.doubled_keeps", "a doubled key is listed", [
        Send(TWELVE, active=12, day=night(1)),
        Send(files(many(1, 12) + [salarie(1)]), [*every("E-DOUBLON", [2, 14]), NOTHING], active=12, aside=2)]),
    Case("row.unreadable_key", "while a row's key cannot be read, that snapshot withdraws nothing", [
        Send(TWELVE, active=12, day=night(2)),
        Send(UNREADABLE, [("E-TYPE", 2, "parcours_id"), NOTHING], active=12, day=night(1)), Send(files(many(2, 12)), [GONE], active=11)]),
    Case("row.empty_key", "nor with an empty one", [
        Send(TWELVE, active=12, day=night(1)),
        Send(files([dict(salarie(1), parcours_id="")] + many(5, 12)), [("E-REQUIS", 2, "parcours_id"), NOTHING], active=12)]),
    Case("row.unreadable_key.other_dataset", "that snapshot withdraws nothing: of any dataset", [
        Send(TWELVE, active=12, day=night(1)),
        Send([ELEVEN[0], KEYLESS_CIP[1]], [("E-REQUIS", "accompagnants", 2, "cip_ref"), NOTHING, *every(
            "W-CIP", [(n - 1, None) for n in range(3, 14) if (n - 1) % 3 == 0])], active=12)],
        oracle="it keeps to the dataset of the unreadable key; the contract says that snapshot"),
    Case("row.left", "a version in force of a row left for later is withdrawn", [
        Send(TWELVE, active=12, day=night(1)),
        Send(files(many(1, 1, date_entree=str(TODAY)) + many(2, 12)), [("I-A-VENIR", 2, None), GONE], active=11, left=1,
             changes=(0, 1, 0, 14))]),
    Case("row.left_then_in", "and is taken when its day has come", [
        Send(files(many(1, 1, date_entree=str(DAY)) + many(2, 12)), [("I-A-VENIR", 2, None)], active=11, day=night(1), left=1),
        Send(files(many(1, 1, date_entree=str(DAY)) + many(2, 12)), active=12, changes=(1, 0, 0, 14))]),
    Case("row.before_window", "a row that ended before the window and is no longer listed is kept as it was", [
        Send(files(many(1, 12) + [EDGE]), active=12, day=night(1)), Send(TWELVE, [NOTHING], active=12, changes=(0, 0, 0, 15)),
        Send(files(many(1, 12) + [EDGE]), [NOTHING], active=12, changes=(0, 0, 0, 16))]),
    Case("row.first_day_of_window", "the window opens on 1 January of the year before", [
        Send(files(many(1, 12) + [INSIDE]), active=12, day=night(1)), Send(TWELVE, [GONE], active=12)]),
    Case("row.cip_withdrawn", "rows of accompagnants too", [
        Send(TWELVE, active=12, day=night(1)),
        Send(files(many(1, 12), cips()[1:]), [("W-DISPARU", "accompagnants", None, None), *NO_CIP_1], active=12)]),
    Case("row.cip_before_window", "a post that ended before the window is kept", [
        Send(files(many(1, 12), cips() + [accompagnant(4, date_fin=before_window(1))]), active=12, day=night(1)),
        Send(TWELVE, [NOTHING], active=12)]),
]

CASES = ORDER + REPEATS + CONFIRM + RELEASE + ROWS
