//! Papers of the money modules, there for a story or a test that needs them: a deposit that is held, a bill that is owed.

use std::collections::BTreeMap;

use kernel::COMPANY;
use module::Caller;
use serde_json::{Value, json};
use testkit::Workshop;

/// A home that owes 232.70 yuan of 物业费 for January 2026, and the people who make its papers.
pub struct Papers<'s> {
    shop: &'s Workshop,
    clerk: Caller,
    lead: Caller,
    /// The home.
    pub room: Value,
}

impl<'s> Papers<'s> {
    /// A building of one home, with its owner.
    pub async fn open(shop: &'s Workshop) -> Self {
        let units = [COMPANY, shop.here];
        let (clerk, lead) =
            (shop.staff(81, "戴静", "cashier", &units), shop.staff(82, "许曼丽", "finance_lead", &units));
        let building = json!({
            "org_id": shop.here, "segment": "8", "units": 1, "first_floor": 1, "last_floor": 1,
            "lines": [{"line": "01", "built_area": 8950}], "use": "home", "state": "vacant", "takeover_on": "2024-07-01",
        });
        shop.done(&clerk, "property.building.create", building).await;
        let room = shop.room(&clerk, "8-1-101").await;
        let owner =
            json!({"name": "王强", "phone": "13800138001", "place_id": room, "role": "owner", "from_on": "2024-07-01"});
        shop.done(&clerk, "party.person.create", owner).await;
        Self { shop, clerk, lead, room }
    }

    /// The ids of these papers, by their words.
    pub async fn all(&self, wanted: &[&'static str]) -> BTreeMap<&'static str, String> {
        let mut made = BTreeMap::new();
        for paper in wanted {
            let id = match *paper {
                "deposit" => self.deposit().await,
                "prepayment" => self.prepayment().await,
                "bill" => self.bill().await,
                "spending_item" => self.spending_item().await,
                "budget" => self.budget().await,
                "tariff" => self.tariff().await,
                "fee_set" => self.fee_set().await,
                other => panic!("nobody makes a {other} here"),
            };
            made.insert(*paper, id.as_str().expect("an id").to_owned());
        }
        made
    }

    /// 5,000 yuan held for the home, paid by transfer.
    pub async fn deposit(&self) -> Value {
        self.shift().await;
        let input =
            json!({"place_id": self.room, "deposit_kind": "renovation", "amount": 500_000, "method": "transfer"});
        self.shop.done(&self.clerk, "payment.deposit.create", input).await["id"].clone()
    }

    /// 400 yuan paid in advance.
    pub async fn prepayment(&self) -> Value {
        self.shift().await;
        let pay = json!({"place_ids": [self.room], "bill_ids": [], "amount": 40_000, "prepaid_for": "general", "methods": [{"method": "card"}]});
        self.shop.done(&self.clerk, "payment.payment.create", pay).await;
        self.shop.rows(&self.clerk, "payment.prepayment.list", json!({})).await[0]["id"].clone()
    }

    /// The bill of January.
    pub async fn bill(&self) -> Value {
        let (shop, clerk, lead) = (self.shop, &self.clerk, &self.lead);
        let tariff = self.tariff().await;
        shop.done(lead, "tariff.tariff.enforce", json!({"id": tariff})).await;
        shop.done(clerk, "tariff.tariff.apply", json!({"id": tariff, "from_on": "2025-01-01"})).await;
        let run = json!({"org_id": shop.here, "since_on": "2026-01-01", "billed_until_on": "2026-02-01"});
        let run = shop.done(clerk, "billing.bill_run.create", run).await["id"].clone();
        shop.app.settle().await;
        shop.done(lead, "billing.bill_run.approve", json!({"id": run})).await;
        shop.app.settle().await;
        shop.rows(lead, "billing.bill.list", json!({"place_id": self.room})).await[0]["id"].clone()
    }

    /// The bill of January, paid by card.
    pub async fn payment(&self) -> Value {
        let bill = self.bill().await;
        self.shift().await;
        let pay = json!({"place_ids": [self.room], "bill_ids": [bill], "methods": [{"method": "card"}]});
        self.shop.done(&self.clerk, "payment.payment.create", pay).await["id"].clone()
    }

    /// 2.6 yuan a m² and month, drafted.
    pub async fn tariff(&self) -> Value {
        let (shop, clerk) = (self.shop, &self.clerk);
        let item = json!({"code": "WYF", "name": "物业费", "fee_class": "management"});
        let item = shop.done(clerk, "tariff.fee_item.create", item).await["id"].clone();
        let tariff = json!({
            "org_id": shop.here, "item_id": item, "code": "WYF-GC", "name": "高层物业费", "price_from_on": "2025-01-01",
            "comes": "monthly", "basis": "built_area", "unit_price": "2.6", "paid_by": "owner", "starts_with": "take_over",
        });
        shop.done(clerk, "tariff.tariff.create", tariff).await["id"].clone()
    }

    /// What everybody pays who moves in: the one tariff.
    pub async fn fee_set(&self) -> Value {
        let tariff = self.tariff().await;
        let set = json!({"org_id": self.shop.here, "name": "入住标准收费", "tariffs": [tariff]});
        self.shop.done(&self.clerk, "tariff.fee_set.create", set).await["id"].clone()
    }

    /// 1,200 yuan for the office in 2026, drafted.
    pub async fn budget(&self) -> Value {
        self.spending_item().await;
        let org = self.shop.here;
        let made = self.shop.done(&self.clerk, "budget.budget.create", json!({"org_id": org, "year": 2026})).await;
        let cells = json!({"id": made["id"], "pasted_cells": "科目\t全年\n行政办公\t1,200.00"});
        self.shop.done(&self.clerk, "budget.budget.paste", cells).await;
        made["id"].clone()
    }

    /// 行政办公, among the usual items.
    pub async fn spending_item(&self) -> Value {
        let company = self.shop.staff(83, "总部会计", "accountant", &[COMPANY]);
        self.shop.done(&company, "budget.spending_item.add_usual", json!({})).await;
        let rows = self.shop.rows(&self.clerk, "budget.spending_item.list", json!({"limit": 50})).await;
        rows.iter().find(|row| row["code"] == "office").expect("an item")["id"].clone()
    }

    /// 120 m³ read of the water meter of the home in November, where it showed 100 in August.
    pub async fn reading(&self) -> Value {
        let meter = json!({
            "number": "SB-1", "meter_kind": "water", "place_id": self.room, "digits": 4,
            "started_on": "2026-08-01", "start_figure": "100",
        });
        let meter = self.shop.done(&self.clerk, "meter.meter.create", meter).await["id"].clone();
        let reading = json!({"meter_id": meter, "read_on": "2026-11-01", "figure": "120"});
        self.shop.done(&self.clerk, "meter.reading.create", reading).await["id"].clone()
    }

    async fn shift(&self) {
        let shift = json!({"org_id": self.shop.here, "float": 10_000});
        // One is open already when another paper needed it.
        self.shop.act(&self.clerk, "payment.cash_shift.create", shift).await.ok();
    }

    /// What stands in the book on accounts of this code and below, on the side on which they grow.
    pub async fn book(&self, code: &str) -> i64 {
        let accounts = self.shop.rows(&self.lead, "ledger.book_account.list", json!({"limit": 500})).await;
        let below = |account: &&Value| {
            account["code"].as_str().is_some_and(|c| c == code || c.starts_with(&format!("{code}.")))
        };
        accounts.iter().filter(below).map(|account| account["balance"].as_i64().unwrap_or_default()).sum()
    }
}
