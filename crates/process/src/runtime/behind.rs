//! Which case stands behind a record of a module: the one whose step made it.

use ::store::args;
use kernel::{ActorKind, Error, Id, Instant, Message, Noun, OrgId, Result};
use module::Context;

use super::CaseId;

/// The case behind a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// It.
    pub id: CaseId,
    /// What people call it.
    pub number: String,
    /// Whether it is still open.
    pub open: bool,
}

impl Behind {
    /// The address of its page.
    pub fn path(&self) -> String {
        format!("/desk/cases/{}", self.id)
    }
}

/// Notes that the step of a case made a record.
pub(super) async fn keep(cx: &mut Context, org: OrgId, record: &str, case: CaseId) -> Result<()> {
    let row = args![org, record, case];
    cx.tx().insert_missing("case_records", &["org_id", "record", "case_id"], vec![row]).await
}

/// The case behind a record of a unit, whose reader sees the record; the case itself is for its own readers.
///
/// # Errors
/// Those of the database.
pub async fn behind<K: Noun>(cx: &mut Context, org: OrgId, record: Id<K>) -> Result<Option<Behind>> {
    let sql = "SELECT c.id, c.number, c.ended_at FROM case_records r \
               JOIN cases c ON c.org_id = r.org_id AND c.id = r.case_id WHERE r.org_id = $1 AND r.record = $2";
    let found: Option<(CaseId, String, Option<Instant>)> =
        cx.tx().fetch_optional(sql, args![org, record.to_string()]).await?;
    Ok(found.map(|(id, number, ended_at)| Behind { id, number, open: ended_at.is_none() }))
}

/// Whether a record may be decided by itself: not while an open case stands behind it, whose steps decide it. An effect of the case may.
///
/// # Errors
/// [`Error::Broken`] with the number of the case.
pub async fn decided_here<K: Noun>(cx: &mut Context, org: OrgId, record: Id<K>) -> Result<()> {
    if cx.actor().kind == ActorKind::System {
        return Ok(());
    }
    match behind(cx, org, record).await? {
        Some(case) if case.open => Err(Error::Broken(Message::of("case-decides").with("number", case.number))),
        _ => Ok(()),
    }
}
