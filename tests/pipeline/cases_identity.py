"""Cases of identity data: headers and cells that refuse the whole submission, whose values no answer repeats."""
import datetime as dt

from base_export import (COLUMNS, DAY, OPEN, TODAY, Case, Send, ago, ahead, base_rows, changed, emit, every, files, one, salarie,
                         swap_lines, with_text)
from cases_reading import zipped

# ---------------------------------------------------------------- headers

HEADERS = """nom nom_usage nom_naissance prenom prenoms nir numero_securite_sociale date_naissance date_de_naissance lieu_naissance
    adresse telephone tel mobile courriel email mail numero_pass pass_iae numero_pass_iae""".split()
WRITTEN = {"Nom": "nom", "PRÉNOM": "prenom", " Prénoms ": "prenoms", "Date de naissance": "date_de_naissance", "N.I.R.": None,
           "Nom-usage": "nom_usage", "Téléphone": "telephone", "Numéro sécurité sociale": "numero_securite_sociale", "E-mail": None,
           "Pass IAE": "pass_iae", "nom du chien": None, "noms": None, "mel": None}
SECRET = "Zorglub"


def header_case(name, written, found):
    sent = changed({(2, written): SECRET}, columns=[written])
    if found:
        return one(name, "a header that, normalised, is one of the list", sent, [("E-IDENTITE", 1, found)], "refused",
                   secrets=(SECRET,))
    return one(name, "no other header", sent, [("I-COLONNE-INCONNUE", 1, written)], secrets=(SECRET,))


HEADER_CASES = [
    *[header_case(f"identity.header.{h}", h, h) for h in HEADERS],
    *[header_case(f"identity.written.{w.strip()}", w, h) for w, h in WRITTEN.items()],
    one("identity.header.several", "each is told", changed({(2, "nom"): SECRET}, columns=["nom", "couleur", "Tél"]),
        every("E-IDENTITE", [(1, "nom"), (1, "tel")]), "refused", secrets=(SECRET,)),
    one("identity.header.accompagnants", "in every dataset", [files()[0], ("accompagnants.csv", emit(
        [dict(r, nom=SECRET) for r in base_rows()["accompagnants"]], COLUMNS["accompagnants"] + ["nom"]))],
        [("E-IDENTITE", "accompagnants", 1, "nom")], "refused", secrets=(SECRET,)),
    one("identity.header.is_data", "a header that is identity data itself is told, but not repeated",
        changed({}, columns=["06 12 34 56 78", "suivi par zoe@zorglub.fr"]), every("I-COLONNE-INCONNUE", [(1, "***")] * 2),
        secrets=("06 12 34 56 78", "zorglub")),
    one("identity.header.no_value", "the header alone is enough", changed({}, columns=["email"]), [("E-IDENTITE", 1, "email")],
        "refused"),
]

# ---------------------------------------------------------------- cells


def key_of(nir):
    """97 − n mod 97, Corsica's letters read as 19 and 18."""
    return f"{97 - int(nir.replace('2A', '19').replace('2B', '18')) % 97:02d}"


def keyed(nir, wrong=0):
    return nir + f"{(int(key_of(nir)) + wrong - 1) % 97 + 1:02d}"


NIR = "1850578006084"
NIRS = [NIR, keyed(NIR), "2 85 05 78 006 084", "1.85.05.78.006.084 " + key_of(NIR), "1-85-05-78-006-084", "1/850578/006084",
        "1\u00a085\u00a005\u00a078\u202f006\u00a0084", *[d + NIR[1:] for d in "23478"], keyed("2" + NIR[1:]),
        "185012A006084", keyed("185012A006084"), "185012B006084", keyed("185012B006084"), keyed("185012B006084")[:7] + " 006.084 "
        + key_of("185012B006084"), "1850178006084", "1851278006084", "1852078006084", "1859978006084", keyed("1854278006084")]
NOT_NIRS = [*[d + NIR[1:] for d in "0569"], keyed(NIR, 1), keyed(NIR, 50), keyed("185012A006084", 1), keyed("185012B006084", 96),
            NIR[:-1], NIR + "0", NIR + "000", "1850078006084", "1851378006084", "1851978006084", "185052C006084", "1850578A06084",
            "nir " + NIR, NIR + "x", "1850578006084,", "185_0578006084"]
PHONES = ["0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "+33612345678", "+33 6 12 34 56 78",
          "0033612345678", "00 33 6 12 34 56 78", "01 23 45 67 89", "09.99.99.99.99", "06\u202f12\u00a034 56 78", " 0612345678 "]
NOT_PHONES = ["0012345678", "061234567", "06123456789", "+330612345678", "+33061234567", "33612345678", "00330612345678", "tel 0612345678",
              "0612345678 (bureau)", "(06)12345678", "+34612345678", "06_12_34_56_78", "1612345678"]
PASSES = ["999991234567", "99999 1234567", "99999-12-34567", "999.991.234.567"]
NOT_PASSES = ["999981234567", "99999123456", "9999912345678", "pass 999991234567"]
EMAILS = ["jean@exemple.fr", "écrire à jean.dupont@mail.exemple.org svp", "<a@b.fr>", "a@b.c.fr", "x@y@z.com", "é@é.fr", "mailto:a@b.fr,c"]
NOT_EMAILS = ["jean@exemple", "@exemple.fr", "a @b.fr", "a@ b.fr", "a@b.f", "a@.f", "a@b.1r", "@jean", "jean@", "a@b. fr"]


def noted(texts):
    """Texts down unknown columns, forty each: {(line, column): text}."""
    return {(2 + i % 40, f"note{i // 40}"): text for i, text in enumerate(texts)}


def texts_case(name, says, yes, no):
    """All in unknown columns: those that are identity data are found, line by line, and those that are not are not."""
    cells = noted([text for pair in zip(yes, no) for text in pair] + yes[len(no):] + no[len(yes):])
    finds = every("E-IDENTITE", [place for place, text in cells.items() if text in yes])
    return one(f"identity.{name}", says, changed(cells, columns=["note0", "note1"], quote=True), finds, "refused",
               secrets=tuple(text.strip() for text in yes if len(text) > 7))


def harmless_case(name, no):
    return one(f"identity.not.{name}", "nothing else is identity data", changed(noted(no), columns=["note0"]),
               [("I-COLONNE-INCONNUE", 1, "note0")])


CELL_CASES = [
    texts_case("nir", "a NIR as a whole, without blanks, dots, hyphens and slashes; alone or with its key", NIRS, NOT_NIRS),
    texts_case("telephone", "a telephone number as a whole", PHONES, NOT_PHONES),
    texts_case("pass", "a PASS IAE as a whole", PASSES, NOT_PASSES),
    texts_case("email", "which contains an address", EMAILS, NOT_EMAILS),
    harmless_case("nir", NOT_NIRS), harmless_case("telephone", NOT_PHONES), harmless_case("pass", NOT_PASSES),
    harmless_case("email", NOT_EMAILS),
]

# ---------------------------------------------------------------- where

PHONE, EMAIL, PASS = "0612345678", "jean.dupont@exemple.fr", "999991234567"
SAL = files()[0][1].decode().split("\n")


def cell_case(name, says, sent, line, column, secret, dataset="salaries", **more):
    return one(f"identity.{name}", says, sent, [("E-IDENTITE", dataset, line, column)], "refused", secrets=(secret,), **more)


def at(line, column, text, *columns):
    return changed({(line, column): text}, columns=columns)


def swapped(changes):
    return with_text(lambda text: swap_lines(text, changes))


PLACE_CASES = [
    *[cell_case(f"in.{column}", "a cell of any column but dates, months, decimals and booleans", at(7, column, text), 7, column, text)
      for column, text in (("parcours_id", PHONE), ("salarie_id", keyed(NIR)), ("cip_ref", EMAIL),
                           ("sexe", NIR), ("protection", PASS), ("motif_sortie", EMAIL), ("orienteur", "+33612345678"),
                           ("frein_langue", keyed("185012A006084")))],
    cell_case("in.id_with_dots", "an id that is a telephone number", at(7, "cip_ref", "06.12.34.56.78"), 7, "cip_ref", "06.12.34.56.78"),
    cell_case("in.unknown_column", "unknown columns included", at(7, "remarque", PHONE, "remarque"), 7, "remarque", PHONE),
    cell_case("in.frein_justice", "a declared column that is not read, too", at(7, "frein_justice", PHONE, "frein_justice"), 7,
              "frein_justice", PHONE),
    cell_case("in.accompagnants", "in every dataset", changed({("accompagnants", 3, "cip_ref"): PHONE}), 3, "cip_ref", PHONE,
              "accompagnants"),
    cell_case("beyond", "cells beyond the header", swapped({7: SAL[6] + ";" + PHONE}), 7, None, PHONE),
    cell_case("beyond.far", "cells beyond the header", swapped({7: SAL[6] + ";;;x;;" + EMAIL}), 7, None, EMAIL),
    cell_case("short", "of a short line", swapped({7: "P006;" + PHONE}), 7, "salarie_id", PHONE),
    cell_case("aside", "of a line that is set aside", changed({(7, "sexe"): "X", (7, "cip_ref"): PHONE}), 7, "cip_ref", PHONE),
    cell_case("left", "of a line that is left for later", changed({(7, "date_entree"): ahead(3), (7, "cip_ref"): PHONE}), 7, "cip_ref",
              PHONE),
    cell_case("in_quotes", "in quotes, after a line break", at(7, "note", f"\n{PHONE} ", "note"), 7, "note", PHONE),
    cell_case("in_cp1252", "in any encoding", changed({(7, "note"): EMAIL, (8, "note"): "é"}, columns=["note"], encoding="cp1252"), 7,
              "note", EMAIL),
    cell_case("in_zip", "in a zip", [("envoi.zip", zipped(at(7, "cip_ref", PHONE)))], 7, "cip_ref", PHONE),
    cell_case("last_line", "on the last line, without an end", changed({(41, "note"): EMAIL}, columns=["note"], last_end=False), 41,
              "note", EMAIL),
    *[cell_case(f"month.{word}", "in a month column a day other than the 1st is identity data", at(7, "naissance", text), 7,
                "naissance", text) for word, text in (("iso", "1990-05-12"), ("french", " 12/05/1990"), ("last", "1990-05-31"))],
    one("identity.month.no_day", "a day that does not exist is no day", at(7, "naissance", "1990-02-30"), [("E-TYPE", 7, "naissance")],
        active=29, aside=1, secrets=("1990-02-30",)),
    one("identity.not.in_dates", "dates, decimals and booleans are not looked at", changed({
        (7, "date_fin_prevue"): PHONE, (8, "heures_hebdo"): NIR, (9, "rsa"): PASS, (10, "date_fin_prevue"): EMAIL}), every("W-CELLULE", [
            (7, "date_fin_prevue"), (8, "heures_hebdo"), (9, "rsa"), (10, "date_fin_prevue")])),
    one("identity.several", "each is told, the E-IDENTITE alone", changed({
        (2, "cip_ref"): PHONE, (3, "sexe"): "X", (4, "naissance"): "1990-05-12", (5, "note"): EMAIL, ("accompagnants", 2, "etp"): "9"},
        columns=["note"]), every("E-IDENTITE", [(2, "cip_ref"), (4, "naissance"), (5, "note")]), "refused",
        secrets=(PHONE, "1990-05-12", EMAIL), aside=0),
]

# ---------------------------------------------------------------- before everything else

BAD_CELL = at(7, "cip_ref", PHONE)
FIND = ("E-IDENTITE", 7, "cip_ref")
FIRST_CASES = [
    one("identity.first.situation", "what refuses it, E-IDENTITE first", BAD_CELL, [FIND], "refused", day=TODAY + dt.timedelta(days=5),
        secrets=(PHONE,)),
    one("identity.first.jeu", "before a missing dataset", BAD_CELL[:1], [FIND], "refused", secrets=(PHONE,)),
    one("identity.first.jeu.twice", "also in a file that is given twice", [*files(), ("salaries 2.csv", BAD_CELL[0][1])], [FIND],
        "refused", secrets=(PHONE,)),
    one("identity.first.colonne", "before a missing column", [("salaries.csv", emit(
        [dict(r, cip_ref=PHONE if i == 5 else "") for i, r in enumerate(base_rows()["salaries"])],
        [c for c in COLUMNS["salaries"] if c != "sexe"])), files()[1]], [FIND], "refused", secrets=(PHONE,)),
    one("identity.first.fichier", "before a quote that never closes", [("salaries.csv", BAD_CELL[0][1] + b'"x;\n'), files()[1]], [FIND],
        "refused", secrets=(PHONE,)),
    one("identity.first.long_cell", "before a cell over the limit, and after it", changed({(3, "note"): "x" * 4097, (7, "cip_ref"): PHONE},
        columns=["note"]), [FIND], "refused", secrets=(PHONE,), oracle="it stops at the first cell that is over the limit"),
    one("identity.first.chantier", "before a reporter that is no member", BAD_CELL, [FIND], "refused", jusqua=ago(30), secrets=(PHONE,)),
    Case("identity.first.superseded", "older content with identity data is refused, not superseded", [
        Send(files(), active=OPEN),
        Send(BAD_CELL, [FIND], "refused", OPEN, DAY - dt.timedelta(days=3), secrets=(PHONE,)),
        Send(files(), [("I-RIEN", None, None, None)], active=OPEN, day=TODAY)]),
    Case("identity.first.held", "content with identity data is refused, not held; what is in force stays", [
        Send(files(), active=OPEN, day=DAY - dt.timedelta(days=1)),
        Send([("salaries.csv", emit([salarie(n, parcours_id=f"N{n}", cip_ref=PHONE if n == 1 else "") for n in range(1, 31)],
                                    COLUMNS["salaries"])), files()[1]], [("E-IDENTITE", 2, "cip_ref")], "refused", OPEN,
             secrets=(PHONE,))]),
    Case("identity.confirm", "`confirm` waives a hold, never a refusal", [Send(BAD_CELL, [FIND], "refused", 0, confirm=True,
                                                                              secrets=(PHONE,))]),
    Case("identity.again", "refused content is judged anew", [Send(BAD_CELL, [FIND], "refused", 0), Send(BAD_CELL, [FIND], "refused", 0),
                                                             Send(files(), active=OPEN)]),
]

CASES = HEADER_CASES + CELL_CASES + PLACE_CASES + FIRST_CASES
