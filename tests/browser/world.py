#!/usr/bin/env python3
"""One real installation for the tests in a browser: brought up, filled, then driven by lines of JSON.

usage: world.py empty|one|full

Prints {"ready": …} once it stands, then answers each line {"id", "do", …} on stdin with {"id", "answer"} or {"id", "error"}. Ends with its stdin.
  empty   the reference data of 68 chantiers, and no export
  one     one chantier, three nights
  full    68 chantiers, three nights, as deploy/demo
"""

import json
import os
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'pipeline'))
import csv  # noqa: E402

import database  # noqa: E402
import exports  # noqa: E402
import people  # noqa: E402
import system as systems  # noqa: E402
from installation import wait_for  # noqa: E402

WORLDS = {'empty': (68, 0), 'one': (1, 3), 'full': (68, 3)}  # chantiers of the reference data, nights that are pushed
SEED = 2023  # of deploy/demo


class World:
    def __init__(self, system, folder, name):
        self.system, self.folder = system, folder
        chantiers, pushed = WORLDS[name]
        last = exports.paris_today() - exports.dt.timedelta(days=1)
        self.nights = exports.Nights(system, os.path.join(folder, 'sim'), max(pushed, 1), chantiers, last, seed=SEED)
        self.day = self.nights.days[-1]
        system.cvg('reference', 'import', self.nights.reference)
        self.chantiers, self.territoires = self.reference('chantiers'), self.reference('territoires')
        self.accounts = people.accounts(system, self.chantiers)
        self.sent = {}
        self.keys = {}
        self.stopped = None
        territoires = [line['code'] for line in self.territoires]
        database.make_keys(system, [line['chantier_id'] for line in self.chantiers] + territoires)
        self.db = database.Database(system)
        for day in self.nights.days[:pushed]:
            last = self.push_night(self.nights.exports(day), day)
        if pushed:
            self.push_night({code: exports.coordination(self.day, 2) for code in territoires}, self.day)
        own = self.accounts['chantier']['scope'].split(':')[1]
        self.more = {'submission': last[own]['submission']} if pushed else {}
        if name == 'full':
            self.more = self.incidents(own)

    def reference(self, name):
        with open(os.path.join(self.nights.reference, f'{name}.csv'), encoding='utf-8-sig', newline='') as file:
            return list(csv.DictReader(file, delimiter=';'))

    def push_night(self, files, day):
        outcomes = self.system.push_all(files, str(day))
        wrong = {reporter: outcome for reporter, outcome in outcomes.items() if outcome['state'] != 'accepted'}
        if wrong:
            raise systems.Failed(f'not taken: {json.dumps(wrong)[:1000]}')
        return outcomes

    def incidents(self, own):
        """Something to correct in the first chantier, and a held submission of a neighbour, which no test decides; the same in another territory."""
        home = self.accounts['coordination']['scope'].split(':')[1]
        neighbour = [line['chantier_id'] for line in self.chantiers if line['territoire'] == home][-1]
        far = [line['chantier_id'] for line in self.chantiers if line['territoire'] != home][-1]
        state = {name: self.do_push(reporter, kind)['outcome'] for name, reporter, kind in (
            ('found', own, 'found'), ('held', neighbour, 'swapped'), ('far', far, 'found'), ('far_held', far, 'swapped'))}
        wrong = {name: outcome for name, outcome in state.items() if outcome['state'] != ('held' if 'held' in name else 'accepted')}
        if wrong:
            raise systems.Failed(f'not as planned: {json.dumps(wrong)[:1000]}')
        return {'submission': state['found']['submission'], 'held': state['held']['submission'], 'neighbour': neighbour,
                'alerte': self.do_alert(neighbour, 'A-RETENUE'),
                'elsewhere': {'chantier': far, 'submission': state['far']['submission'], 'held': state['far_held']['submission'],
                              'alerte': self.do_alert(far, 'A-RETENUE')}}

    def about(self):
        return {'dashboard': self.system.ps()['dashboard']['address'], 'accounts': self.accounts, 'chantiers': self.chantiers,
                'territoires': self.territoires, 'day': str(self.day),
                'period': str(exports.paris_today().year), **self.more}

    # ------------------------------------------------------------ files

    def files(self, chantier):
        """What the chantier sent last."""
        if chantier not in self.sent:
            self.sent[chantier] = self.nights.files(self.day, chantier)
        return self.sent[chantier]

    def joined(self, files):
        """One person more: like the first who is there, entered today's evening before."""
        mark = f'{time.time_ns():x}'
        key = exports.Sheet.read(files['salaries.csv']).open()[0]['parcours_id']
        return exports.changed(files, exports.add_copy(key, f'N{mark}', date_entree=str(self.day)))

    def left(self, files):
        key = exports.Sheet.read(files['salaries.csv']).open()[-1]['parcours_id']
        return exports.changed(files, lambda sheet: [row for row in sheet.rows if row['parcours_id'] != key])

    def found(self, files):
        """With something to correct: a date that does not exist, in one line."""
        key = exports.Sheet.read(files['salaries.csv']).open()[1]['parcours_id']
        return exports.changed(files, exports.write_cells(key, date_entree='31/02/2024'))

    def swapped(self, files):
        """Everybody is another person: held."""
        return exports.changed(files, exports.swap_everybody(f'X{time.time_ns():x}'))

    def broken(self, files):
        """No table of salariés at all: refused."""
        return {'salaries.csv': b'ceci;n\'est;pas\nun;export;de salaries\n'}

    def same(self, files):
        return files

    KINDS = {'joined': joined, 'left': left, 'found': found, 'swapped': swapped, 'broken': broken, 'same': same}

    def write(self, files):
        folder = tempfile.mkdtemp(dir=self.folder)
        paths = []
        for name, content in files.items():
            paths.append(os.path.join(folder, name))
            with open(paths[-1], 'wb') as file:
                file.write(content)
        return paths

    # ------------------------------------------------------------ what is asked

    def do_push(self, chantier, kind='joined', day=None):
        """By `cvg push`: {"outcome", "judged_ms", "returned_ms"}."""
        files = self.KINDS[kind](self, self.files(chantier))
        args = ['push', '--chantier', chantier, '--date', day or str(self.day), '--wait', '30', '--key', self.key(chantier), *self.write(files)]
        ran = self.system.cvg(*args, '--format', 'json', ok=(0, 1, 3))
        returned = time.time()
        outcome = json.loads(ran.stdout)
        if outcome['state'] == 'accepted':
            self.sent[chantier] = files
        judged = self.db.value(f"SELECT extract(epoch FROM judged_at) FROM submission WHERE id = '{outcome['submission']}'")
        return {'outcome': outcome, 'judged_ms': 1000 * float(judged), 'returned_ms': 1000 * returned}

    def key(self, chantier):
        """A key file, as `cvg key new` tells it."""
        if chantier not in self.keys:
            path = os.path.join(self.folder, f'{chantier}.json')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(self.system.cvg('key', 'new', chantier, '--format', 'json').stdout)
            self.keys[chantier] = path
        return self.keys[chantier]

    def do_files(self, chantier, kind):
        """Paths of an export that a form can send; a good one is sent, and what comes after goes on from it."""
        files = self.KINDS[kind](self, self.files(chantier))
        if kind == 'joined':
            self.sent[chantier] = files
        return self.write(files)

    def do_figures(self, scope, period, programme='CVG'):
        return self.system.figures(period, scope, programme)

    def do_cvg(self, args, ok=(0,)):
        return self.system.cvg(*args, ok=ok).stdout

    def do_until(self, submission, state):
        wait_for(f'{submission} is {state}', lambda: self.db.value(f"SELECT state FROM submission WHERE id = '{submission}'") == state)

    def do_alert(self, chantier, rule):
        """The id of the chantier's open alert by this rule, once there is one."""
        sql = f"SELECT alerte_id(chantier_id, n) FROM alerte WHERE chantier_id = '{chantier}' AND regle = '{rule}' AND etat <> 'resolue' LIMIT 1"
        wait_for(f'an alert {rule} of {chantier}', lambda: self.db.rows(sql))
        return self.db.value(sql)

    def do_resolved(self, alert):
        sql = f"SELECT 1 FROM alerte WHERE alerte_id(chantier_id, n) = '{alert}' AND etat = 'resolue'"
        wait_for(f'the end of {alert}', lambda: self.db.rows(sql))

    def do_stop(self, name, kill=True):
        """Kills a daemon, with a supervisor that sleeps; or lets it sleep itself."""
        self.stopped = (name, kill)
        if kill:
            os.kill(self.system.supervisor(), signal.SIGSTOP)
        return self.system.kill(name, signal.SIGKILL if kill else signal.SIGSTOP)

    def do_heal(self):
        name, kill = self.stopped
        self.stopped = None
        if kill:
            os.kill(self.system.supervisor(), signal.SIGCONT)
        else:
            self.system.kill(name, signal.SIGCONT)
        self.system.wait_back({})
        return self.about()['dashboard']

    def close(self):
        if self.stopped:
            self.do_heal()
        self.db.close()


def answer(world, asked):
    arguments = {name: value for name, value in asked.items() if name not in ('id', 'do')}
    try:
        return {'id': asked['id'], 'answer': getattr(world, 'do_' + asked['do'])(**arguments)}
    except Exception as error:  # the test that asked tells it
        return {'id': asked['id'], 'error': f'{type(error).__name__}: {error}'}


def main(name):
    tell = sys.stdout
    sys.stdout = sys.stderr  # what helpers print is no answer
    missing = systems.missing_programs() + people.missing_programs()
    if missing:
        sys.exit(f'not built in {systems.BIN}: {", ".join(missing)}')
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the tests end, and with them our stdin
    with tempfile.TemporaryDirectory(prefix='cvg-world-') as folder, systems.System() as system:
        os.chmod(folder, 0o755)
        world = World(system, folder, name)
        try:
            print(json.dumps({'ready': world.about()}), file=tell, flush=True)
            for line in sys.stdin:
                print(json.dumps(answer(world, json.loads(line))), file=tell, flush=True)
        finally:
            world.close()


if __name__ == '__main__':
    if len(sys.argv) != 2 or sys.argv[1] not in WORLDS:
        sys.exit(__doc__)
    main(sys.argv[1])
