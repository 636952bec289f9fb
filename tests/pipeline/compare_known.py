"""What was known at a moment: figures told then, and told again later with --as-known-on."""

import datetime as dt
import json
import time

import follow

QUESTIONS = (('nation', 'TOUS'), ('nation', 'CVG'), ('operationnels', 'PHC'), ('territoire:LYON', 'TOUS'),
             ('territoire:MARSEILLE', 'TOUS'), ('territoire:NANTES', 'CVG'))


class Memory:
    """Taken while nothing is on its way, so that the oracle knows the same."""

    def __init__(self, system, known):
        self.known = known
        today = follow.now_in_paris().date()
        periods = follow.live_periods(today)
        self.questions = [(scope, programme, periods[i % len(periods)]) for i, (scope, programme) in enumerate(QUESTIONS)]
        self.told = follow.ask_figures(system, [(*q, '--source', 'facts') for q in self.questions])
        time.sleep(0.01)
        self.instant = dt.datetime.now(dt.timezone.utc).isoformat(timespec='microseconds').replace('+00:00', 'Z')
        time.sleep(0.01)

    def differences(self, system):
        """Told again twice: as it was told, as the oracle counts, and the same each time."""
        wrong = []
        questions = [(*q, '--as-known-on', self.instant) for q in self.questions]
        against, first = follow.against_oracle(system, self.known, questions)
        wrong += against
        second = follow.ask_figures(system, questions)
        for question, told, one, two in zip(questions, self.told, first, second):
            place = ' '.join(question)
            wrong += [f'{place}: {line}' for line in follow.same_numbers(one, told)]
            if json.dumps(one, sort_keys=True) != json.dumps(two, sort_keys=True):
                wrong.append(f'{place}: told twice, and not the same')
        return wrong
