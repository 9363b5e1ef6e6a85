//! Whether the book says of every place what its bills say.

use std::collections::BTreeMap;

use ::store::Db;
use kernel::{Money, OrgId, Result, Scope};
use ledger::chart::RECEIVABLE;
use ledgers::Finding;
use property::PlaceId;

use super::store;

/// Compares what is owed of the bills of every place with its account of receivables, and every month of arrears that is kept with its bills.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut owed: BTreeMap<(OrgId, String), (Money, Money)> = BTreeMap::new();
    let key = |org: OrgId, place: PlaceId| (org, place.to_string());
    for (org, place, sum) in store::billed(&mut tx).await? {
        owed.entry(key(org, place)).or_default().0 = sum;
    }
    let credited = store::credited(&mut tx).await?;
    for (org, place, sum) in credited.into_iter().chain(store::settled(&mut tx).await?) {
        let bills = &mut owed.entry(key(org, place)).or_default().0;
        *bills = *bills - sum;
    }
    for (org, holder, balance) in ledgers::held_balances(&mut tx, RECEIVABLE).await? {
        owed.entry((org, holder)).or_default().1 = balance;
    }
    let differs = owed.into_iter().filter(|(_, (bills, book))| bills != book);
    let found = |((org, holder), (bills, book)): ((OrgId, String), (Money, Money))| {
        let what = format!("{holder} owes {bills:?} by its bills and {book:?} by the book");
        Finding { org, rule: "I6", seq: 0, what }
    };
    let mut findings: Vec<Finding> = differs.map(found).collect();
    findings.extend(crate::arrears::queries::findings(db).await?);
    findings.extend(crate::penalty::queries::findings(db).await?);
    Ok(findings)
}
