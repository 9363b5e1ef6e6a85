//! Every statement over mass incidents.

use kernel::{Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use process::runtime::CaseId;
use property::PlaceId;
use store::{Args, Order, Select, args};
use uuid::Uuid;

use super::model::{MassIncidentFilter, MassIncidentId, MassIncidentRow};
use crate::deputy::queries::sight;

const COLUMNS: &str = "m.id, m.org_id, m.case_id, m.number, m.title, m.area_id, m.topic, m.script, m.expected_at, \
                       m.opened_at, m.ended_at";

/// Those of the scope whose case the reader may know of.
async fn incidents(cx: &mut Context) -> Result<Select> {
    let sight = sight(cx).await?;
    let select = Select::from("mass_incidents m").columns(COLUMNS).scope("m.org_id", cx.scope());
    let with_case = "JOIN cases c ON c.org_id = m.org_id AND c.id = m.case_id";
    Ok(if sight.is_narrowed() { sight.keep(select.join(with_case)) } else { select })
}

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &MassIncidentRow) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "case_id", "number", "title", "area_id", "topic", "script", "expected_at", "opened_at"];
    let values = args![
        row.org_id,
        row.id,
        row.case_id,
        &row.number,
        &row.title,
        row.area_id,
        row.topic.as_deref(),
        &row.script,
        row.expected_at,
        row.opened_at
    ];
    cx.tx().insert_many("mass_incidents", NAMES, vec![values]).await
}

/// Changes what is said and expected.
pub(crate) async fn update(cx: &mut Context, row: &MassIncidentRow) -> Result<()> {
    let sql = "UPDATE mass_incidents SET script = $1, expected_at = $2, ended_at = $3 WHERE org_id = $4 AND id = $5";
    let values = args![&row.script, row.expected_at, row.ended_at, row.org_id, row.id];
    cx.tx().execute(sql, values).await.map(|_| ())
}

/// One of the scope.
pub(crate) async fn one(cx: &mut Context, id: MassIncidentId) -> Result<MassIncidentRow> {
    let (sql, args) = incidents(cx).await?.filter("m.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// One of the scope, to be changed.
pub(crate) async fn locked(cx: &mut Context, id: MassIncidentId) -> Result<MassIncidentRow> {
    let (sql, args) = incidents(cx).await?.filter("m.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Those of a community that are not over.
pub(crate) async fn open_in(cx: &mut Context, org: OrgId) -> Result<Vec<MassIncidentRow>> {
    let (sql, args) = incidents(cx)
        .await?
        .filter("m.org_id = ?", args![org])
        .filter("m.ended_at IS NULL", Args::new())
        .order_by("m.opened_at DESC")
        .limit(20)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The one that goes with a case, when it is not over.
pub(crate) async fn of_case(cx: &mut Context, org: OrgId, case: CaseId) -> Result<Option<MassIncidentRow>> {
    let (sql, args) = incidents(cx)
        .await?
        .filter("m.org_id = ? AND m.case_id = ?", args![org, case])
        .filter("m.ended_at IS NULL", Args::new())
        .build();
    Ok(cx.tx().fetch_all(sql, args).await?.pop())
}

/// Ends what goes with a case.
pub(crate) async fn end_of_case(cx: &mut Context, org: OrgId, case: CaseId, at: Instant) -> Result<u64> {
    let sql = "UPDATE mass_incidents SET ended_at = $1 WHERE org_id = $2 AND case_id = $3 AND ended_at IS NULL";
    cx.tx().execute(sql, args![at, org, case]).await
}

/// A page of them, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &MassIncidentFilter,
) -> Result<(Vec<MassIncidentRow>, i64)> {
    let select = incidents(cx).await?.search(&["m.title", "m.number"], page.q.as_deref().unwrap_or_default());
    let select = match filter.open {
        Some(true) => select.filter("m.ended_at IS NULL", Args::new()),
        Some(false) => select.filter("m.ended_at IS NOT NULL", Args::new()),
        None => select,
    };
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let seek = page.seek()?;
    let (sql, args) = select.after(&["m.opened_at", "m.id"], Order::Down, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// Those of a community that are not over, or were not before an instant.
pub(crate) async fn known_in(cx: &mut Context, org: OrgId, since: Instant) -> Result<Vec<MassIncidentRow>> {
    let (sql, args) = incidents(cx)
        .await?
        .filter("m.org_id = ?", args![org])
        .filter("(m.ended_at IS NULL OR m.ended_at >= ?)", args![since])
        .order_by("m.opened_at DESC")
        .limit(20)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Whether somebody said that it reaches him.
pub(crate) async fn watches(cx: &mut Context, of: &MassIncidentRow, person: Uuid) -> Result<bool> {
    let sql =
        "SELECT count(*) FROM mass_incident_watchers WHERE org_id = $1 AND mass_incident_id = $2 AND person_id = $3";
    let found: i64 = cx.tx().fetch_value(sql, args![of.org_id, of.id, person]).await?;
    Ok(found > 0)
}

/// Those who said so and are known.
pub(crate) async fn watchers(cx: &mut Context, of: &MassIncidentRow) -> Result<Vec<Uuid>> {
    let sql = "SELECT DISTINCT person_id FROM mass_incident_watchers \
               WHERE org_id = $1 AND mass_incident_id = $2 AND person_id IS NOT NULL ORDER BY person_id";
    cx.tx().fetch_values(sql, args![of.org_id, of.id]).await
}

/// How many said so.
pub(crate) async fn count_watchers(cx: &mut Context, of: &MassIncidentRow) -> Result<i64> {
    let sql = "SELECT count(*) FROM mass_incident_watchers WHERE org_id = $1 AND mass_incident_id = $2";
    cx.tx().fetch_value(sql, args![of.org_id, of.id]).await
}

/// Notes that it reaches somebody, or somebody unknown.
pub(crate) async fn watch(
    cx: &mut Context,
    of: &MassIncidentRow,
    person: Option<Uuid>,
    place: Option<PlaceId>,
) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "mass_incident_id", "person_id", "place_id", "at"];
    let (id, now) = (cx.new_uuid(), cx.now());
    let values = args![of.org_id, id, of.id, person, place, now];
    cx.tx().insert_many("mass_incident_watchers", NAMES, vec![values]).await
}
