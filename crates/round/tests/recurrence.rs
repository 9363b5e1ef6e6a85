//! Recurrence as RFC 5545 has it: against recorded answers of a widely used implementation, against the RFC's own examples, and by
//! its laws.

use std::{collections::BTreeMap, str::FromStr};

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use round::recurrence::{Fault, LAST_YEAR, Part, Recurrence, Rule};

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M").unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn recurrence(start: &str, rule: &str) -> Recurrence {
    Recurrence::of(at(start), rule.parse().unwrap_or_else(|e| panic!("{rule}: {e:?}"))).expect("a sound rule")
}

fn stamps(times: impl Iterator<Item = NaiveDateTime>) -> String {
    times.map(|t| t.format("%Y%m%dT%H%M").to_string()).collect::<Vec<_>>().join(",")
}

/// The same digest as `tests/vectors/record.py` takes of all times.
fn digest(times: &[NaiveDateTime]) -> String {
    let fold =
        |value: u64, t: &NaiveDateTime| value.wrapping_mul(1_000_003).wrapping_add_signed(t.and_utc().timestamp());
    format!("{:x}", times.iter().fold(0, fold))
}

/// Every rule is compared where it begins and from somewhere on; one of so many is also walked whole until 2100, which takes long.
const WALKED_WHOLE: usize = 4;

/// How one recorded rule was asked, how many occurrences were compared, and what we say otherwise.
fn compared(nth: usize, line: &str) -> (&str, usize, Option<String>) {
    let columns: Vec<&str> = line.split('|').collect();
    let [way, start, rule, excepted, first, far, from_there, count, sum] = columns[..] else { panic!("{line}") };
    let excepted = excepted.split(',').filter(|t| !t.is_empty()).map(at).collect();
    let parsed: Rule = rule.parse().unwrap_or_else(|e| panic!("{line}: {e:?}"));
    let recurrence = Recurrence::with(at(start), Some(parsed), Default::default(), excepted).expect("a sound rule");
    let mut got = vec![stamps(recurrence.iter().take(4)), stamps(recurrence.from(at(far)).take(2))];
    let mut recorded = vec![first, from_there];
    let mut occurrences = 6;
    if nth.is_multiple_of(WALKED_WHOLE) {
        let all: Vec<NaiveDateTime> = recurrence.iter().collect();
        got.extend([all.len().to_string(), digest(&all)]);
        recorded.extend([count, sum]);
        occurrences = all.len();
    }
    (way, occurrences, (got != recorded).then(|| format!("{line}\n  got {got:?}")))
}

#[test]
fn agrees_with_every_recorded_rule() {
    let lines: Vec<&str> = include_str!("vectors/recorded.txt").lines().collect();
    let answers: Vec<_> = lines.iter().enumerate().map(|(nth, line)| compared(nth, line)).collect();
    let mut ways: BTreeMap<&str, u32> = BTreeMap::new();
    answers.iter().for_each(|(way, ..)| *ways.entry(way).or_default() += 1);
    let occurrences: usize = answers.iter().map(|(_, count, _)| count).sum();
    let differences: Vec<&String> = answers.iter().filter_map(|(.., difference)| difference.as_ref()).collect();
    println!("{} rules, {occurrences} occurrences, {} differences; by way {ways:?}", lines.len(), differences.len());
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(lines.len() >= 5_000, "only {} rules are recorded", lines.len());
}

/// The examples of RFC 5545 §3.8.5.3 that recur by days and longer, with the days they give in the RFC.
#[test]
fn gives_what_the_examples_of_the_rfc_say() {
    let table = [
        ("19970902T0900", "FREQ=DAILY;INTERVAL=10;COUNT=5", "0902 0912 0922 1002 1012"),
        ("19970902T0900", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=4", "0902 0916 0930 1014"),
        (
            "19970902T0900",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            "0902 0904 0916 0918 0930 1002 1014 1016",
        ),
        ("19970905T0900", "FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "0905 1003 1107 1205"),
        ("19970907T0900", "FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU", "0907 0928 1102 1130"),
        ("19970922T0900", "FREQ=MONTHLY;COUNT=4;BYDAY=-2MO", "0922 1020 1117 1222"),
        ("19970928T0900", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "0928 1029 1128"),
        ("19970930T0900", "FREQ=MONTHLY;COUNT=6;BYMONTHDAY=1,-1", "0930 1001 1031 1101 1130 1201"),
        ("19970902T0900", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "0213 0313 1113"),
        ("19970913T0900", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=4", "0913 1011 1108 1213"),
        ("19970519T0900", "FREQ=YEARLY;BYDAY=20MO;COUNT=3", "0519 0518 0517"),
        ("19970512T0900", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "0512 0511 0517"),
        ("19970101T0900", "FREQ=YEARLY;INTERVAL=3;COUNT=6;BYYEARDAY=1,100,200", "0101 0410 0719 0101 0409 0718"),
        (
            "19961105T0900",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
            "1105 1107 1102",
        ),
        ("19970904T0900", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "0904 1007 1106"),
        ("19970929T0900", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=4", "0929 1030 1127 1230"),
        ("19970805T0900", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "0805 0810 0819 0824"),
        ("19970805T0900", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "0805 0817 0819 0831"),
        ("20070115T0900", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "0115 0130 0215 0315 0330"),
    ];
    for (start, rule, expected) in table {
        let given: Vec<String> = recurrence(start, rule).iter().map(|t| t.format("%m%d").to_string()).collect();
        assert_eq!(given.join(" "), expected, "{rule}");
    }
}

#[test]
fn a_rule_that_never_comes_ends_with_the_calendar() {
    for rule in [
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3",
        "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
    ] {
        assert_eq!(recurrence("20260101T0800", rule).iter().next(), None, "{rule}");
    }
    let last = recurrence("20260101T0800", "FREQ=DAILY").iter().last().unwrap();
    assert_eq!(last, NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap().and_hms_opt(8, 0, 0).unwrap());
}

#[test]
fn single_times_are_added_and_taken_away() {
    let text = "DTSTART:20261102T080000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4\r\nRDATE:20261104T080000,20261109T0800\r\n 00\r\nEXDATE:20261116T080000";
    let recurrence: Recurrence = text.parse().unwrap();
    assert_eq!(stamps(recurrence.iter()), "20261102T0800,20261104T0800,20261109T0800,20261123T0800");
    let once: Recurrence = "DTSTART:20261102\nRDATE:20260101T120000".parse().unwrap();
    assert_eq!(stamps(once.iter()), "20260101T1200,20261102T0000", "without a rule the start is the occurrence");
}

#[test]
fn says_which_part_is_wrong() {
    let table = [
        ("FREQ=HOURLY", Part::Frequency, "recurrence-below-a-day"),
        ("FREQ=OFTEN", Part::Frequency, "recurrence-word"),
        ("INTERVAL=2", Part::Frequency, "recurrence-missing"),
        ("FREQ=DAILY;INTERVAL=0", Part::Interval, "recurrence-range"),
        ("FREQ=DAILY;INTERVAL=two", Part::Interval, "recurrence-range"),
        ("FREQ=DAILY;COUNT=0", Part::Count, "recurrence-range"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", Part::ByMonthDay, "recurrence-signed-range"),
        ("FREQ=MONTHLY;BYMONTHDAY=300", Part::ByMonthDay, "recurrence-signed-range"),
        ("FREQ=YEARLY;BYMONTH=-1", Part::ByMonth, "recurrence-range"),
        ("FREQ=WEEKLY;BYDAY=2MO", Part::ByDay, "recurrence-nth-day"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", Part::ByDay, "recurrence-nth-day"),
        ("FREQ=WEEKLY;BYDAY=MONDAY", Part::ByDay, "recurrence-word"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", Part::ByMonthDay, "recurrence-not-with"),
        ("FREQ=MONTHLY;BYWEEKNO=1", Part::ByWeekNo, "recurrence-not-with"),
        ("FREQ=MONTHLY;BYYEARDAY=1", Part::ByYearDay, "recurrence-not-with"),
        ("FREQ=DAILY;BYSETPOS=1", Part::BySetPos, "recurrence-position-alone"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261231", Part::Until, "recurrence-two-ends"),
        ("FREQ=DAILY;UNTIL=20261231T000000Z", Part::Until, "recurrence-zone"),
        ("FREQ=DAILY;UNTIL=soon", Part::Until, "recurrence-time"),
        ("FREQ=DAILY;FREQ=WEEKLY", Part::Frequency, "recurrence-twice"),
        ("FREQ=DAILY;BYEASTER=1", Part::Rule, "recurrence-unknown"),
        ("FREQ=DAILY;WKST=XX", Part::WeekStart, "recurrence-word"),
    ];
    let (zh, en) = round::WORDS;
    for (rule, part, key) in table {
        let faults = Rule::from_str(rule).unwrap_err();
        assert_eq!(faults.iter().map(Fault::part).collect::<Vec<_>>(), [part], "{rule}");
        assert_eq!(faults[0].message().key, key, "{rule}");
        assert!(zh.contains(&format!("\n{key} =")) && en.contains(&format!("\n{key} =")), "{key}");
    }
    let many = "DTSTART;TZID=Asia/Shanghai:20261121T080000\nRRULE:FREQ=DAILY;COUNT=x;BYHOUR=25\nCOLOR:red";
    let faults = Recurrence::from_str(many).unwrap_err();
    let parts: Vec<Part> = faults.iter().map(Fault::part).collect();
    assert_eq!(parts, [Part::Start, Part::Count, Part::Rule], "all at once: {faults:?}");
    assert_eq!(Recurrence::from_str("RRULE:FREQ=DAILY").unwrap_err(), [Fault::Missing(Part::Start)]);
}

#[test]
fn until_a_day_takes_all_of_it() {
    let recurrence = recurrence("20261121T0800", "FREQ=DAILY;UNTIL=20261123");
    assert_eq!(recurrence.iter().count(), 3);
}

mod laws {
    use chrono::Weekday;
    use proptest::{collection::vec, option, prelude::*, sample::select};
    use round::recurrence::{Ends, Frequency, NthDay};

    use super::*;

    fn starts() -> impl Strategy<Value = NaiveDateTime> {
        (1970i32..2096, 1u32..=365, 0i64..1440).prop_map(|(year, day, minute)| {
            let day = NaiveDate::from_yo_opt(year, day).expect("every year has 365 days");
            day.and_time(chrono::NaiveTime::MIN) + chrono::Duration::minutes(minute)
        })
    }

    fn rules() -> impl Strategy<Value = Rule> {
        let frequency = select(vec![Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Yearly]);
        let day = (option::of(select(vec![-5i8, -1, 1, 2, 5])), 0u8..7);
        let lists = (
            vec(1u8..=12, 0..4),
            vec(prop_oneof![1i8..=53, -53i8..=-1], 0..3),
            vec(prop_oneof![1i16..=366, -366i16..=-1], 0..3),
            vec(prop_oneof![1i8..=31, -31i8..=-1], 0..4),
            vec(day, 0..3),
            vec(0u8..24, 0..3),
            vec(prop_oneof![1i16..=4, -4i16..=-1], 0..2),
        );
        let ends = prop_oneof![Just(Ends::Never), (1u32..200).prop_map(Ends::Count), starts().prop_map(Ends::Until),];
        (frequency, 1u16..20, lists, ends, 0u8..7).prop_filter_map(
            "sound",
            |(frequency, interval, lists, ends, week)| {
                let (months, weeks, year_days, month_days, days, hours, positions) = lists;
                let day = |(nth, n)| NthDay { nth, day: Weekday::try_from(n).expect("one of seven") };
                let mut rule = Rule::every(interval, frequency);
                (rule.months, rule.weeks, rule.year_days, rule.month_days) = (months, weeks, year_days, month_days);
                rule.week_days = days.into_iter().map(day).collect();
                (rule.hours, rule.positions, rule.ends) = (hours, positions, ends);
                rule.week_start = Weekday::try_from(week).expect("one of seven");
                if frequency != Frequency::Yearly {
                    rule.weeks.clear();
                    rule.year_days.clear();
                }
                if frequency == Frequency::Weekly {
                    rule.month_days.clear();
                }
                if frequency < Frequency::Monthly || !rule.weeks.is_empty() {
                    rule.week_days.iter_mut().for_each(|d| d.nth = None);
                }
                rule.check().is_empty().then_some(rule)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn times_rise_from_the_start_on((start, rule) in (starts(), rules())) {
            let recurrence = Recurrence::of(start, rule).unwrap();
            let all: Vec<NaiveDateTime> = recurrence.iter().take(300).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(all.iter().all(|t| *t >= start && t.year() <= LAST_YEAR));
            if let Some(Rule { ends: Ends::Count(count), .. }) = recurrence.rule() {
                prop_assert!(all.len() <= *count as usize);
            }
        }

        #[test]
        fn entering_late_is_walking_there((start, rule, late) in (starts(), rules(), 0i64..20_000)) {
            let recurrence = Recurrence::of(start, rule).unwrap();
            let there = start + chrono::Duration::days(late);
            let walked: Vec<NaiveDateTime> = recurrence.iter().filter(|t| *t >= there).take(20).collect();
            let entered: Vec<NaiveDateTime> = recurrence.from(there).take(20).collect();
            prop_assert_eq!(walked, entered);
        }

        #[test]
        fn reads_what_it_writes((start, rule, added, excepted) in (starts(), rules(), vec(starts(), 0..3), vec(starts(), 0..3))) {
            let sets = (added.into_iter().collect(), excepted.into_iter().collect());
            let recurrence = Recurrence::with(start, Some(rule), sets.0, sets.1).unwrap();
            prop_assert_eq!(recurrence.to_string().parse::<Recurrence>().unwrap(), recurrence);
        }

        #[test]
        fn no_text_makes_it_stumble(text in "(DTSTART:20260101\n|RRULE:|FREQ=|DAILY|;|,|BYDAY=|-?[0-9]{1,12}|MO|=|:|\n|中|Z|T){0,20}") {
            let _ = text.parse::<Recurrence>();
            let _ = text.parse::<Rule>();
        }

        #[test]
        fn everything_can_be_told((start, rule) in (starts(), rules())) {
            let recurrence = Recurrence::of(start, rule).unwrap();
            prop_assert!(recurrence.words(kernel::Lang::Zh).contains('每'));
            prop_assert!(recurrence.words(kernel::Lang::En).starts_with("every "));
        }
    }
}
