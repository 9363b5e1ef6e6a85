//! Reading rules and recurrences as iCalendar text.

use std::{collections::BTreeSet, str::FromStr};

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::{
    FIRST_YEAR, LAST_YEAR, MOST_DATES, Recurrence,
    fault::{Fault, Part},
    rule::{Ends, Frequency, NthDay, Rule, STAMP, letters},
};

/// How much of what stands there is told, in characters.
const SHOWN: usize = 40;

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

impl FromStr for Rule {
    type Err = Vec<Fault>;

    /// Reads `FREQ=…;…`, also with `RRULE:` before it.
    fn from_str(text: &str) -> Result<Self, Vec<Fault>> {
        let text = text.trim();
        let parts = match text.split_once(':') {
            Some((name, parts)) if name.eq_ignore_ascii_case(Part::Rule.word()) => parts,
            _ => text,
        };
        let mut reading = Reading { faults: Vec::new(), rule: Rule::every(1, Frequency::Daily), seen: BTreeSet::new() };
        parts.split(';').filter(|part| !part.trim().is_empty()).for_each(|part| reading.part(part));
        let Reading { mut faults, rule, seen } = reading;
        if !seen.contains(&Part::Frequency) {
            faults.push(Fault::Missing(Part::Frequency));
        }
        if seen.contains(&Part::Count) && seen.contains(&Part::Until) {
            faults.push(Fault::TwoEnds);
        }
        if faults.is_empty() {
            faults = rule.check();
        }
        if faults.is_empty() { Ok(rule.ordered()) } else { Err(faults) }
    }
}

struct Reading {
    faults: Vec<Fault>,
    rule: Rule,
    seen: BTreeSet<Part>,
}

impl Reading {
    fn part(&mut self, text: &str) {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let (name, value) = (name.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase());
        let Some(part) = Part::OF_RULE.into_iter().find(|part| part.word() == name) else {
            self.faults.push(Fault::Unknown(shown(&name)));
            return;
        };
        if !self.seen.insert(part) {
            self.faults.push(Fault::Twice(part));
            return;
        }
        match part {
            Part::Frequency => self.frequency(&value),
            Part::WeekStart => match weekday(&value) {
                Some(day) => self.rule.week_start = day,
                None => self.faults.push(Fault::NotAWord { part, found: shown(&value) }),
            },
            Part::Until => match stamp(&value, part, NaiveTime::from_hms_opt(23, 59, 59)) {
                Ok(until) => self.rule.ends = Ends::Until(until),
                Err(fault) => self.faults.push(fault),
            },
            Part::Count => {
                if let Some(count) = self.number(part, &value) {
                    self.rule.ends = Ends::Count(count);
                }
            }
            Part::Interval => {
                if let Some(interval) = self.number(part, &value) {
                    self.rule.interval = interval;
                }
            }
            Part::ByDay => self.rule.week_days = self.week_days(&value),
            Part::ByMonth => self.rule.months = self.numbers(part, &value),
            Part::ByWeekNo => self.rule.weeks = self.numbers(part, &value),
            Part::ByYearDay => self.rule.year_days = self.numbers(part, &value),
            Part::ByMonthDay => self.rule.month_days = self.numbers(part, &value),
            Part::ByHour => self.rule.hours = self.numbers(part, &value),
            Part::ByMinute => self.rule.minutes = self.numbers(part, &value),
            Part::BySetPos => self.rule.positions = self.numbers(part, &value),
            Part::Start | Part::Rule | Part::Except | Part::Added => self.faults.push(Fault::Unknown(shown(&name))),
        }
    }

    fn frequency(&mut self, value: &str) {
        self.rule.frequency = match value {
            "DAILY" => Frequency::Daily,
            "WEEKLY" => Frequency::Weekly,
            "MONTHLY" => Frequency::Monthly,
            "YEARLY" => Frequency::Yearly,
            "HOURLY" | "MINUTELY" | "SECONDLY" => {
                self.faults.push(Fault::BelowADay(value.to_owned()));
                return;
            }
            _ => {
                self.faults.push(Fault::NotAWord { part: Part::Frequency, found: shown(value) });
                return;
            }
        };
    }

    fn number<T: FromStr>(&mut self, part: Part, value: &str) -> Option<T> {
        let read = value.trim().parse().ok();
        if read.is_none() {
            self.faults.push(Fault::OutOfRange { part, found: shown(value) });
        }
        read
    }

    fn numbers<T: FromStr>(&mut self, part: Part, value: &str) -> Vec<T> {
        value.split(',').filter_map(|one| self.number(part, one)).collect()
    }

    fn week_days(&mut self, value: &str) -> Vec<NthDay> {
        let mut days = Vec::new();
        for one in value.split(',').map(str::trim) {
            let at = one.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(one.len());
            let (nth, day) = one.split_at(at);
            let Some(day) = weekday(day) else {
                self.faults.push(Fault::NotAWord { part: Part::ByDay, found: shown(one) });
                continue;
            };
            let nth = if nth.is_empty() { None } else { self.number(Part::ByDay, nth) };
            days.push(NthDay { nth, day });
        }
        days
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    (0..7).filter_map(|n| Weekday::try_from(n).ok()).find(|day| letters(*day) == text)
}

/// A local time; a bare date has the given time of day.
fn stamp(text: &str, part: Part, bare: Option<NaiveTime>) -> Result<NaiveDateTime, Fault> {
    if text.len() > 1 && text.ends_with('Z') {
        return Err(Fault::Zoned(part));
    }
    let read = match (NaiveDateTime::parse_from_str(text, STAMP), bare) {
        (Ok(at), _) => Some(at),
        (Err(_), Some(time)) => NaiveDate::parse_from_str(text, "%Y%m%d").ok().map(|day| day.and_time(time)),
        (Err(_), None) => None,
    };
    read.filter(|at| (FIRST_YEAR..=LAST_YEAR).contains(&at.year()))
        .ok_or_else(|| Fault::NotATime { part, found: shown(text) })
}

impl FromStr for Recurrence {
    type Err = Vec<Fault>;

    /// Reads the lines `DTSTART:…`, `RRULE:…`, `RDATE:…`, `EXDATE:…`; all but the first may be absent, folded lines are joined.
    fn from_str(text: &str) -> Result<Self, Vec<Fault>> {
        let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
        let mut faults = Vec::new();
        let (mut start, mut rule, mut added, mut excepted) = (None, None, BTreeSet::new(), BTreeSet::new());
        for line in unfolded.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (head, value) = line.split_once(':').unwrap_or((line, ""));
            let (name, about) = head.split_once(';').unwrap_or((head, ""));
            let (name, about) = (name.trim().to_ascii_uppercase(), about.to_ascii_uppercase());
            let value = value.trim().to_ascii_uppercase();
            let part = match name.as_str() {
                "DTSTART" => Part::Start,
                "RRULE" => Part::Rule,
                "RDATE" => Part::Added,
                "EXDATE" => Part::Except,
                _ => {
                    faults.push(Fault::Unknown(shown(&name)));
                    continue;
                }
            };
            if about.contains("TZID") {
                faults.push(Fault::Zoned(part));
                continue;
            }
            match part {
                Part::Start if start.is_some() => faults.push(Fault::Twice(part)),
                Part::Start => start = taken(stamp(&value, part, Some(NaiveTime::MIN)), &mut faults),
                Part::Rule if rule.is_some() => faults.push(Fault::Twice(part)),
                Part::Rule => match value.parse::<Rule>() {
                    Ok(read) => rule = Some(read),
                    Err(wrong) => faults.extend(wrong),
                },
                _ => {
                    let dates = if part == Part::Added { &mut added } else { &mut excepted };
                    let read = value.split(',').filter_map(|one| taken(stamp(one.trim(), part, None), &mut faults));
                    dates.extend(read.take(MOST_DATES + 1));
                }
            }
        }
        if start.is_none() && !faults.iter().any(|f| f.part() == Part::Start) {
            faults.push(Fault::Missing(Part::Start));
        }
        match start {
            Some(start) if faults.is_empty() => Self::with(start, rule, added, excepted),
            _ => Err(faults),
        }
    }
}

fn taken<T>(read: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}
