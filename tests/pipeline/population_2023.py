"""A population with the published figures of 2023: 57 chantiers of eight territories, each parcours with its dates and cells.

Nothing is drawn by chance. `deal` gives a value to exactly so many rows, in an order that a hash decides, so that every printed
count is met to the unit and every printed rate is the nearest whole number of people. What must not count lies beside it on
purpose: parcours that ended in 2022, PHC parcours, answers outside the population that a figure is taken over, days and ages on
both sides of each limit, cells that are not known.
"""

import datetime as dt
import hashlib

DEBUT, FIN = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
HALF = dt.date(2023, 6, 30)  # the last exit that is "6 to 12 months ago" at the end of 2023
NEUTRAL = 244

# code: (sorties, entrees of the year, file active of each chantier at its end). Sums: 1205, 1601, 2243, 57 chantiers.
TERRITOIRES = {
    'PARIS': (260, 310, (120, 60, 50, 50, 45, 35, 25, 15)),
    'LYON': (200, 250, (90, 60, 50, 45, 30, 25, 15, 12)),
    'LILLE': (212, 255, (101, 60, 56, 40, 33, 29, 15, 5)),
    'NANTES': (210, 270, (80, 75, 60, 55, 45, 40, 25, 20)),
    'STRASBOURG': (80, 132, (80, 60, 45, 24, 20)),
    'CHARENTE': (87, 130, (80, 34, 30, 24, 23, 16)),
    'MARSEILLE': (116, 170, (45, 35, 30, 25, 22, 20, 18, 15, 12, 8)),
    'ROUEN': (40, 84, (54, 30, 15, 12)),
}

GROUPES = {
    'RUE': 'SANS_ABRI SQUAT CAMPEMENT RUE'.split(),
    'PRECAIRE': 'HOTEL TIERS STRUCTURE_MEDICALE DETENTION PRECAIRE'.split(),
    'COLLECTIF': 'CHU CHRS CHS COMMUNAUTE CENTRE_MATERNEL CADA HUDA CPH FOYER FJT COLLECTIF'.split(),
    'SEMI_DURABLE': 'RESIDENCE_SOCIALE TRANSITION APPARTEMENT_THERAPEUTIQUE INTERMEDIATION_LOCATIVE SEMI_DURABLE'.split(),
    'PERENNE': 'AUTONOME PENSION_FAMILLE MAISON_RELAIS PERENNE'.split(),
    'NR': ['NR'],
}
RANGS = list(GROUPES)[:5]

# who leaves for what: (rows, codes); "durable" is dealt apart, because 71 of them left in the first half of the year
DURABLES = 'CDI CDD_6_MOIS CDI_STRUCTURE CREATION FONCTION_PUBLIQUE CDI_AIDE'.split()
AUTRES_SORTIES = {
    'transition': (112, ['CDD_MOINS_6_MOIS', 'CONTRAT_AIDE']),
    'suite': (62, ['CDD_AUTRE_SIAE', 'CDI_INCLUSION']),
    'formation': (145, ['FORMATION']),
    'autre_positive': (40, ['AUTRE_POSITIVE']),
    'sans_solution': (320, ['CHOMAGE', 'CHOMAGE', 'INACTIF']),
    'sans_nouvelles': (110, ['SANS_NOUVELLE']),
    'retraite': (24, ['RETRAITE']),
}
EMPLOI_FORMATION = ('durable', 'transition', 'suite', 'formation')

POIDS_FREINS = {'frein_demarches': 10, 'frein_logement': 9, 'frein_sante': 7, 'frein_langue': 6, 'frein_mobilite': 4,
                'frein_surendettement': 3, 'frein_garde': 2}


# ---------------------------------------------------------------- dealing

def draw(row, salt, n):
    """A number below n that only the row and the salt decide."""
    digest = hashlib.sha256(f'{salt}:{row["parcours_id"]}'.encode()).digest()
    return int.from_bytes(digest[:8], 'big') % n


def shuffled(rows, salt):
    return sorted(rows, key=lambda row: (draw(row, salt, 1 << 60), row['parcours_id']))


def deal(rows, column, quotas):
    """Gives every row one value of the column; each value goes to exactly so many rows, the one with None to those left."""
    rest = len(rows) - sum(n for n in quotas.values() if n is not None)
    values = [value for value, n in quotas.items() for _ in range(rest if n is None else n)]
    if rest < 0 or len(values) != len(rows):
        raise ValueError(f'{column}: {len(rows)} rows for quotas {quotas}')
    for row, value in zip(shuffled(rows, column), values):
        row[column] = value


def share(percent, known):
    """The whole number of people nearest to a percentage."""
    return (2 * percent * known + 100) // 200


def deal_rate(rows, column, percent, unknown):
    deal(rows, column, {None: unknown, True: share(percent, len(rows) - unknown), False: None})


def split(total, weights):
    """Whole parts of a total by weight, the largest remainders rounded up."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    for i in sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))[:total - sum(parts)]:
        parts[i] += 1
    return parts


def spread(rows, salt, first, last):
    """(row, number) pairs in hashed order, the numbers evenly from first to last."""
    order = shuffled(rows, salt)
    return [(row, first + i * (last - first) // max(1, len(order) - 1)) for i, row in enumerate(order)]


# ---------------------------------------------------------------- who, where, when

def chantiers():
    """[(territoire, chantier, file active)] in the order of the territories."""
    return [(code, f'{code[:3]}{number:04}', active) for code, (_, _, sizes) in TERRITOIRES.items()
            for number, active in enumerate(sizes, 1)]


def parcours():
    """The 3448 parcours of the year as bare rows: territory, chantier, entered in the year or before, left or not."""
    rows = []
    for code, (sorties, entrees, sizes) in TERRITOIRES.items():
        both = sorties * 3 // 10  # entered and left within the year
        names = [chantier for territoire, chantier, _ in chantiers() if territoire == code]
        parts = {(True, False): split(entrees - both, sizes), (True, True): split(both, sizes)}
        parts[False, False] = [active - new for active, new in zip(sizes, parts[True, False])]
        parts[False, True] = split(sorties - both, sizes)
        for i, chantier in enumerate(names):
            number = 0
            for (new, left), counts in parts.items():
                for _ in range(counts[i]):
                    number += 1
                    rows.append({'territoire': code, 'chantier': chantier, 'new': new, 'left': left, 'programme': 'CVG',
                                 'parcours_id': f'{chantier}-{number:04}', 'salarie_id': f'S{number:05}',
                                 'date_sortie': None, 'motif_sortie': None})
    return rows


def give_dates(rows):
    """Stays of one to five years and of days; exits and entries on every day of the year, its first and last included."""
    cell = {(new, left): [row for row in rows if (row['new'], row['left']) == (new, left)]
            for new in (True, False) for left in (True, False)}
    for row, day in spread(cell[True, False], 'entree', 0, 364):
        row['date_entree'] = DEBUT + days(day)
    for row, since in spread(cell[False, False], 'entree', 365, 1765):
        row['date_entree'] = FIN - days(since)
    for row, length in spread(cell[True, True], 'duree', 5, 295):
        row['date_entree'] = DEBUT + days(draw(row, 'entree', 365 - length))
        row['date_sortie'] = row['date_entree'] + days(length)
    for row, day in spread(cell[False, True], 'sortie', 0, 364):
        row['date_sortie'] = DEBUT + days(day)
    deal(cell[False, True], 'plus_24_mois', {True: 157, False: None})  # 13 % of 1205
    for row, length in spread([row for row in cell[False, True] if row['plus_24_mois']], 'duree', 731, 1691):
        row['date_entree'] = row['date_sortie'] - days(length)
    for row, permille in spread([row for row in cell[False, True] if not row['plus_24_mois']], 'duree', 0, 1000):
        shortest = max(240, (row['date_sortie'] - DEBUT).days + 1)  # entered before the year
        row['date_entree'] = row['date_sortie'] - days(730 - (730 - shortest) * permille // 1000)


def days(n):
    return dt.timedelta(days=n)


def length(row):
    return (row['date_sortie'] - row['date_entree']).days if row.get('date_sortie') else None


def give_ages(rows):
    """A birth month each; of the 157 long parcours, 94 by people under 50 without RQTH, whom only the programme could keep."""
    long = [row for row in rows if row.get('plus_24_mois')]
    other = [row for row in rows if not row.get('plus_24_mois')]
    deal(long, 'long', {(False, False): 94, (True, False): 40, (False, True): 18, (True, True): 5})
    for row in long:
        old, row['rqth'] = row['long']
        born(row, row['date_sortie'], 50 + draw(row, 'age', 15) if old else 24 + draw(row, 'age', 26))
    unknown = 48
    deal(other, 'rqth', {None: unknown, True: share(11, len(rows) - unknown) - 23, False: None})
    for row in other:
        born(row, row['date_entree'], 18 + draw(row, 'age', 45))


def born(row, on, age):
    """The birth month of someone who is of that age on a day, and has been for 0 to 11 months."""
    month = on.year * 12 + on.month - 1 - 12 * age - draw(row, 'mois', 12)
    row['naissance'] = f'{month // 12}-{month % 12 + 1:02}'


# ---------------------------------------------------------------- the public

def give_public(rows):
    paris, charente = ([row for row in rows if row['territoire'] == code] for code in ('PARIS', 'CHARENTE'))
    deal(paris, 'nationalite', {'NR': 6, 'FR': share(18, len(paris) - 6), 'HUE': 490, 'UE': None})
    deal(charente, 'nationalite', {'NR': 2, 'FR': share(80, len(charente) - 2), 'HUE': 40, 'UE': None})
    half = share(45, len(rows) - 28)
    french = sum(row['nationalite'] == 'FR' for row in paris + charente)
    deal([row for row in rows if row['territoire'] not in ('PARIS', 'CHARENTE')], 'nationalite',
         {'NR': 20, 'FR': half - french, 'HUE': half - 530, 'UE': None})

    outside = [row for row in rows if row['nationalite'] == 'HUE']
    refuge = share(22, len(rows) - 28 - 100)
    deal(outside, 'protection', {'REFUGIE': refuge - 250, 'SUBSIDIAIRE': 250, 'DEMANDEUR': 40, 'TEMPORAIRE': 30, None: 100,
                                 'AUCUNE': None})
    foreign = [row for row in rows if row['nationalite'] in ('UE', 'HUE')]
    known = len(foreign) - 81
    deal(foreign, 'formation_origine', {'N4': share(23, known) - 164, 'N5': 64, 'N6': 60, 'N7_8': 40, 'N1_2': share(60, known),
                                        None: 81, 'N3': None})
    for row in rows:
        if row['nationalite'] not in ('UE', 'HUE'):
            row['formation_origine'] = 'N7_8' if draw(row, 'origine', 9) == 0 else None
        if row['nationalite'] != 'HUE':
            row['protection'] = None if row['nationalite'] == 'NR' else 'AUCUNE'

    deal(rows, 'sexe', {'NR': 8, 'F': share(35, len(rows) - 8), 'H': None})
    known = len(rows) - 62
    deal(rows, 'orienteur', {
        'NR': 62, 'PHC': 154, 'HEBERGEMENT': share(27, known) - 440, 'MARAUDE_VEILLE_SOCIALE': 60,
        'SERVICES_SOCIAUX_DEPARTEMENT': 210, 'AUTRE_ACCOMPAGNEMENT': 170, 'MISSION_LOCALE': 190, 'CAP_EMPLOI': 60,
        'PLIE_PMIE': 170, 'AUTRE_SPE': 50, 'AUTRE_SIAE': 120, 'SPONTANEE': 260, 'FRANCE_TRAVAIL': None})
    deal_rate(rows, 'suivi_exterieur', 61, 131)
    deal_rate(rows, 'rsa', 51, 96)
    deal_rate(rows, 'ass', 6, 96)
    deal_rate(rows, 'aah', 4, 57)
    known = len(rows) - 148
    deal(rows, 'sans_emploi', {'JAMAIS_TRAVAILLE': share(7, known), '24_MOIS_ET_PLUS': share(41, known) - share(7, known),
                               None: 100, 'NR': 48, '12_23_MOIS': 800, '6_11_MOIS': 560, 'MOINS_6_MOIS': None})
    known = len(rows) - 210
    deal(rows, 'parcours_rue', {'2_ANS_ET_PLUS': share(5, known), 'MOINS_2_ANS': share(33, known) - share(5, known),
                                None: 110, 'NR': 100, 'NON': None})
    deal(rows, 'formation_france', {'N1_2': 1830, 'N3': 860, 'N4': 330, 'N5': 90, 'N6': 60, 'N7_8': 40, 'NR': 80, None: None})


# ---------------------------------------------------------------- difficulties, and what is done about them

def give_difficulties(rows):
    """How many difficulties each has (2069 of 3448, 60 %, have 3 to 7), which, and what became of them."""
    deal(rows, 'freins', {0: 150, 1: 480, 2: 749, 3: 800, 4: 620, 5: 400, 6: 180, 7: 69})
    for row in rows:
        by_weight = sorted(POIDS_FREINS, key=lambda frein: -POIDS_FREINS[frein] * (1 + draw(row, frein, 1000)))
        for frein in by_weight[:row['freins']]:
            row[frein] = ('OUI', 'EN_COURS', 'RESOLU')[draw(row, frein + '=', 3)]
        for frein in by_weight[row['freins']:]:
            row[frein] = 'NR' if draw(row, frein + '=', 30) == 0 else 'NON'
    for frein, percent in (('frein_logement', 69), ('frein_sante', 73), ('frein_demarches', 79)):
        concerned = [row for row in rows if row['retenu'] and present(row, frein)]
        solved = share(percent, len(concerned))
        deal(concerned, frein, {'RESOLU': solved // 2, 'EN_COURS': solved - solved // 2, 'OUI': None})


def present(row, frein):
    return row[frein] not in ('NON', 'NR')


def give_support(rows):
    deal_rate(rows, 'concerte', 55, 70)
    deal_rate(rows, 'proximite', 28, 70)
    deal_rate(rows, 'cp_emploi', 35, 41)
    for column, frein, percent in (('cp_sante', 'frein_sante', 47), ('cp_logement', 'frein_logement', 33)):
        deal_rate([row for row in rows if present(row, frein)], column, percent, 25)
        deal_rate([row for row in rows if not present(row, frein)], column, 10, 25)  # outside the figure


# ---------------------------------------------------------------- exits

def give_exits(rows):
    """The reason of each of the 1205 exits: 244 neutral (trial periods for the shortest), 961 retained."""
    left = [row for row in rows if row['left']]
    trial = [row for row in left if length(row) <= 40]
    deal(trial, 'motif_sortie', {'ESSAI_SALARIE': 15, 'ESSAI_EMPLOYEUR': None})
    longer = [row for row in left if length(row) > 40]
    deal(longer, 'motif_sortie', {
        'CONGE_LONGUE_DUREE': 50, 'DECES': 12, 'DECISION_ADMIN_JUSTICE': 18, 'FAUTE_GRAVE': 40, 'TRANSFERT': 10,
        'DEMENAGEMENT': NEUTRAL - 130 - len(trial), None: None})
    for row in rows:
        row['retenu'] = row['left'] and row['motif_sortie'] is None
    kept = [row for row in left if row['retenu']]
    first, second = halves(kept)
    deal_half(first, 'sortie', 'durable', 71)
    deal_half(second, 'sortie', 'durable', 77)
    deal([row for row in kept if row['sortie'] is None], 'sortie', {name: n for name, (n, _) in AUTRES_SORTIES.items()})
    for row in kept:
        codes = DURABLES if row['sortie'] == 'durable' else AUTRES_SORTIES[row['sortie']][1]
        row['motif_sortie'] = codes[draw(row, 'motif', len(codes))]
    successes = [row for row in kept if row['sortie'] in EMPLOI_FORMATION]
    deal(successes, 'sortie_via_cp', {True: 78, None: 9, False: None})
    deal([row for row in left if row not in successes], 'sortie_via_cp', {True: 12, None: 20, False: None})
    # followed up: 57 of 71 reached, of whom 55 are stable; the others' answers are outside the figure
    deal([row for row in first if row['sortie'] == 'durable'], 'post_emploi',
         {'STABLE': 55, 'NON_STABLE': 2, 'NON_CONTACTE': None})
    deal([row for row in second if row['sortie'] == 'durable'], 'post_emploi', {'NON_STABLE': 40, None: None})


def halves(rows):
    return [row for row in rows if row['date_sortie'] <= HALF], [row for row in rows if row['date_sortie'] > HALF]


def deal_half(rows, column, value, n):
    """Gives n rows of a half-year the value: first those who left on the two days where the halves meet."""
    edge = [row for row in rows if row['date_sortie'] in (HALF, HALF + days(1))]
    for row in edge:
        row[column] = value
    deal([row for row in rows if row not in edge], column, {value: n - len(edge), None: None})


def give_housing(rows):
    """Where each lived at entry (49 % unstable, 4 % in the street) and, for the exits, where they live now."""
    kept = [row for row in rows if row['retenu']]
    first, second = halves(kept)
    deal_half(first, 'acces', True, 65)
    deal_half(second, 'acces', True, 70)
    deal([row for row in kept if row['acces']], 'habitat', {(group, 'PERENNE'): n for group, n in zip(RANGS, (8, 45, 50, 32))})
    better = {('RUE', 'PRECAIRE'): 4, ('RUE', 'COLLECTIF'): 10, ('PRECAIRE', 'COLLECTIF'): 20,
              ('PRECAIRE', 'SEMI_DURABLE'): 15, ('COLLECTIF', 'SEMI_DURABLE'): 20}
    worse = {('PERENNE', 'PRECAIRE'): 10, ('SEMI_DURABLE', 'PRECAIRE'): 8, ('COLLECTIF', 'PRECAIRE'): 12,
             ('COLLECTIF', 'RUE'): 3, ('PERENNE', 'COLLECTIF'): 4}
    unknown = {('PRECAIRE', 'NR'): 3, ('COLLECTIF', 'NR'): 2, ('NR', 'COLLECTIF'): 3}
    same = {(group, group): n for group, n in zip(RANGS, (4, 88, 180, 190, 250))}
    deal([row for row in kept if not row['acces']], 'habitat', {**better, **worse, **unknown, **same})
    # of 3448, 203 are not known; of the others 1590 unstable (49 %), of whom 130 in the street (4 %)
    wanted = dict(zip(GROUPES, (130, 560, 900, 600, 1055, 203)))
    for row in kept:
        wanted[row['habitat'][0]] -= 1
    others = [row for row in rows if not row['retenu']]
    deal(others, 'groupe', wanted)
    for row in others:
        row['habitat'] = row['groupe'], row['groupe'] if row['left'] else None
    # neutral exits into lasting housing: 2 in the first half, who are followed up like all; 20 later, who count nowhere
    for half, n in zip(halves([row for row in others if row['left']]), (2, 20)):
        for row in shuffled([row for row in half if row['groupe'] in RANGS[:4]], 'neutre')[:n]:
            row['habitat'] = row['groupe'], 'PERENNE'

    for row in rows:
        row['habitat_entree'], row['habitat_sortie'] = (group and code_of(row, group) for group in row['habitat'])
        if row['habitat'][0] == row['habitat'][1]:
            row['habitat_sortie'] = row['habitat_entree']  # the same place, not only the same kind
    moved = [row for row in kept if row['habitat'] in better or row['acces']]
    deal(moved, 'habitat_via_cp', {True: 33, False: None})
    deal([row for row in rows if row['left'] and row not in moved], 'habitat_via_cp', {True: 15, None: 40, False: None})
    housed = [row for row in rows if row['left'] and row['habitat'][1] == 'PERENNE' and row['habitat'][0] in RANGS[:4]]
    reached, later = halves(housed)
    deal(reached, 'post_logement', {'STABLE': 55, 'NON_CONTACTE': None})
    deal(later, 'post_logement', {'NON_STABLE': 30, None: None})


def code_of(row, group):
    return GROUPES[group][draw(row, 'habitat ' + group, len(GROUPES[group]))]


SANTE = ('rqth_obtenue', 'aah_obtenue', 'medecin_traitant', 'couverture_amelioree', 'bilan_sante')


def give_health(rows):
    """What was opened during the parcours: 402 of 934 known, of which 192 of 914 a better cover and 180 of 949 a bilan."""
    yes, no = True, False
    deal([row for row in rows if row['retenu']], 'sante', {
        (no, no, no, yes, no): 132, (no, no, no, no, yes): 100, (no, no, yes, yes, yes): 60, (no, no, yes, no, no): 50,
        (yes, no, no, no, no): 30, (yes, yes, no, no, no): 10,
        (no, None, None, None, yes): 20,  # something was opened, whatever the rest
        (no, no, no, None, no): 15, (None,) * 5: 12,  # nobody can tell
        (no,) * 5: None})
    for row in rows:
        if row['left']:
            row.update(zip(SANTE, row['sante'] if row['retenu'] else (yes,) * 5))


def population():
    """The 3448 rows; keys beside the columns of `salaries` are what they were dealt by."""
    rows = parcours()
    give_dates(rows)
    give_ages(rows)
    give_public(rows)
    give_exits(rows)
    give_difficulties(rows)
    give_support(rows)
    give_housing(rows)
    give_health(rows)
    return rows
