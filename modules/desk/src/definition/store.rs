//! Every statement over drafts, and over the cases another version concerns.

use ::store::{Args, Order, Select, Tx, args};
use kernel::{COMPANY, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use process::runtime::CaseId;

use super::model::{DraftFilter, DraftId, DraftRow, DraftState};

const COLUMNS: &str = "d.id, d.process, d.body, d.note, d.state, d.author_id, d.author_name, d.editors, d.changed_at, \
                       d.reviewer_name, d.reviewed_at, d.effective_at, d.hash, d.version";

fn drafts(cx: &Context) -> Select {
    Select::from("drafts d").columns(COLUMNS).scope("d.org_id", cx.scope())
}

/// A page of drafts, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &DraftFilter) -> Result<(Vec<DraftRow>, i64)> {
    let select = drafts(cx)
        .filter_if("d.process = ?", filter.process.as_deref())
        .filter_if("d.state = ?", filter.state.map(DraftState::word));
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["d.changed_at", "d.id"], Order::Down, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One draft.
pub(crate) async fn one(cx: &mut Context, id: DraftId) -> Result<DraftRow> {
    let (sql, args) = drafts(cx).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// One draft, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: DraftId) -> Result<DraftRow> {
    let (sql, args) = drafts(cx).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The text that was published last of a process and is in force.
pub(crate) async fn in_force(cx: &mut Context, process: &str) -> Result<Option<String>> {
    let now = cx.now();
    let sql = "SELECT body FROM drafts WHERE org_id = $1 AND process = $2 AND state = 'published' AND effective_at <= $3 \
               ORDER BY effective_at DESC, changed_at DESC LIMIT 1";
    cx.tx().fetch_value_optional(sql, args![COMPANY, process, now]).await
}

/// Who stands behind what was published.
pub(crate) async fn approvals(tx: &mut Tx) -> Result<Vec<super::queries::Approval>> {
    let (sql, args) = Select::from("drafts d")
        .columns("d.hash, d.author_name, d.reviewer_name, d.reviewed_at, d.effective_at")
        .filter("d.org_id = ? AND d.state = 'published' AND d.hash IS NOT NULL", args![COMPANY])
        .order_by("d.effective_at")
        .build();
    tx.fetch_all(sql, args).await
}

/// A new draft.
pub(crate) async fn insert(cx: &mut Context, draft: &DraftRow) -> Result<()> {
    let sql = "INSERT INTO drafts (org_id, id, process, body, note, state, author_id, author_name, changed_at, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    let args = args![
        COMPANY,
        draft.id,
        &draft.process,
        &draft.body,
        draft.note.clone(),
        draft.state.word(),
        draft.author_id,
        &draft.author_name,
        draft.changed_at,
    ];
    cx.tx().execute(sql, args).await.map(|_| ())
}

/// A draft as it is now; it must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, draft: &DraftRow) -> Result<()> {
    let sql = "UPDATE drafts SET body = $3, note = $4, state = $5, changed_at = $6, reviewer_name = $7, reviewed_at = $8, \
               effective_at = $9, hash = $10, version = $11, editors = $12 WHERE org_id = $1 AND id = $2 AND version = $11 - 1";
    let args = args![
        COMPANY,
        draft.id,
        &draft.body,
        draft.note.clone(),
        draft.state.word(),
        draft.changed_at,
        draft.reviewer_name.clone(),
        draft.reviewed_at,
        draft.effective_at,
        draft.hash.clone(),
        draft.version,
        &draft.editors,
    ];
    let touched = cx.tx().execute(sql, args).await?;
    if touched == 1 { Ok(()) } else { Err(kernel::Error::Conflict) }
}

/// Earlier texts of a draft that are kept.
const TEXTS: i64 = 50;

/// Keeps what a draft said at this version; the oldest go when there are too many.
pub(crate) async fn keep_text(cx: &mut Context, draft: &DraftRow) -> Result<()> {
    write_text(cx, draft, false).await?;
    drop_texts(cx, draft.id, draft.version - TEXTS).await
}

/// Keeps what a draft said before its last change was taken back.
pub(crate) async fn keep_undone(cx: &mut Context, draft: &DraftRow) -> Result<()> {
    write_text(cx, draft, true).await
}

async fn write_text(cx: &mut Context, draft: &DraftRow, undone: bool) -> Result<()> {
    let sql = "INSERT INTO draft_texts (org_id, draft_id, version, body, undone) VALUES ($1, $2, $3, $4, $5)";
    cx.tx().execute(sql, args![COMPANY, draft.id, draft.version, &draft.body, undone]).await.map(|_| ())
}

/// Forgets what was taken back: the text has gone another way since.
pub(crate) async fn drop_undone(cx: &mut Context, id: DraftId) -> Result<()> {
    let sql = "DELETE FROM draft_texts WHERE org_id = $1 AND draft_id = $2 AND undone = $3";
    cx.tx().execute(sql, args![COMPANY, id, true]).await.map(|_| ())
}

/// The text of a draft before its last change – or, when that was taken back, before it was – with the version that said it.
pub(crate) async fn last_text(cx: &mut Context, id: DraftId, undone: bool) -> Result<Option<(i64, String)>> {
    let select = Select::from("draft_texts t").columns("t.version, t.body").scope("t.org_id", cx.scope());
    let (sql, args) =
        select.filter("t.draft_id = ? AND t.undone = ?", args![id, undone]).order_by("t.version DESC").limit(1).build();
    cx.tx().fetch_optional(sql, args).await
}

/// Forgets what a draft said at one version.
pub(crate) async fn drop_text(cx: &mut Context, id: DraftId, version: i64) -> Result<()> {
    let sql = "DELETE FROM draft_texts WHERE org_id = $1 AND draft_id = $2 AND version = $3";
    cx.tx().execute(sql, args![COMPANY, id, version]).await.map(|_| ())
}

/// Forgets what a draft said up to a version.
pub(crate) async fn drop_texts(cx: &mut Context, id: DraftId, up_to: i64) -> Result<()> {
    let sql = "DELETE FROM draft_texts WHERE org_id = $1 AND draft_id = $2 AND version <= $3";
    cx.tx().execute(sql, args![COMPANY, id, up_to]).await.map(|_| ())
}

/// The latest drafts of a process.
pub(crate) async fn of_process(cx: &mut Context, process: &str, most: i64) -> Result<Vec<DraftRow>> {
    let (sql, args) =
        drafts(cx).filter("d.process = ?", args![process]).order_by("d.changed_at DESC, d.id DESC").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// An open case that began with another version.
#[derive(Debug, Clone, store::Record)]
pub(crate) struct OtherVersion {
    pub org_id: OrgId,
    pub id: CaseId,
    pub number: String,
    pub state: String,
}

/// Open cases of a process that pin another definition than this one, behind a case in the order of their ids.
pub(crate) async fn of_other_versions(
    cx: &mut Context,
    process: &str,
    hash: &str,
    behind: Option<CaseId>,
    most: i64,
) -> Result<Vec<OtherVersion>> {
    let select = Select::from("cases c")
        .columns("c.org_id, c.id, c.number, c.state")
        .scope("c.org_id", cx.scope())
        .filter("c.process = ? AND c.ended_at IS NULL AND c.definition <> ?", args![process, hash])
        .filter_if("c.id > ?", behind);
    let (sql, args): (_, Args) = select.order_by("c.id").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}
