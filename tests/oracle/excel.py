"""Reads workbooks (.xlsx) with zipfile and ElementTree: the sheets of a file as records, date cells known for what they are."""

import datetime as dt
import functools
import io
import posixpath
import re
import zipfile
import zlib
from decimal import Decimal
from xml.etree import ElementTree

OLD = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
DIGITS = '0123456789'
FOR_PEOPLE = ('lisez-moi', 'listes')
BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58}
BUILT_IN_TIMES = {*range(18, 22), *range(45, 48)}
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError, KeyError, IndexError, OverflowError,
          ElementTree.ParseError, NotImplementedError)


class DateText(str):
    """The text of a date cell: whatever its day, a month column takes its month."""


class Sheet:
    """The records of a sheet: (row, cells), empty rows left out, padded to the header."""

    def __init__(self, name, rows):
        self.name = name
        self.rows = rows


def is_workbook(name, data):
    name = name.lower()
    return name.endswith(('.xlsx', '.xlsm', '.xltx', '.xltm', '.xlsb')) or name.endswith(('.ods', '.xls')) and data[:4] == b'PK\x03\x04'


def is_package(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return '[Content_Types].xml' in archive.namelist()
    except BROKEN:
        return False


def local(element):
    return element.tag.rpartition('}')[2]


def children(element, *path):
    found = [element]
    for name in path:
        qualified = '}' + name
        found = [child for parent in found for child in parent if child.tag == name or child.tag.endswith(qualified)]
    return found


def attribute(element, name):
    return next((value for key, value in element.items() if key.rpartition('}')[2] == name), None)


@functools.lru_cache(maxsize=16)
def sheets(data, blanks):
    """[Sheet] of the visible sheets that say something, which are not to be changed; None where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return Book(archive, blanks).sheets()
    except BROKEN:
        return None


class Book:
    def __init__(self, archive, blanks):
        self.archive, self.blanks = archive, blanks
        self.main = next((part for _, kind, part in self.relations('') if kind == 'officeDocument'), 'xl/workbook.xml')
        self.named = self.relations(self.main)

    def parse(self, part):
        text = self.archive.read(part)
        if b'<!DOCTYPE' in text:
            raise ValueError('document type')
        return ElementTree.fromstring(text)

    def relations(self, part):
        """[(id, last word of the type, part)]"""
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, '_rels', base + '.rels')
        if name not in self.archive.namelist():
            return []
        return [(r.get('Id'), r.get('Type').rpartition('/')[2], posixpath.normpath(posixpath.join('/' + folder, r.get('Target'))).lstrip('/'))
                for r in self.parse(name) if local(r) == 'Relationship']

    def part_of(self, kind):
        return next((self.parse(part) for _, named, part in self.named if named == kind), ElementTree.Element('none'))

    def sheets(self):
        book = self.parse(self.main)
        if local(book) != 'workbook':
            raise ValueError('no workbook')
        properties = children(book, 'workbookPr')
        self.base = dt.date(1904, 1, 1) if properties and properties[0].get('date1904') in ('1', 'true') else None
        self.texts = [text_of(si) for si in children(self.part_of('sharedStrings'), 'si')]
        self.kinds = number_kinds(self.part_of('styles'))
        parts = {ident: part for ident, kind, part in self.named if kind == 'worksheet'}
        found = []
        for sheet in children(book, 'sheets', 'sheet'):
            part = next((parts[value] for key, value in sheet.items() if key.endswith('}id') and value in parts), None)
            if part and (sheet.get('state') or 'visible') == 'visible':
                rows = self.rows(self.parse(part))
                if rows:
                    found.append(Sheet(sheet.get('name'), rows))
        return found

    def rows(self, worksheet):
        rows, number = [], 0
        for row in children(worksheet, 'sheetData', 'row'):
            number = int(row.get('r') or number + 1)
            cells = []
            for cell in children(row, 'c'):
                place = column_of(cell.get('r').rstrip(DIGITS)) if cell.get('r') else len(cells)
                cells += [''] * (place - len(cells)) + [self.cell(cell)]
            while cells and not cells[-1]:
                cells.pop()
            if any(text.strip(self.blanks) for text in cells):
                width = len(rows[0][1]) if rows else 0
                rows.append((number, cells + [''] * (width - len(cells))))
        return rows

    def cell(self, cell):
        kind = cell.get('t') or 'n'
        value = ''.join(v.text or '' for v in children(cell, 'v'))
        if kind == 'inlineStr':
            return ''.join(text_of(part) for part in children(cell, 'is'))
        if kind == 's' and value:
            return self.texts[int(value)]
        if kind == 'd' and value:
            return DateText(value[:10])
        if kind == 'n' and value:
            style = int(cell.get('s') or 0)
            return self.number(value, self.kinds[style] if style < len(self.kinds) else None)
        return unescaped(value)

    def number(self, value, kind):
        number = float(value)
        if kind == 'date':
            days = int(number + 0.5 / 86400000)
            if self.base:
                return DateText(self.base + dt.timedelta(days))
            if days in (0, 60):
                return DateText('1900-01-00' if days == 0 else '1900-02-29')
            return DateText(dt.date(1899, 12, 30 if days > 60 else 31) + dt.timedelta(days))
        if kind == 'time':
            seconds = round(number * 86400)
            return f'{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}'
        shown = format(Decimal(f'{number:.15g}').normalize(), 'f')
        return '0' if shown == '-0' else shown


def text_of(element):
    """The texts of an item: plain, or in runs; how they are pronounced left out."""
    texts = children(element, 't') + children(element, 'r', 't')
    return unescaped(''.join(t.text or '' for t in texts))


def unescaped(text):
    return re.sub('_x([0-9A-Fa-f]{4})_', lambda m: chr(int(m.group(1), 16)), text)


def number_kinds(styles):
    """What the numbers of each cell format are: date, time, or None."""
    written = {int(f.get('numFmtId')): format_kind(f.get('formatCode')) for f in children(styles, 'numFmts', 'numFmt')}
    ids = [int(xf.get('numFmtId') or 0) for xf in children(styles, 'cellXfs', 'xf')]
    built_in = {**dict.fromkeys(BUILT_IN_DATES, 'date'), **dict.fromkeys(BUILT_IN_TIMES, 'time')}
    return [written.get(ident, built_in.get(ident)) for ident in ids]


def format_kind(code):
    if code.lower().startswith(('general', 'standard')):
        return None
    counted = bool(re.search(r'\[(h+|m+|s+)\]', code, re.I))
    letters = set(re.sub(r'"[^"]*"|\[[^\]]*\]|[\\_*].', '', code).lower())
    if letters & set('dy'):
        return 'date'
    if counted or letters & set('hs'):
        return 'time'
    return 'date' if 'm' in letters else None


@functools.cache
def column_of(letters):
    number = 0
    for letter in re.fullmatch('[A-Z]+', letters).group():
        number = number * 26 + ord(letter) - 64
    return number - 1
