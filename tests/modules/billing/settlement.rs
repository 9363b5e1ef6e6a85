//! What papers settle of bills: never more than is owed, from their own day on, and taken back before a bill is voided.

use std::sync::Arc;

use billing::{BillId, Settled};
use kernel::{Actor, COMPANY, Date, Money, OrgId, Result};
use ledger::{Command, Posting, chart};
use ledgers::Wanted;
use module::{Caller, Context, Job, Platform};
use property::PlaceId;
use serde::Deserialize;
use serde_json::{Value, json};
use testkit::refused;

use super::House;

/// Stands in for the papers of other modules: a payment, a refund.
#[derive(Deserialize)]
struct Paper {
    org: OrgId,
    on: Date,
    parts: Vec<(BillId, PlaceId, i64)>,
}

/// Settles the bills and posts what came to the bank, or went back from there.
async fn take(cx: &mut Context, paper: Paper) -> Result<()> {
    let parts = paper.parts.iter().map(|(bill_id, _, fen)| Settled { bill_id: *bill_id, amount: Money(*fen) });
    billing::settle(cx, paper.org, "payment_1", paper.on, &parts.collect::<Vec<_>>()).await?;
    for (_, place, fen) in paper.parts {
        let wanted = [Wanted::of(chart::BANK), billing::receivable(place, "")];
        let accounts = ledgers::accounts(cx, paper.org, &wanted).await?;
        let (to, from) = if fen > 0 { (accounts[0], accounts[1]) } else { (accounts[1], accounts[0]) };
        let lines = vec![Posting::debit(to, Money(fen.abs())), Posting::credit(from, Money(fen.abs()))];
        let command = Command::post(cx.new_id(), paper.on, lines);
        ledgers::post(cx, paper.org, command).await?;
    }
    Ok(())
}

/// Settles so much of each bill by a paper of a day.
pub(super) async fn settle(platform: &Arc<Platform>, org: OrgId, on: &str, parts: &[(&Value, i64)]) -> Result<Value> {
    let part = |(bill, fen): &(&Value, i64)| json!([bill["id"], bill["place_id"], fen]);
    let paper = json!({"org": org, "on": on, "parts": parts.iter().map(part).collect::<Vec<_>>()});
    let caller = Caller::new(Actor::system("test", COMPANY, [org].into()));
    platform.run_job(&caller, &Job::new("test.paper", take), paper).await
}

impl House {
    pub(super) async fn settle(&self, on: &str, parts: &[(&Value, i64)]) -> Result<Value> {
        settle(&self.shop.platform, self.shop.here, on, parts).await
    }

    /// The latest bill of a room.
    pub(super) async fn bill_of(&self, room: usize) -> Value {
        let found = self.shop.rows(&self.manager, "billing.bill.list", json!({"place_id": self.rooms[room]})).await;
        let mut bill = found[0].clone();
        bill["place_id"] = self.rooms[room].clone();
        bill
    }

    async fn owed(&self, day: &str) -> i64 {
        let found = self.shop.answer(&self.manager, "billing.arrears.view", json!({"day": day})).await;
        found["rows"].as_array().expect("rows").iter().map(|row| row["total"].as_i64().expect("an amount")).sum()
    }
}

#[tokio::test]
async fn what_is_paid_counts_from_its_day_and_the_bill_says_how_far_it_is_paid() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let bill = house.bill_of(0).await;
    assert_eq!(
        (&bill["amount"], &bill["owed"], &bill["paid_state"]),
        (&json!(23_270), &json!(23_270), &json!("unpaid"))
    );
    house.settle("2026-03-10", &[(&bill, 20_000)]).await.expect("settles");
    let partly = house.bill_of(0).await;
    assert_eq!((&partly["owed"], &partly["paid_state"]), (&json!(3_270), &json!("partly")));
    house.settle("2026-04-10", &[(&bill, 3_270)]).await.expect("settles");
    let paid = house.bill_of(0).await;
    assert_eq!((&paid["owed"], &paid["paid_state"]), (&json!(0), &json!("paid")));
    let page = house.shop.shown(&house.manager, "billing.bill.page", json!({"id": bill["id"]})).await;
    assert!(page.contains("已缴清") && page.contains("缴费记录") && page.contains("200.00"), "{page}");

    for (day, owed) in [("2026-03-09", 49_868), ("2026-03-10", 29_868), ("2026-04-09", 29_868), ("2026-04-10", 26_598)]
    {
        assert_eq!(house.owed(day).await, owed, "at the end of {day}");
    }
}

#[tokio::test]
async fn no_more_is_settled_than_is_owed_and_nothing_of_a_bill_that_does_not_stand() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let (bill, other) = (house.bill_of(0).await, house.bill_of(1).await);
    let on = "2026-03-10";
    assert_eq!(refused(house.settle(on, &[(&bill, 23_271)]).await), "billing-settle-too-much");
    let twice = [(&bill, 20_000), (&bill, 3_271)];
    assert_eq!(refused(house.settle(on, &twice).await), "billing-settle-too-much", "parts of one bill add up");
    assert_eq!(refused(house.settle(on, &[(&other, 1), (&bill, -1)]).await), "billing-settle-back-too-much");
    assert_eq!(house.bill_of(1).await["owed"], other["amount"], "of a paper that was refused nothing stays");

    house.settle(on, &[(&bill, 23_270)]).await.expect("settles");
    let void = json!({"id": bill["id"], "reason": "面积录错"});
    let paid = house.shop.act(&house.manager, "billing.bill.void", void.clone()).await;
    assert_eq!(refused(paid), "billing-settled-already");
    house.settle(on, &[(&bill, -23_270)]).await.expect("takes back");
    house.shop.done(&house.manager, "billing.bill.void", void).await;
    assert_eq!(refused(house.settle(on, &[(&bill, 1)]).await), "billing-settle-not-published");
    let elsewhere = settle(&house.shop.platform, house.shop.there, on, &[(&other, 1)]).await;
    assert!(matches!(elsewhere, Err(kernel::Error::NotFound)), "{elsewhere:?}");
}

#[tokio::test]
async fn a_credit_is_at_most_what_is_owed_when_it_is_approved() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let bill = house.bill_of(0).await;
    house.settle("2026-03-10", &[(&bill, 20_000)]).await.expect("settles");
    let ask = |fen: i64| json!({"id": bill["id"], "amount": fen, "reason": "停梯两天"});
    let too_much = house.shop.act(&house.cashier, "billing.credit_note.create", ask(3_271)).await;
    assert_eq!(refused(too_much), "billing-credit-too-much");
    house.shop.done(&house.cashier, "billing.credit_note.create", ask(3_000)).await;
    house.settle("2026-03-11", &[(&bill, 3_000)]).await.expect("what waits may be paid meanwhile");
    let view = house.shop.answer(&house.manager, "billing.bill.view", json!({"id": bill["id"]})).await;
    let credit = json!({"id": view["credits"][0]["id"]});
    let late = house.shop.act(&house.manager, "billing.credit_note.approve", credit).await;
    assert_eq!(refused(late), "billing-credit-more-than-owed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_papers_at_once_never_settle_more_than_is_owed() {
    let house = House::open().await;
    house.published("2026-01-01", "2026-02-01").await;
    let (bill, other) = (house.bill_of(0).await, house.bill_of(1).await);
    for round in 0..8 {
        let (on, org) = ("2026-03-10", house.shop.here);
        let paper = |backwards: bool| {
            let (platform, mut parts) =
                (house.shop.platform.clone(), vec![(bill.clone(), 20_000), (other.clone(), 20_000)]);
            if backwards {
                parts.reverse();
            }
            tokio::spawn(async move {
                let parts: Vec<(&Value, i64)> = parts.iter().map(|(bill, fen)| (bill, *fen)).collect();
                settle(&platform, org, on, &parts).await
            })
        };
        let (one, two) = tokio::join!(paper(false), paper(true));
        let answers = [one.expect("runs"), two.expect("runs")];
        let done = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(done, 1, "round {round}: {answers:?}");
        house.settle(on, &[(&bill, -20_000), (&other, -20_000)]).await.expect("takes back");
    }
    assert_eq!(house.bill_of(0).await["owed"], bill["amount"]);
}
