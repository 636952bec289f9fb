"""Questions to an installation's private database: one psql that stays, so that it can be asked often."""

import hashlib
import os
import secrets
import subprocess
import threading
import time

import system as systems
from installation import PSQL

END = 'end of answer'


class Database:
    """As the operator's role `cvg`, which reads every table but contents; or as `postgres`, which may do anything."""

    def __init__(self, system, role='cvg'):
        self.system, self.role = system, role
        self.psql = None

    def open(self):
        with open(os.path.join(self.system.home, 'secrets', self.role), encoding='utf-8') as file:
            password = file.read().strip()
        command = [PSQL, '-XAtq', '-F', '\t', '-h', self.system.ps()['postgres']['address'], '-U', self.role, '-d', 'cvg',
                   '-v', 'ON_ERROR_STOP=1']
        self.psql = subprocess.Popen(command, env=dict(os.environ, PGPASSWORD=password), stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def close(self):
        if self.psql:
            self.psql.stdin.close()
            self.psql.stdout.close()
            self.psql.wait(timeout=20)
        self.psql = None

    def rows(self, statement):
        """[[text]]; fails where the database refuses or is away."""
        if not self.psql or self.psql.poll() is not None:
            self.open()
        lines = []
        try:
            self.psql.stdin.write(statement + f';\n\\echo {END}\n')
            self.psql.stdin.flush()
            for line in self.psql.stdout:
                if line.rstrip('\n') == END:
                    return [row.split('\t') for row in lines]
                lines.append(line.rstrip('\n'))
        except BrokenPipeError:
            pass
        self.psql.wait(timeout=20)
        raise systems.Failed(f'{statement}: {" ".join(lines)[-500:] or "psql ended"}')

    def row(self, statement):
        return self.rows(statement)[0]

    def value(self, statement):
        return self.row(statement)[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class EachThread:
    """A way to the database for each thread that asks: `each()` is its own."""

    def __init__(self, system):
        self.system, self.own, self.all = system, threading.local(), []

    def __call__(self):
        if not hasattr(self.own, 'db'):
            self.own.db = Database(self.system)
            self.all.append(self.own.db)
        return self.own.db

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for db in self.all:
            db.close()


def make_keys(system, reporters):
    """Keys of many reporters by one statement, where `cvg key new` makes one."""
    tokens = {reporter: 'cvg_' + secrets.token_urlsafe(24) for reporter in reporters}
    values = ', '.join(f"('{reporter}', 1000, '\\x{hashlib.sha256(token.encode()).hexdigest()}')" for reporter, token in tokens.items())
    with Database(system) as db:
        db.rows(f'INSERT INTO access_key (chantier_id, n, token_sha256) VALUES {values}')
    system.tokens.update(tokens)
    time.sleep(2)  # intake reads the new ones
