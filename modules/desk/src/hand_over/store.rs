//! Every statement over hand-overs.

use kernel::{OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{HandOverFilter, HandOverId, HandOverLine, HandOverRow};

const COLUMNS: &str =
    "h.id, h.org_id, h.staff_id, h.staff_name AS staff, h.by_name AS \"by\", h.at, h.reason, h.went, h.stayed";

fn hand_overs(cx: &Context) -> Select {
    Select::from("hand_overs h").columns(COLUMNS).scope("h.org_id", cx.scope())
}

/// Enters one with what became of each case.
pub(crate) async fn insert(cx: &mut Context, row: &HandOverRow, cases: &[HandOverLine]) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "staff_id", "staff_name", "by_name", "at", "reason", "went", "stayed"];
    let values = args![
        row.org_id,
        row.id,
        row.staff_id,
        &row.staff,
        &row.by,
        row.at,
        row.reason.as_deref(),
        row.went,
        row.stayed
    ];
    cx.tx().insert_many("hand_overs", NAMES, vec![values]).await?;
    const CASES: &[&str] =
        &["org_id", "hand_over_id", "nth", "case_id", "number", "title", "to_name", "answerable", "refusal"];
    let line = |(nth, c): (i64, &HandOverLine)| {
        args![row.org_id, row.id, nth, c.case_id, &c.number, &c.title, &c.to, c.answerable, c.refusal.as_deref()]
    };
    cx.tx().insert_many("hand_over_cases", CASES, (0..).zip(cases).map(line).collect()).await
}

/// One of the scope.
pub(crate) async fn one(cx: &mut Context, id: HandOverId) -> Result<HandOverRow> {
    let (sql, args) = hand_overs(cx).filter("h.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// What became of its cases.
pub(crate) async fn cases(cx: &mut Context, org: OrgId, id: HandOverId) -> Result<Vec<HandOverLine>> {
    let sql = "SELECT case_id, number, title, to_name AS \"to\", answerable, refusal FROM hand_over_cases \
               WHERE org_id = $1 AND hand_over_id = $2 ORDER BY nth";
    cx.tx().fetch_all(sql, args![org, id]).await
}

/// One page of them, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &HandOverFilter) -> Result<(Vec<HandOverRow>, i64)> {
    let select = hand_overs(cx)
        .filter_if("h.staff_id = ?", filter.staff_id)
        .search(&["h.staff_name", "h.by_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["h.at", "h.id"], Order::Down, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}
