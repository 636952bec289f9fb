"""Cases of the table "Reading a file": names, zips, encodings, separators, quotes, headers, lines and limits."""
import io
import zipfile

from base_export import COLUMNS, OPEN, base_rows, changed, emit, every, files, one, with_text

BASE = dict(files())
SAL, ACC = BASE["salaries.csv"], BASE["accompagnants.csv"]
NOTES = ("notes.csv", b"nom;courriel\nDUPONT;jean@exemple.fr\n")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)  # how Excel of before 2007 begins


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, method)
    return out.getvalue()


def locked(entries):
    """A zip whose entries say that they are encrypted."""
    data = bytearray(zipped(entries))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def named(salaries, accompagnants, *others):
    return [(salaries, SAL), (accompagnants, ACC), *others]


NAMES = [
    one("name.plain", "`<dataset>.csv`", files()),
    one("name.begins", "begins with the dataset's name", named("salaries_2026-11-20 (1).csv", "accompagnants-v2.csv")),
    one("name.case", "case ignored", named("SALARIES.CSV", "Accompagnants.Csv")),
    one("name.accents", "accents ignored, composed or not", named("Salariés.csv", "Accompagnants.csv")),
    one("name.accents.apart", "accents ignored, composed or not", named("Salarie\u0301s du mois.csv", "accompagnants.csv")),
    one("name.folders", "folders ignored", named("export/nuit/salaries.csv", "export/accompagnants.csv")),
    one("name.folders.windows", "folders ignored", named("C:\\export\\salaries.csv", "C:\\export\\accompagnants.csv")),
    one("name.hidden", "hidden files skipped", named("salaries.csv", "accompagnants.csv", (".salaries.csv", b"\0\0"),
                                                     ("._accompagnants.csv", b"\0"), (".DS_Store", b"\0"))),
    one("name.macosx", "`__MACOSX` skipped", named("salaries.csv", "accompagnants.csv", ("__MACOSX/salaries.csv", b"\0")),
        check=False),
    one("name.other", "another file: I-FICHIER, and it is not read", named("salaries.csv", "accompagnants.csv", NOTES,
                                                                          ("lisez-moi.txt", b"\0")),
        every("I-FICHIER", [(None, None, None)] * 2)),
    one("name.other.extension", "`<dataset>….csv`", named("salaries.txt", "accompagnants.csv"),
        [("E-JEU", "salaries", None, None), ("I-FICHIER", None, None, None)], "refused"),
    one("name.not_a_beginning", "begins with", named("mes salaries.csv", "accompagnants.csv"),
        [("E-JEU", "salaries", None, None), ("I-FICHIER", None, None, None)], "refused"),
    one("name.of_a_coordination", "a chantier sends salaries and accompagnants",
        named("salaries.csv", "accompagnants.csv", ("equipe.csv", b"x\n1\n")), [("I-FICHIER", None, None, None)]),
    one("name.old_workbook_beside", "a table of another form beside what is needed is another file",
        named("salaries.csv", "accompagnants.csv", ("Notes.xls", OLD)), [("I-FICHIER", None, None, None)]),
    one("name.old_workbook_instead", "where something is missing it is told that it cannot be read",
        [("salaries.csv", BASE["salaries.csv"]), ("Notes.xls", OLD)],
        [("E-JEU", "accompagnants", None, None), ("E-FICHIER", None, None, None)], "refused"),
    one("name.part_name", "multipart: `filename`, else `name`", files(), body="name"),
    one("name.multipart_filename", "multipart: `filename` before `name`", files(), body="misleading_name"),
    one("zip.part", "a .zip of them", [("envoi.zip", zipped(BASE.items()))]),
    one("zip.body", "one application/zip", files(), body="zip"),
    one("zip.stored", "a .zip of them", [("envoi.ZIP", zipped(BASE.items(), zipfile.ZIP_STORED))]),
    one("zip.folders", "folders ignored; hidden files and `__MACOSX` skipped", [("envoi.zip", zipped([
        ("nuit/Salariés.csv", SAL), ("nuit/accompagnants.csv", ACC), ("__MACOSX/nuit/._salaries.csv", b"\0"),
        ("__MACOSX/salaries.csv", b"\0"), ("nuit/.salaries.csv", b"\0")]))]),
    one("zip.other", "another file: I-FICHIER", [("envoi.zip", zipped([*BASE.items(), NOTES]))],
        [("I-FICHIER", None, None, None)]),
    one("zip.and_file", "files and zips together", [("a.zip", zipped([("salaries.csv", SAL)])), ("accompagnants.csv", ACC)]),
    one("zip.empty", "a required dataset is missing", [("vide.zip", zipped([]))],
        [("E-JEU", "salaries", None, None), ("E-JEU", "accompagnants", None, None)], "refused"),
    one("zip.twice", "a dataset is given twice", [("a.zip", zipped(BASE.items())), ("salaries.csv", SAL)],
        [("E-JEU", "salaries", None, None)], "refused"),
    one("zip.cut", "unreadable file", [*files(), ("envoi.zip", zipped(BASE.items())[:-100])], every("E-FICHIER", [(None,) * 3]),
        "refused"),
    one("zip.broken_data", "unreadable file", [*files(), ("envoi.zip", zipped(BASE.items()).replace(
        zipped(BASE.items())[60:70], b"\xff" * 10, 1))], every("E-FICHIER", [(None,) * 3]), "refused"),
    one("zip.locked", "unreadable file", [*files(), ("envoi.zip", locked(BASE.items()))], every("E-FICHIER", [(None,) * 3]),
        "refused"),
]

ACCENTED = {"date_entree": "Date entrée", "protection": " Protéction "}
HEADER = [ACCENTED.get(c, c) for c in COLUMNS["salaries"]]
REFUGEE = [dict(r, protection="Réfugié") for r in base_rows()["salaries"]]


def accented(encoding, prefix=b""):
    return [("salaries.csv", prefix + emit(REFUGEE, COLUMNS["salaries"], header=HEADER, encoding=encoding)),
            ("accompagnants.csv", prefix + ACC)]


REFUGEES = {"public.protection": OPEN}

ENCODINGS = [
    one("encoding.utf8", "UTF-8 without BOM", accented("utf-8"), figures=REFUGEES),
    one("encoding.bom", "UTF-8 with BOM", accented("utf-8", b"\xef\xbb\xbf"), figures=REFUGEES),
    one("encoding.cp1252", "Windows-1252 (detected; I-ENCODAGE)", accented("cp1252"), [("I-ENCODAGE", 1, None)], figures=REFUGEES),
    one("encoding.cp1252.one_cell", "Windows-1252 (detected)", changed({(41, "note"): "œuvre à 5 €"}, columns=["note"],
        encoding="cp1252"), [("I-ENCODAGE", 1, None), ("I-COLONNE-INCONNUE", 1, "note")]),
    one("encoding.utf16", "a NUL byte is no text", [("salaries.csv", SAL.decode().encode("utf-16")), ("accompagnants.csv", ACC)],
        [("E-FICHIER", 1, None)], "refused"),
    one("encoding.nul", "a NUL byte is no text", [("salaries.csv", SAL + b"\0"), ("accompagnants.csv", ACC)],
        [("E-FICHIER", 1, None)], "refused"),
    one("encoding.neither", "a byte that neither knows", [("salaries.csv", SAL + b"\x81\xff;\n"), ("accompagnants.csv", ACC)],
        [("E-FICHIER", 1, None)], "refused"),
]

COMMAS = {(n, "heures_hebdo"): "26,5" for n in range(2, 32)}
NOTED = {(2, "note"): "a;b,c\td", (3, "note"): 'dit "non"', (4, "note"): "deux\nlignes", (5, "note"): "\r\n", (6, "sexe"): "X"}


def noted(**style):
    return changed(NOTED, columns=["note"], **style)


# line breaks inside quotes on lines 4 and 5 push the record that was line 6 to line 8
NOTED_FINDS = [("I-COLONNE-INCONNUE", 1, "note"), ("E-CODE", 8, "sexe")]
DIALECTS = [
    *[one(f"separator.{word}", "`;`, `,` or tab, found from the header line", files(separator=s))
      for word, s in (("semicolon", ";"), ("comma", ","), ("tab", "\t"))],
    one("separator.comma.decimals", "decimal comma in quotes", changed(COMMAS, separator=","),
        figures={"effectif.etp_salaries": 30 * 26.5 / 35}),
    one("separator.inside_header_cell", "the separator outside quotes counts", changed({}, columns=["x" + "," * 50], quote=True),
        [("I-COLONNE-INCONNUE", 1, "x" + "," * 50)]),
    one("separator.of_each_file", "found for each file", [("salaries.csv", files(separator="\t")[0][1]),
                                                         ("accompagnants.csv", files(separator=",")[1][1])]),
    *[one(f"line_end.{word}", "LF, CRLF or CR; the last line with or without an end", files(end=end, last_end=last))
      for word, end, last in (("lf.open", "\n", False), ("crlf", "\r\n", True), ("crlf.open", "\r\n", False), ("cr", "\r", True),
                              ("cr.open", "\r", False))],
    one("line_end.mixed", "LF, CRLF or CR", with_text(lambda t: t.replace("\n", "\r\n", 3).replace("\nP02", "\rP02"))),
    one("quote.all", "RFC 4180", files(quote=True)),
    one("quote.contents", "separators, doubled quotes and line breaks inside quotes; physical lines", noted(), NOTED_FINDS,
        active=29, aside=1),
    one("quote.contents.comma", "the same", noted(separator=",", quote=True), NOTED_FINDS, active=29, aside=1),
    one("quote.contents.tab_crlf", "the same", noted(separator="\t", end="\r\n"), NOTED_FINDS, active=29, aside=1),
    one("quote.contents.cr", "the same, line ends CR", noted(end="\r"), NOTED_FINDS, active=29, aside=1),
    one("quote.in_the_middle", "a quote opens a cell only as its first character", [
        (n, d.replace(b";x\n", b';5" x 3"\n', 1)) for n, d in changed({(2, "note"): "x"}, columns=["note"])],
        [("I-COLONNE-INCONNUE", 1, "note")]),
    one("quote.in_the_middle.header", "in the header too", [
        (n, d.replace(b";note\n", b';no"te\n', 1)) for n, d in changed({(2, "note"): "x"}, columns=["note"])],
        [("I-COLONNE-INCONNUE", 1, 'no"te')], oracle="it takes any odd number of quotes in the header for an open one"),
    one("quote.header", "quoted header", [(n, emit(base_rows()[n[:-4]], COLUMNS[n[:-4]], header=[
        f" {c} " if i % 2 else c for i, c in enumerate(COLUMNS[n[:-4]])], quote=True)) for n in BASE]),
    one("quote.never_closes", "a quote that never closes", with_text(lambda t: t.replace("\nP020;", '\n"P020;')),
        [("E-FICHIER", 21, None)], "refused"),
]

REVERSED = [("salaries.csv", emit(base_rows()["salaries"], COLUMNS["salaries"][::-1])), ("accompagnants.csv", ACC)]


def header(*swaps, name="salaries.csv"):
    def change(text):
        first, rest = text.split("\n", 1)
        for old, new in swaps:
            first = first.replace(old, new, 1)
        return first + "\n" + rest
    return with_text(change, name)


def without(*columns, name="salaries"):
    kept = [c for c in COLUMNS[name] if c not in columns]
    return [(n, emit(base_rows()[name], kept) if n == name + ".csv" else d) for n, d in files()]


REQUIRED = [c for c in COLUMNS["salaries"] if c.startswith("frein_") or c in (
    "parcours_id salarie_id programme sexe naissance nationalite orienteur habitat_entree contrat date_entree").split()]
OPTIONAL = [c for c in COLUMNS["salaries"] if c not in REQUIRED]

HEADERS = [
    one("header.order", "any order", REVERSED),
    one("header.case", "case does not matter", header(("parcours_id", "Parcours_ID"), ("sexe", "SEXE"))),
    one("header.accents", "accents do not matter", header(("date_entree", "dâte_entrée"), ("nationalite", "Nationalité"))),
    one("header.blanks", "surrounding blanks do not matter", header(("sexe", "  sexe\u00a0"), ("contrat", " contrat "))),
    one("header.inside", "blanks and hyphens inside count as `_`", header(("date_entree", "Date entrée"), ("cip_ref", "CIP-réf"),
                                                                          ("habitat_entree", "HABITAT\u00a0ENTREE"))),
    one("header.empty_file", "no header", [("salaries.csv", b""), ("accompagnants.csv", ACC)], [("E-FICHIER", 1, None)], "refused"),
    one("header.blank_file", "no header", [("salaries.csv", b"\n ;;\n\n"), ("accompagnants.csv", ACC)], [("E-FICHIER", 1, None)],
        "refused"),
    one("header.bom_alone", "no header", [("salaries.csv", b"\xef\xbb\xbf"), ("accompagnants.csv", ACC)], [("E-FICHIER", 1, None)],
        "refused"),
    one("header.after_blank_lines", "a line whose cells are all empty is skipped; physical lines", [
        ("salaries.csv", b"\n ;;\n" + dict(changed({(2, "sexe"): "X"}))["salaries.csv"]), ("accompagnants.csv", ACC)],
        [("E-CODE", 4, "sexe")], active=29, aside=1),
    one("header.line_break", "line breaks inside quotes, blanks count as `_`", with_text(lambda t: t.replace(
        "date_entree", '"date\nentree"', 1).replace(";CDDI;", ";CDI;", 1)), [("E-CODE", 3, "contrat")], active=29, aside=1),
    one("header.alone", "a file may have no rows", [("salaries.csv", SAL.split(b"\n")[0]), ("accompagnants.csv", ACC)], active=0),
    one("header.first_row_instead", "the header is required", [("salaries.csv", SAL.split(b"\n", 1)[1]), ("accompagnants.csv", ACC)],
        every("E-COLONNE", [(1, c) for c in REQUIRED]), "refused"),
    *[one(f"column.missing.{c}", "a required column is missing", without(c), [("E-COLONNE", 1, c)], "refused")
      for c in ("parcours_id", "date_entree", "frein_mobilite")],
    one("column.missing.required", "a required column is missing", without(*REQUIRED), every("E-COLONNE", [(1, c) for c in REQUIRED]),
        "refused"),
    one("column.missing.accompagnants", "a required column is missing", without("etp", "fonction", name="accompagnants"),
        [("E-COLONNE", "accompagnants", 1, "etp"), ("E-COLONNE", "accompagnants", 1, "fonction")], "refused"),
    # without date_sortie nobody has left
    one("column.missing.optional", "an optional column may be missing", without(*OPTIONAL), active=OPEN + 10),
    one("column.twice.required", "a required column is given twice", header(("sexe", "sexe;Sexe")), [("E-COLONNE", 1, "sexe")],
        "refused"),
    one("column.twice.optional", "so is a declared one", header(("rsa", "rsa;RSA")), [("E-COLONNE", 1, "rsa")], "refused"),
    one("column.unknown", "one I-COLONNE-INCONNUE per column", changed({(2, "couleur"): "rouge"}, columns=["couleur", "taille"]),
        every("I-COLONNE-INCONNUE", [(1, "couleur"), (1, "taille")])),
    one("column.unknown.twice", "nothing more for an unknown column given twice", changed({}, columns=["couleur", "couleur"]),
        every("I-COLONNE-INCONNUE", [(1, "couleur")] * 2)),
    one("column.frein_justice.off", "while the setting is off the column is not read at all",
        changed({(n, "frein_justice"): ("OUI", "n'importe", "")[n % 3] for n in range(2, 42)}, columns=["frein_justice"]),
        figures={"frein.cumul": 0}),
    one("column.unknown.accompagnants", "one per column", [("salaries.csv", SAL), ("accompagnants.csv", emit(
        [dict(r, poste="chef") for r in base_rows()["accompagnants"]], ["poste"] + COLUMNS["accompagnants"]))],
        [("I-COLONNE-INCONNUE", "accompagnants", 1, "poste")]),
]

CASES = NAMES + ENCODINGS + DIALECTS + HEADERS
