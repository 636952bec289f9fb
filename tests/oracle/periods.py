"""Named periods, and the nights on which an export is expected."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

PARIS = ZoneInfo('Europe/Paris')


def last_of_month(year, month):
    first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - dt.timedelta(days=1)


def span(year, first_month, last_month):
    return dt.date(year, first_month, 1), last_of_month(year, last_month)


def parse(name):
    """(debut, fin) of a named period, or of AAAA-MM-JJ..AAAA-MM-JJ."""
    if '..' in name:
        debut, fin = (dt.date.fromisoformat(day) for day in name.split('..'))
        if debut > fin:
            raise ValueError(f'period {name} ends before it begins')
        return debut, fin
    match = re.fullmatch(r'([0-9]{4})(?:-(?:([0-9]{2})|([TCS])([1-4])))?', name)
    if not match:
        raise ValueError(f'period {name} is not known')
    year, month, letter, n = int(match[1]), match[2], match[3], int(match[4] or 0)
    if month:
        return span(year, int(month), int(month))
    if letter is None:
        return span(year, 1, 12)
    if letter == 'T':
        return span(year, 3 * n - 2, 3 * n)
    if letter == 'C':
        return span(year, 1, 3 * n)
    if n == 1:
        return span(year, 4, 9)
    if n == 2:
        return dt.date(year, 10, 1), dt.date(year + 1, 3, 31)
    raise ValueError(f'period {name} is not known')


def mois_avant(day, months):
    """The day so many months before; the last day of the month where it does not exist."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(days=day.day - 1), last_of_month(year, month + 1))


def easter(year):
    """Gregorian Easter Sunday (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def holidays(year):
    """The eleven French public holidays."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    sunday = easter(year)
    return ({dt.date(year, month, day) for month, day in fixed}
            | {sunday + dt.timedelta(days=days) for days in (1, 39, 50)})


def is_expected(night):
    return night.weekday() < 5 and night not in holidays(night.year)


def last_expected_night(now, settings):
    """The newest expected situation date whose deadline (the next morning) and grace are over at `now`."""
    local = now.astimezone(PARIS)
    night = local.date()
    while True:
        hour = settings.heure_limite + settings.grace_heures
        over = dt.datetime.combine(night + dt.timedelta(days=1), dt.time(hour), PARIS)
        if is_expected(night) and over <= local:
            return night
        night -= dt.timedelta(days=1)


def default_situation(now):
    """Yesterday before noon, today from noon, in Paris."""
    local = now.astimezone(PARIS)
    return local.date() - dt.timedelta(days=local.hour < 12)
