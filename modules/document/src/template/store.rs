//! Every statement over print templates.

use kernel::{COMPANY, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{DocumentKind, PrintTemplateId, TemplateFilter, TemplateRow, TemplateState};

const COLUMNS: &str = "t.org_id, t.id, t.kind, t.edition, t.state, t.layout, t.drafted_by, t.drafted_name, t.drafted_at, \
                       t.published_name, t.published_at, t.version";

fn templates(cx: &Context) -> Select {
    Select::from("print_templates t").columns(COLUMNS).scope("t.org_id", cx.scope())
}

/// A page of editions, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &TemplateFilter) -> Result<(Vec<TemplateRow>, i64)> {
    let select = templates(cx)
        .filter_if("t.id = ?", filter.id)
        .filter_if("t.org_id = ?", filter.org_id)
        .filter_if("t.kind = ?", filter.document_kind.map(DocumentKind::word))
        .filter_if("t.state = ?", filter.template_state.map(TemplateState::word))
        .search(&["t.drafted_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["t.drafted_at", "t.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One edition.
pub(crate) async fn one(cx: &mut Context, id: PrintTemplateId) -> Result<TemplateRow> {
    let (sql, args) = templates(cx).filter("t.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PrintTemplateId) -> Result<TemplateRow> {
    let (sql, args) = templates(cx).filter("t.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The edition of a unit's own in a state.
pub(crate) async fn own(
    cx: &mut Context,
    org: OrgId,
    kind: DocumentKind,
    state: TemplateState,
) -> Result<Option<TemplateRow>> {
    let (sql, args) = Select::from("print_templates t")
        .columns(COLUMNS)
        .filter("t.org_id = ? AND t.kind = ? AND t.state = ?", args![org, kind.word(), state.word()])
        .build();
    cx.tx().fetch_optional(sql, args).await
}

/// The published edition papers of a community are printed by: its own, else the company's. Everybody who prints may read it.
pub(crate) async fn in_use(cx: &mut Context, org: OrgId, kind: DocumentKind) -> Result<Option<TemplateRow>> {
    match own(cx, org, kind, TemplateState::Published).await? {
        Some(row) => Ok(Some(row)),
        None => own(cx, COMPANY, kind, TemplateState::Published).await,
    }
}

/// The number of the last edition of a unit's own.
pub(crate) async fn last_edition(cx: &mut Context, org: OrgId, kind: DocumentKind) -> Result<i64> {
    let sql = "SELECT COALESCE(MAX(edition), 0) FROM print_templates WHERE org_id = $1 AND kind = $2";
    cx.tx().fetch_value(sql, args![org, kind.word()]).await
}

/// Enters a draft.
pub(crate) async fn insert(cx: &mut Context, row: &TemplateRow) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "kind", "edition", "state", "layout", "drafted_by", "drafted_name", "drafted_at", "version"];
    let values = args![
        row.org_id,
        row.id,
        row.kind.word(),
        row.edition,
        row.state.word(),
        &row.layout,
        row.drafted_by,
        &row.drafted_name,
        row.drafted_at,
        row.version
    ];
    cx.tx().insert_many("print_templates", NAMES, vec![values]).await
}

/// Keeps what a draft says, or that an edition is published or replaced; it must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &TemplateRow) -> Result<()> {
    let sql = "UPDATE print_templates SET state = $1, layout = $2, drafted_by = $3, drafted_name = $4, drafted_at = $5, \
               published_name = $6, published_at = $7, version = $8 WHERE org_id = $9 AND id = $10 AND version = $8 - 1";
    let args = args![
        row.state.word(),
        &row.layout,
        row.drafted_by,
        &row.drafted_name,
        row.drafted_at,
        &row.published_name,
        row.published_at,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
