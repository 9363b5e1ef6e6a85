//! Meters: on the first of each month the cashier of a community enters what they show, a day before bills are run.

use kernel::{Date, Instant, Result, Span};
use module::HOME_ZONE;
use serde_json::json;

use super::Life;
use crate::{dice::Dice, stage::text};

/// What the numbers of public meters begin with; they are read on rounds.
pub(super) const PUBLIC: &str = "GG-";
const ENTER: &str = "meter.reading.create";
/// The day of the month.
const DAY: u32 = 1;
/// When it is done.
const READ_AT: Span = Span::minutes(8 * 60 + 40);
/// What is used in a hundred days: the least and the most.
const USED: (i64, i64) = (20, 45);

impl Life {
    /// Whether meters are read on a day.
    pub(super) fn is_meter_day(&self, day: Date) -> bool {
        chrono::Datelike::day(&day.0) == DAY && self.stage.platform.registry.action(ENTER).is_some()
    }

    /// The instant of the day at which they are.
    pub(super) fn meters_at(day: Date) -> Instant {
        day.start(HOME_ZONE) + READ_AT
    }

    /// All meters of a community are read that no round reads.
    pub(super) async fn read_meters(&mut self, at: usize) -> Result<()> {
        let org = self.cast.communities[at].org;
        let today = self.stage.clock.now().date(HOME_ZONE);
        let mut dice = Dice::of(self.plan.seed, &format!("meters {today}"), u64::try_from(at).unwrap_or(0));
        let Some(cashier) = self.near("cashier", at, &mut dice) else { return Ok(()) };
        let cashier = self.cast.staff[cashier].caller.clone();
        let ask = json!({ "org_id": org, "meter_state": "in_use" });
        for meter in self.stage.list(&cashier, "meter.meter.list", ask).await? {
            if text(&meter, "number")?.starts_with(PUBLIC) {
                continue;
            }
            let last: Option<Date> = text(&meter, "read_on")?.parse().ok();
            let Some(days) = last.map(|last| today.days_since(last)).filter(|days| *days > 0) else { continue };
            let shown: i64 = text(&meter, "figure")?.parse().unwrap_or_default();
            let used = (days * dice.between(USED.0, USED.1) / 100).max(1);
            let figure = (shown + used).to_string();
            let reading = json!({ "meter_id": meter["id"], "read_on": today, "figure": figure });
            match self.stage.act(&cashier, ENTER, reading).await {
                Ok(_) => {
                    self.tally.actions += 1;
                    self.touched();
                }
                Err(error) => self.refused("meters", "read", error)?,
            }
        }
        Ok(())
    }
}
