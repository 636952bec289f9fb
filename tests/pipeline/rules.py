"""Plays cases against an installation over HTTP and against `cvg check`, and tells what differs."""
import json
import os
import uuid
from collections import Counter

import database
import play
from base_export import DAY, Send
from cases_reading import zipped
from system import BIN, Failed

import compare  # the oracle's, whose folder base_export puts on the path
import correspondances

STATE_CODES = ("E-CHANTIER", "E-RETENUE", "W-RETOUR", "W-DISPARU", "I-RIEN", "I-EFFACE")  # need the state in force
PERIOD = f"{DAY}..{DAY}"
EXIT = {"refused": 1, "held": 3}
TOGETHER = 10  # cases whose file active at their end is asked for as a territory's


def part(name, data, form):
    written = f'name="file"; filename="{name}"'
    if form == "name":
        written = f'name="{name}"'
    elif form == "misleading_name":
        written = f'name="{"accompagnants" if name.startswith("s") else "salaries"}.csv"; filename="{name}"'
    return f"Content-Disposition: form-data; {written}\r\nContent-Type: text/csv\r\n\r\n".encode() + data + b"\r\n"


def encoded(step):
    """(content type, body) of a request."""
    if step.body == "zip":
        return "application/zip", zipped(step.files)
    boundary = uuid.uuid4().hex
    parts = b"".join(f"--{boundary}\r\n".encode() + part(name, data, step.body) for name, data in step.files)
    return f"multipart/form-data; boundary={boundary}", parts + f"--{boundary}--\r\n".encode()


class DaemonJudge:
    """The reporter of a case as the product follows it, over HTTP."""

    def __init__(self, system, reporter, db=None):
        self.system, self.reporter, self.db = system, reporter, db

    def send(self, step):
        status, outcome = self.system.post(self.reporter, str(step.day), None, confirm=step.confirm, raw=encoded(step))
        if status != 200:
            raise Failed(f"HTTP {status}: {json.dumps(outcome, ensure_ascii=False)[:500]}")
        return outcome

    def decide(self, what, ident):
        if what != "look":
            done = self.system.cvg(what, ident, "--reason", "essai", ok=None)
            if done.returncode != 0:
                raise play.Refused(f"exit {done.returncode}: {done.stderr.strip()}")
        return self.system.get(f"/v1/submissions/{ident}", self.reporter)[1]

    def active(self):
        """The file active of DAY by the rows in force; what `cvg figures` says of it is asked at the end, for several cases together.
        None without a way to the database."""
        return self.db and int(self.db().value(f"SELECT count(*) FROM faits.salaries WHERE chantier_id = '{self.reporter}' AND known_to = 'infinity'"
                                   f" AND date_entree <= '{DAY}' AND (date_sortie IS NULL OR date_sortie > '{DAY}')"))


# ---------------------------------------------------------------- offline

class Offline:
    """`cvg check` on the files of a step."""

    def __init__(self, top):
        self.top = top

    def document(self, step, folder, profile):
        """(exit code, document)"""
        paths = []
        for i, (name, data) in enumerate([("envoi.zip", zipped(step.files))] if step.body == "zip" else step.files):
            path = os.path.join(self.top, folder, str(i), name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
            paths.append(path)
        return check(paths, step.day, PERIOD, profile=profile)


def check(paths, day, period, programme="TOUS", profile=None):
    """(exit code, document) of `cvg check`, by a mapping profile of the oracle's."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CVG_")}
    env["CVG_PROGRAMME"] = correspondances.FOLDER
    ran = play.run([os.path.join(BIN, "cvg"), "check", "--date", str(day), "--figures", period, "--programme", programme,
                    "--format", "json", *(["--profil", profile.name] if profile else []), *paths], env)
    try:
        return ran.returncode, json.loads(ran.stdout)
    except ValueError:
        raise Failed(f"cvg check: exit {ran.returncode}, no JSON: {ran.stdout[:300]!r} {ran.stderr[:300]!r}") from None


def comparable(findings, but):
    return Counter(tuple(f.get(name) for name in ("code", "severity", "dataset", "line", "column", "value", "message"))
                   for f in findings or [] if f["code"] not in but)


def check_differences(step, outcome, code, document, oracle=True, profile=None):
    """What `cvg check` says otherwise than the daemon, the oracle, or the contract."""
    found = []
    if outcome is not None:
        but = STATE_CODES + step.needs_state
        daemon, offline = comparable(outcome.get("findings"), but), comparable(document.get("findings"), but)
        for what, extra in (("only the daemon finds", daemon - offline), ("only check finds", offline - daemon)):
            found += [f"{what}: {json.dumps(key, ensure_ascii=False)}" for key in sorted(extra, key=str)]
    more = play.offline_differences(document, play.oracle_check(step, profile)) if oracle else []
    if code != EXIT.get(document.get("state"), 0):
        more.append(f"exit {code}, {document.get('state')}")
    more += [f"has {name!r}" for name in ("submission", "effect", "changes") if name in document]
    more += play.secret_differences(step, json.dumps(document, ensure_ascii=False))
    more += play.figure_differences(step, document.get("figures") or {})
    return found + ["check: " + line for line in more]


def first_differences(step, document):
    """A first snapshot that is taken: its file active is what `cvg check` counts."""
    count = document["figures"]["effectif.file_active"]["num"]
    if step.state == "accepted" and step.active is not None and count != step.active:
        return [f"check: file active {count}, expected {step.active}"]
    return []


def form_differences(outcome, profile=None):
    """The shape that every answer has; it names the mapping profile by which it was read."""
    found = [f"no {name!r}" for name in ("submission", "chantier", "date_situation", "state", "rows", "changes", "effect", "findings")
             if name not in outcome]
    if outcome.get("profil") != (profile.name if profile else None):
        found.append(f"read by the profile {outcome.get('profil')}")
    for f in outcome.get("findings") or []:
        if f.get("severity") != f["code"][0] or len(f.get("message") or "") < 20 or not isinstance(f.get("moves"), list):
            found.append(f"finding {json.dumps(f, ensure_ascii=False)}")
    return found


# ---------------------------------------------------------------- one case

def run_case(case, system, reporter, offline, db):
    """The differences of a case, each one line. `db()`: the thread's way to ask the database."""
    oracle = play.play(case, play.OracleJudge(case))
    if case.http:
        played = play.play(case, DaemonJudge(system, reporter, db))
    else:
        played = [(step, None, []) for step in case.steps]
    profile = correspondances.of_tool(case.logiciel)
    found = []
    for i, (step, outcome, lines) in enumerate(played):
        more = list(lines) + ([] if case.oracle or i >= len(oracle) else [f"the oracle against the case: {line}" for line in oracle[i][2]])
        if outcome is not None:
            more += form_differences(outcome, profile) if outcome else []
            if i < len(oracle) and not case.oracle:
                pair = (dict(document, chantier=None) for document in (outcome, oracle[i][1]))
                more += ["oracle: " + line for line in compare.compare(*pair)]
        if isinstance(step, Send):
            more += play.text_differences(step, json.dumps(outcome, ensure_ascii=False)) if outcome else []
            if step.check:
                code, document = offline.document(step, f"{reporter}-{i}", profile)
                more += check_differences(step, outcome, code, document, not case.oracle, profile)
                more += first_differences(step, document) if i == 0 else []
        found += [f"step {i}: {line}" for line in more]
    return found


# ---------------------------------------------------------------- all cases

class Reference:
    """Reference data with a chantier for each case. Those whose file active is known at their end share territories, some each."""

    def __init__(self, folder, cases):
        self.folder, self.cases = folder, cases
        self.reporters = {case.name: f"R{i:04d}" for i, case in enumerate(cases, 1)}
        known = [case for case in cases if case.steps[-1].active is not None and case.http]
        self.groups = {f"E{i // TOGETHER:03d}": known[i:i + TOGETHER] for i in range(0, len(known), TOGETHER)}
        self.territoires = {case.name: code for code, group in self.groups.items() for case in group}

    def write(self):
        with open(os.path.join(self.folder, "territoires.csv"), "w", encoding="utf-8") as file:
            file.write("code;nom;lancement;porteur\n")
            coordinations = [self.reporters[case.name] for case in self.cases if case.reporter == "territoire"]
            for code in ["ESSAI", "LIMITES", *self.groups, *coordinations]:
                file.write(f"{code};Territoire {code};2012-01-01;Convergence France\n")
        with open(os.path.join(self.folder, "chantiers.csv"), "w", encoding="utf-8") as file:
            file.write("chantier_id;nom;territoire;depuis;jusqua;objectif;support_activite;logiciel;contact\n")
            for case in self.cases:
                if case.reporter == "territoire":
                    continue
                reporter, territoire = self.reporters[case.name], self.territoires.get(case.name, "ESSAI")
                file.write(f"{reporter};Chantier {reporter};{territoire};{case.depuis};{case.jusqua};;;{case.logiciel};\n")
            for reporter in ("L1", "L2", "L3", "L4"):
                file.write(f"{reporter};Chantier {reporter};LIMITES;2015-01-01;;;;;\n")

    def bring_in(self, system):
        """Imported, with a key for each that sends over HTTP."""
        system.cvg("reference", "import", self.folder)
        database.make_keys(system, [self.reporters[case.name] for case in self.cases if case.http])

    def group_differences(self, system):
        """The file active of each territory's cases at their end, as the facts give it."""
        told = {row["scope"]: row["file_active"] for row in system.js("figures", "--period", PERIOD, "--programme", "TOUS", "--by", "territoire",
                                                                      "--source", "facts")}
        found = []
        for code, group in self.groups.items():
            expected, count = sum(case.steps[-1].active for case in group), told.get(f"territoire:{code}")
            if count != expected:
                found.append(f"{code}: file active {count}, expected {expected}, of {', '.join(case.name for case in group)}")
        return found
