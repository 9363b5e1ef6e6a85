//! The reader's matters.

use std::collections::BTreeSet;

use kernel::Result;
use module::Context;
use process::{State, runtime::Engine};

use super::model::{AskMatters, Matters, Side};
use crate::{
    case::{
        model::CaseRow,
        queries::{engine, lines},
        store,
    },
    deputy,
};

/// Matters shown at once.
const SHOWN: usize = 100;
/// Matters looked at to find them.
const LOOKED_AT: i64 = 400;

/// The matters of one side, the most pressing first.
pub async fn list(cx: &mut Context, ask: AskMatters) -> Result<Matters> {
    let me = cx.actor().id;
    let mut rows = match ask.side.unwrap_or(Side::Mine) {
        Side::Mine => {
            let own = deputy::queries::own(cx).await?;
            store::pressing_of(cx, &own, LOOKED_AT).await?
        }
        Side::Team => team(cx).await?,
        Side::Others => {
            let rows = store::opened_by(cx, me, LOOKED_AT).await?;
            rows.into_iter().filter(|r| r.assignee_id != Some(me)).collect()
        }
        Side::Followed => {
            let rows = store::watched_by(cx, me, LOOKED_AT).await?;
            rows.into_iter().filter(|r| watches(r, me)).collect()
        }
    };
    rows.truncate(SHOWN);
    Ok(Matters { rows: lines(cx, rows).await? })
}

fn watches(row: &CaseRow, me: uuid::Uuid) -> bool {
    let state: Option<State> = serde_json::from_str(&row.state).ok();
    state.is_some_and(|s| s.watchers.iter().any(|p| p.id == me))
}

/// Cases that stand in a stage which one of the reader's roles moves on, and that nobody else has.
async fn team(cx: &mut Context) -> Result<Vec<CaseRow>> {
    let engine = engine(cx)?;
    let roles = roles(cx);
    let stages = owned(&engine, &roles);
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    let me = cx.actor().id;
    let processes: BTreeSet<String> = stages.iter().map(|(process, _)| process.clone()).collect();
    let words: BTreeSet<String> = stages.iter().map(|(_, stage)| stage.clone()).collect();
    let rows = store::pressing_in(cx, &processes, &words, LOOKED_AT).await?;
    let actor = cx.actor();
    let is_ours = |row: &CaseRow| {
        let def = engine.current(&row.process).ok();
        let owner = def.as_ref().and_then(|d| d.stage(&row.stage)).and_then(|s| s.owner.clone());
        owner.is_some_and(|role| role == "staff" || actor.roles_in(row.org_id).any(|r| r == role))
    };
    Ok(rows.into_iter().filter(|r| is_ours(r) && r.assignee_id != Some(me)).collect())
}

/// The roles the reader holds anywhere.
pub(crate) fn roles(cx: &Context) -> BTreeSet<String> {
    cx.actor().grants.iter().map(|g| g.role.clone()).collect()
}

/// The stages of all processes that one of these roles moves on.
fn owned(engine: &Engine, roles: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for outline in engine.outlines() {
        let owned = |owner: &Option<String>| owner.as_ref().is_some_and(|o| o == "staff" || roles.contains(o));
        let ours = outline.owners.iter().filter(|(_, owner)| owned(owner));
        found.extend(ours.map(|(stage, _)| (outline.key.clone(), stage.clone())));
    }
    found
}
