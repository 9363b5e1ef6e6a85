//! Every statement over standard answers. Those of the company hold in each community and are seen by all its staff.

use kernel::{Date, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Args, Order, Select, args};

use super::model::{ArticleFilter, ArticleId, ArticleRow, ArticleVersion};

const COLUMNS: &str = "a.id, a.org_id, a.number, a.question, a.answer, a.topic, a.version, a.from_on, a.to_on, a.used, \
                       a.changed_by, a.changed_at";
/// Answers looked at to find those to a question.
const LOOKED_AT: i64 = 1_000;

/// Those of the communities of the scope and of the company.
fn articles(cx: &Context) -> Select {
    let home = cx.actor().home;
    let mut orgs: Vec<Arg> = cx.scope().0.iter().filter(|org| **org != home).map(Arg::from).collect();
    orgs.push(Arg::from(home));
    Select::from("articles a").columns(COLUMNS).among("a.org_id", orgs)
}

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &ArticleRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "number",
        "question",
        "answer",
        "topic",
        "version",
        "from_on",
        "to_on",
        "used",
        "changed_by",
        "changed_at",
    ];
    let values = args![
        row.org_id,
        row.id,
        &row.number,
        &row.question,
        &row.answer,
        row.topic.as_deref(),
        row.version,
        row.from_on,
        row.to_on,
        row.used,
        &row.changed_by,
        row.changed_at
    ];
    cx.tx().insert_many("articles", NAMES, vec![values]).await
}

/// Writes one anew.
pub(crate) async fn update(cx: &mut Context, row: &ArticleRow) -> Result<()> {
    let sql = "UPDATE articles SET question = $1, answer = $2, topic = $3, version = $4, to_on = $5, changed_by = $6, \
               changed_at = $7 WHERE org_id = $8 AND id = $9";
    let values = args![
        &row.question,
        &row.answer,
        row.topic.as_deref(),
        row.version,
        row.to_on,
        &row.changed_by,
        row.changed_at,
        row.org_id,
        row.id
    ];
    cx.tx().execute(sql, values).await.map(|_| ())
}

/// Keeps a version that another follows.
pub(crate) async fn keep_version(cx: &mut Context, row: &ArticleRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "article_id", "version", "question", "answer", "changed_by", "changed_at"];
    let values = args![row.org_id, row.id, row.version, &row.question, &row.answer, &row.changed_by, row.changed_at];
    cx.tx().insert_many("article_versions", NAMES, vec![values]).await
}

/// Counts that it was given once more.
pub(crate) async fn count_use(cx: &mut Context, row: &ArticleRow) -> Result<()> {
    let sql = "UPDATE articles SET used = used + 1 WHERE org_id = $1 AND id = $2";
    cx.tx().execute(sql, args![row.org_id, row.id]).await.map(|_| ())
}

/// One that the reader may see.
pub(crate) async fn one(cx: &mut Context, id: ArticleId) -> Result<ArticleRow> {
    let (sql, args) = articles(cx).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// One of the scope, to be changed.
pub(crate) async fn locked(cx: &mut Context, id: ArticleId) -> Result<ArticleRow> {
    let (sql, args) =
        Select::from("articles a").columns(COLUMNS).scope("a.org_id", cx.scope()).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Its earlier versions, latest first.
pub(crate) async fn versions(cx: &mut Context, row: &ArticleRow) -> Result<Vec<ArticleVersion>> {
    let sql = "SELECT version, question, answer, changed_by, changed_at FROM article_versions \
               WHERE org_id = $1 AND article_id = $2 ORDER BY version DESC";
    cx.tx().fetch_all(sql, args![row.org_id, row.id]).await
}

/// Those that hold in a community on a day.
pub(crate) async fn holding(cx: &mut Context, org: kernel::OrgId, day: Date) -> Result<Vec<ArticleRow>> {
    let home = cx.actor().home;
    let (sql, args) = articles(cx)
        .filter("(a.org_id = ? OR a.org_id = ?)", args![org, home])
        .filter("a.from_on <= ? AND (a.to_on IS NULL OR a.to_on >= ?)", args![day, day])
        .order_by("a.used DESC, a.id")
        .limit(LOOKED_AT)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// A page of them, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &ArticleFilter,
    day: Date,
) -> Result<(Vec<ArticleRow>, i64)> {
    let select = articles(cx)
        .filter_if("a.topic = ?", filter.topic.as_deref())
        .search(&["a.question", "a.answer", "a.number"], page.q.as_deref().unwrap_or_default());
    let select = match filter.open {
        Some(true) => select.filter("a.from_on <= ? AND (a.to_on IS NULL OR a.to_on >= ?)", args![day, day]),
        Some(false) => select.filter("(a.from_on > ? OR a.to_on < ?)", args![day, day]),
        None => select,
    };
    let (sql, args): (_, Args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["a.changed_at", "a.id"], Order::Down, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}
