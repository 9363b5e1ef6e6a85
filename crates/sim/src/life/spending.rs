//! The spending of each community: a budget when its book is opened, a small expense every month, a sheet for the owners every quarter.

use chrono::Datelike;
use kernel::{Date, Result};
use module::Caller;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Life, books::ROOMS};
use crate::{dice::Dice, stage::text};

const PLAN: &str = "budget.budget.create";
const DRAW_UP: &str = "disclosure.disclosure_sheet.create";

/// What a budget of books.toml allows for an item.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The short name of the item.
    pub item: String,
    /// How much in the year, in 元 for a community of 1,000 rooms.
    pub amount: i64,
}

/// An expense of every month of books.toml.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// The day of the month.
    pub day: u32,
    /// The short name of the item.
    pub item: String,
    /// How much, in 元 for a community of 1,000 rooms.
    pub amount: i64,
    /// What for.
    pub what: String,
}

impl Life {
    fn of_role(&self, role: &str, at: usize, dice: &mut Dice) -> Option<Caller> {
        self.near(role, at, dice).map(|by| self.cast.staff[by].caller.clone())
    }

    /// What somebody presses; what is refused is told, and gives nothing.
    async fn pressed(&mut self, who: &Caller, action: &str, input: Value) -> Result<Option<String>> {
        match self.stage.act(who, action, input).await {
            Ok(made) => {
                self.tally.actions += 1;
                Ok(text(&made, "id").ok())
            }
            Err(error) => self.refused("spending", action, error).map(|()| None),
        }
    }

    /// The year is planned: the accountant draws up, the finance manager approves.
    pub(super) async fn plan_year(&mut self, at: usize, day: Date, dice: &mut Dice) -> Result<()> {
        let (Some(accountant), Some(lead)) =
            (self.of_role("accountant", at, dice), self.of_role("finance_lead", at, dice))
        else {
            return Ok(());
        };
        if self.stage.platform.registry.action(PLAN).is_none() {
            return Ok(());
        }
        self.pressed(&lead, "budget.spending_item.add_usual", json!({})).await?;
        let community = &self.cast.communities[at];
        let (org, rooms) = (community.org, i64::try_from(community.rooms.len()).unwrap_or(ROOMS));
        let line = |one: &Planned| format!("{}\t{}\n", one.item, one.amount * rooms / ROOMS);
        let cells: String = self.world.books.budget.iter().map(line).collect();
        let budget = json!({ "org_id": org, "year": day.year() });
        let Some(id) = self.pressed(&accountant, PLAN, budget).await? else { return Ok(()) };
        self.pressed(&accountant, "budget.budget.paste", json!({ "id": id, "pasted_cells": cells })).await?;
        self.pressed(&accountant, "budget.budget.submit", json!({ "id": id })).await?;
        self.pressed(&lead, "budget.budget.approve", json!({ "id": id })).await?;
        Ok(())
    }

    /// The expenses of a day: asked for, approved and paid by three people.
    pub(super) async fn spend(&mut self, at: usize, day: Date, dice: &mut Dice) -> Result<()> {
        let due: Vec<Spent> = self.world.books.expense.iter().filter(|one| one.day == day.0.day()).cloned().collect();
        let roles = ["supervisor", "manager", "cashier"].map(|role| self.of_role(role, at, dice));
        let [Some(asks), Some(approves), Some(pays)] = roles else { return Ok(()) };
        if due.is_empty() || self.stage.platform.registry.action(PLAN).is_none() {
            return Ok(());
        }
        let items = self.stage.list(&asks, "budget.spending_item.list", json!({})).await?;
        let community = &self.cast.communities[at];
        let (org, rooms) = (community.org, i64::try_from(community.rooms.len()).unwrap_or(ROOMS));
        for one in due {
            let Some(item) = items.iter().find(|item| item["code"] == one.item) else { continue };
            let fen = (one.amount * 100 * rooms / ROOMS).max(100);
            let lines = json!([{ "spent_what": one.what, "amount": fen, "spent_on": day }]);
            let claim = json!({
                "org_id": org, "spending_item_id": item["id"], "expense_reason": one.what, "expense_lines": lines,
            });
            let Some(id) = self.pressed(&asks, "budget.expense.create", claim).await? else { continue };
            self.pressed(&approves, "budget.expense.approve", json!({ "id": id })).await?;
            self.pressed(&pays, "budget.expense.pay", json!({ "id": id, "paid_from": "bank" })).await?;
        }
        Ok(())
    }

    /// In the month after a quarter its sheet is drawn up and published.
    pub(super) async fn disclose(&mut self, at: usize, day: Date, dice: &mut Dice) -> Result<()> {
        let last = day.plus_days(-i64::from(day.0.day()));
        let first = Date::of(last.year(), last.0.month().saturating_sub(2).max(1), 1);
        let (Some(first), 0) = (first, last.0.month() % 3) else { return Ok(()) };
        let (Some(accountant), Some(lead)) =
            (self.of_role("accountant", at, dice), self.of_role("finance_lead", at, dice))
        else {
            return Ok(());
        };
        if self.stage.platform.registry.action(DRAW_UP).is_none() {
            return Ok(());
        }
        let sheet = json!({ "org_id": self.cast.communities[at].org, "from_on": first, "until_on": last });
        let Some(id) = self.pressed(&accountant, DRAW_UP, sheet).await? else { return Ok(()) };
        self.pressed(&lead, "disclosure.disclosure_sheet.publish", json!({ "id": id })).await?;
        Ok(())
    }
}
