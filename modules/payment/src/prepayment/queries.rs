//! Read models of prepayments.

use kernel::{Error, Result};
use module::{Ask, Context, Listing};
use property::PlaceId;
use store::{Cursor, args};

use super::{
    model::{PrepaymentFilter, PrepaymentLine, PrepaymentRecord, PrepaymentRow, WhichPrepayment},
    store as rows,
};
use crate::payment::queries::places_of;

/// Moves shown of one.
const MOVES: i64 = 200;

/// The list of prepayments.
pub async fn list(cx: &mut Context, ask: Ask<PrepaymentFilter>) -> Result<Listing<PrepaymentLine>> {
    let found = places_of(cx, ask.page.q.as_deref()).await?;
    let (found, count) = rows::list(cx, &ask.page, &ask.filter, found).await?;
    let cursor = |row: &PrepaymentRow| Cursor(args![row.changed_at, row.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

async fn lines(cx: &mut Context, list: &[PrepaymentRow]) -> Result<Vec<PrepaymentLine>> {
    let places: Vec<PlaceId> = list.iter().map(|row| row.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let line = |row: &PrepaymentRow| PrepaymentLine {
        id: row.id,
        place: places.get(&row.place_id).map(|place| place.name.clone()).unwrap_or_default(),
        prepaid_for: row.purpose,
        prepayment_balance: row.balance_fen,
        changed_at: row.changed_at,
        community: row.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// One prepayment with its moves.
pub async fn view(cx: &mut Context, which: WhichPrepayment) -> Result<PrepaymentRecord> {
    let prepayment = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&prepayment)).await?.pop().ok_or(Error::NotFound)?;
    let moves = rows::moves(cx, &prepayment, MOVES).await?;
    Ok(PrepaymentRecord { line, prepayment, moves })
}
