//! Drawn cases: those that wait for the reader, those that were checked, and the month's figures.

use kernel::{ActorKind, Result};
use module::Context;
use process::runtime::CaseId;

use super::{
    model::{AskSamples, SampleLine, Samples},
    store,
};
use crate::{
    case::{
        queries::{engine, lines},
        rules::month_start,
        store as cases,
    },
    deputy,
};

/// Cases shown at once.
const SHOWN: i64 = 200;
/// How long a drawn case waits before it is no longer shown.
const DAYS: i64 = 31;

/// The drawn cases of the reader's communities.
pub async fn list(cx: &mut Context, ask: AskSamples) -> Result<Samples> {
    let today = cx.now().date(cx.zone());
    let rows = store::list(cx, ask.checked == Some(true), today.plus_days(-DAYS), SHOWN).await?;
    let ids: Vec<_> = rows.iter().map(|r| r.case_id.uuid()).collect();
    let found = cases::by_ids(cx, &ids).await?;
    let shown = lines(cx, found).await?;
    let engine = engine(cx)?;
    let of = |id: CaseId| shown.iter().find(|line| line.id == id).cloned();
    let mut samples = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(case) = of(row.case_id) else { continue };
        let rule = engine.current(&case.process).ok().and_then(|def| def.sample.clone());
        let roles = deputy::queries::roles(cx, row.org_id).await?;
        let mine = cx.actor().kind == ActorKind::Staff
            && rule.is_some_and(|rule| rule.by.iter().any(|role| roles.contains(role)))
            && case.assignee_id != Some(cx.actor().id);
        samples.push(SampleLine {
            id: row.id,
            day: row.day,
            case,
            checked_at: row.checked_at,
            checker: row.checker_name,
            passed: row.passed,
            reason: row.reason,
            mine,
        });
    }
    // What the reader himself may check stands first.
    samples.sort_by_key(|s| !s.mine);
    let figures = store::figures(cx, month_start(today), today.plus_days(1)).await?;
    Ok(Samples { rows: samples, figures })
}
