//! What an owner hears and sees of his bills: one notice a run, and how far each bill is paid.

use module::{Caller, Proof};
use serde_json::{Value, json};

use super::House;

impl House {
    /// The owner of the first room, signed in.
    async fn owner(&self) -> Caller {
        let invite = json!({"person_id": self.owners[0], "place_id": self.rooms[0]});
        let code = self.shop.done(&self.cashier, "party.invitation.create", invite).await["code"].clone();
        let nobody = self.shop.caller(Proof::None).await;
        let bind = json!({
            "invitation_code": code, "phone_tail": "8001", "login": "wangqiang", "new_password": "cuihu-3-1-201",
        });
        let bound = self.shop.done(&nobody, "portal.account.bind", bind).await;
        self.shop.caller(Proof::Session(bound["_session"].as_str().expect("a session").to_owned())).await
    }

    async fn told(&self, who: &Caller) -> Vec<Value> {
        let found = self.shop.answer(who, "portal.notification.rows", json!({})).await;
        found["rows"].as_array().expect("rows").clone()
    }
}

#[tokio::test]
async fn an_owner_is_told_once_of_all_the_bills_of_a_run() {
    let house = House::open().await;
    let owner = house.owner().await;
    let run = house.run("2026-01-01", "2026-03-01").await;
    assert!(house.told(&owner).await.is_empty(), "nobody is told of drafts");
    house.shop.done(&house.manager, "billing.bill_run.approve", json!({"id": run})).await;
    house.shop.app.settle().await;
    let told = house.told(&owner).await;
    assert_eq!(told.len(), 1, "{told:?}");
    let text = told[0]["text"].as_str().expect("words");
    assert!(text.contains("2 张新账单") && text.contains("465.40"), "{text}");
    let page = house.shop.shown(&owner, "portal.notification.page", json!({})).await;
    assert!(page.contains("href=\"/home/bills\""), "{page}");
    house.published("2026-01-01", "2026-04-01").await;
    assert_eq!(house.told(&owner).await.len(), 2, "the next run is news again");
}

#[tokio::test]
async fn an_owner_sees_which_of_his_bills_are_paid_and_what_he_still_owes() {
    let house = House::open().await;
    let owner = house.owner().await;
    house.published("2026-01-01", "2026-03-01").await;
    let latest = house.bill_of(0).await;
    house.settle("2026-11-21", &[(&latest, 23_270)]).await.expect("settles");
    let own = house.shop.answer(&owner, "portal.bill.rows", json!({})).await;
    assert_eq!((&own["total"], own["rows"].as_array().map(Vec::len)), (&json!(23_270), Some(2)));
    assert_eq!((&own["rows"][0]["paid_state"], &own["rows"][0]["owed"]), (&json!("paid"), &json!(0)));
    assert_eq!(own["rows"][0]["number"], latest["number"]);
    let page = house.shop.shown(&owner, "portal.bill.page", json!({})).await;
    assert!(page.contains("已缴清") && page.contains("前缴纳"), "{page}");
}
