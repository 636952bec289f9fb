"""Reads the files of one submission: typed cells, identity data, and every finding of a file, a row or a cell."""

import datetime as dt
import re
from collections import Counter, defaultdict
from functools import lru_cache

import tables
from correspondances import IN_DOUBT
from dialect import BLANKS, FileFault, dataset_of, decode, entries, header_name, plain, records, sheet_records
from excel import DateText, Sheet

UNKNOWN = ('', 'NR')

ID = re.compile(r'[A-Za-z0-9._-]{1,40}')
DECIMAL = re.compile(r'([+-]?)([0-9]+)(?:[.,]([0-9]{0,2}))?')
INTEGER = re.compile(r'[+-]?[0-9]+')
DATES = (re.compile(r'(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})'),
         re.compile(r'(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})'))
MONTHS = (re.compile(r'(?P<y>[0-9]{4})-(?P<m>[0-9]{2})'), re.compile(r'(?P<m>[0-9]{2})/(?P<y>[0-9]{4})'))
BOOLEANS = {'O': True, 'OUI': True, '1': True, 'TRUE': True, 'N': False, 'NON': False, '0': False, 'FALSE': False}

NIR = re.compile(r'([1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6})([0-9]{2})?')
TELEPHONE = re.compile(r'(?:0|\+33|0033)[1-9][0-9]{8}')
PASS_IAE = re.compile(r'99999[0-9]{7}')
EMAIL = re.compile(r'[^\s@]+@[^\s@]+\.[A-Za-z]{2,}')
IDENTITY_NOISE = re.compile(r'[\s.\-/]')
SCANNED_NOT = ('date', 'month', 'decimal', 'boolean')


class Line:
    """One record: its physical line, its key if readable, its typed cells, and what became of it."""

    def __init__(self, number, dataset):
        self.number = number
        self.dataset = dataset
        self.key = None
        self.values = {}
        self.status = 'taken'  # or aside, left

    def shown_key(self):
        return shown_key(self.key)


class Reading:
    """What the files say: lines by dataset, findings, and whether they refuse the submission."""

    def __init__(self, profile=None):
        self.profile = profile  # the mapping profile of the reporter's tool
        self.lines = {}  # dataset -> [Line]; only of datasets that were given
        self.findings = []
        self.identity = []
        self.refused = False
        self.read = 0

    def tell(self, code, dataset=None, line=None, key=None, column=None):
        self.findings.append(finding(code, dataset, line, key, column))

    def typed(self, dataset, column, raw):
        """typed(), of a cell in the tool's spelling."""
        if self.profile and not isinstance(raw, DateText):
            raw = self.profile.reads(dataset, column, raw)
        return (None, 'CODE') if raw is IN_DOUBT else typed(column, raw)

    def every_line(self):
        return [line for lines in self.lines.values() for line in lines]

    def count(self, status):
        return sum(line.status == status for line in self.every_line())


def shown_key(key):
    return None if key is None else '/'.join(str(part) for part in key)


def finding(code, dataset=None, line=None, key=None, column=None):
    name = 'parcours_id' if dataset == 'salaries' else 'key'
    return {'code': code, 'severity': code[0], 'dataset': dataset, 'line': line, name: key, 'column': column}


# ---------------------------------------------------------------- cells

@lru_cache(maxsize=1 << 18)
def is_identity(text):
    bare = IDENTITY_NOISE.sub('', text)
    nir = NIR.fullmatch(bare)
    if nir:
        number, key = nir.groups()
        if key is None or int(number.replace('2A', '19').replace('2B', '18')) % 97 == 97 - int(key):
            return True
    return bool(TELEPHONE.fullmatch(bare) or PASS_IAE.fullmatch(bare) or EMAIL.search(text))


def calendar_day(text, forms):
    for form in forms:
        match = form.fullmatch(text)
        if match:
            parts = match.groupdict()
            try:
                day = dt.date(int(parts['y']), int(parts['m']), int(parts.get('d', 1)))
            except ValueError:
                return None
            return day if 1900 <= day.year <= 2199 else None
    return None


def typed(column, raw):
    """(value, fault): fault is None, REQUIS, TYPE, CODE, BORNE, MOIS or IDENTITE; a value out of range is kept."""
    if column.kind == 'month' and isinstance(raw, DateText):
        month = calendar_day(raw[:8] + '01', DATES)
        return (month, 'MOIS') if month else (None, 'TYPE')
    known = column.cache.get(raw)
    if known is None:
        if len(column.cache) > 200000:
            column.cache.clear()
        known = column.cache[raw] = _typed(column, raw.strip(BLANKS))
    return known


def _typed(column, text):
    if text.upper() in UNKNOWN:
        missing = column.required and (text == '' or not column.nr)
        return None, 'REQUIS' if missing else None
    if column.kind == 'id':
        return (text, None) if ID.fullmatch(text) else (None, 'TYPE')
    if column.kind == 'text':
        return text, 'BORNE' if len(text) > column.high else None
    if column.kind == 'code':
        word = plain(text)
        if re.fullmatch('[0-9]+', word):
            word = word.lstrip('0')
        return (column.codes[word], None) if word in column.codes else (None, 'CODE')
    if column.kind == 'boolean':
        word = text.upper()
        value = True if word in column.extra_true else BOOLEANS.get(word)
        return value, 'TYPE' if value is None else None
    if column.kind == 'month':
        month = calendar_day(text, MONTHS)
        day = calendar_day(text, DATES)
        if day is not None:
            return (day, 'MOIS') if day.day == 1 else (None, 'IDENTITE')
        return month, 'TYPE' if month is None else None
    value = number(column.kind, text)
    if value is None:
        return None, 'TYPE'
    out = (column.above is not None and value <= column.above or column.low is not None and value < column.low
           or column.high is not None and value > column.high)
    return value, 'BORNE' if out else None


def number(kind, text):
    """A date, an integer, or a decimal in hundredths; None where it is none."""
    if kind == 'date':
        return calendar_day(text, DATES)
    if kind == 'integer':
        return int(text) if INTEGER.fullmatch(text) else None
    match = DECIMAL.fullmatch(text)
    if not match:
        return None
    sign, whole, decimals = match.groups()
    value = int(whole) * 100 + int((decimals or '').ljust(2, '0'))
    return -value if sign == '-' else value


def age(birth, day):
    """Completed years on a day, the birth day taken as the first of the month."""
    return day.year - birth.year - (day.month < birth.month)


# ---------------------------------------------------------------- one file

def read_file(reading, dataset, data, situation, erased):
    """Adds the lines and findings of one file of a dataset."""
    name = dataset.name
    try:
        rows = sheet_records(data) if isinstance(data, Sheet) else csv_records(reading, name, data)
        first = next(rows, None)
        if first is None:
            raise FileFault(1)
        columns, faulty = read_header(reading, dataset, *first)
        lines = reading.lines.setdefault(name, [])
        for number_, cells in rows:
            reading.read += 1
            line = Line(number_, name)
            scan_identity(reading, line, cells, columns)
            if not faulty:
                read_line(reading, dataset, line, cells, columns, situation, erased)
                lines.append(line)
    except FileFault as fault:
        reading.refused = True
        reading.tell('E-FICHIER', name, fault.line)


def csv_records(reading, name, data):
    text, windows = decode(data)
    if windows:
        reading.tell('I-ENCODAGE', name, 1)
    return records(text)


def read_header(reading, dataset, number_, cells):
    """(declared Column or name of each cell, whether the header refuses the file)."""
    declared = {column.name: column for column in dataset.columns}
    sent = [header_name(cell) for cell in cells]
    names = [reading.profile.column(dataset.name, name) if reading.profile and name not in declared else name for name in sent]
    faults = [n for n, times in Counter(names).items() if n in declared and times > 1]
    faults += [c.name for c in dataset.columns if c.required and c.name not in names]
    for name in faults:
        reading.refused = True
        reading.tell('E-COLONNE', dataset.name, number_, None, name)
    names = ['***' if is_identity(cell.strip(BLANKS)) else name for cell, name in zip(cells, names)]
    for given, name in zip(sent, names):
        if given in tables.IDENTITY_HEADERS:
            reading.identity.append(finding('E-IDENTITE', dataset.name, number_, None, given))
        elif name not in declared:
            reading.tell('I-COLONNE-INCONNUE', dataset.name, number_, None, name)
    return [declared.get(name, name) for name in names], bool(faults)


def scan_identity(reading, line, cells, columns):
    for position, cell in enumerate(cells):
        text = cell.strip(BLANKS)
        if not text:
            continue
        column = columns[position] if position < len(columns) else None
        declared = isinstance(column, tables.Column)
        if declared and column.kind in SCANNED_NOT:
            shown = reading.profile.in_our_form(column, cell) if reading.profile and not isinstance(cell, DateText) else cell
            found = column.kind == 'month' and typed(column, shown)[1] == 'IDENTITE'
        else:
            found = is_identity(text)
        if found:
            reading.identity.append(finding('E-IDENTITE', line.dataset, line.number, None,
                                            column.name if declared else column))


def read_line(reading, dataset, line, cells, columns, situation, erased):
    """Types the cells of a line; findings that need no other line."""
    pairs = [(column, cell) for column, cell in zip(columns, cells)
             if isinstance(column, tables.Column) and column.read]
    given = {column.name: reading.typed(dataset.name, column, cell) for column, cell in pairs}
    key = tuple(given.get(part, (None, None))[0] for part in dataset.key)
    line.key = None if None in key else key
    if any(cell.strip(BLANKS) for cell in cells[len(columns):]):
        line.status = 'aside'
        reading.tell('E-LIGNE', dataset.name, line.number, line.shown_key())
        line.values = None
        return
    entry = given.get('date_entree', (None, None))[0]
    if entry and entry > situation or given.get('salarie_id', (None, None))[0] in erased:
        line.status = 'left'
        code = 'I-A-VENIR' if entry and entry > situation else 'I-EFFACE'
        reading.tell(code, dataset.name, line.number, line.shown_key(), 'date_entree' if code == 'I-A-VENIR' else None)
        return
    if len(cells) < len(columns):
        reading.tell('I-LIGNE-COURTE', dataset.name, line.number, line.shown_key())
    read_cells(reading, dataset, line, given)


def read_cells(reading, dataset, line, given):
    faults = {}
    for column in dataset.columns:
        if not column.read:
            continue
        value, fault = given.get(column.name) or typed(column, '')
        line.values[column.name] = value
        if fault:
            faults[column.name] = fault
    birth, entry = line.values.get('naissance'), line.values.get('date_entree')
    if birth and entry and not 15 <= age(birth, entry) <= 90:
        if faults.get('naissance') == 'MOIS':
            reading.tell('W-MOIS', dataset.name, line.number, line.shown_key(), 'naissance')
        faults['naissance'] = 'BORNE'
    planned = line.values.get('date_fin_prevue')
    if planned and entry and planned < entry:
        faults['date_fin_prevue'] = 'BORNE'
    for name, fault in faults.items():
        code = cell_code(dataset, dataset.column(name), fault)
        reading.tell(code, dataset.name, line.number, line.shown_key(), name)
        if code[0] == 'E':
            line.status = 'aside'
        elif code == 'W-CELLULE':
            line.values[name] = None
    row_rules(reading, dataset, line, faults)


def cell_code(dataset, column, fault):
    if fault == 'MOIS':
        return 'W-MOIS'
    if fault == 'IDENTITE':  # refused anyway
        return 'E-IDENTITE'
    strict = column.required or column.strict or column.name in dataset.key
    return 'E-' + fault if strict else 'W-CELLULE'


def row_rules(reading, dataset, line, faults):
    """E-SORTIE and E-DATES."""
    if dataset.name == 'salaries' and 'date_sortie' not in faults and 'motif_sortie' not in faults:
        given = [name for name in ('date_sortie', 'motif_sortie') if line.values.get(name) is not None]
        if len(given) == 1:
            line.status = 'aside'
            empty = 'motif_sortie' if given == ['date_sortie'] else 'date_sortie'
            reading.tell('E-SORTIE', dataset.name, line.number, line.shown_key(), empty)
    if len(dataset.interval) == 2:
        begin, end = (line.values.get(name) for name in dataset.interval)
        if begin and end and end < begin:
            line.status = 'aside'
            reading.tell('E-DATES', dataset.name, line.number, line.shown_key(), dataset.interval[1])


# ---------------------------------------------------------------- between lines

def doubled_keys(reading, dataset):
    """E-DOUBLON; a line with E-LIGNE, or left for later, bears its key but has no further finding."""
    lines = reading.lines.get(dataset.name, [])
    times = Counter(line.key for line in lines if line.key)
    for line in lines:
        if times[line.key] > 1 and line.status != 'left' and line.values is not None:
            line.status = 'aside'
            reading.tell('E-DOUBLON', dataset.name, line.number, line.shown_key(), dataset.key[0])


def overlaps(reading):
    """E-CHEVAUCHEMENT among the parcours that nothing set aside or left."""
    groups = defaultdict(list)
    for line in reading.lines.get('salaries', []):
        if line.status == 'taken':
            groups[line.values['salarie_id'], line.values['programme']].append(line)
    for group in groups.values():
        spans = [(line.values['date_entree'], line.values['date_sortie'] or dt.date.max) for line in group]
        for i, (entry, exit_) in enumerate(spans):
            if any(i != j and entry < other_exit and other_entry < exit_
                   for j, (other_entry, other_exit) in enumerate(spans)):
                group[i].status = 'aside'
                reading.tell('E-CHEVAUCHEMENT', 'salaries', group[i].number, group[i].shown_key())


def read_submission(files, kind, situation, settings=None, erased=frozenset(), schema=None, profile=None):
    """Reads [(name, bytes)]; kind is chantier, territoire, or None to tell it from the files; profile: of the reporter's tool."""
    settings = settings or tables.Settings()
    schema = schema or tables.datasets(settings.justice)
    reading = Reading(profile)
    opened = list(entries(files))
    kind = kind or kind_of(opened, schema)
    known = {name: dataset for name, dataset in schema.items() if dataset.reporter == kind}
    by_dataset = defaultdict(list)
    foreign = 0  # tables of another form, called neither like a dataset nor .xlsx: any other file, unless something is missing
    for name, data in opened:
        dataset = dataset_of(name, known)
        if data is None and dataset_of(name, schema) is None and name.lower().endswith(('.xls', '.xlsb', '.ods')):
            foreign += 1
        elif data is None:
            reading.refused = True
            reading.tell('E-FICHIER')
        elif dataset is None:
            reading.tell('I-FICHIER')
        else:
            by_dataset[dataset].append(data)
    lacks = not by_dataset or any(dataset.required and not by_dataset[name] for name, dataset in known.items())
    for _ in range(foreign):
        reading.refused = reading.refused or lacks
        reading.tell('E-FICHIER' if lacks else 'I-FICHIER')
    for name, dataset in known.items():
        given = by_dataset[name]
        if len(given) > 1 or dataset.required and not given:
            reading.refused = True
            reading.tell('E-JEU', name)
        for data in given:
            read_file(reading, dataset, data, situation, erased)
        doubled_keys(reading, dataset)
    if kind == 'territoire' and not any(by_dataset.values()):
        reading.refused = True
        reading.tell('E-JEU')
    overlaps(reading)
    reading.refused = reading.refused or bool(reading.identity)
    return reading


def kind_of(opened, schema):
    given = {dataset_of(name, schema) for name, _ in opened} - {None}
    return 'territoire' if given and not any(schema[d].reporter == 'chantier' for d in given) else 'chantier'
