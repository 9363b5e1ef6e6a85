//! Plans as the people who keep them speak of them.

mod world;

use chrono_tz::Asia::Shanghai;
use kernel::Span;
use round::plan::{
    Act, Anchor, CalendarShift, CatchUp, Change, Near, Raised, Refused, Season, Skip, State, Supersedes, Timeliness,
    Trigger, Window, apply, check, forecast, preview,
};
use world::{Kept, calendar, day, rule, time};

fn states(kept: &Kept) -> Vec<(String, &'static str)> {
    let word = |state: &State| match state {
        State::Planned => "planned",
        State::Released => "released",
        State::InProgress => "in progress",
        State::Done { .. } => "done",
        State::Skipped(Skip::Superseded { .. }) => "superseded",
        State::Skipped(Skip::Given { .. }) => "skipped",
        State::Missed { .. } => "missed",
    };
    kept.rows.iter().map(|row| (row.key.clone(), word(&row.state))).collect()
}

fn said(kept: &Kept) -> String {
    states(kept).iter().map(|(key, state)| format!("{key} {state}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn only_what_is_near_is_stored_and_asking_again_adds_nothing() {
    let mut lift = Kept::of(rule("20261101", "FREQ=DAILY;INTERVAL=15"), "2026-11-01");
    lift.plan.lead = Span::days(3);
    assert_eq!(lift.run("2026-11-01 08:00", 20).len(), 2);
    assert_eq!(said(&lift), "2026-11-01 released, 2026-11-16 planned");
    assert_eq!(lift.run("2026-11-01 08:00", 20), []);
    assert_eq!(
        lift.run("2026-11-13 00:00", 20).len(),
        2,
        "the second is given out three days ahead, the third comes in sight"
    );
    assert_eq!(said(&lift), "2026-11-01 released, 2026-11-16 released, 2026-12-01 planned");
}

#[test]
fn after_an_outage_one_is_left_to_be_done_and_the_others_are_on_record() {
    for (policy, expected) in [
        (CatchUp::OneOverdue, "2026-11-01 missed, 2026-11-02 missed, 2026-11-03 missed, 2026-11-04 released"),
        (CatchUp::All, "2026-11-01 released, 2026-11-02 released, 2026-11-03 released, 2026-11-04 released"),
        (CatchUp::SkipWithRecord, "2026-11-01 missed, 2026-11-02 missed, 2026-11-03 missed, 2026-11-04 released"),
    ] {
        let mut patrol = Kept::of(rule("20261101", "FREQ=DAILY"), "2026-11-01");
        patrol.plan.catch_up = policy;
        patrol.run("2026-11-04 09:00", 0);
        assert_eq!(said(&patrol), expected, "{policy:?}");
    }
    let mut weekly = Kept::of(rule("20261102", "FREQ=WEEKLY"), "2026-11-01");
    weekly.run("2026-11-18 09:00", 0);
    assert_eq!(
        said(&weekly),
        "2026-11-02 missed, 2026-11-09 missed, 2026-11-16 released",
        "the overdue one waits for the next"
    );
}

#[test]
fn the_yearly_one_stands_in_for_the_monthly_one_of_its_month() {
    let mut yearly = Kept::of(rule("20261120", "FREQ=YEARLY"), "2026-10-01");
    yearly.plan.supersedes = vec![Supersedes { plan: "monthly".into(), near: Near::Month }];
    yearly.run("2026-10-01 08:00", 90);
    let mut monthly = Kept::of(rule("20261005", "FREQ=MONTHLY"), "2026-10-01");
    monthly.superseded = yearly.plan.stands_in_for("yearly", "monthly", &yearly.rows);
    monthly.run("2026-10-01 08:00", 90);
    assert_eq!(said(&monthly), "2026-10-05 planned, 2026-11-05 superseded, 2026-12-05 planned");
    assert_eq!(monthly.rows[1].state, State::Skipped(Skip::Superseded { by: "yearly".into() }));
    monthly.superseded.clear();
    monthly.run("2026-10-02 08:00", 90);
    assert_eq!(
        said(&monthly),
        "2026-10-05 planned, 2026-11-05 planned, 2026-12-05 planned",
        "the yearly plan was given up"
    );
    monthly.run("2026-11-07 08:00", 30);
    monthly.superseded = yearly.plan.stands_in_for("yearly", "monthly", &yearly.rows);
    monthly.run("2026-11-07 08:00", 30);
    assert!(said(&monthly).contains("2026-11-05 released"), "what has passed is not written anew: {}", said(&monthly));
}

#[test]
fn a_closed_day_shifts_the_work_and_not_its_name() {
    let holidays = calendar();
    for (shift, expected) in [
        (CalendarShift::None, "2026-10-01"),
        (CalendarShift::NextOpen, "2026-10-08"),
        (CalendarShift::PrevOpen, "2026-09-30"),
    ] {
        let mut tank = Kept::of(rule("20261001", "FREQ=YEARLY"), "2026-09-01");
        tank.plan.calendar_shift = shift;
        tank.calendar = Some(holidays.clone());
        tank.run("2026-09-01 08:00", 60);
        assert_eq!((tank.rows[0].key.as_str(), tank.rows[0].day), ("2026-10-01", day(expected)), "{shift:?}");
        assert_eq!(tank.rows[0].opens, time(&format!("{expected} 00:00")));
    }
}

#[test]
fn lifts_are_done_at_night() {
    let mut lift = Kept::of(rule("20261121", "FREQ=DAILY;INTERVAL=15"), "2026-11-01");
    lift.plan.hours = "00:00-05:00".parse().ok();
    lift.plan.window = Window { before: Span::days(1), after: Span::days(2) };
    lift.run("2026-11-20 08:00", 3);
    assert_eq!((lift.rows[0].opens, lift.rows[0].closes), (time("2026-11-20 00:00"), time("2026-11-23 05:00")));
    let judge = |at: &str| lift.rows[0].timeliness(time(at));
    assert_eq!(
        [judge("2026-11-19 23:59"), judge("2026-11-21 02:00"), judge("2026-11-23 05:00")],
        [Timeliness::Early, Timeliness::OnTime, Timeliness::Late]
    );
    lift.plan.hours = "22:00-06:00".parse().ok();
    lift.plan.window = Window::default();
    lift.run("2026-11-20 08:00", 3);
    assert_eq!((lift.rows[0].opens, lift.rows[0].closes), (time("2026-11-21 22:00"), time("2026-11-22 06:00")));
}

#[test]
fn several_a_day_have_their_times_in_their_names() {
    let mut rounds = Kept::of(rule("20261121", "FREQ=DAILY;BYHOUR=8,20"), "2026-11-21");
    rounds.plan.window = Window { before: Span::minutes(15), after: Span::minutes(30) };
    rounds.run("2026-11-21 07:00", 1);
    assert_eq!(said(&rounds), "2026-11-21T08:00 planned, 2026-11-21T20:00 planned");
    assert_eq!((rounds.rows[0].opens, rounds.rows[0].closes), (time("2026-11-21 07:45"), time("2026-11-21 08:30")));
}

#[test]
fn counted_from_completion_the_next_one_waits_for_the_last() {
    let mut filter = Kept::of(rule("20260131", "FREQ=MONTHLY"), "2026-01-01");
    filter.plan.anchor = Anchor::Completion;
    filter.run("2026-01-01 08:00", 365);
    assert_eq!(said(&filter), "2026-01-31 planned", "one at a time");
    filter.run("2026-03-20 08:00", 365);
    assert_eq!(said(&filter), "2026-01-31 released", "overdue, and nothing else");
    filter.done("2026-01-31", "2026-03-31 10:00");
    filter.run("2026-03-31 11:00", 365);
    assert_eq!(
        said(&filter),
        "2026-01-31 done, 2026-04-30 planned",
        "a month later, on the last day of a shorter month"
    );
    filter.skip("2026-04-30");
    filter.run("2026-04-02 11:00", 365);
    assert!(said(&filter).ends_with("2026-04-30 skipped, 2026-05-30 planned"), "left out, it counts from its own day");
}

#[test]
fn done_a_day_early_a_daily_one_is_not_due_twice_on_a_day() {
    let mut daily = Kept::of(rule("20261102", "FREQ=DAILY"), "2026-11-01");
    daily.plan.anchor = Anchor::Completion;
    daily.plan.window.before = Span::days(1);
    daily.plan.lead = Span::days(1);
    daily.run("2026-11-01 08:00", 7);
    daily.done("2026-11-02", "2026-11-01 09:00");
    daily.run("2026-11-01 10:00", 7);
    assert_eq!(said(&daily), "2026-11-02 done, 2026-11-03 released");
}

#[test]
fn missed_ones_counted_from_completion_are_on_record_too() {
    let mut daily = Kept::of(rule("20261101", "FREQ=DAILY;INTERVAL=2"), "2026-11-01");
    daily.plan.anchor = Anchor::Completion;
    daily.plan.catch_up = CatchUp::SkipWithRecord;
    daily.run("2026-11-06 09:00", 0);
    assert_eq!(
        said(&daily),
        "2026-11-01 missed, 2026-11-03 missed, 2026-11-05 missed",
        "the next is beyond the horizon"
    );
    daily.run("2026-11-06 09:00", 2);
    assert!(said(&daily).ends_with("2026-11-07 planned"));
}

#[test]
fn half_a_year_or_five_hundred_hours_whichever_comes_first() {
    let mut generator = Kept::of(rule("20260601", "FREQ=MONTHLY;INTERVAL=6"), "2026-01-01");
    generator.plan.anchor = Anchor::Completion;
    generator.plan.triggers.push(Trigger::Meter { meter: "hours".into(), every: 500_000, start: 0 });
    generator.read("hours", "2026-03-01 08:00", 300_000);
    generator.run("2026-05-20 08:00", 30);
    assert_eq!(said(&generator), "2026-06-01 planned");
    generator.read("hours", "2026-05-25 08:00", 510_000);
    generator.run("2026-05-25 09:00", 30);
    assert_eq!(said(&generator), "meter:hours:500000 released", "the hours came first");
    generator.done("meter:hours:500000", "2026-05-26 08:00");
    generator.read("hours", "2026-06-30 08:00", 600_000);
    generator.run("2026-11-01 08:00", 30);
    assert_eq!(said(&generator), "meter:hours:500000 done, 2026-11-26 planned", "both count anew from there");
    generator.read("hours", "2026-11-10 08:00", 1_010_000);
    generator.run("2026-11-10 09:00", 30);
    assert!(said(&generator).ends_with("meter:hours:1010000 released"), "{}", said(&generator));
}

#[test]
fn a_meter_calls_at_each_mark_and_says_when_it_will_be_there() {
    let mut pump = Kept::of(rule("20261101", "FREQ=YEARLY"), "2026-11-01");
    pump.plan.triggers = vec![Trigger::Meter { meter: "m".into(), every: 100, start: 1_000 }];
    for (day, total) in [("01", 990), ("02", 1_020), ("04", 1_110), ("05", 2_095)] {
        pump.read("m", &format!("2026-11-{day} 08:00"), total);
    }
    pump.run("2026-11-05 09:00", 0);
    assert_eq!(said(&pump), "meter:m:1100 missed, meter:m:2000 released", "several marks at once are one call");

    let next = |kept: &Kept| forecast(&kept.plan, &kept.view()).remove(0);
    pump.totals.truncate(3);
    let told = next(&pump);
    assert_eq!((told.mark, told.total, told.about), (1_200, Some(1_110), Some(day("2026-11-06"))), "120 in three days");
    pump.plan.anchor = Anchor::Completion;
    pump.rows.clear();
    assert_eq!((next(&pump).mark, next(&pump).about), (1_100, None), "it is there already");
    pump.run("2026-11-04 09:00", 0);
    pump.done("meter:m:1100", "2026-11-04 10:00");
    assert_eq!(
        (next(&pump).mark, next(&pump).about),
        (1_210, Some(day("2026-11-06"))),
        "counted from where it was done"
    );
    pump.totals.truncate(1);
    assert_eq!((next(&pump).total, next(&pump).about), (Some(990), None), "one reading tells no pace");
}

#[test]
fn each_alarm_calls_once() {
    let mut lift = Kept::of(rule("20261101", "FREQ=MONTHLY"), "2026-11-01");
    lift.plan.triggers.push(Trigger::Alarm("trapped".into()));
    for (alarm, id) in [("trapped", "a1"), ("overload", "a2"), ("trapped", "a3")] {
        lift.alarms.push(Raised { alarm: alarm.into(), id: id.into(), at: time("2026-11-12 10:00") });
    }
    lift.run("2026-11-12 10:05", 3);
    lift.run("2026-11-13 10:05", 3);
    assert_eq!(said(&lift), "2026-11-01 released, alarm:a1 released, alarm:a3 released", "none is missed for another");
    lift.run("2026-12-01 10:05", 3);
    assert_eq!(said(&lift), "2026-11-01 missed, alarm:a1 released, alarm:a3 released, 2026-12-01 released");
}

#[test]
fn a_mark_passed_before_the_plan_began_is_due_with_it() {
    let mut pump = Kept::of(Trigger::Meter { meter: "hours".into(), every: 500, start: 0 }, "2026-11-01");
    pump.plan.anchor = Anchor::Completion;
    pump.read("hours", "2026-05-01 08:00", 12_300);
    pump.run("2026-11-01 08:00", 0);
    assert_eq!(said(&pump), "meter:hours:500 released");
    pump.done("meter:hours:500", "2026-11-02 08:00");
    pump.read("hours", "2026-12-01 08:00", 12_700);
    pump.run("2026-12-01 08:00", 0);
    pump.read("hours", "2026-12-20 08:00", 12_801);
    pump.run("2026-12-20 09:00", 0);
    assert_eq!(said(&pump), "meter:hours:500 done, meter:hours:12800 released", "and counts from there");
}

#[test]
fn editing_moves_only_what_nobody_has_touched() {
    let mut clean = Kept::of(rule("20261102T080000", "FREQ=WEEKLY;BYDAY=MO"), "2026-11-01");
    clean.plan.window.after = Span::hours(12);
    clean.run("2026-11-10 08:00", 30);
    clean.touch("2026-11-23");
    let before = clean.rows.clone();
    clean.plan.since = day("2026-11-12");
    clean.plan.triggers = vec![rule("20261102T090000", "FREQ=WEEKLY;BYDAY=TU")];
    let changes = clean.run("2026-11-12 08:00", 30);
    let keys: Vec<&str> = clean.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(
        keys,
        ["2026-11-02", "2026-11-09", "2026-11-17", "2026-11-23", "2026-11-24", "2026-12-01", "2026-12-08"],
        "past Tuesdays are not made up, the past and the touched Monday stay"
    );
    assert_eq!(clean.rows[0], before[0]);
    assert!(changes.contains(&Change::Withdraw("2026-11-16".into())));
    assert_eq!(clean.run("2026-11-12 08:00", 30), []);

    clean.plan.triggers = vec![rule("20261102T100000", "FREQ=WEEKLY;BYDAY=TU")];
    clean.run("2026-11-12 08:00", 30);
    assert_eq!(clean.rows[2].opens, time("2026-11-17 10:00"), "the same day, another hour: the same occurrence, moved");
}

#[test]
fn a_plan_that_ends_withdraws_what_it_had_planned() {
    let mut plan = Kept::of(rule("20261102", "FREQ=WEEKLY"), "2026-11-01");
    plan.run("2026-11-10 08:00", 30);
    plan.plan.until = Some(day("2026-11-20"));
    plan.run("2026-11-10 08:00", 30);
    assert_eq!(said(&plan), "2026-11-02 missed, 2026-11-09 released, 2026-11-16 planned");
}

#[test]
fn greening_follows_the_season() {
    let mut mowing = Kept::of(rule("20260105", "FREQ=MONTHLY"), "2026-01-01");
    mowing.plan.seasons = vec![Season { from: (11, 1), until: (2, 28) }];
    mowing.run("2026-01-01 08:00", 365);
    assert_eq!(said(&mowing), "2026-01-05 planned, 2026-02-05 planned, 2026-11-05 planned, 2026-12-05 planned");
}

#[test]
fn two_years_are_shown_and_nothing_is_stored() {
    let mut plan = Kept::of(rule("20261104", "FREQ=WEEKLY;BYDAY=WE"), "2026-11-01");
    plan.run("2026-11-01 08:00", 14);
    let stored = plan.rows.len();
    let shown = preview(&plan.plan, &plan.view(), time("2026-11-01 08:00"), time("2028-11-01 08:00"));
    assert_eq!((stored, shown.len()), (2, 105));
    plan.run("2028-10-31 00:00", 1);
    let keys = |rows: &[round::plan::Occurrence]| rows.iter().map(|r| r.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&plan.rows), keys(&shown), "what was shown is what comes");

    let mut yearly = Kept::of(rule("20261104", "FREQ=MONTHLY;INTERVAL=6"), "2026-11-01");
    yearly.plan.anchor = Anchor::Completion;
    let shown = preview(&yearly.plan, &yearly.view(), time("2026-11-01 08:00"), time("2028-11-01 08:00"));
    assert_eq!(keys(&shown), ["2026-11-04", "2027-05-04", "2027-11-04", "2028-05-04"]);
    assert!(shown.iter().all(|row| row.state == State::Planned));
}

#[test]
fn states_go_forward_and_what_is_over_stays() {
    let mut plan = Kept::of(rule("20261104", "FREQ=DAILY"), "2026-11-01");
    plan.run("2026-11-03 08:00", 1);
    let planned = plan.rows[0].clone();
    let at = time("2026-11-04 10:00");
    assert_eq!(planned.after(Act::Begin).unwrap_err(), Refused::NotReleased);
    assert_eq!(planned.after(Act::LayDown).unwrap_err(), Refused::NotBegun);
    let begun = planned.after(Act::Release).unwrap().after(Act::Begin).unwrap();
    assert!(begun.touched);
    assert_eq!(begun.after(Act::Begin).unwrap_err(), Refused::UnderWay);
    assert_eq!(begun.after(Act::Miss).unwrap_err(), Refused::UnderWay, "nobody who is at it misses it");
    assert_eq!(begun.after(Act::LayDown).unwrap().state, State::Released);
    let done = begun.after(Act::Finish { at }).unwrap();
    assert_eq!(done.state, State::Done { at });
    for act in [Act::Release, Act::Begin, Act::Finish { at }, Act::Miss] {
        assert_eq!(done.after(act).unwrap_err(), Refused::Over);
    }
}

#[test]
fn done_without_signal_and_told_later_it_was_done_in_time() {
    let mut plan = Kept::of(rule("20261104", "FREQ=DAILY"), "2026-11-04");
    plan.plan.catch_up = CatchUp::SkipWithRecord;
    plan.run("2026-11-05 08:00", 0);
    assert_eq!(said(&plan), "2026-11-04 missed, 2026-11-05 released");
    let in_time = plan.rows[0].after(Act::Finish { at: time("2026-11-04 23:00") }).unwrap();
    assert_eq!(in_time.state, State::Done { at: time("2026-11-04 23:00") });
    let late = plan.rows[0].after(Act::Finish { at: time("2026-11-05 07:00") }).unwrap();
    assert_eq!(late.state, State::Missed { made_up: Some(time("2026-11-05 07:00")) }, "made up for, and still missed");
    assert_eq!(late.after(Act::Finish { at: time("2026-11-05 07:30") }).unwrap_err(), Refused::Over);
}

#[test]
fn a_plan_says_what_would_not_work() {
    let good = Kept::of(rule("20261104", "FREQ=WEEKLY"), "2026-11-01").plan;
    assert_eq!(check(&good), []);
    type Spoil = fn(&mut round::plan::Plan);
    let cases: [(&str, &str, Spoil); 9] = [
        ("triggers", "plan-no-trigger", |p| p.triggers.clear()),
        ("triggers.0", "plan-never", |p| p.triggers = vec![rule("20261101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]),
        ("triggers.0", "plan-never", |p| p.triggers = vec![rule("20201101", "FREQ=DAILY;COUNT=5")]),
        ("triggers.0", "plan-no-window", |p| p.triggers = vec![rule("20261101T083000", "FREQ=DAILY")]),
        ("triggers.0", "plan-completion-rule", |p| {
            p.anchor = Anchor::Completion;
            p.triggers = vec![rule("20261101", "FREQ=MONTHLY;BYDAY=1MO")];
        }),
        ("triggers.0", "plan-meter-every", |p| {
            p.triggers = vec![Trigger::Meter { meter: "m".into(), every: 0, start: 0 }];
        }),
        ("until", "plan-ends-before", |p| p.until = Some(day("2026-01-01"))),
        ("window", "plan-negative", |p| p.lead = Span::days(-1)),
        ("seasons", "plan-season", |p| p.seasons = vec![Season { from: (2, 30), until: (3, 1) }]),
    ];
    for (part, key, spoil) in cases {
        let mut plan = good.clone();
        spoil(&mut plan);
        let findings: Vec<(String, String)> =
            check(&plan).into_iter().map(|f| (f.part, f.message.key.into())).collect();
        assert_eq!(findings, [(part.to_owned(), key.to_owned())]);
        assert!(round::WORDS.0.contains(&format!("\n{key} =")), "{key}");
    }
}

#[test]
fn a_plan_is_kept_as_text() {
    let mut plan = Kept::of(rule("20261104", "FREQ=WEEKLY"), "2026-11-01").plan;
    plan.hours = "00:00-05:00".parse().ok();
    plan.supersedes = vec![Supersedes { plan: "other".into(), near: Near::Days(7) }];
    plan.triggers.push(Trigger::Meter { meter: "hours".into(), every: 500, start: 0 });
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<round::plan::Plan>(&text).unwrap(), plan);
    assert!(text.contains("RRULE:FREQ=WEEKLY") && text.contains("00:00-05:00"), "{text}");
}

#[test]
fn summer_time_is_told_by_the_wall_clock() {
    let berlin = chrono_tz::Europe::Berlin;
    let local = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    let told = |text: &str| round::plan::instant(local(text), berlin).to_string();
    assert_eq!(told("2026-03-29 02:30"), "2026-03-29T01:30:00Z", "skipped: by the offset before the gap");
    assert_eq!(told("2026-10-25 02:30"), "2026-10-25T00:30:00Z", "comes twice: the first");
    assert_eq!(round::plan::instant(local("2026-11-21 08:00"), Shanghai), time("2026-11-21 08:00"));
}

#[test]
fn near_is_the_same_month_quarter_week_or_so_many_days() {
    for (near, one, other, expected) in [
        (Near::Month, "2026-11-01", "2026-11-30", true),
        (Near::Month, "2026-11-30", "2026-12-01", false),
        (Near::Quarter, "2026-10-01", "2026-12-31", true),
        (Near::Quarter, "2026-09-30", "2026-10-01", false),
        (Near::Week, "2026-12-31", "2027-01-03", true),
        (Near::Week, "2027-01-03", "2027-01-04", false),
        (Near::Year, "2026-01-01", "2026-12-31", true),
        (Near::Days(7), "2026-11-01", "2026-11-08", true),
        (Near::Days(7), "2026-11-09", "2026-11-01", false),
    ] {
        assert_eq!(near.holds(day(one), day(other)), expected, "{near:?} {one} {other}");
    }
}

#[test]
fn changes_can_be_written_one_by_one() {
    let mut plan = Kept::of(rule("20261104", "FREQ=DAILY"), "2026-11-04");
    let changes = plan.ask("2026-11-08 08:00", 2);
    apply(&mut plan.rows, changes[..2].to_vec());
    let rest = plan.run("2026-11-08 08:00", 2);
    let mut whole = Kept::of(rule("20261104", "FREQ=DAILY"), "2026-11-04");
    whole.run("2026-11-08 08:00", 2);
    assert_eq!((rest.len(), &plan.rows), (changes.len() - 2, &whole.rows));
}
