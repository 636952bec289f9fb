"""An installation with a native door, and chantiers that push to it with `cvg push`: keys, outboxes, what came of it."""
import contextlib
import ctypes
import json
import os
import socket
import subprocess

from database import Database
from installation import free_address, wait_for
from system import Failed, System


def keypair():
    """(public, secret) of CURVE, as libzmq draws them."""
    zmq = ctypes.CDLL("libzmq.so.5")
    public, secret = ctypes.create_string_buffer(41), ctypes.create_string_buffer(41)
    if zmq.zmq_curve_keypair(public, secret) != 0:
        raise Failed("no CURVE key pair")
    return public.value.decode(), secret.value.decode()


class PushSystem(System):
    """intake's native door stands at a port that stays when the installation is started again."""

    def __init__(self, *up, **more):
        address = free_address()
        super().__init__(*up, "--push", address, **more)
        self.native = f"tcp://{address}"

    def up(self):
        super().up()
        self.server_public = self.js("key", "new", "SERVEUR")["server_public"]

    def chantiers(self, reporters, depuis="2015-01-01"):
        """Reference data with these chantiers."""
        folder = os.path.join(self.top, "reference")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "territoires.csv"), "w", encoding="utf-8") as file:
            file.write("code;nom;lancement;porteur\nLYON;Lyon;2015-01-01;FNDSA\n")
        with open(os.path.join(folder, "chantiers.csv"), "w", encoding="utf-8") as file:
            file.write("chantier_id;nom;territoire;depuis;jusqua;objectif;support_activite;logiciel;contact\n")
            file.writelines(f"{reporter};Chantier {reporter};LYON;{depuis};;30;;;\n" for reporter in reporters)
        self.cvg("reference", "import", folder)

    def key_files(self, reporters):
        """{reporter: path} of key files whose keys are enrolled by one statement, where `cvg key make` enrols one."""
        pairs = {reporter: keypair() for reporter in reporters}
        values = ", ".join(f"('{reporter}', 2000, sha256('{secret}'), '{public}')" for reporter, (public, secret) in pairs.items())
        with Database(self) as db:
            db.rows(f"INSERT INTO access_key (chantier_id, n, token_sha256, curve_public) VALUES {values}")
        paths = {}
        for reporter, (public, secret) in pairs.items():
            paths[reporter] = os.path.join(self.top, f"{reporter}.cle.json")
            with open(paths[reporter], "w", encoding="utf-8") as file:
                json.dump({"chantier": reporter, "curve_public": public, "curve_secret": secret, "server_public": self.server_public,
                           "address": self.native}, file)
        return paths


class Chantier:
    """One machine of a chantier: its key, its outbox, its files."""

    def __init__(self, system, key, name="poste"):
        self.system, self.key = system, key
        self.top = os.path.join(system.top, f"{os.path.basename(key)}-{name}")
        self.outbox = os.path.join(self.top, "outbox")
        os.makedirs(self.top, exist_ok=True)
        self.n = 0

    def write(self, files):
        """The paths of files; those of one name, or in folders, in an archive."""
        from cases_reading import zipped
        self.n += 1
        names = [name for name, _ in files]
        if len(set(names)) < len(names) or any("/" in name or not name for name in names):
            files = [("envoi.zip", zipped(files))]
        paths = []
        for name, data in files:
            paths.append(os.path.join(self.top, str(self.n), name))
            os.makedirs(os.path.dirname(paths[-1]), exist_ok=True)
            with open(paths[-1], "wb") as file:
                file.write(data)
        return paths

    def argv(self, *args):
        return self.system.argv("push", "--key", self.key, "--outbox", self.outbox, *map(str, args))

    def env(self, **more):
        return dict(self.system.env, **more)

    def push(self, files, day, *options, **more):
        """(exit code, stdout, stderr)"""
        return self.run("--date", day, *options, *self.write(files), **more)

    def run(self, *args, timeout=120, **env):
        ran = subprocess.run(self.argv(*args), env=self.env(**env), capture_output=True, text=True, timeout=timeout,
                             stdin=subprocess.DEVNULL)
        for text in (ran.stdout, ran.stderr):
            if "Sanitizer" in text or "runtime error:" in text:
                raise Failed(text[-3000:])
        return ran

    def document(self, files, day, *options, ok=(0, 1, 3), **more):
        """The one JSON document of a push."""
        ran = self.push(files, day, *options, "--format", "json", **more)
        if ran.returncode not in ok:
            raise Failed(f"cvg push: exit {ran.returncode}\n{ran.stdout[-1000:]}{ran.stderr[-1000:]}")
        return json.loads(ran.stdout)

    def held(self):
        """What the outbox holds, as --list tells it."""
        ran = self.run("--list", "--format", "json")
        if ran.returncode != 0:
            raise Failed(ran.stderr)
        return json.loads(ran.stdout)

    def stored(self):
        """All bytes that are in the outbox, names of files included."""
        found = b""
        for folder, _, names in os.walk(self.outbox):
            for name in names:
                with contextlib.suppress(FileNotFoundError), open(os.path.join(folder, name), "rb") as file:
                    found += name.encode() + b"\0" + file.read()
        return found


def wait_open(system):
    """Until the native door takes connections."""
    host, port = system.native.removeprefix("tcp://").split(":")

    def listening():
        with socket.socket() as s:
            return s.connect_ex((host, int(port))) == 0
    wait_for("the native door", listening)
