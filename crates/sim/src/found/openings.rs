//! The books of a community that came from another fee program, as world/tariffs.toml says: brought by workbook, compared, approved.

use chrono::{Datelike, Months};
use kernel::{Date, Error, Result};
use module::{Caller, Chunk, HOME_ZONE, Taken};
use serde_json::{Value, json};

use super::Founder;
use crate::{
    cast::{Community, Member},
    dice::Dice,
    stage::text,
    world::Opening,
};

/// For how many months before its opening nothing is brought: bill runs look back over those.
const BACK: u32 = 6;

/// Brings the open bills, prepayments, deposits and payments of the old program, and has them posted once the totals agree.
pub(crate) async fn opening(founder: &Founder<'_>, staff: &[Member], communities: &[Community]) -> Result<()> {
    let wanted = &founder.world.tariffs.opening;
    let registry = &founder.stage.platform.registry;
    let Some(community) = communities.iter().find(|community| community.key == wanted.community) else { return Ok(()) };
    if registry.action("opening.opening.create").is_none() {
        return Ok(());
    }
    let bearer = |role: &str| staff.iter().find(|m| m.role == role && m.reach.contains(&community.org));
    let (Some(accountant), Some(second)) = (bearer("accountant"), bearer("manager")) else { return Ok(()) };
    let old = Old { founder, community, wanted, accountant: &accountant.caller };
    let today = founder.plan.start().date(HOME_ZONE);
    let begin = json!({ "org_id": community.org, "opened_on": today, "came_from": wanted.came_from });
    let id = text(&founder.stage.act(old.accountant, "opening.opening.create", begin).await?, "id")?;
    let item = old.item().await?;
    for (register, kind, rows) in old.rows(today) {
        old.brings(register, &rows).await?;
        let by_item = matches!(kind, "bill" | "payment").then_some(&item);
        let fen: i64 = rows.iter().filter_map(|row| row["amount"].as_i64()).sum();
        let total = json!({
            "id": id, "opening_kind": kind, "item_id": by_item, "rows_there": rows.len(), "total_there": fen,
        });
        let total = crate::stage::said(total);
        founder.stage.act(old.accountant, "opening.control_total.enter", total).await?;
    }
    founder.stage.act(&second.caller, "opening.opening.approve", json!({ "id": id })).await?;
    Ok(())
}

struct Old<'a, 'f> {
    founder: &'a Founder<'f>,
    community: &'a Community,
    wanted: &'a Opening,
    accountant: &'a Caller,
}

impl Old<'_, '_> {
    /// The fee item by its code.
    async fn item(&self) -> Result<String> {
        let items = self.founder.stage.list(self.accountant, "tariff.fee_item.list", json!({})).await?;
        let item = items.iter().find(|item| item["code"] == self.wanted.item.as_str());
        item.map(|item| text(item, "id")).transpose()?.ok_or(Error::NotFound)
    }

    /// What the workbooks hold, register by register.
    fn rows(&self, today: Date) -> Vec<(&'static str, &'static str, Vec<Value>)> {
        let mut dice = Dice::of(self.founder.plan.seed, "opening", 0);
        let month = Date::of(today.year(), today.0.month(), 1).unwrap_or(today);
        let ago = |months: u32| month.0.checked_sub_months(Months::new(months)).map_or(month, Date);
        let [mut bills, mut prepaid, mut deposits, mut payments]: [Vec<Value>; 4] = Default::default();
        let homes = self.community.rooms.iter().filter(|room| room.purpose == "home" && !room.dwellers.is_empty());
        for (nth, room) in homes.take(self.wanted.rooms).enumerate() {
            let fen = dice.between(500, 900) * 100;
            let quarter = |months: u32| (ago(months), ago(months - 3).plus_days(-1));
            let (from, to) = quarter(BACK + 6);
            payments.push(json!({
                "room": room.code, "fee_item": self.wanted.item, "receipt": format!("{:07}", 21_800 + nth),
                "paid_on": from.plus_days(dice.between(3, 40)), "from_on": from, "to_on": to, "amount": fen, "method": "wechat",
            }));
            let (from, to) = quarter(BACK + 3);
            match nth % 4 {
                0 => bills.push(json!({
                    "room": room.code, "fee_item": self.wanted.item, "from_on": from, "to_on": to, "amount": fen,
                })),
                1 => prepaid.push(json!({ "room": room.code, "purpose": "management", "amount": fen * 2 })),
                2 => deposits.push(json!({
                    "room": room.code, "deposit_kind": "renovation", "receipt": format!("{:07}", 8_100 + nth),
                    "amount": 200_000, "taken_on": from,
                })),
                _ => {}
            }
        }
        vec![
            ("opening_bill", "bill", bills),
            ("opening_prepayment", "prepayment", prepaid),
            ("opening_deposit", "deposit", deposits),
            ("opening_payment", "payment", payments),
        ]
    }

    /// The import takes a workbook; a row it refuses is a mistake here.
    async fn brings(&self, register: &str, rows: &[Value]) -> Result<()> {
        let platform = &self.founder.stage.platform;
        let line = platform.registry.imports().find(|line| line.register.key == register).ok_or(Error::NotFound)?;
        let rows = rows.iter().filter_map(|row| row.as_object().cloned()).collect();
        let chunk = Chunk { org: self.community.org, rows, dry: false };
        for taken in platform.take(self.accountant, line, chunk).await? {
            if !matches!(taken, Taken::Created) {
                return Err(Error::Internal(format!("{register} of the opening: {taken:?}")));
            }
        }
        Ok(())
    }
}
