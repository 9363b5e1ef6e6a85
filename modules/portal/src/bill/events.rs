//! Hears that bills are published.

use billing::Published;
use kernel::Result;
use module::Context;

use super::{
    jobs::{TELL, key},
    model::TellPayers,
};

/// Has those who are to pay told, in the background: there may be many. Hearing of it again does nothing.
pub(crate) async fn published(cx: &mut Context, told: Published) -> Result<()> {
    let (now, work) = (cx.now(), TellPayers { org: told.org, run: told.run, after: None });
    let dedupe = Some(key(&work));
    cx.later(told.org, TELL, serde_json::to_value(work)?, now, dedupe).await
}
