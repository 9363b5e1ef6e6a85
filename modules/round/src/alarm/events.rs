//! Hears of faults of equipment: where a plan waits for one, it is an alarm.

use asset::FaultOpened;
use kernel::Result;
use module::Context;

use super::{actions::raise, rules::FAULT};
use crate::plan;

/// Takes a fault as an alarm. Hearing of it again counts it with the first.
pub(crate) async fn fault(cx: &mut Context, told: FaultOpened) -> Result<()> {
    if !plan::store::waits_for(cx, (told.org_id, told.asset_id), FAULT).await? {
        return Ok(());
    }
    let asset = asset::asset_line(cx, told.asset_id).await?;
    raise(cx, &asset, FAULT, told.note, told.at).await.map(drop)
}
