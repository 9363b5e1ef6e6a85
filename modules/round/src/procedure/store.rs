//! Every statement over procedures. They are the company's, and everybody at work may read them.

use std::collections::BTreeSet;

use kernel::{COMPANY, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Args, Order, Select, args};

use super::model::{ProcedureFilter, ProcedureHead, ProcedureId, ProcedureRow, System};

const HEAD: &str =
    "p.id, p.community_id, p.key, p.version, p.system, p.rank, p.title_zh, p.title_en, p.own, p.entered_at";
const COLUMNS: &[&str] = &[
    "org_id",
    "id",
    "community_id",
    "key",
    "version",
    "hash",
    "system",
    "rank",
    "title_zh",
    "title_en",
    "body",
    "written",
    "own",
    "in_force",
    "author_name",
    "note",
    "entered_at",
];

fn procedures() -> Select {
    Select::from("procedures p").columns(HEAD).filter("p.org_id = ?", args![COMPANY])
}

/// A page of the library: the version of each that is in force, or the one that is asked for.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &ProcedureFilter,
) -> Result<(Vec<ProcedureHead>, i64)> {
    let mut select = procedures()
        .filter_if("p.id = ?", filter.id)
        .filter_if("p.system = ?", filter.system.map(System::word))
        .filter_if("p.own = ?", filter.own)
        .filter_if("p.community_id = ?", filter.community)
        .search(&["p.title_zh", "p.title_en", "p.key"], page.q.as_deref().unwrap_or_default());
    if filter.id.is_none() {
        select = select.filter("p.in_force = ?", args![true]);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["p.rank", "p.key", "p.id"], Order::Up, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// The days of posts in force, the company's and those of communities.
pub(crate) async fn day_plans(cx: &mut Context) -> Result<Vec<ProcedureRow>> {
    let sql = "SELECT id, community_id, key, version, hash, system, rank, title_zh, title_en, body, written, own, in_force, \
               author_name, note, entered_at FROM procedures WHERE org_id = $1 AND in_force = $2 AND system = $3 ORDER BY rank, id";
    cx.tx().fetch_all(sql, args![COMPANY, true, System::DayPlan.word()]).await
}

/// One version.
pub(crate) async fn one(cx: &mut Context, id: ProcedureId) -> Result<ProcedureRow> {
    let sql = "SELECT id, community_id, key, version, hash, system, rank, title_zh, title_en, body, written, own, in_force, author_name, \
               note, entered_at FROM procedures WHERE org_id = $1 AND id = $2";
    cx.tx().fetch_one(sql, args![COMPANY, id]).await
}

/// What a version says.
pub(crate) async fn body(cx: &mut Context, id: ProcedureId) -> Result<String> {
    cx.tx().fetch_value("SELECT body FROM procedures WHERE org_id = $1 AND id = $2", args![COMPANY, id]).await
}

/// All versions of a procedure, latest first.
pub(crate) async fn versions(cx: &mut Context, key: &str) -> Result<Vec<ProcedureHead>> {
    let (sql, args): (_, Args) =
        procedures().filter("p.key = ?", args![key]).order_by("p.version DESC, p.id DESC").limit(100).build();
    cx.tx().fetch_all(sql, args).await
}

/// What is here, as key and digest, and which keys have a version of the company's own in force.
pub(crate) async fn known(cx: &mut Context) -> Result<(BTreeSet<(String, String)>, BTreeSet<String>)> {
    let sql = "SELECT key, hash, own AND in_force AND community_id IS NULL FROM procedures WHERE org_id = $1";
    let rows: Vec<(String, String, bool)> = cx.tx().fetch_all(sql, args![COMPANY]).await?;
    let own = rows.iter().filter(|(.., own)| *own).map(|row| row.0.clone()).collect();
    Ok((rows.into_iter().map(|(key, hash, _)| (key, hash)).collect(), own))
}

/// Enters versions; those in force take the place of what was.
pub(crate) async fn enter(cx: &mut Context, rows: &[ProcedureRow]) -> Result<()> {
    for row in rows.iter().filter(|row| row.in_force) {
        let (sql, values) = match row.community_id {
            Some(community) => (
                "UPDATE procedures SET in_force = $1 WHERE org_id = $2 AND key = $3 AND in_force = $4 AND community_id = $5",
                args![false, COMPANY, &row.key, true, community],
            ),
            None => (
                "UPDATE procedures SET in_force = $1 WHERE org_id = $2 AND key = $3 AND in_force = $4 AND community_id IS NULL",
                args![false, COMPANY, &row.key, true],
            ),
        };
        cx.tx().execute(sql, values).await?;
    }
    let values = |row: &ProcedureRow| {
        args![
            COMPANY,
            row.id,
            row.community_id,
            &row.key,
            row.version,
            &row.hash,
            row.system.word(),
            row.rank,
            &row.title_zh,
            &row.title_en,
            &row.body,
            &row.written,
            row.own,
            row.in_force,
            &row.author_name,
            &row.note,
            row.entered_at,
        ]
    };
    cx.tx().insert_many("procedures", COLUMNS, rows.iter().map(values).collect()).await
}
