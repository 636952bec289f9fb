"""The report of 2023-C4 on the population of 2023: its draft prints the published table, its release withholds what tells on somebody, and both
are the same bytes whoever makes them again."""
import csv
import filecmp
import json
import os
import re
import subprocess
import tempfile
import urllib.request

import classeur
import exports_2023
import people
import seed
import system as systems

QUARTER = '2023-C4'
FILES = [f'rapport-{QUARTER}.{kind}' for kind in ('pdf', 'xlsx', 'html', 'csv', 'json')] + ['schema.json', 'manifeste.json', 'manifeste.sig']
SENTENCES = ('post.emploi_stables', 'post.logement_stables')  # "97 %" of 57 people is two of them, "100 %" every one
NATION_PERCENT, TERRITOIRES_PERCENT = 95, 70
LINES_TOLD = 50
REPORT_MIB = 160  # at most, of `cvg report` and of the daemon reporting: a quarter is a few MiB, its documents some tens
COUNTS = ('effectif.file_active', 'effectif.accompagnes', 'effectif.entrees', 'effectif.sorties', 'post.emploi', 'post.logement')


def rows(folder):
    with open(os.path.join(folder, f'rapport-{QUARTER}.csv'), encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file, delimiter=';'))


def number(text):
    return float(text) if '.' in text else int(text or 0)


def figures(lines, scope, programme='CVG', period=QUARTER):
    """As `cvg figures` prints them, of what is told: the figures of one perimeter."""
    found = {}
    for line in lines:
        if (line['perimetre'], line['programme'], line['periode']) != (scope, programme, period) or line['etat'] == 'secret':
            continue
        figure = found.setdefault(line['code'], {'kind': line['genre'], 'num': {} if line['cle'] else 0})
        for part in ('den', 'nr'):
            if line[part]:
                figure[part] = number(line[part])
        if line['cle']:
            figure['num'][line['cle']] = number(line['num'])
        else:
            figure['num'] = number(line['num'])
    return found


class Report:
    def __init__(self, cvg, lines, documents):
        self.cvg, self.lines, self.documents = cvg, lines, documents
        self.wrong = 0

    def check(self, good, what):
        self.wrong += not good
        print(f'{"ok" if good else "NO"}  report: {what}')

    def report(self, *args, ok=0):
        ran = self.cvg.cvg('report', *args, ok=None)
        self.check(ran.returncode == ok, f'cvg report {" ".join(args)}: {ran.returncode}' + ('' if ran.returncode == ok else f' not {ok}: {ran.stderr}'))
        return ran

    def within(self, *args):
        """The same, which succeeds, within its bounds of memory."""
        seconds, mib = self.cvg.measured('report', *args)
        self.check(mib <= REPORT_MIB, f'cvg report {" ".join(args)}: {mib:.0f} MiB at most, {seconds:.1f} s')

    # ---- the entitled draft ----

    def same(self, told, scope):
        """What a report tells of a perimeter beside what `cvg figures` says."""
        differ = []
        for code, figure in told.items():
            of = self.documents[scope]['figures'][code]
            for part in ('den', 'nr'):
                if part in figure and abs(figure[part] - of.get(part, 0)) > 1e-6:
                    differ.append((code, part, figure[part], of.get(part)))
            keys = figure['num'] if isinstance(figure['num'], dict) else {None: figure['num']}
            for key, num in keys.items():
                wanted = of['num'].get(key, 0) if key else of['num']
                if abs(num - wanted) > 1e-6:
                    differ.append((code, key, num, wanted))
        return differ

    def draft(self, folder):
        self.report(QUARTER, '--draft', '--out', folder)
        self.check(all(os.stat(os.path.join(folder, name)).st_mode & 0o77 == 0 for name in os.listdir(folder)), 'a draft is for who wrote it alone')
        lines = rows(folder)
        self.check(sorted(os.listdir(folder)) == sorted(FILES), 'the files of the contract')
        self.check(not [line for line in lines if line['etat'] == 'secret'], 'a draft withholds nothing')
        for scope, document in self.documents.items():
            told = figures(lines, scope)
            self.check(set(told) == set(document['figures']) and not self.same(told, scope), f'draft, {scope}: {self.same(told, scope)[:3]}')
        for line in self.lines:
            got, how = line.shown(figures(lines, line.scope))
            self.check(got == line.published or line.excepted, f'draft, {line.label}: {got}, published {line.published}')

    # ---- preparing and closing ----

    def four_eyes(self):
        self.report('prepare', QUARTER, '--as', 'claire', ok=2)  # nobody of that name
        self.people = {login: people.add(self.cvg, login, role) for login, role in (('claire', 'convergence'), ('paul', 'convergence'), ('dora', 'dgefp'))}
        self.report('prepare', QUARTER, '--as', 'dora', ok=2)
        self.report('close', QUARTER, '--as', 'claire', ok=1)
        self.report('rectify', QUARTER, '--as', 'claire', '--reason', 'Rien', ok=1)
        self.within('prepare', QUARTER, '--as', 'claire')
        self.report('close', QUARTER, '--as', 'claire', ok=1)
        self.report(QUARTER, '--out', '/nowhere', ok=1)
        self.report('close', QUARTER, '--as', 'paul')
        self.report('prepare', QUARTER, '--as', 'claire', ok=1)
        listed = self.cvg.js('report', 'list')
        self.check([(line['trimestre'], line['version'], line['etat'], line['prepare_par'], line['arrete_par']) for line in listed] ==
                   [(QUARTER, 1, 'arrete', 'claire', 'paul')], f'listed: {listed}')
        for statement in ("UPDATE cvg.arrete SET publie = ''", 'DELETE FROM cvg.arrete', 'TRUNCATE cvg.arrete'):
            self.check(self.cvg.sql(statement, role='postgres').returncode != 0, f'nobody may: {statement}')

    # ---- the release ----

    def release(self, folder):
        self.report(QUARTER, '--out', folder)
        lines = rows(folder)
        self.check(sorted(os.listdir(folder)) == sorted(FILES), 'the files of the contract')
        for scope in self.documents:
            self.check(not self.same(figures(lines, scope), scope), f'release, {scope}: {self.same(figures(lines, scope), scope)[:3]}')
        self.check(all(not line[part] for line in lines if line['etat'] == 'secret' for part in ('num', 'den', 'nr', 'valeur')),
                   'what is withheld has no number')
        self.check(all(line['den'] in ('0', '0.00') and not line['valeur'] for line in lines if line['etat'] == 'inconnu'), 'what is unknown has no value')
        self.check(not [line for line in lines if line['code'] in COUNTS and line['etat'] != 'publie'], 'comptes are always told')
        self.check({line['code'].split('.')[0] for line in lines if line['perimetre'].startswith('chantier:')} == {'effectif'},
                   'of a chantier its headcounts alone')
        for code in SENTENCES:
            state = {line['etat'] for line in lines if line['code'] == code and line['perimetre'] == 'operationnels' and line['periode'] == QUARTER}
            self.check(state == {'secret'}, f'the source tells on somebody by {code}: {state}')
        self.rates(lines)
        told = {code for code in figures(lines, 'operationnels')}
        printed = [line for line in self.lines if line.scope == 'operationnels' and not line.excepted]
        shown = 0
        for line in printed:
            try:
                got, _ = line.shown(figures(lines, line.scope))
            except KeyError:
                continue
            shown += 1
            self.check(got == line.published, f'release, {line.label}: {got}, published {line.published}')
        self.check(shown >= LINES_TOLD, f'{shown} lines of the published table are told, at least {LINES_TOLD}')
        print(f'    {shown} of {len(printed)} lines of the table are told, {len(told)} figures of the operationnels')

    def rates(self, lines):
        for kind, least in (('nation', NATION_PERCENT), ('territoire:', TERRITOIRES_PERCENT)):
            cells = [line['etat'] for line in lines if line['perimetre'].startswith(kind) and line['periode'] == QUARTER and line['etat'] != 'inconnu']
            told = 100 * cells.count('publie') / len(cells)
            self.check(told >= least, f'{kind} {told:.1f} % of {len(cells)} cells told, at least {least} %')

    # ---- proof ----

    def proof(self, folder, again):
        self.within(QUARTER, '--out', again)
        equal, *others = filecmp.cmpfiles(folder, again, FILES, shallow=False)
        self.check(sorted(equal) == sorted(FILES), f'the same bytes again: not {others}')
        self.report('--verify', folder)
        with open(os.path.join(folder, 'manifeste.json'), encoding='utf-8') as file:
            made_by = json.load(file)['versions']['documents']
        self.check(re.search(r'cairo \d.*pango \d.*Inter-Regular\.otf [0-9a-f]{16}, .*DejaVuSans\.ttf [0-9a-f]{16}', made_by), f'made by {made_by}')
        for name in FILES:
            path = os.path.join(again, name)
            with open(path, 'r+b') as file:
                file.seek(40)
                byte = file.read(1)
                file.seek(40)
                file.write(bytes([byte[0] ^ 1]))
            self.report('--verify', again, ok=1)
            with open(path, 'r+b') as file:
                file.seek(40)
                file.write(byte)
        self.report('--verify', again)

    def clean_state(self, folder, again):
        """In an installation of its own that has nothing but the database and the secrets: the same bytes."""
        self.cvg.down()
        other = systems.System(fresh=True)
        seed.copy(self.cvg.home, other.home)
        self.cvg.up()
        other.up()
        ran = other.cvg('report', QUARTER, '--out', again, ok=None)
        equal, *others = filecmp.cmpfiles(folder, again, FILES, shallow=False)
        self.check(ran.returncode == 0 and sorted(equal) == sorted(FILES), f'the same bytes from a clean state: not {others} {ran.stderr}')
        other.close()

    def documents_read(self, folder):
        pdf = os.path.join(folder, f'rapport-{QUARTER}.pdf')
        text = subprocess.run(['pdftotext', '-layout', pdf, '-'], capture_output=True, text=True, check=True).stdout
        plain = ' '.join(text.replace('\u202f', ' ').replace('\u00a0', ' ').split())
        for wanted in ('3 448', '1 601', '1 205', 'Territoires opérationnels', 'Grand Paris', 'secret statistique'):
            self.check(wanted in plain, f'the PDF says {wanted}')
        structure = subprocess.run(['pdfinfo', '-struct', pdf], capture_output=True, text=True, check=True).stdout
        for tag in ('H1', 'Table', 'TR', 'TH', 'TD', 'Figure'):
            self.check(re.search(rf'^ *{tag}\b', structure, re.M), f'the PDF has {tag}')

    def workbook(self, folder, place):
        os.mkdir(place)
        book = classeur.Workbook(os.path.join(folder, f'rapport-{QUARTER}.xlsx'), os.path.join(place, 'feuilles'))
        with open(os.path.join(folder, f'rapport-{QUARTER}.json'), encoding='utf-8') as file:
            covered = {place['perimetre']: place['couverture'] for place in json.load(file)['perimetres']}
        differ, states = book.beside(rows(folder), {place for place, of in covered.items() if of['expected'] and not of['counted']})
        never = states.pop('jamais')
        self.check(never > 50, f'{never} figures of who never sent an export are unknown, not 0')
        self.check(not differ, f'LibreOffice opens the workbook, {dict(states)}: as the CSV but for {differ[:5]}')
        self.check(min(states[state] for state in classeur.STATES) > 500, 'with figures of every state')
        differ, compared = book.tables()
        self.check(not differ and compared == sum(states.values()), f'{compared} cells of its tables are their figures but for {differ[:5]}')

    def handed_out(self, folder):
        """The page Rapports gives the same files, by the daemon, within bounds of memory."""
        session = people.Session(self.cvg.ps()['dashboard']['address'], self.people['dora'])
        for name in FILES:
            status, _, body = session.raw(f'/rapports/{QUARTER}/fichiers/{name}?version=1')
            with open(os.path.join(folder, name), 'rb') as file:
                self.check(status == 200 and body == file.read(), f'the page gives {name}: {status}')
        with urllib.request.urlopen(f'http://{self.cvg.ps()["reporting"]["address"]}/metrics', timeout=10) as answer:
            made = re.search(r'^cvg_report_packages_made (\d+)$', answer.read().decode(), re.M)
        self.check(made and made[1] == '1', f'made once for all of them: {made and made[1]}')
        mib = self.cvg.peak('reporting')
        self.check(mib <= REPORT_MIB, f'reporting takes {mib:.0f} MiB at most')

    # ---- a correction ----

    def correction(self, exports, folder, before):
        """A chantier declares late: the bridge of the rectificatif says so, and the first version stays as it was."""
        chantier, files = exports
        self.cvg.push_all({chantier: files}, '2023-12-31')
        self.report('rectify', QUARTER, '--as', 'paul', ok=2)
        self.report('rectify', QUARTER, '--as', 'paul', '--reason', 'Déclaration tardive')
        self.report('close', QUARTER, '--as', 'claire')
        self.report(QUARTER, '--out', folder)
        self.report('--verify', folder, before)  # beside the first version, too: nothing moved by a few
        self.report('2023-C3', '--draft', '--out', folder, ok=2)  # another report's folder
        with open(os.path.join(folder, f'rapport-{QUARTER}.json'), encoding='utf-8') as file:
            document = json.load(file)
        self.check((document['version'], document['etat'], document['motif']) == (2, 'Rectificatif 1', 'Déclaration tardive'), 'it is the first rectificatif')
        for bridge in document['ponts']:
            if bridge['de'] + sum(term['n'] for term in bridge['termes']) != bridge['a']:
                self.check(False, f'a bridge does not add up: {bridge}')
        moved = [{term['terme']: term['n'] for term in bridge['termes'] if term['n']} for bridge in document['ponts']
                 if bridge['perimetre'] == 'nation' and bridge['code'] == 'effectif.entrees']
        self.check(moved == [{'declarations_tardives': 1}], f'one entry was declared late: {moved}')

    def run(self):
        with tempfile.TemporaryDirectory(prefix='cvg-rapport-') as folder:
            os.chmod(folder, 0o755)
            place = [os.path.join(folder, name) for name in ('brouillon', 'rapport', 'encore', 'rectificatif', 'ailleurs', 'classeur')]
            self.draft(place[0])
            self.four_eyes()
            self.release(place[1])
            self.proof(place[1], place[2])
            self.documents_read(place[1])
            self.workbook(place[1], place[5])
            self.handed_out(place[1])
            self.clean_state(place[1], place[4])
            self.correction(exports_2023.late_export(), place[3], place[1])
        return self.wrong
