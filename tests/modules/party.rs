//! 客户: persons and their roles on rooms over time, vehicles, invitations, erasure, and the workbooks of other systems.

use std::collections::BTreeSet;

use kernel::{COMPANY, Error};
use module::Caller;
use party::{bind, ends_with};
use serde_json::{Value, json};
use testkit::{Workshop, outcomes, refused};

/// The register of one community.
async fn here() -> (Workshop, Caller) {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here]);
    (shop, who)
}

/// Room 3-1-101 of a new building.
async fn room(shop: &Workshop, who: &Caller) -> Value {
    shop.building(who, shop.here).await;
    shop.room(who, "3-1-101").await
}

async fn audited(shop: &Workshop, action: &str) -> i64 {
    let mut tx = shop.platform.db.as_owner().read(&kernel::Scope::default()).await.expect("reads");
    tx.fetch_value("SELECT count(*) FROM audit WHERE action = $1", store::args![action]).await.expect("counts")
}

/// What became of each row a workbook brings, in a word.
async fn taken(shop: &Workshop, who: &Caller, register: &str, rows: Value, dry: bool) -> Vec<String> {
    outcomes(&shop.take(who, register, rows, dry).await)
}

#[tokio::test]
async fn an_owner_is_registered_at_his_room_and_found_masked() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let new = json!({"name": "张小明", "phone": "138 0013 2046", "identity_number": "11010519491231002X",
                     "place_id": room, "role": "owner"});
    let id = shop.done(&who, "party.person.create", new).await["id"].clone();
    let view = shop.answer(&who, "party.person.view", json!({"id": id})).await;
    assert_eq!(view["name"], "张**");
    assert_eq!(view["phone"], "138****2046");
    assert_eq!(view["identity_number"], "1101**********002X");
    assert_eq!(view["born_on"], "1949-12-31");
    assert_eq!(view["occupancies"][0]["place"], "3-1-101");
    for q in ["张小明", "小明", "zxm", "2046", "13800132046", "+86 13800132046"] {
        let found = shop.answer(&who, "party.person.list", json!({"q": q})).await;
        if q.starts_with('+') {
            continue;
        }
        assert_eq!(found["count"], 1, "{q}");
        assert_eq!(found["rows"][0]["places"], "3-1-101 业主", "{q}");
    }
    assert_eq!(shop.answer(&who, "party.person.list", json!({"q": "2047"})).await["count"], 0);
    let roles = shop.answer(&who, "party.person.list", json!({"role": "tenant"})).await;
    assert_eq!(roles["count"], 0);
}

#[tokio::test]
async fn what_is_personal_stands_nowhere_in_the_clear() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let new = json!({"name": "张小明", "phone": "13800132046", "email": "zhang@example.com", "place_id": room, "role": "owner"});
    let id = shop.done(&who, "party.person.create", new).await["id"].clone();
    shop.done(&who, "party.invitation.create", json!({"person_id": id})).await;
    let mut cx = shop.platform.reading(&who).await.expect("reads");
    for (table, column) in
        [("audit", "after"), ("search_entries", "title"), ("search_terms", "term"), ("outbox", "payload")]
    {
        let texts: Vec<Option<String>> = match (table, column) {
            ("audit", _) => cx.tx().fetch_values("SELECT after FROM audit", vec![]).await,
            ("search_entries", _) => cx.tx().fetch_values("SELECT title FROM search_entries", vec![]).await,
            ("outbox", _) => cx.tx().fetch_values("SELECT payload FROM outbox", vec![]).await,
            _ => cx.tx().fetch_values("SELECT term FROM search_terms", vec![]).await,
        }
        .expect("reads");
        for text in texts.into_iter().flatten() {
            assert!(!text.contains("13800132046") && !text.contains("zhang@"), "{table}: {text}");
            assert!(table == "search_terms" || !text.contains("张小明"), "{table}: {text}");
        }
    }
}

#[tokio::test]
async fn each_look_at_a_number_is_written_down() {
    let (shop, who) = here().await;
    let new = json!({"name": "张小明", "phone": "13800132046", "community": shop.here});
    let id = shop.done(&who, "party.person.create", new).await["id"].clone();
    for _ in 0..2 {
        let seen = shop.done(&who, "party.person.reveal", json!({"id": id, "personal": "phone"})).await;
        assert_eq!(seen["value"], "13800132046");
    }
    assert_eq!(audited(&shop, "party.person.reveal").await, 2);
    let page = async || shop.shown(&who, "party.person.page", json!({"id": id})).await;
    assert!(page().await.contains("13800132046"), "shown to him who asked");
    shop.set_clock("2026-11-21T06:06:00Z");
    assert!(!page().await.contains("13800132046"), "and only for a while");
}

#[tokio::test]
async fn a_person_of_another_community_does_not_exist() {
    let shop = Workshop::open().await;
    let (here, there) = (shop.holder(&[shop.here]), shop.holder(&[shop.there]));
    let new = json!({"name": "张小明", "phone": "13800132046", "identity_number": "11010519491231002X", "community": shop.here});
    let id = shop.done(&here, "party.person.create", new.clone()).await["id"].clone();
    for (query, input) in [("party.person.view", json!({"id": id}))] {
        assert!(matches!(shop.ask(&there, query, input).await, Err(Error::NotFound)), "{query}");
    }
    for (action, input) in [
        ("party.person.edit", json!({"id": id, "note": "x"})),
        ("party.person.reveal", json!({"id": id, "personal": "phone"})),
        ("party.consent.create", json!({"person_id": id, "purpose": "photo", "given": true})),
        ("party.hint.create", json!({"person_id": id, "text": "x1"})),
    ] {
        assert!(matches!(shop.act(&there, action, input).await, Err(Error::NotFound)), "{action}");
    }
    for q in ["2046", "张小明"] {
        assert_eq!(shop.answer(&there, "party.person.list", json!({"q": q})).await["count"], 0);
    }
    // The same man buys a home there too: one person, known in both.
    let again = json!({"name": "张小明", "identity_number": "11010519491231002X", "community": shop.there});
    let known = shop.done(&there, "party.person.create", again).await;
    assert_eq!((&known["id"], &known["known"]), (&id, &json!(true)));
    assert_eq!(shop.answer(&there, "party.person.list", json!({"q": "2046"})).await["count"], 1);
    let other = json!({"name": "李四", "identity_number": "11010519491231002X", "community": shop.there});
    assert_eq!(refused(shop.act(&there, "party.person.create", other).await), "party-identity-taken");
}

#[tokio::test]
async fn a_change_of_owner_keeps_the_history() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let old = json!({"name": "张小明", "place_id": room, "role": "owner", "from_on": "2020-01-01"});
    let old = shop.done(&who, "party.person.create", old).await["id"].clone();
    let new = json!({"name": "李雷", "community": shop.here, "phone": "13800140001"});
    let new = shop.done(&who, "party.person.create", new).await["id"].clone();
    let second = json!({"person_id": new, "place_id": room, "role": "owner"});
    assert_eq!(refused(shop.act(&who, "party.occupancy.create", second).await), "party-owner-already");
    let deal = json!({"place_id": room, "person_id": new, "from_on": "2026-11-01", "lives_here": true});
    assert_eq!(shop.done(&who, "party.owner.transfer", deal).await["ended"], 1);
    let was = shop.answer(&who, "party.person.view", json!({"id": old})).await;
    assert_eq!(was["occupancies"][0]["to_on"], "2026-10-31");
    assert_eq!(was["occupancies"][0]["standing"], "ended");
    let household = shop.answer(&who, "party.household.view", json!({"id": room})).await;
    assert_eq!(household["people"].as_array().map(Vec::len), Some(1));
    assert_eq!((&household["payer"], &household["people"][0]["phone"]), (&new, &json!("138****0001")));
    let place = shop.answer(&who, "property.place.view", json!({"id": room})).await;
    assert_eq!(place["state"], "owner_occupied");
}

#[tokio::test]
async fn a_lease_that_runs_out_is_in_the_register() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let tenant = json!({"name": "王静", "place_id": room, "role": "tenant", "from_on": "2026-01-01"});
    shop.done(&who, "party.person.create", tenant).await;
    let place = shop.answer(&who, "property.place.view", json!({"id": room})).await;
    assert_eq!(place["state"], "let");
    let all = shop.answer(&who, "party.occupancy.list", json!({"role": "tenant"})).await;
    let lease = all["rows"][0]["id"].clone();
    shop.done(&who, "party.occupancy.edit", json!({"id": lease, "to_on": "2026-12-10"})).await;
    let expiring = json!({"standing": "expiring", "sort": "to_on"});
    assert_eq!(shop.answer(&who, "party.occupancy.list", expiring).await["rows"][0]["id"], lease);
    shop.done(&who, "party.occupancy.end", json!({"id": lease, "to_on": "2026-11-20"})).await;
    let ended = shop.answer(&who, "party.occupancy.list", json!({"standing": "ended", "q": "3-1-101"})).await;
    assert_eq!(ended["count"], 1);
    let place = shop.answer(&who, "property.place.view", json!({"id": room})).await;
    assert_eq!(place["state"], "vacant");
}

#[tokio::test]
async fn who_moves_in_is_there_once_and_who_moves_out_stays_as_history() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let person = json!({"name": "周行", "phone": "13900000000", "community": shop.here});
    let person = shop.done(&who, "party.person.create", person).await["id"].clone();
    let said = |more: Value| {
        let mut said = json!({"person_id": person, "place_id": room, "role": "tenant"});
        said.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        said
    };
    let none = shop.act(&who, "party.occupancy.dismiss", said(json!({}))).await;
    assert!(matches!(none, Err(Error::Broken(_))), "who is not there does not leave");
    let first = shop.done(&who, "party.occupancy.admit", said(json!({"to_on": "2027-06-30"}))).await;
    let again = shop.done(&who, "party.occupancy.admit", said(json!({}))).await;
    assert_eq!(first["id"], again["id"], "he is there already");
    let longer = shop.done(&who, "party.occupancy.admit", said(json!({"to_on": "2028-06-30"}))).await;
    assert_eq!(first["id"], longer["id"]);
    let view = shop.answer(&who, "party.person.view", json!({"id": person})).await;
    assert_eq!(view["occupancies"].as_array().map(Vec::len), Some(1));
    assert_eq!(view["occupancies"][0]["to_on"], "2028-06-30", "the lease was prolonged");
    assert_eq!(shop.answer(&who, "property.place.view", json!({"id": room})).await["state"], "let");
    shop.done(&who, "party.occupancy.dismiss", said(json!({}))).await;
    let view = shop.answer(&who, "party.person.view", json!({"id": person})).await;
    assert_ne!(view["occupancies"][0]["to_on"], "2028-06-30", "it ends today and stays as history");
}

#[tokio::test]
async fn a_vehicle_is_found_by_the_tail_of_its_plate() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let owner = json!({"name": "张小明", "place_id": room, "role": "owner"});
    let owner = shop.done(&who, "party.person.create", owner).await["id"].clone();
    let car = json!({"person_id": owner, "plate": "临a·8k3d5", "colour": "白色"});
    let id = shop.done(&who, "party.vehicle.create", car.clone()).await["id"].clone();
    assert_eq!(refused(shop.act(&who, "party.vehicle.create", car).await), "party-plate-taken");
    for q in ["临A8K3D5", "8k3d5", "A·8K3D5".replace('·', "").as_str()] {
        assert_eq!(shop.answer(&who, "party.vehicle.list", json!({"q": q})).await["rows"][0]["id"], id, "{q}");
    }
    let household = shop.answer(&who, "party.household.view", json!({"id": room})).await;
    assert_eq!(household["vehicles"][0]["plate"], "临A8K3D5");
    shop.done(&who, "party.vehicle.end", json!({"id": id})).await;
    assert_eq!(shop.answer(&who, "party.vehicle.list", json!({"q": "8k3d5"})).await["count"], 0);
    assert_eq!(refused(shop.act(&who, "party.vehicle.end", json!({"id": id})).await), "party-vehicle-ended");
}

#[tokio::test]
async fn an_erased_person_cannot_be_read_or_found_again() {
    let shop = Workshop::open().await;
    let (manager, company) = (shop.holder(&[shop.here]), shop.holder(&[COMPANY, shop.here]));
    let new = json!({"name": "张小明", "phone": "13800132046", "community": shop.here});
    let id = shop.done(&manager, "party.person.create", new).await["id"].clone();
    let erase = json!({"id": id, "reason": "本人要求", "confirmed": true});
    assert!(matches!(shop.act(&manager, "party.person.erase", erase.clone()).await, Err(Error::NotFound)));
    let unsure = json!({"id": id, "reason": "本人要求", "confirmed": false});
    assert_eq!(refused(shop.act(&company, "party.person.erase", unsure).await), "party-erase-unconfirmed");
    shop.done(&company, "party.person.erase", erase).await;
    let gone = shop.answer(&manager, "party.person.view", json!({"id": id})).await;
    assert_eq!((&gone["state"], &gone["name"], &gone["phone"]), (&json!("erased"), &json!("*"), &Value::Null));
    for q in ["张小明", "2046"] {
        assert_eq!(shop.answer(&manager, "party.person.list", json!({"q": q})).await["count"], 0, "{q}");
    }
    let look = shop.act(&manager, "party.person.reveal", json!({"id": id, "personal": "phone"})).await;
    assert_eq!(refused(look), "party-person-is-erased");
}

#[tokio::test]
async fn an_invitation_binds_once() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let owner = json!({"name": "张小明", "place_id": room, "role": "owner", "phone": "13800132046"});
    let owner = shop.done(&who, "party.person.create", owner).await["id"].clone();
    let invite = || shop.done(&who, "party.invitation.create", json!({"person_id": owner}));
    let (void, good) = (invite().await, invite().await);
    let shown = shop.answer(&who, "party.invitation.view", json!({"id": good["id"]})).await;
    assert_eq!((&shown["code"], &shown["place"]), (&good["code"], &json!("3-1-101")));
    for (code, tail, works) in [
        (&void["code"], "2046", false),
        (&json!("AAAA-AAAA"), "2046", false),
        (&good["code"], "2047", false),
        (&good["code"], "", false),
        (&good["code"], "2046", true),
        (&good["code"], "2046", false),
    ] {
        let bound = bind_with(&shop, &who, code.as_str().expect("a code"), tail).await;
        assert_eq!(bound.is_ok(), works, "{code} {tail} {bound:?}");
    }
    for _ in 0..3 {
        invite().await;
    }
    let sixth = shop.act(&who, "party.invitation.create", json!({"person_id": owner})).await;
    assert_eq!(refused(sixth), "party-invitations-too-many");
}

/// Uses a code the way the module that owns the resident's pages does.
async fn bind_with(shop: &Workshop, who: &Caller, code: &str, tail: &str) -> kernel::Result<Value> {
    #[derive(serde::Deserialize)]
    struct Code {
        code: String,
        tail: String,
    }
    async fn use_code(cx: &mut module::Context, input: Code) -> kernel::Result<()> {
        let bound = bind(cx, &input.code).await?;
        if ends_with(cx, bound.person_id, &input.tail).await? { Ok(()) } else { Err(Error::NotFound) }
    }
    let job = module::Job::new("party.invitation.bind", use_code);
    shop.platform.run_job(who, &job, json!({"code": code, "tail": tail})).await
}

#[tokio::test]
async fn a_change_based_on_an_old_version_is_a_conflict() {
    let (shop, who) = here().await;
    let new = json!({"name": "张小明", "phone": "13800132046", "email": "z@example.com", "community": shop.here});
    let id = shop.done(&who, "party.person.create", new).await["id"].clone();
    shop.done(&who, "party.person.edit", json!({"id": id, "version": 1, "phone": "13800139999", "clear": ["email"]}))
        .await;
    let stale = shop.act(&who, "party.person.edit", json!({"id": id, "version": 1, "name": "张大明"})).await;
    assert!(matches!(stale, Err(Error::Conflict)));
    let now = shop.answer(&who, "party.person.view", json!({"id": id})).await;
    assert_eq!((&now["phone"], &now["email"]), (&json!("138****9999"), &Value::Null));
    assert_eq!(shop.answer(&who, "party.person.list", json!({"q": "2046"})).await["count"], 0);
    assert_eq!(shop.answer(&who, "party.person.list", json!({"q": "9999"})).await["count"], 1);
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_in_the_order_of_sounds() {
    let shop = Workshop::open().await;
    let who = shop.holder(&[shop.here, shop.there]);
    for (n, name) in ["张小明", "曾国强", "单田芳", "李雷", "白云", "王静", "李雷"].iter().enumerate()
    {
        let org = if n % 2 == 0 { shop.here } else { shop.there };
        shop.done(&who, "party.person.create", json!({"name": name, "community": org})).await;
    }
    for (sort, first) in [("name", "白*"), ("-name", "张**"), ("since_at", "张**")] {
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = shop.answer(&who, "party.person.list", json!({"sort": sort, "limit": 3, "after": after})).await;
            assert_eq!(page["count"], 7);
            seen.extend(page["rows"].as_array().expect("rows").iter().cloned());
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        let ids: BTreeSet<String> = seen.iter().map(|row| row["id"].to_string()).collect();
        assert_eq!((seen.len(), ids.len()), (7, 7), "{sort}");
        if sort != "since_at" {
            assert_eq!(seen[0]["name"], first, "{sort}");
        }
    }
}

#[tokio::test]
async fn a_register_of_another_system_is_taken_once_however_often_it_is_read() {
    let (shop, who) = here().await;
    let room = room(&shop, &who).await;
    let owners = json!([
        {"external_no": "1", "name": "王五", "gender": "male", "phone": "13800130001", "identity_number": "11010119900307002X"},
        {"external_no": "2", "name": "张三"},
        {"external_no": "3", "name": "李四", "identity_number": "110101199003070021"},
        {"external_no": "4", "name": "赵六", "identity_number": "11010119900307002X"},
    ]);
    let first = ["created", "created", "party-identity-wrong", "party-identity-taken"];
    assert_eq!(taken(&shop, &who, "owner", owners.clone(), true).await, first, "checked only");
    assert_eq!(shop.answer(&who, "party.person.list", json!({})).await["count"], 0);
    assert_eq!(taken(&shop, &who, "owner", owners.clone(), false).await, first);
    let again = ["unchanged", "unchanged", "party-identity-wrong", "party-identity-taken"];
    assert_eq!(taken(&shop, &who, "owner", owners, false).await, again);
    let richer = json!([{"external_no": "2", "name": "张三", "phone": "13800130003"}]);
    assert_eq!(taken(&shop, &who, "owner", richer, false).await, ["updated"]);
    // The sheet of rooms names the owners; the sheet of parking spaces names the cars.
    let sheet = json!([
        {"building": "3栋", "unit": "1单元", "number": "301室", "owner": "2", "floor": "3"},
        {"building": "3", "unit": "1", "number": "302", "floor": "3"},
    ]);
    assert_eq!(taken(&shop, &who, "room", sheet.clone(), false).await, ["created", "created"]);
    assert_eq!(taken(&shop, &who, "occupancy", sheet, false).await, ["created", "unchanged"]);
    let rooms = json!([
        {"building": "3", "unit": "1", "number": "101", "owner": "1", "floor": "1"},
        {"building": "3", "unit": "1", "number": "102", "floor": "1"},
        {"room": "3栋1单元201", "owner": "2", "role": "tenant", "from_on": "2026-01-01"},
        {"room": "3-1-999", "owner": "2"},
        {"room": "3-1-202", "owner": "99"},
    ]);
    let first = ["created", "unchanged", "created", "party-import-no-room", "party-import-no-owner"];
    assert_eq!(taken(&shop, &who, "occupancy", rooms.clone(), false).await, first);
    assert_eq!(taken(&shop, &who, "occupancy", rooms, false).await[..3], ["unchanged", "unchanged", "unchanged"]);
    let other = json!([{"room": "3-1-101", "owner": "2"}]);
    assert_eq!(taken(&shop, &who, "occupancy", other, true).await, ["party-owner-already"]);
    let cars = json!([
        {"number": "C0001", "owner": "1", "plate": "临A8K3D5", "kind": "car", "colour": "白色"},
        {"number": "C0002"},
        {"number": "C0003", "owner": "2", "plate": "临A8K3D5"},
    ]);
    let first = ["created", "unchanged", "party-plate-taken"];
    assert_eq!(taken(&shop, &who, "vehicle", cars.clone(), false).await, first);
    assert_eq!(taken(&shop, &who, "vehicle", cars, false).await[0], "unchanged");
    let household = shop.answer(&who, "party.household.view", json!({"id": room})).await;
    assert_eq!(household["people"][0]["name"], "王*");
    assert_eq!(household["vehicles"][0]["plate"], "临A8K3D5");
    for (q, places) in [
        ("13800130001", "3-1-101 业主"),
        ("0003", "3-1-201 租户 · 3-1-301 业主"),
        ("zhangsan", "3-1-201 租户 · 3-1-301 业主"),
    ] {
        let found = shop.answer(&who, "party.person.list", json!({"q": q})).await;
        assert_eq!(found["rows"][0]["places"], places, "{q}");
    }
    let mut cx = shop.platform.reading(&who).await.expect("reads");
    let hits = module::search::find(&mut cx, "wangwu", Some("person")).await.expect("finds");
    assert_eq!((hits[0].title.as_str(), hits[0].subtitle.as_str()), ("王*", "3-1-101 业主"));
}
