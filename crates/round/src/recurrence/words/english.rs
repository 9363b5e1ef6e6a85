//! A rule in English.

use chrono::{Datelike, NaiveDateTime, Weekday};

use super::{NAMED, clock, counts_in_month, told, week_days};
use crate::recurrence::{
    Recurrence,
    rule::{Ends, Frequency, Rule},
    walk::Picks,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn tell(recurrence: &Recurrence) -> String {
    let mut said = match &recurrence.rule {
        Some(ruled_by) => ruled(&ruled_by.0, &ruled_by.1),
        None => format!("on {}", moment(recurrence.start)),
    };
    if !recurrence.added.is_empty() {
        said += &format!(", also on {}", moments(recurrence.added.iter()));
    }
    if !recurrence.excepted.is_empty() {
        said += &format!(", except on {}", moments(recurrence.excepted.iter()));
    }
    said
}

fn ruled(rule: &Rule, picks: &Picks) -> String {
    let unit = match rule.frequency {
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    };
    let mut said = match rule.interval {
        1 => format!("every {unit}"),
        n => format!("every {n} {unit}s"),
    };
    let month = |m: i64| MONTHS[((m - 1).rem_euclid(12)) as usize].to_owned();
    let months = and(&told(&picks.months, month, |from, to| format!("{} to {}", month(from), month(to))));
    if !months.is_empty() {
        said += &format!(" in {months}");
    }
    let days = days(rule, picks);
    let times = counted(&clock(&picks.times), "times of day");
    let at = if times.is_empty() { String::new() } else { format!(" at {times}") };
    if rule.positions.is_empty() {
        said += &format!("{}{at}", days.iter().map(|d| format!(" {d}")).collect::<String>());
    } else {
        let chosen: Vec<String> = rule.positions.iter().map(|p| nth(i64::from(*p))).collect();
        let among = days.iter().map(|d| format!(" {d}")).collect::<String>();
        said += &match picks.times.len() {
            0 | 1 => format!(" on the {} of the days{among}{at}", and(&chosen)),
            _ => format!(" at the {} of the times{among}{at}", and(&chosen)),
        };
    }
    said + &ends(rule.ends)
}

/// What picks the days, each with its preposition; all of them must hold.
fn days(rule: &Rule, picks: &Picks) -> Vec<String> {
    let mut parts = Vec::new();
    if !rule.weeks.is_empty() {
        let week = |w: i64| if w < 0 { format!("the {} week", nth(w)) } else { format!("week {w}") };
        parts.push(format!("in {}", and(&told(&rule.weeks, week, |from, to| between(from, to, week)))));
    }
    let on_the = |days: Vec<String>, of: &str| format!("on the {}{of}", and(&days));
    if !rule.year_days.is_empty() {
        let day = |d: i64| nth(d);
        parts.push(on_the(told(&rule.year_days, day, |from, to| between(from, to, day)), " day of the year"));
    }
    if !picks.month_days.is_empty() {
        let day = |d: i64| if d < 0 { format!("{} day", nth(d)) } else { ordinal(d) };
        parts.push(on_the(told(&picks.month_days, day, |from, to| between(from, to, day)), ""));
    }
    let (every, counted) = week_days(picks);
    let numbers: Vec<u8> = every.iter().map(|d| d.number_from_monday() as u8).collect();
    let name = |n: i64| weekday(n);
    let mut weekdays = told(&numbers, name, |from, to| between(from, to, name));
    let nth_day =
        |(n, day): &(i8, Weekday)| format!("the {} {}", nth((*n).into()), weekday(day.number_from_monday().into()));
    weekdays.extend(counted.iter().map(nth_day));
    if !weekdays.is_empty() {
        let of_year = if counted.is_empty() || counts_in_month(rule, picks) { "" } else { " of the year" };
        parts.push(format!("on {}{of_year}", and(&weekdays)));
    }
    parts
}

fn between(from: i64, to: i64, name: impl Fn(i64) -> String) -> String {
    format!("{} to {}", name(from), name(to))
}

fn weekday(number: i64) -> String {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    NAMES[((number - 1).rem_euclid(7)) as usize].to_owned()
}

/// "second", "21st", "last", "second to last".
fn nth(n: i64) -> String {
    const WORDS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let size = n.unsigned_abs();
    let word = usize::try_from(size - 1).ok().and_then(|at| WORDS.get(at));
    let word = word.map_or_else(|| ordinal(size as i64), |word| (*word).to_owned());
    match n {
        -1 => "last".to_owned(),
        n if n < 0 => format!("{word} to last"),
        _ => word,
    }
}

fn ordinal(n: i64) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn ends(ends: Ends) -> String {
    match ends {
        Ends::Never => String::new(),
        Ends::Count(1) => ", once".to_owned(),
        Ends::Count(count) => format!(", {count} times"),
        Ends::Until(at) => format!(", until {}", day(at)),
    }
}

fn day(at: NaiveDateTime) -> String {
    format!("{} {} {}", at.day(), MONTHS[at.month0() as usize], at.year())
}

fn moment(at: NaiveDateTime) -> String {
    clock(&[at.time()]).into_iter().fold(day(at), |said, time| said + " at " + &time)
}

fn moments<'a>(all: impl Iterator<Item = &'a NaiveDateTime>) -> String {
    counted(&all.map(|at| moment(*at)).collect::<Vec<_>>(), "times")
}

fn and(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

fn counted(all: &[String], of: &str) -> String {
    if all.len() > NAMED { format!("{} … ({} {of})", all[..NAMED].join(", "), all.len()) } else { and(all) }
}
