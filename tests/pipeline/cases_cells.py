"""Cases of the table "Reading a file": lines, dates, months, booleans, decimals, codes, ids, not known, and the limit of a cell."""
from base_export import (COLUMNS, OPEN, SCHEMA, ago, ahead, base_rows, changed, emit, ended, every, files, french, one, salarie,
                         swap_lines, with_text)

SAL = dict(files())["salaries.csv"].decode().split("\n")
ACC = files()[1]


def lines(changes):
    return with_text(lambda text: swap_lines(text, changes))


def column(name, *texts, first=2):
    """The texts down a column from a line on."""
    return {(first + i, name): text for i, text in enumerate(texts)}


def down(name, good, bad, code="W-CELLULE", **more):
    """A file with good texts down a column, then bad ones, each with its finding; a bad cell of a strict column costs its row."""
    first = 2 + len(good)
    finds = every(code, [(first + i, name) for i in range(len(bad))])
    lost = len(bad) if code[0] == "E" else 0
    return dict(sent=changed(column(name, *good, *bad)), finds=finds, active=OPEN - lost, aside=lost, **more)


LINES = [
    one("line.blank", "a line whose cells are all empty is skipped; lines are physical", lines(
        {2: "\n" + SAL[1], 3: ";;;;\n" + SAL[2], 4: ' ;"";\t;\n"  "\n' + SAL[3], 9: SAL[8].replace(";CDDI;", ";CDI;")}),
        [("E-CODE", 13, "contrat")], active=29, aside=1),
    one("line.blank.end", "trailing empty lines", [(n, d + b";;;;\n\n;;;;;;\r\n \n\n") for n, d in files()]),
    one("line.blank.long", "empty, though longer than the header", lines({3: ";" * 90 + "\n" + SAL[2]})),
    one("line.short", "missing cells at the end are empty (I-LIGNE-COURTE)", lines(
        {2: SAL[1].rstrip(";"), 30: SAL[29].rstrip(";"), 41: SAL[40].rsplit(";", 1)[0]}), every("I-LIGNE-COURTE", [2, 30, 41])),
    one("line.short.required", "and judged as empty", lines({2: "P001;S001;CVG"}), [("I-LIGNE-COURTE", 2, None), *every(
        "E-REQUIS", [(2, c) for c in COLUMNS["salaries"][3:] if SCHEMA["salaries"].column(c).required])], active=29, aside=1),
    one("line.beyond.empty", "empty cells beyond the header do not matter", lines({2: SAL[1] + ";;; ;", 41: SAL[40] + ";"})),
    one("line.beyond", "non-empty cells beyond the header set the line aside, with no other finding", lines(
        {2: SAL[1] + ";x", 3: SAL[2].replace(";CDDI;", ";CDI;") + ";;;0"}), every("E-LIGNE", [2, 3]), active=28, aside=2),
    one("line.beyond.key", "its key is read: another line with it is a double", lines({2: SAL[1] + ";x", 3: SAL[1]}),
        [("E-LIGNE", 2, None), ("E-DOUBLON", 3, None)], active=28, aside=2),
    one("line.beyond.accompagnants", "the same in accompagnants", [files()[0], ("accompagnants.csv", ACC[1].replace(
        b"2019-01-01;\n", b"2019-01-01;;x\n", 1))], [("E-LIGNE", "accompagnants", 2, None), *every(
            "W-CIP", [(n, "cip_ref") for n in range(2, 32) if (n - 1) % 3 == 0])], aside=1),
]

FIN = ahead(40)
DATES = [
    one("date.forms", "`AAAA-MM-JJ` or `JJ/MM/AAAA`, blanks around", changed({
        (2, "date_entree"): french(ago(100)), (3, "date_entree"): f"  {ago(100)} ", (4, "date_entree"): f"\u00a0{french(ago(99))}",
        **column("date_fin_prevue", french(FIN), "29/02/2028", "2028-02-29", "NR", "2199-12-31", first=5)}), figures={
            "effectif.entrees": 0}),
    one("date.forms.leap", "a day that exists", changed({(2, "naissance"): "1970-05", (2, "date_entree"): "29/02/2024"}),
        [("W-PROLONGATION", 2, None)]),
    one("date.strict", "another form is no date: E-TYPE in a required column", **down(
        "date_entree", [], ["31/02/2024", "1/2/2025", "2025-1-5", "20250105", "2025/01/05", "2025-01-05 00:00", "05-01-2025",
                            "2025-13-01"], "E-TYPE")),
    one("date.strict.more", "nor these, nor years before 1900 or after 2199", **down(
        "date_entree", [], ["5 janvier 2025", "01/05/25", "45678", "0000-01-01", "1899-12-31", "2200-01-01", "2025-00-10",
                            "٢٠٢٥-01-05"], "E-TYPE")),
    one("date.lenient", "W-CELLULE in an optional one", **down("date_fin_prevue", [FIN, french(FIN)], ["31/04/2025", "demain", "0"])),
    one("date.exit", "`date_sortie` is strict", changed(column("date_sortie", french(ago(3)), "hier", "32/01/2025", first=32)),
        every("E-TYPE", [(33, "date_sortie"), (34, "date_sortie")]), aside=2),
    one("month.forms", "`AAAA-MM` or `MM/AAAA`", changed(column("naissance", "1990-05", "05/1990", " 12/1979 ", "1980-01"))),
    one("month.first", "a date on the 1st is read as its month (W-MOIS)", changed(column("naissance", "1990-05-01", "01/05/1990")),
        every("W-MOIS", [(2, "naissance"), (3, "naissance")]), secrets=("1990-05-01", "01/05/1990")),
    one("month.bad", "another form is no month", **down("naissance", [], ["1990", "1990-13", "13/1990", "5/1990", "1990/05", "mai 1990",
                                                                          "199005", "1990-00"], "E-TYPE")),
]

TRUE, FALSE = ["O", "o", "OUI", "Oui", "oui", "1", "true", "TRUE", "True"], ["N", "n", "NON", "non", "0", "false", "False", " N "]
BAD = ["X", "2", "vrai", "o/n", "OUI.", "-1", "YES", "Ô", "ñon"]
BOOLEANS = [
    *[one(f"boolean.{name}", "`O`/`N`, `OUI`/`NON`, `1`/`0`, `true`/`false`, any case; else W-CELLULE", **down(
        name, TRUE + FALSE + ["", "NR"], BAD, figures={f"public.{name}": len(TRUE)})) for name in ("suivi_exterieur", "rsa", "aah")],
    one("boolean.rsa.asp", "for `rsa` also the ASP's `OUI-M`, `OUI-NM`", **down("rsa", ["OUI-M", "oui-nm", "Oui-M "], ["OUI M", "NON-M"],
                                                                              figures={"public.rsa": 3})),
    one("boolean.not_rsa", "only for `rsa`", **down("ass", ["O"], ["OUI-M", "OUI-NM"], figures={"public.ass": 1})),
    *[one(f"boolean.{name}", "W-CELLULE in every boolean", changed({(line, name): "peut-être"}), [("W-CELLULE", line, name)])
      for line, names in ((2, "rqth ass concerte proximite cp_emploi cp_logement cp_sante"),
                          (41, "sortie_via_cp habitat_via_cp rqth_obtenue aah_obtenue medecin_traitant couverture_amelioree bilan_sante"))
      for name in names.split()],
    one("boolean.renfort_cvg", "W-CELLULE in accompagnants", changed({("accompagnants", 2, "renfort_cvg"): "?"}),
        [("W-CELLULE", "accompagnants", 2, "renfort_cvg")]),
]

GOOD_HOURS, HOURS = ["26.5", "26,50", "+30", "035", "0,01", "48", "48,00", "12."], 26.5 * 2 + 30 + 35 + .01 + 96 + 12
BAD_HOURS = ["26,555", "1 000", "26h", ",5", "1e1", "26,5,0", "0", "0,00", "48,01", "-5", "999999999999", "--2"]
DECIMALS = [
    one("decimal.forms", "point or comma, at most two decimals; `heures_hebdo` over 0 up to 48", **down(
        "heures_hebdo", GOOD_HOURS, BAD_HOURS, figures={"effectif.etp_salaries": (HOURS + 26 * (OPEN - 20)) / 35})),
    *[one(f"decimal.etp.{word}", "`etp` over 0 up to 1.5", changed({("accompagnants", 2, "etp"): text}), figures={
        "effectif.etp_accompagnement": value + 1.3}) for word, text, value in (
            ("comma", "0,75", .75), ("point", " 0.75 ", .75), ("least", "0,01", .01), ("most", "1,50", 1.5))],
    *[one(f"decimal.etp.{word}", f"{code} in a required column", changed({("accompagnants", 2, "etp"): text}),
          [(code, "accompagnants", 2, "etp"), *every("W-CIP", [(n, "cip_ref") for n in range(2, 32) if (n - 1) % 3 == 0])], aside=1,
          figures={"effectif.etp_accompagnement": 1.3}) for word, text, code in (
              ("zero", "0", "E-BORNE"), ("over", "1,51", "E-BORNE"), ("negative", "-0,5", "E-BORNE"), ("text", "plein", "E-TYPE"),
              ("percent", "80 %", "E-TYPE"), ("three", "0,755", "E-TYPE"), ("empty", "", "E-REQUIS"), ("nr", "NR", "E-REQUIS"))],
]

CODES = [
    one("code.case", "case does not matter", changed({(2, "programme"): "cvg", (2, "sexe"): "f", (2, "contrat"): "Cddi_Cvg",
                                                      (3, "frein_sante"): "en_cours"}), figures={"frein.sante": 1}),
    one("code.accents", "accents do not matter", changed({(2, "protection"): "Réfugié", (3, "frein_langue"): "RÉSOLU",
                                                          (4, "contrat"): "ÇDDI"}), figures={"public.protection": 1, "frein.langue": 1}),
    one("code.blanks", "surrounding blanks dropped", changed({(2, "protection"): "  SUBSIDIAIRE ", (3, "sexe"): "\u00a0F",
                                                              (4, "protection"): "REFUGIE\u202f"}), figures={"public.protection": 2}),
    one("code.unknown", "E-CODE in a required column", **down("orienteur", ["PHC"], ["FRANCE TRAVAIL", "FRANCE-TRAVAIL", "CAF", "PHC."],
                                                            "E-CODE")),
    one("code.unknown.optional", "W-CELLULE in another", **down("formation_france", ["n7_8"], ["BAC+12", "N1", "N1-2", "3"])),
    *[one(f"code.required.{name}", "E-CODE in every required code", changed({(2, name): "ZUT"}), [("E-CODE", 2, name)], active=29,
          aside=1) for name in COLUMNS["salaries"]
      if SCHEMA["salaries"].column(name).kind == "code" and SCHEMA["salaries"].column(name).required],
    *[one(f"code.optional.{name}", "W-CELLULE in every optional code", changed({(41, name): "ZUT"}), [("W-CELLULE", 41, name)])
      for name in COLUMNS["salaries"] if SCHEMA["salaries"].column(name).kind == "code" and not (
          SCHEMA["salaries"].column(name).required or name == "motif_sortie")],
    one("code.motif.asp", "the ASP's numbers, with or without leading zero", changed(column(
        "motif_sortie", "3", "03", "003", " 96 ", "096", "22", "cdi", "démenagement", "1", "10", first=32))),
    one("code.motif.unknown", "`motif_sortie` is strict", changed(column("motif_sortie", "0", "23", "95", "-3", "3.0", first=32)),
        every("E-CODE", [(n, "motif_sortie") for n in range(32, 37)]), aside=5),
    one("code.habitat.groups", "the bare group names are accepted", changed(column(
        "habitat_entree", "RUE", "Précaire", "COLLECTIF", "SEMI_DURABLE", "PERENNE")), figures={"public.rue": 1}),
    one("code.habitat.detention", "while justice is off, DETENTION is stored as PRECAIRE", changed(column(
        "habitat_entree", *["DETENTION"] * 30)), figures={"public.habitat_entree": {"PRECAIRE": 30}, "public.habitat_instable": 30}),
    one("code.fonction", "E-CODE in accompagnants", changed({("accompagnants", 4, "fonction"): "DIRECTEUR"}), [
        ("E-CODE", "accompagnants", 4, "fonction"), *every("W-CIP", [(n, "cip_ref") for n in range(2, 32) if (n - 1) % 3 == 2])],
        aside=1),
]

LONG = "aZ09._-" * 5 + "x" * 5
IDS = [
    one("id.forms", "`[A-Za-z0-9._-]{1,40}`, surrounding blanks dropped", changed({
        (2, "parcours_id"): LONG, (3, "parcours_id"): ".", (4, "salarie_id"): " S_4-b ", (5, "parcours_id"): "\u00a0P5"})),
    one("id.case", "case matters", changed({(2, "parcours_id"): "abc", (3, "parcours_id"): "ABC"})),
    one("id.case.cip", "case matters", changed({(2, "cip_ref"): "c2"}), [("W-CIP", 2, None)]),
    one("id.blanks.key", "surrounding blanks dropped: the same key", changed({(2, "parcours_id"): "P002 "}), every("E-DOUBLON", [2, 3]),
        active=28, aside=2),
    one("id.bad.key", "E-TYPE in a key", **down("parcours_id", [], [LONG + "y", "é1", "a b", "a/b", "a:b", "№1"], "E-TYPE")),
    one("id.bad.person", "E-TYPE in a required column", **down("salarie_id", [], [LONG + "y", "Zoë", "#3"], "E-TYPE")),
    one("id.bad.cip", "W-CELLULE in an optional one: the cell becomes not known", **down("cip_ref", [""], [LONG + "y", "Mme C"])),
]

EMPTY = [name for name in COLUMNS["salaries"] if not SCHEMA["salaries"].column(name).required]
NEEDED = [name for name in COLUMNS["salaries"] if SCHEMA["salaries"].column(name).required]
WITH_NR = [name for name in NEEDED if SCHEMA["salaries"].column(name).nr]
WITHOUT_NR = [name for name in NEEDED if name not in WITH_NR]
NOT_KNOWN = [
    one("unknown.optional.nr", "`NR` in any optional cell", changed({**{(2, c): "NR" for c in EMPTY}, **{(3, c): " nr " for c in EMPTY}})),
    one("unknown.optional.empty", "empty in any optional cell", changed({**{(2, c): "" for c in EMPTY}, **{(3, c): "  " for c in EMPTY}})),
    one("unknown.optional.ended", "so in an ended row, but that says nothing of its exit", changed({
        (32, c): "NR" for c in EMPTY if c not in ("date_sortie", "motif_sortie")}), [("W-EXIT-VIDE", 32, None)]),
    one("unknown.required.listed", "in a required cell where its list has `NR`", changed({
        **{(2, c): "NR" for c in WITH_NR}, **{(3, c): "nr" for c in WITH_NR}})),
    *[one(f"unknown.required.{c}", "only there", changed({(2, c): "NR"}), [("E-REQUIS", 2, c)], active=29, aside=1) for c in WITHOUT_NR],
    one("unknown.required.empty", "a required cell that is empty, also where its list has `NR`", changed({(2, c): "" for c in NEEDED}),
        every("E-REQUIS", [(2, c) for c in NEEDED]), active=29, aside=1),
    one("unknown.required.accompagnants", "in accompagnants", changed({("accompagnants", 2, c): "" for c in (
        "cip_ref", "fonction", "etp", "date_debut")}), [*every("E-REQUIS", [("accompagnants", 2, c) for c in (
            "cip_ref", "fonction", "etp", "date_debut")]), *every("W-CIP", [(n, None) for n in range(2, 32) if (n - 1) % 3 == 0])],
        aside=1),
]


def long_cell(text, **style):
    return changed({(5, "note"): text}, columns=["note"], **style)


NOTE = ("I-COLONNE-INCONNUE", 1, "note")
LIMITS = [
    one("limit.cell", "4 096 bytes a cell", long_cell("x" * 4096), [NOTE]),
    one("limit.cell.over", "over: E-FICHIER", long_cell("x" * 4097), [("E-FICHIER", 5, None)], "refused"),
    one("limit.cell.utf8", "bytes, not characters", long_cell("é" * 2048), [NOTE]),
    one("limit.cell.utf8.over", "bytes, not characters", long_cell("é" * 2048 + "x"), [("E-FICHIER", 5, None)], "refused"),
    one("limit.cell.cp1252.over", "as decoded to UTF-8", long_cell("é" * 2049, encoding="cp1252"),
        [("I-ENCODAGE", 1, None), ("E-FICHIER", 5, None)], "refused"),
    one("limit.cell.quoted", "without the quotes around it", long_cell('"' * 4096), [NOTE]),
    one("limit.cell.beyond", "also beyond the header", lines({3: SAL[2] + ";" + "y" * 4097}), [("E-FICHIER", 3, None)], "refused"),
    one("limit.cell.header", "also in the header", changed({}, columns=["n" * 4097]), [("E-FICHIER", 1, None)], "refused"),
]

HALF_WAY = [salarie(1), ended(2), dict(salarie(3), sexe="?")]
MIXED = [
    one("mixed.every_cell", "every bad cell of a line has its finding, also where it is set aside", changed({
        (2, "sexe"): "", (2, "contrat"): "X", (2, "date_entree"): "2025-13-01", (2, "rsa"): "?", (2, "heures_hebdo"): "99",
        (2, "formation_france"): "BAC", (2, "cip_ref"): "é"}), [
            ("E-REQUIS", 2, "sexe"), ("E-CODE", 2, "contrat"), ("E-TYPE", 2, "date_entree"), *every("W-CELLULE", [
                (2, c) for c in ("rsa", "heures_hebdo", "formation_france", "cip_ref")])], active=29, aside=1),
    one("mixed.cells_lost", "the cell becomes not known, the row counts", changed({(n, "rsa"): "?" for n in range(2, 32)}), every(
        "W-CELLULE", [(n, "rsa") for n in range(2, 32)]), figures={"public.rsa": 0}),
    one("mixed.styles", "each file in its own manner", [
        ("Salariés.csv", emit(HALF_WAY, COLUMNS["salaries"], separator="\t", quote=True, end="\r\n")),
        ("ACCOMPAGNANTS.csv", emit(base_rows()["accompagnants"], COLUMNS["accompagnants"], separator=",", end="\r", last_end=False))],
        [("E-CODE", 4, "sexe")], active=1, aside=1),
]

CASES = LINES + DATES + BOOLEANS + DECIMALS + CODES + IDS + NOT_KNOWN + LIMITS + MIXED
