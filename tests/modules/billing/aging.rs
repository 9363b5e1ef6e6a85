//! 账龄: arrears of any day are told from months that were summed up and what has moved since, and are what the bills say to the fen.

use billing::{BillId, Settled};
use kernel::{Actor, COMPANY, Date, Money, OrgId, Result};
use module::{Caller, Context, Job};
use serde::Deserialize;
use serde_json::{Value, json};

use super::House;

const ARREARS: &str = "billing.arrears.view";

/// Stands in for a write-off.
#[derive(Deserialize)]
struct Lost {
    org: OrgId,
    on: Date,
    bill: BillId,
    fen: i64,
}

async fn lose(cx: &mut Context, lost: Lost) -> Result<()> {
    let part = Settled { bill_id: lost.bill, amount: Money(lost.fen) };
    billing::write_off(cx, lost.org, "write_off_1", lost.on, &[part]).await
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

impl House {
    async fn lost(&self, on: &str, bill: &Value, fen: i64) -> Result<Value> {
        let caller = Caller::new(Actor::system("test", COMPANY, [self.shop.here].into()));
        let lost = json!({"org": self.shop.here, "on": on, "bill": bill["id"], "fen": fen});
        self.shop.platform.run_job(&caller, &Job::new("test.lost", lose), lost).await
    }

    async fn sums_up(&self, now: &str) {
        self.shop.set_clock(now);
        self.shop.app.settle().await;
    }

    /// The arrears of some days, told by everything they can be told by.
    async fn aged(&self) -> Vec<Value> {
        let mut told = Vec::new();
        for day in ["2026-01-31", "2026-03-15", "2026-04-30", "2026-06-01", "2026-10-31", "2026-12-20", "2027-02-01"] {
            for by in ["fee_item", "building", "community"] {
                told.push(self.shop.answer(&self.manager, ARREARS, json!({"day": day, "arrears_by": by})).await);
            }
        }
        told
    }

    /// One thing that happens, or is refused: it counts for any day of the past.
    async fn happens(&self, dice: &mut Dice) {
        let bills = self.bills().await;
        let mut bill = bills[usize::try_from(dice.below(bills.len() as u64)).unwrap()].clone();
        bill["place_id"] = self.rooms[0].clone();
        let on = format!("2026-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28));
        let fen = i64::try_from(1 + dice.below(20_000)).unwrap();
        let id = &bill["id"];
        match dice.below(6) {
            0 | 1 => drop(self.settle(&on, &[(&bill, fen)]).await),
            2 => drop(self.settle(&on, &[(&bill, -fen)]).await),
            3 => drop(self.lost(&on, &bill, if fen % 3 == 0 { -fen } else { fen }).await),
            4 => {
                let ask = json!({"id": id, "amount": fen, "reason": "停梯"});
                if self.shop.act(&self.cashier, "billing.credit_note.create", ask).await.is_ok() {
                    let view = self.shop.answer(&self.manager, "billing.bill.view", json!({"id": id})).await;
                    let waits =
                        view["credits"].as_array().unwrap().iter().find(|one| one["state"] == "waiting").unwrap();
                    let approve = json!({"id": waits["id"]});
                    drop(self.shop.act(&self.manager, "billing.credit_note.approve", approve).await);
                }
            }
            _ => drop(self.shop.act(&self.manager, "billing.bill.void", json!({"id": id, "reason": "面积录错"})).await),
        }
    }
}

/// Programs with a pointer for each fee cannot say what was owed on a day in the past; programs that keep month ends lose what comes late.
#[tokio::test]
async fn any_day_is_what_the_bills_say_whatever_comes_late() {
    for seed in 1..=2 {
        let (house, mut dice) = (House::open().await, Dice(seed));
        house.published("2026-01-01", "2026-06-01").await;
        house.sums_up("2026-11-21T04:00:00Z").await;
        for (month, now) in [("2026-08-01", "2026-11-25T04:00:00Z"), ("2026-12-01", "2026-12-28T04:00:00Z")] {
            for _ in 0..10 {
                house.happens(&mut dice).await;
            }
            house.published("2026-01-01", month).await;
            house.sums_up(now).await;
            for _ in 0..10 {
                house.happens(&mut dice).await;
            }
        }
        let kept = house.aged().await;
        let found = billing::findings(&house.shop.platform.db).await.expect("reads");
        assert!(found.iter().all(|one| !one.what.contains("arrears kept")), "seed {seed}: {found:?}");
        let which = json!({"org_id": house.shop.here});
        let accountant = house.shop.staff(23, "邵芸", "accountant", &[COMPANY, house.shop.here]);
        house.shop.done(&accountant, "billing.arrears_summary.rebuild", which).await;
        assert_eq!(kept, house.aged().await, "seed {seed}: reckoned from the bills alone");
        house.sums_up("2026-12-28T06:00:00Z").await;
        assert_eq!(kept, house.aged().await, "seed {seed}: summed up anew");
    }
}

#[tokio::test]
async fn a_month_that_was_tampered_with_is_told() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-03-01").await;
    house.sums_up("2026-11-21T04:00:00Z").await;
    assert_eq!(house.findings().await, []);
    let owner = house.shop.platform.db.as_owner();
    let sql = "UPDATE arrears_months SET owed_fen = owed_fen + 1 WHERE until_on = '2026-04-01'";
    let changed = owner
        .transact(&kernel::Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await }))
        .await;
    assert!(changed.expect("somebody tampers") > 0);
    let found = house.findings().await;
    assert!(found.len() == 1 && found[0].what.contains("2026-04-01"), "{found:?}");
}

/// HC's statements are printed from what is open today; what was paid is not on them.
#[tokio::test]
async fn a_statement_goes_from_what_was_owed_to_what_is_owed() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-03-01").await;
    let bill = house.bill_of(0).await;
    house.settle("2026-03-10", &[(&bill, 20_000)]).await.expect("settles");
    house.lost("2026-03-20", &bill, 3_270).await.expect("gives up");
    let ask = json!({"id": house.rooms[0], "since_on": "2026-03-01", "ends_on": "2026-03-31"});
    let told = house.shop.answer(&house.manager, "billing.statement.view", ask.clone()).await;
    assert_eq!((&told["opening"], &told["closing"]), (&json!(23_270), &json!(23_270)));
    let moved: Vec<(&str, i64, i64)> = told["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (line["kind"].as_str().unwrap(), line["amount"].as_i64().unwrap(), line["balance"].as_i64().unwrap())
        })
        .collect();
    assert_eq!(moved, [("billed", 23_270, 46_540), ("paid", -20_000, 26_540), ("written_off", -3_270, 23_270)]);
    let page = house.shop.shown(&house.manager, "billing.statement.page", ask).await;
    assert!(page.contains("期初欠费") && page.contains("核销") && page.contains("¥232.70"), "{page}");
    let bill = house.bill_of(0).await;
    assert_eq!((&bill["owed"], &bill["paid_state"]), (&json!(0), &json!("written_off")));
    let wrong = json!({"id": house.rooms[0], "since_on": "2026-04-01", "ends_on": "2026-03-31"});
    assert!(house.shop.platform.ask(&house.manager, "billing.statement.view", wrong).await.is_err());
}
