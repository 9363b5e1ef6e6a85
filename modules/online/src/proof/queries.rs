//! Whether orders, arrivals, receipts and the book agree.

use std::collections::BTreeMap;

use ::store::Db;
use kernel::{Money, OrgId, Result, Scope};
use ledger::chart;
use ledgers::Finding;

use super::store;
use crate::transfer::actions::HOLDER;

/// Compares paid orders with arrivals, arrivals with the payments they brought, and what waits with the accounts of suspense.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    let mut tell = |org, what| findings.push(Finding { org, rule: "I6", seq: 0, what });
    for (org, id) in store::unpaid(&mut tx).await? {
        tell(org, format!("{id} is paid and no money came in for it"));
    }
    let mut brought = payment::brought(&mut tx).await?;
    let arrived = store::settled(&mut tx).await?.into_iter().map(|(org, id, by, sum)| (org, id.to_string(), by, sum));
    let sent = store::transferred(&mut tx).await?.into_iter().map(|(org, id, by, sum)| (org, id.to_string(), by, sum));
    for (org, id, payment, amount) in arrived.chain(sent) {
        let paper = brought.remove(&(org, payment));
        if paper != Some((id.clone(), amount)) {
            tell(org, format!("{id} came in with {amount:?} and its payment is {paper:?}"));
        }
    }
    for ((org, _), (paper, amount)) in brought {
        tell(org, format!("{paper} has a payment of {amount:?} and brought nothing"));
    }
    let mut compared: BTreeMap<(OrgId, String), (Money, Money)> = BTreeMap::new();
    for (org, account, sum) in store::waiting(&mut tx).await? {
        compared.entry((org, account.to_string())).or_default().0 = sum;
    }
    for (org, sum) in store::unclaimed(&mut tx).await? {
        compared.entry((org, HOLDER.to_owned())).or_default().0 = sum;
    }
    for (org, holder, balance) in ledgers::held_balances(&mut tx, chart::SUSPENSE).await? {
        compared.entry((org, holder)).or_default().1 = -balance;
    }
    for ((org, holder), (rows, book)) in compared.into_iter().filter(|(_, (rows, book))| rows != book) {
        tell(org, format!("{rows:?} waits of {holder}, {book:?} by the book"));
    }
    Ok(findings)
}
