//! Whatever happens to the house that generates, the same rows come, and none is lost.

#[allow(dead_code, reason = "stories need more of it")]
mod world;

use std::collections::BTreeSet;

use kernel::{Date, Instant, Span};
use proptest::{collection::vec, prelude::*, sample::select};
use round::plan::{
    Act, Anchor, CalendarShift, CatchUp, Change, Near, Occurrence, Season, State, Superseded, Total, Trigger, Window,
    apply, occurrences,
};
use world::{Kept, calendar, day, rule, time};

fn kept() -> impl Strategy<Value = Kept> {
    let rules = select(vec![
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=15",
        "FREQ=DAILY;BYHOUR=8,20",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=2WE,-1FR",
        "FREQ=MONTHLY;INTERVAL=3;COUNT=3",
        "FREQ=YEARLY;BYMONTH=9,10;BYMONTHDAY=1",
    ]);
    let policy = select(vec![CatchUp::OneOverdue, CatchUp::All, CatchUp::SkipWithRecord]);
    let shift = select(vec![CalendarShift::None, CalendarShift::NextOpen, CalendarShift::PrevOpen]);
    (rules, policy, shift, any::<[bool; 5]>(), (0i64..4, 0i64..4, 0i64..6)).prop_map(
        |(text, catch_up, shift, [second, season, yearly, night, from_completion], (lead, before, after))| {
            let completion = from_completion && !text.contains("BY") && !text.contains("COUNT");
            let mut kept = Kept::of(rule("20260825", text), "2026-09-01");
            kept.plan.catch_up = catch_up;
            kept.plan.calendar_shift = shift;
            kept.plan.lead = Span::days(lead);
            kept.plan.window = Window { before: Span::days(before), after: Span::days(after) + Span::hours(2) };
            kept.calendar = Some(calendar());
            if completion {
                kept.plan.anchor = Anchor::Completion;
            } else if second {
                kept.plan.triggers.push(rule("20260901", "FREQ=MONTHLY;BYMONTHDAY=15"));
            }
            if season {
                kept.plan.seasons = vec![Season { from: (9, 10), until: (12, 5) }];
            }
            if yearly {
                kept.superseded = vec![Superseded { by: "yearly".into(), on: day("2026-10-20"), near: Near::Month }];
            }
            if night {
                kept.plan.hours = "22:00-05:00".parse().ok();
            }
            if !completion || second {
                kept.plan.triggers.push(Trigger::Meter { meter: "hours".into(), every: 100, start: 0 });
            }
            for n in 0..20i64 {
                kept.read("hours", &format!("2026-{:02}-{:02} 10:00", 9 + n / 5, 1 + (n % 5) * 6), n * 60);
            }
            kept
        },
    )
}

/// What a house knows at an instant: no reading of the future.
fn ask(kept: &Kept, now: Instant) -> Vec<Change> {
    let known: Vec<_> = kept.totals.iter().filter(|total| total.at <= now).cloned().collect();
    let view = round::plan::View { totals: &known, ..kept.view() };
    occurrences(&kept.plan, &view, now, Span::days(14))
}

fn at(hours: i64) -> Instant {
    time("2026-09-01 00:00") + Span::hours(hours)
}

const HOURS: std::ops::Range<i64> = 0..24 * 120;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn killed_at_any_instant_it_goes_on_to_the_same_rows(
        kept in kept(), mut runs in vec((HOURS, 0usize..40), 0..12), last in HOURS,
    ) {
        let (mut whole, mut broken) = (kept.clone(), kept);
        runs.retain(|(hours, _)| *hours <= last);
        runs.sort_unstable();
        for (hours, written) in runs {
            let mut changes = ask(&broken, at(hours));
            changes.truncate(written);
            apply(&mut broken.rows, changes);
        }
        for kept in [&mut broken, &mut whole] {
            let changes = ask(kept, at(last));
            apply(&mut kept.rows, changes);
            prop_assert_eq!(ask(kept, at(last)), vec![], "a re-run adds nothing");
        }
        prop_assert_eq!(broken.rows, whole.rows);
    }

    #[test]
    fn nothing_comes_before_it_says_to_look_again(mut kept in kept(), now in HOURS, share in 0.0f64..1.0) {
        kept.totals.retain(|total| total.at <= at(now));
        let changes = ask(&kept, at(now));
        apply(&mut kept.rows, changes);
        let wake = round::plan::wake(&kept.plan, &kept.view(), at(now), Span::days(14));
        prop_assert!(wake > at(now));
        let between = ((wake - at(now)).0 as f64 * share) as i64;
        for earlier in [Instant(at(now).0 + between), Instant(wake.0 - 1)] {
            prop_assert_eq!(ask(&kept, earlier), vec![], "{}", earlier);
        }
    }

    #[test]
    fn what_is_settled_need_not_be_loaded(mut kept in kept(), now in HOURS, later in 0i64..24 * 30) {
        let changes = ask(&kept, at(now));
        apply(&mut kept.rows, changes);
        let open = kept.rows.iter().filter(|row| row.state.is_open()).map(|row| row.nominal.date());
        let today = at(now).date(chrono_tz::Asia::Shanghai);
        let settled = Date(open.chain([today.0]).min().expect("today at least"));
        let whole = ask(&kept, at(now + later));
        let last = kept.rows.iter().rfind(|row| row.nominal.date() < settled.0).map(|row| row.key.clone());
        kept.rows.retain(|row| row.nominal.date() >= settled.0 || last.as_ref() == Some(&row.key));
        let known: Vec<_> = kept.totals.iter().filter(|total| total.at <= at(now + later)).cloned().collect();
        let view = round::plan::View { totals: &known, settled_before: Some(settled), ..kept.view() };
        prop_assert_eq!(occurrences(&kept.plan, &view, at(now + later), Span::days(14)), whole);
    }

    #[test]
    fn no_time_of_the_rule_is_lost(kept in kept(), last in HOURS) {
        let mut kept = kept;
        kept.plan.anchor = Anchor::Fixed;
        let changes = ask(&kept, at(last));
        apply(&mut kept.rows, changes);
        let keys: BTreeSet<&str> = kept.rows.iter().map(|row| row.key.as_str()).collect();
        prop_assert_eq!(keys.len(), kept.rows.len(), "no key twice");
        for trigger in &kept.plan.triggers {
            let Trigger::Rule(recurrence) = trigger else { continue };
            let several = recurrence.times_of_day().len() > 1;
            let today = at(last).date(chrono_tz::Asia::Shanghai);
            for due in recurrence.from(kept.plan.since.0.and_hms_opt(0, 0, 0).unwrap()).take_while(|due| Date(due.date()) <= today) {
                let key = due.format(if several { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%d" }).to_string();
                let autumn = due.date() >= day("2026-09-10").0 && due.date() <= day("2026-12-05").0;
                prop_assert_eq!(keys.contains(key.as_str()), kept.plan.seasons.is_empty() || autumn, "{}", key);
            }
        }
        for row in &kept.rows {
            let over = row.closes <= at(last);
            match row.state {
                State::Planned => prop_assert!(row.release > at(last)),
                State::Missed { .. } => prop_assert!(over && kept.plan.catch_up != CatchUp::All),
                State::Released if over => prop_assert!(kept.plan.catch_up != CatchUp::SkipWithRecord),
                _ => {}
            }
        }
    }

    #[test]
    fn of_several_triggers_the_first_calls_and_doing_it_sets_all_back(
        weeks in 1i64..20, every in 1i64..400, used in vec((1i64..96, 0i64..200), 1..40), late in 0i64..72,
    ) {
        let mut kept = Kept::of(rule("20260901", &format!("FREQ=WEEKLY;INTERVAL={weeks}")), "2026-09-01");
        kept.plan.anchor = Anchor::Completion;
        kept.plan.catch_up = CatchUp::All;
        kept.plan.triggers.push(Trigger::Meter { meter: "hours".into(), every, start: 0 });
        let (mut now, mut total, mut done) = (0, 0, None::<(Instant, i64)>);
        for (hours, more) in used {
            (now, total) = (now + hours, total + more);
            kept.totals.push(Total { meter: "hours".into(), at: at(now), total });
            let changes = ask(&kept, at(now));
            apply(&mut kept.rows, changes);
            prop_assert_eq!(ask(&kept, at(now)), vec![], "a re-run adds nothing");
            let open: Vec<usize> = (0..kept.rows.len()).filter(|n| kept.rows[*n].state.is_open()).collect();
            prop_assert!(open.len() <= 1, "there is never more than one open");
            // Its week has come, or it was used so much since it was done: whichever is first.
            let by_date = done.map_or(day("2026-09-01"), |(at, _)| at.date(chrono_tz::Asia::Shanghai).plus_days(weeks * 7));
            let by_use = total - done.map_or(0, |(_, then)| then) >= every;
            let due = open.first().map(|n| kept.rows[*n].clone()).filter(|row| row.state == State::Released);
            prop_assert_eq!(due.is_some(), by_use || by_date <= at(now).date(chrono_tz::Asia::Shanghai));
            if let (Some(row), Some(nth)) = (due, open.first()) {
                let finish = at(now + late);
                kept.rows[*nth] = row.after(Act::Finish { at: finish }).unwrap();
                (now, done) = (now + late, Some((finish, total)));
            }
        }
    }

    #[test]
    fn what_people_did_is_never_rewritten(
        kept in kept(), acts in vec((HOURS, 0usize..6, 0u8..3), 1..12), edit in HOURS, other in kept_plans(),
    ) {
        let mut kept = kept;
        let mut acts = acts;
        acts.sort_unstable();
        let mut done: Vec<Occurrence> = Vec::new();
        let mut edited = false;
        for (hours, nth, what) in acts {
            if hours > edit && !edited {
                edited = true;
                kept.plan.since = at(edit).date(chrono_tz::Asia::Shanghai);
                kept.plan.triggers = other.clone();
                kept.plan.anchor = Anchor::Fixed;
            }
            let changes = ask(&kept, at(hours));
            apply(&mut kept.rows, changes);
            let open: Vec<usize> = (0..kept.rows.len()).filter(|n| kept.rows[*n].state == State::Released).collect();
            if let Some(row) = open.get(nth).map(|n| &mut kept.rows[*n]) {
                let act = match what {
                    0 => Act::Finish { at: at(hours) },
                    1 => Act::Skip { reason: "locked".into(), by: "zhaoshifu".into(), at: at(hours) },
                    _ => Act::Begin,
                };
                *row = row.after(act).unwrap();
                done.push(row.clone());
            }
            for row in &done {
                prop_assert!(kept.rows.contains(row), "{} has changed", row.key);
            }
        }
    }
}

fn kept_plans() -> impl Strategy<Value = Vec<Trigger>> {
    select(vec!["FREQ=WEEKLY;BYDAY=SU", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYMONTHDAY=-1"])
        .prop_map(|text| vec![rule("20260901", text)])
}
