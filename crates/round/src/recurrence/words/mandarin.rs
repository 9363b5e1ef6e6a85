//! 用中文说出重复规则。

use chrono::{Datelike, NaiveDateTime};

use super::{NAMED, clock, told, week_days};
use crate::recurrence::{
    Recurrence,
    rule::{Ends, Frequency, Rule},
    walk::Picks,
};

pub(super) fn tell(recurrence: &Recurrence) -> String {
    let mut said = match &recurrence.rule {
        Some(ruled_by) => ruled(&ruled_by.0, &ruled_by.1),
        None => moment(recurrence.start),
    };
    if !recurrence.added.is_empty() {
        said += &format!("，另加{}", moments(recurrence.added.iter()));
    }
    if !recurrence.excepted.is_empty() {
        said += &format!("，{}除外", moments(recurrence.excepted.iter()));
    }
    said
}

fn ruled(rule: &Rule, picks: &Picks) -> String {
    let mut said = head(rule, picks);
    let days = days(rule, picks);
    if !days.is_empty() {
        said += match rule.frequency {
            Frequency::Daily if !as_weekly(rule, picks) => "，且为",
            Frequency::Yearly if picks.months.len() > 1 => "的",
            _ if days.starts_with("每个") => "的",
            _ if rule.interval > 1 && (rule.frequency != Frequency::Yearly || picks.months.is_empty()) => "的",
            _ => "",
        };
        said += &days;
    }
    let times = counted(&clock(&picks.times), "个时刻");
    let gap = if times.is_empty() { "" } else { " " };
    if rule.positions.is_empty() {
        said += &format!("{gap}{times}");
    } else if picks.times.len() > 1 {
        said += &format!("{gap}{times}中的{}", positions(rule, "次"));
    } else {
        said += &format!("中的{}{gap}{times}", positions(rule, "天"));
    }
    said + &ends(rule.ends)
}

/// 周期和月份：「每月」「4月至10月每2周」「每年3月」。
fn head(rule: &Rule, picks: &Picks) -> String {
    let unit = match rule.frequency {
        Frequency::Daily => "天",
        Frequency::Weekly => "周",
        Frequency::Monthly if rule.interval > 1 => "个月",
        Frequency::Monthly => "月",
        Frequency::Yearly => "年",
    };
    let months = told(&picks.months, |m| format!("{m}月"), |from, to| format!("{from}月至{to}月")).join("、");
    let period = match rule.interval {
        // 「每」 + 「周一」
        1 if as_weekly(rule, picks) => "每".to_owned(),
        1 => format!("每{unit}"),
        n => format!("每{n}{unit}"),
    };
    match rule.frequency {
        Frequency::Yearly if rule.interval > 1 && !months.is_empty() => format!("{period}的{months}"),
        Frequency::Yearly => period + &months,
        _ => months + &period,
    }
}

/// Every day that is a Monday is every Monday.
fn as_weekly(rule: &Rule, picks: &Picks) -> bool {
    let plain = rule.interval == 1 && picks.month_days.is_empty() && !picks.week_days.is_empty();
    rule.frequency == Frequency::Weekly || (rule.frequency == Frequency::Daily && plain)
}

fn days(rule: &Rule, picks: &Picks) -> String {
    let mut parts = Vec::new();
    if !rule.weeks.is_empty() {
        parts
            .push(told(&rule.weeks, |w| nth_of(w, "周"), |from, to| between(from, to, |w| nth_of(w, "周"))).join("、"));
    }
    if !rule.year_days.is_empty() {
        parts.push(
            told(&rule.year_days, |d| nth_of(d, "天"), |from, to| between(from, to, |d| nth_of(d, "天"))).join("、"),
        );
    }
    if !picks.month_days.is_empty() {
        let day = |d: i64| if d < 0 { nth_of(d, "天") } else { format!("{d}日") };
        parts.push(told(&picks.month_days, day, |from, to| between(from, to, day)).join("、"));
    }
    let weekdays = weekdays(rule, picks, parts.is_empty());
    match (parts.is_empty(), weekdays.is_empty()) {
        (true, _) => weekdays,
        (false, true) => parts.join("且为"),
        (false, false) if !rule.weeks.is_empty() => format!("{}的{weekdays}", parts.join("且为")),
        (false, false) => format!("{}且为{weekdays}", parts.join("且为")),
    }
}

fn weekdays(rule: &Rule, picks: &Picks, alone: bool) -> String {
    let (every, nth) = week_days(picks);
    let numbers: Vec<u8> = every.iter().map(|d| d.number_from_monday() as u8).collect();
    let name = |n: i64| format!("{}{}", if as_weekly(rule, picks) { "周" } else { "星期" }, letter(n));
    let mut said = told(&numbers, name, |from, to| between(from, to, name));
    // 「每月的每个星期一」, where more than one comes in the period.
    let many = alone && rule.positions.is_empty() && rule.frequency >= Frequency::Monthly;
    if let Some(first) = said.first_mut().filter(|_| many) {
        *first = format!("每个{first}");
    }
    let counted =
        nth.iter().map(|(n, day)| format!("{}星期{}", place(*n, "个"), letter(day.number_from_monday().into())));
    said.extend(counted);
    said.join("、")
}

fn positions(rule: &Rule, of: &str) -> String {
    let all: Vec<String> = rule.positions.iter().map(|p| place(*p, of)).collect();
    all.join("、")
}

fn between(from: i64, to: i64, name: impl Fn(i64) -> String) -> String {
    format!("{}至{}", name(from), name(to))
}

fn letter(weekday: i64) -> char {
    ['一', '二', '三', '四', '五', '六', '日'][((weekday - 1).rem_euclid(7)) as usize]
}

/// 「第20周」「最后一周」「倒数第2周」
fn nth_of(n: i64, unit: &str) -> String {
    match n {
        -1 => format!("最后一{unit}"),
        n if n < 0 => format!("倒数第{}{unit}", -n),
        n => format!("第{n}{unit}"),
    }
}

/// 「第二个」「最后一个」「倒数第二个」
fn place(n: impl Into<i64>, of: &str) -> String {
    const DIGITS: [&str; 11] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let n: i64 = n.into();
    let size = n.unsigned_abs();
    let numeral =
        usize::try_from(size).ok().and_then(|at| DIGITS.get(at)).map_or(size.to_string(), |d| (*d).to_owned());
    match n {
        -1 => format!("最后一{of}"),
        n if n < 0 => format!("倒数第{numeral}{of}"),
        _ => format!("第{numeral}{of}"),
    }
}

fn ends(ends: Ends) -> String {
    match ends {
        Ends::Never => String::new(),
        Ends::Count(count) => format!("，共{count}次"),
        Ends::Until(at) => format!("，至{}", day(at)),
    }
}

fn day(at: NaiveDateTime) -> String {
    format!("{}年{}月{}日", at.year(), at.month(), at.day())
}

fn moment(at: NaiveDateTime) -> String {
    clock(&[at.time()]).into_iter().fold(day(at), |said, time| said + " " + &time)
}

fn moments<'a>(all: impl Iterator<Item = &'a NaiveDateTime>) -> String {
    counted(&all.map(|at| moment(*at)).collect::<Vec<_>>(), "次")
}

fn counted(all: &[String], of: &str) -> String {
    if all.len() > NAMED { format!("{}等{}{of}", all[..NAMED].join("、"), all.len()) } else { all.join("、") }
}
