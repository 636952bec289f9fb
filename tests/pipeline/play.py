"""Plays a case against the oracle, and holds what any judge answers against what the case expects."""
import json
import subprocess
from collections import Counter

from base_export import DAY, TODAY, Send

import compare  # the oracle's, whose folder base_export puts on the path
import correspondances
import figures
import judging

class Refused(Exception):
    """A decision that was not taken."""


class OracleJudge:
    """A reporter as the oracle follows it."""

    def __init__(self, case):
        def member(day):
            return case.depuis <= str(day) and (not case.jusqua or str(day) <= case.jusqua)
        self.reporter = judging.Reporter("ORACLE", case.reporter, member, profile=lambda day: correspondances.of_tool(case.logiciel))

    def send(self, step):
        return self.reporter.submit(step.day, as_sent(step), step.confirm, TODAY)

    def decide(self, what, ident):
        try:
            if what != "look":
                return self.reporter.release(ident, TODAY) if what == "release" else self.reporter.discard(ident)
        except ValueError as error:
            raise Refused(str(error)) from None
        return self.reporter.submissions[int(ident) - 1].outcome

    def active(self):
        return sum(row["date_entree"] <= DAY and (row["date_sortie"] is None or row["date_sortie"] > DAY)
                   for row in self.rows("salaries").values())

    def rows(self, dataset):
        return self.reporter.in_force.rows.get(dataset, {}) if self.reporter.in_force else {}


def as_sent(step):
    """{name: bytes} that the digest is over."""
    if step.body == "zip":
        from cases_reading import zipped
        return {"": zipped(step.files)}
    return {"" if name.lower().endswith((".zip", ".xlsx")) else name: data for name, data in step.files}


# ---------------------------------------------------------------- expectations

def wanted(find):
    """The expectation (code, [dataset,] line, column) as a comparable finding."""
    code, dataset, line, column = find if len(find) == 4 else (find[0], "salaries", *find[1:])
    return compare.comparable({"code": code, "severity": code[0], "dataset": dataset, "line": line, "column": column,
                               "parcours_id": None}, False)[:5]


def told(f):
    return compare.comparable(f, False)[:5]


def finding_differences(step, outcome):
    refused = step.state == "refused"
    ours, theirs = Counter(map(wanted, step.finds)), Counter(told(f) for f in outcome.get("findings") or [])
    for counts in ours, theirs:
        for key in list(counts):
            if refused and key[0] not in compare.REFUSING:
                del counts[key]
            elif key[0] in compare.ONCE:
                counts[key] = 1
    return [f"{sign}: {' '.join(str(part) for part in key if part)} x{n}"
            for sign, extra in (("not expected", theirs - ours), ("missing", ours - theirs)) for key, n in sorted(extra.items(), key=str)]


def differences(step, outcome, active):
    """What of an outcome is not as the step says; `active` is asked only where the step says it."""
    found = []
    if outcome.get("state") != step.state:
        found.append(f"state {outcome.get('state')}, expected {step.state}: {json.dumps(outcome, ensure_ascii=False)[:600]}")
    if isinstance(step, Send):
        found += finding_differences(step, outcome)
        found += sent_differences(step, outcome)
    if step.active is not None and not found:
        count = active()
        if count is not None and count != step.active:
            found.append(f"file active {count}, expected {step.active}")
    return found


def sent_differences(step, outcome):
    found = []
    rows = outcome.get("rows") or {}
    if step.aside is not None and rows.get("set_aside") != step.aside:
        found.append(f"set aside {rows.get('set_aside')}, expected {step.aside}")
    if step.state != "refused" and rows.get("read", 0) - rows.get("taken", 0) - rows.get("set_aside", 0) != step.left:
        found.append(f"rows {rows}, expected {step.left} left for later")
    if step.changes:
        changes = tuple((outcome.get("changes") or {}).get(name) for name in ("added", "removed", "changed", "unchanged"))
        if changes != step.changes:
            found.append(f"changes {changes}, expected {step.changes}")
    if bool(outcome.get("hold_waived")) != step.waived and step.state != "duplicate":
        found.append(f"hold_waived {outcome.get('hold_waived')}, expected {step.waived}")
    return found


def secret_differences(step, text):
    return [f"the answer contains {secret!r}" for secret in step.secrets if secret in text]


def text_differences(step, text):
    return secret_differences(step, text) + [f"the answer does not contain {shown!r}" for shown in step.shows if shown not in text]


def figure_differences(step, shown):
    found = []
    for code, num in step.figures.items():
        value = (shown.get(code) or {}).get("num")
        if isinstance(num, dict):
            value = {k: n for k, n in (value or {}).items() if n}
        if value is None or (abs(value - num) > 1e-6 if isinstance(num, (int, float)) else value != num):
            found.append(f"{code} is {value}, expected {num}")
    return found


def oracle_check(step, profile=None):
    """The oracle's document of `cvg check --figures DAY..DAY --programme TOUS` of a step's files, read by a mapping profile."""
    document, in_force = judging.check([(n, d) for n, d in as_sent(step).items()] if step.body == "zip" else
                                       [(named(n), d) for n, d in step.files], step.day, TODAY, profile=profile)
    if in_force:
        document["figures"] = figures.of_files(in_force, DAY, DAY, "TOUS")
    return document


def run(argv, env, timeout=60):
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)


def offline_differences(document, expected):
    """What `cvg check` says otherwise than the oracle. Of a refused submission it may give figures, which count nothing."""
    counted = [code for code, figure in (document.get("figures") or {}).items()
               if not code.startswith("qualite.") and not compare.is_zero(figure)]
    if "figures" not in expected and not counted:
        document = {name: value for name, value in document.items() if name != "figures"}
    return compare.compare(free_of_form(document), free_of_form(expected))


def free_of_form(document):
    """What the contract leaves free: the name of an unknown column may be shown shortened (its first characters are compared), the header is
    line 1 also after blank lines, and a column that is given three times is told once or twice."""
    findings, columns = [], set()
    for f in document.get("findings") or []:
        column = compare.header_name(f.get("column") or "")
        if f["code"] in ("I-COLONNE-INCONNUE", "E-IDENTITE") and column:
            f = dict(f, column=column[:30])
        if f["code"] in ("I-COLONNE-INCONNUE", "E-COLONNE"):
            f = dict(f, line=1)
        if f["code"] != "E-COLONNE" or (f["dataset"], column) not in columns:
            findings.append(f)
        if f["code"] == "E-COLONNE":
            columns.add((f["dataset"], column))
    return dict(document, findings=findings)


def named(name):
    """The name that `cvg check` gives to a file: without its folders."""
    return name.rsplit("/", 1)[-1]


def play(case, judge):
    """[(step, outcome, differences)] of a case."""
    ids, played = [], []
    for step in case.steps:
        if isinstance(step, Send):
            outcome = judge.send(step)
            ids.append(outcome.get("submission"))
            found = differences(step, outcome, judge.active)
            first = ids.index(ids[-1])
            if step.same_as is not None and ids[step.same_as] != ids[-1] or step.same_as is None and first != len(ids) - 1:
                found.append(f"answered with submission {ids[-1]} of {ids}")
        else:
            outcome, found = decided(step, judge, ids)
            ids.append(None)
        played.append((step, outcome, found))
        if found and step.state != outcome.get("state"):
            break  # what follows would only repeat it
    return played


def decided(step, judge, ids):
    try:
        outcome = judge.decide(step.what, ids[step.step])
    except Refused as refused:
        if step.done:
            return {}, [f"{step.what}: {refused}"]
        outcome = judge.decide("look", ids[step.step])
    return outcome, differences(step, outcome, judge.active)


def play_oracle(case):
    """The differences between a case and the oracle."""
    found = []
    for i, (step, outcome, lines) in enumerate(play(case, OracleJudge(case))):
        found += [f"step {i}: {line}" for line in lines]
        if isinstance(step, Send) and step.figures:
            found += [f"step {i}: check: {line}" for line in figure_differences(step, oracle_check(step, correspondances.of_tool(case.logiciel)).get("figures") or {})]
    return found
