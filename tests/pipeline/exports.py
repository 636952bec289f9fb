"""Exports of simulated nights, and changes to them: read in any tool's dialect, written in the plain one."""

import csv
import datetime as dt
import io
import os
import sys
from zoneinfo import ZoneInfo

from system import SRC

sys.path.append(os.path.join(SRC, 'tests/oracle'))
import dialect  # noqa: E402  (the oracle's)

PARIS = ZoneInfo('Europe/Paris')


def paris_today(offset_s=0):
    return (dt.datetime.now(PARIS) + dt.timedelta(seconds=offset_s)).date()


class Nights:
    """What `cvg simulate` wrote: reference data, and the files of each night and chantier."""

    def __init__(self, system, folder, nights, chantiers, last, seed=1):
        system.cvg('simulate', '--out', folder, '--nights', str(nights), '--chantiers', str(chantiers), '--date', str(last),
                   '--seed', str(seed))
        self.folder = folder
        self.reference = os.path.join(folder, 'reference')
        self.days = [dt.date.fromisoformat(name) for name in sorted(os.listdir(os.path.join(folder, 'nights')))]

    def reporters(self, day):
        return sorted(os.listdir(os.path.join(self.folder, 'nights', str(day))))

    def files(self, day, reporter):
        """{name: bytes}"""
        folder = os.path.join(self.folder, 'nights', str(day), reporter)
        files = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), 'rb') as file:
                files[name] = file.read()
        return files

    def exports(self, day):
        """{reporter: {name: bytes}}"""
        return {reporter: self.files(day, reporter) for reporter in self.reporters(day)}


class Sheet:
    """Header and rows of one file; cells as text."""

    def __init__(self, header, rows):
        self.header, self.rows = header, rows

    @classmethod
    def read(cls, data):
        records = [cells for _, cells in dialect.records(dialect.decode(data)[0])]
        header = [dialect.header_name(cell) for cell in records[0]]
        return cls(header, [dict(zip(header, (cell.strip(dialect.BLANKS) for cell in cells))) for cells in records[1:]])

    def write(self):
        text = io.StringIO()
        out = csv.writer(text, delimiter=';', lineterminator='\n')
        out.writerow(self.header)
        for row in self.rows:
            out.writerow([row.get(name, '') for name in self.header])
        return text.getvalue().encode()

    def open(self):
        """The open parcours, in the file's order."""
        return [row for row in self.rows if row['date_sortie'] in ('', 'NR', 'nr')]

    def find(self, key):
        return next(row for row in self.rows if row['parcours_id'] == key)


def changed(files, change, dataset='salaries'):
    """The files after change(sheet) of one of them; what it returns, if anything, are the rows that stay."""
    name = dataset + '.csv'
    sheet = Sheet.read(files[name])
    rows = change(sheet)
    if rows is not None:
        sheet.rows = rows
    return {**files, name: sheet.write()}


# ---------------------------------------------------------------- changes, each one a function of a sheet

def leave(key, day, motif='CDI', **cells):
    """An exit that the chantier tells late."""
    def change(sheet):
        sheet.find(key).update(date_sortie=str(day), motif_sortie=motif, **cells)
    return change


def write_cells(key, **cells):
    def change(sheet):
        sheet.find(key).update(cells)
    return change


def drop(*keys):
    """Rows that are listed no longer."""
    return lambda sheet: [row for row in sheet.rows if row['parcours_id'] not in keys]


def swap_everybody(prefix):
    """Every open parcours under another number and of another person."""
    def change(sheet):
        for i, row in enumerate(sheet.open()):
            row['parcours_id'], row['salarie_id'] = f'{prefix}{i}', f'{prefix}P{i}'
    return change


def add_copy(key, new, **cells):
    """One more parcours, like another one but for some cells."""
    def change(sheet):
        sheet.rows.append({**sheet.find(key), 'parcours_id': new, 'salarie_id': new + 'P', **cells})
    return change


def with_long_line(files, key, new):
    """One more line like another one under its own key, and with a cell more than the header: set aside."""
    sheet = Sheet.read(files['salaries.csv'])
    sheet.rows = [{**sheet.find(key), 'parcours_id': new, 'salarie_id': new + 'P'}]
    line = sheet.write().splitlines()[-1]
    return {**files, 'salaries.csv': files['salaries.csv'] + line + b';DE TROP\n'}


# ---------------------------------------------------------------- a territory's coordination

def coordination(day, n):
    """The nth state of a coordination's files: a team with a vacancy, actions and instances that grow."""
    first = day.replace(day=1)
    equipe = [['poste_id', 'fonction', 'etp', 'etat', 'date_debut', 'date_fin'],
              ['P1', 'COORDINATEUR', '1', 'POURVU', '2024-01-01', ''],
              ['P2', 'CP_EMPLOI', '0,8', 'POURVU' if n % 2 else 'VACANT', '2025-03-01', ''],
              ['P3', 'CP_LOGEMENT', '0,5', 'POURVU', '2025-01-01', str(first) if n > 1 else '']]
    actions = [['action_id', 'date', 'champ', 'type', 'salaries', 'permanents']]
    actions += [[f'A{i}', str(day - dt.timedelta(days=3 * i)), ('EMPLOI', 'SANTE', 'LOGEMENT', 'DROITS')[i % 4], 'ATELIER',
                 '' if i % 5 == 4 else str(4 + i), str(i % 3)] for i in range(3 + 2 * n)]
    instances = [['instance_id', 'date', 'type', 'participants']]
    instances += [[f'I{i}', str(day - dt.timedelta(days=20 * i)), ('COPIL', 'MUTUALISATION')[i % 2], '12'] for i in range(1 + n)]
    tables = {'equipe': equipe, 'actions': actions, 'instances': instances}
    return {name + '.csv': ''.join(';'.join(row) + '\n' for row in rows).encode() for name, rows in tables.items()}
