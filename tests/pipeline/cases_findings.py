"""Cases of the table "Findings": each code at its boundaries."""
import datetime as dt

from base_export import (COLUMNS, DAY, TODAY, accompagnant, ago, ahead, base_rows, changed, emit, ended, every, files,
                         french, one, salarie, years_before)
from cases_reading import ACC, SAL

TOMORROW = TODAY + dt.timedelta(days=1)


def whole(code, dataset=None):
    return (code, dataset, None, None)


def cells(line, **values):
    return {(line, column): text for column, text in values.items()}


SUBMISSION = [
    one("situation.tomorrow", "one day past the receiver's date is taken", files(), day=TOMORROW),
    one("situation.after_tomorrow", "over one day past it: E-SITUATION", files(), [whole("E-SITUATION")], "refused",
        day=TOMORROW + dt.timedelta(days=1)),
    one("situation.far", "over one day past it", files(), [whole("E-SITUATION")], "refused", day=TODAY + dt.timedelta(days=4000)),
    one("situation.old", "an old date is a date", files([ended(1, ago(1900), date_entree=ago(2000))]),
        active=0, day=DAY - dt.timedelta(days=1850)),
    one("chantier.not_yet", "not a member on the situation date", files(), [whole("E-CHANTIER")], "refused", depuis=ahead(1)),
    one("chantier.first_day", "a member from `depuis`", files(), depuis=str(DAY)),
    one("chantier.last_day", "to `jusqua`", files(), jusqua=str(DAY)),
    one("chantier.no_longer", "and no longer", files(), [whole("E-CHANTIER")], "refused", jusqua=ago(1)),
    one("chantier.while_member", "on the situation date, whatever the day of sending", files(), active=None, jusqua=ago(1),
        day=DAY - dt.timedelta(days=1)),
    one("jeu.accompagnants", "a required dataset is missing", files()[:1], [whole("E-JEU", "accompagnants")], "refused"),
    one("jeu.salaries", "a required dataset is missing", files()[1:], [whole("E-JEU", "salaries")], "refused"),
    one("jeu.none", "both", [("notes.csv", b"a\n1\n")], [whole("E-JEU", "salaries"), whole("E-JEU", "accompagnants")], "refused"),
    one("jeu.twice", "or one is given twice", [*files(), ("salaries_bis.csv", SAL)], [whole("E-JEU", "salaries")], "refused"),
    one("jeu.twice.folders", "in two folders", [("a/accompagnants.csv", ACC), ("b/accompagnants.csv", ACC), ("salaries.csv", SAL)],
        [whole("E-JEU", "accompagnants")], "refused", check=False),  # `check` wants other names: exit 2
    one("refused.several", "all that refuses it is told", [("salaries.csv", SAL.replace(b"sexe", b"genre", 1)), (
        "accompagnants.csv", b"")], [whole("E-SITUATION"), ("E-COLONNE", 1, "sexe"), ("E-FICHIER", "accompagnants", None, None)],
        "refused", day=TOMORROW + dt.timedelta(days=9)),
]

ENTRY = ago(100)
AGE = [
    one("age.15", "age between 15 and 90 at entry", changed(cells(2, date_entree=ENTRY, naissance=years_before(ENTRY, 15)))),
    one("age.14", "under 15: E-BORNE", changed(cells(2, date_entree=ENTRY, naissance=years_before(ENTRY, 15, -1))),
        [("E-BORNE", 2, "naissance")], active=29, aside=1),
    one("age.90", "90, to the month before the 91st birthday", changed(cells(2, date_entree=ENTRY, naissance=years_before(ENTRY, 91, -1)))),
    one("age.91", "over 90: E-BORNE", changed(cells(2, date_entree=ENTRY, naissance=years_before(ENTRY, 91))),
        [("E-BORNE", 2, "naissance")], active=29, aside=1, secrets=(years_before(ENTRY, 91),)),
    one("age.unborn", "born after entry", changed(cells(2, date_entree=ENTRY, naissance=years_before(ENTRY, -1))),
        [("E-BORNE", 2, "naissance")], active=29, aside=1),
    one("age.as_date", "W-MOIS and E-BORNE", changed(cells(2, date_entree=ENTRY, naissance=years_before(ENTRY, 14) + "-01")),
        [("W-MOIS", 2, "naissance"), ("E-BORNE", 2, "naissance")], active=29, aside=1),
    one("age.no_entry", "needs both readable", changed(cells(2, date_entree="?", naissance="2020-01")), [("E-TYPE", 2, "date_entree")],
        active=29, aside=1),
]

BOUNDS = [
    one("entry.1990", "`date_entree` from 1990-01-01", changed(cells(32, date_entree="1990-01-01", naissance="1970-01"))),
    one("entry.1989", "before: E-BORNE", changed(cells(32, date_entree="1989-12-31", naissance="1970-01")), [
        ("E-BORNE", 32, "date_entree")], aside=1),
    one("required.all", "a required cell is empty: one finding each", changed(cells(2, sexe="", contrat=" ", frein_garde="")),
        every("E-REQUIS", [(2, "sexe"), (2, "contrat"), (2, "frein_garde")]), active=29, aside=1),
    one("fin_prevue.before", "`date_fin_prevue` before `date_entree`: W-CELLULE", changed(cells(2, date_entree=ago(50), date_fin_prevue=ago(
        51))), [("W-CELLULE", 2, "date_fin_prevue")]),
    one("fin_prevue.same", "not on that day", changed(cells(2, date_entree=ago(10), date_fin_prevue=ago(10)))),
    one("values.shown", "the value is told", changed(cells(2, orienteur="Zorglub")), [("E-CODE", 2, "orienteur")], active=29, aside=1,
        shows=("Zorglub",)),
    one("values.masked", "masked for sensitive columns", changed({(2, c): "Zorglub" for c in (
        "nationalite protection rsa ass aah rqth habitat_entree parcours_rue frein_langue frein_sante".split())}), [
            *every("E-CODE", [(2, c) for c in ("nationalite", "habitat_entree", "frein_langue", "frein_sante")]), *every("W-CELLULE", [
                (2, c) for c in ("protection", "rsa", "ass", "aah", "rqth", "parcours_rue")])], active=29, aside=1,
        secrets=("Zorglub",)),
]


def doubled(*lines):
    return every("E-DOUBLON", lines)


ROWS = base_rows()["accompagnants"]


def with_cips(*rows):
    return [files()[0], ("accompagnants.csv", emit([*ROWS, *rows], COLUMNS["accompagnants"]))]


DOUBLES = [
    one("doublon.two", "a key given twice: every row that bears it aside", changed(add=[salarie(1)]), doubled(2, 42), active=29, aside=2),
    one("doublon.three", "or three times", changed(cells(3, parcours_id="P001") | cells(32, parcours_id="P001")), doubled(2, 3, 32),
        active=28, aside=3),
    one("doublon.differing", "whatever else they say", changed(add=[ended(1, salarie_id="S999")]), doubled(2, 42), active=29, aside=2),
    one("doublon.faulty", "a row aside bears its key too", changed(cells(3, parcours_id="P001", sexe="X")), [*doubled(2, 3), (
        "E-CODE", 3, "sexe")], active=28, aside=2),
    one("doublon.person", "one person may have several rows", changed(cells(3, salarie_id="S900") | cells(32, salarie_id="S900",
        date_entree=ago(600), date_sortie=ago(400)) | cells(4, salarie_id="S900", programme="PHC", cip_ref="C1"))),
    one("doublon.no_key", "a missing or invalid key doubles nothing", changed(cells(2, parcours_id="") | cells(3, parcours_id="NR") | cells(
        4, parcours_id="é") | cells(5, parcours_id="é")), [*every("E-REQUIS", [(2, "parcours_id"), (3, "parcours_id")]), *every(
            "E-TYPE", [(4, "parcours_id"), (5, "parcours_id")])], active=26, aside=4),
    one("doublon.cip", "the key of accompagnants is `cip_ref` with `date_debut`", with_cips(accompagnant(1)), [*every("E-DOUBLON", [(
        "accompagnants", n, None) for n in (2, 5)]), *every("W-CIP", [(n, None) for n in range(2, 32) if (n - 1) % 3 == 0])], aside=2),
    one("doublon.cip.forms", "compared as read", with_cips(accompagnant(2, date_debut=french("2019-01-01"), etp="0.1")), [*every(
        "E-DOUBLON", [("accompagnants", n, None) for n in (3, 5)]), *every("W-CIP", [
            (n, None) for n in range(2, 32) if (n - 1) % 3 == 1])], aside=2),
    one("doublon.cip.dates", "two dates are two keys", with_cips(accompagnant(1, date_debut="2018-01-01", date_fin="2018-12-31"))),
]


def exit_(**values):
    return changed(cells(2, **values))


ASIDE = dict(active=29, aside=1)
EXITS = [
    one("sortie.no_date", "`motif_sortie` without `date_sortie`", exit_(motif_sortie="CDI"), every("E-SORTIE", [2]), **ASIDE),
    one("sortie.no_motif", "or the reverse", exit_(date_sortie=ago(3)), every("E-SORTIE", [2]), **ASIDE),
    one("sortie.no_motif.ended", "E-REQUIS is never raised for `motif_sortie`", changed(cells(32, motif_sortie="")),
        every("E-SORTIE", [32]), aside=1),
    one("sortie.nr_motif", "`NR` counting as empty", exit_(date_sortie=ago(3), motif_sortie="NR"), every("E-SORTIE", [2]), **ASIDE),
    one("sortie.nr_date", "`NR` counting as empty", exit_(date_sortie="nr", motif_sortie="CDI"), every("E-SORTIE", [2]), **ASIDE),
    one("sortie.nr_both", "both empty: open", exit_(date_sortie="NR", motif_sortie="NR")),
    one("sortie.nr_one", "both empty: open", exit_(date_sortie="", motif_sortie="NR")),
    one("sortie.own_date", "not where one of the two has its own E finding", exit_(date_sortie="hier", motif_sortie=""), [
        ("E-TYPE", 2, "date_sortie")], **ASIDE),
    one("sortie.own_date.motif", "the same", exit_(date_sortie="31/02/2026", motif_sortie="CDI"), [("E-TYPE", 2, "date_sortie")], **ASIDE),
    one("sortie.own_date.nr", "the same", exit_(date_sortie="hier", motif_sortie="NR"), [("E-TYPE", 2, "date_sortie")], **ASIDE),
    one("sortie.own_motif", "the same", exit_(date_sortie="", motif_sortie="PARTI"), [("E-CODE", 2, "motif_sortie")], **ASIDE),
    one("sortie.own_motif.date", "the same", exit_(date_sortie=ago(3), motif_sortie="99"), [("E-CODE", 2, "motif_sortie")], **ASIDE),
    one("sortie.own_both", "the same", exit_(date_sortie="hier", motif_sortie="PARTI"), [("E-TYPE", 2, "date_sortie"), (
        "E-CODE", 2, "motif_sortie")], **ASIDE),
    one("sortie.other_fault", "a fault elsewhere is no reason", exit_(motif_sortie="CDI", sexe="X"), [("E-SORTIE", 2, None), (
        "E-CODE", 2, "sexe")], **ASIDE),
    one("sortie.complete", "both: it has left", exit_(date_sortie=ago(3), motif_sortie="CDI", habitat_sortie="TIERS"), active=29),
    one("dates.sortie", "`date_sortie` before `date_entree`", exit_(date_entree=ago(10), date_sortie=ago(11), motif_sortie="CDI"),
        every("E-DATES", [(2, "date_sortie")]), **ASIDE),
    one("dates.sortie.same", "not on that day", exit_(date_entree=ago(10), date_sortie=ago(10), motif_sortie="CDI", bilan_sante="O"),
        active=29),
    one("dates.and_sortie", "E-SORTIE and E-DATES may fall on one line", exit_(date_entree=ago(10), date_sortie=ago(11)), [
        ("E-SORTIE", 2, None), ("E-DATES", 2, "date_sortie")], **ASIDE),
    one("dates.unreadable", "E-DATES needs both readable", exit_(date_entree="x", date_sortie=ago(11), motif_sortie="CDI"),
        [("E-TYPE", 2, "date_entree")], **ASIDE),
    one("dates.cip", "`date_fin` before `date_debut`", with_cips(accompagnant(4, date_debut=ago(5), date_fin=ago(6))), every(
        "E-DATES", [("accompagnants", 5, "date_fin")]), aside=1),
    one("dates.cip.same", "not on that day", with_cips(accompagnant(4, date_debut=ago(5), date_fin=ago(5)))),
    one("dates.cip.bad", "an unreadable `date_fin` is W-CELLULE", with_cips(accompagnant(4, date_fin="x")), [
        ("W-CELLULE", "accompagnants", 5, "date_fin")]),
]

LEFT = dict(active=29, left=1, aside=0)
FUTURE = [
    one("a_venir.today", "entry on the situation date is an entry", changed(cells(2, date_entree=str(DAY)))),
    one("a_venir.tomorrow", "entry after it: left for later", changed(cells(2, date_entree=ahead(1))), every("I-A-VENIR", [2]), **LEFT),
    one("a_venir.alone", "with no other finding", changed(cells(2, date_entree=french(ahead(9)), sexe="X", contrat="", rsa="?",
        motif_sortie="CDI", naissance="2020-01", date_fin_prevue=ago(5), heures_hebdo="99")), every("I-A-VENIR", [2]), **LEFT),
    one("a_venir.no_key", "nor for its key", changed(cells(2, date_entree=ahead(1), parcours_id="")), every("I-A-VENIR", [2]), **LEFT),
    one("a_venir.double", "it bears its key: another line with it is a double", changed(cells(2, date_entree=ahead(1)) | cells(
        3, parcours_id="P001")), [("I-A-VENIR", 2, None), ("E-DOUBLON", 3, None)], active=28, left=1, aside=1),
    one("a_venir.two", "two of them are no double", changed(cells(2, date_entree=ahead(1)) | cells(3, parcours_id="P001",
        date_entree=ahead(1))), every("I-A-VENIR", [2, 3]), active=28, left=2, aside=0),
    one("a_venir.ligne", "but E-LIGNE comes first", [(name, data.replace(b";\nP003;", b";;;x\nP003;", 1)) for name, data in changed(
        cells(3, date_entree=ahead(1)))], every("E-LIGNE", [3]), active=29, aside=1),
    one("a_venir.unreadable", "an unreadable entry is E-TYPE", changed(cells(2, date_entree="2099-02-30")), [("E-TYPE", 2, "date_entree")],
        **ASIDE),
    one("sortie_a_venir.today", "an exit on the situation date is an exit", exit_(date_sortie=str(DAY), motif_sortie="CDI",
        bilan_sante="N"), active=29),
    one("sortie_a_venir.tomorrow", "an exit after it is read as open", exit_(date_sortie=ahead(1), motif_sortie="CDI"), every(
        "W-SORTIE-A-VENIR", [2]), active=30),
    one("sortie_a_venir.no_motif", "judged after E-SORTIE", exit_(date_sortie=ahead(1)), every("E-SORTIE", [2]), **ASIDE),
    one("sortie_a_venir.as_open", "and warned of as open", changed(cells(2, date_sortie=ahead(1), motif_sortie="CDI", cip_ref="C9",
        date_fin_prevue=ago(16), date_entree=ago(731))), [(code, 2, None) for code in (
            "W-SORTIE-A-VENIR", "W-CIP", "W-FIN-DEPASSEE", "W-PROLONGATION")]),
    one("sortie_a_venir.aside", "only on lines that are taken", changed(cells(2, date_sortie=ahead(1), motif_sortie="CDI", sexe="X")), [
        ("E-CODE", 2, "sexe")], **ASIDE),
]

CASES = SUBMISSION + AGE + BOUNDS + DOUBLES + EXITS + FUTURE
