//! What comes to the office of money once a month beside the counter: something paid in advance is given back, a receipt is invoiced, a
//! letter goes to whoever is gone after longest, and the bank's statement is brought – one line that says for which room, one that does not.

use kernel::{Date, Result};
use module::{Caller, Chunk, Taken};
use serde_json::{Value, json};

use super::Life;
use crate::dice::Dice;

/// The day of the month.
const DAY: u32 = 18;
const REFUND: &str = "payment.refund.create";
const STATEMENT: &str = "bank_transfer";

impl Life {
    /// The month's work on a day.
    pub(super) async fn office_day(&mut self, at: usize, day: Date, dice: &mut Dice) -> Result<()> {
        if chrono::Datelike::day(&day.0) != DAY || self.stage.platform.registry.action(REFUND).is_none() {
            return Ok(());
        }
        let (Some(cashier), Some(by), Some(second)) =
            (self.cashier(at), self.near("accountant", at, dice), self.near("finance_lead", at, dice))
        else {
            return Ok(());
        };
        let caller = |nth: usize| self.cast.staff[nth].caller.clone();
        let (accountant, second) = (caller(by), caller(second));
        self.give_back_ahead(at, &cashier, &second).await?;
        self.invoice(at, &cashier).await?;
        self.write_letter(at, &accountant).await?;
        self.bring_statement(at, day, &accountant).await
    }

    async fn at_office(&mut self, who: &Caller, action: &str, input: Value) -> Result<Option<Value>> {
        match self.stage.act(who, action, input).await {
            Ok(made) => {
                self.tally.actions += 1;
                self.touched();
                Ok(Some(made))
            }
            Err(error) => self.refused("office", action, error).map(|()| None),
        }
    }

    /// Half of what a household has left in advance goes back to it.
    async fn give_back_ahead(&mut self, at: usize, cashier: &Caller, second: &Caller) -> Result<()> {
        let ask = json!({ "org_id": self.cast.communities[at].org });
        let list = self.stage.list(cashier, "payment.prepayment.list", ask).await?;
        let left = |row: &Value| row["prepayment_balance"].as_i64().unwrap_or(0);
        let Some(most) = list.iter().max_by_key(|row| left(row)).filter(|row| left(row) > 1) else { return Ok(()) };
        let input = json!({
            "id": most["id"], "amount": left(most) / 2, "method": "transfer", "reason": "业主调整缴费安排，申请退回部分预存",
        });
        if let Some(made) = self.at_office(cashier, REFUND, input).await? {
            self.at_office(second, "payment.refund.approve", json!({ "id": made["id"] })).await?;
        }
        Ok(())
    }

    /// Whoever paid last wants an invoice.
    async fn invoice(&mut self, at: usize, cashier: &Caller) -> Result<()> {
        let ask = json!({ "org_id": self.cast.communities[at].org, "payment_state": "received", "limit": 20 });
        let shown = self.stage.platform.ask(cashier, "payment.payment.list", ask).await?;
        let rows = shown["rows"].as_array().into_iter().flatten();
        let paid = rows.into_iter().find(|row| row["amount"].as_i64() > row["prepaid"].as_i64().max(Some(0)));
        let Some(paid) = paid else { return Ok(()) };
        let input = json!({ "payment_ids": [paid["id"]], "buyer_kind": "person", "invoice_title": "个人" });
        self.at_office(cashier, "invoice.invoice.create", input).await.map(|_| ())
    }

    /// A letter to whoever is gone after longest.
    async fn write_letter(&mut self, at: usize, accountant: &Caller) -> Result<()> {
        let ask = json!({ "org_id": self.cast.communities[at].org, "case_state": "open" });
        let open = self.stage.list(accountant, "arrears.collection_case.list", ask).await?;
        let overdue = |row: &&Value| row["overdue"].as_i64() > Some(0) && row["held_because"].is_null();
        let mut gone_after: Vec<_> = open.iter().filter(overdue).collect();
        gone_after.sort_by_key(|row| row["oldest_due_on"].to_string());
        for row in gone_after {
            // The list is of last night; who paid since owes nothing on the case's own page.
            let case =
                self.stage.platform.ask(accountant, "arrears.collection_case.view", json!({ "id": row["id"] })).await?;
            if case["overdue"].as_i64() > Some(0) {
                let input = json!({ "id": row["id"], "letter_kind": "collection" });
                return self.at_office(accountant, "arrears.collection_letter.create", input).await.map(|_| ());
            }
        }
        Ok(())
    }

    /// The bank's statement: somebody pays what his room owes and names it, and a firm sends money nobody knows.
    async fn bring_statement(&mut self, at: usize, day: Date, accountant: &Caller) -> Result<()> {
        let Some(line) = self.stage.platform.registry.imports().find(|line| line.register.key == STATEMENT) else {
            return Ok(());
        };
        let community = &self.cast.communities[at];
        let key = |nth: usize| format!("{}{day}-{nth}", community.key);
        let mut rows = vec![json!({
            "bank_key": key(2), "came_on": day, "amount": 88_000, "sender_name": "某贸易有限公司",
            "sender_account": "33050161000000001", "sender_note": "服务费",
        })];
        for room in community.rooms.iter().filter(|room| !room.pays_late) {
            let ask = json!({ "place_id": room.place });
            let bills = self.stage.list(accountant, "billing.bill.list", ask).await?;
            let owed: i64 = bills.iter().filter_map(|bill| bill["owed"].as_i64()).sum();
            if owed > 0 {
                rows.push(json!({
                    "bank_key": key(1), "came_on": day, "amount": owed, "sender_name": "业主",
                    "sender_account": "6222020000000018", "sender_note": format!("{} 物业费", room.code),
                }));
                break;
            }
        }
        let rows = rows.into_iter().filter_map(|row| row.as_object().cloned()).collect();
        let chunk = Chunk { org: community.org, rows, dry: false };
        let taken = self.stage.platform.take(accountant, line, chunk).await?;
        self.tally.actions +=
            u64::try_from(taken.iter().filter(|one| matches!(one, Taken::Created)).count()).unwrap_or(0);
        self.touched();
        Ok(())
    }
}
