"""Feeding nights to an installation that is being killed: every export is sent until it is acknowledged and judged."""

import concurrent.futures
import http.client
import json
import os
import random
import signal
import threading
import time

import system as systems

TARGETS = ('intake', 'validation', 'aggregation', 'postgres')
PATIENCE_S = 90


class Killer:
    """Kills, without warning, random processes that `cvg ps` names: PostgreSQL's postmaster among them.

    Before each kill the feeder is let go on by its share, so that most kills fall into work: within the first milliseconds of it, or
    somewhat later. Mostly everything is let come back first, else the next kill hits what has only just begun to recover."""

    SOON_S = 0.03
    COME_BACK_S = 4

    def __init__(self, system, count, seed, pause_s):
        self.system, self.count, self.pause_s = system, count, pause_s
        self.random = random.Random(seed)
        self.killed = {}
        self.done = 0
        self.stop = threading.Event()

    def choose(self):
        """(name, pid) of one that lives; None where nobody does."""
        living = {name: pid for name, pid in self.system.pids().items() if name.startswith(TARGETS)}
        if not living:
            return None
        kind = self.random.choice(sorted({name.partition('-')[0] for name in living}))
        name = self.random.choice(sorted(name for name in living if name.startswith(kind)))
        return name, living[name]

    def kill_one(self, feeder):
        if self.random.random() < 0.7:
            end = time.monotonic() + self.COME_BACK_S
            while not self.system.all_ready() and time.monotonic() < end:
                time.sleep(0.02)
        chosen = self.choose()
        if not chosen:
            time.sleep(0.02)
            return
        feeder.release(self.done + 1, self.count)
        time.sleep(self.random.uniform(0, self.random.choice((self.SOON_S, self.pause_s))))
        name, pid = chosen
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        kind = name.partition('-')[0]
        self.killed[kind] = self.killed.get(kind, 0) + 1
        self.done += 1

    def run(self, feeder):
        """Kills until it is enough; the feeder is let go on as far as the kills have come."""
        while self.done < self.count and not self.stop.is_set():
            self.kill_one(feeder)
        feeder.release(1, 1)


class Feeder:
    """Threads that send (reporter, day, files), each reporter's in its order."""

    def __init__(self, system, nights, threads=8):
        """nights: [(day, {reporter: files})]"""
        self.system = system
        self.total = sum(len(exports) for _, exports in nights)
        self.threads = threads
        self.nights = nights
        self.allowed, self.taken = 0, 0
        self.turn = threading.Condition()
        self.receipts = {}  # submission: (reporter, day)
        self.outcomes = {}  # (reporter, day): document
        self.again = 0  # requests that had to be sent again
        self.lock = threading.Lock()

    def release(self, done, count):
        """Lets as large a part of the exports go as the kills that are done."""
        with self.turn:
            self.allowed = max(self.allowed, -(-self.total * done // count))
            self.turn.notify_all()

    def wait_turn(self):
        with self.turn:
            self.turn.wait_for(lambda: self.taken < self.allowed)
            self.taken += 1

    def run(self):
        """Each night when the one before is judged: a chantier sends one export a night."""
        with concurrent.futures.ThreadPoolExecutor(self.threads) as pool:
            try:
                for day, exports in self.nights:
                    for done in [pool.submit(self.feed, reporter, day, files) for reporter, files in exports.items()]:
                        done.result()
            except BaseException:
                self.release(1, 1)  # who waits for a turn ends too
                pool.shutdown(cancel_futures=True)
                raise

    def feed(self, reporter, day, files):
        self.wait_turn()
        token = self.system.token(reporter)
        content_type, body = systems.multipart(files)
        receipt = self.ask(f'/v1/submissions?date={day}', token, body, content_type)
        with self.lock:
            self.receipts[receipt['submission']] = (reporter, day)
        document, end = receipt, time.monotonic() + PATIENCE_S
        while document['state'] == 'received':
            if time.monotonic() > end:
                raise systems.Failed(f'{reporter} {day}: {receipt["submission"]} is not judged after {PATIENCE_S} s')
            time.sleep(0.05)
            document = self.ask('/v1/submissions/' + receipt['submission'], token)
        with self.lock:
            self.outcomes[reporter, day] = document

    def ask(self, path, token, body=None, content_type=None):
        """Sends until it is answered; a document."""
        headers = {'Authorization': f'Bearer {token}', **({'Content-Type': content_type} if content_type else {})}
        end = time.monotonic() + PATIENCE_S
        last = 'nothing'
        while time.monotonic() < end:
            try:
                status, document = self.once(path, headers, body)
                if status in (200, 202):
                    return document
                last = f'HTTP {status}: {document}'
                if status not in (429, 503):
                    raise systems.Failed(f'{path}: {last}')
            except (OSError, http.client.HTTPException, ValueError) as error:
                last = repr(error)
            with self.lock:
                self.again += 1
            time.sleep(0.1)
        raise systems.Failed(f'{path}: no answer within {PATIENCE_S} s, the last: {last}')

    def once(self, path, headers, body):
        connection = http.client.HTTPConnection(self.system.address, timeout=20)
        try:
            connection.request('POST' if body is not None else 'GET', path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def wait_quiet(system, seconds=120):
    """Until everything is ready and nothing waits to be judged."""
    def quiet():
        return all(process['state'] == 'ready' for process in system.ps().values()) and not waiting(system)
    systems.wait_for('everything ready and everything judged', quiet, seconds=seconds)


def waiting(system):
    return system.js('submissions', '--state', 'received', '--limit', '100000', ok=(0, 69)) if system.all_ready() else True
