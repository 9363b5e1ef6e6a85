//! Every statement over rules, and the entry of a second look.

use kernel::{Error, Instant, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{SpotCheckRuleFilter, SpotCheckRuleId, SpotCheckRuleRow};
use crate::{
    occurrence::model::{OccurrenceId, OccurrenceRow, Standing},
    plan::model::Doer,
    procedure::model::System,
};

const COLUMNS: &str = "s.org_id, s.id, s.role, s.system, s.share, s.made_name, s.made_at, s.ended_at, s.version";

fn rules(cx: &Context) -> Select {
    Select::from("spot_check_rules s").columns(COLUMNS).scope("s.org_id", cx.scope())
}

/// A page of rules, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &SpotCheckRuleFilter,
) -> Result<(Vec<SpotCheckRuleRow>, i64)> {
    let select = rules(cx).filter_if("s.id = ?", filter.id).filter_if("s.org_id = ?", filter.org_id);
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = select.after(&["s.made_at", "s.id"], Order::Down, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One rule, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: SpotCheckRuleId) -> Result<SpotCheckRuleRow> {
    let (sql, args) = rules(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The rules of a community that are in force, the latest first.
pub(crate) async fn in_force(cx: &mut Context, org: OrgId) -> Result<Vec<SpotCheckRuleRow>> {
    let (sql, args) = Select::from("spot_check_rules s")
        .columns(COLUMNS)
        .filter("s.org_id = ? AND s.ended_at IS NULL", args![org])
        .order_by("s.made_at DESC, s.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a rule.
pub(crate) async fn insert(cx: &mut Context, rule: &SpotCheckRuleRow) -> Result<()> {
    const NAMES: &[&str] = &["org_id", "id", "role", "system", "share", "made_name", "made_at", "version"];
    let values = args![
        rule.org_id,
        rule.id,
        rule.role.word(),
        rule.system.map(System::word),
        rule.share,
        &rule.made_name,
        rule.made_at,
        rule.version
    ];
    cx.tx().insert_many("spot_check_rules", NAMES, vec![values]).await
}

/// Ends a rule, which must still stand at the version before.
pub(crate) async fn end(cx: &mut Context, rule: &SpotCheckRuleRow) -> Result<()> {
    let sql =
        "UPDATE spot_check_rules SET ended_at = $3, version = $4 WHERE org_id = $1 AND id = $2 AND version = $4 - 1";
    let values = args![rule.org_id, rule.id, rule.ended_at, rule.version];
    if cx.tx().execute(sql, values).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// The second look at an occurrence, if one was drawn.
pub(crate) async fn check_of(cx: &mut Context, of: &OccurrenceRow) -> Result<Option<OccurrenceId>> {
    let sql = "SELECT id FROM occurrences WHERE org_id = $1 AND checks_id = $2";
    cx.tx().fetch_value_optional(sql, args![of.org_id, of.id]).await
}

/// Second looks of all communities whose window has ended with nothing said, so many at most.
pub(crate) async fn overdue(cx: &mut Context, most: i64) -> Result<Vec<(OrgId, OccurrenceId)>> {
    let sql = "SELECT org_id, id FROM occurrences WHERE checks_id IS NOT NULL AND state IN ('released', 'in_progress') \
               AND closes_at <= $1 ORDER BY closes_at, id LIMIT $2";
    let now = cx.now();
    cx.tx().fetch_all(sql, args![now, most]).await
}

/// Keeps that nobody took a second look in its window.
pub(crate) async fn miss(cx: &mut Context, org: OrgId, id: OccurrenceId) -> Result<()> {
    let sql = "UPDATE occurrences SET state = $3, version = version + 1 WHERE org_id = $1 AND id = $2";
    cx.tx().execute(sql, args![org, id, Standing::Missed.word()]).await.map(drop)
}

/// Enters a second look: the same thing and procedure, for another post. Nothing the plan does touches it.
pub(crate) async fn add(
    cx: &mut Context,
    of: &OccurrenceRow,
    (title, role): (&str, Doer),
    (opens_at, closes_at): (Instant, Instant),
) -> Result<OccurrenceId> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "plan_id",
        "thing_id",
        "key",
        "title",
        "thing_name",
        "system",
        "procedure_id",
        "place_id",
        "asset_id",
        "nominal",
        "day",
        "release_at",
        "opens_at",
        "closes_at",
        "state",
        "touched",
        "role",
        "failed",
        "version",
        "checks_id",
        "checked_staff_id",
    ];
    let id = cx.new_id();
    let day = opens_at.date(cx.zone());
    let values = args![
        of.org_id,
        id,
        of.plan_id,
        of.thing_id,
        format!("check:{}", of.key),
        title,
        &of.thing_name,
        of.system.word(),
        of.procedure_id,
        of.place_id,
        of.asset_id,
        &of.nominal,
        day,
        opens_at,
        opens_at,
        closes_at,
        Standing::Released.word(),
        true,
        role.word(),
        0_i64,
        1_i64,
        of.id,
        of.staff_id,
    ];
    cx.tx().insert_many("occurrences", NAMES, vec![values]).await?;
    Ok(id)
}
