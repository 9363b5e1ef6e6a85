//! Records that are not for everybody who reaches their unit: the module they belong to says which somebody may know of.

use std::{collections::BTreeSet, sync::Arc};

use kernel::Result;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    context::Context,
    handler::{Erased, Handler, to_json},
    line,
};

/// Which records of a noun the actor may know of, wherever they are met: in the search box, or as a stored file.
pub struct Fence {
    /// The noun, as in `case`.
    pub noun: &'static str,
    call: Arc<dyn Erased<Value>>,
}

impl Fence {
    /// A fence from a function that keeps, of the ids it is given, those the actor may know of.
    pub fn new<F>(noun: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, Vec<Uuid>, Vec<Uuid>> + 'static,
    {
        Self { noun, call: to_json(handler) }
    }
}

/// Those among these records of a noun that the actor may know of; all of them when nobody fences the noun.
///
/// # Errors
/// Those of the fence.
pub async fn known(cx: &mut Context, noun: &str, ids: Vec<Uuid>) -> Result<BTreeSet<Uuid>> {
    let platform = cx.platform().clone();
    let fence = platform.registry.fence(noun).filter(|_| !ids.is_empty());
    let Some(fence) = fence else { return Ok(ids.into_iter().collect()) };
    let kept = line::run(&fence.call, cx, serde_json::to_value(ids)?).await?;
    Ok(serde_json::from_value(kept)?)
}
