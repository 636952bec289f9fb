"""What must be said of an imagined year, reckoned from the contract's alerts by a machine that remembers: it goes through the year instant by
instant and keeps streaks, flags and what was told. The engine of cvg does the contrary (it remembers nothing and looks back at each instant).
"""

import bisect
import collections
import datetime as dt
import functools

from alertes_annee import DAY, FIRST, PARIS, TERRITOIRES, at

Entry = collections.namedtuple('Entry', 'instant porteur regle sujet changement situation palier niveau a_qui annonce cause n')
SILENT = ('A-REMONTEE', 'A-REFUSEE', 'A-RETENUE')
# the contract's last column, step by step; critical ones are told at once
A_QUI = {
    ('A-REMONTEE', 1): 'chantier', ('A-REMONTEE', 2): 'chantier coordination', ('A-REMONTEE', 3): 'chantier coordination convergence',
    ('A-REMONTEE', 'logiciel'): 'convergence operateur', **{('A-CHARGE-CIP', step): 'chantier coordination' for step in (1, 2, 3)},
    ('A-OBJECTIF', 1): 'coordination convergence', ('A-RETENUE', 1): 'chantier coordination', ('A-RETENUE', 'quarantaine'): 'operateur',
    ('A-REFUSEE', 1): 'chantier', ('A-QUALITE', 1): 'chantier', ('A-PROLONGATION', 1): 'chantier', ('A-PROLONGATION', 2): 'chantier',
    ('A-POST-SORTIE', 1): 'chantier', ('A-COORDINATION', 1): 'convergence', ('A-TRIMESTRE', 1): 'coordination convergence',
    ('A-TRIMESTRE', 2): 'coordination convergence', ('A-TRIMESTRE', 3): 'coordination convergence', ('A-SYSTEME', 1): 'operateur'}
CRITICAL = {('A-REMONTEE', 3), ('A-REMONTEE', 'logiciel'), ('A-CHARGE-CIP', 3), ('A-RETENUE', 'quarantaine'), ('A-TRIMESTRE', 3), ('A-SYSTEME', 1)}


@functools.cache
def months_after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            pass


@functools.lru_cache(8)
def day_of(t):
    return dt.datetime.fromtimestamp(t, PARIS).date()


class Alert:
    def __init__(self, situation, palier, n, since=0, lost=False):
        self.situation, self.palier, self.n, self.since, self.lost, self.cause = situation, palier, n, since, lost, ''


class Latch:
    """Raised by a streak that is long enough, cleared by another; what lies between keeps what it was."""

    def __init__(self, over, clear, days):
        self.over, self.clear, self.days, self.up, self.sign, self.first, self.dates = over, clear, days, False, 0, None, 0

    def feed(self, day, sign):
        if sign != self.sign:
            self.sign, self.first, self.dates = sign, day, 0
        self.dates += 1
        length = (day - self.first).days if self.days else self.dates
        if sign > 0 and length >= self.over:
            self.up = True
        if sign < 0 and length >= self.clear:
            self.up = False


class Watched:
    """A chantier and all that is remembered of it."""

    def __init__(self, c):
        self.c, self.open = c, {}
        self.night, self.nothing, self.waiting = None, False, False
        self.dues = [at(n + DAY, 9) for n in c.nights]
        self.states = {}  # index of an envoi → its state now
        self.accepted = {}  # night → did its exports change anything
        self.newest = dt.date.min
        self.dates = {}  # situation date → data
        self.streaks()
        self.here, self.last, self.same = -1, -1, 0  # the last that came, the last accepted; nights in a row with the same rows
        self.held, self.apart, self.refused, self.loads = set(), set(), set(), {}
        self.events = sorted([(e.recu, 0, i) for i, e in enumerate(c.envois)] + [(e.depuis, 1, i) for i, e in enumerate(c.envois)])
        self.next = 0
        self.turns, self.due = sorted(x for *_, a, b in c.echeances for x in (a, b) if x), (None, {})

    def streaks(self):
        self.charge = {}  # subject → (attention, critique, foreseen)
        self.ahead = {}  # subject → (situation, parcours) of the newest forecast that is over what clears
        self.objectif, self.side, self.qualite = Latch(14, 3, True), '', Latch(3, 1, False)

    def advance(self, t):
        """What happened up to t."""
        while self.next < len(self.events) and self.events[self.next][0] <= t:
            _, settled, i = self.events[self.next]
            self.next += 1
            e = self.c.envois[i]
            state = self.states[i] = e.etat if settled else 'held' if e.retenu else 'received'
            self.here = max(self.here, i)
            for kept, name in ((self.held, 'held'), (self.apart, 'quarantined'), (self.refused, 'refused')):
                (kept.add if state == name else kept.discard)(i)
            if state == 'accepted':
                self.last = max(self.last, i)
                self.refused = {k for k in self.refused if k > i}
                self.accept(e)

    def accept(self, e):
        night = self.c.night_of(e.situation)
        if night:
            self.accepted[night] = self.accepted.get(night, False) or not e.inchange
            self.newest = max(self.newest, night)
            self.same = self.frozen()
        again = e.situation in self.dates
        self.dates[e.situation] = e.data, e.previsions
        if again:  # another export of a date replaces it: the streaks are told anew from all dates, what was raised stays
            kept = {s: [x.up for x in pair] for s, pair in self.charge.items()}, self.objectif.up, self.qualite.up
            self.streaks()
            for day in sorted(self.dates):
                self.feed(day, *self.dates[day])
                self.restore(kept)
            return
        self.feed(e.situation, e.data, e.previsions)

    def restore(self, kept):
        """While the past is fed again nothing is raised or cleared by it but by its last date."""
        if len(self.dates) and self.fed < max(self.dates):
            for s, pair in self.charge.items():
                for x, up in zip(pair, kept[0].get(s, (False, False))):
                    x.up = up
            self.objectif.up, self.qualite.up = kept[1], kept[2]

    def feed(self, day, data, previsions):
        active, etp, objectif, lues, ecartees, cips = data
        self.fed = day
        for subject in {''} | set(self.charge) | set(cips):
            parcours, of = (active, etp) if subject == '' else cips.get(subject, (0, 0))
            if of:
                self.loads[subject] = parcours
            if subject not in self.charge:
                self.charge[subject] = Latch(3, 3, False), Latch(3, 3, False), Latch(3, 3, False)
            for latch, over, under in zip(self.charge[subject], (25, 30), (22, 27)):
                load = parcours * 100 / of if of else 0
                latch.feed(day, 1 if load > over else -1 if load <= under else 0)
            sign = self.forecast(day, subject, etp, previsions) if previsions is not None else 0
            sign = -1 if subject and not of else sign
            self.charge[subject][2].feed(day, 0 if of and parcours * 100 > 25 * of else sign)
        side = 'sous' if active * 100 < 80 * objectif else 'sur' if active * 100 > 110 * objectif else ''
        self.side = side or self.side
        self.objectif.feed(day, 1 if side else -1)
        self.qualite.feed(day, 1 if ecartees >= 3 and ecartees * 100 > 5 * lues else -1)

    def forecast(self, day, subject, etp_now, previsions):
        """Over (1), under what clears (-1) or between (0), of the next eight weeks in which it is a member; and what would be said of it."""
        weeks = []
        for name, week, parcours, etp in previsions:
            if name == subject and week <= 8 and self.c.member(day + DAY * 7 * week):
                alone = subject == '' and etp_now and not etp and parcours
                if alone or (etp and parcours * 100 > 22 * etp):
                    weeks.append((float('inf') if alone else parcours * 100 / etp, week, parcours, etp))
        if not weeks:
            return -1
        over = [x for x in weeks if x[0] > 25]
        load, week, parcours, etp = min(over, key=lambda x: x[1]) if over else max(weeks, key=lambda x: x[0])
        posts = subject == '' and (not etp or all(etp_now > of and n * 100 <= 25 * etp_now for _, _, n, of in weeks))
        self.ahead[subject] = 'releve' if posts else 'cip_prevu' if subject else 'chantier_prevu', parcours
        return 1 if over else 0

    # ---- the rules ----

    def last_other(self, night):
        """The state of the last export of a night that is not accepted, as (state, was it held)."""
        for i in range(self.here, -1, -1):
            state, e = self.states.get(i), self.c.envois[i]
            if e.situation < night:
                if e.recu < at(night, 0):
                    break
                continue
            if state not in (None, 'accepted') and self.c.night_of(e.situation) == night:
                return state, e.retenu
        return None

    def ours(self, k):
        """Was something of this night, or newer, here in time, and we have not judged it yet?"""
        return any(s == 'received' and self.c.envois[i].recu < self.dues[k] and self.c.envois[i].situation >= self.c.nights[k]
                   for i, s in self.states.items())

    def silence(self, t):
        """The nights without an accepted export that are due, with what came; the newest due night and whether nothing came for it at all."""
        due = bisect.bisect_right(self.dues, t)
        missing, late = [], None
        for k in range(bisect.bisect_right(self.c.nights, self.newest), due):
            other = self.last_other(self.c.nights[k])
            if other is None:
                missing.append((k, 'manquante'))
            elif other[0] == 'received' and not self.ours(k):
                was = self.open.get(('A-REMONTEE', ''))  # too late, and not judged: nothing ends before it is
                missing.append((k, was.situation if was and was.situation != 'figee' else 'manquante'))
                late = k
            elif other[0] in ('refused', 'discarded'):
                missing.append((k, 'non_admise'))
            elif other[0] in ('held', 'quarantined') or (other[0] == 'superseded' and other[1]):
                missing.append((k, 'en_attente'))
        newest = self.c.nights[due - 1] if due else None
        nothing = newest is not None and self.newest < newest and missing and (missing[-1] == (due - 1, 'manquante') or late == due - 1)
        self.waiting = newest is not None and self.newest < newest and (self.last_other(newest) or '')[:1] == ('received',)
        return missing, newest, bool(nothing)

    def frozen(self):
        n = 0
        for night in sorted(self.accepted, reverse=True):
            n += 1
            if self.accepted[night]:
                break
        return n

    def wanted(self, t):
        self.night, self.nothing, self.waiting = None, False, False
        today, out = day_of(t), {}
        if not self.c.member(today):
            return out
        missing, self.night, self.nothing = self.silence(t)
        if missing:
            out['A-REMONTEE', ''] = Alert(missing[-1][1], 1 + (len(missing) >= 3) + (len(missing) >= 5), len(missing), self.dues[missing[0][0]])
        elif self.same >= 20:
            out['A-REMONTEE', ''] = Alert('figee', 1, self.same)
        for rule, subject, situation, n in (
                ('A-REFUSEE', '', 'refuse', sum(i > self.last for i in self.refused)), ('A-RETENUE', '', 'retenu', len(self.held)),
                ('A-RETENUE', 'quarantaine', 'quarantaine', len(self.apart))):
            if n:
                out[rule, subject] = Alert(situation, 1, n)
        self.wanted_streaks(out)
        at_hand = today, bisect.bisect_right(self.turns, t)
        if self.due[0] != at_hand:  # these move with the day, and with what is told of a parcours
            self.due = at_hand, {}
            for genre, name, day, done, known, until in self.c.echeances:
                if known <= t and (until is None or t < until):
                    (self.wanted_entry if genre == 'entree' else self.wanted_exit)(self.due[1], name, day, done, today)
        out.update(self.due[1])
        return out

    def wanted_streaks(self, out):
        if not self.dates:
            return
        newest, _ = self.dates[max(self.dates)]
        for subject, (attention, critique, foreseen) in self.charge.items():
            if attention.up or critique.up:
                out['A-CHARGE-CIP', subject] = Alert('cip' if subject else 'chantier', 3 if critique.up else 2, self.loads[subject])
            elif foreseen.up:
                out['A-CHARGE-CIP', subject] = Alert(self.ahead[subject][0], 1, self.ahead[subject][1])
        if self.objectif.up:
            out['A-OBJECTIF', ''] = Alert(self.side, 1, newest[0])
        if self.qualite.up:
            out['A-QUALITE', ''] = Alert('ecartees', 1, newest[4])

    @staticmethod
    def wanted_entry(out, name, day, done, today):
        if today >= months_after(day, 58):
            out['A-PROLONGATION', name] = Alert('duree_max', 2, 58)
        elif today >= months_after(day, 22) and not done:
            out['A-PROLONGATION', name] = Alert('sans_motif', 1, 22)

    @staticmethod
    def wanted_exit(out, name, day, done, today):
        if not done and today >= months_after(day, 11):
            out['A-POST-SORTIE', name] = Alert('contact', 1, 11, lost=today >= months_after(day, 12))


class Plan:
    def __init__(self, year, first, last):
        self.year, self.entries = year, []
        self.watched = [Watched(c) for c in year.chantiers]
        self.territoires = {t: {} for t in TERRITOIRES}  # open alerts
        self.nation = {}
        self.now_causes = {}
        self.users = {name: [w for w in self.watched if w.c.logiciel == name] for name in {w.c.logiciel for w in self.watched}}
        self.told = collections.defaultdict(dict)  # perimeter → {quarter: highest step}
        end = at(last + DAY, 0)
        for t, whom in self.instants(end):
            self.step(t, whom)
        self.entries = [e for e in self.entries if at(first, 0) <= e.instant < end]

    def instants(self, end):
        """(instant, chantiers to look at, None: everybody and every perimeter) in order: exports, judgements, midnights, deadlines, troubles of ours."""
        all_of_it = collections.defaultdict(set)
        for w in self.watched:
            for x in [x for e in w.c.envois for x in (e.recu, e.depuis)] + [x for *_, a, b in w.c.echeances for x in (a, b) if x]:
                all_of_it[x].add(w)
        day = FIRST
        while at(day, 0) < end:
            all_of_it.update({at(day, 0): None, at(day, 9): None})
            day += DAY
        for _, _, a, b, _ in self.year.pannes:
            all_of_it.update({x: None for x in (a, a + 60, a + 600, a + 3600, b, b + 3 * 3600) if x})
        for *_, a, b in self.year.postes:
            all_of_it.update({x: None for x in (a, b) if x})
        for *_, a in self.year.copils:
            all_of_it[a] = None
        start = at(FIRST, 0)
        return sorted(((t, whom) for t, whom in all_of_it.items() if start <= t < end), key=lambda x: x[0])

    def step(self, t, whom):
        looked = self.watched if whom is None else [w for w in self.watched if w in whom]
        for w in looked:
            w.advance(t)
        wanted = {w: self.wanted(t, w) for w in looked}
        before = self.now_causes
        causes = self.now_causes = {**before, **self.causes(t, {w.c.logiciel for w in looked})}
        flipped = {name for name in causes if bool(causes[name]) != bool(before.get(name))}
        if flipped:
            wanted.update({w: self.wanted(t, w) for w in self.watched if w.c.logiciel in flipped and w not in wanted})
        said = len(self.entries)
        for w, alerts in wanted.items():
            self.hold(w, alerts, causes)
            self.change(t, w.c.id, w.open, alerts)
        if whom is None or flipped or len(self.entries) > said:
            self.perimeters(t)

    def wanted(self, t, w):
        alerts = w.wanted(t)
        self.excuse(t, w, alerts)
        return alerts

    def perimeters(self, t):
        counts, left = collections.Counter(), collections.Counter()
        for w in self.watched:
            troubles = [a for k, a in w.open.items() if k[0] in SILENT and a.situation != 'figee']
            if troubles:
                counts.update(('', w.c.territoire))
            if any(a.since <= self.closed(t) for a in troubles):
                left.update(('', w.c.territoire))
        for name, alerts in self.territoires.items():
            fresh = self.coordination(t, name)
            self.quarter(t, name, alerts, fresh, counts[name], left[name])
            self.change(t, name, alerts, fresh)
        fresh = self.systeme(t)
        fresh.update({('A-REMONTEE', f'logiciel:{name}'): alert for name, alert in self.now_causes.items() if alert})
        self.quarter(t, '', self.nation, fresh, counts[''], left[''])
        self.change(t, 'nation', self.nation, fresh)

    # ---- causes ----

    def causes(self, t, names):
        """{software: alert, or None}: silent at once, on the newest night that most of its chantiers that are not closed have to tell."""
        out = {}
        for name in names - {''}:
            out[name] = None
            mine = [w for w in self.users[name] if w.night]
            if not mine:
                continue
            newest = max(w.night for w in mine)
            mine = [w for w in mine if w.night >= newest - DAY * 4]
            night = sorted((w.night for w in mine), reverse=True)[len(mine) // 2]  # reached by over half
            mine = [w for w in mine if w.night >= night]
            was = self.nation.get(('A-REMONTEE', f'logiciel:{name}'))
            silent = sum(w.nothing or bool(was and w.waiting) for w in mine)  # what is here and not judged yet ends nothing
            if (silent * 4 > len(mine)) if was else (silent * 2 > len(mine) and silent >= 3):
                out[name] = Alert('logiciel', 1, silent, was.since if was else at(night + DAY, 9))
        return out

    def excuse(self, t, w, alerts):
        """What our own outage explains, it holds back, and no software is to blame for it."""
        ours = alerts.get(('A-REMONTEE', ''))
        if not ours or ours.situation != 'manquante':
            return
        for genre, sujet, a, b, _ in self.year.pannes:
            if (genre == 'base' or sujet == 'intake') and a <= ours.since and a + 60 <= t and b - a >= 60:
                if t < b or (ours.since < b + 3 * 3600 and t < b + 3 * 3600):
                    ours.cause, w.nothing, w.waiting = f'systeme:{sujet}', False, True
                    return

    @staticmethod
    def hold(w, alerts, causes):
        ours = alerts.get(('A-REMONTEE', ''))
        cause = causes.get(w.c.logiciel)
        if ours and ours.situation == 'manquante' and not ours.cause and cause and day_of(ours.since) >= day_of(cause.since):
            ours.cause = f'logiciel:{w.c.logiciel}'

    # ---- perimeters ----

    def coordination(self, t, name):
        today, out = day_of(t), {}
        for territoire, poste, vacant, known, filled in self.year.postes:
            if territoire == name and known <= t and (filled is None or t < filled) and (today - vacant).days > 60:
                out['A-COORDINATION', poste] = Alert('poste', 1, 60)
        if name in self.year.copil_depuis:
            held = [d for x, d, known in self.year.copils if x == name and known <= t]
            if today > months_after(max([self.year.copil_depuis[name]] + held), 12):
                out['A-COORDINATION', ''] = Alert('copil', 1, 12)
        return out

    @staticmethod
    def closed(t):
        """When the last night of the quarter before was due."""
        today = day_of(t)
        return at(dt.date(today.year, (today.month + 2) // 3 * 3 - 2, 1), 9)

    def quarter(self, t, name, before, fresh, count, left):
        today = day_of(t)
        number = (today.month + 2) // 3
        quarter = f'{today.year}-T{number}'
        over = months_after(dt.date(today.year, number * 3 - 2, 1), 3)  # the first day after it
        step = sum(t >= at(over - DAY * days, 9) for days in (15, 7, 1))
        for (rule, sujet), alert in before.items():
            if rule == 'A-TRIMESTRE' and sujet != quarter and left:  # missing from that quarter still, whoever is in trouble by now
                fresh[rule, sujet] = Alert('cloture', alert.palier, alert.n, lost=step > 0)
        was = before.get(('A-TRIMESTRE', quarter))
        if count and (was or step > self.told[name].get(quarter, 0)):
            palier = max(step, was.palier if was else 0)
            self.told[name][quarter] = max(palier, self.told[name].get(quarter, 0))
            fresh['A-TRIMESTRE', quarter] = Alert('cloture', palier, (15, 7, 1)[palier - 1])

    def systeme(self, t):
        out = {}
        for genre, sujet, a, b, percent in self.year.pannes:
            if not a <= t or (b is not None and t >= b):
                continue
            if genre == 'disque':
                if percent < (12 if ('A-SYSTEME', sujet) in self.nation else 10):
                    out['A-SYSTEME', sujet] = Alert('disque', 1, percent)
            elif t >= a + {'file': 600, 'exercice': 3600}.get(genre, 60):
                out['A-SYSTEME', sujet] = Alert(genre, 1, 10 if genre == 'file' else 60)
        return out

    # ---- what changes ----

    def change(self, t, porteur, open_now, wanted):
        for key in [k for k in open_now if k not in wanted or wanted[k].lost]:
            self.tell(t, porteur, key, 'perdue' if key in wanted else 'resolue', open_now.pop(key))
        for key, new in wanted.items():
            if new.lost:
                continue
            old = open_now.get(key)
            new.since = new.since or (old.since if old else t)
            open_now[key] = new
            if old is None:
                self.tell(t, porteur, key, 'levee', new)
            elif bool(old.cause) != bool(new.cause):
                self.tell(t, porteur, key, 'liberee' if old.cause else 'retenue', new)
            elif old.palier != new.palier:
                self.tell(t, porteur, key, 'aggravee' if new.palier > old.palier else 'allegee', new)
            elif (old.situation, old.cause) != (new.situation, new.cause):
                self.tell(t, porteur, key, 'changee', new)

    def tell(self, t, porteur, key, change, alert):
        rule, sujet = key
        line = (rule, alert.situation) if (rule, alert.situation) in A_QUI else (rule, alert.palier)
        told = change in ('levee', 'liberee', 'aggravee') and not alert.cause
        niveau = 'critique' if line in CRITICAL else 'attention'
        self.entries.append(Entry(t, porteur, rule, sujet, change, alert.situation, alert.palier, niveau, A_QUI[line] if told else '',
                                  ('aussitot' if niveau == 'critique' else 'synthese') if told else '', alert.cause, alert.n))
