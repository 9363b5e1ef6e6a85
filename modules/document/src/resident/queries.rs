//! The papers of whoever is signed in.

use kernel::{Error, Result};
use module::Context;
use party::PersonId;
use payment::{PaymentId, PaymentState};
use property::PlaceId;

use super::model::{Nothing, OwnPapers, OwnPlace, OwnReceipt};

/// Receipts shown at most.
const MOST: i64 = 60;

/// His receipts, and the places he pays for.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<OwnPapers> {
    let person = PersonId::from_uuid(cx.actor().id);
    let receipt = |line: payment::PaymentLine| OwnReceipt {
        id: line.id,
        number: line.number,
        paid_places: line.paid_places,
        amount: line.amount,
        received_at: line.received_at,
        voided: line.payment_state == PaymentState::Voided,
    };
    let receipts = payment::of_payer(cx, person, MOST).await?.into_iter().map(receipt).collect();
    let mut places: Vec<OwnPlace> = Vec::new();
    for stay in party::stays(cx, person).await? {
        let known = places.iter().any(|place| place.id == stay.place_id);
        if !known && party::payer_of(cx, stay.org_id, stay.place_id).await? == Some(person) {
            let place = property::place_line(cx, stay.place_id).await?;
            places.push(OwnPlace { id: place.id, place: place.name });
        }
    }
    Ok(OwnPapers { receipts, places })
}

/// Answers [`Error::NotFound`] for a receipt that is somebody else's.
pub(super) async fn his_receipt(cx: &mut Context, id: PaymentId) -> Result<()> {
    let person = PersonId::from_uuid(cx.actor().id);
    let found = payment::records(cx, &[id]).await?;
    if found.iter().any(|one| one.payment.payer_id == Some(person)) { Ok(()) } else { Err(Error::NotFound) }
}

/// Answers [`Error::NotFound`] for a place that he does not pay for.
pub(super) async fn his_place(cx: &mut Context, id: PlaceId) -> Result<()> {
    let person = PersonId::from_uuid(cx.actor().id);
    let place = property::place_line(cx, id).await?;
    if party::payer_of(cx, place.org_id, id).await? == Some(person) { Ok(()) } else { Err(Error::NotFound) }
}
