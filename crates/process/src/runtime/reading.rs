//! Looking at cases.

use kernel::{Error, Instant, OrgId, Result};
use module::Context;

use super::{CaseId, Loaded, doing::engine, store};
use crate::event::Event;

/// One thing that was done to a case, or that fell due.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which, from 1.
    pub version: i64,
    /// When.
    pub at: Instant,
    /// The action, `open`, `edit`, `comment`, …; absent for what fell due.
    pub action: Option<String>,
    /// What happened by it; each event says who.
    pub events: Vec<Event>,
}

/// A case of the scope.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn load(cx: &mut Context, id: CaseId) -> Result<Loaded> {
    let (engine, scope) = (engine(cx)?, cx.scope().clone());
    let row = store::look(cx.tx(), &scope, id).await?.ok_or(Error::NotFound)?;
    let def = engine.pinned(&row.definition).await?;
    row.loaded(def)
}

/// The id of the case with this number, in the scope.
pub async fn find(cx: &mut Context, number: &str) -> Result<Option<CaseId>> {
    let scope = cx.scope().clone();
    store::by_number(cx.tx(), &scope, number).await
}

/// When somebody first took up each of these cases of a unit; those nobody has are left out.
///
/// # Errors
/// [`Error::NotFound`] for a unit outside the scope.
pub async fn taken_up(cx: &mut Context, org: OrgId, cases: &[CaseId]) -> Result<Vec<(CaseId, Instant)>> {
    cx.within(org)?;
    store::taken_up(cx.tx(), org, cases.iter().map(Into::into).collect()).await
}

/// Everything that happened to a case, oldest first.
pub async fn timeline(cx: &mut Context, case: &Loaded) -> Result<Vec<Entry>> {
    let log = store::log(cx.tx(), case.org, case.id).await?;
    Ok(log.into_iter().map(|(version, at, action, events)| Entry { version, at, action, events }).collect())
}
