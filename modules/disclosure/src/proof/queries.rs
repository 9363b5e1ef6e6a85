//! Every published sheet against its text, the sheets before it, the book and the payments.

use std::collections::BTreeMap;

use ::store::{Db, Tx};
use kernel::{OrgId, Result, Scope};
use ledgers::Finding;

use crate::{
    leaf::{
        self,
        rules::{Digest, digest_of, hex, read},
    },
    sheet::{
        self,
        model::{BookLine, SheetBody, SheetId, SheetRow},
        rules::{Head, OWNERS_MONEY, canonical, line},
    },
};

/// Reckons every published sheet anew.
///
/// # Errors
/// Those of the database.
pub async fn findings(db: &Db) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let mut findings = Vec::new();
    let mut before: BTreeMap<OrgId, String> = BTreeMap::new();
    let sheets = sheet::store::everything(&mut tx).await?;
    let digests: BTreeMap<SheetId, String> =
        sheets.iter().map(|s| (s.id, s.digest.clone().unwrap_or_default())).collect();
    let mut length: BTreeMap<OrgId, i64> = BTreeMap::new();
    for row in sheets {
        let body = row.read()?;
        let corrects = row.corrects_id.and_then(|id| digests.get(&id)).cloned();
        let previous = before.insert(row.org_id, row.digest.clone().unwrap_or_default());
        let nth = length.entry(row.org_id).or_default();
        *nth += 1;
        let mut wrong = Vec::new();
        if row.seq != Some(*nth) {
            wrong.push("is not at its place");
        }
        wrong.extend(text(&row, &body, previous.as_deref(), corrects.as_deref()));
        wrong.extend(book(&mut tx, &row, &body).await?);
        wrong.extend(payments(&mut tx, &row, &body).await?);
        let tell = |what: &str| Finding { org: row.org_id, rule: "I12", seq: 0, what: format!("{} {what}", row.id) };
        findings.extend(wrong.into_iter().map(tell));
    }
    Ok(findings)
}

/// The text is what the sheet tells, and the digest is the text's.
fn text(row: &SheetRow, body: &SheetBody, previous: Option<&str>, corrects: Option<&str>) -> Option<&'static str> {
    let number = row.number.as_deref().unwrap_or_default();
    let days = (row.from_on, row.until_on);
    let told = canonical(&Head { number, seq: row.seq.unwrap_or(0), days, previous, corrects }, body);
    let same = row.canonical.as_deref() == Some(told.as_str());
    (!same || row.digest != Some(digest_of(&told))).then_some("is not what its text and its digest say")
}

/// The figures are the book's at the length it had.
async fn book(tx: &mut Tx, row: &SheetRow, body: &SheetBody) -> Result<Option<&'static str>> {
    let moved = ledgers::moved(tx, row.org_id, (row.from_on, row.until_on), row.entries, &OWNERS_MONEY).await?;
    let mut lines: Vec<BookLine> = moved.iter().filter_map(|one| line(one, String::new())).collect();
    lines.sort_by(|one, other| (one.section, &one.code).cmp(&(other.section, &other.code)));
    // What an account is called may have changed since.
    let told = body.lines.iter().map(|one| BookLine { title: String::new(), ..one.clone() });
    Ok((!told.eq(lines)).then_some("does not tell what the book says"))
}

/// The leaves are the payments', and come to the root.
async fn payments(tx: &mut Tx, row: &SheetRow, body: &SheetBody) -> Result<Option<&'static str>> {
    let given_back = payment::given_back_in(tx, row.org_id, (row.from_on, row.until_on)).await?;
    let received = payment::received(tx, row.org_id, (row.from_on, row.until_on)).await?;
    let told: BTreeMap<_, _> = received.iter().map(|paid| (paid.id, crate::told(paid))).collect();
    let leaves = leaf::store::all(tx, row.org_id, row.id).await?;
    let digests: Vec<Digest> = leaves.iter().filter_map(|leaf| read(&leaf.digest)).collect();
    let sound = leaves.iter().all(|leaf| {
        let own = read(&leaf.salt).map(|salt| hex(&leaf::rules::leaf(&salt, &leaf.told)));
        own.as_deref() == Some(leaf.digest.as_str()) && told.get(&leaf.payment_id) == Some(&leaf.told)
    });
    let whole = digests.len() == leaves.len() && i64::try_from(leaves.len()) == Ok(body.payments);
    let rooted = hex(&leaf::rules::root(&digests)) == body.root;
    Ok((!(sound && whole && rooted && given_back == body.given_back)).then_some("does not stand for its payments"))
}
