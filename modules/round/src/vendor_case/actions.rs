//! Steps of a firm's people.

use desk::{ActOnCase, RecordItem};
use kernel::Result;
use module::Context;

use super::{
    model::{ActOnVendorCase, RecordVendorItem, WhichVendorCase},
    queries,
};

/// Does a step of a case of one's firm. What the process says of it holds as for everybody.
pub async fn act(cx: &mut Context, input: ActOnVendorCase) -> Result<WhichVendorCase> {
    let case = queries::one(cx, input.id).await?;
    queries::offered(cx, &case, &input.action)?;
    let step = ActOnCase { id: input.id, action: input.action, version: input.version, input: input.input };
    desk::act(cx, step).await?;
    Ok(WhichVendorCase { id: input.id })
}

/// Records the steps of a work item of a case of one's firm.
pub async fn record(cx: &mut Context, input: RecordVendorItem) -> Result<WhichVendorCase> {
    let case = queries::one(cx, input.id).await?;
    queries::asked(cx, &case, &input.item)?;
    desk::record_item(cx, RecordItem { id: input.id, item: input.item, input: input.input }).await?;
    Ok(WhichVendorCase { id: input.id })
}
