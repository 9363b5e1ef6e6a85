//! Read models of collection cases.

use billing::OpenBill;
use kernel::Result;
use module::{Ask, Context, Listing};
use party::PersonId;
use store::{Cursor, args};

use super::{
    model::{CaseBill, CaseFilter, CaseLine, CaseRecord, CaseRow, WhichCase},
    store as rows,
};
use crate::{contact, letter};

/// The list of cases.
pub async fn list(cx: &mut Context, ask: Ask<CaseFilter>) -> Result<Listing<CaseLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |c: &CaseRow| Cursor(args![c.opened_on, c.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

/// Cases in words.
pub(crate) async fn lines(cx: &mut Context, list: &[CaseRow]) -> Result<Vec<CaseLine>> {
    let payers: Vec<PersonId> = list.iter().map(|case| case.payer_id).collect();
    let payers = party::person_names(cx, &payers).await?;
    let line = |case: &CaseRow| CaseLine {
        id: case.id,
        number: case.number.clone(),
        place: case.place.clone(),
        payer: payers.get(&case.payer_id).cloned().unwrap_or_default(),
        overdue: case.overdue_fen,
        oldest_due_on: case.oldest_due_on,
        rung: case.stage,
        held_because: case.held,
        promised_on: case.promised_on,
        next_on: case.next_on,
        case_state: case.state,
        begun_on: case.opened_on,
        community: case.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// What a household owes now and is overdue, the oldest first.
pub(crate) async fn overdue(cx: &mut Context, case: &CaseRow) -> Result<Vec<OpenBill>> {
    let today = cx.now().date(cx.zone());
    let mut bills = billing::open_bills(cx, case.org_id, &[case.place_id]).await?;
    bills.retain(|bill| bill.payer_id == Some(case.payer_id) && bill.due_on < today);
    Ok(bills)
}

/// One case with everything about it.
pub async fn view(cx: &mut Context, which: WhichCase) -> Result<CaseRecord> {
    let case = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&case)).await?.pop().ok_or(kernel::Error::NotFound)?;
    let bills: Vec<CaseBill> = overdue(cx, &case).await?.into_iter().map(shown).collect();
    let contacts = contact::store::of_case(cx, &case).await?;
    let promises = contact::store::promises(cx, &case).await?;
    let letters = letter::store::of_case(cx, &case).await?;
    let overdue = bills.iter().map(|bill| bill.owed).sum();
    Ok(CaseRecord { line, case, overdue, bills, contacts, promises, letters })
}

/// A bill as a case and its letters show it.
pub(crate) fn shown(bill: OpenBill) -> CaseBill {
    CaseBill {
        bill_id: bill.id,
        number: bill.number,
        fee_item: bill.fee_item,
        from_on: bill.from_on,
        to_on: bill.to_on,
        due_on: bill.due_on,
        owed: bill.owed,
    }
}
