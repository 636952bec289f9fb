#!/usr/bin/env python3
"""The oracle's command line: check files, or play the nights of a directory and compute figures."""

import argparse
import datetime as dt
import json
import os
import sys

import correspondances
import figures
import judging
import periods


def main(arguments=None):
    options = parser().parse_args(arguments)
    json.dump(options.run(options), sys.stdout, ensure_ascii=False, indent=1)
    print()


def parser():
    top = argparse.ArgumentParser(description=__doc__)
    commands = top.add_subparsers(required=True)
    check = commands.add_parser('check', help='the document of `cvg check --format json`')
    check.add_argument('--date', type=dt.date.fromisoformat)
    check.add_argument('--figures', metavar='PERIOD')
    check.add_argument('--programme', choices=figures.PROGRAMMES, default='CVG')
    check.add_argument('--profil', metavar='NAME', help='the mapping profile by which the files are read')
    check.add_argument('--today', type=dt.date.fromisoformat, help="the receiver's date")
    check.add_argument('files', nargs='+', metavar='FILE')
    check.set_defaults(run=run_check)
    for name, run, text in (('figures', run_figures, 'play the nights, then `cvg figures --format json`'),
                            ('nights', run_nights, 'play the nights: the list of outcomes')):
        command = commands.add_parser(name, help=text)
        command.add_argument('--home', required=True, metavar='DIR',
                             help='reference/{territoires,chantiers}.csv, nights/DATE/REPORTER/*')
        command.add_argument('--until', type=dt.date.fromisoformat, help='the last night to play')
        command.set_defaults(run=run)
        if run is run_figures:
            command.add_argument('--period', action='append', required=True, help='repeated: a list is printed')
            command.add_argument('--scope', action='append')
            command.add_argument('--programme', action='append', choices=figures.PROGRAMMES)
            command.add_argument('--now', type=dt.datetime.fromisoformat, help='for qualite.remontee')
    return top


def run_check(options):
    now = dt.datetime.now(periods.PARIS)
    date = options.date or periods.default_situation(now)
    files = []
    for path in options.files:
        with open(path, 'rb') as file:
            files.append((os.path.basename(path), file.read()))
    profile = correspondances.read(options.profil) if options.profil else None
    document, in_force = judging.check(files, date, options.today or now.date(), profile=profile)
    if options.figures and in_force:
        debut, fin = periods.parse(options.figures)
        document.update(period=options.figures, debut=debut.isoformat(), fin=fin.isoformat(),
                        programme=options.programme,
                        figures=figures.of_files(in_force, debut, fin, options.programme))
    return document


def play(home, until=None):
    """Plays nights/DATE/REPORTER in order of date: (reference, reporters by id, outcomes)."""
    reference = figures.Reference.read(os.path.join(home, 'reference'))
    reporters, outcomes = {}, []
    nights = os.path.join(home, 'nights')
    for night in sorted(os.listdir(nights)):
        date = dt.date.fromisoformat(night)
        if until and date > until:
            break
        for ident in sorted(os.listdir(os.path.join(nights, night))):
            if ident not in reporters:
                reporters[ident] = new_reporter(ident, reference)
            folder = os.path.join(nights, night, ident)
            sent = {}
            for name in sorted(os.listdir(folder)):
                with open(os.path.join(folder, name), 'rb') as file:
                    sent[name] = file.read()
            outcomes.append(reporters[ident].submit(date, sent, today=date))
    return reference, reporters, outcomes


def new_reporter(ident, reference):
    if ident in reference.territoires:
        return judging.Reporter(ident, 'territoire')
    return judging.Reporter(ident, 'chantier', lambda day: reference.is_member(ident, day),
                            profile=lambda day: correspondances.of_tool(reference.tool(ident, day)))


def in_force(reporters, kind):
    return {ident: reporter.in_force for ident, reporter in reporters.items()
            if reporter.kind == kind and reporter.in_force}


def run_figures(options):
    reference, reporters, _ = play(options.home, options.until)
    now = options.now
    if now and now.tzinfo is None:
        now = now.replace(tzinfo=periods.PARIS)
    documents = []
    for period in options.period:
        debut, fin = periods.parse(period)
        for scope in options.scope or ['nation']:
            for programme in options.programme or ['CVG']:
                computed = figures.of_perimeter(in_force(reporters, 'chantier'), in_force(reporters, 'territoire'),
                                                reference, debut, fin, scope, programme, now)
                documents.append({'scope': scope, 'programme': programme, 'period': period,
                                  'debut': debut.isoformat(), 'fin': fin.isoformat(), **computed})
    return documents[0] if len(documents) == 1 else documents


def run_nights(options):
    return play(options.home, options.until)[2]


if __name__ == '__main__':
    main()
