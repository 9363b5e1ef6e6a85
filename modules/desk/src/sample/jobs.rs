//! The daily draw.

use kernel::{COMPANY, OrgId, Result};
use module::Context;
use process::State;
use serde_json::Value;
use uuid::Uuid;

use super::store;
use crate::case::queries::engine;

/// Draws, for each community and each process with a sampling rule, from the cases that came to their end the day before. Once a
/// day, however often it runs; the seed is kept, so that anybody can draw again and find the same.
pub(crate) async fn draw(cx: &mut Context, _: Value) -> Result<()> {
    let communities: Vec<OrgId> = cx.scope().0.iter().copied().filter(|org| *org != COMPANY).collect();
    let today = cx.now().date(cx.zone());
    let span = (today.plus_days(-1).start(cx.zone()), today.start(cx.zone()));
    let engine = engine(cx)?;
    for outline in engine.outlines().iter().filter(|o| o.sampled) {
        let def = engine.current(&outline.key)?;
        let Some(rule) = &def.sample else { continue };
        for org in &communities {
            let seed = Uuid::from_bytes(cx.random::<16>()).simple().to_string();
            if !store::begin(cx, *org, &def.key, today, &seed).await? {
                continue;
            }
            let mut fit = Vec::new();
            for candidate in store::candidates(cx, *org, &def.key, span).await? {
                let state: State = serde_json::from_str(&candidate.state)?;
                let pinned = engine.pinned(&candidate.definition).await?;
                if pinned.sample.is_some() && pinned.may_be_drawn(&state, today) {
                    fit.push(candidate.id);
                }
            }
            let drawn = process::draw(rule, seed.as_bytes(), &fit);
            store::insert(cx, *org, &def.key, today, &drawn).await?;
            if !drawn.is_empty() {
                cx.touch(format!("samples:{org}"));
            }
        }
    }
    Ok(())
}
