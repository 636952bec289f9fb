"""An imagined year of a programme for `cvg alerts simulate`: 68 chantiers, their exports night by night, planted faults, noise, troubles of ours.

Only what happened is made here; what must be said of it is reckoned by alertes_plan.py. Same seed, same year.
"""

import bisect
import csv
import datetime as dt
import os
import random
import zoneinfo

PARIS = zoneinfo.ZoneInfo('Europe/Paris')
DAY = dt.timedelta(1)
FIRST, LAST = dt.date(2025, 12, 1), dt.date(2027, 1, 4)  # of the history; the plan is told for 2026
TERRITOIRES = ('LYON', 'LILLE', 'STRASBOURG', 'MOSELLE', 'NANTES', 'PARIS', 'BREST', 'NICE', 'ROUEN', 'DIJON', 'TOURS', 'METROPOLE')
ALSACE_MOSELLE = ('STRASBOURG', 'MOSELLE')
LOGICIELS = ['GAIA'] * 34 + ['Dossier+'] * 20 + ['Tableur'] * 4 + ['Suivi Pro'] * 3 + [''] * 7


def at(day, hour, minute=0, second=0):
    """The instant, in seconds UTC, at which the clock in Paris shows this; hours may go beyond the day."""
    day += DAY * (hour // 24)
    return int(dt.datetime(day.year, day.month, day.day, hour % 24, minute, second, tzinfo=PARIS).timestamp())


def easter(year):
    """Meeus, Jones, Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def holidays(year, alsace_moselle):
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)] + ([(12, 26)] if alsace_moselle else [])
    moving = [1, 39, 50] + ([-2] if alsace_moselle else [])
    return {dt.date(year, *md) for md in fixed} | {easter(year) + DAY * n for n in moving}


class Envoi:
    def __init__(self, situation, recu, etat='accepted', depuis=None, retenu=False, inchange=False):
        self.situation, self.recu, self.etat, self.retenu, self.inchange = situation, recu, etat, retenu, inchange
        self.depuis = depuis or recu
        self.data = None  # of an accepted one: (file active, etp, objectif, lues, ecartees, {cip: (parcours, etp)})
        self.previsions = None  # of an accepted one: [(cip or '', week, parcours, etp)]; None: it is not known


class Chantier:
    def __init__(self, number, rnd):
        self.id = f'C{number:03d}'
        self.territoire = TERRITOIRES[number % len(TERRITOIRES)]
        self.logiciel = LOGICIELS[number]
        self.depuis, self.jusqua = None, None
        self.closures = []  # (first day, last day)
        self.envois, self.echeances = [], []  # (genre, id, date, faite, connu, jusqua)
        self.faults = {}  # day → kind of the night
        self.episodes = []  # (first day, last day, what, by how much)
        self.cips = [(f'{self.id}-CIP{i}', rnd.choice((50, 80, 100, 100)), rnd.uniform(16.5, 19.5)) for i in range(rnd.randint(2, 4))]
        self.objectif = round(sum(etp * load / 100 for _, etp, load in self.cips) / rnd.uniform(.92, 1.02))

    def member(self, day):
        return (self.depuis is None or self.depuis <= day) and (self.jusqua is None or day <= self.jusqua)

    def prepare(self):
        """The expected nights, once closures and membership are known."""
        free = set().union(*(holidays(y, self.territoire in ALSACE_MOSELLE) for y in (2025, 2026, 2027)))
        days = [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
        self.nights = [d for d in days if d.weekday() < 5 and d not in free and self.member(d)
                       and not any(a <= d <= b for a, b in self.closures)]

    def night_of(self, situation):
        """The last expected night up to a situation date, or None."""
        i = bisect.bisect_right(self.nights, situation)
        return self.nights[i - 1] if i else None


class Year:
    def __init__(self, seed):
        self.rnd = random.Random(seed)
        self.chantiers = [Chantier(n, self.rnd) for n in range(68)]
        self.pannes = []  # (genre, sujet, debut, fin, percent)
        self.copil_depuis, self.copils, self.postes = {}, [], []
        self.territoire_closures = [('NICE', dt.date(2026, 8, 3), dt.date(2026, 8, 21))]
        self.plant()
        self.troubles()
        self.coordinations()
        for c in self.chantiers:
            c.prepare()
            self.live(c)
            self.parcours(c)
        for c in self.chantiers[::3]:
            self.foresee(c)

    # ---- what is planted ----

    def block(self, c, length):
        """A first day with `length` nights of a fault behind it that no other fault touches."""
        while True:
            day = dt.date(2026, 1, 5) + DAY * self.rnd.randrange(345)
            days = [d for d in (day + DAY * n for n in range(length * 2 + 6)) if d.weekday() < 5][:length + 3]
            if not any(d in c.faults for d in days):
                return days[:length], days[length:]

    def plant(self):
        rnd = self.rnd
        for n, c in enumerate(self.chantiers):
            for kind, longest in (('silence', 8), ('refus', 6), ('retenue', 5), ('quarantaine', 2), ('silence', 2)):
                nights, after = self.block(c, rnd.randint(1, longest))
                c.faults.update({d: kind for d in nights})
                c.faults.update({d: 'calme' for d in after})
            if n % 3 == 0:
                nights, after = self.block(c, 26)
                c.faults.update({d: 'fige' for d in nights})
                c.faults[after[0]] = 'change'
            week = dt.date(2026, 1, 5) + DAY * 7 * rnd.randrange(50)
            c.closures.append((week, week + DAY * 6))
            if n % 4 == 1:  # a Friday or Monday beside a week-end on which the clocks change
                c.faults[dt.date(2026, 3, 27) if n % 8 == 1 else dt.date(2026, 3, 30)] = 'silence'
                c.faults[dt.date(2026, 10, 23) if n % 8 == 1 else dt.date(2026, 10, 26)] = 'silence'
            for what, by in (('charge', 8), ('charge', 14), ('objectif', 1.4), ('objectif', .75), ('ecartees', 9), ('cip', 0)):
                if rnd.random() < .5:
                    first = dt.date(2026, 1, 5) + DAY * rnd.randrange(330)
                    c.episodes.append((first, first + DAY * rnd.randint(3, 45), what, by, rnd.randrange(len(c.cips))))
        for c in self.chantiers[::6]:  # far over, then less so
            first = dt.date(2026, 2, 2) + DAY * rnd.randrange(280)
            c.episodes += [(first, first + DAY * 11, 'charge', 15, 0), (first + DAY * 12, first + DAY * 25, 'charge', 6, 0)]
        self.chantiers[7].depuis = dt.date(2026, 4, 13)
        self.chantiers[8].jusqua = dt.date(2026, 9, 17)
        for c in self.chantiers:
            c.closures += [(a, b) for t, a, b in self.territoire_closures if t == c.territoire]
        self.software('GAIA', dt.date(2026, 5, 19), 3, 34)  # half of all chantiers
        self.software('GAIA', dt.date(2026, 10, 6), 1, 16)  # under half of its own
        self.software('Tableur', dt.date(2026, 6, 16), 2, 3)
        self.software('Suivi Pro', dt.date(2026, 6, 23), 2, 2)  # over half, but two
        self.software('Dossier+', dt.date(2026, 12, 24), 1, 20)  # a night before a holiday

    def software(self, name, first, nights, n):
        mine = [c for c in self.chantiers if c.logiciel == name]
        for c in self.rnd.sample(mine, n):
            days = [d for d in (first + DAY * k for k in range(20)) if d.weekday() < 5 and d != dt.date(2026, 12, 25)]
            c.faults.update({d: 'silence' for d in days[:nights]})
            c.faults[days[nights - 1]] = 'panne'  # comes after all, in the course of the day
            c.faults[days[nights]] = 'calme'

    def troubles(self):
        rnd = self.rnd
        self.pannes += [
            ('demon', 'intake', at(dt.date(2026, 2, 11), 1), at(dt.date(2026, 2, 11), 9, 40), None),  # our outage, over the deadline
            ('base', 'base', at(dt.date(2026, 7, 8), 20), at(dt.date(2026, 7, 9), 10, 5), None),
            ('demon', 'intake', at(dt.date(2026, 9, 2), 8, 59, 30), at(dt.date(2026, 9, 2), 9, 4), None),  # seconds before it
            ('demon', 'intake', at(dt.date(2026, 9, 9), 8, 59, 30), at(dt.date(2026, 9, 9), 9, 0, 20), None),  # too short to tell
            ('demon', 'intake', at(dt.date(2026, 9, 15), 2), at(dt.date(2026, 9, 15), 5, 59), None),  # over long before
            ('base', 'base', at(dt.date(2026, 10, 25), 0), at(dt.date(2026, 10, 25), 4), None),  # the night with 25 hours
            ('file', 'spool', at(dt.date(2026, 3, 3), 12), at(dt.date(2026, 3, 3), 12, 9, 59), None),
            ('file', 'spool', at(dt.date(2026, 3, 4), 12), at(dt.date(2026, 3, 4), 12, 30), None),
            ('exercice', 'courriel', at(dt.date(2026, 3, 23), 10), at(dt.date(2026, 3, 23), 10, 59, 59), None),
            ('exercice', 'chat', at(dt.date(2026, 3, 23), 10), at(dt.date(2026, 3, 30), 10, 0, 2), None)]  # over with the next week's
        for _ in range(12):
            start = at(FIRST + DAY * rnd.randrange(40, 390), 10) + rnd.randrange(30000)
            self.pannes.append(('demon', rnd.choice(('validation', 'aggregation', 'dashboard')), start, start + rnd.choice((30, 59, 61, 600)), None))
        start, sujet = at(dt.date(2026, 4, 1), 12), '/var/lib'
        for percent in (30, 14, 11, 10, 9, 11, 10, 8, 11, 12, 11, 30):
            end = start + 3600 * rnd.randint(1, 30)
            self.pannes.append(('disque', sujet, start, end, percent))
            start = end
        self.outages = [(a, b) for genre, sujet, a, b, _ in self.pannes if genre == 'base' or sujet == 'intake']

    def coordinations(self):
        rnd = self.rnd
        for t in TERRITOIRES:
            if t != 'TOURS':
                self.copil_depuis[t] = dt.date(2024, rnd.randint(1, 12), rnd.randint(1, 28))
            for _ in range(rnd.randint(0, 3)):
                day = dt.date(2025, 1, 10) + DAY * rnd.randrange(700)
                self.copils.append((t, day, at(day + DAY * rnd.randint(0, 6), 11)))
            for n in range(rnd.randint(0, 3)):
                vacant = dt.date(2025, 10, 1) + DAY * rnd.randrange(400)
                filled = vacant + DAY * rnd.randint(20, 120)
                self.postes.append((t, f'{t}-P{n}', vacant, at(vacant + DAY * 2, 11), at(filled, 11) if rnd.random() < .8 else None))

    # ---- the nights of a chantier ----

    def live(self, c):
        rnd, expected = self.rnd, set(c.nights)
        day = max(FIRST, c.depuis or FIRST)
        while day <= LAST - DAY and (c.jusqua is None or day <= c.jusqua):
            self.night(c, day, c.faults.get(day, '') if day in expected else 'hors')
            day += DAY
        for e in c.envois:  # what could not be sent while we were out comes after
            for a, b in self.outages:
                if a <= e.recu < b:
                    moved = b + rnd.choice((60, 600, 5400, 16000)) + rnd.randrange(600) - e.recu
                    e.recu, e.depuis = e.recu + moved, e.depuis + moved
        taken = set()
        for e in c.envois:
            while e.recu in taken:
                e.recu += 1
            taken.add(e.recu)
            e.depuis = max(e.depuis, e.recu)
        c.envois.sort(key=lambda e: e.recu)
        self.settle(c)

    def night(self, c, day, kind):
        rnd = self.rnd
        evening = at(day, 20) + rnd.randrange(35000)  # until 05:43
        judged = lambda recu: recu + rnd.randrange(2, 90)
        add = lambda *args, **more: c.envois.append(Envoi(*args, **more))
        same = rnd.random() < .2
        if kind == 'hors':
            if rnd.random() < .05:
                add(day, evening, depuis=judged(evening), inchange=same)
        elif kind == 'silence':
            if rnd.random() < .1:  # something older comes, and says nothing of this night
                add(day - DAY * 20, evening, 'superseded', judged(evening))
        elif kind == 'panne':
            recu = at(day + DAY, 9, 30) + rnd.randrange(30000)
            if rnd.random() < .7:  # the others send nothing before the next evening
                add(day, recu, depuis=judged(recu))
        elif kind == 'refus':
            for k in range(rnd.randint(1, 2)):
                recu = evening + 600 * k
                add(day, recu, 'refused', judged(recu))
        elif kind == 'retenue':
            how = rnd.random()
            late = at(day + DAY, 9) + rnd.randrange(-20000, 30000)
            if how < .4:
                add(day, evening, 'held', judged(evening), retenu=True)  # until it is replaced: see settle()
            elif how < .7:
                add(day, evening, 'accepted', max(late, evening + 60), retenu=True)
            else:
                add(day, evening, 'discarded', max(late, evening + 60), retenu=True)
        elif kind == 'quarantaine':
            add(day, evening, 'quarantined', judged(evening))
        elif kind in ('fige', 'change', 'calme'):
            add(day, evening, depuis=judged(evening), inchange=kind == 'fige')
        else:
            self.noise(c, day, evening, same)

    def noise(self, c, day, evening, same):
        rnd, draw = self.rnd, self.rnd.random()
        morning = at(day + DAY, 6) + rnd.randrange(10790)  # before 08:59:50
        add = lambda *args, **more: c.envois.append(Envoi(*args, **more))
        if draw < .03:
            add(day, morning, depuis=morning + rnd.randrange(2, 90), inchange=same)
        elif draw < .036:  # there in time, judged after the deadline
            recu = at(day + DAY, 8, 59, 40)
            add(day, recu, depuis=recu + rnd.randrange(15, 900))
        elif draw < .044:  # too late
            recu = at(day + DAY, 9) + rnd.randrange(30000)
            add(day, recu, depuis=recu + rnd.randrange(2, 90))
        elif draw < .050:  # not at all
            pass
        elif draw < .056 and day.weekday() == 4:  # Friday's is dated Saturday
            recu = at(day + DAY, 4, 10)
            add(day + DAY, recu, depuis=recu + 20)
        elif draw < .062:
            add(day, evening, 'refused', evening + 10)
            add(day, morning, depuis=morning + 30)
        elif draw < .068:  # held, and confirmed in the morning
            add(day, evening, 'accepted', morning, retenu=True)
        else:
            add(day, evening, depuis=evening + rnd.randrange(2, 90), inchange=same)
            if draw > .97:
                add(day, morning, depuis=morning + 30, inchange=rnd.random() < .5)
            elif draw > .96:
                add(day - DAY, morning, 'superseded', morning + 30)

    def settle(self, c):
        """An accepted export that is older than what is in force is kept as superseded; a held one is replaced by what is accepted after it."""
        newest, held = dt.date.min, []
        for e in sorted(c.envois, key=lambda e: e.depuis):
            if e.etat == 'held':
                held.append(e)
            elif e.etat == 'accepted' and e.situation < newest:
                e.etat = 'superseded'
            elif e.etat == 'accepted':
                newest = e.situation
                for h in [h for h in held if h.recu < e.recu]:
                    h.etat, h.depuis = 'superseded', e.depuis
                    held.remove(h)
                e.data = self.data(c, e.situation)

    def data(self, c, day):
        rnd = self.rnd
        loads, etps, objectif, aside = [], [], c.objectif, rnd.choice((0, 0, 0, 1, 2, 3))
        gone = set()
        for i, (_, etp, load) in enumerate(c.cips):
            for first, last, what, by, whom in c.episodes:
                if first <= day <= last and whom == i:
                    load += by if what == 'charge' else 0
                    gone |= {i} if what == 'cip' else set()
            loads.append(max(0, round((load + rnd.gauss(0, .8)) * etp / 100)))
            etps.append(etp)
        for first, last, what, by, _ in c.episodes:
            if first <= day <= last:
                objectif = round(objectif * by) if what == 'objectif' else objectif
                aside += by if what == 'ecartees' and rnd.random() < .9 else 0
        cips = {name: (load, 0 if i in gone and rnd.random() < .5 else etp)
                for i, ((name, _, _), load, etp) in enumerate(zip(c.cips, loads, etps)) if i not in gone or rnd.random() < .5}
        return sum(loads), sum(e for _, e in cips.values()), objectif, 60 + sum(loads), aside, cips

    def parcours(self, c):
        rnd = self.rnd
        for n in range(8):
            name, back = f'{c.id}-P{n}', rnd.choice((22, 22, 58, 12, 40))
            entry = dt.date(2026, 1, 1) + DAY * rnd.randrange(360) - DAY * int(back * 30.44)
            known = at(FIRST, 3)
            prolonged = at(dt.date(2026, 1, 1) + DAY * rnd.randrange(360), 3) if rnd.random() < .6 else None
            ended = at(dt.date(2026, 6, 1) + DAY * rnd.randrange(300), 3) if rnd.random() < .6 else None
            if prolonged and ended and prolonged >= ended:
                prolonged = None
            c.echeances.append(('entree', name, entry, False, known, prolonged or ended))
            if prolonged:
                c.echeances.append(('entree', name, entry, True, prolonged, ended))
        for n in range(4):
            name, left = f'{c.id}-S{n}', dt.date(2025, 1, 1) + DAY * rnd.randrange(500)
            known = max(at(FIRST, 3), at(left + DAY * 3, 3))
            contacted = known + 86400 * rnd.randint(100, 420) if rnd.random() < .6 else None
            c.echeances.append(('sortie', name, left, False, known, contacted))
            if contacted:
                c.echeances.append(('sortie', name, left, True, contacted, None))

    def foresee(self, c):
        """With each export of some weeks a forecast: its drift comes and goes, posts end or are emptied."""
        rnd = self.rnd
        charged = [first - DAY * 12 for first, _, what, *_ in c.episodes if what == 'charge']  # it will be right about some
        first = rnd.choice(charged or [dt.date(2026, 1, 5) + DAY * rnd.randrange(300)])
        drift = {subject: 0 for subject in ['', *(name for name, *_ in c.cips)]}
        ends, gap = rnd.choice((0, 0, 50, 100, 1000)), 0
        for e in sorted((e for e in c.envois if e.data and first <= e.situation <= first + DAY * 90), key=lambda e: e.depuis):
            if rnd.random() < .1:
                gap = ends if not gap else 0
            if rnd.random() < .03:
                continue
            e.previsions = []
            for subject in drift:
                parcours, etp = e.data[:2] if subject == '' else e.data[5].get(subject, (20, 0))
                drift[subject] = min(1.7, max(.8, drift[subject] + rnd.choice((-.1, 0, 0, 0, 0, .1)) if drift[subject] else 1.2))
                for week in (1, 4, 8, 9, 12):
                    later = etp if subject or week < 4 else max(0, etp - gap)
                    e.previsions.append((subject, week, round(parcours * (1 + (drift[subject] - 1) * week / 8)), later))

    # ---- as files ----

    def write(self, folder):
        when = lambda t: '' if t is None else dt.datetime.fromtimestamp(t, dt.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        yes = lambda b: 'oui' if b else 'non'

        def table(name, head, rows):
            with open(os.path.join(folder, name), 'w', encoding='utf-8', newline='') as file:
                out = csv.writer(file, delimiter=';', lineterminator='\n')
                out.writerow(head.split())
                out.writerows(rows)

        table('chantiers.csv', 'chantier territoire logiciel depuis jusqua',
              ((c.id, c.territoire, c.logiciel, c.depuis or '', c.jusqua or '') for c in self.chantiers))
        table('territoires.csv', 'territoire copil_depuis', ((t, self.copil_depuis.get(t, '')) for t in TERRITOIRES))
        table('fermetures.csv', 'porteur debut fin',
              self.territoire_closures + [(c.id, *x) for c in self.chantiers for x in c.closures
                                          if (c.territoire, *x) not in self.territoire_closures])
        table('envois.csv', 'chantier situation recu etat depuis retenu inchange',
              ((c.id, e.situation, when(e.recu), e.etat, when(e.depuis), yes(e.retenu), yes(e.inchange)) for c in self.chantiers for e in c.envois))
        known = [(c, e) for c in self.chantiers for e in sorted(c.envois, key=lambda e: e.depuis) if e.data]
        table('situations.csv', 'chantier situation connu file_active etp_centiemes objectif lues ecartees',
              ((c.id, e.situation, when(e.depuis), *e.data[:5]) for c, e in known))
        table('accompagnants.csv', 'chantier situation connu cip_ref parcours etp_centiemes',
              ((c.id, e.situation, when(e.depuis), cip, *load) for c, e in known for cip, load in e.data[5].items()))
        table('previsions.csv', 'chantier situation connu cip_ref semaine parcours etp_centiemes',
              ((c.id, e.situation, when(e.depuis), *x) for c, e in known for x in e.previsions or ()))
        table('echeances.csv', 'chantier genre parcours_id date faite connu jusqua',
              ((c.id, genre, name, day, yes(done), when(a), when(b)) for c in self.chantiers for genre, name, day, done, a, b in c.echeances))
        table('postes.csv', 'territoire poste_id vacant_depuis connu jusqua', ((t, p, d, when(a), when(b)) for t, p, d, a, b in self.postes))
        table('copils.csv', 'territoire date connu', ((t, d, when(a)) for t, d, a in self.copils))
        table('pannes.csv', 'genre sujet debut fin libre_pourcent', ((g, s, when(a), when(b), '' if p is None else p) for g, s, a, b, p in self.pannes))
