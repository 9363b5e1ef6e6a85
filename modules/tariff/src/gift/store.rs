//! Every statement over rules of gift months.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{GiftRuleFilter, GiftRuleId, GiftRuleRow, GiftRuleState};
use crate::item::model::FeeKind;

const COLUMNS: &str = "g.org_id, g.id, g.name, g.fee_class, g.paid_months, g.given_months, g.without_arrears, g.from_on, g.to_on, \
                       g.state, g.asked_by, g.asked_name, g.asked_at, g.decided_by, g.decided_name, g.decided_at, g.answer, \
                       g.version";

fn gift_rules(cx: &Context) -> Select {
    Select::from("gift_rules g").columns(COLUMNS).scope("g.org_id", cx.scope())
}

/// A page of rules, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &GiftRuleFilter) -> Result<(Vec<GiftRuleRow>, i64)> {
    let select = gift_rules(cx)
        .filter_if("g.id = ?", filter.id)
        .filter_if("g.org_id = ?", filter.org_id)
        .filter_if("g.state = ?", filter.gift_rule_state.map(GiftRuleState::word))
        .filter_if("g.fee_class = ?", filter.fee_class.map(FeeKind::word))
        .search(&["g.name", "g.asked_name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["g.asked_at", "g.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One rule.
pub(crate) async fn one(cx: &mut Context, id: GiftRuleId) -> Result<GiftRuleRow> {
    let (sql, args) = gift_rules(cx).filter("g.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: GiftRuleId) -> Result<GiftRuleRow> {
    let (sql, args) = gift_rules(cx).filter("g.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The approved rules of a community for a kind of fee.
pub(crate) async fn approved(cx: &mut Context, org: OrgId, kind: FeeKind) -> Result<Vec<GiftRuleRow>> {
    let (sql, args) = gift_rules(cx)
        .filter("g.org_id = ? AND g.fee_class = ?", args![org, kind.word()])
        .filter("g.state = ?", args![GiftRuleState::Approved.word()])
        .order_by("g.from_on, g.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &GiftRuleRow) -> Result<()> {
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "name",
        "fee_class",
        "paid_months",
        "given_months",
        "without_arrears",
        "from_on",
        "to_on",
        "state",
        "asked_by",
        "asked_name",
        "asked_at",
        "version",
    ];
    let values = args![
        row.org_id,
        row.id,
        &row.name,
        row.fee_class.word(),
        row.paid_months,
        row.given_months,
        row.without_arrears,
        row.from_on,
        row.to_on,
        row.state.word(),
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.version
    ];
    cx.tx().insert_many("gift_rules", NAMES, vec![values]).await
}

/// Keeps what was decided.
pub(crate) async fn decide(cx: &mut Context, row: &GiftRuleRow) -> Result<()> {
    let sql = "UPDATE gift_rules SET state = $1, decided_by = $2, decided_name = $3, decided_at = $4, answer = $5, version = $6 \
               WHERE org_id = $7 AND id = $8 AND version = $6 - 1";
    let args = args![
        row.state.word(),
        row.decided_by,
        &row.decided_name,
        row.decided_at,
        &row.answer,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
