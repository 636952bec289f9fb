"""Every figure of the catalogue, over what is in force, the membership lines and the calendar."""

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass

import catalogue
import periods
import tables
from judging import etp_in_post, in_post

PROGRAMMES = ('CVG', 'PHC', 'TOUS')


@dataclass
class Membership:
    territoire: str
    depuis: dt.date
    jusqua: dt.date
    objectif: int | None
    logiciel: str = ''

    def overlaps(self, debut, fin):
        return self.depuis <= fin and self.jusqua >= debut


class Reference:
    """Territories with their launch date, chantiers with their membership lines."""

    def __init__(self, territoires, chantiers):
        """territoires: {code: launch or None}; chantiers: {id: [Membership]}."""
        self.territoires = territoires
        self.chantiers = {ident: sorted(lines, key=lambda line: line.depuis) for ident, lines in chantiers.items()}

    @classmethod
    def read(cls, directory):
        territoires = {row['code']: day(row['lancement']) for row in table(f'{directory}/territoires.csv')}
        chantiers = {}
        for row in table(f'{directory}/chantiers.csv'):
            line = Membership(row['territoire'], day(row['depuis']) or dt.date.min, day(row['jusqua']) or dt.date.max,
                              int(row['objectif']) if row['objectif'] else None, row['logiciel'])
            chantiers.setdefault(row['chantier_id'], []).append(line)
        return cls(territoires, chantiers)

    def last_line(self, chantier, debut, fin):
        """The last membership line that overlaps, or None."""
        lines = [line for line in self.chantiers.get(chantier, ()) if line.overlaps(debut, fin)]
        return lines[-1] if lines else None

    def tool(self, chantier, on):
        """The tool whose exports a chantier sends on a day; '' where none is told."""
        line = self.last_line(chantier, on, on)
        return line.logiciel if line else ''

    def is_member(self, chantier, on):
        return self.last_line(chantier, on, on) is not None

    def territories(self, scope, debut):
        """The territories of a scope; None for a chantier."""
        kind, _, name = scope.partition(':')
        if kind == 'nation':
            return set(self.territoires)
        if kind == 'operationnels':
            return {code for code, launch in self.territoires.items() if launch and launch <= debut}
        if kind == 'territoire':
            return {name}
        return None

    def counting(self, scope, debut, fin):
        """The chantiers that count in a period and scope."""
        among = self.territories(scope, debut)
        if among is None:
            return [name for name in [scope.partition(':')[2]] if self.last_line(name, debut, fin)]
        return [chantier for chantier in self.chantiers
                if (line := self.last_line(chantier, debut, fin)) and line.territoire in among]


def table(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file, delimiter=';'))


def day(text):
    return dt.date.fromisoformat(text) if text else None


# ---------------------------------------------------------------- sums

class Sums:
    """The num, den and nr of every figure, as integers."""

    def __init__(self, justice):
        self.catalogue = catalogue.indicators(justice)
        self.num = Counter()
        self.den = Counter()
        self.nr = Counter()
        self.keys = {code: Counter() for code, kind, _, _ in self.catalogue if kind == 'repartition'}
        for code in ('coordination.actions', 'coordination.instances'):
            self.keys[code] = Counter()

    def add_parcours(self, parcours, member_on_fin):
        """One row of salaries, into every figure whose population it belongs to."""
        for code, kind, population, expression in self.catalogue:
            if population(parcours) is not True or population is catalogue.presents and not member_on_fin:
                continue
            if kind == 'compte':
                self.num[code] += 1
                continue
            value = expression(parcours)
            if value is None:
                self.nr[code] += 1
                continue
            self.den[code] += 1
            if kind == 'repartition':
                self.keys[code][str(value)] += 1
            else:
                self.num[code] += value

    def add_chantier(self, rows, fin, line, member_on_fin, objectif):
        """One chantier: its parcours (as catalogue.Parcours), then what is counted once a chantier."""
        salaries, accompagnants = rows
        for parcours in salaries:
            self.add_parcours(parcours, member_on_fin)
            known, cells = parcours.completude() if parcours.accompagnes else (0, 0)
            self.num['qualite.completude'] += known
            self.den['qualite.completude'] += cells
        accompagnes = {parcours.row['salarie_id'] for parcours in salaries if parcours.accompagnes}
        self.num['effectif.personnes'] += len(accompagnes)
        self.num['effectif.chantiers'] += bool(accompagnes)
        if line:
            self.num['qualite.lignes_ecartees'] += line.set_aside
            self.den['qualite.lignes_ecartees'] += line.read
        if member_on_fin:
            file_active = sum(parcours.presents for parcours in salaries)
            etp = etp_in_post(accompagnants, fin)
            self.num['effectif.etp_accompagnement'] += etp
            if etp > 0:
                self.num['effectif.charge_cip'] += file_active
                self.den['effectif.charge_cip'] += etp
            if objectif is not None:
                self.num['effectif.objectif'] += file_active
                self.den['effectif.objectif'] += objectif

    def add(self, other):
        for name in ('num', 'den', 'nr'):
            getattr(self, name).update(getattr(other, name))
        for code, values in other.keys.items():
            self.keys[code].update(values)

    def add_coordination(self, rows, debut, fin):
        for action in rows.get('actions', {}).values():
            if debut <= action['date'] <= fin:
                self.keys['coordination.actions'][action['champ']] += 1
                self.den['coordination.actions'] += 1
                for code, column in (('beneficiaires', 'salaries'), ('permanents', 'permanents')):
                    self.num['coordination.' + code] += action[column] or 0
                    self.nr['coordination.' + code] += action[column] is None
        for instance in rows.get('instances', {}).values():
            if debut <= instance['date'] <= fin:
                self.keys['coordination.instances'][instance['type']] += 1
                self.den['coordination.instances'] += 1
        for post in rows.get('equipe', {}).values():
            if in_post(post, fin):
                filled = post['etat'] == 'POURVU'
                self.num['coordination.etp_pourvus' if filled else 'coordination.etp_vacants'] += post['etp']

    def document(self, coordination):
        """The "figures" object; hundredths are divided here, once."""
        shown = {}
        for code, kind, _, _ in self.catalogue:
            shown[code] = self.figure(code, kind)
        num, den = self.num, self.den
        shown['effectif.personnes'] = {'kind': 'compte', 'num': num['effectif.personnes']}
        shown['effectif.chantiers'] = {'kind': 'compte', 'num': num['effectif.chantiers']}
        shown['effectif.etp_salaries'] = {'kind': 'somme', 'num': num['effectif.etp_salaries'] / 3500,
                                          'nr': self.nr['effectif.etp_salaries']}
        shown['effectif.etp_accompagnement'] = {'kind': 'somme', 'num': num['effectif.etp_accompagnement'] / 100}
        shown['effectif.charge_cip'] = {'kind': 'ratio', 'num': num['effectif.charge_cip'],
                                        'den': den['effectif.charge_cip'] / 100}
        for code in ('effectif.objectif', 'qualite.completude'):
            shown[code] = {'kind': 'ratio', 'num': num[code], 'den': den[code]}
        shown['qualite.lignes_ecartees'] = self.figure('qualite.lignes_ecartees', 'taux')
        if coordination:
            for name in ('actions', 'instances'):
                shown['coordination.' + name] = self.figure('coordination.' + name, 'repartition')
            for name in ('beneficiaires', 'permanents'):
                code = 'coordination.' + name
                shown[code] = {'kind': 'somme', 'num': num[code], 'nr': self.nr[code]}
            for name in ('etp_pourvus', 'etp_vacants'):
                shown['coordination.' + name] = {'kind': 'somme', 'num': num['coordination.' + name] / 100}
        return shown

    def figure(self, code, kind):
        if kind == 'compte':
            return {'kind': kind, 'num': self.num[code]}
        num = dict(sorted(self.keys[code].items())) if kind == 'repartition' else self.num[code]
        return {'kind': kind, 'num': num, 'den': self.den[code], 'nr': self.nr[code]}


def parcours_of(in_force, programme, debut, fin):
    rows = in_force.rows.get('salaries', {}) if in_force else {}
    return [catalogue.Parcours(row, debut, fin) for row in rows.values() if programme in ('TOUS', row['programme'])]


# ---------------------------------------------------------------- documents

def of_chantier(in_force, on_fin, debut, fin, programme, justice):
    """The sums of one chantier, counted once for all the perimeters that it belongs to. on_fin: its line of the reference data on that day."""
    objectif = on_fin.objectif if on_fin else None
    known, asked = in_force.sums if in_force else {}, (debut, fin, programme, justice, on_fin is not None, objectif)
    if asked not in known:
        sums = Sums(justice)
        accompagnants = in_force.rows.get('accompagnants', {}) if in_force else {}
        sums.add_chantier((parcours_of(in_force, programme, debut, fin), accompagnants), fin, in_force, on_fin is not None, objectif)
        known[asked] = sums
    return known[asked]


def of_perimeter(chantiers, coordinations, reference, debut, fin, scope='nation', programme='CVG', now=None,
                 settings=None):
    """coverage and figures; chantiers and coordinations: {id: InForce}, only of those with one accepted."""
    settings = settings or tables.Settings()
    sums = Sums(settings.justice)
    expected = reference.counting(scope, debut, fin)
    for chantier in expected:
        in_force = chantiers.get(chantier)
        sums.add(of_chantier(in_force, reference.last_line(chantier, fin, fin), debut, fin, programme, settings.justice))
    territories = reference.territories(scope, debut)
    for territoire in territories or ():
        if territoire in coordinations:
            sums.add_coordination(coordinations[territoire].rows, debut, fin)
    figures = sums.document(coordination=territories is not None)
    if now is not None:
        figures['qualite.remontee'] = remontee(chantiers, reference, expected, now, settings)
    dates = [chantiers[chantier].date for chantier in expected if chantier in chantiers]
    coverage = {'expected': len(expected), 'counted': len(dates),
                'oldest': min(dates).isoformat() if dates else None}
    return {'coverage': coverage, 'figures': figures}


def remontee(chantiers, reference, counting, now, settings):
    """Of the chantiers counting in the period that are members on the last expected night: who reached it."""
    night = periods.last_expected_night(now, settings)
    expected = [chantier for chantier in counting if reference.is_member(chantier, night)]
    reached = sum(chantier in chantiers and chantiers[chantier].date >= night for chantier in expected)
    return {'kind': 'ratio', 'num': reached, 'den': len(expected)}


def of_files(in_force, debut, fin, programme='CVG', settings=None):
    """The figures of files checked offline: one chantier, a member all the time, without target."""
    sums = Sums((settings or tables.Settings()).justice)
    coordination = 'salaries' not in in_force.rows
    sums.add_chantier((parcours_of(in_force, programme, debut, fin), in_force.rows.get('accompagnants', {})), fin,
                      in_force, True, None)
    if coordination:
        sums.add_coordination(in_force.rows, debut, fin)
    return sums.document(coordination)


# ---------------------------------------------------------------- the identities of stock and flow

def stock_identity(chantiers, reference, debut, fin, scope='nation', programme='TOUS'):
    """presents(fin) = presents(debut - 1) + entres - sortis + joined - left, each term counted by itself."""
    eve = debut - dt.timedelta(days=1)

    def rows(chantier, first, last):
        return parcours_of(chantiers.get(chantier), programme, first, last)

    def presents(names, on):
        return sum(parcours.presents for name in names for parcours in rows(name, on, on))

    counting = set(reference.counting(scope, debut, fin))
    before = set(reference.counting(scope, eve, eve))
    on_fin = {name for name in counting if reference.is_member(name, fin)}
    flows = [parcours for name in counting for parcours in rows(name, debut, fin)]
    terms = {
        'presents_fin': presents(on_fin, fin), 'presents_eve': presents(before, eve),
        'entres': sum(parcours.entres for parcours in flows), 'sortis': sum(parcours.sortis for parcours in flows),
        'accompagnes': sum(parcours.accompagnes for parcours in flows),
        'joined': presents(counting - before, eve),
        'left': presents(counting - on_fin, fin) + presents(before - counting, eve)}
    terms['holds'] = (
        terms['presents_fin'] == (terms['presents_eve'] + terms['entres'] - terms['sortis'] + terms['joined']
                                  - terms['left'])
        and terms['accompagnes'] == (terms['presents_eve'] + terms['entres'] + terms['joined']
                                     - presents(before - counting, eve)))
    return terms
