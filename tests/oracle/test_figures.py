"""Hand-computed figures, periods, perimeters, and the comparison of documents."""

import datetime as dt
import json
import os
import tempfile
import unittest

import compare
import figures
import judging
import oracle
import periods
import tables
from test_oracle import CIP, ROW, SITUATION, d, ended, files, row

LONG_AGO = d('2012-01-01')
FOREVER = dt.date.max


def in_force(salaries, accompagnants=(CIP,), date=SITUATION):
    document, after = judging.check(list(files(salaries, accompagnants).items()), date)
    assert document['state'] == 'accepted', document
    return after


def figures_of(salaries, period='2026', programme='CVG', accompagnants=(CIP,)):
    return figures.of_files(in_force(salaries, accompagnants), *periods.parse(period), programme)


def member(territoire, depuis=LONG_AGO, jusqua=FOREVER, objectif=None):
    return figures.Membership(territoire, depuis, jusqua, objectif)


class Periods(unittest.TestCase):
    def test_named(self):
        for name, debut, fin in (
                ('2026-11', '2026-11-01', '2026-11-30'), ('2024-02', '2024-02-01', '2024-02-29'),
                ('2026-12', '2026-12-01', '2026-12-31'), ('2026-T4', '2026-10-01', '2026-12-31'),
                ('2026-T1', '2026-01-01', '2026-03-31'), ('2026-C3', '2026-01-01', '2026-09-30'),
                ('2026-C4', '2026-01-01', '2026-12-31'), ('2026', '2026-01-01', '2026-12-31'),
                ('2026-S1', '2026-04-01', '2026-09-30'), ('2026-S2', '2026-10-01', '2027-03-31'),
                ('2026-01-05..2026-01-05', '2026-01-05', '2026-01-05')):
            self.assertEqual(periods.parse(name), (d(debut), d(fin)), name)
        for name in '2026-13', '2026-T5', '2026-S3', '26', '2026-02-02..2026-02-01', '2026-X1':
            self.assertRaises(ValueError, periods.parse, name)

    def test_months_before(self):
        self.assertEqual(periods.mois_avant(d('2026-08-31'), 6), d('2026-02-28'))
        self.assertEqual(periods.mois_avant(d('2024-12-31'), 10), d('2024-02-29'))
        self.assertEqual(periods.mois_avant(d('2026-01-15'), 12), d('2025-01-15'))

    def test_expected_nights(self):
        self.assertEqual([periods.easter(year) for year in (2008, 2024, 2026, 2038)],
                         [d('2008-03-23'), d('2024-03-31'), d('2026-04-05'), d('2038-04-25')])
        self.assertEqual(len(periods.holidays(2026)), 11)
        for night, expected in (('2026-04-06', False), ('2026-05-14', False), ('2026-05-25', False), ('2026-11-11', False),
                                ('2026-11-21', False), ('2026-11-20', True), ('2026-04-03', True)):
            self.assertEqual(periods.is_expected(d(night)), expected, night)

        def last(text):
            return periods.last_expected_night(dt.datetime.fromisoformat(text).replace(tzinfo=periods.PARIS),
                                               tables.Settings())
        self.assertEqual(last('2026-11-20T08:59'), d('2026-11-18'))
        self.assertEqual(last('2026-11-20T09:00'), d('2026-11-19'))
        self.assertEqual(last('2026-11-22T12:00'), d('2026-11-20'))
        self.assertEqual(last('2026-11-12T10:00'), d('2026-11-10'))  # the 11th is a holiday


class Figures(unittest.TestCase):
    def expect(self, computed, **expected):
        for code, numbers in expected.items():
            code = code.replace('__', '.', 1)
            figure = computed[code]
            self.assertEqual(tuple(figure[name] for name in ('num', 'den', 'nr') if name in figure), numbers, code)

    def test_stock_and_flow(self):
        rows = [row(1, date_entree='2025-12-31'), row(2, date_entree='2026-01-01'), ended(3, '2026-01-01', date_entree='2025-06-01'),
                ended(4, '2025-12-31', date_entree='2025-06-01'), ended(5, '2026-03-31'), ended(6, '2026-04-01'),
                row(7, date_entree='2026-04-01'), row(8, programme='PHC')]
        t1 = figures_of(rows, '2026-T1')
        # open on 31 March: 1, 2, 6 (5 leaves that day); over the quarter 1, 2, 3, 5, 6
        self.expect(t1, effectif__file_active=(3,), effectif__accompagnes=(5,), effectif__entrees=(3,), effectif__sorties=(2,),
                    effectif__personnes=(5,), effectif__chantiers=(1,), effectif__charge_cip=(3, 0.8))
        self.expect(figures_of(rows, '2026-T1', 'PHC'), effectif__file_active=(1,), effectif__etp_accompagnement=(0.8,))
        self.expect(figures_of(rows, '2026-T1', 'TOUS'), effectif__file_active=(4,))
        self.assertNotIn('coordination.actions', t1)

    def test_exit_rates(self):
        rows = [ended(1, '2026-06-30', 'CDI', date_entree='2024-06-29', sortie_via_cp='O'),  # 731 days, asp durable
                ended(2, '2026-06-30', 'DECES', date_entree='2024-06-29', rqth='N', naissance='1976-07'),  # neutral, 49 years
                ended(3, '2026-06-30', '5', date_entree='2026-04-11', sortie_via_cp='N'),  # formation, 80 days
                ended(4, '2026-06-30', 'CDD_MOINS_6_MOIS', date_entree='2026-04-10'),  # 81 days, transition
                ended(5, '2026-06-30', 'RETRAITE', rqth='N', date_entree='2024-06-30'),  # 730 days
                ended(6, '2026-06-30', 'CHOMAGE', date_entree='2024-06-29', rqth='O'),
                ended(7, '2026-06-30', 'CDI_INCLUSION', date_entree='2024-06-29', naissance='1976-06')]  # 50 years, rqth unknown
        computed = figures_of(rows)
        self.expect(computed, effectif__sorties_neutres=(1, 7, 0), emploi__emploi_formation=(4, 6, 0),
                    emploi__via_cp=(1, 2, 2), parcours__duree_moyenne=(731 * 4 + 80 + 81 + 730, 7, 0),
                    parcours__plus_24_mois=(4, 7, 0), parcours__plus_24_mois_cvg=(1, 3, 1),
                    emploi__dynamiques_asp=(3, 4, 0), emploi__durables_asp=(1, 4, 0), emploi__transition_asp=(1, 4, 0),
                    emploi__positives_asp=(1, 4, 0))
        self.assertEqual(computed['emploi.classe']['num'], {'emploi': 2, 'formation': 1, 'neutre': 1, 'retraite': 1,
                                                            'sans_solution': 1, 'suite': 1})

    def test_three_values(self):
        rows = [ended(1, habitat_entree='SQUAT', habitat_sortie='AUTONOME', habitat_via_cp='O'),
                ended(2, habitat_entree='NR', habitat_sortie='CHU'),  # improved? not known; reached lasting housing? no
                ended(3, habitat_entree='NR', habitat_sortie='AUTONOME'),
                ended(4, habitat_entree='AUTONOME', habitat_sortie=''),  # lasting housing before: no
                ended(5, habitat_entree='PERENNE', habitat_sortie='MAISON_RELAIS')]
        self.expect(figures_of(rows), logement__ameliore=(1, 2, 3), logement__acces_perenne=(1, 4, 1), logement__via_cp=(1, 1, 0),
                    logement__entree=({'RUE': 1, 'PERENNE': 2}, 3, 2), logement__sortie=({'PERENNE': 3, 'COLLECTIF': 1}, 4, 1),
                    public__rue=(1, 3, 2), public__habitat_instable=(1, 3, 2))
        rows = [ended(1, bilan_sante='O'), ended(2, bilan_sante='N'),
                ended(3, **{name: 'N' for name in tables.HEALTH_OUTCOMES})]
        self.expect(figures_of(rows), sante__droit_ouvert=(1, 2, 1), sante__bilan=(1, 3, 0), sante__rqth=(0, 1, 2))
        rows = [ended(1, frein_sante='EN_COURS', frein_garde='NR', cp_sante='O'), ended(2, frein_sante='OUI', frein_garde='NR'),
                ended(3, frein_sante='NR'), ended(4), row(5, frein_sante='RESOLU', frein_langue='OUI', frein_garde='OUI')]
        self.expect(figures_of(rows), frein__sante=(3, 4, 1), frein__garde=(1, 3, 2), frein_sortie__sante=(1, 2, 0),
                    frein_sortie__au_moins_un=(1, 1, 1), modalite__cp_sante=(1, 1, 2), frein__cumul=(1, 5, 0),
                    frein__nombre=({'0': 2, '1': 2, '3': 1}, 5, 0))

    def test_public(self):
        rows = [row(1, naissance='2000-01', date_entree='2025-12-31', sexe='H'),  # 25 at entry, 26 at the end
                row(2, naissance='1976-11', nationalite='NR', formation_origine='N4', sexe='NR'),  # 49, 50
                row(3, naissance='1976-01', nationalite='HUE', formation_origine='N3', heures_hebdo='26,5'),  # 50
                row(4, naissance='1990-01', nationalite='UE', salarie_id='S3', date_entree='2026-03-02', heures_hebdo='17.5',
                    programme='PHC')]
        rows[2].update(date_sortie='2026-03-01', motif_sortie='CDI', bilan_sante='O')
        computed = figures_of(rows, '2026', 'TOUS')
        self.expect(computed, public__femmes=(2, 3, 1), public__formation_origine=({'N3': 1}, 1, 1), public__origine_bac=(0, 1, 1),
                    public__age_entree=({'MOINS_26': 1, '26_49': 2, '50_ET_PLUS': 1}, 4, 0),
                    public__age_fin=({'26_49': 2, '50_ET_PLUS': 2}, 4, 0), effectif__personnes=(3,),
                    effectif__etp_salaries=(0.5, 2), public__nationalite=({'FR': 1, 'HUE': 1, 'UE': 1}, 3, 1),
                    qualite__completude=(5, 4 * 16 + 8), qualite__lignes_ecartees=(0, 5, 0))

    def test_after_the_exit(self):
        rows = [ended(1, '2025-11-30', 'CDI', date_entree='2025-01-01'),  # the day 12 months before: too early
                ended(2, '2025-12-01', 'CDI', date_entree='2025-01-01', post_emploi='STABLE'),
                ended(3, '2026-05-30', 'CREATION', post_emploi='NON_CONTACTE'), ended(4, '2026-05-31', 'CDI'),
                ended(5, '2026-02-01', 'FORMATION', habitat_entree='RUE', habitat_sortie='AUTONOME', post_logement='NON_STABLE')]
        self.expect(figures_of(rows, '2026-11'), post__emploi=(2,), post__emploi_contactes=(1, 2, 0), post__emploi_stables=(1, 1, 0),
                    post__logement=(1,), post__logement_contactes=(1, 1, 0), post__logement_stables=(0, 1, 0))


class Perimeters(unittest.TestCase):
    def setUp(self):
        self.reference = figures.Reference(
            {'PARIS': d('2012-01-01'), 'LYON': d('2026-02-01')},
            {'A': [member('PARIS', objectif=10)], 'B': [member('LYON', d('2026-03-01'), d('2026-06-15'), 5)],
             'C': [member('LYON', d('2026-05-01'), objectif=4), member('PARIS', LONG_AGO, d('2026-04-30'), 3)],
             'D': [member('LYON', objectif=7)], 'E': [member('LYON', d('2026-07-01'))]})
        self.chantiers = {
            'A': in_force([ROW, row(2)], date=d('2026-11-19')), 'B': in_force([row(1), ended(2, '2026-03-31')]),
            'C': in_force([row(1), row(2), row(3, date_entree='2026-05-02')], [dict(CIP, date_fin='2026-06-29')])}

    def of(self, scope, period='2026-T2', **more):
        return figures.of_perimeter(self.chantiers, {}, self.reference, *periods.parse(period), scope, **more)

    def test_membership(self):
        # B counts in the quarter but is no member on its last day; C counts whole in Lyon; D has not reported
        nation, lyon = self.of('nation'), self.of('territoire:LYON')
        self.assertEqual(lyon['coverage'], {'expected': 3, 'counted': 2, 'oldest': '2026-11-20'})
        self.assertEqual(nation['coverage'], {'expected': 4, 'counted': 3, 'oldest': '2026-11-19'})
        self.assertEqual([lyon['figures']['effectif.' + code]['num'] for code in ('file_active', 'accompagnes', 'entrees', 'chantiers')],
                         [3, 4, 1, 2])
        self.assertEqual(lyon['figures']['effectif.objectif'], {'kind': 'ratio', 'num': 3, 'den': 11})
        self.assertEqual(lyon['figures']['effectif.charge_cip'], {'kind': 'ratio', 'num': 0, 'den': 0})
        self.assertEqual(nation['figures']['effectif.charge_cip'], {'kind': 'ratio', 'num': 2, 'den': 0.8})
        self.assertEqual(self.of('operationnels', '2026')['coverage']['expected'], 1)
        self.assertEqual(self.of('operationnels', '2026-T2')['coverage']['expected'], 4)
        self.assertEqual(self.of('territoire:PARIS', '2026-T1')['figures']['effectif.file_active']['num'], 4)
        self.assertEqual(self.of('chantier:E')['coverage'], {'expected': 0, 'counted': 0, 'oldest': None})

    def test_identity(self):
        for scope in 'nation', 'territoire:LYON', 'territoire:PARIS', 'operationnels':
            for period in '2026-T1', '2026-T2', '2026-06', '2026-07', '2026':
                terms = figures.stock_identity(self.chantiers, self.reference, *periods.parse(period), scope)
                self.assertTrue(terms['holds'], (scope, period, terms))
        terms = figures.stock_identity(self.chantiers, self.reference, *periods.parse('2026-T2'), 'territoire:LYON')
        self.assertEqual((terms['presents_eve'], terms['joined'], terms['entres'], terms['sortis'], terms['left'],
                          terms['presents_fin']), (1, 2, 1, 0, 1, 3))

    def test_reporting(self):
        now = dt.datetime(2026, 11, 21, 10, tzinfo=periods.PARIS)  # the night of the 20th is due: C has it, A and D have not
        self.assertEqual(self.of('nation', now=now)['figures']['qualite.remontee'], {'kind': 'ratio', 'num': 1, 'den': 3})


class Nights(unittest.TestCase):
    def test_a_home(self):
        with tempfile.TemporaryDirectory() as home:
            def put(path, text):
                os.makedirs(os.path.dirname(f'{home}/{path}'), exist_ok=True)
                with open(f'{home}/{path}', 'wb') as file:
                    file.write(text.encode() if isinstance(text, str) else text)
            put('reference/territoires.csv', 'code;nom;lancement;porteur\nPARIS;Grand Paris;2012-01-01;X\n')
            put('reference/chantiers.csv', 'chantier_id;nom;territoire;depuis;jusqua;objectif;support_activite;logiciel;contact\n'
                                           'A;A;PARIS;2012-01-01;;8;;;\n')
            for night, rows in ('2026-11-19', [ROW]), ('2026-11-20', [ROW, row(2)]):
                for name, data in files(rows).items():
                    put(f'nights/{night}/A/{name}', data)
                put(f'nights/{night}/X/salaries.csv', files(rows)['salaries.csv'])
            put('nights/2026-11-20/PARIS/equipe.csv', 'poste_id;fonction;etp;etat;date_debut;date_fin\n'
                'P;COORDINATEUR;1;POURVU;2020-01-01;\nQ;CP_SANTE;0,5;VACANT;2020-01-01;\nR;AUTRE;1;VACANT;2020-01-01;2021-01-01\n')
            put('nights/2026-11-20/PARIS/actions.csv', 'action_id;date;champ;type;salaries;permanents\n'
                'A1;2026-11-02;SANTE;ATELIER;10;\nA2;2026-11-30;SANTE;VISITE;4;2\nA3;2026-10-31;EMPLOI;VISITE;9;9\n')
            reference, reporters, outcomes = oracle.play(home)
            self.assertEqual([o['state'] for o in outcomes], ['accepted', 'refused', 'accepted', 'accepted', 'refused'])
            options = oracle.parser().parse_args(['figures', '--home', home, '--period', '2026-11'])
            document = oracle.run_figures(options)
        shown = document['figures']
        self.assertEqual(document['coverage'], {'expected': 1, 'counted': 1, 'oldest': '2026-11-20'})
        self.assertEqual(shown['effectif.objectif'], {'kind': 'ratio', 'num': 2, 'den': 8})
        self.assertEqual(shown['coordination.actions'], {'kind': 'repartition', 'num': {'SANTE': 2}, 'den': 2, 'nr': 0})
        self.assertEqual(shown['coordination.beneficiaires'], {'kind': 'somme', 'num': 14, 'nr': 0})
        self.assertEqual(shown['coordination.permanents'], {'kind': 'somme', 'num': 2, 'nr': 1})
        self.assertEqual((shown['coordination.etp_pourvus']['num'], shown['coordination.etp_vacants']['num']), (1, 0.5))
        self.assertEqual(shown['effectif.etp_accompagnement'], {'kind': 'somme', 'num': 0.8})
        self.assertEqual(compare.compare(json.loads(json.dumps(document)), document), [])


class Comparison(unittest.TestCase):
    def differs(self, product, oracle_, times=1, **more):
        self.assertEqual(len(compare.compare(product, oracle_, **more)), times)

    def test_figures(self):
        def one(kind, code='public.femmes', **numbers):
            return {'figures': {code: dict(numbers, kind=kind)}}
        self.differs(one('taux', num=1, den=2, nr=0), one('taux', num=1, den=2, nr=0), 0)
        for other in dict(num=2, den=2, nr=0), dict(num=1, den=2), dict(num=1, den=2, nr=1):
            self.differs(one('taux', num=1, den=2, nr=0), one('taux', **other))
        self.differs(one('repartition', num={'A': 1, 'B': 0}), one('repartition', num={'A': 1}), 0)
        self.differs(one('repartition', num={'A': 1, 'B': 1}), one('repartition', num={'A': 1}))
        self.differs(one('somme', num=0.3333333), one('somme', num=1 / 3), 0)
        self.differs(one('somme', num=0.333), one('somme', num=1 / 3))
        self.differs(one('compte', num=10**9 + 1), one('compte', num=10**9))
        self.differs(one('compte', num=0), {'figures': {}})
        self.differs(one('ratio', 'effectif.objectif', num=0, den=0), {'figures': {}}, 0)

    def test_outcomes(self):
        def one(*found, state='accepted', **more):
            names = 'code', 'dataset', 'line', 'column'
            return dict({'state': state, 'rows': {'read': 3, 'taken': 3, 'set_aside': 0},
                         'findings': [dict(zip(names, f), severity=f[0][0]) for f in found]}, **more)
        a, b = ('E-CODE', 'salaries', 2, 'sexe'), ('W-CIP', 'salaries', 3, None)
        self.differs(one(a, b), one(b, a), 0)
        self.differs(one(a, a, b), one(b, a))
        self.differs(one(a), one(('E-CODE', 'salaries', 2, 'contrat')), 2)
        self.differs(one(b), one(b[:3] + ('cip_ref',)), 0)
        self.differs(one(b), one(b[:3] + ('cip_ref',)), 2, strict=True)
        self.differs(one(a, state='refused'), one(state='refused'), 0)
        self.differs(one(state='held'), one())
        self.differs(one(rows={'read': 4, 'taken': 3, 'set_aside': 0}), one())


if __name__ == '__main__':
    unittest.main()
