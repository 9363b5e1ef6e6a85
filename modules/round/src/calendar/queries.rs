//! The read model of a month.

use std::collections::BTreeMap;

use kernel::{Date, Instant, Result};
use module::Context;
use round::plan::{Skip, State};

use super::{
    model::{DayCount, DayState, Month, WhichMonth},
    rules, store,
};
use crate::plan::{
    self,
    jobs::{HORIZON, coming},
    model::{PlanFilter, PlanRow},
};

/// Plans looked ahead for a month; of more only the first by name.
const LOOKED_AHEAD: i64 = 200;

/// One month, for programs and its page.
pub async fn month(cx: &mut Context, which: WhichMonth) -> Result<Month> {
    let today = cx.now().date(cx.zone());
    let first = rules::first_of(which.month.as_deref(), today);
    let days = rules::grid(first);
    let (from, until) = match (days.first(), days.last()) {
        (Some(from), Some(last)) => (*from, last.plus_days(1)),
        _ => (first, rules::months_on(first, 1)),
    };
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
        ahead(cx, &which, (stored, until.start(cx.zone())), &mut counts).await?;
    }
    let counts = counts.into_iter().map(|((day, state, title), count)| DayCount { day, state, title, count });
    Ok(Month { first, counts: counts.collect() })
}

/// What lies beyond the rows is computed: for the first thing of each plan, times how many there are.
async fn ahead(
    cx: &mut Context,
    which: &WhichMonth,
    (stored, until): (Date, Instant),
    counts: &mut BTreeMap<(Date, DayState, String), i64>,
) -> Result<()> {
    let filter = PlanFilter { org_id: which.org_id, system: which.system, ..PlanFilter::default() };
    let plans: Vec<PlanRow> = plan::store::running(cx, &filter, LOOKED_AHEAD).await?;
    for plan in &plans {
        let things = plan::store::things(cx, plan).await?;
        let standing = || things.iter().filter(|thing| thing.gone_at.is_none());
        let Some(first) = standing().next() else { continue };
        let many = i64::try_from(standing().count()).unwrap_or(i64::MAX);
        for one in coming(cx, plan, first, until).await?.0 {
            let superseded = matches!(one.state, State::Skipped(Skip::Superseded { .. }));
            if one.day > stored && !superseded {
                *counts.entry((one.day, DayState::Coming, plan.name.clone())).or_default() += many;
            }
        }
    }
    Ok(())
}
