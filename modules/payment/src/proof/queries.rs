//! Whether payments, boxes, deposits and prepayments agree with themselves and with the book.

use std::collections::BTreeMap;

use ::store::{Db, Tx};
use kernel::{Money, OrgId, Result, Scope};
use ledger::chart;
use ledgers::Finding;
use uuid::Uuid;

use super::store;
use crate::{
    deposit::{self, model::DepositKind},
    payment::rules::account_of,
    prepayment::model::Purpose,
};

/// By unit and holder: what we say, and what the book says.
type Compared = BTreeMap<(OrgId, String), (Money, Money)>;

/// Compares every payment with its lines and ways, every box, deposit and prepayment with its account.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    let mut tell = |org, what| findings.push(Finding { org, rule: "I6", seq: 0, what });
    for (org, id) in store::crooked(&mut tx).await? {
        tell(org, format!("{id} is not what its lines or its ways come to"));
    }
    for (org, id) in store::crooked_refunds(&mut tx).await? {
        tell(org, format!("{id} gives back something else than its lines, or more than came"));
    }
    for (org, place) in store::unmoved(&mut tx).await? {
        tell(org, format!("a prepayment of {place} is not what its moves come to"));
    }
    for (org, id) in store::crooked_deposits(&mut tx).await? {
        tell(org, format!("what is held of {id} is not what its refunds have left"));
    }
    let held = store::deposits(&mut tx).await?;
    for kind in DepositKind::ALL {
        let mut compared = Compared::new();
        for (org, place, _, held) in held.iter().filter(|(_, _, of, _)| of == kind) {
            compared.entry((*org, place.to_string())).or_default().0 = *held;
        }
        for (org, holder, balance) in ledgers::held_balances(&mut tx, &deposit::rules::account_of(*kind)).await? {
            compared.entry((org, holder)).or_default().1 = -balance;
        }
        for ((org, holder), (held, book)) in compared.into_iter().filter(|(_, (held, book))| held != book) {
            tell(org, format!("{held:?} is held for {holder} in deposits, {book:?} by the book"));
        }
    }
    let mut boxes = Compared::new();
    for (org, cashier, cash) in store::boxes(&mut tx).await? {
        boxes.entry((org, cashier.to_string())).or_default().0 = cash;
    }
    for (org, holder, balance) in ledgers::held_balances(&mut tx, chart::CASH).await? {
        boxes.entry((org, holder)).or_default().1 = balance;
    }
    let prepaid = store::prepayments(&mut tx).await?;
    for purpose in Purpose::ALL {
        let mut compared = Compared::new();
        for (org, place, _, left) in prepaid.iter().filter(|(_, _, of, _)| of == purpose) {
            compared.entry((*org, place.to_string())).or_default().0 = *left;
        }
        for (org, holder, balance) in ledgers::held_balances(&mut tx, &account_of(*purpose)).await? {
            compared.entry((org, holder)).or_default().1 = -balance;
        }
        for ((org, holder), (left, book)) in compared.into_iter().filter(|(_, (left, book))| left != book) {
            tell(org, format!("{left:?} is left of what {holder} has paid in advance, {book:?} by the book"));
        }
    }
    for ((org, holder), (cash, book)) in boxes.into_iter().filter(|(_, (cash, book))| cash != book) {
        tell(org, format!("{cash:?} lies in the box of {holder}, {book:?} by the book"));
    }
    Ok(findings)
}

/// The payments that stand and were brought by papers of other modules, by unit and id: the paper's written id, and how much of it has not
/// gone back by papers of that module. For the
/// proofs of those modules, which see all units.
///
/// # Errors
/// Those of the database.
pub async fn brought(tx: &mut Tx) -> Result<BTreeMap<(OrgId, Uuid), (String, Money)>> {
    let found = store::brought(tx).await?;
    Ok(found.into_iter().map(|(org, id, paper, amount)| ((org, id), (paper, amount))).collect())
}
