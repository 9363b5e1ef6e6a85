//! The bills of whoever is signed in.

use kernel::Result;
use module::Context;
use party::PersonId;

use super::model::{BillShown, BillsShown};
use crate::home::model::Nothing;

/// Bills shown at most.
const MOST: i64 = 60;

/// What he is asked to pay, latest first.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<BillsShown> {
    let person = PersonId::from_uuid(cx.actor().id);
    let own = billing::of_payer(cx, person, MOST).await?;
    let total = own.iter().map(|bill| bill.line.owed).sum();
    let shown = |bill: billing::OwnBill| BillShown {
        number: bill.line.number,
        fee_item: bill.line.fee_item,
        place: bill.line.place,
        from_on: bill.line.from_on,
        to_on: bill.line.to_on,
        amount: bill.line.amount,
        owed: bill.line.owed,
        paid_state: bill.line.paid_state,
        due_on: bill.line.due_on,
        told: bill.told,
    };
    Ok(BillsShown { rows: own.into_iter().map(shown).collect(), total })
}
