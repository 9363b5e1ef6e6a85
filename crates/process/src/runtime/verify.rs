//! Recomputing what is derived: each case's state from its log, and its row from its state.

use ::store::{
    Db, Tx,
    files::{self, File},
};
use kernel::{Id, OrgId, Result, Scope};
use uuid::Uuid;

use super::{CaseId, Engine, store};
use crate::{
    decide::due,
    definition::Definition,
    evidence,
    state::{State, evolve},
};

/// A case whose row does not say what its log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub what: &'static str,
}

const CHUNK: i64 = 200;

/// Goes through every case and compares it with its log.
///
/// # Errors
/// Those of the database.
pub async fn verify(db: &Db, engine: &Engine) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    let mut last: Option<(OrgId, CaseId)> = None;
    loop {
        let rows = store::after(&mut tx, last, CHUNK).await?;
        let Some(at) = rows.last() else { return Ok(findings) };
        last = Some((at.row.org_id, at.row.id));
        for store::WithCount { row, shown, wake_at, entries } in rows {
            let mut found = |what| findings.push(Finding { case: row.id, number: row.number.clone(), what });
            if entries != row.version {
                found("its log has gaps");
                continue;
            }
            let Ok(log) = store::log(&mut tx, row.org_id, row.id).await else {
                found("its log cannot be read");
                continue;
            };
            let folded = log.iter().flat_map(|(.., events)| events).fold(State::default(), evolve);
            if serde_json::from_str::<State>(&row.state).ok() != Some(folded.clone()) {
                found("its state is not what its log says");
                continue;
            }
            let def = engine.pinned(&row.definition).await?;
            if !proven(&mut tx, &def, &log).await? {
                found("a file it names as proof does not exist");
            }
            if shown != store::Shown::of(&def, &folded) {
                found("its row is not what its state says");
            }
            if !def.readers.is_empty() && store::readers(&mut tx, row.org_id, row.id).await? != def.people_of(&folded) {
                found("its readers are not those its state names");
            }
            let due = due(&def, &folded, &engine.calendars(row.org_id));
            if due.is_some_and(|due| wake_at.is_none_or(|at| at > due)) {
                found("it would not be woken when it is due");
            }
        }
    }
}

/// Whether every file that a log names is known.
async fn proven(tx: &mut Tx, def: &Definition, log: &[store::Logged]) -> Result<bool> {
    let named = evidence::ids(def, log.iter().flat_map(|(.., events)| events));
    let ids: Vec<Uuid> = named.iter().filter_map(|id| id.parse().ok().map(Id::<File>::uuid)).collect();
    Ok(ids.len() == named.len() && (ids.is_empty() || files::unknown(tx, &ids).await?.is_empty()))
}
