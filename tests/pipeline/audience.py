"""The people who look on in test_stream and bench/stream: sessions of each role, listeners to scopes of each kind, and the judgement of what they were told."""

import csv
import os
import re
import urllib.request

import database
import people
import sse

BEHIND_S = 1.0
PROGRAMME = 'TOUS'  # every chantier counts


class Crowd:
    """Reference data, keys and accounts of an installation, and its listeners."""

    def __init__(self, system, nights, period):
        self.system, self.nights, self.period = system, nights, period
        system.cvg('reference', 'import', nights.reference)
        self.territoire = {line['chantier_id']: line['territoire'] for line in read(nights.reference, 'chantiers')}
        self.territoires = [line['code'] for line in read(nights.reference, 'territoires')]
        self.reporters = nights.reporters(nights.days[-1])
        database.make_keys(system, self.reporters)
        self.address = system.ps()['dashboard']['address']
        self.accounts = people.accounts(system, read(nights.reference, 'chantiers'))
        self.sessions = {role: people.Session(self.address, account) for role, account in self.accounts.items() if role != 'dgefp'}
        self.audience = sse.Audience()
        self.listeners = []

    # ------------------------------------------------------------ who listens

    def listener(self, role, scopes, last_id=None):
        """Not yet connected."""
        path = f'/v1/stream?scope={scopes}&period={self.period}&programme={PROGRAMME}'
        made = sse.Listener(self.address, path, self.sessions[role].cookie(), last_id)
        made.role, made.scopes = role, scopes.split(',')
        return made

    def questions(self):
        """Pairs of role and scopes, without end: half look at the nation, the others at one territory or chantier, or at several."""
        while True:
            for i, reporter in enumerate(self.reporters):
                territoire = self.territoire[reporter]
                yield from (('convergence', 'nation'), ('operateur', f'nation,territoire:{territoire}'), ('convergence', f'chantier:{reporter}'),
                            ('convergence', f'territoire:{self.territoires[i % len(self.territoires)]}'), ('operateur', 'nation,operationnels'),
                            ('coordination', self.accounts['coordination']['scope']), ('chantier', self.accounts['chantier']['scope']))

    def gather(self, n):
        questions = self.questions()
        self.listeners = [self.listener(*next(questions)) for _ in range(n)]
        self.audience.join_in(*self.listeners)

    def leave(self):
        self.audience.leave(*self.listeners)

    def end(self):
        self.audience.end()

    def metric(self, name):
        with urllib.request.urlopen(f'http://{self.address}/metrics', timeout=10) as answer:
            found = re.search(rf'^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$', answer.read().decode(), re.M)
        if not found:
            raise AssertionError(f'/metrics has no {name}')
        return float(found[1])

    # ------------------------------------------------------------ judgement

    def includes(self, scope, reporter):
        kind, _, ident = scope.partition(':')
        return kind != 'chantier' and (kind != 'territoire' or self.territoire[reporter] == ident) or ident == reporter

    def judge(self, listener, events, judged, final, first):
        """(seconds between a commit and its telling at worst, lines about what is wrong) of one listener and one night.

        judged: {reporter: (submission, time)}; final: {scope: figures document} in force after it; first: nothing had been counted before.
        """
        if listener.ended:
            return 0.0, [f'{listener.path}: the connection was closed']
        worst, wrong = 0.0, []
        at = {event.data['submission']: event.at for event in reversed(events) if event.name == 'submission' and event.data['state'] == 'accepted'}
        concerned = {name: told for name, told in judged.items() if any(self.includes(scope, name) for scope in listener.scopes)}
        for name, (submission, committed) in concerned.items():
            if submission not in at:
                wrong.append(f'{listener.path}: {submission} of {name} is not told')
            else:
                worst = max(worst, at[submission] - committed)
        wrong += [f'{listener.path}: {name} is told, and is not for {listener.role}' for name, (submission, _) in judged.items()
                  if submission in at and not self.includes(self.accounts[listener.role]['scope'], name)]
        for scope in listener.scopes:
            times = sorted(committed for name, (_, committed) in judged.items() if self.includes(scope, name))
            late, said = judge_scope(events, scope, times, final[scope], first)
            worst, wrong = max(worst, late), wrong + [f'{listener.path}: {line}' for line in said]
        if worst > BEHIND_S:
            wrong.append(f'{listener.path}: told {worst:.2f} s after the commit')
        return worst, wrong


def judge_scope(events, scope, times, final, first):
    """Of the figures of one scope: the last are those in force and came in time; in the first night each count came in time, too."""
    mine = [event for event in events if event.name == 'figures' and event.data['scope'] == scope]
    if not times:
        return 0.0, []
    if not mine:
        return 0.0, [f'{scope}: no figures came']
    worst = 0.0
    differ = [code for code, figure in mine[-1].data['figures'].items() if figure != final['figures'].get(code)]
    wrong = [f'{scope}: {", ".join(differ[:5])} told otherwise than in force'] if differ else []
    # when what is in force was told first
    settled = next(event for event in mine if event.data['figures'] == mine[-1].data['figures'])
    worst = max(worst, settled.at - times[-1])
    if first:
        for k, committed in enumerate(times):
            reached = [event.at for event in mine if event.data['coverage']['counted'] > k]
            if not reached:
                wrong.append(f'{scope}: never more than {k} chantiers counted')
                break
            worst = max(worst, reached[0] - committed)
    return worst, wrong


def read(folder, name):
    with open(os.path.join(folder, f'{name}.csv'), encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file, delimiter=';'))
