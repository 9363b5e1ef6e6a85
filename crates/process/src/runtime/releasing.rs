//! Versions a company publishes itself.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{COMPANY, Instant, Result};
use module::Context;

use super::{
    Engine,
    doing::engine,
    readers::{Found, Which},
    store,
};
use crate::definition::Definition;

/// Publishes a definition that is fit to run: new cases begin with it from an instant on. Immutable from then on.
///
/// # Errors
/// Those of the database.
pub async fn release(cx: &mut Context, def: Arc<Definition>, effective_at: Instant) -> Result<()> {
    cx.within(COMPANY)?;
    let (engine, now) = (engine(cx)?, cx.now());
    if !store::published(cx.tx(), COMPANY).await?.contains(def.hash()) {
        store::publish(cx.tx(), COMPANY, &def, now).await?;
    }
    store::release(cx.tx(), COMPANY, &def, effective_at).await?;
    // Readers are entered from now on, also when it is in force later only: nobody is to lose his own case that day.
    confine(cx, &engine, &def).await?;
    engine.foresee(&def);
    if effective_at <= now {
        cx.tx().after_commit(move || engine.put(def));
    }
    Ok(())
}

/// Takes over what was published, here or elsewhere, once its day has come.
///
/// # Errors
/// Those of the database.
pub async fn refresh(cx: &mut Context) -> Result<()> {
    let (engine, now) = (engine(cx)?, cx.now());
    let latest: BTreeMap<String, String> = store::released(cx.tx(), COMPANY, now).await?.into_iter().collect();
    for (key, hash) in latest {
        if engine.is_current(&key, &hash) {
            continue;
        }
        if let Some(def) = store::definition(cx.tx(), &hash).await? {
            confine(cx, &engine, &def).await?;
            let engine = engine.clone();
            cx.tx().after_commit(move || engine.put(def));
        }
    }
    for (key, hash) in store::upcoming(cx.tx(), COMPANY, now).await? {
        if !engine.keeps_readers(&key)
            && let Some(def) = store::definition(cx.tx(), &hash).await?
        {
            engine.foresee(&def);
        }
    }
    Ok(())
}

/// Enters who reads the cases a process has already, when it becomes confidential.
async fn confine(cx: &mut Context, engine: &Engine, def: &Definition) -> Result<()> {
    if def.readers.is_empty() || engine.is_confidential(&def.key) {
        return Ok(());
    }
    let found = Found::of(cx.tx(), engine, std::slice::from_ref(&def.key), Which::All).await?;
    found.write(cx.tx()).await
}
