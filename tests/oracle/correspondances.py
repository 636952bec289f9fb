"""Mapping profiles: another tool's headers, values and dates, and what each stands for in the export format."""

import csv
import os
import re
from functools import lru_cache

from dialect import BLANKS, header_name, plain

FOLDER = os.environ.get('CVG_PROGRAMME') or os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))), 'programme')
IN_DOUBT = object()
PARTS = {'JJ': r'(?P<d>[0-9]{2})', 'MM': r'(?P<m>[0-9]{2})', 'AAAA': r'(?P<y>[0-9]{4})'}


def table(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return [row for row in csv.DictReader(file, delimiter=';') if not (next(iter(row.values())) or '').startswith('#')]


def spelling(text):
    word = plain(text.strip(BLANKS))
    return str(int(word)) if re.fullmatch('[0-9]+', word) else word


def form(pattern):
    """The expression of a form of dates."""
    return re.compile(''.join(PARTS.get(part) or re.escape(part) for part in re.split('(JJ|MM|AAAA)', pattern)))


class Profile:
    """One profile, as its file says."""

    def __init__(self, name, rows):
        self.name = name
        self.headers = {}  # (dataset, their header): our column
        self.values = {}  # (dataset, column): {their spelling: our spelling, or IN_DOUBT}
        self.answers = {}  # the same for every boolean column
        self.dates, self.months = [], []
        for row in rows:
            kind, theirs, ours = row['genre'], row['leur'].strip(BLANKS), (row['notre'] or '').strip(BLANKS)
            place = row['jeu'], row['colonne']
            if kind == 'entete':
                self.headers[row['jeu'], header_name(theirs)] = row['colonne']
            elif kind in ('valeur', 'ambigu'):
                self.values.setdefault(place, {})[spelling(theirs)] = ours if kind == 'valeur' else IN_DOUBT
            elif kind == 'booleen':
                self.answers[spelling(theirs)] = ours
            else:
                (self.dates if kind == 'date' else self.months).append(form(theirs))

    def column(self, dataset, name):
        """Our name of a header that is not one of ours; the header itself where it is not known."""
        return self.headers.get((dataset, name), name)

    def in_our_form(self, column, raw):
        """A date or month in one of the tool's forms, in ours."""
        text = raw.strip(BLANKS)
        for known, length in ((self.dates, 10), (self.months, 7)):
            if column.kind == 'month' or column.kind == 'date' and length == 10:
                for expression in known:
                    match = expression.fullmatch(text)
                    if match:
                        return '-'.join(match[part] for part in 'ymd'[:length // 3])
        return raw

    def reads(self, dataset, column, raw):
        """What a cell stands for, in our spelling; IN_DOUBT where the profile hesitates."""
        word = spelling(raw)
        known = self.values.get((dataset, column.name), {})
        if word in known:
            return known[word]
        if column.kind == 'boolean' and word in self.answers:
            return self.answers[word]
        return self.in_our_form(column, raw)


@lru_cache
def _read(folder, name):
    return Profile(name, table(os.path.join(folder, 'correspondances', name + '.csv')))


def read(name):
    return _read(FOLDER, name)


@lru_cache
def _tools(folder):
    return {header_name(row['logiciel']): row['profil'] for row in table(os.path.join(folder, 'correspondances.csv'))}


def of_tool(tool):
    """The profile of a tool as the reference data name it, or None."""
    name = header_name(tool)
    return read(_tools(FOLDER)[name]) if name and name in _tools(FOLDER) else None
