//! What a payment pays, in which ways, and what change is given – pure.

use std::collections::BTreeMap;

use billing::{BillId, OpenBill};
use charge::FeeClass;
use kernel::{Error, Message, Money, Result};
use ledger::chart;
use settle::{ClaimKind, Open, Order, allocate};
use uuid::Uuid;

use super::model::{CreatePayment, Method, PaymentMethodRow, PaymentRow, PaymentState, Way};
use crate::{prepayment::model::Purpose, shift::model::ShiftState};

/// The most that is taken or counted at once: ten thousand million yuan, far below what sums can hold.
const MOST: Money = Money(1_000_000_000_000);

/// What a payment comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// What is paid of which bill, the oldest first.
    pub parts: Vec<(BillId, Money)>,
    /// What goes to a prepayment.
    pub prepaid: Money,
    /// The ways, each with its amount.
    pub methods: Vec<PaymentMethodRow>,
    /// What was handed over in cash.
    pub tendered: Money,
    /// What is given back of it.
    pub change: Money,
}

impl Plan {
    /// What goes to bills.
    pub fn paid(&self) -> Money {
        self.parts.iter().map(|(_, amount)| *amount).sum()
    }
}

/// An amount that was typed lies between nothing and what can be reckoned with.
///
/// # Errors
/// [`Error::Invalid`] at its field.
pub(crate) fn sound(field: &str, amount: Money) -> Result<()> {
    if amount < Money::ZERO || amount > MOST {
        return Err(Error::field(field, Message::of("payment-amount-beyond").with("most", MOST)));
    }
    Ok(())
}

/// What a payment comes to, against what is open of its rooms: in the order of the community, which may go by the kinds of fee.
pub(crate) fn plan(
    input: &CreatePayment,
    open: &[OpenBill],
    order: &Order,
    classes: &BTreeMap<String, FeeClass>,
) -> Result<Plan> {
    let ticked = ticked(&input.bill_ids, open)?;
    let owed: Money = ticked.iter().map(|bill| bill.owed).sum();
    if ticked.is_empty() && input.prepaid_for.is_none() {
        // Without an open bill there is nothing to tick.
        let field = if open.is_empty() { "prepaid_for" } else { "bill_ids" };
        return Err(Error::field(field, Message::of("payment-tick-a-bill")));
    }
    let amount = input.amount.unwrap_or(owed);
    sound("amount", amount)?;
    if amount == Money::ZERO {
        return Err(Error::field("amount", Message::of("payment-amount-above-nothing")));
    }
    if amount > owed && input.prepaid_for.is_none() {
        let message = Message::of("payment-more-than-owed").with("owed", owed).with("over", amount - owed);
        return Err(Error::field("amount", message));
    }
    let claims: Vec<Open> = ticked.iter().map(|bill| claim(bill, classes)).collect();
    let spread = allocate(amount, &claims, order, &[]).map_err(|refusal| Error::Broken(refusal.message()))?;
    if spread.rest > Money::ZERO && input.prepaid_for.is_none() {
        return Err(Error::field("amount", Message::of("payment-not-whole-bills").with("rest", spread.rest)));
    }
    let id_of = |key: &str| ticked.iter().find(|bill| bill.id.to_string() == key).map(|bill| bill.id);
    let parts = spread.applied.iter().filter_map(|one| Some((id_of(&one.bill)?, one.amount))).collect();
    Ok(Plan { parts, prepaid: spread.rest, ..prepaid(amount, &input.methods, input.tendered)? })
}

/// What a payment comes to that pays no bill: all of it is a prepayment.
pub(crate) fn prepaid(amount: Money, methods: &[Way], handed: Option<Money>) -> Result<Plan> {
    let methods = ways(methods, amount)?;
    let cash = methods.iter().filter(|one| one.method == Method::Cash).map(|one| one.amount_fen).sum();
    let tendered = tendered(handed, cash)?;
    Ok(Plan { parts: Vec::new(), prepaid: amount, methods, tendered, change: tendered - cash })
}

/// The ticked bills; each must still be open.
fn ticked<'a>(ids: &[BillId], open: &'a [OpenBill]) -> Result<Vec<&'a OpenBill>> {
    let mut found: Vec<&OpenBill> = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(bill) = open.iter().find(|bill| bill.id == *id) else {
            return Err(Error::field("bill_ids", Message::of("payment-bill-not-open")));
        };
        if !found.iter().any(|known| known.id == bill.id) {
            found.push(bill);
        }
    }
    Ok(found)
}

/// A bill as the engine spreads money over it.
fn claim(bill: &OpenBill, classes: &BTreeMap<String, FeeClass>) -> Open {
    Open {
        bill: bill.id.to_string(),
        kind: ClaimKind::Principal,
        class: classes.get(&bill.item_id.to_string()).copied().unwrap_or(FeeClass::Other),
        subject: bill.place_id.to_string(),
        billed_on: bill.from_on,
        due_on: bill.due_on,
        owed: bill.owed,
    }
}

/// The ways with their amounts, which are the payment: one may be left without, and takes what the others leave.
fn ways(given: &[Way], amount: Money) -> Result<Vec<PaymentMethodRow>> {
    let row = |way: &Way, amount_fen| PaymentMethodRow {
        method: way.method,
        amount_fen,
        reference: said(way.reference.as_deref()),
    };
    if given.is_empty() {
        return Ok(vec![PaymentMethodRow { method: Method::Cash, amount_fen: amount, reference: None }]);
    }
    for (nth, way) in given.iter().enumerate() {
        sound(&format!("methods.{nth}.amount"), way.amount.unwrap_or_default())?;
    }
    let given_sum: Money = given.iter().filter_map(|way| way.amount).sum();
    let mut left = amount - given_sum;
    let mut rows = Vec::with_capacity(given.len());
    for (nth, way) in given.iter().enumerate() {
        let one = way.amount.unwrap_or_else(|| std::mem::take(&mut left));
        if one <= Money::ZERO {
            return Err(Error::field(format!("methods.{nth}.amount"), Message::of("payment-way-amount")));
        }
        rows.push(row(way, one));
    }
    if left != Money::ZERO {
        let message = Message::of("payment-ways-differ").with("amount", amount).with("said", given_sum);
        return Err(Error::field("methods", message));
    }
    Ok(rows)
}

/// Words that were typed, if any.
pub(crate) fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What was handed over in cash, which covers what is paid in cash.
fn tendered(given: Option<Money>, cash: Money) -> Result<Money> {
    sound("tendered", given.unwrap_or_default())?;
    match given {
        Some(_) if cash == Money::ZERO => Err(Error::field("tendered", Message::of("payment-no-cash"))),
        Some(given) if given < cash => {
            Err(Error::field("tendered", Message::of("payment-tendered-too-little").with("cash", cash)))
        }
        Some(given) => Ok(given),
        None => Ok(cash),
    }
}

/// The account below the bank's into which money of a way comes; cash lies in the cashier's box.
pub(crate) fn bank_of(method: Method) -> String {
    format!("{}.{}", chart::BANK, method.word())
}

/// The account of prepayments for a purpose.
pub(crate) fn account_of(purpose: Purpose) -> String {
    match purpose {
        Purpose::General => chart::PREPAID.to_owned(),
        Purpose::Management | Purpose::Utilities => format!("{}.{}", chart::PREPAID, purpose.word()),
    }
}

/// A payment is taken back once, by somebody else than took it.
pub(crate) fn once(payment: &PaymentRow, by: Uuid) -> Result<()> {
    if payment.state == PaymentState::Voided {
        return Err(Error::broken("payment-voided-already"));
    }
    if payment.cashier_id == by {
        return Err(Error::broken("payment-own-payment"));
    }
    Ok(())
}

/// A payment taken at the counter may be voided; its cash must still lie in the box.
pub(crate) fn void(
    payment: &PaymentRow,
    methods: &[PaymentMethodRow],
    shift: Option<ShiftState>,
    by: Uuid,
) -> Result<()> {
    if payment.brought_by.is_some() {
        return Err(Error::broken("payment-brought"));
    }
    once(payment, by)?;
    if shift != Some(ShiftState::Open) && methods.iter().any(|one| one.method == Method::Cash) {
        return Err(Error::broken("payment-cash-handed-in"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use serde_json::{Value, json};

    use super::*;

    /// Two bills: 1 of 100 yuan due in March, 2 of 50 yuan due in February.
    fn open() -> Vec<OpenBill> {
        let bill = |n: u128, due: &str, owed: i64| OpenBill {
            id: Id::from_uuid(Uuid::from_u128(n)),
            number: format!("ZD{n}"),
            payer_id: None,
            place_id: Id::from_uuid(Uuid::from_u128(9)),
            place: "3-1-101".into(),
            item_id: Id::from_uuid(Uuid::from_u128(8)),
            fee_item: "物业费".into(),
            from_on: "2026-01-01".parse().expect("a day"),
            to_on: "2026-02-01".parse().expect("a day"),
            due_on: due.parse().expect("a day"),
            amount: Money(owed),
            owed: Money(owed),
        };
        vec![bill(1, "2026-03-01", 10_000), bill(2, "2026-02-01", 5_000)]
    }

    fn tried(more: Value) -> std::result::Result<Plan, (String, String)> {
        let mut input = json!({
            "place_ids": [property::PlaceId::from_uuid(Uuid::from_u128(9))],
            "bill_ids": open().iter().map(|bill| bill.id).collect::<Vec<_>>(),
        });
        input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        let input = serde_json::from_value(input).expect("an input");
        plan(&input, &open(), &Order::default(), &BTreeMap::new()).map_err(|error| match error {
            Error::Invalid(fields) => (fields[0].field.clone(), fields[0].message.key.clone().into_owned()),
            other => (String::new(), other.to_string()),
        })
    }

    fn parts(plan: &Plan) -> Vec<(u128, i64)> {
        plan.parts.iter().map(|(id, amount)| (id.uuid().as_u128(), amount.0)).collect()
    }

    #[test]
    fn all_ticked_bills_are_paid_in_cash_when_nothing_else_is_said() {
        let plan = tried(json!({})).expect("pays");
        assert_eq!(parts(&plan), [(2, 5_000), (1, 10_000)], "the oldest first");
        assert_eq!((plan.methods.len(), plan.methods[0].method, plan.tendered.0), (1, Method::Cash, 15_000));
        assert_eq!((plan.change, plan.prepaid), (Money::ZERO, Money::ZERO));
    }

    #[test]
    fn less_pays_the_oldest_first_and_the_rest_stays_owed() {
        let plan = tried(json!({"amount": 7_000, "tendered": 10_000})).expect("pays");
        assert_eq!(parts(&plan), [(2, 5_000), (1, 2_000)]);
        assert_eq!((plan.change.0, plan.paid().0), (3_000, 7_000));
    }

    #[test]
    fn a_kind_of_fee_may_come_before_what_is_due_longer() {
        let mut bills = open();
        bills[0].item_id = Id::from_uuid(Uuid::from_u128(5));
        let classes = BTreeMap::from([(bills[0].item_id.to_string(), FeeClass::Management)]);
        let first = settle::allocation::By::Classes(vec![FeeClass::Management]);
        let order = Order { by: vec![first], ..Order::default() };
        let ids: Vec<BillId> = bills.iter().map(|bill| bill.id).collect();
        let input = json!({"place_ids": [], "bill_ids": ids, "amount": 11_000});
        let input = serde_json::from_value(input).expect("an input");
        let plan = plan(&input, &bills, &order, &classes).expect("pays");
        assert_eq!(parts(&plan), [(1, 10_000), (2, 1_000)]);
    }

    #[test]
    fn more_goes_to_a_prepayment_only_when_asked() {
        assert_eq!(tried(json!({"amount": 20_000})), Err(("amount".into(), "payment-more-than-owed".into())));
        let plan = tried(json!({"amount": 20_000, "prepaid_for": "general"})).expect("pays");
        assert_eq!((plan.paid().0, plan.prepaid.0), (15_000, 5_000));
        let plan = tried(json!({"bill_ids": [], "amount": 20_000, "prepaid_for": "management"})).expect("pays");
        assert_eq!((plan.paid().0, plan.prepaid.0), (0, 20_000));
    }

    #[test]
    fn several_ways_make_the_payment_to_the_fen() {
        let ways = json!({"methods": [{"method": "card", "amount": 9_000, "reference": " 8812 "}, {"method": "cash"}]});
        let plan = tried(ways).expect("pays");
        let said: Vec<_> = plan.methods.iter().map(|one| (one.method, one.amount_fen.0)).collect();
        assert_eq!(said, [(Method::Card, 9_000), (Method::Cash, 6_000)]);
        assert_eq!((plan.methods[0].reference.as_deref(), plan.tendered.0), (Some("8812"), 6_000));
    }

    #[test]
    fn what_does_not_add_up_is_told_at_its_field() {
        let unknown = BillId::from_uuid(Uuid::from_u128(7));
        for (more, field, key) in [
            (json!({"bill_ids": []}), "bill_ids", "payment-tick-a-bill"),
            (json!({"bill_ids": [unknown]}), "bill_ids", "payment-bill-not-open"),
            (json!({"amount": 0}), "amount", "payment-amount-above-nothing"),
            (json!({"amount": -5}), "amount", "payment-amount-beyond"),
            (json!({"amount": i64::MAX}), "amount", "payment-amount-beyond"),
            (json!({"tendered": i64::MAX}), "tendered", "payment-amount-beyond"),
            (
                json!({"methods": [{"method": "card", "amount": i64::MAX}, {"method": "cash", "amount": i64::MAX}]}),
                "methods.0.amount",
                "payment-amount-beyond",
            ),
            (json!({"bill_ids": [], "prepaid_for": "general"}), "amount", "payment-amount-above-nothing"),
            (json!({"tendered": 14_999}), "tendered", "payment-tendered-too-little"),
            (json!({"methods": [{"method": "card"}], "tendered": 20_000}), "tendered", "payment-no-cash"),
            (json!({"methods": [{"method": "card", "amount": 1}]}), "methods", "payment-ways-differ"),
            (json!({"methods": [{"method": "card"}, {"method": "cash"}]}), "methods.1.amount", "payment-way-amount"),
            (
                json!({"methods": [{"method": "card", "amount": 20_000}, {"method": "cash"}]}),
                "methods.1.amount",
                "payment-way-amount",
            ),
        ] {
            assert_eq!(tried(more.clone()), Err((field.to_owned(), key.to_owned())), "{more}");
        }
    }
}
