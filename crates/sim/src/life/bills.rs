//! Bills: on the second of each month the cashier of a community runs them, and the manager looks at them and publishes.

use kernel::{Result, Span};
use module::HOME_ZONE;
use serde_json::json;

use super::{Happening, Life};
use crate::{dice::Dice, stage::text};

const CREATE: &str = "billing.bill_run.create";
const APPROVE: &str = "billing.bill_run.approve";
/// The day of the month on which bills are run: what is paid behind has come on the first.
const DAY: u32 = 2;
/// When it is done, and how much later it is approved.
const RUN_AT: Span = Span::minutes(9 * 60 + 30);
const APPROVED_AFTER: Span = Span::minutes(75);

impl Life {
    /// Whether bills are run on a day.
    pub(super) fn is_bill_day(&self, day: kernel::Date) -> bool {
        chrono::Datelike::day(&day.0) == DAY && self.stage.platform.registry.action(CREATE).is_some()
    }

    /// The instant of the day at which they are.
    pub(super) fn bills_at(day: kernel::Date) -> kernel::Instant {
        day.start(HOME_ZONE) + RUN_AT
    }

    /// Bills are run, to be looked at.
    pub(super) async fn run_bills(&mut self, at: usize) -> Result<()> {
        let org = self.cast.communities[at].org;
        let Some(cashier) = self.near("cashier", at, &mut Dice::of(self.plan.seed, "bills", 0)) else { return Ok(()) };
        let cashier = self.cast.staff[cashier].caller.clone();
        match self.stage.act(&cashier, CREATE, json!({ "org_id": org })).await {
            Ok(made) => {
                self.tally.actions += 1;
                self.touched();
                let run = text(&made, "id")?;
                self.plan_at(self.stage.clock.now() + APPROVED_AFTER, Happening::BillsApproved(at, run));
            }
            Err(error) => self.refused("bills", "run", error)?,
        }
        Ok(())
    }

    /// Bills are approved and published.
    pub(super) async fn approve_bills(&mut self, at: usize, run: &str) -> Result<()> {
        let Some(manager) = self.near("manager", at, &mut Dice::of(self.plan.seed, "bills", 1)) else { return Ok(()) };
        let manager = self.cast.staff[manager].caller.clone();
        match self.stage.act(&manager, APPROVE, json!({ "id": run })).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
            }
            // Nothing to bill: it is left to the next run.
            Err(error) if error.message().key == "billing-run-empty" => {}
            Err(error) => self.refused("bills", "approve", error)?,
        }
        Ok(())
    }
}
