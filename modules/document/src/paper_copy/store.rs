//! Every statement over printed copies.

use std::collections::BTreeMap;

use kernel::{OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{PaperCopyFilter, PaperCopyRow};
use crate::template::model::DocumentKind;

const COLUMNS: &str = "c.org_id, c.id, c.kind, c.subject, c.number, c.copy, c.template_id, c.edition, c.batch_id, c.file_id, \
                       c.printed_by, c.printed_name, c.printed_at";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "kind",
    "subject",
    "number",
    "copy",
    "template_id",
    "edition",
    "batch_id",
    "file_id",
    "printed_by",
    "printed_name",
    "printed_at",
];

/// A page of copies, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &PaperCopyFilter,
) -> Result<(Vec<PaperCopyRow>, i64)> {
    let select = Select::from("paper_copies c")
        .columns(COLUMNS)
        .scope("c.org_id", cx.scope())
        .filter_if("c.id = ?", filter.id)
        .filter_if("c.org_id = ?", filter.org_id)
        .filter_if("c.kind = ?", filter.document_kind.map(DocumentKind::word))
        .filter_if("c.subject = ?", filter.subject.as_deref())
        .search(&["c.number", "c.printed_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["c.printed_at", "c.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// How many copies of these records' papers there are, by record.
pub(crate) async fn counted(
    cx: &mut Context,
    org: OrgId,
    kind: DocumentKind,
    subjects: &[String],
) -> Result<BTreeMap<String, i64>> {
    let mut found = BTreeMap::new();
    for some in subjects.chunks(500) {
        let (sql, args) = Select::from("paper_copies c")
            .columns("c.subject, c.copy")
            .filter("c.org_id = ? AND c.kind = ?", args![org, kind.word()])
            .among("c.subject", some.iter().map(Into::into).collect())
            .order_by("c.subject, c.copy")
            .build();
        // The last of each stands.
        found.extend(cx.tx().fetch_all::<(String, i64)>(sql, args).await?);
    }
    Ok(found)
}

/// Notes printed papers; the table refuses a copy that somebody else has printed meanwhile.
pub(crate) async fn insert(cx: &mut Context, rows: &[PaperCopyRow]) -> Result<()> {
    let values = |c: &PaperCopyRow| {
        args![
            c.org_id,
            c.id,
            c.kind.word(),
            &c.subject,
            &c.number,
            c.copy,
            c.template_id,
            c.edition,
            c.batch_id,
            c.file_id,
            c.printed_by,
            &c.printed_name,
            c.printed_at
        ]
    };
    cx.tx().insert_many("paper_copies", NAMES, rows.iter().map(values).collect()).await
}
