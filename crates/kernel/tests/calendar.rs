//! The calendar's side of the clock algebra: P1 (add and count undo each other), P5 (days and hours agree), P6 (odd calendars).

use std::collections::BTreeMap;

use chrono_tz::Tz;
use kernel::{
    Budget, Calendar, CalendarError, Date, Instant, Span,
    calendar::{Interval, Written},
};
use proptest::prelude::*;

fn intervals(texts: &[&str]) -> Vec<Interval> {
    texts.iter().map(|t| t.parse().expect("an interval")).collect()
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

/// The office of a Shanghai community: two shifts a day, a day off with its make-up Saturday.
fn office() -> Calendar {
    let weekday = intervals(&["08:30-12:00", "13:30-17:30"]);
    let mut written = Written {
        key: "office".into(),
        version: 1,
        zone: chrono_tz::Asia::Shanghai,
        week: std::array::from_fn(|d| if d < 5 { weekday.clone() } else { Vec::new() }),
        exceptions: BTreeMap::new(),
        covers_from: day("2025-01-01"),
        covers_until: day("2027-12-31"),
        workday: Span::minutes(450),
    };
    written.exceptions.insert(day("2026-10-01"), Vec::new());
    written.exceptions.insert(day("2026-10-10"), weekday);
    Calendar::try_from(written).expect("a calendar")
}

#[test]
fn work_runs_over_lunch_night_holiday_and_make_up_day() {
    let office = office();
    // Wednesday 30 September 17:00 in Shanghai; Thursday is a holiday, Friday works.
    let start = at("2026-09-30T09:00:00Z");
    assert_eq!(office.add_business(start, Span::minutes(30)), Ok(at("2026-09-30T09:30:00Z")));
    assert_eq!(office.add_business(start, Span::minutes(31)), Ok(at("2026-10-02T00:31:00Z")));
    assert_eq!(office.add_business(start, Span::minutes(30 + 211)), Ok(at("2026-10-02T05:31:00Z")));
    // From Friday evening the make-up Saturday a week later works, the Saturday between does not.
    assert!(!office.is_open(at("2026-10-03T02:00:00Z")));
    assert!(office.is_open(at("2026-10-10T02:00:00Z")));
    assert_eq!(office.business_between(at("2026-09-30T00:00:00Z"), at("2026-10-02T16:00:00Z")), Span::minutes(900));
}

#[test]
fn a_workday_and_its_hours_fall_due_together() {
    let office = office();
    let day: Budget = "1 workday".parse().expect("a budget");
    let minutes: Budget = "450 work minutes".parse().expect("a budget");
    let start = at("2026-11-20T06:00:00Z");
    assert_eq!(office.add_business(start, day.span(&office)), office.add_business(start, minutes.span(&office)));
    assert_eq!("2 hours".parse::<Budget>().map(|b| b.to_string()), Ok("2 hours".into()));
    for wrong in ["", "2", "P2D", "2 weeks", "-1 hours", "1.5 hours", "2 work days"] {
        assert!(wrong.parse::<Budget>().is_err(), "{wrong:?} is no budget");
    }
}

#[test]
fn overnight_shifts_join_and_cross_midnight() {
    let mut written = office().written().clone();
    written.week = std::array::from_fn(|_| intervals(&["22:00-06:00", "05:00-08:00"]));
    written.exceptions.clear();
    let night = Calendar::try_from(written).expect("a calendar");
    // 22:00 to 08:00 in one stretch.
    assert_eq!(night.add_business(at("2026-11-20T14:00:00Z"), Span::hours(10)), Ok(at("2026-11-21T00:00:00Z")));
    assert_eq!(night.business_between(at("2026-11-20T00:00:00Z"), at("2026-11-21T00:00:00Z")), Span::hours(10));
}

#[test]
fn an_empty_calendar_and_the_horizon_are_errors_and_end() {
    let mut written = office().written().clone();
    written.week = Default::default();
    written.exceptions.clear();
    let empty = Calendar::try_from(written).expect("a calendar");
    assert_eq!(empty.add_business(at("2026-11-20T00:00:00Z"), Span::minutes(1)), Err(CalendarError::NeverOpen));
    assert_eq!(empty.business_between(Instant(0), at("2026-11-20T00:00:00Z")), Span::ZERO);
    let beyond = office().add_business(at("2027-12-31T09:00:00Z"), Span::hours(1));
    assert_eq!(beyond, Err(CalendarError::BeyondHorizon { covers_until: day("2027-12-31") }));
    assert!(office().add_business(at("2020-01-01T00:00:00Z"), Span::hours(1)).is_err());
    assert!(office().add_business(at("2026-01-01T00:00:00Z"), Span(i64::MAX)).is_err());
}

#[test]
fn summer_time_loses_and_gains_the_hour() {
    let mut written = office().written().clone();
    written.zone = chrono_tz::Europe::Berlin;
    written.week = std::array::from_fn(|_| intervals(&["00:00-24:00"]));
    written.exceptions = BTreeMap::from([(day("2026-01-01"), Vec::new())]);
    let berlin = Calendar::try_from(written).expect("a calendar");
    let length = |d: &str| {
        let zone = chrono_tz::Europe::Berlin;
        berlin.business_between(day(d).start(zone), day(d).plus_days(1).start(zone))
    };
    assert_eq!(length("2026-03-29"), Span::hours(23));
    assert_eq!(length("2026-10-25"), Span::hours(25));
    let mut written = berlin.written().clone();
    written.week = std::array::from_fn(|_| intervals(&["01:00-02:40"]));
    let early = Calendar::try_from(written).expect("a calendar");
    assert_eq!(early.add_business(at("2026-03-29T00:00:00Z"), Span::hours(1)), Ok(at("2026-03-29T01:00:00Z")));
}

#[test]
fn a_calendar_reads_back_what_it_wrote_and_refuses_nonsense() {
    let office = office();
    let text = toml::to_string(&office).expect("writes");
    assert!(text.contains("08:30-12:00"), "{text}");
    assert_eq!(toml::from_str::<Calendar>(&text).expect("reads"), office);
    assert!(toml::from_str::<Calendar>(&text.replace("08:30-12:00", "08:30-25:00")).is_err());
    assert!(toml::from_str::<Calendar>(&text.replace("2027-12-31", "2024-12-31")).is_err());
}

#[test]
#[allow(clippy::disallowed_methods, reason = "measures how long it takes")]
fn a_hundred_thousand_deadlines_take_no_time() {
    let office = office();
    let begin = std::time::Instant::now();
    let start = at("2026-01-05T00:00:00Z");
    for n in 0..100_000 {
        let from = start + Span::minutes(n);
        office.add_business(from, Span::hours(n % 200)).expect("inside the horizon");
    }
    // Generous: this guards against walking day by day, which takes tens of seconds.
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

fn a_shift() -> impl Strategy<Value = Interval> {
    (0u16..1440, 1u16..=1440).prop_map(|(from, to)| Interval::of(from, to).expect("within the day"))
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let shifts = || prop::collection::vec(a_shift(), 0..4);
    let week = prop::array::uniform7(shifts());
    let exceptions = prop::collection::btree_map(0i64..120, shifts(), 0..6);
    let zone = prop::sample::select(vec![chrono_tz::Asia::Shanghai, Tz::Europe__Berlin, Tz::Australia__Lord_Howe]);
    (week, exceptions, zone, 60i64..1440).prop_map(|(week, exceptions, zone, workday)| {
        let first = day("2026-02-01");
        let exceptions = exceptions.into_iter().map(|(n, shifts)| (first.plus_days(n), shifts)).collect();
        let (covers_from, covers_until) = (first, first.plus_days(120));
        let workday = Span::minutes(workday);
        Calendar::try_from(Written {
            key: "any".into(),
            version: 1,
            zone,
            week,
            exceptions,
            covers_from,
            covers_until,
            workday,
        })
        .expect("a calendar")
    })
}

/// Minutes since the second day covered.
fn moment(minutes: i64) -> Instant {
    at("2026-02-02T12:00:00Z") + Span::minutes(minutes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn p1_adding_the_time_between_arrives(calendar in any_calendar(), from in 0i64..150_000, pairs in prop::collection::vec(0i64..10_000, 8)) {
        let t = moment(from);
        for gap in pairs {
            let u = t + Span::minutes(gap);
            let worked = calendar.business_between(t, u);
            prop_assert!(worked >= Span::ZERO && worked <= u - t);
            // Reached while open or exactly at a close: work was done in the last moment before u.
            if calendar.is_open(u - Span(1)) {
                prop_assert_eq!(calendar.add_business(t, worked), Ok(u));
            }
            if let Ok(due) = calendar.add_business(t, Span::minutes(gap)) {
                prop_assert_eq!(calendar.business_between(t, due), Span::minutes(gap));
            }
        }
    }

    #[test]
    fn p5_a_day_budget_is_its_hours_in_both_directions(calendar in any_calendar(), from in 0i64..100_000, days in 1u32..4) {
        let t = moment(from);
        let workdays = format!("{days} workdays").parse::<Budget>().expect("a budget").span(&calendar);
        let minutes = format!("{} work minutes", workdays.whole_minutes()).parse::<Budget>().expect("a budget").span(&calendar);
        prop_assert_eq!(workdays, minutes);
        if let Ok(due) = calendar.add_business(t, workdays) {
            prop_assert_eq!(calendar.business_between(t, due), minutes);
        }
        let always = Calendar::always(chrono_tz::Asia::Shanghai);
        let (a, b) = (Budget { count: days, unit: kernel::budget::Unit::Day }, Budget { count: days * 24, unit: kernel::budget::Unit::Hour });
        prop_assert_eq!(always.add_business(t, a.span(&always)), always.add_business(t, b.span(&always)));
    }

    #[test]
    fn p6_any_calendar_answers_as_a_walk_minute_by_minute(calendar in any_calendar(), from in 0i64..150_000, length in 1i64..3_000) {
        let t = moment(from);
        let walked = (0..length).filter(|n| calendar.is_open(t + Span::minutes(*n))).count();
        let counted = calendar.business_between(t, t + Span::minutes(length));
        prop_assert_eq!(counted, Span::minutes(i64::try_from(walked).expect("small")));
        let split = Span::minutes(length / 2);
        prop_assert_eq!(calendar.business_between(t, t + split) + calendar.business_between(t + split, t + Span::minutes(length)), counted);
        match calendar.add_business(t, Span::minutes(length)) {
            Ok(due) => prop_assert!(due >= t),
            Err(error) => prop_assert!(!matches!(error, CalendarError::BadHorizon | CalendarError::BadWorkday)),
        }
    }
}
