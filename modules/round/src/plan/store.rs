//! Every statement over plans and the things they are carried out on.

use asset::AssetId;
use kernel::{Error, Instant, OrgId, Result};
use meter::MeterKind;
use module::{COUNT_LIMIT, Context, Paging};
use store::{Args, Order, Select, Tx, args};
use uuid::Uuid;

use super::model::{Doer, PlanFilter, PlanId, PlanRow, PlanState, ThingRow};
use crate::{
    occurrence::model::OccurrenceRow,
    procedure::model::{ProcedureId, System},
    route::model::RouteId,
};

const COLUMNS: &str = "p.org_id, p.id, p.name, p.procedure_id, p.system, p.target, p.place_id, p.asset_id, p.class_id, p.route_id, p.reads, p.plan, \
                       p.asked, p.role, p.staff_id, p.vendor, p.alarm_code, p.superseding, p.state, p.created_at, p.changed_at, p.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "name",
    "procedure_id",
    "system",
    "target",
    "place_id",
    "asset_id",
    "class_id",
    "route_id",
    "reads",
    "plan",
    "asked",
    "role",
    "staff_id",
    "vendor",
    "alarm_code",
    "superseding",
    "state",
    "created_at",
    "changed_at",
    "version",
];
const THING: &str =
    "t.org_id, t.plan_id, t.thing_id, t.name, t.place_id, t.asset_id, t.wake_at, t.settled_before, t.gone_at";
const THING_NAMES: &[&str] =
    &["org_id", "plan_id", "thing_id", "name", "place_id", "asset_id", "wake_at", "settled_before", "gone_at"];

fn plans(cx: &Context) -> Select {
    Select::from("plans p").columns(COLUMNS).scope("p.org_id", cx.scope())
}

/// A page of plans by name, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &PlanFilter) -> Result<(Vec<PlanRow>, i64)> {
    let select = plans(cx)
        .filter_if("p.id = ?", filter.id)
        .filter_if("p.org_id = ?", filter.org_id)
        .filter_if("p.state = ?", filter.state.map(PlanState::word))
        .filter_if("p.system = ?", filter.system.map(System::word))
        .filter_if("p.procedure_id = ?", filter.procedure_id)
        .filter_if("p.class_id = ?", filter.class_id)
        .filter_if("p.route_id = ?", filter.route_id)
        .filter_if("p.role = ?", filter.role.map(Doer::word))
        .search(&["p.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    let (sql, args) = select.after(&["p.state", "p.name", "p.id"], order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// The running plans of a filter, by name.
pub(crate) async fn running(cx: &mut Context, filter: &PlanFilter, most: i64) -> Result<Vec<PlanRow>> {
    let (sql, args) = plans(cx)
        .filter("p.state = ?", args![PlanState::Active.word()])
        .filter_if("p.org_id = ?", filter.org_id)
        .filter_if("p.system = ?", filter.system.map(System::word))
        .order_by("p.name, p.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One plan.
pub(crate) async fn one(cx: &mut Context, id: PlanId) -> Result<PlanRow> {
    let (sql, args): (_, Args) = plans(cx).filter("p.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PlanId) -> Result<PlanRow> {
    let (sql, args) = plans(cx).filter("p.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Those with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[PlanId]) -> Result<Vec<PlanRow>> {
    let (sql, args) = plans(cx).among("p.id", ids.iter().map(store::Arg::from).collect()).build();
    cx.tx().fetch_all(sql, args).await
}

/// The plans of a community that stand in for others.
pub(crate) async fn superseding(cx: &mut Context, org: OrgId) -> Result<Vec<PlanRow>> {
    let (sql, args) = plans(cx)
        .filter("p.org_id = ? AND p.superseding = ? AND p.state = ?", args![org, true, PlanState::Active.word()])
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The running plans for all equipment of a class, or all meters of a kind.
pub(crate) async fn of_classes(cx: &mut Context) -> Result<Vec<PlanRow>> {
    let (sql, args) = plans(cx)
        .filter("(p.class_id IS NOT NULL OR p.reads IS NOT NULL) AND p.state = ?", args![PlanState::Active.word()])
        .order_by("p.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// How many running plans within the actor's scope follow a version of a procedure.
pub(crate) async fn count_of_procedure(cx: &mut Context, procedure: ProcedureId) -> Result<i64> {
    let (sql, args) = plans(cx)
        .filter("p.procedure_id = ? AND p.state = ?", args![procedure, PlanState::Active.word()])
        .count_up_to(COUNT_LIMIT);
    cx.tx().fetch_value(sql, args).await
}

/// How many running plans walk a route.
pub(crate) async fn count_of_route(cx: &mut Context, route: RouteId) -> Result<i64> {
    let (sql, args) = plans(cx)
        .filter("p.route_id = ? AND p.state = ?", args![route, PlanState::Active.word()])
        .count_up_to(COUNT_LIMIT);
    cx.tx().fetch_value(sql, args).await
}

/// The route an occurrence walks, if it walks one.
pub(crate) async fn route_of(cx: &mut Context, of: &OccurrenceRow) -> Result<Option<RouteId>> {
    let sql = "SELECT route_id FROM plans WHERE org_id = $1 AND id = $2 AND route_id IS NOT NULL";
    cx.tx().fetch_value_optional(sql, args![of.org_id, of.plan_id]).await
}

/// Enters a plan.
pub(crate) async fn insert(cx: &mut Context, plan: &PlanRow) -> Result<()> {
    let values = args![
        plan.org_id,
        plan.id,
        &plan.name,
        plan.procedure_id,
        plan.system.word(),
        plan.target.word(),
        plan.place_id,
        plan.asset_id,
        plan.class_id,
        plan.route_id,
        plan.reads.map(MeterKind::word),
        &plan.plan,
        &plan.asked,
        plan.role.map(Doer::word),
        plan.staff_id,
        &plan.vendor,
        &plan.alarm_code,
        plan.superseding,
        plan.state.word(),
        plan.created_at,
        plan.changed_at,
        plan.version,
    ];
    cx.tx().insert_many("plans", NAMES, vec![values]).await
}

/// Keeps a changed plan, which must still stand at the version before.
pub(crate) async fn update(tx: &mut Tx, plan: &PlanRow) -> Result<()> {
    let sql = "UPDATE plans SET name = $3, procedure_id = $4, system = $5, target = $6, place_id = $7, asset_id = $8, \
               class_id = $9, plan = $10, asked = $11, role = $12, staff_id = $13, vendor = $14, alarm_code = $15, \
               superseding = $16, state = $17, changed_at = $18, version = $19 \
               WHERE org_id = $1 AND id = $2 AND version = $19 - 1";
    let values = args![
        plan.org_id,
        plan.id,
        &plan.name,
        plan.procedure_id,
        plan.system.word(),
        plan.target.word(),
        plan.place_id,
        plan.asset_id,
        plan.class_id,
        &plan.plan,
        &plan.asked,
        plan.role.map(Doer::word),
        plan.staff_id,
        &plan.vendor,
        &plan.alarm_code,
        plan.superseding,
        plan.state.word(),
        plan.changed_at,
        plan.version,
    ];
    if tx.execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The things of a plan.
pub(crate) async fn things(cx: &mut Context, plan: &PlanRow) -> Result<Vec<ThingRow>> {
    let (sql, args): (_, Args) = Select::from("plan_things t")
        .columns(THING)
        .filter("t.org_id = ? AND t.plan_id = ?", args![plan.org_id, plan.id])
        .order_by("t.name, t.thing_id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The thing of a plan an occurrence is carried out on.
pub(crate) async fn thing_of(cx: &mut Context, of: &OccurrenceRow) -> Result<ThingRow> {
    let (sql, args) = Select::from("plan_things t")
        .columns(THING)
        .filter("t.org_id = ? AND t.plan_id = ? AND t.thing_id = ?", args![of.org_id, of.plan_id, of.thing_id])
        .build();
    cx.tx().fetch_one(sql, args).await
}

/// Whether a plan is carried out on this thing.
pub(crate) async fn is_on(cx: &mut Context, plan: &PlanRow, thing: Uuid) -> Result<bool> {
    let sql =
        "SELECT count(*) FROM plan_things WHERE org_id = $1 AND plan_id = $2 AND thing_id = $3 AND gone_at IS NULL";
    let found: i64 = cx.tx().fetch_value(sql, args![plan.org_id, plan.id, thing]).await?;
    Ok(found > 0)
}

/// The things for which there is something to be written, longest waiting first, each for one worker only.
pub(crate) async fn awake(cx: &mut Context, most: i64) -> Result<Vec<ThingRow>> {
    let (sql, args) = Select::from("plan_things t")
        .columns(THING)
        .scope("t.org_id", cx.scope())
        .filter("t.wake_at <= ?", args![cx.now()])
        .order_by("t.wake_at, t.plan_id, t.thing_id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql.for_update().skip_locked(), args).await
}

/// Enters things of a plan.
pub(crate) async fn add_things(cx: &mut Context, things: &[ThingRow]) -> Result<()> {
    let values = |t: &ThingRow| {
        args![t.org_id, t.plan_id, t.thing_id, &t.name, t.place_id, t.asset_id, t.wake_at, t.settled_before, t.gone_at,]
    };
    cx.tx().insert_many("plan_things", THING_NAMES, things.iter().map(values).collect()).await
}

/// Keeps what has become of a thing.
pub(crate) async fn put_thing(cx: &mut Context, thing: &ThingRow) -> Result<()> {
    let sql = "UPDATE plan_things SET name = $4, place_id = $5, wake_at = $6, settled_before = $7, gone_at = $8 \
               WHERE org_id = $1 AND plan_id = $2 AND thing_id = $3";
    let values = args![
        thing.org_id,
        thing.plan_id,
        thing.thing_id,
        &thing.name,
        thing.place_id,
        thing.wake_at,
        thing.settled_before,
        thing.gone_at,
    ];
    cx.tx().execute(sql, values).await.map(drop)
}

/// Has all things of a plan looked at again.
pub(crate) async fn wake(cx: &mut Context, plan: &PlanRow, at: Instant) -> Result<()> {
    let sql = "UPDATE plan_things SET wake_at = $3 WHERE org_id = $1 AND plan_id = $2";
    cx.tx().execute(sql, args![plan.org_id, plan.id, at]).await.map(drop)
}

/// Has one thing of a plan looked at again.
pub(crate) async fn wake_thing(cx: &mut Context, org: OrgId, plan: PlanId, thing: Uuid, at: Instant) -> Result<()> {
    let sql = "UPDATE plan_things SET wake_at = $4 WHERE org_id = $1 AND plan_id = $2 AND thing_id = $3";
    cx.tx().execute(sql, args![org, plan, thing, at]).await.map(drop)
}

/// Has the things of running plans looked at again that wait for an alarm of a piece of equipment.
pub(crate) async fn wake_alarmed(cx: &mut Context, of: (OrgId, AssetId), code: &str, at: Instant) -> Result<()> {
    let sql = "UPDATE plan_things SET wake_at = $4 WHERE org_id = $1 AND asset_id = $2 AND plan_id IN \
               (SELECT id FROM plans WHERE org_id = $1 AND alarm_code = $3)";
    cx.tx().execute(sql, args![of.0, of.1, code, at]).await.map(drop)
}

/// Whether a running plan waits for an alarm of a piece of equipment.
pub(crate) async fn waits_for(cx: &mut Context, of: (OrgId, AssetId), code: &str) -> Result<bool> {
    let sql = "SELECT count(*) FROM plan_things t JOIN plans p ON p.org_id = t.org_id AND p.id = t.plan_id \
               WHERE t.org_id = $1 AND t.asset_id = $2 AND t.gone_at IS NULL AND p.alarm_code = $3 AND p.state = $4";
    let found: i64 = cx.tx().fetch_value(sql, args![of.0, of.1, code, PlanState::Active.word()]).await?;
    Ok(found > 0)
}

/// Has the things of plans looked at again that are a piece of equipment: one of its meters was read.
pub(crate) async fn wake_asset(cx: &mut Context, (org, asset): (OrgId, AssetId), at: Instant) -> Result<()> {
    let sql = "UPDATE plan_things SET wake_at = $3 WHERE org_id = $1 AND asset_id = $2";
    cx.tx().execute(sql, args![org, asset, at]).await.map(drop)
}

/// The firms that plans of a community name, as they are written.
pub(crate) async fn vendors(cx: &mut Context, org: OrgId) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT vendor FROM plans WHERE org_id = $1 AND vendor IS NOT NULL";
    cx.tx().fetch_values(sql, args![org]).await
}
