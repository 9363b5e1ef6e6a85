//! The daily draw.

use std::collections::BTreeMap;

use kernel::{COMPANY, Date, Instant, OrgId, Result};
use module::Context;
use process::{State, runtime::Engine};
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
    let done = store::drawn(cx, today).await?;
    let (mut draws, mut cases) = (Vec::new(), Vec::new());
    for org in communities {
        let sampled = engine.outlines().into_iter().filter(|o| o.sampled).map(|o| o.key.clone());
        let open: Vec<String> = sampled.filter(|key| !done.contains(&(org, key.clone()))).collect();
        if open.is_empty() {
            continue;
        }
        let fit = fit(cx, &engine, org, today, span).await?;
        for key in open {
            let def = engine.current(&key)?;
            let Some(rule) = &def.sample else { continue };
            let seed = Uuid::from_bytes(cx.random::<16>()).simple().to_string();
            let drawn = process::draw(rule, seed.as_bytes(), fit.get(&key).map_or(&[], Vec::as_slice));
            if !drawn.is_empty() {
                cx.touch(format!("samples:{org}"));
            }
            cases.extend(drawn.into_iter().map(|case| (org, key.clone(), case)));
            draws.push((org, key, seed));
        }
    }
    store::keep(cx, today, &draws, &cases).await
}

/// The cases of a unit that may be drawn, by their process.
async fn fit(
    cx: &mut Context,
    engine: &Engine,
    org: OrgId,
    today: Date,
    span: (Instant, Instant),
) -> Result<BTreeMap<String, Vec<Uuid>>> {
    let mut fit: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for candidate in store::candidates(cx, org, span).await? {
        let state: State = serde_json::from_str(&candidate.state)?;
        let pinned = engine.pinned(&candidate.definition).await?;
        if pinned.sample.is_some() && pinned.may_be_drawn(&state, today) {
            fit.entry(candidate.process).or_default().push(candidate.id);
        }
    }
    Ok(fit)
}
