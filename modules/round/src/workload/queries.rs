//! The read model of the work of posts.

use std::collections::BTreeMap;

use kernel::{Date, Result};
use module::Context;

use super::{
    model::{DayLoad, PostLoad, WhichWorkload, Workload},
    rules, store,
};
use crate::{
    calendar,
    plan::{
        jobs::HORIZON,
        model::{Doer, PlanFilter},
    },
    procedure::{self, model::ProcedureId},
};

/// The work of two weeks from today, post by post, for programs and the page.
pub async fn view(cx: &mut Context, which: WhichWorkload) -> Result<Workload> {
    let org_id = org::chosen_community(cx, which.org_id).await?;
    let today = cx.now().date(cx.zone());
    let days = rules::days(today);
    let until = today.plus_days(rules::DAYS);
    let mut due: Vec<(Date, Doer, ProcedureId, i64)> = store::due(cx, org_id, (today, until))
        .await?
        .into_iter()
        .map(|row| (row.day, row.role, row.procedure_id, row.count))
        .collect();
    // What lies beyond the rows is computed.
    let stored = (cx.now() + HORIZON).date(cx.zone());
    let filter = PlanFilter { org_id: Some(org_id), ..PlanFilter::default() };
    let ahead = calendar::queries::ahead(cx, &filter, until.start(cx.zone())).await?;
    for (plan, day, count) in ahead.due.into_iter().filter(|(_, day, _)| *day > stored && *day < until) {
        let plan = &ahead.plans[plan];
        due.extend(plan.role.map(|role| (day, role, plan.procedure_id, count)));
    }
    let minutes = minutes(cx, due.iter().map(|(_, _, procedure, _)| *procedure)).await?;
    let mut posts: BTreeMap<&'static str, PostLoad> = BTreeMap::new();
    let empty = |role: Doer| PostLoad { role, hours: None, days: vec![DayLoad::default(); days.len()] };
    for capacity in store::capacities(cx, org_id).await? {
        let post = posts.entry(capacity.role.word()).or_insert_with(|| empty(capacity.role));
        post.hours = Some(capacity.week());
    }
    for (day, role, procedure, count) in due {
        let post = posts.entry(role.word()).or_insert_with(|| empty(role));
        let at = usize::try_from(day.days_since(today)).ok();
        if let Some(load) = at.and_then(|at| post.days.get_mut(at)) {
            load.tasks += count;
            load.minutes += count * minutes.get(&procedure).copied().unwrap_or(rules::USUAL);
        }
    }
    let mut posts: Vec<PostLoad> = posts.into_values().collect();
    for post in &mut posts {
        for (load, day) in post.days.iter_mut().zip(&days) {
            load.capacity = rules::capacity(post.hours, *day);
        }
    }
    posts.sort_by_key(|post| Doer::ALL.iter().position(|role| *role == post.role));
    Ok(Workload { org_id, days, posts })
}

/// How long procedures usually take.
async fn minutes(
    cx: &mut Context,
    procedures: impl Iterator<Item = ProcedureId>,
) -> Result<BTreeMap<ProcedureId, i64>> {
    let mut known = BTreeMap::new();
    for id in procedures.collect::<std::collections::BTreeSet<_>>() {
        let says = procedure::queries::procedure(cx, id).await?.minutes;
        known.extend(says.map(|minutes| (id, i64::from(minutes))));
    }
    Ok(known)
}
