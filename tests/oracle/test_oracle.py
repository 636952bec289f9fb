"""Hand-computed cases for each rule, so that the oracle itself can be trusted."""

import datetime as dt
import io
import unittest
import zipfile

import figures
import judging
import reading
import tables

SITUATION = dt.date(2026, 11, 20)
SCHEMA = tables.datasets()
NAMES = {name: [c.name for c in dataset.columns if c.name != 'frein_justice'] for name, dataset in SCHEMA.items()}
ROW = dict(parcours_id='P1', salarie_id='S1', programme='CVG', sexe='F', naissance='1990-05', nationalite='FR',
           orienteur='PHC', habitat_entree='CHU', contrat='CDDI', date_entree='2026-01-05', cip_ref='CIP1',
           **{'frein_' + name: 'NON' for name in tables.FREINS})
CIP = dict(cip_ref='CIP1', fonction='CIP', etp='0.8', date_debut='2019-01-01')


def d(text):
    return dt.date.fromisoformat(text)


def row(number, **cells):
    return dict(ROW, **dict(dict(parcours_id=f'P{number}', salarie_id=f'S{number}'), **cells))


def many(first, last, **cells):
    return [row(number, **cells) for number in range(first, last + 1)]


def ended(number, day='2026-06-30', motif='CDI', **cells):
    return row(number, date_sortie=day, motif_sortie=motif, **dict(dict(bilan_sante='N'), **cells))


def emit(name, rows, separator=';', end='\n'):
    lines = [NAMES[name]] + [[str(cells.get(column, '')) for column in NAMES[name]] for cells in rows]
    return ''.join(separator.join(line) + end for line in lines).encode()


def files(salaries, accompagnants=(CIP,)):
    return {'salaries.csv': emit('salaries', salaries), 'accompagnants.csv': emit('accompagnants', accompagnants)}


def read(salaries, accompagnants=(CIP,), date=SITUATION, **settings):
    return reading.read_submission(files(salaries, accompagnants).items(), None, date, tables.Settings(**settings))


def check(sent, date=SITUATION):
    return judging.check(list(sent.items()), date)[0]


def found(document, *but):
    """(code, line, column) of every finding."""
    every = document['findings'] if isinstance(document, dict) else document.findings
    return sorted((f['code'], f['line'], f['column']) for f in every if f['code'] not in but)


def cell(dataset, column, text):
    value, fault = reading.typed(SCHEMA[dataset].column(column), text)
    return fault or value


class Dialects(unittest.TestCase):
    def same(self, data, *expected, name='salaries.csv'):
        document = check({name: data, 'accompagnants.csv': files([])['accompagnants.csv']})
        self.assertEqual((document['state'], document['rows']['taken'], found(document)), ('accepted', 2, list(expected)))

    def test_separators_and_line_ends(self):
        for separator in ';,\t':
            for end in '\n', '\r\n', '\r':
                self.same(emit('salaries', [ROW], separator, end))
                self.same(emit('salaries', [ROW], separator, end).rstrip(b'\r\n'))

    def test_encodings(self):
        accents = emit('salaries', [ROW]).decode().replace('date_entree', ' Date Entrée ').replace('cip_ref', 'CIP-Réf')
        self.same(accents.encode())
        self.same(b'\xef\xbb\xbf' + accents.encode())
        self.same(accents.encode('cp1252'), ('I-ENCODAGE', 1, None))
        self.same(emit('salaries', [ROW]), name='export/SALARIÉS_2026.CSV')

    def test_quotes_lines_and_columns(self):
        data = emit('salaries', [ROW, row(2, sexe='X')]).decode().replace(';CHU;', ';" C""HU\r\n";', 1)
        data = data.replace('\n', ';Note\n', 1).replace('\nP2', '\n;;;\n\nP2')
        document = check(dict(files([]), **{'salaries.csv': data.encode()}))
        self.assertEqual(found(document, 'I-LIGNE-COURTE'), [
            ('E-CODE', 2, 'habitat_entree'), ('E-CODE', 6, 'sexe'), ('I-COLONNE-INCONNUE', 1, 'note')])
        self.assertEqual(found(document)[-2:], [('I-LIGNE-COURTE', 2, None), ('I-LIGNE-COURTE', 6, None)])
        self.assertEqual(document['rows'], {'read': 3, 'taken': 1, 'set_aside': 2})

    def test_file_faults(self):
        good = files([ROW])
        for damaged in (b'', b' \n\n', b'\0', good['salaries.csv'] + b'"x\n', 'é'.encode('utf-16'), b'a\x81',
                        good['salaries.csv'].replace(b'CHU', b'x' * 4097)):
            document = check(dict(good, **{'salaries.csv': damaged}))
            self.assertEqual((document['state'], [f['code'] for f in document['findings'] if f['code'] != 'W-CIP'][0]),
                             ('refused', 'E-FICHIER'))

    def test_datasets_of_a_submission(self):
        good = files([ROW])
        self.assertEqual(found(check({'salaries.csv': good['salaries.csv']})), [('E-JEU', None, None)])
        self.assertIn(('E-JEU', None, None), found(check(dict(good, **{'SALARIÉS-2.csv': good['salaries.csv']}))))
        self.assertEqual(found(check(dict(good, **{'lisezmoi.txt': b'x', '.salaries.csv': b'', '__MACOSX/a.csv': b''}))),
                         [('I-FICHIER', None, None)])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w') as archive:
            for name, data in good.items():
                archive.writestr('export/' + name, data)
        self.assertEqual(check({'x.zip': packed.getvalue()})['rows']['taken'], 2)
        self.assertEqual(check({'x.zip': packed.getvalue()[:-40]})['state'], 'refused')

    def test_columns(self):
        data = emit('salaries', [ROW]).decode()
        document = check(dict(files([]), **{'salaries.csv': data.replace('sexe', 'genre', 1).encode()}))
        self.assertEqual(found(document), [('E-COLONNE', 1, 'sexe'), ('I-COLONNE-INCONNUE', 1, 'genre')])
        document = check(dict(files([]), **{'salaries.csv': data.replace(';rsa;', ';Rsa;RSA;', 1).encode()}))
        self.assertEqual(found(document), [('E-COLONNE', 1, 'rsa')])


class Cells(unittest.TestCase):
    def test_types(self):
        for column, cases in {
                'date_entree': {'2024-02-29': d('2024-02-29'), ' 29/02/2024 ': d('2024-02-29'), '31/02/2024': 'TYPE',
                                '1/2/2024': 'TYPE', '1989-12-31': 'BORNE', '1899-12-31': 'TYPE', '': 'REQUIS',
                                'nr': 'REQUIS', '2200-01-01': 'TYPE'},
                'naissance': {'1990-05': d('1990-05-01'), '05/1990': d('1990-05-01'), '1990-05-01': 'MOIS',
                              '1990-05-02': 'IDENTITE', '13/1990': 'TYPE', '02/05/1990': 'IDENTITE'},
                'heures_hebdo': {'17,5': 1750, '17.50': 1750, '0': 'BORNE', '48': 4800, '48,01': 'BORNE', '1.234': 'TYPE',
                                 '+26': 2600, '-1': 'BORNE', '1 0': 'TYPE', 'NR': None},
                'rsa': {'o': True, 'NON': False, '1': True, 'False': False, 'oui-m': True, 'OUI-NM': True, 'x': 'TYPE'},
                'aah': {'OUI-M': 'TYPE'},
                'sexe': {'f': 'F', 'NR': None, 'Nr': None, '': 'REQUIS', 'X': 'CODE'},
                'frein_langue': {'résolu': 'RESOLU'}, 'contrat': {'NR': 'REQUIS'},
                'motif_sortie': {'01': 'CDI_STRUCTURE', '96': 'CDI_INCLUSION', '23': 'CODE', 'Décès': 'DECES', '0': 'CODE'},
                'habitat_entree': {'Détention': 'PRECAIRE', 'rue': 'RUE'},
                'parcours_id': {'a-b.C_1': 'a-b.C_1', 'a b': 'TYPE', 'x' * 41: 'TYPE'}}.items():
            for text, expected in cases.items():
                self.assertEqual(cell('salaries', column, text), expected, (column, text))
        self.assertEqual(cell('accompagnants', 'etp', '1,5'), 150)
        self.assertEqual(cell('accompagnants', 'etp', '1,51'), 'BORNE')

    def test_identity_values(self):
        for text in ('0612345678', '06 12.34-56/78', '+33612345678', '0033 6 12 34 56 78', '999991234567', 'x a@b.fr y',
                     '1 85 05 78 006 084', '185057800608491', '2 85 05 2A 006 084'):
            self.assertTrue(reading.is_identity(text), text)
        for text in ('061234567', 'tel 0612345678', '185057800608492', '985057800608491', 'a@b', 'LYO0001-00012', '00612345678'):
            self.assertFalse(reading.is_identity(text), text)
        self.assertEqual(185057800608491 % 100, 97 - 1850578006084 % 97)

    def test_identity_refuses_alone(self):
        for cells in dict(cip_ref='0612345678'), dict(naissance='1990-05-02'), dict(parcours_id='a@b.fr', sexe='X'):
            document = check(files([dict(ROW, **cells), row(2, sexe='X')]))
            self.assertEqual(found(document), [('E-IDENTITE', 2, next(iter(cells)))])
            self.assertEqual((document['state'], document['rows']['taken']), ('refused', 0))
        data = emit('salaries', [ROW]).decode().replace('\n', ';Date de naissance\n', 1)
        self.assertEqual(found(check(dict(files([]), **{'salaries.csv': data.encode()}))),
                         [('E-IDENTITE', 1, 'date_de_naissance')])
        beyond = emit('salaries', [ROW]).rstrip(b'\n') + b';0612345678\n'
        self.assertEqual(found(check(dict(files([]), **{'salaries.csv': beyond}))), [('E-IDENTITE', 2, None)])
        self.assertEqual(found(read([dict(ROW, heures_hebdo='0612345678')])), [('W-CELLULE', 2, 'heures_hebdo')])


class Rows(unittest.TestCase):
    def expect(self, rows, *expected, aside=0, left=0, **more):
        result = read(rows, **more)
        self.assertEqual((found(result), result.count('aside'), result.count('left')), (sorted(expected), aside, left))

    def test_cells_of_a_row(self):
        self.expect([row(1, formation_france='BAC', heures_hebdo='50', date_fin_prevue='x', ass='?')],
                    *[('W-CELLULE', 2, c) for c in ('formation_france', 'heures_hebdo', 'date_fin_prevue', 'ass')])
        self.expect([row(1, sexe='', contrat='X', date_entree='2025-13-01')], ('E-REQUIS', 2, 'sexe'),
                    ('E-CODE', 2, 'contrat'), ('E-TYPE', 2, 'date_entree'), aside=1)
        self.expect([row(1, naissance='2011-02')], ('E-BORNE', 2, 'naissance'), aside=1)  # 14 at entry
        self.expect([row(1, naissance='2011-01'), row(2, naissance='1935-01-01')], ('W-MOIS', 3, 'naissance'),
                    ('E-BORNE', 3, 'naissance'), aside=1)  # 15; 91
        self.expect([row(1, date_fin_prevue='2026-01-04')], ('W-CELLULE', 2, 'date_fin_prevue'))
        result = read([], [dict(CIP, etp='2'), dict(CIP, cip_ref='C2', date_fin='2018-12-31'), dict(CIP, date_fin='x')])
        self.assertEqual(found(result), [('E-BORNE', 2, 'etp'), ('E-DATES', 3, 'date_fin'), ('E-DOUBLON', 2, 'cip_ref'),
                                         ('E-DOUBLON', 4, 'cip_ref'), ('W-CELLULE', 4, 'date_fin')])

    def test_exits(self):
        self.expect([row(1, date_sortie='2026-02-01'), row(2, motif_sortie='CDI'), row(3, date_sortie='NR', motif_sortie='CDI')],
                    ('E-SORTIE', 2, 'motif_sortie'), ('E-SORTIE', 3, 'date_sortie'), ('E-SORTIE', 4, 'date_sortie'), aside=3)
        self.expect([row(1, date_sortie='x', motif_sortie=''), row(2, date_sortie='2026-02-01', motif_sortie='x')],
                    ('E-TYPE', 2, 'date_sortie'), ('E-CODE', 3, 'motif_sortie'), aside=2)
        self.expect([row(1, date_sortie='2026-01-04')], ('E-SORTIE', 2, 'motif_sortie'), ('E-DATES', 2, 'date_sortie'), aside=1)

    def test_doubles_and_left(self):
        self.expect([ROW, dict(ROW, salarie_id='S9'), row(2)], ('E-DOUBLON', 2, 'parcours_id'),
                    ('E-DOUBLON', 3, 'parcours_id'), aside=2)
        self.expect([row(1, date_entree='2026-11-21', sexe='X'), row(1)], ('I-A-VENIR', 2, 'date_entree'),
                    ('E-DOUBLON', 3, 'parcours_id'), aside=1, left=1)
        self.expect([row(1, parcours_id=''), row(2, parcours_id='')], ('E-REQUIS', 2, 'parcours_id'),
                    ('E-REQUIS', 3, 'parcours_id'), aside=2)
        data = emit('salaries', [row(1, sexe='X'), ROW]).decode().replace('\n', ';;x\n', 2).replace(';;x', '', 1)
        document = check(dict(files([]), **{'salaries.csv': data.encode()}))
        self.assertEqual(found(document), [('E-DOUBLON', 3, 'parcours_id'), ('E-LIGNE', 2, None)])

    def test_overlaps(self):
        def pair(first, second, **cells):
            return [dict(first, salarie_id='S'), dict(second, salarie_id='S', **cells)]
        both = ('E-CHEVAUCHEMENT', 2, None), ('E-CHEVAUCHEMENT', 3, None)
        self.expect(pair(row(1), row(2, date_entree='2026-03-01')), *both, aside=2)
        self.expect(pair(ended(1), row(2, date_entree='2026-06-29')), *both, aside=2)
        self.expect(pair(ended(1), row(2, date_entree='2026-06-30')))
        self.expect(pair(ended(1, '2027-06-30'), row(2, date_entree='2026-11-01')), *both, aside=2)
        self.expect(pair(row(1), row(2), programme='PHC'))
        self.expect(pair(row(1), row(2, sexe='X')), ('E-CODE', 3, 'sexe'), aside=1)

    def test_warnings(self):
        def warned(*rows, accompagnants=(CIP,), but=()):
            return found(check(files(rows, accompagnants)), *but)
        self.assertEqual(warned(row(1, date_sortie='2026-11-21', motif_sortie='CDI')), [('W-SORTIE-A-VENIR', 2, 'date_sortie')])
        self.assertEqual(warned(row(1, cip_ref='C9'), ended(2, cip_ref='C9'), row(3, cip_ref='')), [('W-CIP', 2, 'cip_ref')])
        for last, expected in ('2026-11-19', [('W-CIP', 2, 'cip_ref')]), ('2026-11-20', []):
            self.assertEqual(warned(ROW, accompagnants=[dict(CIP, date_fin=last)]), expected)
        self.assertEqual(warned(row(1, date_fin_prevue='2026-11-04'), row(2, date_fin_prevue='2026-11-05')),
                         [('W-FIN-DEPASSEE', 2, 'date_fin_prevue')])
        self.assertEqual(warned(ended(1, bilan_sante=''), ended(2), ended(3, bilan_sante='', habitat_sortie='CHU')),
                         [('W-EXIT-VIDE', 2, 'habitat_sortie')])
        self.assertEqual(warned(row(1, date_entree='2024-11-19'), row(2, date_entree='2024-11-20'),  # 731, 730 days
                                row(3, date_entree='2024-11-19', prolongation='RQTH'),
                                row(4, date_entree='2021-11-20', prolongation='RQTH'),  # 1826
                                row(5, date_entree='2021-11-19', prolongation='RQTH'),
                                row(6, date_entree='2024-11-19', prolongation='AUCUNE')),
                         [('W-PROLONGATION', line, 'prolongation') for line in (2, 6, 7)])

    def test_justice(self):
        self.assertEqual(tables.datasets(True)['salaries'].column('habitat_entree').codes['DETENTION'], 'DETENTION')
        data = emit('salaries', [ROW]).decode().replace('sexe', 'frein_justice;sexe', 1).replace(';F;', ';INCONNU;F;', 1)
        sent = list(dict(files([]), **{'salaries.csv': data.encode()}).items())
        self.assertEqual(found(judging.check(sent, SITUATION)[0]), [])
        self.assertEqual(found(judging.check(sent, SITUATION, settings=tables.Settings(justice=True))[0]),
                         [('W-CELLULE', 2, 'frein_justice')])
        sent = list(dict(files([]), **{'salaries.csv': data.replace('INCONNU', 'OUI').encode()}).items())
        for justice, freins in (False, 0), (True, 1):
            settings = tables.Settings(justice=justice)
            after = judging.check(sent, SITUATION, settings=settings)[1]
            shown = figures.of_files(after, SITUATION, SITUATION, settings=settings)
            self.assertEqual((shown['frein.nombre']['num'], 'frein.justice' in shown, 'frein_sortie.justice' in shown),
                             ({str(freins): 1}, justice, justice))


class Nights(unittest.TestCase):
    def setUp(self):
        self.reporter = judging.Reporter('LYO0001')

    def send(self, day, rows, accompagnants=(CIP,), **more):
        outcome = self.reporter.submit(d(day), files(rows, accompagnants), **more)
        self.codes = sorted({f['code'] for f in outcome['findings']})
        return outcome

    def state(self, *args, **more):
        return self.send(*args, **more)['state']

    def test_repeat_older_and_refused(self):
        first = self.send('2026-11-10', many(1, 12))
        self.assertEqual(first['changes'], {'added': 13, 'removed': 0, 'changed': 0, 'unchanged': 0})
        again = self.send('2026-11-10', many(1, 12))
        self.assertEqual((again['state'], again['submission']), ('duplicate', first['submission']))
        self.assertEqual(self.state('2026-11-09', many(1, 3)), 'superseded')
        self.assertEqual(self.state('2026-11-09', [row(1, cip_ref='a@b.fr')]), 'refused')
        self.assertEqual(self.state('2026-11-12', many(1, 12), today=d('2026-11-10')), 'refused')
        self.assertEqual(self.codes, ['E-SITUATION'])
        self.assertEqual(self.state('2026-11-11', many(1, 12), today=d('2026-11-10')), 'accepted')
        self.assertEqual(self.codes, ['I-RIEN'])
        self.assertEqual(self.state('2026-11-10', many(1, 12)), 'superseded')
        outsider = judging.Reporter('X', member=lambda day: False).submit(SITUATION, files([ROW]))
        self.assertEqual((outsider['state'], found(outsider)), ('refused', [('E-CHANTIER', None, None)]))

    def test_changes_and_last_good(self):
        self.send('2026-11-10', many(1, 20) + [ended(50, '2024-12-31', date_entree='2024-01-01')])
        outcome = self.send('2026-11-11', many(2, 18) + [row(19, rsa='O'), row(20, sexe='X'), row(21)])
        # 2 to 18 and the CIP unchanged; 19 changed; 20 keeps its last good version; 1 goes; 50 ended before the window
        self.assertEqual(outcome['changes'], {'added': 1, 'removed': 1, 'changed': 1, 'unchanged': 18})
        self.assertIn(('W-DISPARU', None, None), found(outcome))
        kept = self.reporter.in_force.rows['salaries']
        self.assertEqual(sorted(int(key[0][1:]) for key in kept), list(range(2, 22)) + [50])
        self.assertEqual(kept['P20',]['sexe'], 'F')
        outcome = self.send('2026-11-12', many(2, 20) + [row(21, parcours_id='a b')])
        self.assertEqual((outcome['changes']['removed'], 'W-DISPARU' in self.codes), (0, False))
        outcome = self.send('2026-11-13', many(2, 20) + [row(21, date_entree='2026-12-01')])
        self.assertEqual((self.codes, outcome['rows']), (['I-A-VENIR', 'W-DISPARU'], {'read': 21, 'taken': 20, 'set_aside': 0}))

    def test_exits_between_nights(self):
        self.send('2026-11-10', [ended(1), ended(2), ended(3), row(4, date_entree='2024-01-01', prolongation='')])
        outcome = self.send('2026-11-11', [ended(1, '2026-07-31'), ended(2, '2026-08-01'), row(3),
                                           ended(4, '2026-11-11', date_entree='2024-01-01'),
                                           ended(5, '2026-11-11', date_entree='2024-01-01'),
                                           ended(6, '2026-11-10', date_entree='2024-01-01')])
        self.assertEqual(found(outcome), [('W-PROLONGATION', 5, 'prolongation'), ('W-PROLONGATION', 6, 'prolongation'),
                                          ('W-RETOUR', 3, 'date_sortie'), ('W-RETOUR', 4, 'date_sortie')])

    def held(self, before, after, cips=(CIP,), new_cips=(CIP,)):
        self.reporter = judging.Reporter('LYO0001')
        self.assertEqual(self.state('2026-11-10', before, cips), 'accepted')
        outcome = self.send('2026-11-11', after, new_cips)
        return [rule for rule, _, _ in outcome.get('held_by', [])] if outcome['state'] == 'held' else []

    def test_hold_rules(self):
        self.assertEqual(self.held(many(1, 49), many(6, 49)), ['disparus'])  # 5 of 49
        self.assertEqual(self.held(many(1, 50), many(6, 50)), [])  # 5 of 50 is not over 10 %
        self.assertEqual(self.held(many(1, 10), many(5, 10)), [])  # 4
        self.assertEqual(self.held(many(1, 20), many(1, 30)), [])  # 10 of 20 is not over 50 %
        self.assertEqual(self.held(many(1, 20), many(1, 31)), ['ajouts'])
        self.assertEqual(self.held(many(1, 5), many(1, 14)), [])  # 9
        self.assertEqual(self.held([], many(1, 10)), ['ajouts'])
        self.assertEqual(self.held(many(1, 24), many(1, 19) + many(20, 24, sexe='X')), [])  # 5 of 25 rows
        self.assertEqual(self.held(many(1, 23), many(1, 18) + many(19, 23, sexe='X')), ['ecartees'])
        left = many(31, 40, date_entree='2026-12-01')
        self.assertEqual(self.held(many(1, 23), many(1, 18) + many(19, 23, sexe='X') + left), ['ecartees'])
        past = [ended(number) for number in range(1, 11)]
        self.assertEqual(self.held(past, past[:5]), [])
        self.assertEqual(self.held(past, past[:4]), ['relistes'])
        self.assertEqual(self.held(past[:9], []), [])
        half = dict(CIP, cip_ref='C2', date_fin='2026-11-10')
        self.assertEqual(self.held([ROW], [ROW], [CIP, half], [CIP, half]), ['etp'])
        self.assertEqual(self.held([ROW], [ROW], [CIP, dict(half, etp='0.79')], [CIP]), [])
        document = check(files(many(1, 18) + many(19, 23, sexe='X')))
        self.assertEqual((document['state'], document['rows']['set_aside']), ('held', 5))

    def test_held_confirmed_released_discarded(self):
        self.send('2026-11-10', many(1, 12))
        swap = many(101, 112)
        held = self.send('2026-11-11', swap, confirm=True)  # nothing was held before: no waiver
        self.assertEqual((held['state'], 'E-RETENUE' in self.codes), ('held', True))
        self.assertEqual(self.send('2026-11-11', swap), held)
        self.assertEqual(len(self.reporter.in_force.rows['salaries']), 12)
        self.reporter.discard(held['submission'])
        held = self.send('2026-11-11', swap)
        self.assertEqual((held['state'], held['submission']), ('held', '3'))
        done = self.send('2026-11-11', swap, confirm=True)
        self.assertEqual((done['state'], done['submission'], done['hold_waived']), ('accepted', '3', True))
        held = self.send('2026-11-12', many(1, 12))
        self.assertEqual(self.reporter.release(held['submission'])['state'], 'accepted')
        held = self.send('2026-11-13', swap)
        self.assertEqual(self.state('2026-11-14', many(201, 212), confirm=True), 'accepted')
        self.assertEqual(self.reporter.submissions[int(held['submission']) - 1].state, 'superseded')

    def test_digest(self):
        import hashlib
        parts = b'a\0' + (2).to_bytes(8, 'big') + b'xy' + b'b\0' + bytes(8)
        self.assertEqual(judging.digest({'b': b'', 'a': b'xy'}), hashlib.sha256(parts).hexdigest())
        packed = b'PK\x03\x04'
        digests = [judging.digest({name: packed}) for name in ('', 'n.zip', 'v1.2/export', 'n.XLSM', 'n.csv')]
        self.assertEqual([d == digests[0] for d in digests], [True] * 4 + [False])


if __name__ == '__main__':
    unittest.main()
