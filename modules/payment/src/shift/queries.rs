//! Read models of shifts.

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing, Shape};
use serde_json::json;
use store::{Cursor, args};

use super::{
    model::{
        CashShiftFilter, CashShiftId, CashShiftLine, CashShiftRecord, CashShiftRow, HandIn, ShiftState, WhichCashShift,
    },
    rules, store as rows,
};

/// The list of shifts.
pub async fn list(cx: &mut Context, ask: Ask<CashShiftFilter>) -> Result<Listing<CashShiftLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let listing =
        Listing::cut(found, &ask.page, count, |s: &CashShiftRow| Cursor(args![s.opened_at, s.id]).to_string());
    Ok(listing.map(|shift| CashShiftLine {
        id: shift.id,
        cashier_name: shift.cashier_name,
        community: shift.org_id,
        opened_at: shift.opened_at,
        handed_in_at: shift.handed_in_at,
        shift_state: shift.state,
        counted_cash: shift.counted_fen,
        cash_difference: shift.difference_fen,
        confirmed_name: shift.confirmed_name,
    }))
}

/// One shift with what was taken in it.
pub async fn view(cx: &mut Context, which: WhichCashShift) -> Result<CashShiftRecord> {
    let shift = rows::one(cx, which.id).await?;
    let taken = match shift.state {
        ShiftState::Open => rows::taken(cx, shift.org_id, shift.id).await?,
        ShiftState::HandedIn | ShiftState::Confirmed => shift.counted()?,
    };
    let expected = rules::expected(shift.float_fen, &taken);
    Ok(CashShiftRecord { shift, taken, expected })
}

/// The form of handing in, with what was counted before.
pub(crate) async fn form(cx: &mut Context, which: WhichCashShift) -> Result<Shape> {
    let shift = rows::one(cx, which.id).await?;
    let title = cx.speech().say_with("payment-hand-in-of", &[("name", &shift.cashier_name)]);
    let form = kernel::form::form_of::<HandIn>();
    let values = json!({ "id": shift.id, "counted_cash": shift.counted_fen, "difference_reason": shift.reason });
    Ok(Shape { title: Some(title), form, values, known: std::collections::BTreeMap::new() })
}

/// The open shift of whoever acts, and its community.
///
/// # Errors
/// Those of the database.
pub async fn open_shift(cx: &mut Context) -> Result<Option<(CashShiftId, OrgId)>> {
    let by = cx.actor().id;
    Ok(rows::shift_of(cx, by).await?.map(|shift| (shift.id, shift.org_id)))
}
