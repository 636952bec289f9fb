"""The oracle beside the product: fed with the same submissions, asked for the same figures."""

import concurrent.futures
import datetime as dt
import threading

import exports  # puts the oracle on the path  # noqa: F401
import compare
import correspondances
import figures
import judging
import periods

PROGRAMMES = figures.PROGRAMMES


def live_periods(today):
    """The periods kept live on a day, as the contract names them; equal ones once."""
    year, month = today.year, today.month
    quarter = (month + 2) // 3
    before = f'{year}-T{quarter - 1}' if quarter > 1 else f'{year - 1}-T4'
    half = f'{year if month > 3 else year - 1}-S{1 if 4 <= month <= 9 else 2}'
    names = [f'{year}-{month:02d}', f'{year}-T{quarter}', f'{year}-C{quarter}', half, f'{year}', before]
    return list({periods.parse(name): name for name in reversed(names)}.values())[::-1]


def scopes(reference):
    return ['nation', 'operationnels', *(f'territoire:{code}' for code in reference.territoires),
            *(f'chantier:{ident}' for ident in reference.chantiers)]


class Known:
    """What is in force at one moment, and the reference data: enough for every figure."""

    def __init__(self, chantiers, coordinations, reference):
        self.chantiers, self.coordinations, self.reference = chantiers, coordinations, reference

    def figures(self, period, scope, programme, now=None):
        debut, fin = periods.parse(period)
        document = figures.of_perimeter(self.chantiers, self.coordinations, self.reference, debut, fin, scope, programme, now)
        return {'scope': scope, 'programme': programme, 'period': period, 'debut': str(debut), 'fin': str(fin), **document}


class Oracle:
    """Every reporter as the oracle follows it."""

    def __init__(self, reference_folder, today):
        self.reference = figures.Reference.read(reference_folder)
        self.today = today
        self.reporters = {}
        self.numbers = {}  # the product's submission: the oracle's
        self.lock = threading.Lock()

    def reporter(self, ident):
        with self.lock:
            if ident not in self.reporters:
                kind = 'territoire' if ident in self.reference.territoires else 'chantier'
                self.reporters[ident] = judging.Reporter(
                    ident, kind, lambda day: kind == 'territoire' or self.reference.is_member(ident, day),
                    profile=lambda day: correspondances.of_tool(self.reference.tool(ident, day)))
            return self.reporters[ident]

    def submit(self, ident, day, files, product, confirm=False):
        """Judges the same; the differences of the product's outcome."""
        outcome = self.reporter(ident).submit(day, files, confirm, self.today)
        self.numbers[product.get('submission')] = (ident, outcome['submission'])
        return [f'{ident} {day}: {line}' for line in compare.compare(product, outcome)]

    def release(self, submission):
        ident, number = self.numbers[submission]
        return self.reporters[ident].release(number, self.today)

    def discard(self, submission):
        ident, number = self.numbers[submission]
        return self.reporters[ident].discard(number)

    def known(self):
        """A copy that what comes later does not change: an accepted state is replaced whole, never changed."""
        in_force = {kind: {ident: reporter.in_force for ident, reporter in self.reporters.items()
                           if reporter.kind == kind and reporter.in_force} for kind in ('chantier', 'territoire')}
        return Known(in_force['chantier'], in_force['territoire'], self.reference)


def push_night(system, oracle, exports_, day, confirm=(), jobs=8):
    """Pushes {reporter: files} in parallel, the oracle after; ({reporter: outcome}, differences)."""
    def push(ident):
        status, document = system.post(ident, day, exports_[ident], wait=60, confirm=ident in confirm)
        return ident, status, document
    outcomes, wrong = {}, []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for ident, status, document in pool.map(push, exports_):
            outcomes[ident] = document
            if status != 200:
                wrong.append(f'{ident} {day}: HTTP {status}: {document}')
            wrong += oracle.submit(ident, day, exports_[ident], document, ident in confirm)
    return outcomes, wrong


def ask_figures(system, questions, jobs=3):
    """questions: (scope, programme, period, further options…); the documents, in their order."""
    def ask(question):
        scope, programme, period, *options = question
        return system.js('figures', '--scope', scope, '--programme', programme, '--period', period, *options)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(ask, questions))


def against_oracle(system, known, questions, now=None):
    """Differences between the product's figures and the oracle's over what is known; and the product's documents."""
    documents, wrong = ask_figures(system, questions), []
    for question, document in zip(questions, documents):
        scope, programme, period, *options = question
        expected = known.figures(period, scope, programme, now)
        place = ' '.join((scope, programme, period, *options))
        wrong += [f'{place}: {line}' for line in compare.compare(document, expected)]
    return wrong, documents


def same_numbers(left, right):
    """Differences between two documents of the product that should tell the same."""
    return compare.compare({'figures': left['figures'], 'coverage': left['coverage']},
                           {'figures': right['figures'], 'coverage': right['coverage']})


def sums_of_territories(documents):
    """The nation's figures are the sums of the territories': differences, of {scope: document} of one programme and period."""
    nation, wrong = documents['nation']['figures'], []
    parts = [document['figures'] for scope, document in documents.items() if scope.startswith('territoire:')]
    for code, figure in nation.items():
        for name, value in compare.values(figure).items():
            total = sum(compare.values(part[code]).get(name, 0) for part in parts if code in part)
            if abs(total - value) > 1e-6:
                wrong.append(f'{code}.{name}: nation {value}, sum of the territories {total}')
    return wrong


def report(wrong, what, limit=20):
    """Prints the first differences; how many there are."""
    for line in wrong[:limit]:
        print(f'NO  {what}: {line}', flush=True)
    if len(wrong) > limit:
        print(f'NO  {what}: and {len(wrong) - limit} more')
    if not wrong:
        print(f'ok  {what}', flush=True)
    return len(wrong)


def now_in_paris():
    return dt.datetime.now(periods.PARIS)
