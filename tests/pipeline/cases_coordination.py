"""Cases of what a territory's coordination sends under its code (`equipe`, `actions`, `instances`): read, judged and kept by the same rules."""
import datetime as dt

from base_export import COLUMNS, DAY, Case, Send, ago, before_window, emit, every, files, one

EQUIPE = [dict(poste_id="E1", fonction="COORDINATEUR", etp="1", etat="POURVU", date_debut="2022-01-01"),
          dict(poste_id="E2", fonction="CP_EMPLOI", etp="0.5", etat="VACANT", date_debut="2022-01-01", date_fin=ago(9))]
ACTIONS = [dict(action_id=f"A{n}", date=ago(n), champ="EMPLOI", type="ATELIER", salaries=str(n), permanents="2", chantier="LYO0001",
                partenaire="Mission locale") for n in range(0, 12)]
INSTANCES = [dict(instance_id=f"I{n}", date=ago(n), type="COPIL", participants="12") for n in range(0, 3)]


def sent(equipe=(), actions=(), instances=(), columns=()):
    """The three files, with cells changed: {(line, column): text}."""
    out = []
    for name, rows, cells in (("equipe", EQUIPE, equipe), ("actions", ACTIONS, actions), ("instances", INSTANCES, instances)):
        rows = [dict(row) for row in rows]
        for (line, column), text in dict(cells).items():
            rows[line - 2][column] = text
        out.append((name + ".csv", emit(rows, COLUMNS[name] + (list(columns) if name == "actions" else []))))
    return out


def coordination(name, says, files, finds=(), state="accepted", **more):
    return one("coordination." + name, says, files, finds, state, active=None, reporter="territoire", **more)


def nights(name, says, *steps):
    """A case of several submissions: (nights before DAY, files, findings[, state[, more]])."""
    sends = [Send(files_, finds, *state[:1], day=DAY - dt.timedelta(days=k), **(state[1] if len(state) > 1 else {}))
             for k, files_, finds, *state in steps]
    return Case("coordination." + name, says, sends, reporter="territoire")


def without(dataset, *lines, **cells):
    """The three files, with lines left out of one dataset."""
    rows = [row for i, row in enumerate({"equipe": EQUIPE, "actions": ACTIONS, "instances": INSTANCES}[dataset]) if i + 2 not in lines]
    return [(n, emit(rows, COLUMNS[dataset]) if n == dataset + ".csv" else data) for n, data in sent(**cells)]


def found(code, dataset, *places):
    return every(code, [(dataset, *place) for place in places])


PHONE = "0612345678"
SPOILT = sent(actions={**{(n, "champ"): "SPORT" for n in range(2, 7)}, (7, "salaries"): "99"})
SPOILT_FINDS = found("E-CODE", "actions", *((n, "champ") for n in range(2, 7)))
CASES = [
    coordination("plain", "three datasets", sent(), figures={"coordination.etp_pourvus": 1, "coordination.etp_vacants": 0}),
    coordination("each_optional", "each optional", sent()[1:2]),
    coordination("key", "the key of equipe is `poste_id` with `date_debut`", sent({(3, "poste_id"): "E1"}), found(
        "E-DOUBLON", "equipe", (2, None), (3, None)), aside=2),
    coordination("key.dates", "two dates are two keys", sent({(3, "poste_id"): "E1", (3, "date_debut"): "2021-01-01"})),
    coordination("equipe", "codes, bounds and dates of equipe", sent({
        (2, "etat"): "LIBRE", (2, "etp"): "1,51", (3, "fonction"): "", (3, "date_fin"): "2021-12-31"}), [
            *found("E-CODE", "equipe", (2, "etat")), *found("E-BORNE", "equipe", (2, "etp")), *found("E-REQUIS", "equipe", (3, "fonction")),
            *found("E-DATES", "equipe", (3, "date_fin"))], aside=2),
    coordination("actions", "of actions", sent(actions={(2, "date"): "hier", (3, "champ"): "SPORT", (4, "action_id"): "é"}), [
        *found("E-TYPE", "actions", (2, "date"), (4, "action_id")), *found("E-CODE", "actions", (3, "champ"))], aside=3),
    coordination("integer", "integers, 0 to 10 000", sent(actions={
        (2, "salaries"): "0", (3, "salaries"): "10000", (4, "salaries"): " 7 ", (5, "salaries"): "10001", (6, "salaries"): "-1",
        (7, "permanents"): "2,5", (8, "permanents"): "deux", (9, "permanents"): ""}), found(
            "W-CELLULE", "actions", (5, "salaries"), (6, "salaries"), (7, "permanents"), (8, "permanents"))),
    coordination("text", "text of at most 80 characters", sent(actions={
        (2, "partenaire"): "é" * 80, (3, "partenaire"): "é" * 81, (4, "chantier"): "LYO 1"}), found(
            "W-CELLULE", "actions", (3, "partenaire"), (4, "chantier"))),
    coordination("instances", "of instances", sent(instances={(2, "type"): "REPAS", (3, "instance_id"): "I0"}), [
        *found("E-CODE", "instances", (2, "type")), *found("E-DOUBLON", "instances", (2, None), (3, None))], aside=2),
    coordination("identity.text", "identity data in a text", sent(actions={(2, "partenaire"): "voir jean@exemple.fr"}), found(
        "E-IDENTITE", "actions", (2, "partenaire")), "refused", secrets=("jean@exemple.fr",)),
    coordination("identity.integer", "any column but dates, months, decimals and booleans: integers too", sent(actions={
        (2, "salaries"): PHONE}), found("E-IDENTITE", "actions", (2, "salaries")), "refused", secrets=(PHONE,)),
    coordination("identity.not_in_decimals", "but not decimals", sent({(2, "etp"): PHONE}), found("E-BORNE", "equipe", (2, "etp")), aside=1),
    coordination("identity.header", "nor a header", sent(columns=["Nom"]), found("E-IDENTITE", "actions", (1, "nom")), "refused"),
    coordination("column", "a required column is missing", [("instances.csv", b"instance_id;date\nI1;2026-01-01\n")], found(
        "E-COLONNE", "instances", (1, "type")), "refused"),
    coordination("chantier_files", "what a chantier sends is not a coordination's", files(),
                 [("E-JEU", None, None, None)], "refused", check=False),
    coordination("stray", "nor beside its own", sent() + files()[:1], [("I-FICHIER", None, None, None)], check=False),
    nights("gone", "a row that is listed no longer is withdrawn, and named", (1, sent(), []),
           (0, without("actions", 2, 3), [("W-DISPARU", "actions", None, None)] * 2, "accepted", dict(changes=(0, 2, 0, 15)))),
    nights("gone.before_window", "but one that is dated before the window is kept as it was",
           (1, sent(actions={(2, "date"): before_window(1)}, equipe={(3, "date_fin"): before_window(1)}), []),
           (0, without("actions", 2), [], "accepted", dict(changes=(0, 0, 1, 15)))),
    nights("dataset", "each optional: one that is not sent stays as it was", (1, sent(), []),
           (0, without("equipe", 3)[:1], [("W-DISPARU", "equipe", None, None)], "accepted", dict(changes=(0, 1, 0, 1)))),
    nights("older", "an older one moves nothing", (0, sent(), []), (1, sent()[:1], [], "superseded")),
    nights("repeat", "a repeat is a duplicate", (0, sent(), []), (0, sent(), [], "duplicate", dict(same_as=0))),
    nights("nothing", "nothing changed", (1, sent(), []), (0, sent(), [("I-RIEN", None, None, None)], "accepted")),
    nights("held", "over 20 % and at least 5 of its rows set aside: held, then confirmed", (1, sent(), []),
           (0, SPOILT, [("E-RETENUE", None, None, None), *SPOILT_FINDS], "held"),
           (0, SPOILT, SPOILT_FINDS, "accepted", dict(confirm=True, same_as=1, waived=True, aside=5))),
]
