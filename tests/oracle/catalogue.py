"""The indicators counted over one parcours, with SQL's logic of three values: None is not known."""

import tables
from periods import mois_avant
from reading import age

PRESENT = ('OUI', 'EN_COURS', 'RESOLU')
SOLVED = ('EN_COURS', 'RESOLU')
COMPLETUDE = ('protection suivi_exterieur formation_france formation_origine sans_emploi rsa ass aah rqth parcours_rue '
              'concerte proximite cp_emploi cp_logement cp_sante heures_hebdo').split()
COMPLETUDE_EXIT = ('sortie_via_cp habitat_sortie habitat_via_cp rqth_obtenue aah_obtenue medecin_traitant '
                   'couverture_amelioree bilan_sante').split()


# ---------------------------------------------------------------- three values

def both(*values):
    return False if False in values else None if None in values else True


def either(*values):
    return True if True in values else None if None in values else False


def negated(value):
    return None if value is None else not value


def among(value, codes):
    return None if value is None else value in codes


def compared(left, right, test):
    return None if left is None or right is None else test(left, right)


def bandes(value):
    return 'MOINS_26' if value < 26 else '26_49' if value < 50 else '50_ET_PLUS'


# ---------------------------------------------------------------- one parcours in one period

class Parcours:
    """A row of salaries in [debut, fin], with what its populations need. Dates of entry are always known."""

    def __init__(self, row, debut, fin):
        self.row = row
        self.debut, self.fin = debut, fin
        entry, exit_ = row['date_entree'], row['date_sortie']
        self.accompagnes = entry <= fin and (exit_ is None or exit_ >= debut)
        self.presents = entry <= fin and (exit_ is None or exit_ > fin)
        self.entres = debut <= entry <= fin
        self.sortis = exit_ is not None and debut <= exit_ <= fin
        self.days = (exit_ - entry).days if exit_ else None
        _, self.asp, self.cvg = tables.EXITS.get(row['motif_sortie'], (None, None, None))
        self.sortis_retenus = self.sortis and self.cvg != 'neutre'
        self.sortis_asp = self.sortis and self.asp != 'retrait' and self.days > 80
        self.rang_entree, self.groupe_entree = tables.HABITAT.get(row['habitat_entree'], (None, None))
        self.rang_sortie, self.groupe_sortie = tables.HABITAT.get(row['habitat_sortie'], (None, None))

    def __getitem__(self, column):
        return self.row[column]

    def freins(self):
        return sum(value in PRESENT for name, value in self.row.items() if name.startswith('frein_'))

    def any_solved(self):
        return either(*[among(value, SOLVED) for name, value in self.row.items() if name.startswith('frein_')])

    def ameliore(self):
        return compared(self.rang_sortie, self.rang_entree, lambda after, before: after > before)

    def acces_perenne(self):
        return both(compared(self.rang_sortie, 4, int.__eq__), compared(self.rang_entree, 4, int.__lt__))

    def left_6_to_12_months_ago(self):
        exit_ = self['date_sortie']
        return exit_ is not None and mois_avant(self.fin, 12) < exit_ <= mois_avant(self.fin, 6)

    def completude(self):
        """(known cells, cells)."""
        ended = self['date_sortie'] is not None and self['date_sortie'] <= self.fin
        names = COMPLETUDE + (COMPLETUDE_EXIT if ended else [])
        return sum(self[name] is not None for name in names), len(names)


# ---------------------------------------------------------------- populations

def accompagnes(p):
    return p.accompagnes


def presents(p):
    return p.presents


def entres(p):
    return p.entres


def sortis(p):
    return p.sortis


def retenus(p):
    return p.sortis_retenus


def asp(p):
    return p.sortis_asp


def etrangers(p):
    return both(p.accompagnes, compared(p['nationalite'], 'FR', str.__ne__))


def plus_24_mois(p):
    return p.sortis and p.days > 730


def emploi_formation(p):
    return p.sortis_retenus and p.cvg in ('emploi', 'suite', 'formation')


def mieux_loges(p):
    return both(p.sortis_retenus, p.ameliore())


def avec_frein(name, population):
    return lambda p: both(population(p), among(p['frein_' + name], PRESENT))


def avec_freins(p):
    return p.sortis_retenus and p.freins() > 0


def post_emploi(p):
    return both(among(p.asp, ('durable',)), p.left_6_to_12_months_ago())


def post_logement(p):
    return both(p.acces_perenne(), p.left_6_to_12_months_ago())


# ---------------------------------------------------------------- the catalogue

def column(name):
    return lambda p: p[name]


def one_of(name, *codes):
    return lambda p: among(p[name], codes)


def cvg_cause(p):
    return both(age(p['naissance'], p['date_sortie']) < 50, negated(p['rqth']))


def asp_class(*classes):
    return lambda p: among(p.asp, classes)


def indicators(justice=False):
    """(code, kind, population, expression) of every figure that is a sum over parcours."""
    a, r = accompagnes, retenus
    freins = tables.FREINS + (('justice',) if justice else ())
    return [
        ('effectif.file_active', 'compte', presents, None),
        ('effectif.accompagnes', 'compte', a, None),
        ('effectif.entrees', 'compte', entres, None),
        ('effectif.sorties', 'compte', sortis, None),
        ('effectif.sorties_neutres', 'taux', sortis, lambda p: among(p.cvg, ('neutre',))),
        ('effectif.etp_salaries', 'somme', presents, column('heures_hebdo')),
        ('public.femmes', 'taux', a, one_of('sexe', 'F')),
        ('public.age_entree', 'repartition', a, lambda p: bandes(age(p['naissance'], p['date_entree']))),
        ('public.age_fin', 'repartition', a, lambda p: bandes(age(p['naissance'], p.fin))),
        ('public.nationalite', 'repartition', a, column('nationalite')),
        ('public.protection', 'taux', a, one_of('protection', 'REFUGIE', 'SUBSIDIAIRE')),
        ('public.orienteur', 'repartition', a, column('orienteur')),
        ('public.orienteur_ahi', 'taux', a, one_of('orienteur', 'HEBERGEMENT', 'MARAUDE_VEILLE_SOCIALE',
                                                   'SERVICES_SOCIAUX_DEPARTEMENT', 'AUTRE_ACCOMPAGNEMENT')),
        ('public.issus_phc', 'taux', a, one_of('orienteur', 'PHC')),
        ('public.suivi_exterieur', 'taux', a, column('suivi_exterieur')),
        ('public.formation_france', 'repartition', a, column('formation_france')),
        ('public.formation_origine', 'repartition', etrangers, column('formation_origine')),
        ('public.origine_bac', 'taux', etrangers, one_of('formation_origine', 'N4', 'N5', 'N6', 'N7_8')),
        *[('public.' + name, 'taux', a, column(name)) for name in ('rsa', 'ass', 'aah', 'rqth')],
        ('public.sans_emploi_2_ans', 'taux', a, one_of('sans_emploi', '24_MOIS_ET_PLUS', 'JAMAIS_TRAVAILLE')),
        ('public.jamais_travaille', 'taux', a, one_of('sans_emploi', 'JAMAIS_TRAVAILLE')),
        ('public.habitat_entree', 'repartition', a, lambda p: p.groupe_entree),
        ('public.habitat_instable', 'taux', a, lambda p: compared(p.rang_entree, 2, int.__le__)),
        ('public.rue', 'taux', a, lambda p: compared(p.rang_entree, 0, int.__eq__)),
        ('public.parcours_rue', 'taux', a, one_of('parcours_rue', 'MOINS_2_ANS', '2_ANS_ET_PLUS')),
        ('public.parcours_rue_2_ans', 'taux', a, one_of('parcours_rue', '2_ANS_ET_PLUS')),
        *[('frein.' + name, 'taux', a, one_of('frein_' + name, *PRESENT)) for name in freins],
        ('frein.nombre', 'repartition', a, Parcours.freins),
        ('frein.cumul', 'taux', a, lambda p: 3 <= p.freins() <= 7),
        ('modalite.concerte', 'taux', a, column('concerte')),
        ('modalite.proximite', 'taux', a, column('proximite')),
        ('modalite.cp_emploi', 'taux', a, column('cp_emploi')),
        ('modalite.cp_sante', 'taux', avec_frein('sante', a), column('cp_sante')),
        ('modalite.cp_logement', 'taux', avec_frein('logement', a), column('cp_logement')),
        ('parcours.duree_moyenne', 'moyenne', sortis, lambda p: p.days),
        ('parcours.plus_24_mois', 'taux', sortis, lambda p: p.days > 730),
        ('parcours.plus_24_mois_cvg', 'taux', plus_24_mois, cvg_cause),
        ('emploi.emploi_formation', 'taux', r, emploi_formation),
        ('emploi.classe', 'repartition', sortis, lambda p: p.cvg),
        ('emploi.via_cp', 'taux', emploi_formation, column('sortie_via_cp')),
        ('emploi.dynamiques_asp', 'taux', asp, asp_class('durable', 'transition', 'positive')),
        ('emploi.durables_asp', 'taux', asp, asp_class('durable')),
        ('emploi.transition_asp', 'taux', asp, asp_class('transition')),
        ('emploi.positives_asp', 'taux', asp, asp_class('positive')),
        ('logement.ameliore', 'taux', r, Parcours.ameliore),
        ('logement.via_cp', 'taux', mieux_loges, column('habitat_via_cp')),
        ('logement.acces_perenne', 'taux', r, Parcours.acces_perenne),
        ('logement.entree', 'repartition', r, lambda p: p.groupe_entree),
        ('logement.sortie', 'repartition', r, lambda p: p.groupe_sortie),
        ('sante.droit_ouvert', 'taux', r, lambda p: either(*[p[name] for name in tables.HEALTH_OUTCOMES])),
        ('sante.rqth', 'taux', r, column('rqth_obtenue')),
        ('sante.aah', 'taux', r, column('aah_obtenue')),
        ('sante.bilan', 'taux', r, column('bilan_sante')),
        ('sante.medecin', 'taux', r, column('medecin_traitant')),
        ('sante.couverture', 'taux', r, column('couverture_amelioree')),
        *[('frein_sortie.' + name, 'taux', avec_frein(name, r), one_of('frein_' + name, *SOLVED)) for name in freins],
        ('frein_sortie.au_moins_un', 'taux', avec_freins, Parcours.any_solved),
        *post('emploi', post_emploi), *post('logement', post_logement),
    ]


def post(name, population):
    contacted = one_of('post_' + name, 'STABLE', 'NON_STABLE')
    return [
        (f'post.{name}', 'compte', population, None),
        (f'post.{name}_contactes', 'taux', population, contacted),
        (f'post.{name}_stables', 'taux', lambda p: both(population(p), contacted(p)),
         one_of('post_' + name, 'STABLE')),
    ]
