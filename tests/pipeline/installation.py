"""One installation as a pipeline test sees it: its CVG_HOME, the command `cvg` on it, its processes and its database."""
import contextlib
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import seed

SRC = os.environ.get("SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.path.abspath(os.environ.get("BIN") or os.path.join(SRC, "build/release/bin"))
DAEMONS = ["intake", "validation", "aggregation", "reporting", "alerting", "dashboard"]
NAMES = ["postgres"] + DAEMONS
ROOT = os.geteuid() == 0
# Debian's psql on PATH is a wrapper in Perl, which takes longer than most of the questions
PSQL = next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"), reverse=True)), "psql")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextlib.contextmanager
def sleeping(pid):
    """A process that does nothing meanwhile."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def free_address():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % s.getsockname()[1]


class Home:
    """One CVG_HOME and the command that works on it. It was up once, unless it is to be `fresh`."""

    def __init__(self, path=None, bin_dir=BIN, user=None, fresh=False, **env):
        self.top = tempfile.mkdtemp(prefix="cvg-up-")
        os.chmod(self.top, 0o755)
        self.path = path or os.path.join(self.top, "home")
        self.bin, self.user, self.host = bin_dir, user, None
        self.env = dict({k: v for k, v in os.environ.items() if not k.startswith("CVG_")}, CVG_HOME=self.path, **env)
        if not (fresh or path or user or "CVG_PROGRAMME" in env):
            try:
                seed.sow(self, lambda: Home(bin_dir=bin_dir, fresh=True), SRC)
            except BaseException:
                shutil.rmtree(self.top, ignore_errors=True)
                raise

    def argv(self, *args):
        argv = [os.path.join(self.bin, "cvg"), *args]
        return ["setpriv", f"--reuid={self.user}", "--regid=nogroup", "--clear-groups", *argv] if self.user else argv

    def run(self, *args, timeout=150, env=None, **more):
        # captured through pipes and read to their end: whoever kept them open would make this wait for ever
        return subprocess.run(self.argv(*args), env=dict(self.env, **(env or {})), capture_output=True, text=True,
                              timeout=timeout, stdin=subprocess.DEVNULL, **more)

    def ps(self):
        r = self.run("ps", "--format", "json")
        if r.returncode != 0:
            raise AssertionError(f"cvg ps: exit {r.returncode}: {r.stderr}")
        return {p["name"]: p for p in json.loads(r.stdout)}

    def pids(self):
        return {name: p["pid"] for name, p in self.ps().items()}

    def all_ready(self):
        return all(p["state"] == "ready" for p in self.ps().values())

    def supervisor(self):
        with open(os.path.join(self.path, "run/state.json")) as f:
            pid = json.load(f)["supervisor"]["pid"]
        with open(f"/proc/{pid}/comm") as f:
            if f.read().strip() != "cvg-supervisor":  # a number that was given to another process
                raise ProcessLookupError(pid)
        return pid

    def kill_supervisor(self):
        pid = self.supervisor()
        os.kill(pid, signal.SIGKILL)
        wait_for("the supervisor's end", lambda: not alive(pid))

    def left(self):
        """Processes that name this home in their environment or work in its cluster."""
        found = []
        for d in glob.glob("/proc/[0-9]*"):
            try:
                with open(d + "/environ", "rb") as f:
                    named = f"CVG_HOME={self.path}".encode() in f.read().split(b"\0")
                if named or os.readlink(d + "/cwd").startswith(self.path + "/"):
                    found.append(int(d[6:]))
            except OSError:
                pass
        return [p for p in found if alive(p) and p != os.getpid()]

    def psql(self, statement, role="cvg", password=None):
        if password is None:
            with open(f"{self.path}/secrets/{role}") as f:
                password = f.read().strip()
        self.host = self.host or self.ps()["postgres"]["address"]  # the same after every start
        return subprocess.Popen([PSQL, "-XAtq", "-h", self.host, "-U", role, "-d", "cvg", "-c", statement], text=True,
                                env=dict(os.environ, PGPASSWORD=password), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def sql(self, statement, role="cvg", password=None):
        psql = self.psql(statement, role, password)
        try:
            out, err = psql.communicate(timeout=30)
        finally:
            psql.kill()
        return subprocess.CompletedProcess(psql.args, psql.returncode, out, err)

    def close(self):
        try:
            self.run("down")
            for path in glob.glob(f"{self.path}/log/*.log"):
                with open(path, errors="replace") as f:
                    said = f.read()
                if "Sanitizer" in said or "runtime error:" in said:
                    raise AssertionError(f"{path}:\n{said[-5000:]}")
        finally:
            shutil.rmtree(self.top, ignore_errors=True)
