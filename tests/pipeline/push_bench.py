"""intake with its native door, and a reporter with a key of its own: what the tests of the door share."""
import datetime
import json
import os
import threading
import time
import unittest
import uuid

import foreign
import zmq
from installation import SRC, free_address, wait_for
from intake_bench import Intake, Postgres, new_key

DAY = (datetime.date(2026, 11, 20) - datetime.date(1970, 1, 1)).days
MIB = 1 << 20


class Shared:
    """Of a whole test program: the database, the messages, ZeroMQ."""
    pg = pb = context = None


def open_shared():
    Shared.pg = Postgres()
    unittest.addModuleCleanup(Shared.pg.close)
    Shared.pb = foreign.load_messages(SRC + "/proto")
    Shared.context = zmq.Context()
    unittest.addModuleCleanup(Shared.context.destroy, 0)


def fresh(size=0):
    """Files that nobody sent before."""
    return [("salaries.csv", uuid.uuid4().hex.encode() + b"x" * size), ("accompagnants.csv", b"cip_ref\n")]


class Door(Intake):
    """intake with a native door."""

    def __init__(self, **settings):
        public, secret = zmq.curve_keypair()
        self.server_public, self.push_address = public.decode(), "tcp://" + free_address()
        self.secret_file = f"{Shared.pg.top}-{uuid.uuid4().hex}.secret"
        with open(self.secret_file, "wb") as f:
            f.write(secret + b"\n")
        super().__init__(Shared.pg, PUSH=self.push_address, PUSH_SECRET_FILE=self.secret_file, **settings)

    def close(self):
        os.unlink(self.secret_file)
        super().close()

    def enrol(self, token, public):
        return self.request("POST", "/v1/key", json.dumps({"curve_public": public.decode()}), Authorization="Bearer " + token)


class Case(unittest.TestCase):
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.door = Door(**cls.settings)
        cls.addClassCleanup(cls.door.close)

    def setUp(self):
        self.reporter, self.connections = "T" + uuid.uuid4().hex[:7].upper(), []
        self.token, self.revoke = new_key(Shared.pg, self.reporter)
        self.public, self.secret = zmq.curve_keypair()
        a = self.door.enrol(self.token, self.public)
        self.assertEqual(a.status, 200, a)
        self.addCleanup(lambda: [c.close() for c in self.connections])

    def connect(self, public=None, secret=None, **more):
        c = foreign.Connection(Shared.pb, Shared.context, self.door.push_address, self.door.server_public, public or self.public,
                               secret or self.secret, **more)
        self.connections.append(c)
        return c

    def refused(self, error, act, *args, **more):
        with self.assertRaises(foreign.Refused) as caught:
            act(*args, **more)
        self.assertEqual(caught.exception.error, error)
        self.assertRegex(caught.exception.message, r"^[A-ZÉÀ].*\.$")
        return caught.exception.retry_after_s

    def refused_call(self, error, connection, call):
        return self.refused(error, connection.receive, call)

    def count(self):
        return int(Shared.pg.one(f"SELECT count(*) FROM submission WHERE chantier_id = '{self.reporter}';"))

    def set_state(self, submission, state, more=""):
        Shared.pg.sql(f"UPDATE submission SET state = '{state}', judged_at = now(), "
               f"outcome = '{{\"rows\":{{\"read\":1}},\"findings\":[]}}' WHERE id = '{submission}';{more}")

    def accept(self, submission):
        self.set_state(submission, "accepted", f"UPDATE chantier_state c SET accepted_n = s.n FROM submission s "
                       f"WHERE s.chantier_id = c.chantier_id AND s.id = '{submission}';")

    def later(self, state):
        def act():
            wait_for("the submission", lambda: self.count() == 1)
            time.sleep(0.2)
            self.set_state(Shared.pg.one(f"SELECT id FROM submission WHERE chantier_id = '{self.reporter}';"), state)
        t = threading.Thread(target=act)
        t.start()
        self.addCleanup(t.join)
