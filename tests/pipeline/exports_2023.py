"""The files of the population of 2023: reference data, and 57 exports as of 2023-12-31, in several dialects."""

import collections
import csv
import datetime as dt
import io
import os

import population_2023 as population
from population_2023 import DEBUT, FIN, days, draw, length, split

SALARIES = (
    'parcours_id salarie_id programme sexe naissance nationalite protection orienteur suivi_exterieur formation_france '
    'formation_origine sans_emploi rsa ass aah rqth habitat_entree parcours_rue frein_langue frein_sante frein_logement '
    'frein_demarches frein_surendettement frein_garde frein_mobilite concerte proximite cp_emploi cp_logement cp_sante cip_ref '
    'contrat heures_hebdo date_entree date_fin_prevue prolongation date_sortie motif_sortie sortie_via_cp habitat_sortie '
    'habitat_via_cp rqth_obtenue aah_obtenue medecin_traitant couverture_amelioree bilan_sante post_emploi post_logement').split()
ACCOMPAGNANTS = 'cip_ref fonction etp renfort_cvg date_debut date_fin'.split()
MONTHS, DECIMALS = ('naissance',), ('heures_hebdo', 'etp')

# code: (name, launch, who carries the coordination). The last four began too late to be "operational all through 2023".
TERRITOIRES = {
    'PARIS': ('Grand Paris', '2012-01-01', 'Convergence France'),
    'LYON': ('Métropole de Lyon', '2020-01-01', 'FNDSA'),
    'LILLE': ('Métropole Européenne de Lille', '2021-03-01', "L'Union"),
    'NANTES': ('Nantes Métropole', '2021-03-01', 'ASBL'),
    'STRASBOURG': ('Eurométropole de Strasbourg', '2021-03-01', 'Emmaüs Mundo'),
    'CHARENTE': ('Département de la Charente', '2021-06-01', 'Régie Urbaine'),
    'MARSEILLE': ('Marseille', '2022-01-01', 'HPF'),
    'ROUEN': ('Rouen', '2022-01-01', 'Emergence-s'),
    'RENNES': ('Rennes Métropole', '2023-10-01', 'FAS Bretagne'),
    'SOMME': ('Département de la Somme', '2023-09-27', 'Convergence France'),
    'MOSELLE': ('Département de la Moselle', '2023-11-09', 'Convergence France'),
    'SEINE_SAINT_DENIS': ('Seine-Saint-Denis', '2023-12-21', 'Convergence France'),
}
JOINED = {'LYO0007': '2023-10-01', 'LYO0008': '2023-10-01', 'MAR0009': '2023-09-01', 'MAR0010': '2023-09-01',
          'ROU0004': '2023-05-01'}  # they count for the whole year; the others are members since the launch
LEFT = ('ROU0099', 'ROUEN', '2022-01-01', '2022-12-31')  # left the programme on the eve: not expected in 2023
PLACES = 2350  # what the report calls the potential of the eight territories: the targets
PARIS_ETP = 210  # tenths: 400 people, 19 for each ETP
PHC = {'LYO0001': 25, 'LYO0002': 20, 'LYO0003': 15, 'LYO0004': 10}  # 70 people on 4 sites

# Whatever could leak into a figure of 2023 from a row that is not its business, leaks visibly.
EXTREME = dict(
    sexe='F', naissance='1990-06', nationalite='UE', protection='REFUGIE', suivi_exterieur=True, formation_france='N7_8',
    formation_origine='N7_8', sans_emploi='JAMAIS_TRAVAILLE', rsa=True, ass=True, aah=True, rqth=True, habitat_entree='SQUAT',
    parcours_rue='2_ANS_ET_PLUS', frein_langue='OUI', frein_sante='RESOLU', frein_logement='RESOLU', frein_demarches='EN_COURS',
    concerte=True, proximite=True, cp_emploi=True, cp_logement=True, cp_sante=True)
EXTREME_EXIT = dict(
    motif_sortie='CDI', sortie_via_cp=True, habitat_sortie='AUTONOME', habitat_via_cp=True, rqth_obtenue=True, aah_obtenue=True,
    medecin_traitant=True, couverture_amelioree=True, bilan_sante=True, post_emploi='STABLE', post_logement='STABLE')

Dialect = collections.namedtuple('Dialect', 'separator encoding end yes no day month point header')


def french_header(name):
    return name.replace('_', ' ').replace('entree', 'entrée').capitalize()


DIALECTS = (
    Dialect(';', 'utf-8', '\n', 'O', 'N', '%Y-%m-%d', '{0}-{1}', '.', str),
    Dialect(';', 'cp1252', '\r\n', 'OUI', 'NON', '%d/%m/%Y', '{1}/{0}', ',', french_header),
    Dialect(',', 'utf-8-sig', '\r\n', '1', '0', '%d/%m/%Y', '{1}/{0}', ',', str.upper),
    Dialect('\t', 'utf-8', '\n', 'true', 'false', '%Y-%m-%d', '{0}-{1}', '.', str),
)


# ---------------------------------------------------------------- rows beside the population

def other_rows(chantier, active, rows):
    """What the snapshot of a chantier with these rows holds besides: parcours ended in 2022, and on four sites PHC."""
    found = []
    returning = [row for row in rows if row['new']]
    for i in range(2 + active // 5):
        left = DEBUT - days(1 + 5 * i)  # the first on the eve of the year
        # every other one is somebody who came back in 2023
        known = returning[i]['salarie_id'] if i % 2 and i < len(returning) else f'A{i:05}'
        found.append(dict(EXTREME, **EXTREME_EXIT, parcours_id=f'{chantier}-A{i:03}', salarie_id=known, programme='CVG',
                          orienteur='HEBERGEMENT', date_entree=left - days(900), date_sortie=left))
    phc = dict(EXTREME, orienteur='MARAUDE_VEILLE_SOCIALE', programme='PHC')
    for i in range(PHC.get(chantier, 0)):
        found.append(dict(phc, parcours_id=f'{chantier}-P{i:03}', salarie_id=f'P{i:05}', date_entree=FIN - days(10 + 20 * i)))
    if chantier in PHC:
        # the same people, in PHC first: it ended on the day their parcours in CVG began
        for row in rows:
            if row['orienteur'] == 'PHC' and row['date_entree'] >= dt.date(2022, 1, 1):
                found.append(dict(phc, **EXTREME_EXIT, parcours_id=row['parcours_id'] + '-P', salarie_id=row['salarie_id'],
                                  date_entree=row['date_entree'] - days(200), date_sortie=row['date_entree']))
    return found


def finish(row, cips):
    """The cells that no published figure reads: contract, hours, who accompanies, prolongation, planned end."""
    since = length(row) or (FIN - row['date_entree']).days
    row['contrat'] = 'CDDI_PHC' if row['programme'] == 'PHC' else 'CDDI_CVG' if since > 730 else 'CDDI'
    row['prolongation'] = 'DIFFICULTES_CVG' if since > 730 else 'AUCUNE'
    row['heures_hebdo'] = '10' if row['programme'] == 'PHC' else ('26', '26', '24.5', '35')[draw(row, 'heures', 4)]
    row['cip_ref'] = cips[draw(row, 'cip', len(cips))]
    if not row.get('date_sortie'):
        row['date_fin_prevue'] = FIN + days(draw(row, 'fin', 180))


def accompagnants(tenths):
    """A team of so many tenths of ETP in post, and one who left in March."""
    team = [{'cip_ref': f'CIP{i}', 'fonction': 'CIP' if i % 3 else 'ASP', 'etp': '1' if part == 10 else f'0.{part}',
             'renfort_cvg': i % 2 == 0, 'date_debut': dt.date(2021, 3, 1)}
            for i, part in enumerate([10] * (tenths // 10) + ([tenths % 10] if tenths % 10 else []), 1)]
    return team + [{'cip_ref': 'ANCIEN', 'fonction': 'CIP', 'etp': '0.8', 'renfort_cvg': True,
                    'date_debut': dt.date(2020, 9, 1), 'date_fin': dt.date(2023, 3, 31)}]


# ---------------------------------------------------------------- files

def write(columns, rows, dialect):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.separator, lineterminator=dialect.end)
    writer.writerow([dialect.header(column) for column in columns])
    for row in rows:
        writer.writerow([cell(row.get(column), column, dialect) for column in columns])
    return out.getvalue().encode(dialect.encoding)


def cell(value, column, dialect):
    if value is None:
        return ''
    if isinstance(value, bool):
        return dialect.yes if value else dialect.no
    if isinstance(value, dt.date):
        return value.strftime(dialect.day)
    if column in MONTHS:
        return dialect.month.format(*value.split('-'))
    return value.replace('.', dialect.point) if column in DECIMALS else value


def export(number, chantier, active, rows, tenths):
    """{file name: bytes} of one chantier, the number-th, with these rows of the population."""
    rows = rows + other_rows(chantier, active, rows)
    team = accompagnants(tenths or max(5, active * 10 // 22))
    for row in rows:
        for frein in population.POIDS_FREINS:
            row.setdefault(frein, 'NON')
        finish(row, [member['cip_ref'] for member in team if 'date_fin' not in member])
    dialect = DIALECTS[number % len(DIALECTS)]
    return {'salaries.csv': write(SALARIES, population.shuffled(rows, 'ordre'), dialect), 'accompagnants.csv': write(ACCOMPAGNANTS, team, dialect)}


def etp_of_paris():
    return dict(zip([name for code, name, _ in population.chantiers() if code == 'PARIS'], split(PARIS_ETP, population.TERRITOIRES['PARIS'][2])))


def exports():
    """{chantier: {file name: bytes}}: what each of the 57 sends with the situation date 2023-12-31."""
    everyone, etp = population.population(), etp_of_paris()
    return {chantier: export(number, chantier, active, [row for row in everyone if row['chantier'] == chantier], etp.get(chantier))
            for number, (_, chantier, active) in enumerate(population.chantiers())}


def late_export():
    """(chantier, {file name: bytes}): the first chantier's once more, with an entry of 2023 that it had not declared."""
    _, chantier, active = population.chantiers()[0]
    rows = [row for row in population.population() if row['chantier'] == chantier]
    there = next(row for row in rows if row['new'] and not row.get('date_sortie'))
    late = dict(there, parcours_id=f'{chantier}-TARD', salarie_id='TARD')
    return chantier, export(0, chantier, active, rows + [late], etp_of_paris().get(chantier))


def reference():
    """{file name: bytes} for `cvg reference import`: twelve territories; the chantiers of the last four do not report."""
    everywhere = population.chantiers()
    targets = split(PLACES, [active for _, _, active in everywhere])
    lines = [(chantier, code, JOINED.get(chantier, TERRITOIRES[code][1]), '', target)
             for (code, chantier, _), target in zip(everywhere, targets)]
    lines.append((*LEFT, 40))
    lines += [(f'{code[:3]}0001', code, launch, '', 30) for code, (_, launch, _) in list(TERRITOIRES.items())[8:]]
    columns = 'chantier_id nom territoire depuis jusqua objectif support_activite logiciel contact'.split()
    return {
        'territoires.csv': write(['code', 'nom', 'lancement', 'porteur'],
                                 [dict(zip(('code', 'nom', 'lancement', 'porteur'), (code, *about)))
                                  for code, about in TERRITOIRES.items()], DIALECTS[0]),
        'chantiers.csv': write(columns, [dict(zip(columns, (chantier, f'Chantier {chantier}', code, since, until, str(target),
                                                            'REEMPLOI', 'tableur', f'{chantier.lower()}@chantier.example')))
                                         for chantier, code, since, until, target in lines], DIALECTS[0]),
    }


def write_home(home):
    """The reference data and the one night as files, the way the oracle and `cvg reference import` read them."""
    places = {os.path.join(home, 'reference'): reference()}
    for chantier, files in exports().items():
        places[os.path.join(home, 'nights', FIN.isoformat(), chantier)] = files
    for folder, files in places.items():
        os.makedirs(folder)
        for name, content in files.items():
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(content)
