//! 住户: bind by a code, report, follow, agree, rate; and the printed code that needs no account.

mod bind;
mod mass_incident;
mod service;

use kernel::{Error, Result};
use module::{Caller, Proof};
use org::StaffId;
use serde_json::{Value, json};
use testkit::Workshop;

/// 翠湖花园 with building 3: 王女士 owns 3-1-201, 李先生 3-1-202; 林晓 sits at the desk, 赵师傅 goes out.
struct World {
    shop: Workshop,
    rooms: [Value; 2],
    zhao: Value,
}

async fn world() -> World {
    let shop = Workshop::open_at("2026-11-23T01:00:00Z").await;
    let manager = shop.holder(&[shop.here]);
    shop.building(&manager, shop.here).await;
    let rooms = [shop.room(&manager, "3-1-201").await, shop.room(&manager, "3-1-202").await];
    let post = json!({"org_id": shop.here, "name": "维修工", "role": "technician"});
    let post = shop.done(&manager, "org.post.create", post).await["id"].clone();
    let zhao = json!({"unit_id": shop.here, "number": "W01", "name": "赵师傅", "trades": ["water"], "post_id": post});
    let zhao = shop.done(&manager, "org.staff.create", zhao).await["id"].clone();
    World { shop, rooms, zhao }
}

impl World {
    fn agent(&self) -> Caller {
        self.shop.staff(3, "林晓", "agent", &[self.shop.here])
    }
    fn zhao(&self) -> Caller {
        let id: StaffId = serde_json::from_value(self.zhao.clone()).expect("an id");
        self.shop.staff(id.uuid().as_u128(), "赵师傅", "technician", &[self.shop.here])
    }
    async fn caller(&self, proof: Proof) -> Caller {
        self.shop.caller(proof).await
    }
    async fn act(&self, who: &Caller, action: &str, input: Value) -> Result<Value> {
        self.shop.act(who, action, input).await
    }
    async fn done(&self, who: &Caller, action: &str, input: Value) -> Value {
        self.shop.done(who, action, input).await
    }
    async fn try_page(&self, who: &Caller, name: &str, input: Value) -> Result<String> {
        self.shop.page(who, name, input).await.map(|(_, body)| body)
    }
    async fn page(&self, who: &Caller, name: &str, input: Value) -> String {
        self.shop.shown(who, name, input).await
    }
    /// Somebody is registered as owner of a room and given a code.
    async fn invited(&self, room: usize, name: &str, phone: &str) -> String {
        let person = json!({"name": name, "phone": phone, "place_id": self.rooms[room], "role": "owner", "from_on": "2025-03-01"});
        let person = self.done(&self.agent(), "party.person.create", person).await["id"].clone();
        let invited = self.done(&self.agent(), "party.invitation.create", json!({"person_id": person})).await;
        invited["code"].as_str().expect("a code").to_owned()
    }
    async fn bind(&self, code: &str, tail: &str, login: &str) -> Result<Value> {
        let nobody = self.caller(Proof::None).await;
        let input =
            json!({"invitation_code": code, "phone_tail": tail, "login": login, "new_password": "cuihu-3-1-201"});
        self.act(&nobody, "portal.account.bind", input).await
    }
    /// A resident who has bound his account and is signed in.
    async fn resident(&self, room: usize, name: &str, phone: &str, login: &str) -> Caller {
        let code = self.invited(room, name, phone).await;
        let bound = self.bind(&code, &phone[7..], login).await.expect("binds");
        let session = bound["_session"].as_str().expect("a session").to_owned();
        self.caller(Proof::Session(session)).await
    }
}

#[tokio::test]
async fn a_repair_goes_from_the_residents_phone_to_the_technicians_and_back() {
    let world = world().await;
    let (agent, zhao) = (world.agent(), world.zhao());
    let wang = world.resident(0, "王敏", "13800132046", "wangmin").await;
    assert!(world.page(&wang, "portal.report.page", json!({})).await.contains("3栋1单元201"));
    let report = json!({"matter": "repair", "place_id": world.rooms[0], "summary": "厨房水槽漏水", "danger": true,
                        "details": "从昨晚开始", "photos": [world.shop.photo(&wang).await]});
    let case = world.done(&wang, "portal.report.create", report).await["id"].clone();
    let home = world.page(&wang, "portal.home.page", json!({})).await;
    assert!(home.contains("厨房水槽漏水") && home.contains("已收到，正在受理"), "{home}");
    let read = world.shop.ask(&wang, "portal.case.read", json!({"id": case})).await.expect("reads");
    assert_eq!((&read["step"], &read["open"], &read["place"]), (&json!(1), &json!(true), &json!("3栋1单元201")));

    let said = json!({"trade": "water", "urgency": "urgent", "facility_class": "home"});
    world.done(&agent, "desk.case.act", json!({"id": case, "action": "classify", "input": said})).await;
    let to_zhao = json!({"assignee": world.zhao});
    world.done(&agent, "desk.case.act", json!({"id": case, "action": "assign", "input": to_zhao})).await;

    let jobs = world.page(&zhao, "desk.work.page", json!({})).await;
    assert!(jobs.contains("3-1-201 厨房水槽漏水") && jobs.contains("待接单"), "{jobs}");
    let job = world.page(&zhao, "desk.work.view", json!({"id": case})).await;
    assert!(job.contains("138****2046") && !job.contains("13800132046") && !job.contains("tel:"), "{job}");
    assert!(job.contains("/actions/accept\"") && job.contains("王*"), "{job}");
    world.done(&zhao, "desk.work.reveal", json!({"id": case})).await;
    assert!(world.page(&zhao, "desk.work.view", json!({"id": case})).await.contains("tel:13800132046"));
    let photos = json!([world.shop.photo(&zhao).await]);
    let press = |action: &str, input: Value| json!({"id": case, "action": action, "input": input});
    world.done(&zhao, "desk.work.act", press("accept", json!({}))).await;
    world.done(&zhao, "desk.work.act", press("arrive", json!({"photos_before": photos}))).await;
    let quote = json!({"quote": 8_000, "quote_note": "更换下水管", "photos_before": photos});
    world.done(&zhao, "desk.work.act", press("quote", quote)).await;
    let page = world.page(&wang, "portal.case.page", json!({"id": case})).await;
    assert!(page.contains("¥80.00") && page.contains("/actions/agree\"") && page.contains("赵师傅"), "{page}");
    world.done(&wang, "portal.case.act", press("agree", json!({}))).await;
    let unfinished = world.act(&zhao, "desk.work.act", press("complete", json!({"result": "已换"}))).await;
    assert!(matches!(unfinished, Err(Error::Invalid(fields)) if fields[0].field == "input.photos_after"));
    let parts = json!([{"name": "下水管", "quantity": 2, "price": 3_500}]);
    let result = json!({"result": "已换新管", "photos_after": photos, "materials": parts, "amount": 8_000});
    world.done(&zhao, "desk.work.act", press("complete", result)).await;
    assert!(world.page(&zhao, "desk.work.view", json!({"id": case})).await.contains("¥70.00"));

    let page = world.page(&wang, "portal.case.page", json!({"id": case})).await;
    assert!(page.contains("已完工，请您确认") && page.contains("★★★★★"), "{page}");
    let content = press("confirm", json!({"rating": "5", "rating_words": "手艺好"}));
    let done = world.done(&wang, "portal.case.act", content).await;
    assert!(["call_back", "closed"].contains(&done["stage"].as_str().expect("a stage")));
}

#[tokio::test]
async fn somebody_elses_case_does_not_exist_for_a_resident() {
    let world = world().await;
    let wang = world.resident(0, "王敏", "13800132046", "wangmin").await;
    let li = world.resident(1, "李建国", "13900139001", "lijianguo").await;
    let report = json!({"matter": "repair", "place_id": world.rooms[0], "summary": "卧室灯不亮"});
    let case = world.done(&wang, "portal.report.create", report.clone()).await["id"].clone();
    assert!(matches!(world.try_page(&li, "portal.case.page", json!({"id": case})).await, Err(Error::NotFound)));
    let urge = json!({"id": case, "action": "urge"});
    assert!(matches!(world.act(&li, "portal.case.act", urge.clone()).await, Err(Error::NotFound)));
    let remark = json!({"id": case, "text": "也来看看我家"});
    assert!(matches!(world.act(&li, "portal.case.comment", remark).await, Err(Error::NotFound)));
    assert!(!world.page(&li, "portal.case.list", json!({})).await.contains("卧室灯不亮"));
    assert!(matches!(world.shop.ask(&li, "portal.case.read", json!({"id": case})).await, Err(Error::NotFound)));
    let rows = world.shop.ask(&li, "portal.case.rows", json!({})).await.expect("lists");
    assert_eq!(rows["rows"], json!([]));
    let for_another = world.act(&li, "portal.report.create", report).await;
    assert!(matches!(for_another, Err(Error::Invalid(fields)) if fields[0].field == "place_id"));
    assert!(matches!(world.try_page(&li, "desk.work.view", json!({"id": case})).await, Err(Error::Forbidden(_))));
    let staff = world.zhao();
    assert!(matches!(world.try_page(&staff, "portal.case.page", json!({"id": case})).await, Err(Error::NotFound)));
    world.done(&wang, "portal.case.act", urge).await;

    // What he withdrew by mistake he takes back himself, and nobody else does.
    let withdraw = json!({"id": case, "action": "withdraw", "input": {"reason": "mistake"}});
    assert_eq!(world.done(&wang, "portal.case.act", withdraw).await["stage"], "withdrawn");
    assert!(matches!(world.act(&li, "portal.case.undo", json!({"id": case})).await, Err(Error::NotFound)));
    assert!(world.page(&wang, "portal.case.page", json!({"id": case})).await.contains("撤销此步"));
    assert_eq!(world.done(&wang, "portal.case.undo", json!({"id": case})).await["stage"], "registered");
    let page = world.page(&wang, "portal.case.page", json!({"id": case})).await;
    assert!(page.contains("撤销「撤单」") && !page.contains("撤销此步"), "{page}");
}

#[tokio::test]
async fn a_code_binds_once_and_only_with_what_its_owner_knows() {
    let world = world().await;
    let code = world.invited(0, "王敏", "13800132046").await;
    for (typed, tail) in [(code.as_str(), "2047"), ("AAAA-AAAA", "2046"), (code.as_str(), "0132046")] {
        let refused = world.bind(typed, tail, "wangmin").await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{typed} {tail}");
    }
    let weak = json!({"invitation_code": code, "phone_tail": "2046", "login": "wangmin", "new_password": "12345"});
    let nobody = world.caller(Proof::None).await;
    let weak = world.act(&nobody, "portal.account.bind", weak).await;
    assert!(matches!(weak, Err(Error::Invalid(fields)) if fields[0].field == "new_password"));
    world.bind(&code, "2046", "wangmin").await.expect("binds");
    let again = world.bind(&code, "2046", "wangmin2").await;
    assert!(matches!(again, Err(Error::Invalid(fields)) if fields[0].message.key == "portal-bind-wrong"));
}

#[tokio::test]
async fn a_printed_code_takes_a_report_from_anybody_and_the_same_one_once() {
    let world = world().await;
    let nobody = world.caller(Proof::None).await;
    let hall = json!({"org_id": world.shop.here, "kind": "public_area", "segment": "DT", "name": "3栋大堂"});
    let hall = world.done(&world.agent(), "property.place.create", hall).await["id"].clone();
    assert!(world.page(&nobody, "portal.q.page", json!({"code": hall})).await.contains("3栋大堂"));
    let report = |text: &str| json!({"code": hall, "summary": text, "your_phone": "13700137000"});
    let first = world.done(&nobody, "portal.report.scan", report("大堂灯不亮")).await;
    let second = world.done(&nobody, "portal.report.scan", report("大堂灯不亮！")).await;
    assert_eq!(first["number"], second["number"]);
    assert_ne!(first["link"], second["link"]);
    let other = world.done(&nobody, "portal.report.scan", report("门禁刷不开")).await;
    assert_ne!(first["number"], other["number"]);
    world.shop.set_clock("2026-11-23T01:11:00Z");
    let later = world.done(&nobody, "portal.report.scan", report("大堂灯不亮")).await;
    assert_ne!(first["number"], later["number"], "after ten minutes it is a report of its own");
    let page = world.page(&nobody, "portal.q.case", json!({"link": second["link"]})).await;
    assert!(
        page.contains("大堂灯不亮") && page.contains("已收到，正在受理") && !page.contains("13700137000"),
        "{page}"
    );
    for wrong in ["0123456789abcdef0123456789abcdef", "x"] {
        let refused = world.try_page(&nobody, "portal.q.case", json!({"link": wrong})).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    let refused = world.try_page(&nobody, "portal.q.page", json!({"code": "place_1"})).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    assert!(matches!(world.try_page(&nobody, "portal.home.page", json!({})).await, Err(Error::Unauthenticated)));
}
