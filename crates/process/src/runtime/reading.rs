//! Looking at cases.

use kernel::{Error, Instant, OrgId, Result};
use module::Context;

use super::{CaseId, Loaded, doing::engine, store};
use crate::{
    event::{Event, Who},
    views::{hide, hide_in},
};

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

impl Loaded {
    /// The case as it is shown to somebody who is there as all of these: without what is hidden from him where it stands.
    pub fn shown_to(mut self, sides: &[Who]) -> Self {
        let hidden = self.def.hidden_from(&self.state, sides);
        hide(&mut self.state, &hidden);
        self
    }
}

/// Everything that happened to a case, oldest first, without what is hidden from somebody who is there as all of these.
pub async fn timeline(cx: &mut Context, case: &Loaded, sides: &[Who]) -> Result<Vec<Entry>> {
    let hidden = case.def.hidden_from(&case.state, sides);
    let mut log = store::log(cx.tx(), case.org, case.id).await?;
    log.iter_mut().flat_map(|(.., events)| events).for_each(|event| hide_in(event, &hidden));
    Ok(log.into_iter().map(|(version, at, action, events)| Entry { version, at, action, events }).collect())
}
