//! Every statement over calls after the work.

use std::collections::BTreeSet;

use kernel::{Instant, Result};
use module::Context;
use process::runtime::CaseId;
use store::{Arg, Select, args};
use uuid::Uuid;

use super::{
    model::{CallRow, PutOffRow},
    rules::PUT_OFF,
};

/// Notes what the reader did about a case.
pub(crate) async fn insert(cx: &mut Context, row: &CallRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "case_id", "at", "caller_id", "caller_name", "what", "words", "until_at"];
    let (id, now) = (cx.new_uuid(), cx.now());
    let (caller, name) = (cx.actor().id, cx.actor().name.clone());
    let words = row.words.as_deref();
    let values = args![row.org_id, id, row.case_id, now, caller, name, &row.what, words, row.until_at];
    cx.tx().insert_many("calls", NAMES, vec![values]).await
}

/// What makes these cases wait still, the latest word last.
pub(crate) async fn put_off(cx: &mut Context, cases: &[CaseId]) -> Result<Vec<PutOffRow>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let now = cx.now();
    let (sql, args) = Select::from("calls l")
        .columns("l.case_id, l.caller_id, l.caller_name, l.what, l.words, l.until_at")
        .scope("l.org_id", cx.scope())
        .filter("l.until_at > ?", args![now])
        .among("l.case_id", cases.iter().map(Arg::from).collect())
        .order_by("l.at, l.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The calls somebody put off until a time after an instant: the case, when he did, and until when. The latest of each case.
pub(crate) async fn promised(
    cx: &mut Context,
    caller: Uuid,
    after: Instant,
) -> Result<Vec<(CaseId, Instant, Instant)>> {
    let (sql, args) = Select::from("calls l")
        .columns("l.case_id, l.at, l.until_at")
        .scope("l.org_id", cx.scope())
        .filter("l.caller_id = ? AND l.what = ? AND l.until_at > ?", args![caller, PUT_OFF, after])
        .order_by("l.at DESC, l.id")
        .limit(50)
        .build();
    let mut found: Vec<(CaseId, Instant, Instant)> = cx.tx().fetch_all(sql, args).await?;
    let mut seen = BTreeSet::new();
    found.retain(|(case, _, _)| seen.insert(*case));
    Ok(found)
}

/// How often each thing came of the reader's calls since an instant.
pub(crate) async fn counted(cx: &mut Context, since: Instant) -> Result<Vec<(String, i64)>> {
    let me = cx.actor().id;
    let (sql, args) = Select::from("calls l")
        .columns("l.what, count(*) AS count")
        .scope("l.org_id", cx.scope())
        .filter("l.caller_id = ? AND l.at >= ?", args![me, since])
        .group_by("l.what")
        .build();
    cx.tx().fetch_all(sql, args).await
}
