"""Facts and reference data by known time, written straight into the database, and what a bridge over them must say, counted here row by row.

Days are dt.date; instants are days too: what becomes known on a day does so at noon UTC.
"""
import datetime as dt
import random

FIGURES = ["effectif.file_active", "effectif.accompagnes", "effectif.entrees", "effectif.sorties"]
TERMS = ["definitions", "recalcul", "declarations_tardives", "sorties_tardives", "retraits", "corrections", "arrivees", "departs", "entrees",
         "sorties", "periode"]
EVER = dt.date(9999, 1, 1)
ONE = dt.timedelta(days=1)


def period(name):
    """(debut, fin) of AAAA-Tn or AAAA-Cn."""
    year, kind, n = int(name[:4]), name[5], int(name[6])
    return dt.date(year, 3 * n - 2 if kind == "T" else 1, 1), dt.date(year + (n == 4), 3 * n % 12 + 1, 1) - ONE


class World:
    def __init__(self):
        self.rows = {}  # (chantier, key): [[known from, known to, programme, entree, sortie]]
        self.lines = {}  # chantier: [[known from, known to, territoire, depuis, jusqua]]
        self.territories = {}  # code: [[known from, known to, lancement]]

    # ------------------------------------------------------------ what happens

    def row(self, chantier, key, day, entree, sortie=None, programme="CVG"):
        """A parcours, or what it is from a day on."""
        versions = self.rows.setdefault((chantier, key), [])
        self.withdraw(chantier, key, day)
        versions.append([day, EVER, programme, entree, sortie])

    def withdraw(self, chantier, key, day):
        for version in self.rows[chantier, key]:
            if version[1] == EVER:
                version[1] = day

    def belongs(self, chantier, day, *lines):
        """(territoire, depuis, jusqua): all the lines of a chantier from a day on."""
        versions = self.lines.setdefault(chantier, [])
        for version in versions:
            if version[1] == EVER:
                version[1] = day
        versions += [[day, EVER, *line] for line in lines]

    def territory(self, code, day, launch=None):
        versions = self.territories.setdefault(code, [])
        if versions:
            versions[-1][1] = day
        versions.append([day, EVER, launch])

    def end(self, day):
        """Nothing of it is known from a day on."""
        for versions in (*self.rows.values(), *self.lines.values(), *self.territories.values()):
            for version in versions:
                version[1] = min(version[1], day)

    # ------------------------------------------------------------ into the database

    def write(self, db):
        def quote(x):
            return "NULL" if x is None else f"'{x}'"

        def known(x):
            return "'infinity'" if x == EVER else f"'{x} 12:00Z'"

        def insert(table, columns, rows):
            values = ",".join("(" + ",".join(row) + ")" for row in rows)
            db.rows(f"INSERT INTO {table} ({columns}) VALUES {values}")

        insert("faits.salaries", "chantier_id, row_key, parcours_id, known_from, known_to, programme, date_entree, date_sortie",
               [(quote(c), quote(k), quote(k), known(v[0]), known(v[1]), quote(v[2]), quote(v[3]), quote(v[4]))
                for (c, k), versions in self.rows.items() for v in versions])
        insert("cvg.territoire", "code, nom, known_from, known_to, lancement",
               [(quote(c), quote(c), known(v[0]), known(v[1]), quote(v[2])) for c, versions in self.territories.items() for v in versions])
        insert("cvg.chantier_ligne", "chantier_id, nom, known_from, known_to, territoire, depuis, jusqua",
               [(quote(c), quote(c), known(v[0]), known(v[1]), quote(v[2]), quote(v[3] or "-infinity"), quote(v[4] or "infinity"))
                for c, versions in self.lines.items() for v in versions])

    # ------------------------------------------------------------ as known on a day

    def facts(self, day):
        """{chantier: {key: (entree, sortie)}}: the parcours of CVG, and the keys of all."""
        out = {}
        for (chantier, key), versions in self.rows.items():
            for since, until, programme, entree, sortie in versions:
                if since <= day < until:
                    out.setdefault(chantier, {})[key] = (entree, sortie or EVER) if programme == "CVG" else None
        return out

    def member(self, chantier, day, debut, fin):
        """(territoire, there on the last day), or None."""
        found = None
        lines = sorted((line for line in self.lines.get(chantier, []) if line[0] <= day < line[1]), key=lambda x: x[3] or dt.date.min)
        for _, _, territory, depuis, jusqua in lines:
            if (depuis or dt.date.min) <= fin and (jusqua or EVER) >= debut:
                found = territory, (found or (0, False))[1] or (jusqua or EVER) >= fin
        return found

    def launch(self, code, day):
        return next((v[2] for v in self.territories[code] if v[0] <= day < v[1]), None)

    def codes(self, day):
        return [code for code, versions in self.territories.items() if any(v[0] <= day < v[1] for v in versions)]


# ---------------------------------------------------------------- what a bridge must say


def counted(figure, row, debut, fin, definitions):
    """Does a figure count a parcours? Definitions: those of the programme, or with one limit a day later."""
    if not row:
        return False
    entree, sortie = row
    if figure == FIGURES[0]:
        return entree <= fin and (sortie >= fin if definitions == "presents" else sortie > fin)
    if figure == FIGURES[1]:
        return entree <= fin and (sortie > debut if definitions == "accompagnes" else sortie >= debut)
    return debut <= (entree if figure == FIGURES[2] else sortie) <= fin


def causes(figure, before, after, a, b, definitions):
    """{term: n} of the parcours of one chantier."""
    out, since = dict.fromkeys(TERMS, 0), a[1] + ONE
    for key in before.keys() | after.keys():
        x, y = before.get(key), after.get(key)
        was, now = counted(figure, x, *a, definitions), counted(figure, y, *a, definitions)
        if was != now:
            late = counted(FIGURES[0], x, *a, definitions) and y and y[1] <= a[1]
            what = "declarations_tardives" if key not in before else "retraits" if key not in after else "sorties_tardives" if late else "corrections"
            out[what] += now - was
        then = counted(figure, y, *b, definitions)
        came, went = bool(y) and since <= y[0] <= b[1], bool(y) and since <= y[1] <= b[1]
        if figure == FIGURES[0]:
            entered, left = came, -went
        else:
            entered = then and not now and came and figure != FIGURES[3]
            left = then and not now and went and figure == FIGURES[3]
        out["entrees"] += entered
        out["sorties"] += left
        out["periode"] += then - now - entered - left
    return out


class State:
    """A report: its period, the day of its facts, its definitions; and its figures."""

    def __init__(self, world, name, day, definitions):
        self.name, self.day, self.definitions, self.world = name, day, definitions, world
        self.period, self.facts = period(name), world.facts(day)
        members = {c: world.member(c, day, *self.period) for c in world.lines}
        self.members = {c: m for c, m in members.items() if m}
        self.launched = {code for code in world.codes(day) if (world.launch(code, day) or EVER) <= self.period[0]}
        self.perimeters = ["nation", "operationnels"] + ["territoire:" + code for code in world.codes(day)]

    def inside(self, perimeter, figure):
        """The chantiers that count in a perimeter's figure."""
        def match(m):
            if figure == FIGURES[0] and not m[1]:
                return False
            return perimeter == "nation" or perimeter == "territoire:" + m[0] or (perimeter == "operationnels" and m[0] in self.launched)
        return {c for c, m in self.members.items() if match(m)}

    def count(self, figure, chantier, definitions=None):
        rows = self.facts.get(chantier, {}).values()
        return sum(counted(figure, row, *self.period, definitions or self.definitions) for row in rows)


def expected(before, after):
    """{(perimeter, figure): (de, a, {term: n})} of the bridge between two states."""
    out = {}
    for figure in FIGURES:
        chantiers = before.members.keys() | after.members.keys()
        first = {c: before.count(figure, c, after.definitions) for c in chantiers}
        last = {c: after.count(figure, c) for c in chantiers}
        frozen = {c: before.count(figure, c) for c in chantiers}
        moves = {c: causes(figure, before.facts.get(c, {}), after.facts.get(c, {}), before.period, after.period, after.definitions)
                 for c in chantiers}
        for perimeter in after.perimeters:
            old, new = before.inside(perimeter, figure), after.inside(perimeter, figure)
            terms = dict.fromkeys(TERMS, 0)
            for c in old & new:
                for term in TERMS:
                    terms[term] += moves[c][term]
            terms["arrivees"] = sum(last[c] for c in new - old)
            terms["departs"] = -sum(first[c] for c in old - new)
            terms["definitions"] = sum(first[c] - frozen[c] for c in old)
            out[perimeter, figure] = sum(frozen[c] for c in old), sum(last[c] for c in new), terms
    return out


# ---------------------------------------------------------------- ten years by chance


class Chance:
    """Forty quarters of five territories: all that can happen to parcours, chantiers, territories and definitions."""

    def __init__(self, seed, years):
        self.random, self.world, self.n = random.Random(seed), World(), 0
        self.quarters = [f"{year}-{{}}{n}" for year in years for n in (1, 2, 3, 4)]
        first = dt.date(years[0] - 1, 12, 1)
        for code, launch in (("R1", dt.date(2010, 1, 1)), ("R2", dt.date(2016, 2, 15)), ("R3", dt.date(2018, 4, 1)), ("R4", None), ("R5", None)):
            self.world.territory(code, first, launch)
        for i in range(12):
            joined = None if i < 6 else dt.date(years[0] + self.random.randrange(8), self.random.randrange(1, 13), 10)
            self.world.belongs(f"RC{i}", first, (f"R{i % 5 + 1}", joined, None))
            for _ in range(6):
                self.enter(f"RC{i}", first, first - dt.timedelta(days=self.random.randrange(300)))
        self.days = []
        for i, quarter in enumerate(self.quarters):
            fin = period(quarter.format("T"))[1]
            self.days.append(fin + dt.timedelta(days=20))
            self.quarter(i, fin)

    def enter(self, chantier, day, entree):
        self.n += 1
        self.world.row(chantier, f"P{self.n}", day, entree, programme=self.random.choice(["CVG"] * 5 + ["PHC"]))

    def quarter(self, i, fin):
        """What becomes known between two reports."""
        r, start = self.random, period(self.quarters[i].format("T"))[0]
        def day():
            return self.days[-1] - dt.timedelta(days=r.randrange(1, 85))
        for (chantier, key), versions in list(self.world.rows.items()):
            since, until, programme, entree, sortie = versions[-1]
            if until == EVER:
                self.happen(chantier, key, programme, entree, sortie, start, fin, day())
        for chantier in self.world.lines:
            for _ in range(r.randrange(3)):
                late = r.random() < 0.15
                self.enter(chantier, day(), start - dt.timedelta(days=r.randrange(1, 150)) if late else start + dt.timedelta(days=r.randrange(90)))
            if r.random() < 0.06:
                self.move(chantier, start, day())
        if i % 9 == 5:
            code = r.choice(["R2", "R3", "R4", "R5"])
            self.world.territory(code, day(), r.choice([None, dt.date(start.year, 1, 1), start, start - dt.timedelta(days=200)]))

    def happen(self, chantier, key, programme, entree, sortie, start, fin, day):
        r, write = self.random, lambda **cells: self.world.row(chantier, key, day, **dict(dict(entree=entree, sortie=sortie, programme=programme), **cells))
        chance = r.random()
        if sortie is None and chance < 0.12:
            write(sortie=max(entree, r.choice([fin, start] + [start + dt.timedelta(days=r.randrange(92))] * 4)))
        elif sortie is None and chance < 0.16:
            write(sortie=max(entree, start - dt.timedelta(days=r.randrange(1, 200))))
        elif sortie is None and chance < 0.18:
            self.world.withdraw(chantier, key, day)
        elif chance < 0.2 and entree > fin - dt.timedelta(days=400):
            write(entree=min(entree + dt.timedelta(days=r.randrange(-60, 60)), sortie or EVER))
        elif chance < 0.22 and (sortie or fin) > fin - dt.timedelta(days=400):
            write(programme="PHC" if programme == "CVG" else "CVG")
        elif sortie and sortie > fin - dt.timedelta(days=400) and chance < 0.26:
            write(sortie=r.choice([None, max(entree, sortie + dt.timedelta(days=r.randrange(-60, 60)))]))

    def move(self, chantier, start, day):
        """Leaves, moves to another territory, comes back, or was never there: dates before or within the quarter."""
        when = start + dt.timedelta(days=self.random.randrange(-100, 90))
        lines = [v[2:] for v in self.world.lines[chantier] if v[1] == EVER]
        kept = [[t, a, min(b or EVER, when - ONE)] for t, a, b in lines if (a or dt.date.min) < when]
        if self.random.random() < 0.75:
            kept.append([f"R{self.random.randrange(1, 6)}", when, None])
        self.world.belongs(chantier, day, *(tuple(line) for line in kept))
