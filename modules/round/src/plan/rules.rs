//! From what somebody asked for to a plan the engine can read – pure.

use std::collections::BTreeMap;

use asset::AssetLine;
use chrono::{NaiveDateTime, NaiveTime, Timelike};
use chrono_tz::Tz;
use kernel::{Date, Error, FieldError, Label, Lang, Message, Result, Span};
use meter::MeterKind;
use round::{
    plan::{self, Plan, Season, Supersedes, Total, Trigger, Window},
    recurrence::Recurrence,
};
use rust_decimal::Decimal;
use ui::Speech;

use super::model::{Anchor, CalendarShift, CatchUp, Frequency, Near, PlanFacts};
use crate::alarm;

/// The least a timed occurrence may be late when nobody says so: without it nothing could ever be done in time.
const USUAL_LATE: Span = Span::hours(1);

/// The plan somebody asked for; `from` is the first day this edition brings anything forth for.
///
/// # Errors
/// Everything that is wrong, each at its field.
pub(crate) fn plan(
    facts: &PlanFacts,
    target: plan::Target,
    procedure: plan::Procedure,
    from: Date,
    today: Date,
) -> Result<Plan> {
    let triggers = triggers(facts, facts.first_on.unwrap_or(today))?;
    let at_time = |trigger: &Trigger| matches!(trigger, Trigger::Rule(r) if r.times_of_day() != [NaiveTime::MIN]);
    let timed = triggers.iter().any(at_time);
    let hours = match facts.hours.as_deref().map(str::trim).filter(|h| !h.is_empty()) {
        Some(text) => Some(text.replace(' ', "").parse().map_err(|_| wrong("hours", "round-hours-wrong"))?),
        None => None,
    };
    let after = length("late", facts.late.as_deref())?;
    let usual = if timed && hours.is_none() { USUAL_LATE } else { Span::ZERO };
    let near = match facts.near {
        Some(Near::Week) => plan::Near::Week,
        Some(Near::Quarter) => plan::Near::Quarter,
        Some(Near::Year) => plan::Near::Year,
        Some(Near::Month) | None => plan::Near::Month,
    };
    let supersedes = facts.supersedes.iter().flatten();
    let made = Plan {
        target,
        procedure,
        anchor: match facts.anchor {
            Some(Anchor::Completion) => plan::Anchor::Completion,
            Some(Anchor::Fixed) | None => plan::Anchor::Fixed,
        },
        // What was used and what alarms come before its first day by the calendar calls for it all the same.
        since: if triggers.iter().all(|trigger| matches!(trigger, Trigger::Rule(_))) { from } else { today },
        until: facts.last_on,
        lead: length("lead", facts.lead.as_deref())?.unwrap_or(Span::ZERO),
        window: Window {
            before: length("early", facts.early.as_deref())?.unwrap_or(Span::ZERO),
            after: after.unwrap_or(usual),
        },
        calendar_shift: match facts.calendar_shift {
            Some(CalendarShift::NextOpen) => plan::CalendarShift::NextOpen,
            Some(CalendarShift::PrevOpen) => plan::CalendarShift::PrevOpen,
            Some(CalendarShift::None) | None => plan::CalendarShift::None,
        },
        hours,
        catch_up: match facts.catch_up {
            Some(CatchUp::All) => plan::CatchUp::All,
            Some(CatchUp::SkipWithRecord) => plan::CatchUp::SkipWithRecord,
            Some(CatchUp::OneOverdue) | None => plan::CatchUp::OneOverdue,
        },
        triggers,
        supersedes: supersedes.map(|id| Supersedes { plan: id.to_string(), near }).collect(),
        seasons: seasons(facts.season.as_deref())?,
    };
    let findings: Vec<FieldError> = plan::check(&made)
        .into_iter()
        .map(|finding| FieldError { field: field_of(&finding.part).into(), message: finding.message })
        .collect();
    if findings.is_empty() { Ok(made) } else { Err(Error::Invalid(findings)) }
}

/// Whether equipment of a class is meant by a plan that names a maker or a day before which it was in use. Whoever does not know when it
/// was is not left out: what is old is looked after in any case.
pub(crate) fn is_meant(facts: &PlanFacts, asset: &AssetLine) -> bool {
    let same = |maker: &str| asset.maker.as_deref().is_some_and(|of| of.trim().eq_ignore_ascii_case(maker.trim()));
    facts.maker.as_deref().is_none_or(same)
        && facts.used_before.is_none_or(|day| asset.installed_on.is_none_or(|since| since < day))
}

/// The field of the form that a part of the plan was asked by.
fn field_of(part: &str) -> &'static str {
    match part.split('.').next().unwrap_or_default() {
        "until" => "last_on",
        "window" => "late",
        "seasons" => "season",
        _ => "rule",
    }
}

fn wrong(field: &str, key: &'static str) -> Error {
    Error::field(field, Message::of(key))
}

/// What makes it due: the calendar, the use of a meter, an alarm – one of them at least.
fn triggers(facts: &PlanFacts, first: Date) -> Result<Vec<Trigger>> {
    let by_meter = by_meter(facts)?;
    let by_alarm = facts.alarm_code.as_deref().map(alarm::rules::code).transpose()?.map(Trigger::Alarm);
    let by_rule = facts.frequency.is_some() || facts.rule.as_deref().is_some_and(|rule| !rule.trim().is_empty());
    let by_rule = if by_rule || (by_meter.is_none() && by_alarm.is_none()) {
        Some(Trigger::Rule(recurrence(facts, first)?))
    } else {
        None
    };
    Ok([by_rule, by_meter, by_alarm].into_iter().flatten().collect())
}

fn by_meter(facts: &PlanFacts) -> Result<Option<Trigger>> {
    let every = thousandths("every_use", facts.every_use.as_deref())?;
    let start = thousandths("used_from", facts.used_from.as_deref())?;
    match (every, facts.meter_kind) {
        (Some(every), Some(kind)) if every > 0 => {
            Ok(Some(Trigger::Meter { meter: kind.word().to_owned(), every, start: start.unwrap_or(0) }))
        }
        (Some(_), Some(_)) => Err(wrong("every_use", "plan-meter-every")),
        (Some(_), None) => Err(wrong("meter_kind", "invalid-required")),
        (None, Some(_)) => Err(wrong("every_use", "invalid-required")),
        (None, None) => Ok(None),
    }
}

/// A figure as somebody typed it, in thousandths.
fn thousandths(field: &str, text: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let scaled = text.parse::<Decimal>().ok().and_then(|n| n.checked_mul(Decimal::from(1_000)));
    let whole = scaled.filter(|n| n.fract().is_zero() && !n.is_sign_negative()).and_then(|n| i64::try_from(n).ok());
    whole.map(Some).ok_or_else(|| wrong(field, "round-figure-wrong"))
}

/// The figure that so many thousandths stand for.
pub(crate) fn figure(thousandths: i64) -> String {
    Decimal::new(thousandths, 3).normalize().to_string()
}

/// The plan as it counts on one thing: unless somebody said from which figure, from what the meter showed on the day the plan was
/// made, or on its first day when that is earlier.
pub(crate) fn counted_from(mut plan: Plan, facts: &PlanFacts, made_on: Date, totals: &[Total], zone: Tz) -> Plan {
    let first_on = facts.first_on.map_or(made_on, |day| day.min(made_on));
    for trigger in &mut plan.triggers {
        let Trigger::Meter { meter, start, .. } = trigger else { continue };
        if facts.used_from.is_some() {
            continue;
        }
        let of_meter = || totals.iter().filter(|total| total.meter == *meter);
        let by_then = of_meter().take_while(|total| total.at.date(zone) <= first_on).last();
        *start = by_then.or_else(|| of_meter().next()).map_or(0, |total| total.total);
    }
    plan
}

/// When it recurs.
fn recurrence(facts: &PlanFacts, first: Date) -> Result<Recurrence> {
    let times = times(facts.times.as_deref())?;
    let at = times.first().copied().unwrap_or(NaiveTime::MIN);
    let mut rule = match facts.rule.as_deref().map(str::trim).filter(|rule| !rule.is_empty()) {
        Some(rule) => rule.trim_start_matches("RRULE:").to_owned(),
        None => composed(facts)?,
    };
    if times.len() > 1 && !rule.contains("BYHOUR") {
        if times.iter().any(|time| time.minute() != at.minute()) {
            return Err(wrong("times", "round-times-minutes"));
        }
        let hours: Vec<String> = times.iter().map(|time| time.hour().to_string()).collect();
        rule.push_str(&format!(";BYHOUR={};BYMINUTE={}", hours.join(","), at.minute()));
    }
    read(first.0.and_time(at), &rule).map_err(Error::Invalid)
}

fn read(start: NaiveDateTime, rule: &str) -> Result<Recurrence, Vec<FieldError>> {
    let text = format!("DTSTART:{}\nRRULE:{rule}", start.format("%Y%m%dT%H%M%S"));
    text.parse::<Recurrence>().map_err(|faults| {
        faults.iter().map(|fault| FieldError { field: "rule".into(), message: fault.message() }).collect()
    })
}

/// The rule put together from its parts.
fn composed(facts: &PlanFacts) -> Result<String> {
    let Some(frequency) = facts.frequency else { return Err(wrong("frequency", "invalid-required")) };
    let mut parts = vec![format!("FREQ={}", frequency.word().to_uppercase())];
    if let Some(interval) = facts.interval.filter(|n| *n > 1) {
        parts.push(format!("INTERVAL={interval}"));
    }
    if let Some(months) = numbers("in_months", facts.in_months.as_deref(), 1..=12)? {
        parts.push(format!("BYMONTH={months}"));
    }
    if let Some(days) = numbers("month_days", facts.month_days.as_deref(), -31..=31)? {
        parts.push(format!("BYMONTHDAY={days}"));
    }
    let counted = matches!(frequency, Frequency::Monthly | Frequency::Yearly);
    let nth = facts.nth.filter(|_| counted).map(|n| n.to_string()).unwrap_or_default();
    let days: Vec<String> =
        facts.week_days.iter().flatten().map(|day| format!("{nth}{}", day.word().to_uppercase())).collect();
    if !days.is_empty() {
        parts.push(format!("BYDAY={}", days.join(",")));
    }
    Ok(parts.join(";"))
}

/// `1, 15、-1` as `1,15,-1`.
fn numbers(field: &str, text: Option<&str>, within: std::ops::RangeInclusive<i64>) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let number = |part: &str| part.parse::<i64>().ok().filter(|n| within.contains(n) && *n != 0);
    let found: Option<Vec<String>> = parts(text).map(|part| number(part).map(|n| n.to_string())).collect();
    found.map(|list| Some(list.join(","))).ok_or_else(|| wrong(field, "round-numbers-wrong"))
}

/// What stands between commas of either script.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、', ' ']).map(str::trim).filter(|part| !part.is_empty())
}

fn times(text: Option<&str>) -> Result<Vec<NaiveTime>> {
    let read = |part: &str| NaiveTime::parse_from_str(&part.replace('：', ":"), "%H:%M").ok();
    let found: Option<Vec<NaiveTime>> = parts(text.unwrap_or_default()).map(read).collect();
    let mut found = found.ok_or_else(|| wrong("times", "round-times-wrong"))?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// `2 天`, `3小时`, `30 min`; a bare number counts days.
fn length(field: &str, text: Option<&str>) -> Result<Option<Span>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(digits);
    let count: i64 =
        count.parse::<i64>().ok().filter(|n| *n <= 10_000).ok_or_else(|| wrong(field, "round-length-wrong"))?;
    match unit.trim() {
        "" | "天" | "日" | "d" | "day" | "days" => Ok(Some(Span::days(count))),
        "小时" | "时" | "h" | "hour" | "hours" => Ok(Some(Span::hours(count))),
        "分钟" | "分" | "m" | "min" | "minutes" => Ok(Some(Span::minutes(count))),
        _ => Err(wrong(field, "round-length-wrong")),
    }
}

/// `05-01~10-31`, several separated by commas.
fn seasons(text: Option<&str>) -> Result<Vec<Season>> {
    let day = |text: &str| {
        let (month, day) = text.trim().split_once('-')?;
        Some((month.parse::<u8>().ok()?, day.parse::<u8>().ok()?))
    };
    let season = |part: &str| {
        let (from, until) = part.split_once(['~', '～', '至'])?;
        Some(Season { from: day(from)?, until: day(until)? })
    };
    let found: Option<Vec<Season>> = parts(text.unwrap_or_default()).map(season).collect();
    found.ok_or_else(|| wrong("season", "plan-season"))
}

/// A rule in 中文 and English. One that names no day is only told as a length: on which day it falls depends on the start.
pub(crate) fn rule_words(rule: &str) -> Option<(String, String)> {
    let start = chrono::NaiveDate::from_ymd_opt(2026, 1, 1)?.and_time(NaiveTime::MIN);
    let read = read(start, rule).ok()?;
    let picks = rule.split(';').any(|part| part.starts_with("BY"));
    if picks {
        return Some((read.words(Lang::Zh), read.words(Lang::En)));
    }
    let of = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let (zh, en) = match of("FREQ")? {
        "DAILY" => ("天", "day"),
        "WEEKLY" => ("周", "week"),
        "MONTHLY" => ("个月", "month"),
        _ => ("年", "year"),
    };
    match of("INTERVAL").unwrap_or("1") {
        "1" => Some((format!("每{}", zh.trim_start_matches('个')), format!("every {en}"))),
        count => Some((format!("每 {count} {zh}"), format!("every {count} {en}s"))),
    }
}

/// When a plan is due, in words.
pub(crate) fn plan_words(speech: &Speech, plan: &Plan) -> String {
    let one = |trigger: &Trigger| match trigger {
        Trigger::Rule(recurrence) => {
            speech.label(&Label::Both { zh: recurrence.words(Lang::Zh), en: recurrence.words(Lang::En) })
        }
        Trigger::Meter { meter, every, .. } => {
            let unit = MeterKind::of(meter).map_or("", MeterKind::unit);
            let kind = speech.say(&format!("choice-meter-kind-{meter}"));
            speech.say_with("round-every-use", &[("kind", &kind), ("count", &figure(*every)), ("unit", unit)])
        }
        Trigger::Alarm(code) if code == alarm::rules::FAULT => speech.say("round-on-fault"),
        Trigger::Alarm(code) => speech.say_with("round-on-alarm", &[("code", code)]),
    };
    let told: Vec<String> = plan.triggers.iter().map(one).collect();
    let first_of = told.len() > 1 && plan.anchor == plan::Anchor::Completion;
    let words = told.join(&speech.say("round-or"));
    if first_of { speech.say_with("round-whichever-first", &[("words", &words)]) } else { words }
}

/// Days of a month that share their times.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// `1–5、8`
    pub days: String,
    /// `02:00、22:00`; empty for whole days.
    pub times: String,
    /// Another plan does more on these days, so this one is left out.
    pub superseded: bool,
}

/// The times of one month – day, time of day (empty for a whole day), whether superseded – told by the days that share them.
pub(crate) fn stretches(month: &[(u32, String, bool)]) -> Vec<Stretch> {
    let mut days: BTreeMap<(u32, bool), Vec<&str>> = BTreeMap::new();
    for (day, time, superseded) in month {
        days.entry((*day, *superseded)).or_default().push(time);
    }
    let mut alike: Vec<(String, bool, Vec<u32>)> = Vec::new();
    for ((day, superseded), times) in days {
        let times = times.join("、");
        match alike.iter_mut().find(|(known, out, _)| *known == times && *out == superseded) {
            Some((_, _, days)) => days.push(day),
            None => alike.push((times, superseded, vec![day])),
        }
    }
    let told = |(times, superseded, days): (String, bool, Vec<u32>)| Stretch { days: ranges(&days), times, superseded };
    alike.into_iter().map(told).collect()
}

/// `1–5、8` of ascending days.
fn ranges(days: &[u32]) -> String {
    let runs = days.chunk_by(|one, next| one + 1 == *next);
    let said = |run: &[u32]| match run {
        [one] => one.to_string(),
        [one, two] => format!("{one}、{two}"),
        [first, .., last] => format!("{first}–{last}"),
        [] => String::new(),
    };
    runs.map(said).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::{super::model::WeekDay, *};

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn made(facts: &PlanFacts) -> Result<Plan> {
        let procedure = plan::Procedure { name: "lift_daily".into(), version: 1 };
        let today = day("2026-11-21");
        plan(facts, plan::Target::Asset("asset_1".into()), procedure, facts.first_on.unwrap_or(today), today)
    }

    fn refused(facts: &PlanFacts) -> (String, String) {
        match made(facts) {
            Err(Error::Invalid(fields)) => (fields[0].field.clone(), fields[0].message.key.clone().into_owned()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_parts_of_a_form_become_a_rule_people_can_read() {
        let table: [(PlanFacts, &str); 4] = [
            (
                PlanFacts {
                    frequency: Some(Frequency::Monthly),
                    week_days: Some(vec![WeekDay::We]),
                    nth: Some(2),
                    times: Some("09:00".into()),
                    ..PlanFacts::default()
                },
                "每月第二个星期三 09:00",
            ),
            (
                PlanFacts {
                    frequency: Some(Frequency::Daily),
                    times: Some("20:00，8:00".into()),
                    ..PlanFacts::default()
                },
                "每天 08:00、20:00",
            ),
            (
                PlanFacts {
                    frequency: Some(Frequency::Yearly),
                    in_months: Some("3、9".into()),
                    month_days: Some("1,15".into()),
                    ..PlanFacts::default()
                },
                "每年3月、9月的1日、15日",
            ),
            (PlanFacts { rule: Some("FREQ=DAILY;INTERVAL=15".into()), ..PlanFacts::default() }, "每15天"),
        ];
        for (facts, words) in table {
            assert_eq!(plan_words(&Speech::shared(Lang::Zh), &made(&facts).expect("is fit")), words);
        }
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let daily = PlanFacts { frequency: Some(Frequency::Daily), ..PlanFacts::default() };
        let table = [
            (PlanFacts::default(), "frequency", "invalid-required"),
            (PlanFacts { times: Some("9 点".into()), ..daily.clone() }, "times", "round-times-wrong"),
            (PlanFacts { times: Some("09:00,14:30".into()), ..daily.clone() }, "times", "round-times-minutes"),
            (PlanFacts { late: Some("一会儿".into()), ..daily.clone() }, "late", "round-length-wrong"),
            (PlanFacts { hours: Some("夜里".into()), ..daily.clone() }, "hours", "round-hours-wrong"),
            (PlanFacts { season: Some("02-30~03-01".into()), ..daily.clone() }, "season", "plan-season"),
            (PlanFacts { last_on: Some(day("2026-01-01")), ..daily.clone() }, "last_on", "plan-ends-before"),
            (
                PlanFacts { rule: Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30".into()), ..daily.clone() },
                "rule",
                "plan-never",
            ),
        ];
        for (facts, field, key) in table {
            assert_eq!(refused(&facts), (field.to_owned(), key.to_owned()));
        }
    }

    #[test]
    fn a_time_of_day_leaves_an_hour_unless_somebody_says_otherwise() {
        let daily =
            PlanFacts { frequency: Some(Frequency::Daily), times: Some("09:00".into()), ..PlanFacts::default() };
        assert_eq!(made(&daily).expect("is fit").window.after, Span::hours(1));
        let late = PlanFacts { late: Some("30 分钟".into()), early: Some("2天".into()), ..daily };
        let window = made(&late).expect("is fit").window;
        assert_eq!((window.before, window.after), (Span::days(2), Span::minutes(30)));
    }

    #[test]
    fn a_rhythm_without_a_day_is_told_as_a_length() {
        assert_eq!(rule_words("FREQ=MONTHLY;INTERVAL=3").expect("reads").0, "每 3 个月");
        assert_eq!(rule_words("FREQ=MONTHLY").expect("reads").0, "每月");
        assert_eq!(rule_words("FREQ=DAILY").expect("reads").1, "every day");
        assert_eq!(rule_words("FREQ=WEEKLY;BYDAY=MO").expect("reads").0, "每周一");
        assert!(rule_words("FREQ=HOURLY").is_none());
    }

    #[test]
    fn a_month_is_told_by_the_days_that_share_their_times() {
        let twice = |day| [(day, "02:00".to_owned(), false), (day, "22:00".to_owned(), false)];
        let mut month: Vec<_> = [1, 2, 3, 5, 6, 8].into_iter().flat_map(twice).collect();
        month.extend([(4, String::new(), true), (30, String::new(), false)]);
        let told: Vec<_> = stretches(&month).into_iter().map(|s| (s.days, s.times, s.superseded)).collect();
        let wanted = [("1–3、5、6、8", "02:00、22:00", false), ("4", "", true), ("30", "", false)];
        assert_eq!(told, wanted.map(|(days, times, out)| (days.to_owned(), times.to_owned(), out)));
    }
}
