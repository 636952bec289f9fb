"""The tables of the export format (codes, columns, keys, numbers of the rules), typed from its page."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Settings:
    """Every number that the export format calls a setting, with its default."""
    justice: bool = False
    disparus_pourcent: int = 10
    disparus_min: int = 5
    ajouts_pourcent: int = 50
    ajouts_min: int = 10
    ecartees_pourcent: int = 20
    ecartees_min: int = 5
    relistes_pourcent: int = 50
    relistes_min: int = 10
    etp_pourcent: int = 50
    retour_jours: int = 31
    prolongation_jours: int = 730
    prolongation_jours_max: int = 1826
    fin_depassee_jours: int = 15
    avance_jours: int = 1
    heure_limite: int = 6
    grace_heures: int = 3


# code -> (ASP number, ASP class, CVG class)
EXITS = {
    'CDI_STRUCTURE': (1, 'durable', 'emploi'),
    'CDD_AUTRE_SIAE': (2, 'positive', 'suite'),
    'CDI': (3, 'durable', 'emploi'),
    'CREATION': (4, 'durable', 'emploi'),
    'FORMATION': (5, 'positive', 'formation'),
    'INACTIF': (6, 'autre', 'sans_solution'),
    'CHOMAGE': (7, 'autre', 'sans_solution'),
    'SANS_NOUVELLE': (8, 'autre', 'sans_nouvelles'),
    'CDD_6_MOIS': (9, 'durable', 'emploi'),
    'CDD_MOINS_6_MOIS': (10, 'transition', 'emploi'),
    'FONCTION_PUBLIQUE': (11, 'durable', 'emploi'),
    'AUTRE_POSITIVE': (12, 'positive', 'autre_positive'),
    'CDI_AIDE': (13, 'durable', 'emploi'),
    'CONTRAT_AIDE': (14, 'transition', 'emploi'),
    'RETRAITE': (15, 'retrait', 'retraite'),
    'CONGE_LONGUE_DUREE': (16, 'retrait', 'neutre'),
    'DECES': (17, 'retrait', 'neutre'),
    'DECISION_ADMIN_JUSTICE': (18, 'retrait', 'neutre'),
    'FAUTE_GRAVE': (19, 'retrait', 'neutre'),
    'TRANSFERT': (20, 'retrait', 'neutre'),
    'ESSAI_EMPLOYEUR': (21, 'retrait', 'neutre'),
    'ESSAI_SALARIE': (22, 'retrait', 'neutre'),
    'DEMENAGEMENT': (None, 'autre', 'neutre'),
    'CDI_INCLUSION': (96, 'positive', 'suite'),
}

_HABITAT_GROUPS = (
    ('RUE', 'SANS_ABRI SQUAT CAMPEMENT'),
    ('PRECAIRE', 'HOTEL TIERS STRUCTURE_MEDICALE DETENTION'),
    ('COLLECTIF', 'CHU CHRS CHS COMMUNAUTE CENTRE_MATERNEL CADA HUDA CPH FOYER FJT'),
    ('SEMI_DURABLE', 'RESIDENCE_SOCIALE TRANSITION APPARTEMENT_THERAPEUTIQUE INTERMEDIATION_LOCATIVE'),
    ('PERENNE', 'AUTONOME PENSION_FAMILLE MAISON_RELAIS'),
)
# code -> (rank, group); the bare group names are codes too
HABITAT = {code: (rank, group)
           for rank, (group, codes) in enumerate(_HABITAT_GROUPS)
           for code in [group] + codes.split()}

FREIN = 'NON OUI EN_COURS RESOLU NR'
FREINS = ('langue', 'sante', 'logement', 'demarches', 'surendettement', 'garde', 'mobilite')
NIVEAUX = 'N1_2 N3 N4 N5 N6 N7_8 NR'
POST = 'NON_CONTACTE STABLE NON_STABLE NR'

IDENTITY_HEADERS = frozenset(
    'nom nom_usage nom_naissance prenom prenoms nir numero_securite_sociale date_naissance date_de_naissance '
    'lieu_naissance adresse telephone tel mobile courriel email mail numero_pass pass_iae numero_pass_iae'.split())


@dataclass
class Column:
    """One declared column; decimals and their limits are in hundredths."""
    name: str
    kind: str  # id text code boolean date month decimal integer
    required: bool = False
    codes: dict = field(default_factory=dict)  # what is accepted -> the code kept
    nr: bool = False  # NR stands in the list of a required column
    above: int | None = None  # exclusive
    low: object = None
    high: object = None
    strict: bool = False  # a bad cell sets the row aside though the cell is optional
    extra_true: tuple = ()
    read: bool = True  # False: declared, but only scanned for identity
    cache: dict = field(default_factory=dict, repr=False)


@dataclass
class Dataset:
    name: str
    reporter: str  # chantier or territoire
    required: bool
    key: tuple
    interval: tuple  # (begin, end) columns, or (date,)
    columns: list

    def column(self, name):
        return next(c for c in self.columns if c.name == name)


def _code(name, codes, required=False, **more):
    words = codes.split() if isinstance(codes, str) else list(codes)
    accepted = {word: word for word in words if word != 'NR'}
    return Column(name, 'code', required, accepted, nr='NR' in words, **more)


def _exit_codes():
    column = _code('motif_sortie', EXITS, strict=True)
    column.codes.update({str(number): code for code, (number, _, _) in EXITS.items() if number})
    return column


def _habitat(name, required, justice):
    column = _code(name, list(HABITAT) + ['NR'], required)
    if not justice:
        column.codes['DETENTION'] = 'PRECAIRE'
    return column


def _booleans(names):
    return [Column(name, 'boolean') for name in names.split()]


def _salaries(justice):
    return [
        Column('parcours_id', 'id', True), Column('salarie_id', 'id', True),
        _code('programme', 'CVG PHC', True), _code('sexe', 'F H NR', True),
        Column('naissance', 'month', True), _code('nationalite', 'FR UE HUE NR', True),
        _code('protection', 'AUCUNE DEMANDEUR REFUGIE SUBSIDIAIRE TEMPORAIRE NR'),
        _code('orienteur', 'FRANCE_TRAVAIL MISSION_LOCALE CAP_EMPLOI PLIE_PMIE AUTRE_SPE HEBERGEMENT '
              'MARAUDE_VEILLE_SOCIALE PHC AUTRE_SIAE SERVICES_SOCIAUX_DEPARTEMENT AUTRE_ACCOMPAGNEMENT '
              'SPONTANEE NR', True),
        *_booleans('suivi_exterieur'),
        _code('formation_france', NIVEAUX), _code('formation_origine', NIVEAUX),
        _code('sans_emploi', 'MOINS_6_MOIS 6_11_MOIS 12_23_MOIS 24_MOIS_ET_PLUS JAMAIS_TRAVAILLE NR'),
        Column('rsa', 'boolean', extra_true=('OUI-M', 'OUI-NM')), *_booleans('ass aah rqth'),
        _habitat('habitat_entree', True, justice),
        _code('parcours_rue', 'NON MOINS_2_ANS 2_ANS_ET_PLUS NR'),
        *[_code('frein_' + name, FREIN, True) for name in FREINS],
        _code('frein_justice', FREIN, read=justice),
        *_booleans('concerte proximite cp_emploi cp_logement cp_sante'),
        Column('cip_ref', 'id'), _code('contrat', 'CDDI CDDI_CVG CDDI_PHC CDII AUTRE', True),
        Column('heures_hebdo', 'decimal', above=0, high=4800),
        Column('date_entree', 'date', True, low=dt.date(1990, 1, 1)), Column('date_fin_prevue', 'date'),
        _code('prolongation', 'AUCUNE FORMATION RQTH SENIOR_50 DIFFICULTES_CVG NR'),
        Column('date_sortie', 'date', strict=True), _exit_codes(),
        *_booleans('sortie_via_cp'), _habitat('habitat_sortie', False, justice),
        *_booleans('habitat_via_cp rqth_obtenue aah_obtenue medecin_traitant couverture_amelioree bilan_sante'),
        _code('post_emploi', POST), _code('post_logement', POST),
    ]


def _etp():
    return Column('etp', 'decimal', True, above=0, high=150)


def datasets(justice=False):
    """The five datasets by name."""
    every = [
        Dataset('salaries', 'chantier', True, ('parcours_id',), ('date_entree', 'date_sortie'), _salaries(justice)),
        Dataset('accompagnants', 'chantier', True, ('cip_ref', 'date_debut'), ('date_debut', 'date_fin'), [
            Column('cip_ref', 'id', True),
            _code('fonction', 'CIP ASP ESP MONITEUR_EDUCATEUR RESPONSABLE AUTRE', True), _etp(),
            *_booleans('renfort_cvg'), Column('date_debut', 'date', True), Column('date_fin', 'date')]),
        Dataset('equipe', 'territoire', False, ('poste_id', 'date_debut'), ('date_debut', 'date_fin'), [
            Column('poste_id', 'id', True),
            _code('fonction', 'COORDINATEUR CP_EMPLOI CP_LOGEMENT CP_SANTE PSYCHOLOGUE ASSISTANT AUTRE', True),
            _etp(), _code('etat', 'POURVU VACANT', True),
            Column('date_debut', 'date', True), Column('date_fin', 'date')]),
        Dataset('actions', 'territoire', False, ('action_id',), ('date',), [
            Column('action_id', 'id', True), Column('date', 'date', True),
            _code('champ', 'EMPLOI LOGEMENT SANTE DROITS', True),
            _code('type', 'ATELIER VISITE PRESENTATION_METIER PMSMP ORIENTATION BILAN_SANTE ACCOMPAGNEMENT '
                  'FORMATION_PERMANENTS RECRUTEMENT SUITE_PARCOURS ATTRIBUTION_LOGEMENT MISE_A_L_ABRI AUTRE', True),
            Column('salaries', 'integer', low=0, high=10000), Column('permanents', 'integer', low=0, high=10000),
            Column('chantier', 'id'), Column('partenaire', 'text', high=80)]),
        Dataset('instances', 'territoire', False, ('instance_id',), ('date',), [
            Column('instance_id', 'id', True), Column('date', 'date', True),
            _code('type', 'COPIL COMITE_CHANTIERS MUTUALISATION PERMANENCE', True),
            Column('participants', 'integer')]),
    ]
    return {dataset.name: dataset for dataset in every}


HEALTH_OUTCOMES = ('rqth_obtenue', 'aah_obtenue', 'bilan_sante', 'medecin_traitant', 'couverture_amelioree')
