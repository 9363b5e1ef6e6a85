//! Read models of reliefs.

use std::collections::BTreeMap;

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use property::PlaceId;
use store::{Cursor, args};

use super::{
    model::{ReliefFilter, ReliefLine, ReliefRecord, ReliefRow, WhichRelief},
    rules, store as rows,
};

/// The list of reliefs.
pub async fn list(cx: &mut Context, ask: Ask<ReliefFilter>) -> Result<Listing<ReliefLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let lines = lines(cx, &found).await?;
    let listing = Listing::cut(found, &ask.page, count, |r: &ReliefRow| Cursor(args![r.asked_at, r.id]).to_string());
    let mut by_id: BTreeMap<_, _> = lines.into_iter().map(|line| (line.id, line)).collect();
    let Listing { rows, next, prev, count } = listing;
    Ok(Listing { rows: rows.iter().filter_map(|row| by_id.remove(&row.id)).collect(), next, prev, count })
}

async fn lines(cx: &mut Context, list: &[ReliefRow]) -> Result<Vec<ReliefLine>> {
    let places: Vec<PlaceId> = list.iter().map(|row| row.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let line = |row: &ReliefRow| ReliefLine {
        id: row.id,
        place: places.get(&row.place_id).map(|p| p.name.clone()).unwrap_or_default(),
        relieved: row.relieved,
        fee_class: row.fee_class,
        from_on: row.from_on,
        to_on: row.to_on,
        still_pays: row.pays / 100,
        off: row.off_fen,
        relief_state: row.state,
        asked_name: row.asked_name.clone(),
        community: row.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// One relief.
pub async fn view(cx: &mut Context, which: WhichRelief) -> Result<ReliefRecord> {
    let relief = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&relief)).await?.pop().ok_or(kernel::Error::NotFound)?;
    Ok(ReliefRecord { line, relief })
}

/// The reliefs of places as the engine knows them.
pub(crate) async fn of_places(
    cx: &mut Context,
    org: OrgId,
    places: &[PlaceId],
) -> Result<BTreeMap<PlaceId, Vec<charge::Relief>>> {
    let mut reliefs: BTreeMap<PlaceId, Vec<charge::Relief>> = BTreeMap::new();
    for row in rows::of_places(cx, org, places).await? {
        reliefs.entry(row.place_id).or_default().push(rules::told(&row));
    }
    Ok(reliefs)
}
