//! The links of those who reported without signing in.

use kernel::{OrgId, Result};
use module::Context;
use process::runtime::CaseId;
use store::{Select, args};

use super::model::Followed;

/// Keeps the digest of a link.
pub(super) async fn insert(cx: &mut Context, org: OrgId, digest: Vec<u8>, case: CaseId) -> Result<()> {
    let row = args![org, digest, case, cx.now()];
    let sql = "INSERT INTO reports (org_id, digest, case_id, at) VALUES ($1, $2, $3, $4)";
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// The case behind a link.
pub(super) async fn find(cx: &mut Context, digest: Vec<u8>) -> Result<Followed> {
    let (sql, args) = Select::from("reports r")
        .columns("r.case_id")
        .scope("r.org_id", cx.scope())
        .filter("r.digest = ?", args![digest])
        .build();
    cx.tx().fetch_one(sql, args).await
}
