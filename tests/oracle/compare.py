#!/usr/bin/env python3
"""Compares a document of the product with the oracle's: state, rows, changes, findings, coverage, figures.

usage: compare.py [--strict] PRODUCT.json ORACLE.json      exit 1 where they differ
What the contract leaves free is not compared, unless --strict: the line of a finding that has none, the column of a finding on a
whole row, and beside the findings that refuse a submission the others of a refused one and how many rows were read before.
"""

import json
import math
import sys
from collections import Counter

from dialect import header_name

REFUSING = ('E-SITUATION', 'E-CHANTIER', 'E-JEU', 'E-FICHIER', 'E-COLONNE', 'E-IDENTITE')
WITHOUT_LINE = ('E-SITUATION', 'E-CHANTIER', 'E-JEU', 'E-FICHIER', 'I-FICHIER', 'E-RETENUE', 'I-RIEN', 'W-DISPARU')
OF_A_CELL = ('E-COLONNE', 'E-IDENTITE', 'E-REQUIS', 'E-TYPE', 'E-CODE', 'E-BORNE', 'E-DATES', 'W-CELLULE', 'W-MOIS',
             'I-COLONNE-INCONNUE')
ONCE = ('E-RETENUE',)  # whether one finding tells all the rules or each rule has its own is free
# What may be left out where there is nothing to count: no coordination, no target, no calendar
ABSENT_OR_ZERO = ('coordination.', 'effectif.objectif', 'qualite.remontee')


def compare(product, oracle, strict=False):
    """A list of differences, each one line; empty where the documents agree."""
    if isinstance(product, list) or isinstance(oracle, list):
        if not (isinstance(product, list) and isinstance(oracle, list)) or len(product) != len(oracle):
            return ['not lists of the same length']
        return [f'[{i}] {line}' for i, pair in enumerate(zip(product, oracle)) for line in compare(*pair, strict)]
    found = []
    for name in ('state', 'date_situation', 'chantier', 'debut', 'fin', 'programme', 'coverage'):
        if name in product and name in oracle and product[name] != oracle[name]:
            found.append(difference(name, product[name], oracle[name]))
    state = oracle.get('state')
    if 'rows' in product or 'rows' in oracle:
        found += compare_rows(product.get('rows') or {}, oracle.get('rows') or {}, state == 'refused' and not strict)
    if state in ('accepted', 'held') and 'changes' in product and 'changes' in oracle:
        found += compare_rows(product['changes'], oracle['changes'], False, 'changes')
    if 'findings' in product or 'findings' in oracle:
        found += compare_findings(product.get('findings') or [], oracle.get('findings') or [], state, strict)
    if 'figures' in product or 'figures' in oracle:
        found += compare_figures(product.get('figures') or {}, oracle.get('figures') or {})
    return found


def difference(what, product, oracle):
    return f'{what}: product {json.dumps(product, ensure_ascii=False)}, oracle {json.dumps(oracle, ensure_ascii=False)}'


def compare_rows(product, oracle, read_is_free, what='rows'):
    names = sorted((set(product) | set(oracle)) - ({'read'} if read_is_free else set()))
    return [difference(f'{what}.{name}', product.get(name), oracle.get(name)) for name in names
            if product.get(name) != oracle.get(name)]


def compare_findings(product, oracle, state, strict):
    ours, theirs = (Counter(comparable(f, strict) for f in findings if strict or state != 'refused'
                            or f['code'] in REFUSING) for findings in (product, oracle))
    if not strict:
        for counts in (ours, theirs):
            for key in counts:
                if key[0] in ONCE:
                    counts[key] = 1
    found = []
    for sign, extra in (('only in product', ours - theirs), ('only in oracle', theirs - ours)):
        for key in sorted(extra, key=str):
            code, severity, dataset, line, column, row = key
            place = ' '.join(str(part) for part in (dataset, line and f'line {line}', column, row) if part)
            found.append(f'findings: {sign}: {code} ({severity}) {place} x{extra[key]}')
    return found


def comparable(f, strict):
    code, column = f['code'], f.get('column')
    if column is not None:
        column = header_name(column)
    if not strict and code not in OF_A_CELL:
        column = None
    line = f.get('line') or None
    if not strict and code in WITHOUT_LINE:
        line = None
    key = (f.get('parcours_id') or f.get('key')) if code == 'W-DISPARU' else None
    return code, f.get('severity'), f.get('dataset') or None, line, column or None, key


def compare_figures(product, oracle):
    found = []
    for code in sorted(set(product) | set(oracle)):
        ours, theirs = product.get(code), oracle.get(code)
        if ours is None or theirs is None:
            if not (code.startswith(ABSENT_OR_ZERO) and is_zero(ours or theirs)) and code != 'qualite.remontee':
                found.append(difference(code, ours, theirs))
        elif not same_figure(ours, theirs):
            found.append(difference(code, ours, theirs))
    return found


def is_zero(figure):
    return not any(values(figure).values())


def values(figure):
    """The numbers of a figure by name; a key of a répartition with 0 left out."""
    flat = {}
    for name in ('num', 'den', 'nr'):
        value = figure.get(name)
        if isinstance(value, dict):
            flat.update({f'num.{key}': n for key, n in value.items() if n})
        elif value is not None:
            flat[name] = value
    return flat


def same_figure(ours, theirs):
    left, right = values(ours), values(theirs)
    if ours.get('kind') != theirs.get('kind') or set(left) != set(right):
        return False
    return all(same_number(left[name], right[name]) for name in left)


def same_number(left, right):
    if isinstance(left, int) and isinstance(right, int):
        return left == right
    return math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-9)


def main(arguments):
    strict = '--strict' in arguments
    paths = [argument for argument in arguments if argument != '--strict']
    if len(paths) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    documents = []
    for path in paths:
        with open(path, encoding='utf-8') as file:
            documents.append(json.load(file))
    found = compare(*documents, strict)
    print('\n'.join(found) if found else 'no difference')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
