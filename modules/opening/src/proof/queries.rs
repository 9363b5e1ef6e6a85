//! Holds every row an opening has posted against its entry.

use ::store::Db;
use kernel::{Id, Money, Result, Scope};
use ledger::chart;
use ledgers::Finding;

use super::store;

/// Compares every posted row with its entry – its amount and its day – and every posted opening with its rows.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    let mut tell = |org, what| findings.push(Finding { org, rule: "opening", seq: 0, what });
    for (org, id) in store::forgotten(&mut tx).await? {
        tell(org, format!("{id} is posted and has rows that are not"));
    }
    let book = ledgers::posted_on(&mut tx, chart::OPENING).await?;
    for (org, id, kind, open, opened_on) in store::posted(&mut tx).await? {
        let entry = book.get(&(org, Id::from_uuid(id.uuid()))).copied();
        let expected = (open > Money::ZERO).then_some((opened_on, open));
        if entry != expected {
            tell(org, format!("{id}, a {}, is {expected:?} by its opening and {entry:?} by the book", kind.word()));
        }
    }
    Ok(findings)
}
