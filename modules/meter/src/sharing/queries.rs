//! Read models of sharings.

use charge::sharing::CostShare;
use kernel::Result;
use module::{Ask, Context, Listing};
use property::PlaceId;
use store::{Cursor, args};

use super::{
    model::{PortionLine, SharingFilter, SharingLine, SharingRecord, SharingRow, WhichSharing},
    store as rows,
};

/// The list of sharings, the latest first.
pub async fn list(cx: &mut Context, ask: Ask<SharingFilter>) -> Result<Listing<SharingLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing = Listing::cut(found, &ask.page, count, |s: &SharingRow| Cursor(args![s.asked_at, s.id]).to_string());
    Ok(listing.map(|row| line(&row)))
}

fn line(row: &SharingRow) -> SharingLine {
    SharingLine {
        id: row.id,
        name: row.name.clone(),
        tariff: row.tariff_name.clone(),
        from_on: row.from_on,
        to_on: row.to_on,
        whole_cost: row.total_fen,
        members: row.members,
        sharing_state: row.state,
        asked_name: row.asked_name.clone(),
        community: row.org_id,
    }
}

/// One sharing with its parts, in the order of the rooms.
pub async fn view(cx: &mut Context, which: WhichSharing) -> Result<SharingRecord> {
    let sharing = rows::one(cx, which.id).await?;
    let portions = rows::portions(cx, &sharing).await?;
    let ids: Vec<PlaceId> = portions.iter().map(|portion| portion.place_id).collect();
    let places = property::place_lines(cx, &ids).await?;
    let mut lines = Vec::with_capacity(portions.len());
    for portion in portions {
        let shared: CostShare = serde_json::from_str(&portion.came_from)?;
        let place = places.get(&portion.place_id);
        let line = PortionLine {
            place_id: portion.place_id,
            place: place.map(|place| place.name.clone()).unwrap_or_default(),
            weight: shared.weight.shown(4),
            amount: portion.amount_fen,
        };
        lines.push((place.map(|place| place.path.clone()), line));
    }
    lines.sort_by(|one, other| one.0.cmp(&other.0));
    let left_out = serde_json::from_str(&sharing.left_out)?;
    let portions = lines.into_iter().map(|(_, line)| line).collect();
    Ok(SharingRecord { line: line(&sharing), sharing, portions, left_out })
}
