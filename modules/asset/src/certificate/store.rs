//! Every statement over certificates.

use kernel::{Date, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Args, Order, Select, Tx, args};
use uuid::Uuid;

use super::{
    model::{CertificateFilter, CertificateId, CertificateRow, CertificateState, Validity},
    rules,
};
use crate::{
    model::{Asset, AssetState, ClassId},
    obligation::model::Bearer,
};

const COLUMNS: &str = "c.org_id, c.id, c.obligation, c.bearer, c.bearer_id, c.bearer_name, c.number, c.issuer, c.issued_on, \
                       c.due_on, c.files, c.note, c.state, c.warned_days, c.reason, c.by_name, c.created_at, c.version";
/// The most rows of one answer that is not paged.
const MOST: i64 = 500;

fn certificates(cx: &Context) -> Select {
    Select::from("certificates c").columns(COLUMNS).scope("c.org_id", cx.scope())
}

fn current(cx: &Context) -> Select {
    certificates(cx).filter("c.state = ?", args![CertificateState::Current.word()])
}

/// One of them.
pub(crate) async fn one(cx: &mut Context, id: CertificateId) -> Result<CertificateRow> {
    let (sql, args) = certificates(cx).filter("c.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: CertificateId) -> Result<CertificateRow> {
    let (sql, args) = certificates(cx).filter("c.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Those of a bearer, the latest first.
pub(crate) async fn of_bearer(cx: &mut Context, org: OrgId, bearer: Uuid) -> Result<Vec<CertificateRow>> {
    let (sql, args) = certificates(cx)
        .filter("c.org_id = ? AND c.bearer_id = ?", args![org, bearer])
        .order_by("c.due_on DESC, c.id")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The current ones of these bearers that had lapsed by a day.
pub(crate) async fn lapsed_of(cx: &mut Context, bearers: Vec<Uuid>, today: Date) -> Result<Vec<CertificateRow>> {
    if bearers.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, args) = current(cx)
        .filter("c.due_on < ?", args![today])
        .among("c.bearer_id", bearers.iter().map(Arg::from).collect())
        .order_by("c.due_on, c.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

fn holding(select: Select, validity: Validity, today: Date) -> Select {
    let (week, month) = (today.plus_days(7), today.plus_days(30));
    match validity {
        Validity::Lapsed => select.filter("c.due_on < ?", args![today]),
        Validity::Week => select.filter("c.due_on >= ? AND c.due_on <= ?", args![today, week]),
        Validity::Month => select.filter("c.due_on > ? AND c.due_on <= ?", args![week, month]),
        Validity::Valid => select.filter("c.due_on > ? AND c.due_on < ?", args![month, rules::endless()]),
        Validity::Endless => select.filter("c.due_on = ?", args![rules::endless()]),
    }
}

/// A page of the list in the order they end, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &CertificateFilter,
    today: Date,
) -> Result<(Vec<CertificateRow>, i64)> {
    // One record is found whatever its state; a list is of those in force unless it is asked for others.
    let state = filter.state.or(filter.id.is_none().then_some(CertificateState::Current));
    let mut select = certificates(cx)
        .filter_if("c.id = ?", filter.id)
        .filter_if("c.org_id = ?", filter.org_id)
        .filter_if("c.obligation = ?", filter.obligation.as_deref())
        .filter_if("c.bearer = ?", filter.bearer.map(Bearer::word))
        .filter_if("c.bearer_id = ?", filter.asset_id.map(|id| id.uuid()).or(filter.staff_id.map(|id| id.uuid())))
        .filter_if("c.state = ?", state.map(CertificateState::word))
        .search(&["c.bearer_name", "c.number", "c.issuer"], page.q.as_deref().unwrap_or_default());
    if let Some(validity) = filter.validity {
        select = holding(select, validity, today);
    }
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    let (sql, args) = select.after(&["c.due_on", "c.id"], order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// How many current ones hold so long still, counted to a limit.
pub(crate) async fn count(
    cx: &mut Context,
    org: Option<OrgId>,
    validity: Option<Validity>,
    today: Date,
    most: i64,
) -> Result<i64> {
    let select = current(cx).filter_if("c.org_id = ?", org);
    let select = match validity {
        Some(validity) => holding(select, validity, today),
        None => select,
    };
    let (sql, args) = select.count_up_to(most);
    cx.tx().fetch_value(sql, args).await
}

/// The current ones that end by a day, the worst first.
pub(crate) async fn ending(cx: &mut Context, org: Option<OrgId>, by: Date) -> Result<Vec<CertificateRow>> {
    let (sql, args) = current(cx)
        .filter_if("c.org_id = ?", org)
        .filter("c.due_on <= ?", args![by])
        .order_by("c.due_on, c.id")
        .limit(MOST)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many current ones of an obligation end on a day.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct DueDay {
    pub obligation: String,
    pub due_on: Date,
    pub count: i64,
}

/// What ends after a day and by another, by obligation and day.
pub(crate) async fn due_between(cx: &mut Context, org: Option<OrgId>, span: (Date, Date)) -> Result<Vec<DueDay>> {
    let (sql, args) = Select::from("certificates c")
        .columns("c.obligation, c.due_on, count(*) AS count")
        .scope("c.org_id", cx.scope())
        .filter_if("c.org_id = ?", org)
        .filter("c.state = ?", args![CertificateState::Current.word()])
        .filter("c.due_on >= ? AND c.due_on < ?", args![span.0, span.1])
        .group_by("c.obligation, c.due_on")
        .order_by("c.due_on, c.obligation")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Those somebody is to be warned of and was not, the worst first.
pub(crate) async fn unwarned(cx: &mut Context, today: Date, most: i64) -> Result<Vec<CertificateRow>> {
    let ends = [today.plus_days(30), today.plus_days(7), today.plus_days(1), today.plus_days(-1)];
    let (sql, args) = current(cx)
        .filter(
            "((c.warned_days IS NULL AND c.due_on <= ?) OR (c.warned_days = 30 AND c.due_on <= ?) \
             OR (c.warned_days = 7 AND c.due_on <= ?) OR (c.warned_days = 1 AND c.due_on <= ?))",
            ends.iter().map(Arg::from).collect(),
        )
        .order_by("c.due_on, c.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Equipment of these classes in use that has no current certificate for an obligation.
pub(crate) async fn without(
    cx: &mut Context,
    org: Option<OrgId>,
    obligation: &str,
    classes: &[ClassId],
    most: i64,
) -> Result<Vec<Asset>> {
    let (sql, args) = crate::store::assets(cx)
        .filter_if("a.org_id = ?", org)
        .filter("a.state <> ?", args![AssetState::Retired.word()])
        .among("a.class_id", classes.iter().map(Into::into).collect())
        .filter(
            "NOT EXISTS (SELECT 1 FROM certificates c WHERE c.org_id = a.org_id AND c.bearer_id = a.id AND c.state = ? \
             AND c.obligation = ?)",
            args![CertificateState::Current.word(), obligation],
        )
        .order_by("a.org_id, a.sort_key, a.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The communities that have a current certificate for an obligation of communities.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Held {
    pub org_id: OrgId,
    pub obligation: String,
}

/// Which of the obligations of communities are met by a current certificate.
pub(crate) async fn held_by_communities(cx: &mut Context) -> Result<Vec<Held>> {
    let (sql, args) = Select::from("certificates c")
        .columns("c.org_id, c.obligation")
        .scope("c.org_id", cx.scope())
        .filter("c.state = ? AND c.bearer = ?", args![CertificateState::Current.word(), Bearer::Community.word()])
        .group_by("c.org_id, c.obligation")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Keeps a new one.
pub(crate) async fn insert(cx: &mut Context, row: &CertificateRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "obligation",
        "bearer",
        "bearer_id",
        "bearer_name",
        "number",
        "issuer",
        "issued_on",
        "due_on",
        "files",
        "note",
        "state",
        "by_name",
        "created_at",
        "version",
    ];
    let values: Args = args![
        row.org_id,
        row.id,
        &row.obligation,
        row.bearer.word(),
        row.bearer_id,
        &row.bearer_name,
        &row.number,
        &row.issuer,
        row.issued_on,
        row.due_on,
        &row.files,
        &row.note,
        row.state.word(),
        &row.by_name,
        row.created_at,
        row.version,
    ];
    cx.tx().insert_many("certificates", NAMES, vec![values]).await
}

/// Keeps what became of one, which must still stand at the version before.
pub(crate) async fn update(tx: &mut Tx, row: &CertificateRow) -> Result<()> {
    let sql = "UPDATE certificates SET state = $3, reason = $4, warned_days = $5, version = $6 \
               WHERE org_id = $1 AND id = $2 AND version = $6 - 1";
    let values = args![row.org_id, row.id, row.state.word(), &row.reason, row.warned_days, row.version];
    if tx.execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
