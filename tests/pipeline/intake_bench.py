"""An intake alone on a private PostgreSQL: the daemon, its database, HTTP by hand and its bus, as a test needs them."""
import ctypes
import glob
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import uuid

from installation import BIN, PSQL, ROOT, SRC, free_address, wait_for

ROLES = ["intake", "validation", "aggregation", "reporting", "courrier", "alerting", "dashboard", "cvg"]


class Postgres:
    """A cluster of its own with the schema and the roles; everybody on its private socket is believed."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="cvg-in-")
        self.data, self.bin = self.top + "/data", sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        if ROOT:
            shutil.chown(self.top, "postgres", "postgres")
        self.run("initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync")
        with open(self.data + "/postgresql.auto.conf", "a") as f:
            f.write(f"listen_addresses=''\nunix_socket_directories='{self.top}'\ntimezone='UTC'\nmax_connections=300\n")
        self.start()
        self.script("".join(f"CREATE ROLE {r} LOGIN;" for r in ROLES))
        for path in sorted(glob.glob(SRC + "/sql/[0-9]*.sql")) + [SRC + "/sql/roles.sql"]:
            with open(path, encoding="utf-8") as f:
                self.script(f.read())

    def run(self, program, *args):
        argv = [f"{self.bin}/{program}", *args]
        if ROOT:
            argv = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *argv]
        ran = subprocess.run(argv, cwd=self.top, timeout=60, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if ran.returncode:
            raise AssertionError(f"{program}: {ran.stdout}{ran.stderr}")

    def start(self):
        # the server keeps its descriptors: it must get none of ours to hold open
        argv = [f"{self.bin}/pg_ctl", "-D", self.data, "-l", self.top + "/log", "-w", "-s", "start"]
        if ROOT:
            argv = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *argv]
        subprocess.run(argv, cwd=self.top, timeout=60, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def stop(self, mode="immediate"):
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-m", mode, "stop")

    def psql(self, *more):
        return [PSQL, "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", self.top, "-U", "postgres", "-d", "postgres", *more]

    def script(self, sql):
        ran = subprocess.run(self.psql("-1", "-f", "-"), input=sql, capture_output=True, text=True, timeout=60)
        if ran.returncode:
            raise AssertionError(ran.stderr)
        return ran.stdout.strip()

    def script_alone(self, sql):
        """One statement that will not be part of a transaction."""
        subprocess.run(self.psql("-c", sql), check=True, timeout=60)

    def sql(self, text):
        """The rows as lists of texts."""
        return [line.split("|") for line in self.script("SET search_path = cvg;\n" + text).splitlines()]

    def one(self, text):
        return self.sql(text)[0][0]

    def close(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.top, ignore_errors=True)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.json = json.loads(body) if body and "json" in (headers.get("Content-Type") or "") else None

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Intake:
    """The daemon; settings as BODY_MAX='1M'."""

    def __init__(self, pg, **settings):
        self.pg, self.top = pg, tempfile.mkdtemp(prefix="cvg-in-")
        self.address = free_address()
        self.env = dict({k: v for k, v in os.environ.items() if not k.startswith("CVG_")}, CVG_RUN=self.top,
                        CVG_HTTP=self.address, CVG_DB=f"host={pg.top} dbname=postgres user=intake",
                        **{"CVG_" + k: str(v) for k, v in settings.items()})
        self.process = None
        self.start()

    def start(self, ready=True):
        with open(self.top + "/log", "a") as log:
            self.process = subprocess.Popen([BIN + "/intake"], env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for("intake to listen", self.listens)
        if ready:
            wait_for("intake to be ready", lambda: self.get("/readyz").status == 200)

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError(f"intake ended with {self.process.returncode}: {self.log()[-3000:]}")
        try:
            self.connect(1).close()
            return True
        except OSError:
            return False

    def log(self):
        with open(self.top + "/log") as f:
            return f.read()

    def connect(self, timeout=30):
        host, port = self.address.split(":")
        return socket.create_connection((host, int(port)), timeout)

    def kill(self):
        self.process.kill()
        self.process.wait(30)

    def end(self, seconds=30):
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def close(self):
        try:
            code, said = self.end(), self.log()
            if code not in (0, -signal.SIGKILL) or "Sanitizer" in said or "runtime error:" in said or " bug" in said:
                raise AssertionError(f"intake ended with {code}:\n{said[-5000:]}")
        finally:
            shutil.rmtree(self.top, ignore_errors=True)

    def request(self, method, path, body=None, timeout=60, **headers):
        host, port = self.address.split(":")
        c = http.client.HTTPConnection(host, int(port), timeout=timeout)
        try:
            c.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            r = c.getresponse()
            return Answer(r.status, r.headers, r.read())
        finally:
            c.close()

    def get(self, path, token=None):
        return self.request("GET", path, **({"Authorization": "Bearer " + token} if token else {}))

    def push(self, token, files, date="2026-11-20", query="", timeout=60):
        """files: {filename: bytes}, or bytes: a zip."""
        body, kind = (files, "application/zip") if isinstance(files, bytes) else form(files)
        return self.request("POST", f"/v1/submissions?date={date}{query}", body, timeout, Content_Type=kind,
                            Authorization="Bearer " + token)

    def metric(self, name):
        for line in self.get("/metrics").body.decode().splitlines():
            if line.startswith(name + " ") or line.startswith(name + "{"):
                return float(line.rsplit(" ", 1)[1])
        raise AssertionError("no metric " + name)


def form(files, field="filename"):
    """A multipart body whose parts are named by `field` ("filename", or "name" alone), and its Content-Type."""
    boundary = uuid.uuid4().hex
    body = b""
    for name, content in files.items():
        names = f'name="files"; filename="{name}"' if field == "filename" else f'name="{name}"'
        body += f"--{boundary}\r\nContent-Disposition: form-data; {names}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), "multipart/form-data; boundary=" + boundary


def digest(files):
    """The contract's digest of {name: bytes}, by its own words."""
    h = hashlib.sha256()
    for name in sorted(files, key=lambda n: n.encode()):
        h.update(name.encode() + b"\0" + struct.pack(">Q", len(files[name])) + files[name])
    return h.hexdigest()


def new_key(pg, reporter):
    """A token of this reporter, and what revokes it."""
    token = uuid.uuid4().hex
    n = pg.one(f"INSERT INTO access_key (chantier_id, n, token_sha256) SELECT '{reporter}', coalesce(max(n), 0) + 1, "
               f"sha256('{token}') FROM access_key WHERE chantier_id = '{reporter}' RETURNING n;")
    return token, f"UPDATE access_key SET revoked_at = now() WHERE chantier_id = '{reporter}' AND n = {n};"


class Bus:
    """A ZeroMQ socket by libzmq itself: a peer that shares no code with the daemon."""

    PUSH, SUB = 8, 2

    def __init__(self, kind, address, topic=None):
        z = self.z = ctypes.CDLL("libzmq.so.5")
        z.zmq_ctx_new.restype = z.zmq_socket.restype = ctypes.c_void_p
        for f in (z.zmq_socket, z.zmq_connect, z.zmq_setsockopt, z.zmq_send, z.zmq_recv, z.zmq_close, z.zmq_ctx_term):
            f.argtypes = None
        self.context = ctypes.c_void_p(z.zmq_ctx_new())
        self.socket = ctypes.c_void_p(z.zmq_socket(self.context, kind))
        ms = ctypes.c_int(10000)
        z.zmq_setsockopt(self.socket, 27, ctypes.byref(ms), ctypes.c_size_t(4))  # RCVTIMEO
        zero = ctypes.c_int(0)
        z.zmq_setsockopt(self.socket, 17, ctypes.byref(zero), ctypes.c_size_t(4))  # LINGER
        if topic is not None:
            z.zmq_setsockopt(self.socket, 6, topic, ctypes.c_size_t(len(topic)))
        if z.zmq_connect(self.socket, address.encode()):
            raise AssertionError("zmq_connect " + address)

    def send(self, data):
        if self.z.zmq_send(self.socket, data, ctypes.c_size_t(len(data)), 0) < 0:
            raise AssertionError("zmq_send")

    def receive(self):
        room = ctypes.create_string_buffer(65536)
        n = self.z.zmq_recv(self.socket, room, ctypes.c_size_t(len(room)), 0)
        if n < 0:
            raise AssertionError("no message in time")
        return room.raw[:n]

    def close(self):
        self.z.zmq_close(self.socket)
        self.z.zmq_ctx_term(self.context)


def texts(*values):
    """A protobuf message of texts, fields 1, 2 …"""
    return b"".join(bytes([(i + 1) << 3 | 2, len(v)]) + v.encode() for i, v in enumerate(values))
