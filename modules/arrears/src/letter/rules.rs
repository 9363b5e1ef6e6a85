//! Which letter is due, until when it asks to be paid, and what proves that it was delivered – pure.

use kernel::{Date, Error, Message, Result};

use super::model::{DeliverLetter, Delivery, LetterKind, LetterRow, LetterState};
use crate::ladder::model::Stage;

/// A letter leaves so many days to pay, unless it says otherwise; and never more than the most.
const USUAL_DAYS: i64 = 15;
const MOST_DAYS: i64 = 90;

/// The letter that the rung of a case calls for.
pub(crate) fn kind(stage: Stage) -> LetterKind {
    if stage == Stage::Lawyer { LetterKind::Lawyer } else { LetterKind::Collection }
}

/// The last day by which a letter of today asks to be paid.
pub(crate) fn pay_until(said: Option<Date>, today: Date) -> Result<Date> {
    let until = said.unwrap_or_else(|| today.plus_days(USUAL_DAYS));
    if until <= today || until.days_since(today) > MOST_DAYS {
        return Err(Error::field("pay_until_on", Message::of("arrears-letter-pay-until").with("days", MOST_DAYS)));
    }
    Ok(until)
}

/// A letter that nobody has delivered or voided yet.
pub(crate) fn open(letter: &LetterRow) -> Result<()> {
    match letter.state {
        LetterState::Issued => Ok(()),
        LetterState::Delivered => Err(Error::broken("arrears-letter-delivered")),
        LetterState::Voided => Err(Error::broken("arrears-letter-voided")),
    }
}

/// A delivery that happened since the letter was issued, with what proves it: who signed, the number of the post, or a photo of the door.
pub(crate) fn deliver(letter: &LetterRow, input: &DeliverLetter, today: Date) -> Result<LetterRow> {
    open(letter)?;
    let on = input.delivery_on.unwrap_or(today);
    if on < letter.issued_on || on > today {
        return Err(Error::field("delivery_on", Message::of("arrears-letter-delivered-on")));
    }
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (receiver, post_number) = (said(&input.receiver), said(&input.post_number));
    let lacks = match input.delivery {
        Delivery::HandedOver => receiver.is_none().then_some(("receiver", "arrears-letter-receiver")),
        Delivery::Post => post_number.is_none().then_some(("post_number", "arrears-letter-post-number")),
        Delivery::Door => input.files.is_empty().then_some(("files", "arrears-letter-door-photo")),
    };
    if let Some((field, why)) = lacks {
        return Err(Error::field(field, Message::of(why)));
    }
    Ok(LetterRow {
        state: LetterState::Delivered,
        delivery: Some(input.delivery),
        delivered_on: Some(on),
        receiver,
        post_number,
        files: serde_json::to_string(&input.files)?,
        ..letter.clone()
    })
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, Money};
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::rules::tests::{case, day},
        write_off::model::Paper,
    };

    fn letter() -> LetterRow {
        LetterRow {
            org_id: case().org_id,
            id: Id::from_uuid(Uuid::from_u128(7)),
            case_id: case().id,
            kind: LetterKind::Collection,
            number: "CH2026-000001".to_owned(),
            place_id: case().place_id,
            place: case().place,
            payer_id: case().payer_id,
            amount_fen: Money(20_000),
            issued_on: day("2026-05-01"),
            pay_until_on: day("2026-05-16"),
            state: LetterState::Issued,
            issued_by: Uuid::from_u128(8),
            issued_name: String::new(),
            issued_at: Instant(0),
            delivery: None,
            delivered_on: None,
            receiver: None,
            post_number: None,
            files: "[]".to_owned(),
            delivered_name: None,
            void_reason: None,
            voided_name: None,
            version: 1,
        }
    }

    #[test]
    fn each_way_of_delivery_wants_its_own_proof() {
        let input = |delivery, receiver: &str, post_number: &str, files: Vec<Paper>| DeliverLetter {
            id: letter().id,
            delivery,
            delivery_on: None,
            receiver: Some(receiver.to_owned()),
            post_number: Some(post_number.to_owned()),
            files,
        };
        let today = day("2026-05-03");
        let field = |input: DeliverLetter| match deliver(&letter(), &input, today) {
            Err(Error::Invalid(errors)) => errors[0].field.clone(),
            Ok(row) => row.state.word().to_owned(),
            Err(other) => panic!("{other}"),
        };
        let photo = || vec![Paper("file_1".to_owned())];
        for (asked, answer) in [
            (input(Delivery::HandedOver, " ", "EMS1", photo()), "receiver"),
            (input(Delivery::HandedOver, "王强", "", Vec::new()), "delivered"),
            (input(Delivery::Post, "王强", "", photo()), "post_number"),
            (input(Delivery::Post, "", "EMS1", Vec::new()), "delivered"),
            (input(Delivery::Door, "王强", "EMS1", Vec::new()), "files"),
            (input(Delivery::Door, "", "", photo()), "delivered"),
            (
                DeliverLetter { delivery_on: Some(day("2026-05-04")), ..input(Delivery::Post, "", "E", vec![]) },
                "delivery_on",
            ),
            (
                DeliverLetter { delivery_on: Some(day("2026-04-30")), ..input(Delivery::Post, "", "E", vec![]) },
                "delivery_on",
            ),
        ] {
            assert_eq!(field(asked), answer);
        }
    }

    #[test]
    fn a_letter_leaves_some_days_to_pay_and_follows_the_rung() {
        let today = day("2026-05-01");
        assert_eq!(pay_until(None, today).expect("the usual"), day("2026-05-16"));
        for wrong in ["2026-05-01", "2026-04-30", "2026-07-31"] {
            assert!(pay_until(Some(day(wrong)), today).is_err(), "{wrong}");
        }
        assert_eq!(kind(Stage::Letter), LetterKind::Collection);
        assert_eq!(kind(Stage::Lawyer), LetterKind::Lawyer);
    }
}
