//! Moving open cases to the version in force, and taking over what others published.

use kernel::Result;
use module::Context;
use process::runtime::{self, Standing};
use serde_json::Value;

use super::{model::MoveCases, queries::command, store};
use crate::case::queries::engine;

/// The kind of job that moves cases.
pub(crate) const MOVE: &str = "desk.definition.move";
/// Cases moved in one transaction.
const STEP: i64 = 100;

/// Moves the next cases and queues itself for the others. A case that cannot be moved stays as it is.
pub(crate) async fn move_cases(cx: &mut Context, work: MoveCases) -> Result<()> {
    go_on(cx, work, None).await
}

/// The same behind a case.
pub(crate) async fn move_on(cx: &mut Context, (work, behind): (MoveCases, runtime::CaseId)) -> Result<()> {
    go_on(cx, work, Some(behind)).await
}

/// The kind of job that goes on with it.
pub(crate) const MOVE_ON: &str = "desk.definition.move_on";

async fn go_on(cx: &mut Context, work: MoveCases, behind: Option<runtime::CaseId>) -> Result<()> {
    let def = engine(cx)?.current(&work.process)?;
    let command = command(&work)?;
    let rows = store::of_other_versions(cx, &work.process, def.hash(), behind, STEP).await?;
    let Some(last) = rows.last().map(|r| r.id) else { return Ok(()) };
    for row in rows {
        if let Err(refused) = runtime::apply(cx, row.id, &command, Standing::System).await {
            match refused {
                kernel::Error::Broken(_) | kernel::Error::Invalid(_) => {}
                other => return Err(other),
            }
        }
    }
    let (now, payload) = (cx.now(), serde_json::to_value((&work, last))?);
    let dedupe = format!("{MOVE_ON}/{}/{last}", def.hash());
    cx.later(kernel::COMPANY, MOVE_ON, payload, now, Some(dedupe)).await
}

/// Makes what was published, here or by another process of ours, current when its day has come.
pub(crate) async fn refresh(cx: &mut Context, _: Value) -> Result<()> {
    runtime::refresh(cx).await
}
