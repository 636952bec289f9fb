"""A home that is made once and copied: most tests are not about how an installation is made, which takes longer than all the rest of `cvg up`.

The seed lies in build/seeds/, under what it was made by: the command, the migrations, the definitions, who made it.
"""
import contextlib
import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import time

KEPT = ("pg", "secrets")  # of a home; the rest tells of its runs
OLD_S = 86400


def name(src, command):
    digest = hashlib.sha256(str(os.geteuid()).encode())
    for path in (command, *sorted(glob.glob(f"{src}/sql/*.sql") + glob.glob(f"{src}/programme/**/*", recursive=True))):
        if os.path.isfile(path):
            with open(path, "rb") as f:
                digest.update(hashlib.sha256(f.read()).digest())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def locked(folder):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy(source, target):
    os.makedirs(target, mode=0o755, exist_ok=True)
    paths = [f"{source}/{kept}" for kept in KEPT]
    subprocess.run(["cp", "-a", "--reflink=auto", *paths, target], check=True)


def forget_life(home):
    """Alerting writes down once a minute that it is there: a copy that knew would be a machine that was away since."""
    end = time.monotonic() + 30
    while home.sql("UPDATE cvg.alerte_pouls SET vu = NULL WHERE vu IS NOT NULL RETURNING 1", role="postgres").stdout.strip() != "1":
        if time.monotonic() > end:
            raise AssertionError("alerting does not write down that it is there")
        time.sleep(0.1)


def make(home, folder, place):
    """By a home that is empty yet."""
    for old in glob.glob(f"{folder}/*/"):
        if time.time() - os.stat(old).st_mtime > OLD_S:
            shutil.rmtree(old, ignore_errors=True)
    for what in ("up", "down"):
        ran = home.run(what, env={"CVG_CLOCK_OFFSET_S": ""})
        if ran.returncode != 0:
            raise AssertionError(f"cvg {what}: exit {ran.returncode}: {ran.stderr}")
        if what == "up":
            forget_life(home)
    unfinished = f"{place}.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    copy(home.path, unfinished)
    os.rename(unfinished, place)


def sow(home, fresh, src):
    """Makes `home` one that was up once. `fresh`: makes an empty home, where a seed is to be made."""
    folder = f"{src}/build/seeds"
    place = f"{folder}/{name(src, os.path.join(home.bin, 'cvg'))}"
    with locked(folder):
        if not os.path.isdir(place):
            first = fresh()
            try:
                make(first, folder, place)
            finally:
                first.close()
    copy(place, home.path)
