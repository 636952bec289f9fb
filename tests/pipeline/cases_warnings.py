"""Cases of overlaps, and of the warnings on rows that are taken, at their boundaries."""
import datetime as dt

from base_export import (COLUMNS, DAY, OPEN, Case, Send, accompagnant, ago, ahead, base_rows, changed, emit, ended,
                         every, files, one, salarie)

def whole(code, dataset=None):
    return (code, dataset, None, None)


def cells(line, **values):
    return {(line, column): text for column, text in values.items()}


# ---------------------------------------------------------------- E-CHEVAUCHEMENT

def pair(first, second, finds=(), active=..., **more):
    """Lines 2 and 3 as two parcours of one person and programme."""
    common = dict(salarie_id="S900", programme="CVG", naissance="1980-01", bilan_sante="N")
    open_ones = OPEN - sum(1 for v in (first, second) if v.get("date_sortie", "9") <= str(DAY))
    aside = len(finds)
    return dict(sent=changed(cells(2, **common | first) | cells(3, **common | second)), finds=every("E-CHEVAUCHEMENT", finds),
                active=open_ones if active is ... else active, aside=aside, **more)


def stay(entry, exit_=None, **more):
    return dict(date_entree=entry, **(dict(date_sortie=exit_, motif_sortie="CDI") if exit_ else {}), **more)


OVERLAPS = [
    one("overlap.open", "two open parcours of one person and programme: both aside", **pair(stay(ago(50)), stay(ago(20)), (2, 3), 28)),
    one("overlap.same_day", "that begin on one day", **pair(stay(ago(50)), stay(ago(50)), (2, 3), 28)),
    one("overlap.order", "in any order of lines", **pair(stay(ago(20)), stay(ago(50), ago(10)), (2, 3), 28)),
    one("overlap.one_day", "by one day", **pair(stay(ago(50), ago(20)), stay(ago(21)), (2, 3), 28)),
    one("overlap.touching", "touching on one day is no overlap", **pair(stay(ago(50), ago(20)), stay(ago(20)))),
    one("overlap.apart", "nor a gap", **pair(stay(ago(50), ago(20)), stay(ago(19)))),
    one("overlap.programme", "of one programme", **pair(stay(ago(50)), stay(ago(20), programme="PHC"))),
    one("overlap.person", "of one `salarie_id`", **pair(stay(ago(50)), stay(ago(20), salarie_id="s900"))),
    one("overlap.one_day_stay.inside", "a stay of one day inside another", **pair(stay(ago(50)), stay(ago(20), ago(20)), (2, 3), 28)),
    one("overlap.one_day_stay.edge", "a stay of one day that ends where another begins", **pair(stay(ago(20)), stay(ago(20), ago(20)))),
    one("overlap.one_day_stay.end", "or begins where it ends", **pair(stay(ago(50), ago(20)), stay(ago(20), ago(20)))),
    one("overlap.one_day_stay.twice", "two of the same day", **pair(stay(ago(20), ago(20)), stay(ago(20), ago(20)))),
    one("overlap.both_ended", "ended ones too", **pair(stay(ago(50), ago(20)), stay(ago(40), ago(30)), (2, 3), 28)),
    one("overlap.future_exit", "`date_sortie` as sent, also a future one: it overlaps what begins before it", changed(
        cells(2, salarie_id="S900", date_sortie=ahead(9), motif_sortie="CDI") | cells(3, salarie_id="S900", date_entree=str(DAY))),
        every("E-CHEVAUCHEMENT", [2, 3]), active=28, aside=2),
    one("overlap.aside", "among the rows that nothing set aside", changed(cells(2, salarie_id="S900") | cells(3, salarie_id="S900",
        sexe="X")), [("E-CODE", 3, "sexe")], active=29, aside=1),
    one("overlap.doubled", "a double is aside already", changed(cells(2, salarie_id="S900"), add=[salarie(1, salarie_id="S900")]), every(
        "E-DOUBLON", [2, 42]), active=29, aside=2),
    one("overlap.left", "or left for later", changed(cells(2, salarie_id="S900") | cells(3, salarie_id="S900", date_entree=ahead(1))),
        every("I-A-VENIR", [3]), active=29, left=1, aside=0),
    one("overlap.chain", "of three, each that overlaps one of the others", changed(
        cells(2, salarie_id="S900", **stay(ago(90), ago(60)), bilan_sante="N") | cells(3, salarie_id="S900", **stay(ago(70), ago(40)),
                                                                               bilan_sante="N")
        | cells(4, salarie_id="S900", **stay(ago(40)))), every("E-CHEVAUCHEMENT", [2, 3]), active=28, aside=2),
    one("overlap.long_first", "the first outlasts the second and meets the third", changed(
        cells(2, salarie_id="S900", **stay(ago(90))) | cells(3, salarie_id="S900", **stay(ago(70), ago(60)), bilan_sante="N")
        | cells(4, salarie_id="S900", **stay(ago(40)))), every("E-CHEVAUCHEMENT", [2, 3, 4]), active=27, aside=3),
]

# ---------------------------------------------------------------- W-CIP


def with_cips(rows, **values):
    """The base export with other accompagnants; line 2 names C9."""
    return [changed(cells(2, **{"cip_ref": "C9", **values}))[0], ("accompagnants.csv", emit(base_rows()["accompagnants"] + rows,
                                                                                           COLUMNS["accompagnants"]))]


CIP = every("W-CIP", [(2, "cip_ref")])
OTHER = [
    one("cip.unknown", "of an open parcours: `cip_ref` unknown in `accompagnants`", with_cips([]), CIP),
    one("cip.known", "known and in post", with_cips([accompagnant(9)])),
    one("cip.empty", "no `cip_ref`, no finding", with_cips([], cip_ref="")),
    one("cip.ended", "not of an ended parcours", changed(cells(32, cip_ref="C9"))),
    one("cip.exit_today", "not of one that ends on the situation date", with_cips([], date_sortie=str(DAY), motif_sortie="CDI",
        bilan_sante="N"), active=29),
    one("cip.last_day", "`date_fin` is the last day in post", with_cips([accompagnant(9, date_fin=str(DAY))])),
    one("cip.gone", "not in post on the situation date", with_cips([accompagnant(9, date_fin=ago(1))]), CIP),
    one("cip.first_day", "begun on it", with_cips([accompagnant(9, date_debut=str(DAY))])),
    one("cip.not_yet", "not begun", with_cips([accompagnant(9, date_debut=ahead(1))]), CIP),
    one("cip.back", "one of its posts is enough", with_cips([accompagnant(9, date_fin="2020-01-01"), accompagnant(9, date_debut=ago(9))])),
    one("cip.aside", "a row aside is not known", with_cips([accompagnant(9, etp="")]), [*CIP, ("E-REQUIS", "accompagnants", 5, "etp")],
        aside=1),
    one("cip.unreadable", "an unreadable one is not known: only W-CELLULE", with_cips([], cip_ref="é"), [("W-CELLULE", 2, "cip_ref")]),
    one("cip.of_row_aside", "only on lines that are taken", with_cips([], sexe="X"), [("E-CODE", 2, "sexe")], active=29, aside=1),
]

# ---------------------------------------------------------------- W-PROLONGATION, W-FIN-DEPASSEE, W-EXIT-VIDE

LONG = every("W-PROLONGATION", [2])


def since(days, reason, **more):
    return changed(cells(2, date_entree=ago(days), prolongation=reason, naissance="1970-01", **more))


TIME = [
    one("prolongation.730", "days from `date_entree` to the situation date: over 730", since(730, "")),
    *[one(f"prolongation.731.{reason or 'empty'}", "without `prolongation` (empty, `NR`, `AUCUNE`)", since(731, reason), LONG)
      for reason in ("", "NR", "AUCUNE", "aucune")],
    one("prolongation.731.unreadable", "a bad cell is not known", since(731, "CDD"), [*LONG, ("W-CELLULE", 2, "prolongation")]),
    *[one(f"prolongation.731.{reason}", "with one, none", since(731, reason)) for reason in ("FORMATION", "RQTH", "SENIOR_50",
                                                                                             "DIFFICULTES_CVG", "senior_50")],
    one("prolongation.1826", "up to 1 826", since(1826, "RQTH")),
    one("prolongation.1827", "over 1 826 in any case", since(1827, "RQTH"), LONG),
    one("prolongation.ended", "not of one that ended before the first snapshot", changed(cells(32, date_entree=ago(2500)))),
    one("prolongation.ended_today", "nor on its day: a first snapshot warns for open ones", since(
        800, "", date_sortie=str(DAY), motif_sortie="CDI", bilan_sante="N"), active=29),
    one("prolongation.aside", "only on lines that are taken", since(800, "", sexe="X"), [("E-CODE", 2, "sexe")], active=29, aside=1),
    one("fin_depassee.15", "`date_fin_prevue` over 15 days before", changed(cells(2, date_fin_prevue=ago(15), date_entree=ago(90)))),
    one("fin_depassee.16", "over 15: W-FIN-DEPASSEE", changed(cells(2, date_fin_prevue=ago(16), date_entree=ago(90))), [
        ("W-FIN-DEPASSEE", 2, None)]),
    one("fin_depassee.ended", "not of an ended one", changed(cells(32, date_fin_prevue=ago(300)))),
    one("fin_depassee.aside", "nor of a row aside", changed(cells(2, date_fin_prevue=ago(16), date_entree=ago(90), sexe="X")), [
        ("E-CODE", 2, "sexe")], active=29, aside=1),
]

HEALTH = "rqth_obtenue aah_obtenue medecin_traitant couverture_amelioree bilan_sante".split()


def exit_knows(**known):
    return changed({**{(32, c): "" for c in ["habitat_sortie", *HEALTH]}, **cells(32, **known)})


EMPTY_EXIT = [
    one("exit_vide.none", "ended, neither `habitat_sortie` nor any of the five health outcomes known", exit_knows(), [
        ("W-EXIT-VIDE", 32, None)]),
    one("exit_vide.nr", "`NR` is not known", exit_knows(habitat_sortie="NR", bilan_sante="NR"), [("W-EXIT-VIDE", 32, None)]),
    one("exit_vide.unreadable", "nor a bad cell", exit_knows(habitat_sortie="YOURTE"), [("W-EXIT-VIDE", 32, None), (
        "W-CELLULE", 32, "habitat_sortie")]),
    one("exit_vide.habitat", "one is enough", exit_knows(habitat_sortie="RUE")),
    *[one(f"exit_vide.{name}", "one is enough, also `N`", exit_knows(**{name: "N"})) for name in HEALTH],
    one("exit_vide.other", "what else an exit says is not enough", exit_knows(sortie_via_cp="O", habitat_via_cp="O", post_emploi="STABLE"),
        [("W-EXIT-VIDE", 32, None)]),
    one("exit_vide.open", "not of an open one", changed(cells(2, habitat_sortie=""))),
    one("exit_vide.future", "nor of one that is still to come", changed(cells(2, date_sortie=ahead(2), motif_sortie="CDI")), [
        ("W-SORTIE-A-VENIR", 2, None)]),
]

# ---------------------------------------------------------------- what needs the snapshot before

BEFORE = DAY - dt.timedelta(days=1)


def nights(name, says, first, second, finds=(), active=OPEN, first_finds=(), **more):
    """A snapshot of the day before, then one of DAY."""
    return Case(name, says, [Send(first, list(first_finds), day=BEFORE), Send(second, list(finds), active=active, **more)])


def left_on(day):
    return changed(cells(32, date_sortie=day))


MOVED = [("W-RETOUR", 32, None)]
LATE = dict(date_entree=ago(800), prolongation="", naissance="1970-01")
GONE = dict(motif_sortie="CDI", bilan_sante="N")
RETURNS = [
    nights("retour.same", "an exit that stays", files(), changed(cells(2, rsa="O"))),
    nights("retour.undone", "an exit that the last snapshot gave is undone", files(), changed({(32, c): "" for c in (
        "date_sortie", "motif_sortie")}), MOVED, OPEN + 1),
    nights("retour.moved.31", "moved by 31 days", left_on(ago(100)), left_on(ago(69))),
    nights("retour.moved.32", "moved by over 31 days", left_on(ago(100)), left_on(ago(68)), MOVED),
    nights("retour.moved.back.31", "backwards too", left_on(ago(100)), left_on(ago(131))),
    nights("retour.moved.back.32", "backwards too", left_on(ago(100)), left_on(ago(132)), MOVED),
    nights("retour.future", "an exit that is read as open now is undone", left_on(ago(100)), left_on(ahead(5)), [
        *MOVED, ("W-SORTIE-A-VENIR", 32, None)], OPEN + 1),
    nights("retour.was_future", "an exit that was read as open was none", left_on(ahead(20)), changed({(32, c): "" for c in (
        "date_sortie", "motif_sortie")}), [whole("I-RIEN")], OPEN + 1, first_finds=[("W-SORTIE-A-VENIR", 32, None)]),
    nights("retour.aside", "only on lines that are taken", files(), changed({(32, "date_sortie"): "", (32, "motif_sortie"): "",
        (32, "sexe"): "X"}), [("E-CODE", 32, "sexe"), whole("I-RIEN")]),
    nights("retour.motif", "the reason may change", files(), changed(cells(32, motif_sortie="FORMATION"))),
    nights("prolongation.ended_since", "or ended since the last snapshot: it was open", changed(cells(2, **LATE)), changed(
        cells(2, **LATE, **GONE, date_sortie=str(DAY))), LONG, OPEN - 1, LONG, needs_state=("W-PROLONGATION",)),
    nights("prolongation.ended_since.days", "days from `date_entree` to `date_sortie`", changed(cells(2, **LATE)), changed(
        cells(2, **LATE, **GONE, date_sortie=ago(70))), (), OPEN - 1, LONG),
    nights("prolongation.ended_since.late", "also told late", changed(cells(2, **LATE)), changed(
        cells(2, **LATE, **GONE, date_sortie=ago(69))), LONG, OPEN - 1, LONG, needs_state=("W-PROLONGATION",)),
    nights("prolongation.new_ended", "or new, and ended after the last situation date", files(), changed(add=[ended(
        99, str(DAY), date_entree=ago(731), prolongation="NR")]), [("W-PROLONGATION", 42, None)], needs_state=("W-PROLONGATION",)),
    nights("prolongation.new_ended.before", "not new and ended by then", files(), changed(add=[ended(
        99, str(BEFORE), date_entree=ago(800), prolongation="NR")])),
    nights("prolongation.ended_twice", "told once", changed(cells(32, date_entree=ago(800), date_sortie=str(BEFORE), prolongation="NR")),
           changed(cells(32, date_entree=ago(800), date_sortie=str(DAY), prolongation="NR"))),
]

CASES = OVERLAPS + OTHER + TIME + EMPTY_EXIT + RETURNS
