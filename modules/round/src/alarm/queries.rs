//! The list of alarms.

use kernel::Result;
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{AlarmFilter, AlarmLine, AlarmRow},
    store as rows,
};

/// The list of alarms, the latest first.
pub async fn list(cx: &mut Context, ask: Ask<AlarmFilter>) -> Result<Listing<AlarmLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing = Listing::cut(found, &ask.page, count, |a: &AlarmRow| Cursor(args![a.raised_at, a.id]).to_string());
    Ok(listing.map(|row| AlarmLine {
        id: row.id,
        community: row.org_id,
        asset_id: row.asset_id,
        asset: row.asset_name,
        alarm_code: row.code,
        note: row.note,
        raised_at: row.raised_at,
        last_at: row.last_at,
        times_raised: row.count,
        by_name: row.by_name,
    }))
}
