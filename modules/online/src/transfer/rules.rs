//! What money at the bank may pay, and what may become of it – pure.

use std::collections::BTreeMap;

use billing::{BillId, OpenBill};
use charge::Period;
use kernel::{Error, Message, Money, Result};
use party::PersonId;
use property::PlaceId;
use settle::matching::{Expected, StatementLine};
use uuid::Uuid;

use super::model::{Sender, TransferRow, TransferState};

/// Words of a note that may be codes of rooms: at most so many are looked up.
const CODES: usize = 4;

/// What makes a line the same when it comes again: the bank's number, or everything it says.
pub(crate) fn key(number: Option<&str>, said: [&str; 4]) -> String {
    match number.map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => number.to_owned(),
        None => said.map(str::trim).join("|"),
    }
}

/// The words of a note that may be codes of rooms or parking spaces: letters and digits with dashes, and a digit among them.
pub(crate) fn codes(note: &str) -> Vec<String> {
    let part_of = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    let words = note.split(|sign: char| !part_of(sign)).map(|word| word.trim_matches('-'));
    let fits = |word: &&str| word.len() >= 3 && word.chars().any(|sign| sign.is_ascii_digit());
    words.filter(fits).take(CODES).map(str::to_owned).collect()
}

/// A line as the engine matches it. `person` is who sent it, when that is known.
pub(crate) fn line(row: &TransferRow, sender: &Sender, person: Option<PersonId>) -> StatementLine {
    StatementLine {
        key: row.id.to_string(),
        on: row.came_on,
        amount: row.amount_fen,
        reference: sender.note.clone(),
        sender: person.map(|person| person.to_string()).unwrap_or_default(),
    }
}

/// What is expected of open bills: of each room all that it owes, and where that is several bills, each of them. `codes` are what people
/// call the rooms.
pub(crate) fn expected(open: &[OpenBill], codes: &BTreeMap<PlaceId, Vec<String>>, days: Period) -> Vec<Expected> {
    let mut by_place: BTreeMap<PlaceId, Vec<&OpenBill>> = BTreeMap::new();
    for bill in open {
        by_place.entry(bill.place_id).or_default().push(bill);
    }
    let of = |place: &PlaceId, bills: &[&OpenBill]| Expected {
        key: bills.iter().map(|bill| bill.id.to_string()).collect::<Vec<_>>().join(","),
        amount: bills.iter().map(|bill| bill.owed).sum(),
        codes: codes
            .get(place)
            .into_iter()
            .flatten()
            .cloned()
            .chain(bills.iter().map(|bill| bill.number.clone()))
            .collect(),
        senders: bills.iter().filter_map(|bill| bill.payer_id).map(|payer| payer.to_string()).collect(),
        days,
    };
    let mut list = Vec::new();
    for (place, bills) in &by_place {
        list.push(of(place, bills));
        if bills.len() > 1 {
            list.extend(bills.iter().map(|bill| of(place, &[*bill])));
        }
    }
    list
}

/// The bills a key of [`expected`] names.
pub(crate) fn bills_of<'b>(key: &str, open: &'b [OpenBill]) -> Vec<&'b OpenBill> {
    open.iter().filter(|bill| key.split(',').any(|id| id == bill.id.to_string())).collect()
}

/// The only one who is asked to pay these bills.
pub(crate) fn payer(bills: &[OpenBill]) -> Option<PersonId> {
    let payer = bills.first()?.payer_id?;
    bills.iter().all(|bill| bill.payer_id == Some(payer)).then_some(payer)
}

/// What these bills are paid of the money: each whole, all of it used.
pub(crate) fn whole(bills: &[&OpenBill]) -> Vec<(BillId, Money)> {
    bills.iter().map(|bill| (bill.id, bill.owed)).collect()
}

/// Only what waits is assigned, and goes back.
pub(crate) fn waits(row: &TransferRow) -> Result<()> {
    match row.state {
        TransferState::Waiting => Ok(()),
        _ => Err(Error::broken("online-transfer-decided")),
    }
}

/// Money goes back to who sent it: somebody else says so than who brought the statement.
pub(crate) fn give_back(row: &TransferRow, by: Uuid) -> Result<()> {
    waits(row)?;
    if row.imported_by == by { Err(Error::broken("online-transfer-own")) } else { Ok(()) }
}

/// What money paid is owed again: it was meant for something else.
pub(crate) fn release(row: &TransferRow) -> Result<payment::PaymentId> {
    match (row.state, row.payment_id) {
        (TransferState::Settled, Some(payment)) => Ok(payment),
        _ => Err(Error::Broken(Message::of("online-transfer-not-settled"))),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Date, Id};
    use settle::matching::propose;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn bill(n: u128, place: u128, payer: u128, owed: i64) -> OpenBill {
        OpenBill {
            id: Id::from_uuid(Uuid::from_u128(n)),
            number: format!("ZD202611-00000{n}"),
            place_id: Id::from_uuid(Uuid::from_u128(place)),
            place: String::new(),
            payer_id: Some(Id::from_uuid(Uuid::from_u128(payer))),
            item_id: Id::from_uuid(Uuid::from_u128(99)),
            fee_item: "物业费".to_owned(),
            from_on: day("2026-10-01"),
            to_on: day("2026-10-31"),
            due_on: day("2026-12-01"),
            amount: Money(owed),
            owed: Money(owed),
        }
    }

    #[test]
    fn a_line_without_a_number_is_known_by_what_it_says() {
        assert_eq!(key(Some(" 0042 "), ["a"; 4]), "0042");
        assert_eq!(key(Some(""), ["2026-11-20", "232.70", "6222", "3-1-101"]), "2026-11-20|232.70|6222|3-1-101");
    }

    #[test]
    fn a_note_names_rooms() {
        assert_eq!(codes("3-1-101王强11月物业费"), ["3-1-101"]);
        assert_eq!(codes("B2-017车位，ZD202611-000042"), ["B2-017", "ZD202611-000042"]);
        assert!(codes("物业费 王强").is_empty());
    }

    #[test]
    fn all_that_a_room_owes_or_one_of_its_bills_is_paid_and_nothing_else_by_itself() {
        let open = [bill(1, 10, 20, 23_270), bill(2, 10, 20, 23_270), bill(3, 11, 21, 26_598)];
        let codes = BTreeMap::from([
            (open[0].place_id, vec!["3-1-101".to_owned()]),
            (open[2].place_id, vec!["3-1-102".to_owned()]),
        ]);
        let days = Period::of(day("2026-01-01"), day("2027-01-01"));
        let expected = expected(&open, &codes, days);
        assert_eq!(expected.len(), 4, "101 as a whole and its two bills, 102 as a whole");
        let line = |amount: i64, note: &str, sender: &str| StatementLine {
            key: "L".to_owned(),
            on: day("2026-11-20"),
            amount: Money(amount),
            reference: note.to_owned(),
            sender: sender.to_owned(),
        };
        let exact = |line: StatementLine| {
            let found = propose(&[line], &expected, &|_| false);
            found.exact.first().map(|(_, key)| bills_of(key, &open).len())
        };
        assert_eq!(exact(line(46_540, "3-1-101", "")), Some(2), "both bills of the room");
        assert_eq!(exact(line(26_598, "3-1-102 物业费", "")), Some(1));
        assert_eq!(exact(line(23_270, "3-1-101", "")), None, "either of two bills: a person says which");
        assert_eq!(exact(line(26_598, "物业费", &open[2].payer_id.unwrap().to_string())), None, "no room named");
        assert_eq!(exact(line(26_597, "3-1-102", "")), None, "a fen short");
    }
}
