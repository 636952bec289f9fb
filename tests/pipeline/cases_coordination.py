"""Cases of what a territory's coordination sends (`equipe`, `actions`, `instances`), offline: their cells are read by the same rules."""
from base_export import COLUMNS, ago, emit, every, one

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
    return one("coordination." + name, says, files, finds, state, active=None, reporter="territoire", http=False, **more)


def found(code, dataset, *places):
    return every(code, [(dataset, *place) for place in places])


PHONE = "0612345678"
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
]
