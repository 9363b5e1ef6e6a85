//! The read model of a month.

use std::collections::BTreeMap;

use kernel::{Date, Instant, Result};
use module::Context;
use round::plan::{Occurrence, Skip, State};

use super::{
    model::{DayCount, DayState, Month, WhichMonth, Width},
    rules, store,
};
use crate::plan::{
    self,
    jobs::{HORIZON, coming},
    model::{PlanFilter, PlanRow},
};

/// Plans looked ahead for a month; of more only the first by name.
const LOOKED_AHEAD: i64 = 200;

/// One month or week, for programs and its page.
pub async fn month(cx: &mut Context, which: WhichMonth) -> Result<Month> {
    let today = cx.now().date(cx.zone());
    let days = match which.width {
        Some(Width::Week) => rules::week(which.on.unwrap_or(today)),
        _ => rules::grid(rules::first_of(which.month.as_deref(), today)),
    };
    let first = match which.width {
        Some(Width::Week) => days[0],
        _ => rules::first_of(which.month.as_deref(), today),
    };
    let (from, until) = (days[0], days[days.len() - 1].plus_days(1));
    let mut counts: BTreeMap<(Date, DayState, String), i64> = BTreeMap::new();
    for late in [true, false] {
        for row in store::counted(cx, &which, (from, until), late).await? {
            for (state, count) in rules::states_of(&row, late) {
                *counts.entry((row.day, state, row.title.clone())).or_default() += count;
            }
        }
    }
    let stored = (cx.now() + HORIZON).date(cx.zone());
    if until > stored {
        let filter = PlanFilter { org_id: which.org_id, system: which.system, ..PlanFilter::default() };
        let ahead = ahead(cx, &filter, until.start(cx.zone())).await?;
        for (plan, day, count) in ahead.due.into_iter().filter(|(_, day, _)| *day > stored && *day >= from) {
            *counts.entry((day, DayState::Coming, ahead.plans[plan].name.clone())).or_default() += count;
        }
    }
    let movable = store::movable(cx, &which, (from, until)).await?;
    let counts = counts.into_iter().map(|((day, state, title), count)| DayCount { day, state, title, count });
    Ok(Month { first, days, counts: counts.collect(), movable })
}

/// What plans will bring: the plans, and by their place among them the days with how many things are due.
pub(crate) struct Ahead {
    pub plans: Vec<PlanRow>,
    pub due: Vec<(usize, Date, i64)>,
}

/// What lies beyond the rows is computed: for the first thing of each plan, times how many there are.
pub(crate) async fn ahead(cx: &mut Context, filter: &PlanFilter, until: Instant) -> Result<Ahead> {
    let plans: Vec<PlanRow> = plan::store::running(cx, filter, LOOKED_AHEAD).await?;
    let mut due = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let things = plan::store::things(cx, plan).await?;
        let standing = || things.iter().filter(|thing| thing.gone_at.is_none());
        let Some(first) = standing().next() else { continue };
        let many = i64::try_from(standing().count()).unwrap_or(i64::MAX);
        let counts = |one: &Occurrence| !matches!(one.state, State::Skipped(Skip::Superseded { .. }));
        due.extend(
            coming(cx, plan, first, until).await?.0.iter().filter(|one| counts(one)).map(|one| (at, one.day, many)),
        );
    }
    Ok(Ahead { plans, due })
}
