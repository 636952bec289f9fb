"""The states in which alerting, or courrier that sends its mails, can be killed: held from outside, each is reached for certain.

A barrier is a trigger of the test's own that waits for a lock which the test holds: on each table of a turn and of a digest, before their commit, and
on what is written before and after something is sent. Two more are receivers that take and do not answer. What was in hand then is lost (its
transaction is ended) or kept (the lock is let go: what was asked before the kill is still done, though nobody learns of it).
"""
import collections
import os
import signal
import subprocess

import alerting
from database import Database
from installation import alive, wait_for

CLASS = 77  # of the advisory locks

# barrier: (when its trigger fires, its table, more)
BARRIERS = {
    'alert': ('BEFORE INSERT OR UPDATE', 'alerte', ''),
    'history': ('BEFORE INSERT', 'alerte_histoire', ''),
    'mails': ('BEFORE INSERT', 'courrier', "WHEN (NEW.kind <> 'resultat')"),
    'messages': ('BEFORE INSERT', 'webhook', ''),
    'commit': ('AFTER INSERT', 'alerte_histoire', ''),
    'evening': ('BEFORE UPDATE', 'synthese', ''),
    'told': ('BEFORE UPDATE', 'alerte_histoire', ''),
    'evening committed': ('AFTER UPDATE', 'synthese', ''),
    'message claimed': ('BEFORE UPDATE', 'webhook', 'WHEN (NEW.tries <> OLD.tries)'),
    'message marked': ('BEFORE UPDATE', 'webhook', "WHEN (NEW.state <> OLD.state)"),
    'mail claimed': ('BEFORE UPDATE', 'courrier', "WHEN (NEW.tries <> OLD.tries AND NEW.kind <> 'resultat')"),
    'mail marked': ('BEFORE UPDATE', 'courrier', "WHEN (NEW.state <> OLD.state AND NEW.kind <> 'resultat')"),
}
KEYS = {name: i for i, name in enumerate(BARRIERS, 1)}
RECEIVERS = ('message taken', 'mail taken')

# kept: what was in hand is done though its asker is dead; again: it was sent and that is not known, so that it is sent again
State = collections.namedtuple('State', 'daemon barrier kept again')
TURN = [State('alerting', 'alert', False, ''), State('alerting', 'history', False, '')]
TURN_TOLD = [State('alerting', 'mails', False, ''), State('alerting', 'messages', False, ''), State('alerting', 'commit', False, ''),
             State('alerting', 'commit', True, '')]
DIGEST = [State('alerting', 'evening', False, ''), State('alerting', 'told', False, ''), State('alerting', 'mails', False, ''),
          State('alerting', 'messages', False, ''), State('alerting', 'evening committed', False, ''),
          State('alerting', 'evening committed', True, '')]
MESSAGE = [State('alerting', 'message claimed', False, ''), State('alerting', 'message claimed', True, ''),
           State('alerting', 'message taken', False, 'message'), State('alerting', 'message marked', False, 'message'),
           State('alerting', 'message marked', True, '')]
MAIL = [State('courrier', 'mail claimed', False, ''), State('courrier', 'mail claimed', True, ''), State('courrier', 'mail taken', False, 'mail'),
        State('courrier', 'mail marked', False, 'mail'), State('courrier', 'mail marked', True, '')]


def again(states, what):
    """How often at-least-once makes a thing be sent beyond the first time."""
    return sum(state.again == what for state in states)


class Barriers:
    """with Barriers(system, hook, server) as barriers: … the supervisor sleeps, its alerting and courrier are the test's own, started again at once."""

    def __init__(self, system, hook, server):
        self.system, self.hook, self.server = system, hook, server
        self.holder, self.eye = Database(system, 'postgres'), Database(system, 'postgres')
        self.own, self.env, self.reached = {}, {}, []

    def __enter__(self):
        self.eye.rows("CREATE SCHEMA IF NOT EXISTS essai; CREATE OR REPLACE FUNCTION essai.barriere() RETURNS trigger LANGUAGE plpgsql AS "
                      f"$$ BEGIN PERFORM pg_advisory_xact_lock_shared({CLASS}, TG_ARGV[0]::integer); RETURN NEW; END $$")
        for name, (when, table, more) in BARRIERS.items():
            deferred = when.startswith('AFTER')
            self.eye.rows(f"""CREATE {'CONSTRAINT' if deferred else ''} TRIGGER "essai {name}" {when} ON cvg.{table}
                {'DEFERRABLE INITIALLY DEFERRED' if deferred else ''} FOR EACH ROW {more} EXECUTE FUNCTION essai.barriere({KEYS[name]})""")
        self.pids = {name: pid for name, pid in self.system.pids().items() if name in ('alerting', 'courrier')}
        self.supervisor = self.system.supervisor()
        os.kill(self.supervisor, signal.SIGSTOP)
        for daemon, pid in self.pids.items():
            self.env[daemon] = alerting.environ(pid)
            self.env[daemon].pop(b'NOTIFY_SOCKET', None)
            os.kill(pid, signal.SIGKILL)
            wait_for('its end', lambda: not alive(pid))
        return self

    def __exit__(self, *_):
        self.hook.answer.set()
        self.server.hold = False
        for process in self.own.values():
            process.kill()
            process.wait()
        self.holder.close()
        for name, (_, table, _) in BARRIERS.items():
            self.eye.rows(f'DROP TRIGGER IF EXISTS "essai {name}" ON cvg.{table}')
        self.eye.close()
        os.kill(self.supervisor, signal.SIGCONT)
        self.system.wait_back(self.pids)

    def start(self, daemon):
        path = os.path.join(self.system.bin, daemon)
        with open(os.path.join(self.system.home, 'log', daemon + '.log'), 'ab') as log:
            self.own[daemon] = subprocess.Popen([path], env=self.env[daemon], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    # ------------------------------------------------------------ a barrier

    def raise_all(self, states):
        for name in {state.barrier for state in states} & set(BARRIERS):
            self.holder.rows(f'SELECT pg_advisory_lock({CLASS}, {KEYS[name]})')
        if any(state.barrier == 'message taken' for state in states):
            self.hook.answer.clear()
        self.server.hold = any(state.barrier == 'mail taken' for state in states)

    def waiting(self, barrier):
        """The server's process that stands before it, or None."""
        found = self.eye.rows(f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = {CLASS} AND objid = {KEYS[barrier]} AND NOT granted")
        return found[0][0] if found else None

    def at(self, state):
        if state.barrier == 'message taken':
            return self.hook.held
        return self.server.held if state.barrier == 'mail taken' else self.waiting(state.barrier)

    def kill(self, state):
        process = self.own.pop(state.daemon)
        process.kill()
        process.wait()

    def let_go(self, state, last):
        """What was in hand is over before its daemon is started again."""
        if state.barrier == 'message taken':
            self.hook.answer.set()
            wait_for('the receiver is free', lambda: not self.hook.held)
        elif state.barrier == 'mail taken':
            self.server.hold = False
            wait_for('the server is free', lambda: not self.server.held)
        else:
            pid = self.waiting(state.barrier)
            if not state.kept:
                self.eye.rows(f'SELECT pg_terminate_backend({pid}, 5000)')
            if last:
                self.holder.rows(f'SELECT pg_advisory_unlock({CLASS}, {KEYS[state.barrier]})')
            wait_for('its transaction is over', lambda: self.eye.value(f'SELECT count(*) FROM pg_stat_activity WHERE pid = {pid}') == '0')
        # a claim keeps others away for longer than any answer takes: that time passes
        table = 'webhook' if state.daemon == 'alerting' else 'courrier'
        self.eye.rows(f"UPDATE cvg.{table} SET next_try_at = clock_timestamp() WHERE state = 'waiting' AND next_try_at > clock_timestamp()")

    def through(self, *ways):
        """Each way is the states of one daemon in their order; killed in each of them, and started again."""
        states = [state for way in ways for state in way]
        self.raise_all(states)
        for daemon in ('alerting', 'courrier'):
            self.start(daemon)
        for i, state in enumerate(states):
            wait_for(f'state not reached: {state}', lambda: self.at(state))
            last = all(other.barrier != state.barrier for other in states[i + 1:])
            if not last and state.kept:
                raise AssertionError(f'{state} cannot be let go: it is needed again')
            self.kill(state)
            self.let_go(state, last)
            self.reached.append(state)
            self.start(state.daemon)
