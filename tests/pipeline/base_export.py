"""A small clean export that every case starts from, and the words in which cases are written.

Lines 2 to 31 of `salaries` are open on the situation date, 32 to 41 have ended; `accompagnants` has three lines, all in post. Nothing
in it makes a finding. Days are relative to yesterday, so that the receiver's date allows it.
"""
import datetime as dt
import os
import sys
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "oracle"))
import tables  # noqa: E402  (the oracle's, typed from the export format)

TODAY = dt.datetime.now(ZoneInfo("Europe/Paris")).date()
DAY = TODAY - dt.timedelta(days=1)
OPEN, ENDED = 30, 10
READ = OPEN + ENDED + 3
SCHEMA = tables.datasets()
COLUMNS = {name: [c.name for c in d.columns if c.name != "frein_justice"] for name, d in SCHEMA.items()}


def ago(days, day=DAY):
    return str(day - dt.timedelta(days=days))


def ahead(days, day=DAY):
    return ago(-days, day)


def french(iso):
    return "/".join(reversed(iso.split("-")))


def before_window(days, day=DAY):
    """So many days before the window of a situation date opens; 0 is its first day."""
    return str(dt.date(day.year - 1, 1, 1) - dt.timedelta(days=days))


def years_before(iso, years, months=0):
    """The month so many years and months before a day."""
    day = dt.date.fromisoformat(iso)
    n = (day.year - years) * 12 + day.month - 1 - months
    return f"{n // 12:04d}-{n % 12 + 1:02d}"


# ---------------------------------------------------------------- rows

def salarie(n, **cells):
    """The nth open parcours."""
    row = dict(parcours_id=f"P{n:03d}", salarie_id=f"S{n:03d}", programme="PHC" if n % 6 == 5 else "CVG", sexe="FH"[n % 2],
               naissance=f"{1970 + n % 30}-{n % 12 + 1:02d}", nationalite=("FR", "HUE", "UE")[n % 3], protection="AUCUNE",
               orienteur=("FRANCE_TRAVAIL", "HEBERGEMENT", "SPONTANEE")[n % 3], formation_france="N3", formation_origine="N4",
               sans_emploi="24_MOIS_ET_PLUS", habitat_entree=("CHU", "TIERS", "AUTONOME")[n % 3], parcours_rue="NON",
               cip_ref=f"C{n % 3 + 1}", contrat="CDDI", heures_hebdo="26", date_entree=ago(20 + 15 * (n % 40)),
               date_fin_prevue=ahead(60), prolongation="AUCUNE")
    for name in "suivi_exterieur rsa ass aah rqth concerte proximite cp_emploi cp_logement cp_sante".split():
        row[name] = "N"
    for name in tables.FREINS:
        row["frein_" + name] = "NON"
    return dict(row, **cells)


def ended(n, exit_=None, **cells):
    """The nth parcours, ended, with all that an exit says."""
    row = dict(date_entree=ago(400 + n), date_sortie=exit_ or ago(10 + 20 * (n % 10)), motif_sortie="CDI", sortie_via_cp="N",
               habitat_sortie="AUTONOME", habitat_via_cp="N", post_emploi="NR", post_logement="NR")
    for name in tables.HEALTH_OUTCOMES:
        row[name] = "N"
    return salarie(n, **dict(row, **cells))


def many(first, last, **cells):
    return [salarie(n, **cells) for n in range(first, last + 1)]


def accompagnant(n, **cells):
    return dict(dict(cip_ref=f"C{n}", fonction=("CIP", "ASP", "ESP")[n % 3], etp=("0.8", "1", "0.5")[n % 3], renfort_cvg="N",
                     date_debut="2019-01-01", date_fin=""), **cells)


def cips():
    return [accompagnant(n) for n in (1, 2, 3)]


def base_rows():
    return dict(salaries=many(1, OPEN) + [ended(n) for n in range(OPEN + 1, OPEN + ENDED + 1)], accompagnants=cips())


# ---------------------------------------------------------------- files

def quoted(cell, separator, always):
    if always or any(c in cell for c in separator + '"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def emit(rows, columns, separator=";", end="\n", quote=False, header=None, encoding="utf-8", last_end=True):
    """The bytes of a file; `header` replaces how columns are written."""
    lines = [list(header or columns)] + [[str(row.get(c, "")) for c in columns] for row in rows]
    text = end.join(separator.join(quoted(c, separator, quote) for c in line) for line in lines) + (end if last_end else "")
    return text.encode(encoding)


def files(salaries=None, accompagnants=None, **style):
    """[(name, bytes)] of a submission of a chantier."""
    rows = base_rows()
    return [("salaries.csv", emit(rows["salaries"] if salaries is None else salaries, COLUMNS["salaries"], **style)),
            ("accompagnants.csv", emit(rows["accompagnants"] if accompagnants is None else accompagnants, COLUMNS["accompagnants"],
                                       **style))]


def changed(cells=None, add=(), drop=(), columns=(), **style):
    """The base export with cells changed: {(line, column): text} or {(dataset, line, column): text}; rows added, lines dropped, and
    further columns."""
    rows = base_rows()
    for place, text in (cells or {}).items():
        dataset, line, column = ("salaries",) + place if len(place) == 2 else place
        rows[dataset][line - 2][column] = text
    rows["salaries"] = [r for i, r in enumerate(rows["salaries"]) if i + 2 not in drop] + list(add)
    return [(name + ".csv", emit(rows[name], COLUMNS[name] + (list(columns) if name == "salaries" else []), **style))
            for name in ("salaries", "accompagnants")]


def with_text(changes, name="salaries.csv"):
    """The base export with a function applied to the text of one file."""
    return [(n, changes(data.decode()).encode() if n == name else data) for n, data in files()]


def swap_lines(text, lines):
    """A text with some of its lines replaced: {line: text or None to leave it out}."""
    out = [lines.get(i, line) for i, line in enumerate(text.split("\n"), 1)]
    return "\n".join(line for line in out if line is not None)


# ---------------------------------------------------------------- cases

@dataclass
class Send:
    """One submission and what must come of it."""
    files: list
    finds: list = field(default_factory=list)  # (code, line, column), or (code, dataset, line, column)
    state: str = "accepted"
    active: int | None = None  # the file active on DAY after it; None: not asked
    day: dt.date = DAY
    confirm: bool = False
    same_as: int | None = None  # the step whose submission's id answers
    waived: bool = False
    aside: int | None = None
    left: int = 0
    changes: tuple | None = None  # added, removed, changed, unchanged
    body: str | None = None  # "zip": the files as one application/zip body; "name": multipart without filename
    figures: dict = field(default_factory=dict)  # code -> num of `check --figures DAY..DAY --programme TOUS`
    secrets: tuple = ()  # texts that the answer must not contain
    shows: tuple = ()  # texts that the answer must contain
    check: bool = True  # the same files go through `cvg check`
    needs_state: tuple = ()  # codes that `check` cannot tell here, for want of a snapshot before


@dataclass
class Decide:
    """A person's decision on the submission of a step."""
    what: str  # release, discard, look
    step: int
    state: str
    active: int | None = None
    done: bool = True  # False: the command may refuse, nothing moves


@dataclass
class Case:
    name: str
    says: str  # the contract, in its words or nearly
    steps: list
    reporter: str = "chantier"
    depuis: str = "2015-01-01"
    jusqua: str = ""
    http: bool = True
    logiciel: str = ""  # the chantier's tool in the reference data
    oracle: str = ""  # where the oracle is known to say something else: why


def one(name, says, sent, finds=(), state="accepted", active=..., **more):
    """A case of one submission. A file active that is not told: 30 where accepted, 0 else."""
    case_more = {k: more.pop(k) for k in ("reporter", "depuis", "jusqua", "http", "logiciel", "oracle") if k in more}
    if active is ...:
        active = OPEN if state == "accepted" else 0
    return Case(name, says, [Send(sent, list(finds), state, active, **more)], **case_more)


def every(code, places):
    return [(code, *place) if isinstance(place, tuple) else (code, place, None) for place in places]
