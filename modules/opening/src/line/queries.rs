//! Rows of openings in lists.

use std::collections::BTreeMap;

use kernel::Result;
use module::{Ask, Context, Listing};
use party::PersonId;
use store::{Cursor, args};
use tariff::FeeItemId;

use super::{
    model::{LineFilter, LineRow, Nothing, OpeningLineLine, OwnPastPayments, PastPayment, PastPaymentFilter},
    rules, store as rows,
};

/// Payments of the past shown for a room at most.
const MOST: i64 = 60;

/// The list of rows.
pub async fn list(cx: &mut Context, ask: Ask<LineFilter>) -> Result<Listing<OpeningLineLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let items = items(cx, &found).await?;
    let cursor = |row: &LineRow| Cursor(args![row.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| OpeningLineLine {
        id: row.id,
        opening_kind: row.kind,
        fee_item: row.item_id.and_then(|id| items.get(&id)).cloned().unwrap_or_default(),
        from_on: row.from_on,
        amount: row.amount_fen,
        paid_before: row.paid_fen,
        opening_line_state: row.state,
        became: rules::became(&row).unwrap_or_default(),
        about: row.title,
        community: row.org_id,
    }))
}

/// The list of payments of other programs.
pub async fn past_payments(cx: &mut Context, ask: Ask<PastPaymentFilter>) -> Result<Listing<PastPayment>> {
    let (found, count) = rows::past_payments(cx, &ask.page, &ask.filter).await?;
    let items = items(cx, &found).await?;
    let cursor = |row: &LineRow| Cursor(args![row.paid_on, row.id]).to_string();
    Ok(Listing::cut(found, &ask.page, count, cursor).map(|row| past(row, &items)))
}

/// What whoever is signed in has paid in other programs: for the rooms whose bills are his, since he is there.
pub async fn own(cx: &mut Context, _: Nothing) -> Result<OwnPastPayments> {
    let person = PersonId::from_uuid(cx.actor().id);
    let (mut found, mut seen): (Vec<LineRow>, Vec<_>) = Default::default();
    for stay in party::stays(cx, person).await? {
        if seen.contains(&stay.place_id) || party::payer_of(cx, stay.org_id, stay.place_id).await? != Some(person) {
            continue;
        }
        seen.push(stay.place_id);
        found.extend(rows::paid_for(cx, stay.org_id, stay.place_id, stay.from_on, MOST).await?);
    }
    found.sort_by_key(|row| std::cmp::Reverse((row.paid_on, row.id)));
    let items = items(cx, &found).await?;
    Ok(OwnPastPayments { rows: found.into_iter().map(|row| past(row, &items)).collect() })
}

/// Whether whoever is signed in has paid anything in other programs that is known here.
pub async fn paid_before(cx: &mut Context) -> Result<bool> {
    Ok(!own(cx, Nothing {}).await?.rows.is_empty())
}

async fn items(cx: &mut Context, found: &[LineRow]) -> Result<BTreeMap<FeeItemId, String>> {
    let ids: Vec<FeeItemId> = found.iter().filter_map(|row| row.item_id).collect();
    tariff::item_names(cx, &ids).await
}

fn past(row: LineRow, items: &BTreeMap<FeeItemId, String>) -> PastPayment {
    PastPayment {
        id: row.id,
        receipt: row.receipt.unwrap_or_default(),
        place: row.title,
        fee_item: row.item_id.and_then(|id| items.get(&id)).cloned().unwrap_or_default(),
        from_on: row.from_on,
        to_on: row.to_on.map(|to| to.plus_days(-1)),
        amount: row.amount_fen,
        paid_on: row.paid_on,
        method: row.method,
        community: row.org_id,
    }
}
