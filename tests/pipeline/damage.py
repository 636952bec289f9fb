"""Damages submissions at random, in structure and in cells, as failing exports, hurried hands and half-written files do."""
import csv
import io

from base_export import COLUMNS, DAY, SCHEMA, ago, ahead, before_window, french

TEXTS = ("", "NR", "nr", " ", "?", "X", "0", "1", "O", "N", "OUI-M", "oui", "true", "-1", "48", "48,01", "0,8", "1.5", "1,555", "12 000",
         "é", "Réfugié", "REFUGIE ", "FRANCE TRAVAIL", "03", "96", "DETENTION", "RUE", "x" * 41, "y" * 4096, "z" * 4097, "é" * 2049,
         "1990-05", "05/1990", "1990-05-01", "01/05/1990", "1990-05-12", "2024-02-29", "29/02/2023", "31/12/2199", "1899-12-31",
         "2026-13-01", "0612345678", "06 12 34 56 78", "+33612345678", "a@b.fr", "a@b", "999991234567", "1850578006084",
         "185057800608491", "2 85 05 2A 006 084", '"', 'a"b', "a;b", "a,b", "a\tb", "a\nb", "a\r\nb", "\u00a0N\u202f", "=1+1", "\x01", "\x7f")
SEPARATORS, ENDS = ";;;;,\t", ("\n", "\n", "\r\n", "\r")
HEADERS = ("Nom", "email", "couleur", "Date entrée", "date-sortie", "PARCOURS_ID", "frein_justice", "", "rsa", "sexe ", "x" * 61)


# ---------------------------------------------------------------- bytes

# any byte, but in Windows-1252 no letter of which one may doubt whether it is another with an accent (Ø, Ð, Þ, ß, Æ, Œ)
ANY = [byte for byte in range(256) if byte not in b"\xc6\xe6\xd0\xf0\xd8\xf8\xde\xfe\xdf\x8c\x9c"]

def cut(R, data):
    return data[:R.randrange(len(data) + 1)]


def flip(R, data):
    out = bytearray(data)
    for _ in range(R.randint(1, 8)):
        if out:
            out[R.randrange(len(out))] = R.choice(ANY)
    return bytes(out)


def other_separators(R, data):
    return data.replace(b";", R.choice([b",", b"|", b'"', b";;", b"\t"]), R.randint(1, 500))


def noise(R, data):
    at = R.randrange(len(data) + 1)
    return data[:at] + bytes(R.choices(ANY, k=R.randint(1, 300))) + data[at:]


def nothing(R, data):
    return R.choice([b"", b"\n\n", b"\0" * 500, data.split(b"\n")[0], b"\xef\xbb\xbf", b";;;\n" * 5])


def other_encoding(R, data):
    return data.decode("utf-8", "replace").encode(R.choice(["utf-16", "cp1252", "utf-8-sig"]), "replace")


def open_quote(R, data):
    at = R.choice([data.rfind(b"\n") + 1, data.find(b"\n") + 1, R.randrange(len(data) + 1)])
    return data[:at] + b'"' + data[at:]


def shuffle(R, data):
    lines = data.split(b"\n")
    kept = lines[:1] if R.random() < .7 else []
    rest = lines[len(kept):]
    R.shuffle(rest)
    return b"\n".join(kept + rest)


def repeat(R, data):
    lines = data.split(b"\n")
    at = R.randrange(len(lines))
    return b"\n".join(lines[:at] + [lines[at]] * R.randint(2, 20) + lines[at:])


def other_years(R, data):
    return data.replace(b"202", R.choice([b"002", b"999", b"-20", b"2O2", b"201", b"203"]), R.randint(1, 60))


def blank_lines(R, data):
    return b"\n".join(line + R.choice([b"", b"\n", b"\n;;;;", b"\n  ", b"\n\"\";"]) for line in data.split(b"\n"))


def stray(R, data):
    """A character of the grammar somewhere."""
    out = bytearray(data)
    for _ in range(R.randint(1, 4)):
        out.insert(R.randrange(len(out) + 1), R.choice(b'";,\t\r\n\xe9 @'))
    return bytes(out)


BYTES = (cut, flip, other_separators, noise, nothing, other_encoding, open_quote, shuffle, repeat, other_years, blank_lines, stray)


# ---------------------------------------------------------------- cells

def cell(R, rows, columns):
    """Any text in any cell, a few times, often in one column."""
    column = R.choice(columns)
    for _ in range(R.randint(1, 12)):
        if rows:
            R.choice(rows)[column if R.random() < .6 else R.choice(columns)] = R.choice(TEXTS)


def neighbour(R, rows, columns):
    """A cell of another row or column: plausible, and mostly wrong."""
    for _ in range(R.randint(1, 8)):
        if rows:
            R.choice(rows)[R.choice(columns)] = R.choice(rows).get(R.choice(columns), "")


def days(R, rows, columns):
    """Dates at and around the edges."""
    texts = [str(DAY), ahead(1), ahead(2), ago(1), ago(15), ago(16), ago(730), ago(731), ago(1826), ago(1827), before_window(0),
             before_window(1), "1990-01-01", "1989-12-31", ""]
    names = [c for c in columns if c.startswith("date")]
    for _ in range(R.randint(1, 12)):
        if rows and names:
            text = R.choice(texts)
            R.choice(rows)[R.choice(names)] = french(text) if text and R.random() < .3 else text


def leave(R, rows, columns):
    """Exits that are complete, half, early, or to come."""
    for _ in range(R.randint(1, 8)):
        if rows and "motif_sortie" in columns:
            row = R.choice(rows)
            row["date_sortie"] = R.choice([ago(R.randrange(900)), ahead(R.randrange(40)), "", "NR", "hier"])
            row["motif_sortie"] = R.choice(["CDI", "3", "22", "DEMENAGEMENT", "", "NR", "PARTI"])
            if R.random() < .5:
                row["habitat_sortie"] = row["bilan_sante"] = ""


def persons(R, rows, columns):
    """One person in several rows, one key in several rows."""
    for _ in range(R.randint(1, 6)):
        if len(rows) > 1:
            one, other = R.sample(rows, 2)
            key = R.choice(["salarie_id", "parcours_id"] if "salarie_id" in columns else ["cip_ref"])
            one[key] = other.get(key, "")
            if R.random() < .5 and "programme" in one:
                one["programme"] = other.get("programme", "")


def lines(R, rows, columns):
    """Lines lost, doubled, put elsewhere."""
    for _ in range(R.randint(1, 5)):
        if rows:
            row = dict(rows.pop(R.randrange(len(rows))))
            for _ in range(R.randrange(3)):
                rows.insert(R.randrange(len(rows) + 1), dict(row))


CELLS = (cell, cell, neighbour, days, days, leave, persons, lines)


def header_of(R, columns):
    """The columns as written: now and then one more, one less, one twice, another order."""
    columns = list(columns)
    if R.random() < .25:
        columns.insert(R.randrange(len(columns) + 1), R.choice(HEADERS))
    if R.random() < .1:
        columns.pop(R.randrange(len(columns)))
    if R.random() < .1:
        columns.insert(R.randrange(len(columns) + 1), R.choice(columns))
    if R.random() < .2:
        R.shuffle(columns)
    return columns


def written(R, dataset, rows, plain):
    """The bytes of a file in some dialect; `plain` keeps to the common one."""
    columns = COLUMNS[dataset] if plain else header_of(R, COLUMNS[dataset])
    out = io.StringIO()
    quoting = csv.QUOTE_MINIMAL if plain or R.random() < .8 else csv.QUOTE_ALL
    writer = csv.writer(out, delimiter=";" if plain else R.choice(SEPARATORS), lineterminator="\n" if plain else R.choice(ENDS),
                        quoting=quoting)
    writer.writerow(columns if plain or R.random() < .8 else [c.replace("_", R.choice(" -_")).title() for c in columns])
    for row in rows:
        cells = [row.get(c, "") for c in columns]
        if not plain and R.random() < .03:
            cells = cells[:R.randrange(1, len(cells) + 1)] if R.random() < .5 else cells + ["", R.choice(TEXTS)]
        writer.writerow(cells)
    encoding = "utf-8" if plain or R.random() < .7 else R.choice(["utf-8-sig", "cp1252"])
    return out.getvalue().encode(encoding, "replace")


def submission(R, rows):
    """[(name, bytes)] of a damaged submission, and the word for what was done. `rows`: {dataset: [row]} to start from."""
    rows = {name: [dict(row) for row in some] for name, some in rows.items()}
    done = []
    for _ in range(R.randint(0, 4)):
        name, how = R.choice(["salaries", "salaries", "salaries", "accompagnants"]), R.choice(CELLS)
        how(R, rows[name], [c.name for c in SCHEMA[name].columns if c.name in COLUMNS[name]])
        done.append(f"{how.__name__} {name}")
    plain = R.random() < .3
    files = [(f"{name}.csv", written(R, name, some, plain)) for name, some in rows.items()]
    if R.random() < .35 or not done:
        at, how = R.randrange(len(files)), R.choice(BYTES)
        files[at] = (files[at][0], how(R, files[at][1]))
        done.append(f"{how.__name__} {files[at][0]}")
    if R.random() < .05:
        files.append((R.choice(["notes.txt", "Salariés bis.csv", "accompagnants2.csv", "equipe.csv"]), files[0][1]))
        done.append(f"added {files[-1][0]}")
    if R.random() < .03:
        done.append(f"lost {files.pop(R.randrange(len(files)))[0]}")
    return files, done
