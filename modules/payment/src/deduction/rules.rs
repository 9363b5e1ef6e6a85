//! What prepayments pay by night – pure.

use std::collections::BTreeMap;

use billing::OpenBill;
use charge::FeeClass;
use kernel::{Date, Error, Result};
use settle::{
    ClaimKind, Open, Order,
    prepaid::{Purse, deduct},
};

use super::model::DeductionLineRow;
use crate::prepayment::model::{PrepaymentRow, Purpose};

/// What the prepayments of a room pay of its open bills: those for few kinds of fee first, the general one last, each the oldest first.
pub(crate) fn lines(
    prepayments: &[PrepaymentRow],
    open: &[(&OpenBill, FeeClass)],
    on: Date,
) -> Result<Vec<DeductionLineRow>> {
    let purses: Vec<Purse> = prepayments
        .iter()
        .map(|row| Purse {
            key: row.purpose.word().to_owned(),
            classes: row.purpose.classes(),
            available: row.balance_fen,
        })
        .collect();
    let claims: Vec<Open> = open.iter().map(|(bill, class)| claim(bill, *class, on)).collect();
    let found = deduct(&purses, &claims, &Order::default(), on, &|_| true);
    let found = found.map_err(|refusal| Error::Broken(refusal.message()))?;
    let bills: BTreeMap<String, &OpenBill> = open.iter().map(|(bill, _)| (bill.id.to_string(), *bill)).collect();
    let line = |one: &settle::prepaid::Deduction| {
        let bill = bills.get(&one.bill)?;
        Some(DeductionLineRow {
            purpose: Purpose::of(&one.purse)?,
            bill_id: bill.id,
            fee_item: bill.fee_item.clone(),
            from_on: bill.from_on,
            to_on: bill.to_on,
            amount_fen: one.amount,
        })
    };
    Ok(found.iter().filter_map(line).collect())
}

/// A bill as the engine sees it; what is open is billed already.
fn claim(bill: &OpenBill, class: FeeClass, on: Date) -> Open {
    Open {
        bill: bill.id.to_string(),
        kind: ClaimKind::Principal,
        class,
        subject: bill.place_id.to_string(),
        billed_on: on,
        due_on: bill.due_on,
        owed: bill.owed,
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, Money, OrgId};
    use uuid::Uuid;

    use super::*;

    fn id<K>(n: u128) -> Id<K> {
        Id::from_uuid(Uuid::from_u128(n))
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn purse(purpose: Purpose, balance: i64) -> PrepaymentRow {
        PrepaymentRow {
            org_id: OrgId::from_uuid(Uuid::from_u128(1)),
            id: id(2),
            place_id: id(3),
            purpose,
            balance_fen: Money(balance),
            changed_at: Instant(0),
            version: 1,
        }
    }

    fn bill(n: u128, due: &str, owed: i64) -> OpenBill {
        OpenBill {
            id: id(n),
            number: format!("ZD{n}"),
            payer_id: None,
            place_id: id(3),
            place: "3-1-101".into(),
            item_id: id(4),
            fee_item: "物业费".into(),
            from_on: day("2026-01-01"),
            to_on: day("2026-01-31"),
            due_on: day(due),
            amount: Money(owed),
            owed: Money(owed),
        }
    }

    #[test]
    fn bound_prepayments_pay_their_own_fee_and_the_general_one_pays_the_rest() {
        let purses =
            [purse(Purpose::General, 3_000), purse(Purpose::Management, 4_000), purse(Purpose::Utilities, 9_000)];
        let (fee, water, parking) =
            (bill(10, "2026-03-01", 6_000), bill(11, "2026-02-01", 2_000), bill(12, "2026-04-01", 5_000));
        let open = [(&fee, FeeClass::Management), (&water, FeeClass::Water), (&parking, FeeClass::Parking)];
        let lines = lines(&purses, &open, day("2026-05-01")).expect("deducts");
        let told: Vec<_> =
            lines.iter().map(|line| (line.purpose, line.bill_id.uuid().as_u128(), line.amount_fen.0)).collect();
        let wanted = [
            (Purpose::Management, 10, 4_000),
            (Purpose::Utilities, 11, 2_000),
            (Purpose::General, 10, 2_000),
            (Purpose::General, 12, 1_000),
        ];
        assert_eq!(told, wanted, "nothing bound to water pays for parking");
    }

    #[test]
    fn nothing_is_deducted_when_nothing_is_owed() {
        assert!(lines(&[purse(Purpose::General, 100)], &[], day("2026-05-01")).expect("deducts").is_empty());
    }
}
