//! The papers of the money modules a tale names: a deposit is taken at the counter, a bill is chosen among those that are late, a spending item
//! among those the budget has something left for, a fee set among those of the community.

use kernel::Result;
use serde_json::{Value, json};

use super::Life;
use crate::stage::text;

/// The papers there are here; stories that name others are told in the tests.
const GIVEN: [&str; 4] = ["deposit", "bill", "spending_item", "fee_set"];
/// What the stories leave as a deposit, in fen.
const DEPOSIT: i64 = 500_000;
/// More than any of them takes off a bill, and spends out of an item, in fen.
const OWED: i64 = 10_000;
const LEFT: i64 = 1_000_000;

/// Whether all of these can be had.
pub(super) fn are_given(papers: &[&str]) -> bool {
    papers.iter().all(|paper| GIVEN.contains(paper))
}

impl Life {
    /// The paper of this name for a room; none when it is not to be had now.
    pub(super) async fn paper(&mut self, at: usize, room: usize, word: &str) -> Result<Option<String>> {
        let Some(cashier) = self.cashier(at) else { return Ok(None) };
        let community = &self.cast.communities[at];
        let (org, place) = (community.org, community.rooms[room].place.clone());
        match word {
            "deposit" => {
                let input =
                    json!({"place_id": place, "deposit_kind": "renovation", "amount": DEPOSIT, "method": "transfer"});
                // The counter may be closed; whoever comes then comes again.
                let Ok(made) = self.stage.act(&cashier, "payment.deposit.create", input).await else { return Ok(None) };
                self.tally.actions += 1;
                Ok(Some(text(&made, "id")?))
            }
            "bill" => {
                let late: Vec<String> =
                    community.rooms.iter().filter(|room| room.pays_late).map(|room| room.place.clone()).collect();
                for place in std::iter::once(place).chain(late) {
                    let bills = self.stage.list(&cashier, "billing.bill.list", json!({"place_id": place})).await?;
                    if let Some(bill) = bills.iter().find(|bill| bill["owed"].as_i64() > Some(OWED)) {
                        return Ok(Some(text(bill, "id")?));
                    }
                }
                Ok(None)
            }
            "spending_item" => {
                let Some(accountant) = self.cast.holding("accountant", org).first().copied() else { return Ok(None) };
                let accountant = self.cast.staff[accountant].caller.clone();
                let shown =
                    self.stage.platform.ask(&accountant, "budget.variance.view", json!({"org_id": org})).await?;
                let left = |line: &Value| {
                    let fen = |value: &Value| value.as_i64().unwrap_or_default();
                    fen(&line["whole_year"]) - fen(&line["to_date"]["actual"]) - fen(&line["committed"])
                };
                let lines = shown["lines"].as_array().into_iter().flatten();
                // Nobody buys anything out of the wages.
                let lines = lines.filter(|line| line["book_code"] != "6401.wages" && left(line) > LEFT);
                let most = lines.max_by_key(|line| left(line));
                Ok(most.and_then(|line| line["spending_item_id"].as_str()).map(str::to_owned))
            }
            "fee_set" => {
                let sets = self.stage.list(&cashier, "tariff.fee_set.list", json!({"org_id": org})).await?;
                sets.first().map(|set| text(set, "id")).transpose()
            }
            _ => Ok(None),
        }
    }
}
