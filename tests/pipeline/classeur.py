"""The workbook of a report as LibreOffice opens it, beside the CSV of the same package: what is told is the same number, what is withheld is `s`, what is
unknown `–`, on the sheet of addresses and in the table where the figure is printed."""
import collections

import spreadsheet

MARKS = {'secret': 's', 'inconnu': '–'}
STATES = {'publié': 'publie', 'secret': 'secret', 'inconnu': 'inconnu'}
OTHERS = ('Lisez-moi', 'Données graphiques', 'Adresses')


def plain(text):
    """A printed number: '1 779,16' is 1779.16."""
    return float(text.replace('\u202f', '').replace('\u00a0', '').replace(',', '.'))


def cell(text):
    """A cell's number, percentages as shares; None: it is a text."""
    try:
        return float(text[:-1]) / 100 if text.endswith('%') else float(text)
    except ValueError:
        return None


def near(a, b, within=1e-6):
    return a is not None and abs(a - b) <= within * max(1, abs(b))


class Workbook:
    def __init__(self, path, folder):
        self.sheets = spreadsheet.read_sheets(path, folder)
        head, *rows = self.sheets['Adresses']
        self.addresses = [dict(zip(head, row)) for row in rows]

    # ---- the sheet of addresses beside the CSV ----

    def beside(self, lines, silent):
        """What differs from the lines of the CSV, as texts; and how many figures there are of each state. Of perimeters that never sent anything (silent)
        a 0 of the CSV is unknown to who reads."""
        of = {(line['perimetre'], line['periode'], line['code'], line['cle']): line for line in lines if line['programme'] == 'CVG'}
        found, states = [], collections.Counter()
        for row in self.addresses:
            key = (row['Périmètre'], row['Période'], row['Code'], row['Clé'])
            states[row['État']] += 1
            if key[0] in silent and row['État'] == 'inconnu' and key in of and of[key]['etat'] == 'publie' and float(of[key]['num']) == 0:
                of[key] = {**of[key], 'num': '', 'den': '', 'nr': '', 'valeur': '', 'etat': 'inconnu'}
                states['jamais'] += 1
            wrong = self.differs(row, of[key]) if key in of else 'not in the CSV'
            if wrong:
                found.append(f'{" ".join(key)}: {wrong}')
        return found, states

    @staticmethod
    def differs(row, line):
        if STATES.get(row['État']) != line['etat']:
            return f'{row["État"]}, in the CSV {line["etat"]}'
        if line['etat'] in MARKS and row['Valeur'] != MARKS[line['etat']]:
            return f'{line["etat"]}, but its cell says {row["Valeur"]!r}'
        for name, part in (('Numérateur', 'num'), ('Dénominateur', 'den'), ('NR', 'nr')):
            if part == 'den' and line['genre'] == 'somme':
                continue  # it has none; the CSV says 0 where it is unknown
            told = row[name] or ('0' if part == 'nr' and line[part] == '0' else '')  # a sum over what is never empty says no NR
            if bool(told) != bool(line[part]) or (told and abs(plain(told) - float(line[part])) > 0.005001):
                return f'{name} {row[name]!r}, in the CSV {line[part]!r}'
        told = [float(line[part]) for part in ('valeur', *(['num'] if line['cle'] else [])) if line[part]]  # of a key: its share, or how many
        if line['etat'] == 'publie' and not any(near(cell(row['Valeur']), value) for value in told):
            return f'{row["Valeur"]!r}, in the CSV {told}'
        return ''

    # ---- the tables beside the sheet of addresses ----

    def tables(self):
        """Of every figure that has an address: what stands there, and what its table says. Those that are not found are texts of their own."""
        groups = collections.defaultdict(list)
        for row in self.addresses:
            groups[row['Section'], row['Tableau']].append(row)
        sheet_of = {rows[0][0]: rows for name, rows in self.sheets.items() if name not in OTHERS and rows}
        found, compared = [], 0
        for (section, table), addresses in groups.items():
            differences, n = self.table(sheet_of[section], table, addresses)
            found += [f'{section}, {table}, {difference}' for difference in differences]
            compared += n
        return found, compared

    @staticmethod
    def table(rows, title, addresses):
        begin = next(i for i, row in enumerate(rows) if row[0] == title and not any(row[1:]) and any(rows[i + 1][1:]))
        head, at, found, n = rows[begin + 1], begin + 2, [], 0
        while addresses:
            line = addresses[0]['Ligne']
            while rows[at][0] != line:
                at += 1  # an IndexError: the table has no such row
            mine = [row for row in addresses[:next((i for i, row in enumerate(addresses) if row['Ligne'] != line), len(addresses))]]
            addresses = addresses[len(mine):]
            # the row of the year before stands below, under the same headings
            cells = list(zip(head, rows[at]))[1:] + list(zip(head, rows[at + 1] if at + 1 < len(rows) else ()))[1:]
            for row in mine:
                skipped = next((i for i, (name, _) in enumerate(cells) if name == row['Colonne']), None)
                text = None if skipped is None else cells[skipped][1]
                cells = cells if skipped is None else cells[skipped + 1:]
                n += 1
                if text != row['Valeur']:
                    found.append(f'{line}, {row["Colonne"]}: {text!r}, its address says {row["Valeur"]!r}')
            at += 1
        return found, n
