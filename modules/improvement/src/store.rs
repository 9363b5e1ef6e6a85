//! Every statement over measures that were taken over.

use kernel::Result;
use module::Context;
use store::{Select, args};

use super::model::AdoptedRow;

/// Adoptions looked at.
const MOST: i64 = 2_000;

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &AdoptedRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "key", "case_id", "post_id", "post_name", "person_name", "by_name", "at"];
    let values = args![
        row.org_id,
        row.id,
        &row.key,
        row.case_id,
        row.post_id,
        &row.post_name,
        row.person_name.as_deref(),
        &row.by_name,
        row.at
    ];
    cx.tx().insert_many("adopted_measures", NAMES, vec![values]).await
}

/// Those of the scope, latest first.
pub(crate) async fn all(cx: &mut Context) -> Result<Vec<AdoptedRow>> {
    let (sql, args) = Select::from("adopted_measures a")
        .columns("a.id, a.org_id, a.key, a.case_id, a.post_id, a.post_name, a.person_name, a.by_name, a.at")
        .scope("a.org_id", cx.scope())
        .order_by("a.at DESC, a.id")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}
