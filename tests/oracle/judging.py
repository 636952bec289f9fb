"""Judges one submission against what is in force, and follows a reporter from night to night."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field

import tables
from dialect import is_archive
from reading import finding, read_submission, shown_key

DATASETS = ('salaries', 'accompagnants', 'equipe', 'actions', 'instances')
NO_CHANGES = {'added': 0, 'removed': 0, 'changed': 0, 'unchanged': 0}


@dataclass
class InForce:
    """What the last accepted snapshot left: rows by dataset and key, its date, its count of rows."""
    date: dt.date
    rows: dict = field(default_factory=dict)
    read: int = 0
    set_aside: int = 0
    sums: dict = field(default_factory=dict, init=False, repr=False, compare=False)  # what was counted of it (figures), for it is never changed; nor are definitions


def is_open(row):
    """Of a row in force or taken: an exit after its situation date has been dropped already."""
    return row['date_sortie'] is None


def in_post(row, day):
    return row['date_debut'] <= day and (row['date_fin'] is None or row['date_fin'] >= day)


def etp_in_post(rows, day):
    return sum(row['etp'] for row in rows.values() if in_post(row, day))


def window_start(date):
    return dt.date(date.year - 1, 1, 1)


def belongs(dataset, row, date):
    """Whether a row belongs in the window of a situation date."""
    last = row[dataset.interval[-1]]
    return last is None or last >= window_start(date)


# ---------------------------------------------------------------- warnings on rows that are taken

def future_exits(reading, date):
    for line in taken(reading, 'salaries'):
        if line.values['date_sortie'] and line.values['date_sortie'] > date:
            line.values['date_sortie'] = line.values['motif_sortie'] = None
            warn(reading, line, 'W-SORTIE-A-VENIR', 'date_sortie')


def warnings(reading, date, settings, before):
    """W-CIP, W-PROLONGATION, W-FIN-DEPASSEE, W-EXIT-VIDE, W-RETOUR."""
    posts = {}
    for line in taken(reading, 'accompagnants'):
        posts.setdefault(line.values['cip_ref'], []).append(line.values)
    known = before.rows.get('salaries', {}) if before else {}
    for line in taken(reading, 'salaries'):
        row, previous = line.values, known.get(line.key)
        if is_open(row):
            if row['cip_ref'] and not any(in_post(post, date) for post in posts.get(row['cip_ref'], ())):
                warn(reading, line, 'W-CIP', 'cip_ref')
            if row['date_fin_prevue'] and (date - row['date_fin_prevue']).days > settings.fin_depassee_jours:
                warn(reading, line, 'W-FIN-DEPASSEE', 'date_fin_prevue')
        elif row['habitat_sortie'] is None and all(row[name] is None for name in tables.HEALTH_OUTCOMES):
            warn(reading, line, 'W-EXIT-VIDE', 'habitat_sortie')
        if is_open(row) or just_ended(row, previous, before):
            days = ((row['date_sortie'] or date) - row['date_entree']).days
            prolonged = row['prolongation'] not in (None, 'AUCUNE')
            if days > settings.prolongation_jours_max or days > settings.prolongation_jours and not prolonged:
                warn(reading, line, 'W-PROLONGATION', 'prolongation')
        if previous and not is_open(previous):
            if is_open(row) or abs((row['date_sortie'] - previous['date_sortie']).days) > settings.retour_jours:
                warn(reading, line, 'W-RETOUR', 'date_sortie')


def just_ended(row, previous, before):
    """Ended since the last snapshot; a first one has nothing to say of that."""
    if before is None:
        return False
    return is_open(previous) if previous else row['date_sortie'] > before.date


def taken(reading, dataset):
    return [line for line in reading.lines.get(dataset, ()) if line.status == 'taken']


def warn(reading, line, code, column):
    reading.tell(code, line.dataset, line.number, line.shown_key(), column)


# ---------------------------------------------------------------- comparing with what is in force

@dataclass
class Comparison:
    after: dict
    withdrawn: dict
    added: dict
    changes: dict


def compare(reading, date, before, schema):
    """What the snapshot makes of the rows in force."""
    rows = before.rows if before else {}
    after, withdrawn, added, changes = dict(rows), {}, {}, dict(NO_CHANGES)
    every_key = all(line.key for lines in reading.lines.values() for line in lines)
    for name, lines in reading.lines.items():
        old = rows.get(name, {})
        new = dict(old)
        listed = {line.key for line in lines if line.key and line.status != 'left'}
        withdrawn[name], added[name] = set(), set()
        if every_key:
            withdrawn[name] = {key for key, row in old.items()
                               if key not in listed and belongs(schema[name], row, date)}
        for key in withdrawn[name]:
            del new[key]
        for line in lines:
            if line.status != 'taken':
                continue
            if line.key not in old:
                added[name].add(line.key)
            else:
                changes['unchanged' if old[line.key] == line.values else 'changed'] += 1
            new[line.key] = line.values
        changes['added'] += len(added[name])
        changes['removed'] += len(withdrawn[name])
        after[name] = new
    return Comparison(after, withdrawn, added, changes)


def over(part, whole, percent, least):
    return part >= least and part * 100 > percent * whole


def aside_share(reading, settings):
    """Whether the share of rows set aside holds the submission, with its numbers."""
    aside = reading.count('aside')
    judged = reading.read - reading.count('left')
    return [('ecartees', aside, judged)] if over(aside, judged, settings.ecartees_pourcent,
                                                 settings.ecartees_min) else []


def hold_rules(reading, date, before, comparison, schema, settings):
    """The rules that hold this submission: (rule, number, of how many)."""
    held = aside_share(reading, settings)
    if before is None or 'salaries' not in reading.lines:
        return held
    old, new = before.rows.get('salaries', {}), comparison.after['salaries']
    open_before = {key for key, row in old.items() if is_open(row)}
    gone = len(comparison.withdrawn['salaries'] & open_before)
    if over(gone, len(open_before), settings.disparus_pourcent, settings.disparus_min):
        held.append(('disparus', gone, len(open_before)))
    come = sum(is_open(new[key]) for key in comparison.added['salaries'])
    if over(come, len(open_before), settings.ajouts_pourcent, settings.ajouts_min):
        held.append(('ajouts', come, len(open_before)))
    earlier = {key for key, row in old.items() if belongs(schema['salaries'], row, date)}
    listed = {line.key for line in reading.lines['salaries'] if line.status != 'left'}
    again = len(earlier & listed)
    if len(earlier) >= settings.relistes_min and again * 100 < settings.relistes_pourcent * len(earlier):
        held.append(('relistes', again, len(earlier)))
    etp_before = etp_in_post(before.rows.get('accompagnants', {}), before.date)
    etp_after = etp_in_post(comparison.after['accompagnants'], date)
    if etp_before and etp_after * 100 <= settings.etp_pourcent * etp_before:
        held.append(('etp', etp_after, etp_before))
    return held


# ---------------------------------------------------------------- one submission

@dataclass
class Judgement:
    state: str
    findings: list
    rows: dict
    changes: dict
    held_by: list = field(default_factory=list)
    in_force: InForce | None = None  # what it leaves, if accepted


def judge(reading, date, settings, before=None, waived=False, schema=None):
    """Judges a reading that refusals beyond the files have been told to; see the order in the export format."""
    schema = schema or tables.datasets(settings.justice)
    if reading.refused:
        rows = {'read': reading.read, 'taken': 0, 'set_aside': 0}
        return Judgement('refused', reading.identity or reading.findings, rows, dict(NO_CHANGES))
    superseded = before is not None and date < before.date
    future_exits(reading, date)
    warnings(reading, date, settings, None if superseded else before)
    rows = {'read': reading.read, 'taken': reading.count('taken'), 'set_aside': reading.count('aside')}
    if superseded:
        return Judgement('superseded', reading.findings, rows, dict(NO_CHANGES))
    comparison = compare(reading, date, before, schema)
    for name in DATASETS:
        for key in sorted(comparison.withdrawn.get(name, ())):
            reading.findings.append(finding('W-DISPARU', name, None, shown_key(key)))
    held_by = hold_rules(reading, date, before, comparison, schema, settings)
    changes = comparison.changes
    if before is not None and not changes['added'] + changes['removed'] + changes['changed']:
        reading.tell('I-RIEN')
    if held_by and not waived:
        reading.tell('E-RETENUE')
        return Judgement('held', reading.findings, rows, changes, held_by)
    after = InForce(date, comparison.after, rows['read'], rows['set_aside'])
    return Judgement('accepted', reading.findings, rows, changes, held_by, after)


def digest(files):
    """SHA-256 over the files sorted by name; one that is itself a zip or workbook has the empty name."""
    total = hashlib.sha256()
    counted = [(b'' if data[:4] == b'PK\x03\x04' and is_archive(name, data) else name.encode(), data) for name, data in files.items()]
    for name, data in sorted(counted, key=lambda named: named[0]):
        total.update(name + b'\0' + len(data).to_bytes(8, 'big') + data)
    return total.hexdigest()


# ---------------------------------------------------------------- night after night

@dataclass
class Submission:
    number: int
    date: dt.date
    digest: str
    files: dict
    outcome: dict = field(default_factory=dict)

    @property
    def state(self):
        return self.outcome.get('state')


class Reporter:
    """A chantier, or a territory's coordination, and all that it has submitted, in order of receipt."""

    def __init__(self, ident, kind='chantier', member=lambda day: True, settings=None, erased=frozenset(),
                 profile=lambda day: None):
        self.ident = ident
        self.kind = kind
        self.member = member  # whether it is known and a member on a day
        self.profile = profile  # the mapping profile of its tool on a day
        self.settings = settings or tables.Settings()
        self.schema = tables.datasets(self.settings.justice)
        self.erased = erased
        self.in_force = None  # InForce
        self.current = None  # the Submission in force
        self.submissions = []

    def submit(self, date, files, confirm=False, today=None):
        """files: {name: bytes}; today: the receiver's date. Answers the outcome."""
        files = dict(files)
        same = self.repeated(date, digest(files))
        if same is self.current and same:
            return dict(same.outcome, state='duplicate')
        if same and not confirm:
            return same.outcome
        waived = confirm and any(s.state == 'held' for s in self.submissions)
        submission = same or Submission(len(self.submissions) + 1, date, digest(files), files)
        if not same:
            self.submissions.append(submission)
        return self.judge(submission, waived, today)

    def repeated(self, date, content):
        """The submission that this content repeats, if it is held or in force."""
        for submission in self.submissions:
            if (submission.date, submission.digest) == (date, content):
                if submission is self.current or submission.state == 'held':
                    return submission
        return None

    def judge(self, submission, waived, today=None):
        date = submission.date
        reading = read_submission(submission.files.items(), self.kind, date, self.settings, self.erased, self.schema,
                                  self.profile(date))
        if not reading.identity:
            if today and date > today + dt.timedelta(days=self.settings.avance_jours):
                reading.refused = True
                reading.tell('E-SITUATION')
            if not self.member(date):
                reading.refused = True
                reading.tell('E-CHANTIER')
        judgement = judge(reading, date, self.settings, self.in_force, waived, self.schema)
        submission.outcome = {
            'submission': str(submission.number), 'chantier': self.ident, 'date_situation': date.isoformat(),
            'state': judgement.state, 'rows': judgement.rows, 'changes': judgement.changes,
            'findings': ordered(judgement.findings)}
        if judgement.held_by:
            submission.outcome['hold_waived' if judgement.state == 'accepted' else 'held_by'] = (
                True if judgement.state == 'accepted' else [list(rule) for rule in judgement.held_by])
        if judgement.state == 'accepted':
            self.take(submission, judgement.in_force)
        elif judgement.state == 'refused':
            submission.files = {}
        return submission.outcome

    def take(self, submission, in_force):
        self.current, self.in_force = submission, in_force
        order = self.submissions.index(submission)
        for position, other in enumerate(self.submissions):
            if other.state == 'held' and (other.date < submission.date
                                          or other.date == submission.date and position < order):
                other.outcome = dict(other.outcome, state='superseded')

    def held(self, ident):
        submission = self.submissions[int(ident) - 1]
        if submission.state != 'held':
            raise ValueError(f'{ident} is {submission.state}, not held')
        return submission

    def release(self, ident, today=None):
        return self.judge(self.held(ident), True, today)

    def discard(self, ident):
        submission = self.held(ident)
        submission.outcome = dict(submission.outcome, state='discarded')
        return submission.outcome


def ordered(findings):
    def place(f):
        dataset = DATASETS.index(f['dataset']) if f['dataset'] in DATASETS else -1
        return dataset, f['line'] or 0, f['code'], f['column'] or ''
    return sorted(findings, key=place)


def check(files, date, today=None, settings=None, profile=None):
    """The document of `cvg check`, and what a first snapshot would leave in force (None where refused)."""
    settings = settings or tables.Settings()
    reading = read_submission(files, None, date, settings, profile=profile)
    if today and date > today + dt.timedelta(days=settings.avance_jours) and not reading.identity:
        reading.refused = True
        reading.tell('E-SITUATION')
    judgement = judge(reading, date, settings)
    document = {'chantier': None, 'date_situation': date.isoformat(), 'state': judgement.state,
                'rows': judgement.rows, 'findings': ordered(judgement.findings)}
    if judgement.state == 'refused':
        return document, None
    rows = compare(reading, date, None, tables.datasets(settings.justice)).after
    return document, InForce(date, rows, judgement.rows['read'], judgement.rows['set_aside'])
