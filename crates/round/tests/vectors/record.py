#!/usr/bin/env python3
"""Records what python-dateutil answers to rules of recurrence, for tests/recurrence.rs.

    python3 record.py > recorded.txt

The rules are drawn from a fixed seed. A line is
    way | DTSTART | RRULE | EXDATE | first four | asked from | first two from there | how many until 2100 | digest of all
and its times are YYYYMMDDTHHMM. Where dateutil departs from RFC 5545 the way is a letter, and dateutil is asked the same thing
in a form it answers by the RFC:
    w  BYWEEKNO without a day takes the weekday of DTSTART ("Information, not contained in the rule, necessary to determine the
       various recurrence instance start time and dates are derived from the Start Time"); dateutil takes all seven days.
    i  Week 52 or 53 around the turn of the year: weeks are those "defined in ISO.8601.2004"; asked of the standard library.
    s  BYSETPOS in the week of DTSTART: "A set of recurrence instances starts at the beginning of the interval defined by the
       FREQ rule part"; dateutil begins that week's set at DTSTART. Asked with DTSTART at the beginning of the week.
    d  BYDAY with both `MO` and `2TU` means either; dateutil wants both. Asked as two rules.
"""
import random
import sys
import warnings
from datetime import date, datetime, timedelta

from dateutil import rrule as ru

warnings.simplefilter("ignore")
RULES = 5600
END = datetime(2100, 12, 31, 23, 59, 59)
FREQ = {"DAILY": ru.DAILY, "WEEKLY": ru.WEEKLY, "MONTHLY": ru.MONTHLY, "YEARLY": ru.YEARLY}
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
KEYS = {
    "BYMONTH": "bymonth", "BYWEEKNO": "byweekno", "BYYEARDAY": "byyearday", "BYMONTHDAY": "bymonthday",
    "BYDAY": "byweekday", "BYHOUR": "byhour", "BYMINUTE": "byminute", "BYSETPOS": "bysetpos",
}
pick = random.Random(5545)


def some(values, most):
    return sorted(pick.sample(values, pick.randint(1, min(most, len(values)))))


def signed(most):
    return [n for n in range(-most, most + 1) if n != 0]


def chance(part):
    return pick.random() < part


def draw():
    """A rule as (DTSTART, frequency, interval, parts, count, until, wkst)."""
    freq = pick.choice(list(FREQ))
    years = (1970, 2095)
    start = datetime(pick.randint(*years), 1, 1) + timedelta(days=pick.randint(0, 364))
    if chance(0.8):
        start += timedelta(minutes=5 * pick.randint(0, 287))
    interval = 1 if chance(0.5) else pick.randint(2, {"DAILY": 45, "WEEKLY": 13, "MONTHLY": 18, "YEARLY": 6}[freq])
    parts = {}
    if chance(0.3):
        parts["BYMONTH"] = some(range(1, 13), 5)
    if freq == "YEARLY" and chance(0.2):
        parts["BYWEEKNO"] = some(signed(53), 4)
    if freq == "YEARLY" and chance(0.15):
        parts["BYYEARDAY"] = some(signed(366), 12)
    if freq != "WEEKLY" and chance(0.3):
        parts["BYMONTHDAY"] = some(signed(31), 6 if chance(0.6) else 25)
    if chance(0.45):
        nth = freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in parts and chance(0.6)
        if nth:
            most = 5 if freq == "MONTHLY" or "BYMONTH" in parts else 53
            plain = 0.1 if chance(0.2) else 0
            parts["BYDAY"] = [
                ("" if chance(plain) else str(pick.choice(signed(most)))) + day for day in pick.sample(DAYS, pick.randint(1, 4))
            ]
        else:
            parts["BYDAY"] = pick.sample(DAYS, pick.randint(1, 6))
    if chance(0.12):
        parts["BYHOUR"] = some(range(24), 3)
    if chance(0.08):
        parts["BYMINUTE"] = some(range(60), 3)
    if parts and chance(0.25):
        parts["BYSETPOS"] = some(signed(4 if chance(0.7) else 366), 3)
    count = until = None
    if chance(0.2):
        count = pick.randint(1, 60)
    elif chance(0.25):
        until = min(END, start + timedelta(days=pick.randint(0, 9000), minutes=pick.randint(0, 1439)))
    wkst = 0 if chance(0.6) else pick.randint(0, 6)
    return start, freq, interval, parts, count, until, wkst


def asked(start, freq, interval, parts, count, until, wkst):
    given = {KEYS[key]: value for key, value in parts.items()}
    if "BYDAY" in parts:
        given["byweekday"] = [
            getattr(ru, day[-2:])(int(day[:-2])) if len(day) > 2 else getattr(ru, day) for day in parts["BYDAY"]
        ]
    return ru.rrule(FREQ[freq], dtstart=start, interval=interval, count=count, until=until or END, wkst=wkst, cache=False, **given)


def cut(times, start, count):
    kept = [at for at in times if at >= start]
    return kept[:count] if count else kept


def in_iso_weeks(at, weeks):
    year, week, _ = at.isocalendar()
    last = date(year, 12, 28).isocalendar()[1]
    return week in weeks or week - last - 1 in weeks


def answer(rule):
    """The way it was asked, and all occurrences; None when no form of the question is answered by the RFC."""
    start, freq, interval, parts, count, until, wkst = rule
    weeks = parts.get("BYWEEKNO", [])
    if weeks and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(parts):
        way, named = answer((start, freq, interval, {**parts, "BYDAY": [DAYS[start.weekday()]]}, count, until, wkst))
        return ("w" if way == "-" else way, named)
    if {52, 53, -52, -53} & set(weeks):
        if wkst != 0 or "BYSETPOS" in parts:
            return None, None
        rest = {key: value for key, value in parts.items() if key != "BYWEEKNO"}
        all_days = {**rest, "BYDAY": rest.get("BYDAY", DAYS)}
        times = [at for at in asked(start, freq, interval, all_days, None, until, wkst) if in_iso_weeks(at, weeks)]
        return "i", cut(times, start, count)
    days = parts.get("BYDAY", [])
    if any(len(day) == 2 for day in days) and any(len(day) > 2 for day in days):
        if "BYSETPOS" in parts:
            return None, None
        times = set()
        for wanted in ([d for d in days if len(d) == 2], [d for d in days if len(d) > 2]):
            times |= set(asked(start, freq, interval, {**parts, "BYDAY": wanted}, None, until, wkst))
        return "d", cut(sorted(times), start, count)
    if freq == "WEEKLY" and "BYSETPOS" in parts:
        into = (start.weekday() - wkst) % 7
        whole = {**parts, "BYDAY": parts.get("BYDAY", [DAYS[start.weekday()]])}
        return "s", cut(asked(start - timedelta(days=into), freq, interval, whole, None, until, wkst), start, count)
    return "-", list(asked(start, freq, interval, parts, count, until, wkst))


def stamp(at):
    return at.strftime("%Y%m%dT%H%M")


def text(rule):
    start, freq, interval, parts, count, until, wkst = rule
    said = [f"FREQ={freq}"]
    if interval != 1:
        said.append(f"INTERVAL={interval}")
    for key, values in parts.items():
        said.append(f"{key}=" + ",".join(str(v) for v in values))
    if count:
        said.append(f"COUNT={count}")
    if until:
        said.append("UNTIL=" + until.strftime("%Y%m%dT%H%M%S"))
    if wkst:
        said.append(f"WKST={DAYS[wkst]}")
    return ";".join(said)


def digest(times):
    value = 0
    for at in times:
        value = (value * 1_000_003 + int((at - datetime(1970, 1, 1)).total_seconds())) % 2**64
    return f"{value:x}"


def main():
    done = 0
    while done < RULES:
        rule = draw()
        way, times = answer(rule)
        if way is None:
            continue
        excepted = pick.sample(times[:8], 2) if len(times) > 3 and chance(0.15) else []
        times = [at for at in times if at not in excepted]
        far = rule[0] + timedelta(days=pick.randint(0, max(1, (END - rule[0]).days)))
        columns = [
            way, stamp(rule[0]), text(rule), ",".join(stamp(at) for at in sorted(excepted)),
            ",".join(stamp(at) for at in times[:4]), stamp(far),
            ",".join(stamp(at) for at in [at for at in times if at >= far][:2]), str(len(times)), digest(times),
        ]
        print("|".join(columns))
        done += 1
        if done % 500 == 0:
            print(done, file=sys.stderr)


main()
