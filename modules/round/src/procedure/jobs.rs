//! The library that came with the product is entered in the company's.

use std::cell::LazyCell;

use kernel::{COMPANY, Result};
use module::{Change, Context};
use round::procedure::{SYSTEMS, shipped, shipped_texts};
use serde_json::{Value, json};

use super::{
    model::{ProcedureRow, System},
    store,
};

/// Enters the shipped versions that are not here yet. One the company has written itself stays in force.
pub(crate) async fn refresh(cx: &mut Context, _: Value) -> Result<()> {
    enter(cx).await.map(drop)
}

/// The same; how many were entered.
pub(crate) async fn enter(cx: &mut Context) -> Result<usize> {
    let (known, own) = store::known(cx).await?;
    let mut rows = Vec::new();
    let mut texts = LazyCell::new(shipped_texts);
    for (place, procedure) in shipped().iter().enumerate() {
        let Some(system) = System::of(&procedure.system) else { continue };
        if known.contains(&(procedure.key.clone(), procedure.hash().to_owned())) {
            continue;
        }
        let above = SYSTEMS.iter().position(|s| *s == procedure.system).unwrap_or(SYSTEMS.len());
        rows.push(ProcedureRow {
            id: cx.new_id(),
            community_id: None,
            key: procedure.key.clone(),
            version: procedure.version.into(),
            hash: procedure.hash().to_owned(),
            system,
            rank: i64::try_from(above * 10_000 + place).unwrap_or(i64::MAX),
            title_zh: procedure.title.zh.clone(),
            title_en: procedure.title.en.clone(),
            body: serde_json::to_string(procedure)?,
            written: texts.remove(&procedure.key).unwrap_or_default(),
            own: false,
            in_force: !own.contains(&procedure.key),
            author_name: None,
            note: None,
            entered_at: cx.now(),
        });
    }
    store::enter(cx, &rows).await?;
    for row in &rows {
        let after = json!({ "key": row.key, "version": row.version, "hash": row.hash });
        cx.record(Change::to(COMPANY, row.id).after(&after));
    }
    Ok(rows.len())
}
