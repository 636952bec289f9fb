"""What happens to fourteen simulated chantiers over thirty nights beside the ordinary: by night, what differs from the simulation.

Nights are counted from 0. A change that stands for some nights is undone by the first night after it, as the simulation knows nothing of
it. Where a night's outcome must be another than accepted, or bear a finding, the plan says so.
"""

import datetime as dt
from collections import namedtuple

import exports

NIGHTS, CHANTIERS = 30, 14

# change: a function of {name: bytes}; first, last: nights; states: {night: state}; codes: {night: finding}
Change = namedtuple('Change', 'reporter first last change states codes', defaults=({}, {}))
# a reporter sends nothing on these nights; on `late` it sends the file of the first of them
Silence = namedtuple('Silence', 'reporter first last late', defaults=(None,))


class Plan:
    def __init__(self, nights):
        self.nights = nights
        first = nights.days[0]
        self.names = nights.reporters(nights.days[0])
        self.silences = [Silence(self.names[7], 15, 15, 17), Silence(self.names[12], 8, 13)]
        self.changes = [
            *self.late_exit(self.names[0], first), *self.another_motif(self.names[1], first),
            *self.withdrawals(self.names[2]), *self.held_then_full(self.names[3]), *self.set_aside(self.names[6]),
            *self.other_columns(self.names[8], first), *self.future(self.names[10], first),
            *self.identity(self.names[11])]
        # everybody swapped, by night: how it ends
        # (the first one's tool writes a column of its own: what is kept of a held content must be judged as it was sent)
        free = [name for name in self.names[3:] if name not in {c.reporter for c in (*self.changes, *self.silences)}]
        notes = next(name for name in free if b'nternes' in nights.files(nights.days[0], name)['salaries.csv'].split(b'\n')[0])
        free.remove(notes)
        self.swaps = {9: (notes, 'release'), 14: (free[0], 'discard'), 16: (free[1], 'confirm')}
        self.repeated = {18: self.names[13], 24: self.names[0]}
        self.replaced = {20: self.names[1], 26: self.names[6]}  # another content for the same date

    def open_keys(self, reporter, count, until=29, after=0):
        """Parcours that are open from the first night to the last, so that the plan can dispose of them."""
        first, last = (exports.Sheet.read(self.nights.files(self.nights.days[night], reporter)['salaries.csv'])
                       for night in (0, until))
        still = {row['parcours_id'] for row in last.open()}
        keys = [row['parcours_id'] for row in first.open() if row['parcours_id'] in still][after:after + count]
        assert len(keys) == count, f'{reporter}: only {len(keys)} parcours stay open'
        return keys

    # ------------------------------------------------------------ the stories

    def late_exit(self, reporter, first):
        """An exit told six weeks late, and taken back three nights later."""
        key, = self.open_keys(reporter, 1)
        change = exports.leave(key, first - dt.timedelta(days=40), 'CDI', habitat_sortie='AUTONOME')
        return [Change(reporter, 5, 8, lambda files: exports.changed(files, change)),
                Change(reporter, 9, 9, lambda files: files, codes={9: 'W-RETOUR'})]

    def another_motif(self, reporter, first):
        """An exit whose reason and date are corrected for good."""
        key, = self.open_keys(reporter, 1)
        day = first - dt.timedelta(days=100)
        told = exports.leave(key, day, 'SANS_NOUVELLE')
        corrected = exports.leave(key, day + dt.timedelta(days=35), 'FORMATION', habitat_sortie='CHRS', bilan_sante='O')
        return [Change(reporter, 6, 11, lambda files: exports.changed(files, told)),
                Change(reporter, 12, 29, lambda files: exports.changed(files, corrected), codes={12: 'W-RETOUR'})]

    def withdrawals(self, reporter):
        """Two parcours that are listed no longer, and are back three nights later."""
        keys = self.open_keys(reporter, 2)
        change = exports.drop(*keys)
        return [Change(reporter, 7, 9, lambda files: exports.changed(files, change), codes={7: 'W-DISPARU'})]

    def held_then_full(self, reporter):
        """Half of the open parcours gone: held, and replaced by the next full night."""
        def half(files):
            gone = {row['parcours_id'] for row in exports.Sheet.read(files['salaries.csv']).open()[::2]}
            return exports.changed(files, exports.drop(*gone))
        return [Change(reporter, 12, 12, half, states={12: 'held'}, codes={12: 'E-RETENUE'})]

    def set_aside(self, reporter):
        """A required cell spoilt while another one changes: the version in force goes on counting; at last both change."""
        key, other = self.open_keys(reporter, 2)
        spoilt = exports.write_cells(key, sexe='X', nationalite='UE')
        gone = exports.drop(other)
        good = exports.write_cells(key, nationalite='UE')
        return [Change(reporter, 11, 13, lambda files: exports.changed(files, spoilt), codes={11: 'E-CODE'}),
                Change(reporter, 12, 12, lambda files: exports.changed(files, gone), codes={12: 'W-DISPARU'}),
                Change(reporter, 14, 29, lambda files: exports.changed(files, good))]

    def other_columns(self, reporter, first):
        """Optional cells that cannot be read, and the team of accompagnants."""
        key, = self.open_keys(reporter, 1)
        cell = exports.write_cells(key, heures_hebdo='beaucoup', rsa='peut-être')

        def more_hours(sheet):
            sheet.rows[-1].update(etp='1,2', date_debut=str(first), date_fin='')
        return [Change(reporter, 4, 6, lambda files: exports.changed(files, cell), codes={4: 'W-CELLULE'}),
                Change(reporter, 15, 29, lambda files: exports.changed(files, more_hours, 'accompagnants'))]

    def future(self, reporter, first):
        """A contract signed for later, and an exit announced; then the entry comes true."""
        key, leaving = self.open_keys(reporter, 2)
        signed = first + dt.timedelta(days=19)
        signature = exports.add_copy(key, 'NOUVEAU', date_entree=str(signed), date_fin_prevue='')
        announced = exports.leave(leaving, first + dt.timedelta(days=60))

        def both(files):
            return exports.changed(exports.changed(files, signature), announced)
        return [Change(reporter, 16, 29, both, codes={16: 'I-A-VENIR', 21: 'W-SORTIE-A-VENIR'})]

    def identity(self, reporter):
        """One night with a name in it: refused, and the next one as if nothing had been."""
        key, = self.open_keys(reporter, 1)
        change = exports.write_cells(key, cip_ref='jean.dupont@example.org')
        return [Change(reporter, 19, 19, lambda files: exports.changed(files, change), states={19: 'refused'},
                       codes={19: 'E-IDENTITE'})]

    def swap(self, night, files):
        """Everybody another person, and a line that is set aside."""
        return exports.with_long_line(exports.changed(files, exports.swap_everybody('ECHANGE')), 'ECHANGE0', f'LONGUE{night}')

    def backlog(self, reporter):
        """The last night with a change and a line that is set aside."""
        files = self.nights.files(self.nights.days[-1], reporter)
        key, = self.open_keys(reporter, 1)
        return exports.with_long_line(exports.changed(files, exports.write_cells(key, nationalite='NR')), key, 'LONGUE')

    # ------------------------------------------------------------ a night

    def exports(self, night):
        """{reporter: files} of everybody who sends that night."""
        sent = self.nights.exports(self.nights.days[night])
        for silence in self.silences:
            if silence.first <= night <= silence.last:
                del sent[silence.reporter]
        for change in self.changes:
            if change.first <= night <= change.last:
                sent[change.reporter] = change.change(sent[change.reporter])
        return sent

    def late(self, night):
        """[(night, reporter)]: what is sent this night of an older one."""
        return [(silence.first, silence.reporter) for silence in self.silences if silence.late == night]

    def differs(self, night, outcomes):
        """What the plan expected of this night and did not come."""
        wrong = []
        for reporter, outcome in outcomes.items():
            changes = [c for c in self.changes if c.reporter == reporter]
            state = next((c.states[night] for c in changes if night in c.states), 'accepted')
            codes = {f['code'] for f in outcome.get('findings') or []}
            if outcome.get('state') != state:
                wrong.append(f'{reporter}, night {night}: {outcome.get("state")}, the plan says {state}')
            wrong += [f'{reporter}, night {night}: no {c.codes[night]}' for c in changes
                      if night in c.codes and c.codes[night] not in codes]
        return wrong
