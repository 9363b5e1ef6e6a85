//! Effects added and changed, each in the list in which it stands.

use desk::DraftDone;
use kernel::{Error, Result};
use module::Context;
use process::drafting::{Script, Unwritten};

use super::{model::EffectPart, rules};
use crate::{
    design::queries,
    inside::model::Inside,
    part::actions::{refused, write},
};

/// Adds an effect behind those there are.
pub async fn add(cx: &mut Context, said: EffectPart) -> Result<DraftDone> {
    put(cx, said, true).await
}

/// Changes an effect.
pub async fn edit(cx: &mut Context, said: EffectPart) -> Result<DraftDone> {
    put(cx, said, false).await
}

async fn put(cx: &mut Context, said: EffectPart, is_new: bool) -> Result<DraftDone> {
    let inside = Inside::of(&said.follows).filter(|i| !i.is_named()).ok_or(Error::NotFound)?;
    let effect = rules::effect(&said, &queries::told_by_name(cx, said.id).await?)?;
    let what = format!("effect {}", said.follows);
    let nth = said.nth.unwrap_or_default().to_string();
    let change = move |script: &mut Script| {
        let mut rows = inside.rows(script).ok_or(Unwritten::NotThere).map_err(|e| refused(&e))?;
        if is_new {
            rows.push(effect);
        } else {
            let at = inside.position(&rows, &nth).ok_or(Error::NotFound)?;
            rows[at] = effect;
        }
        inside.write(script, rows).map_err(|e| refused(&e))
    };
    write(cx, said.id, said.version, what, change).await
}
