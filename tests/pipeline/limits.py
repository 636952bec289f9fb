"""What is not of one case: receipts and their digests, the limits of a submission, contents that are wiped, logs that stay silent."""
import datetime as dt
import hashlib
import http.client
import os

from base_export import COLUMNS, DAY, Send, accompagnant, emit, files, salarie
from cases_reading import zipped
from rules import encoded
from system import Failed

MIB = 1 << 20


def digest(entries):
    """By the export format: files sorted by name, each as name, 0, length (8 bytes, big endian), bytes."""
    total = hashlib.sha256()
    for name, data in sorted(entries, key=lambda entry: entry[0].encode()):
        total.update(name.encode() + b"\0" + len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def receipts(system):
    """The receipt tells the digest and the bytes; boundaries and the order of parts are not in it."""
    plain = files([salarie(1)])
    folders = [("nuit/" + name, data) for name, data in plain]
    zip_ = zipped(plain)
    found = []
    for what, sent, entries in (
            ("plain", Send(plain), plain), ("turned", Send(plain[::-1]), plain), ("folders", Send(folders), folders),
            ("name", Send(plain, body="name"), plain), ("zip body", Send(plain, body="zip"), [("", zip_)]),
            ("zip file", Send([("nuit/envoi.zip", zip_)]), [("", zip_)])):
        content_type, body = encoded(sent)
        status, receipt = system.request(f"/v1/submissions?date={DAY}", system.token("L1"), body, content_type)
        if status != 202 or receipt.get("state") not in ("received", "duplicate"):
            found.append(f"{what}: HTTP {status} {receipt}")
        elif receipt.get("digest") != digest(entries):
            found.append(f"{what}: digest {receipt.get('digest')}, by the contract {digest(entries)}")
    return found


def rows_over(system):
    """1 000 000 rows a submission are taken, one more is E-FICHIER."""
    header = ";".join(c for c in COLUMNS["accompagnants"]).encode()
    line = b"\n;;;;2;"
    found = []
    for rows, state in ((1000000, "held"), (1000001, "refused")):
        sent = [("salaries.csv", emit([salarie(1)], COLUMNS["salaries"])), ("accompagnants.csv", header + line * (rows - 1))]
        status, outcome = system.post("L2", str(DAY), None, wait=120, raw=encoded(Send(sent)))
        codes = {f["code"] for f in outcome.get("findings") or []}
        if status != 200 or outcome.get("state") != state or ("E-FICHIER" in codes) != (state == "refused"):
            found.append(f"{rows} rows: HTTP {status}, {outcome.get('state')} {sorted(codes)}, expected {state}")
    return found


def bytes_over(system):
    """64 MiB a submission: over, it is not taken (413; 411 where it does not say its length), and nothing is left of it."""
    host, port = system.address.rsplit(":", 1)
    found = []
    for announced in (True, False):
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        headers = {"Authorization": "Bearer " + system.token("L3"), "Content-Type": "application/zip"}
        size = 65 * MIB
        if announced:
            headers["Content-Length"] = str(size)
        try:
            connection.request("POST", f"/v1/submissions?date={DAY}", (b"\0" * MIB for _ in range(65)), headers,
                               encode_chunked=not announced)
        except OSError:
            pass  # it may stop reading; what it answered can still be read
        try:
            answer = connection.getresponse()
            if answer.status != (413 if announced else 411):
                found.append(f"65 MiB, length {'' if announced else 'not '}announced: HTTP {answer.status} {answer.read()[:300]!r}")
        except (OSError, http.client.HTTPException) as error:
            found.append(f"65 MiB, length {'' if announced else 'not '}announced: no answer: {error!r}")
        finally:
            connection.close()
    status, outcome = system.post("L3", str(DAY), dict(files([salarie(1)], [accompagnant(2)])))
    if status != 200 or outcome.get("state") != "accepted" or not str(outcome.get("submission")).startswith("L3.1"):
        found.append(f"after what was too large: HTTP {status} {str(outcome)[:300]}")
    return found


def wiped(system):
    """Of content with identity data neither the bytes nor their key are kept; of other refused content both are."""
    refused = "SELECT chantier_id, digest FROM cvg.submission WHERE state = 'refused' AND outcome::text {} LIKE '%E-IDENTITE%'"
    counts = []
    for which in ("", "NOT"):
        for table in ("content", "content_key"):
            asked = system.sql(f"SELECT count(*) FROM cvg.{table} WHERE (chantier_id, digest) IN ({refused.format(which)})",
                               role="validation")
            if asked.returncode != 0:
                raise Failed(asked.stderr)
            counts.append(int(asked.stdout))
    found = [f"{n} rows of {table} are left of content with identity data" for n, table in zip(counts[:2], ("content", "content_key")) if n]
    return found + ([] if min(counts[2:]) > 0 else ["nothing is kept of other refused content"])


def settled(system):
    """What is held keeps what was sent until it is decided on; discarded, only declared columns stay of it."""
    secret = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(200))
    before, day = files([salarie(n) for n in range(20)]), str(DAY - dt.timedelta(days=1))
    after = [(name, with_column(data, "remarque", secret) if name == "salaries.csv" else data) for name, data in files([salarie(1)])]
    kept = []
    for sent, date, state in (before, day, "accepted"), (after, str(DAY), "held"):
        status, outcome = system.post("L4", date, None, raw=encoded(Send(sent)))
        if status != 200 or outcome.get("state") != state:
            return [f"HTTP {status} {str(outcome)[:400]}, expected {state}"]
    for _ in range(2):
        asked = system.sql("SELECT octet_length(k.sealed) FROM cvg.submission s JOIN cvg.content k USING (chantier_id, digest)"
                           f" WHERE s.id = '{outcome['submission']}'", role="validation")
        kept.append(int(asked.stdout))
        system.cvg("discard", outcome["submission"], "--reason", "essai", ok=(0, 1))
    return [] if kept[0] - kept[1] > 1500 else [f"{kept} bytes are kept while it is held, and once it is discarded"]


def with_column(data, name, value):
    header, *rows = data.decode().splitlines()
    return "\n".join([f"{header};{name}", *(f"{row};{value[i:i + 4000]}" for i, row in enumerate(rows)), ""]).encode()


def logs(system, secrets):
    """No log repeats identity data."""
    found = []
    for name in sorted(os.listdir(os.path.join(system.home, "log"))):
        with open(os.path.join(system.home, "log", name), encoding="utf-8", errors="replace") as file:
            text = file.read()
        found += [f"{name} contains {secret!r}" for secret in sorted(secrets) if secret in text]
    return found
