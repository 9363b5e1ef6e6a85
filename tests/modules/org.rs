//! 组织: the tree of units, the staff and their duties, calendars and holidays.

use kernel::{COMPANY, Error, Instant, OrgId, Result};
use module::Caller;
use org::{Trade, calendar_of, on_duty, pinned_calendar, staff_of};
use process::runtime::Engine;
use serde_json::{Value, json};
use testkit::Workshop;

/// A community, and who may everything in it.
struct World {
    shop: Workshop,
    lake: OrgId,
}

async fn world() -> World {
    let shop = Workshop::open().await;
    World { lake: shop.here, shop }
}

impl World {
    fn system(&self) -> Caller {
        self.shop.holder(&[COMPANY, self.shop.here, self.shop.there])
    }
    async fn act(&self, action: &str, input: Value) -> Result<Value> {
        self.shop.act(&self.system(), action, input).await
    }
    async fn done(&self, action: &str, input: Value) -> Value {
        self.act(action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
    }
    async fn ask(&self, query: &str, input: Value) -> Value {
        let answer = self.shop.ask(&self.system(), query, input).await;
        answer.unwrap_or_else(|e| panic!("{query}: {e}"))
    }
    async fn staff(&self, number: &str, name: &str, trades: &[&str], post: Option<&Value>) -> Value {
        let mut input = json!({"unit_id": self.lake, "number": number, "name": name, "trades": trades});
        if let Some(post) = post {
            input["post_id"] = post.clone();
        }
        self.done("org.staff.create", input).await["id"].clone()
    }
    async fn is_open(&self, key: &str, at: &str) -> bool {
        let mut cx = self.shop.platform.reading(&self.system()).await.unwrap();
        let calendar = calendar_of(&mut cx, self.lake, key).await.unwrap();
        let engine = self.shop.platform.service::<Engine>().unwrap().calendars(self.lake);
        assert_eq!(engine.current(key).map(kernel::Calendar::version), Some(calendar.version()), "the engine knows");
        calendar.is_open(instant(at))
    }
}

fn instant(text: &str) -> Instant {
    format!("{text}:00+08:00").parse().unwrap()
}

#[tokio::test]
async fn the_tree_takes_a_unit_once_and_where_it_belongs() {
    let world = world().await;
    let river = world.shop.there;
    let twice = json!({"parent_id": COMPANY, "kind": "community", "code": "CH", "name": "x"});
    assert!(world.act("org.org.create", twice).await.unwrap_err().to_string().contains("org-code-taken"));
    let below = json!({"parent_id": world.lake, "kind": "community", "code": "CH2", "name": "x"});
    assert!(world.act("org.org.create", below).await.unwrap_err().to_string().contains("org-kind-not-below"));
    world
        .done("org.org.edit", json!({"id": river, "code": "JX", "name": "锦绣江南二期", "profile": "residential"}))
        .await;
    let found = world.ask("org.org.list", json!({"q": "二期"})).await;
    assert_eq!((found["count"].clone(), found["rows"][0]["profile"].clone()), (json!(1), json!("residential")));
    world.done("org.org.end", json!({"id": river})).await;
    let late = json!({"parent_id": river, "kind": "department", "code": "JX-GC", "name": "工程部"});
    assert!(world.act("org.org.create", late).await.unwrap_err().to_string().contains("org-parent-ended"));
    let stranger = world.shop.holder(&[river]);
    let peek = world.shop.platform.ask(&stranger, "org.org.read", json!({"id": world.lake})).await;
    assert!(matches!(peek, Err(Error::NotFound)), "somebody else's unit does not exist");
}

#[tokio::test]
async fn people_fill_posts_and_are_found_by_trade() {
    let world = world().await;
    let post = json!({"org_id": world.lake, "name": "维修工", "role": "technician"});
    let post = world.done("org.post.create", post).await["id"].clone();
    let zhao = world.staff("AH0015", "赵师傅", &["water", "drain"], Some(&post)).await;
    world.staff("AH0016", "陈师傅", &["electric"], Some(&post)).await;
    world.staff("AH0009", "林晓", &[], None).await;
    let names = async |role, trade| {
        let mut cx = world.shop.platform.reading(&world.system()).await.unwrap();
        let found = staff_of(&mut cx, world.lake, role, trade).await.unwrap();
        found.into_iter().map(|s| s.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Some("technician"), None).await, ["赵师傅", "陈师傅"]);
    assert_eq!(names(None, Some(Trade::Drain)).await, ["赵师傅"]);
    assert_eq!(names(Some("agent"), None).await, [""; 0]);
    let listed = world.ask("org.staff.list", json!({"trade": "water"})).await;
    assert_eq!(listed["rows"][0]["trades"], json!(["drain", "water"]));
    let page = world.ask("org.staff.list", json!({"limit": 2, "sort": "name"})).await;
    let rest = world.ask("org.staff.list", json!({"limit": 2, "sort": "name", "after": page["next"]})).await;
    assert_eq!((page["rows"].as_array().unwrap().len(), rest["rows"].as_array().unwrap().len()), (2, 1));
    let filled = world.act("org.post.end", json!({"id": post})).await;
    assert!(filled.unwrap_err().to_string().contains("org-post-filled"));
    world.done("org.staff.end", json!({"id": zhao})).await;
    assert_eq!(names(None, Some(Trade::Drain)).await, [""; 0]);
    let again = json!({"staff_id": zhao, "post_id": post});
    assert!(world.act("org.assignment.create", again).await.unwrap_err().to_string().contains("org-staff-left"));
    let twice = json!({"unit_id": world.lake, "number": "AH0009", "name": "x"});
    assert!(world.act("org.staff.create", twice).await.unwrap_err().to_string().contains("org-number-taken"));
}

#[tokio::test]
async fn the_one_on_duty_for_the_trade_comes_first() {
    let world = world().await;
    let zhao = world.staff("AH0015", "赵师傅", &["water"], None).await;
    let chen = world.staff("AH0016", "陈师傅", &["electric"], None).await;
    let duty = |staff: &Value, trade: Option<&str>, from: &str, to: &str| {
        let mut input =
            json!({"org_id": world.lake, "staff_id": staff, "from_at": instant(from), "to_at": instant(to)});
        if let Some(trade) = trade {
            input["trade"] = trade.into();
        }
        input
    };
    world.done("org.duty.create", duty(&chen, None, "2026-11-20T20:00", "2026-11-27T08:00")).await;
    let zhao = duty(&zhao, Some("water"), "2026-11-21T08:00", "2026-11-22T08:00");
    let zhao = world.done("org.duty.create", zhao).await["id"].clone();
    let names = async |trade, at| {
        let mut cx = world.shop.platform.reading(&world.system()).await.unwrap();
        let found = on_duty(&mut cx, world.lake, trade, instant(at)).await.unwrap();
        found.into_iter().map(|s| s.name).collect::<Vec<_>>()
    };
    assert_eq!(names(Some(Trade::Water), "2026-11-21T12:00").await, ["赵师傅", "陈师傅"]);
    assert_eq!(names(Some(Trade::Electric), "2026-11-21T12:00").await, ["陈师傅"]);
    assert_eq!(names(Some(Trade::Water), "2026-11-22T08:00").await, ["陈师傅"], "the end is not in it");
    world.done("org.duty.end", json!({"id": zhao})).await;
    assert_eq!(names(Some(Trade::Water), "2026-11-21T14:00").await, ["陈师傅"], "ended at two");
    let twice = duty(&chen, None, "2026-11-26T08:00", "2026-11-28T08:00");
    assert!(world.act("org.duty.create", twice).await.unwrap_err().to_string().contains("org-duty-already"));
    let besides = duty(&chen, Some("electric"), "2026-11-26T08:00", "2026-11-28T08:00");
    assert!(world.act("org.duty.create", besides).await.is_ok(), "for a trade besides is something else");
    let back = duty(&chen, None, "2026-11-21T08:00", "2026-11-20T08:00");
    assert!(world.act("org.duty.create", back).await.is_err());
}

#[tokio::test]
async fn a_holiday_of_the_company_closes_every_office_from_then_on() {
    let world = world().await;
    assert!(world.is_open("office", "2026-11-23T10:00").await, "an ordinary Monday");
    let typhoon = json!({"day": "2026-11-23", "name": "台风", "effect": "holiday"});
    world.done("org.holiday.create", typhoon).await;
    assert!(!world.is_open("office", "2026-11-23T10:00").await);
    assert!(world.is_open("desk", "2026-11-23T10:00").await, "the desk keeps no holidays");
    let mut cx = world.shop.platform.reading(&world.system()).await.unwrap();
    let before = pinned_calendar(&mut cx, world.lake, "office", 1).await.unwrap();
    assert!(before.is_open(instant("2026-11-23T10:00")), "who began with the first version keeps it");
    drop(cx);
    world.done("org.holiday.remove", json!({"day": "2026-11-23"})).await;
    assert!(world.is_open("office", "2026-11-23T10:00").await);
}

#[tokio::test]
async fn a_community_works_by_its_own_calendar() {
    let world = world().await;
    let office = |org: OrgId, weekdays: &str| {
        json!({"org_id": org, "key": "office", "name": "办公", "weekdays": weekdays, "saturday": "09:00-12:00",
               "observes_holidays": true})
    };
    world.done("org.calendar.edit", office(world.lake, "08:00-11:00")).await;
    assert!(world.is_open("office", "2026-11-28T10:00").await, "Saturdays now");
    world.done("org.calendar.edit", office(COMPANY, "10:00-18:00")).await;
    assert!(world.is_open("office", "2026-11-23T09:00").await, "the nearest word holds");
    let wrong = world.act("org.calendar.edit", office(world.lake, "8-11")).await;
    assert!(wrong.unwrap_err().to_string().contains("weekdays=org-not-an-interval"));
    let seen = world.ask("org.calendar.list", json!({"org": world.lake})).await;
    assert!(
        seen["calendars"].as_array().unwrap().iter().any(|c| c["key"] == "office" && c["saturday"] == "09:00-12:00")
    );
}
