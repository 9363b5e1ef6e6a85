//! Cases from the call to the call-back: the desk, dispatch, time limits, follow-ups and what people are told.
//!
//! The case engine (`crates/process`) decides and keeps; this module brings people and places to it and shows what it keeps.
//! Deliberately absent: any rule of repair or complaint – those are data in `processes/`.

mod board;
mod case;
mod chart;
mod dispatch;
mod event;
mod field;
mod follow_up;
mod intake;
mod notification;

use kernel::{Permission, SIGNED_IN};
use module::{Action, Counter, List, Listener, Module, Nav, Page, Permitted, Query, Words};

pub use case::{
    actions::{act, comment, open_case},
    model::{
        ActOnCase, CaseFilter, CaseLine, CaseRecord, Category, Channel, ClockLine, CommentCase, Mark, OpenCase, Step,
        ThisCase, Timing,
    },
    queries::{BusyRooms, cases_of_place, list as cases, record as case_record},
};
pub use notification::queries::unread as unread_notifications;

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "desk",
    files: &[::store::Migration::portable("0001_desk", include_str!("../migrations/0001_desk.sql"))],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The processes this module brings along.
pub const PROCESSES: [&str; 2] =
    [include_str!("../processes/repair.toml"), include_str!("../processes/complaint.toml")];

/// Looking at cases.
pub const VIEW: Permission = Permission("desk.case.view");
/// Opening one.
pub const CREATE: Permission = Permission("desk.case.create");
/// Doing what its process lets one do.
pub const ACT: Permission = Permission("desk.case.act");
/// Giving cases to people.
pub const DISPATCH: Permission = Permission("desk.dispatch.view");
/// Watching the time limits of all.
pub const BOARD: Permission = Permission("desk.board.view");
/// Calling after the work.
pub const FOLLOW_UP: Permission = Permission("desk.follow_up.view");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: [permissions(), field::permissions()].concat(),
        nav: [nav(), field::nav()].concat(),
        counters: counters().into_iter().chain(field::counters()).collect(),
        actions: actions().into_iter().chain(field::actions()).collect(),
        queries: queries().into_iter().chain(field::queries()).collect(),
        pages: pages().into_iter().chain(field::pages()).collect(),
        listeners: vec![
            Listener::new(process::runtime::NOTICES, "desk.notification.tell", notification::events::told),
            Listener::new(process::runtime::SPAWN, "desk.case.spawn", case::actions::spawned),
            Listener::new(process::runtime::ENDED, "desk.case.end", process::runtime::master_ended),
        ],
        processes: PROCESSES.to_vec(),
        ..Module::new("desk", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([
        (
            VIEW,
            &[
                "agent",
                "steward",
                "technician",
                "engineer",
                "guard",
                "guard_lead",
                "cleaner",
                "gardener",
                "env_lead",
                "supervisor",
                "manager",
                "quality",
                "director",
            ],
        ),
        (
            CREATE,
            &[
                "agent",
                "steward",
                "technician",
                "engineer",
                "guard",
                "guard_lead",
                "cleaner",
                "gardener",
                "env_lead",
                "supervisor",
                "manager",
                "quality",
            ],
        ),
        (
            ACT,
            &[
                "agent",
                "steward",
                "technician",
                "engineer",
                "guard",
                "guard_lead",
                "cleaner",
                "gardener",
                "env_lead",
                "supervisor",
                "manager",
                "quality",
                "director",
                "resident",
            ],
        ),
        (DISPATCH, &["agent", "steward", "engineer", "supervisor", "manager"]),
        (BOARD, &["agent", "steward", "engineer", "supervisor", "manager", "quality", "director"]),
        (FOLLOW_UP, &["agent", "supervisor", "quality", "manager"]),
    ])
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(10, "desk-desk", "headset", "/desk", VIEW),
        Nav::desk(20, "desk-case-list", "clipboard-list", "/desk/cases", VIEW),
        Nav::desk(30, "desk-dispatch", "arrows-exchange", "/desk/dispatch", DISPATCH),
        Nav::desk(40, "desk-board", "layout-board", "/desk/board", BOARD),
        Nav::desk(50, "desk-follow-ups", "phone-call", "/desk/follow_ups", FOLLOW_UP),
        Nav::desk(60, "desk-notification-list", "bell", "/desk/notifications", SIGNED_IN),
        Nav::desk(700, "desk-processes", "git-branch", "/desk/processes", VIEW).under("nav-section-management"),
    ]
}

fn counters() -> Vec<Counter> {
    vec![
        Counter::new(BOARD, case::queries::waiting),
        Counter::new(FOLLOW_UP, follow_up::queries::waiting),
        Counter::new(SIGNED_IN, notification::queries::waiting),
    ]
}

fn actions() -> Vec<Action> {
    use case::{actions, pages::forms};
    let case = "/desk/cases/{id}";
    vec![
        Action::new("desk.case.open", CREATE, "/desk/processes/{process}/cases", actions::open)
            .then(case)
            .shaped(forms::of_opening),
        Action::new("desk.case.act", ACT, "/desk/cases/{id}/act/{action}", actions::act)
            .then(case)
            .shaped(forms::of_action),
        Action::new("desk.case.edit", ACT, "/desk/cases/{id}/edit", actions::edit).then(case).shaped(forms::of_edit),
        Action::new("desk.case.record", ACT, "/desk/cases/{id}/record/{item}", actions::record)
            .then(case)
            .shaped(forms::of_item),
        Action::new("desk.case.comment", ACT, "/desk/cases/{id}/comment", actions::comment).then(case),
        Action::new("desk.case.attach", ACT, "/desk/cases/{id}/attach", actions::attach).then(case),
        Action::new("desk.case.watch", ACT, "/desk/cases/{id}/watch", actions::watch).then(case),
        Action::new("desk.notification.read", SIGNED_IN, "/desk/notifications/read", notification::actions::read)
            .then("/desk/notifications"),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("desk.case.list", VIEW, "/desk/cases", case::queries::list).with(case::pages::list::list()),
        Query::one("desk.case.view", ACT, "/desk/cases/{id}", case::queries::record),
        Query::list("desk.notification.list", SIGNED_IN, "/desk/notifications", notification::queries::list)
            .with(List { link: Some("/desk/cases/{case_id}"), noun: Some("notification"), ..List::default() }),
        Query::one("desk.dispatch.view", DISPATCH, "/desk/dispatch", dispatch::queries::board),
        Query::one("desk.board.view", BOARD, "/desk/board", board::queries::board),
        Query::one("desk.desk.view", VIEW, "/desk", intake::queries::desk),
        Query::one("desk.process.list", VIEW, "/desk/processes", chart::queries::list),
        Query::one("desk.process.view", VIEW, "/desk/processes/{process}", chart::queries::view),
        Query::one("desk.follow_up.list", FOLLOW_UP, "/desk/follow_ups", follow_up::queries::list),
    ]
}

fn pages() -> Vec<Page> {
    vec![
        Page::new("desk.desk.page", VIEW, "/desk", intake::pages::page),
        Page::new("desk.dispatch.page", DISPATCH, "/desk/dispatch", dispatch::pages::page),
        Page::new("desk.board.page", BOARD, "/desk/board", board::pages::page),
        Page::new("desk.follow_up.page", FOLLOW_UP, "/desk/follow_ups", follow_up::pages::page),
        Page::new("desk.process.page", VIEW, "/desk/processes", chart::pages::index),
        Page::new("desk.process.chart", VIEW, "/desk/processes/{process}", chart::pages::page),
        Page::new("desk.case.record_page", VIEW, "/desk/cases/{id}", case::pages::record::page),
        Page::new("desk.notification.page", SIGNED_IN, "/desk/notifications", notification::pages::page),
    ]
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use kernel::{Actor, ActorKind, COMPANY, Clock, Error, Grant, Id, Instant, OrgId};
    use module::{Caller, Ids, Parts, Platform, Registry, Vault};
    use process::runtime::Engine;
    use serde_json::{Value, json};
    use store::{Db, Options};
    use ui::texts::Texts;
    use uuid::Uuid;

    use super::*;

    /// A company with the community 翠湖花园, building 3, and a technician on duty, on a Monday morning.
    struct World {
        platform: Arc<Platform>,
        cuihu: OrgId,
        room: Value,
        zhao: Value,
        _folder: tempfile::TempDir,
    }

    fn at(text: &str) -> Instant {
        text.parse().expect("a time")
    }

    fn somebody(id: Uuid, name: &str, kind: ActorKind, role: &str, org: OrgId) -> Caller {
        let all = Arc::new(BTreeSet::from(["*".to_owned()]));
        let held = Grant { role: role.into(), orgs: Arc::new(BTreeSet::from([org])), permissions: all };
        let member =
            Grant { role: "member".into(), orgs: Arc::new(BTreeSet::from([COMPANY])), permissions: Arc::default() };
        Caller::new(Actor {
            kind,
            id,
            name: name.into(),
            from: "test".into(),
            home: COMPANY,
            grants: vec![held, member],
            session: None,
        })
    }

    async fn platform(folder: &std::path::Path) -> Arc<Platform> {
        let clock = Clock::manual(at("2026-11-23T01:00:00Z"));
        let address = format!("sqlite:{}", folder.join("desk.db").display());
        let db = Db::open(&address, Options { clock: clock.clone(), ..Options::default() }).await.expect("opens");
        let modules = vec![org::module(), property::module(), party::module(), asset::module(), module(), house()];
        let mut tables = vec![module::search::MIGRATIONS, process::runtime::MIGRATIONS];
        tables.extend(modules[..5].iter().map(|m| m.migrations));
        db.migrate(&tables).await.expect("migrates");
        let (zh, en) = process::runtime::WORDS;
        let mut words: Vec<_> = modules.iter().map(|m| (m.name, m.words.zh, m.words.en)).collect();
        words.push(("process", zh, en));
        let texts = Arc::new(Texts::new(&words).expect("no contradiction"));
        assert_eq!(texts.check(), Vec::<String>::new());
        let ids = Ids::seeded(11);
        let now = clock.now();
        let engine = Engine::start(&db, COMPANY, module::HOME_ZONE, &PROCESSES, now).await.expect("starts");
        let parts = Parts {
            db,
            registry: Registry::new(modules),
            texts,
            clock,
            vault: Vault::new([9; 32], ids.clone()),
            ids,
            files: ::store::files::Files::open(folder.join("files")).expect("opens"),
        };
        Arc::new(Platform::new(parts).with(engine))
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let platform = platform(folder.path()).await;
        let founder = somebody(Uuid::from_u128(1), "创办人", ActorKind::Staff, "director", COMPANY);
        let made = platform.act(&founder, "house.company.found", json!({})).await.expect("founds");
        let made: OrgId = serde_json::from_value(made).expect("an id");
        let mut world = World { platform, cuihu: made, room: Value::Null, zhao: Value::Null, _folder: folder };
        let manager = world.staff(2, "经理", "manager");
        let mut cx = world.platform.reading(&manager).await.expect("reads");
        let office = org::calendar_of(&mut cx, made, "office").await.expect("ships");
        drop(cx);
        world.platform.service::<Engine>().expect("runs").publish_calendar(None, office);
        let building = json!({"org_id": made, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
                              "lines": [{"line": "01"}, {"line": "02"}], "state": "vacant"});
        world.done(&manager, "property.building.create", building).await;
        let rooms = world.answer(&manager, "property.place.list", json!({"q": "3-1-201", "kind": "room"})).await;
        world.room = rooms["rows"][0]["id"].clone();
        let post = json!({"org_id": made, "name": "维修工", "role": "technician"});
        let post = world.done(&manager, "org.post.create", post).await["id"].clone();
        let zhao = json!({"unit_id": made, "number": "W01", "name": "赵师傅", "trades": ["water"], "post_id": post});
        world.zhao = world.done(&manager, "org.staff.create", zhao).await["id"].clone();
        let duty = json!({"org_id": made, "staff_id": world.zhao, "from_at": "2026-11-23T00:00:00Z", "to_at": "2026-11-24T00:00:00Z"});
        world.done(&manager, "org.duty.create", duty).await;
        world
    }

    /// The units everything else stands in; made here, because only an action may.
    async fn found(cx: &mut module::Context, _: board::model::Everything) -> kernel::Result<OrgId> {
        org::found_company(cx, COMPANY, "和悦物业", "HY").await?;
        org::found_community(cx, COMPANY, "翠湖花园", "CH").await
    }

    async fn found_another(cx: &mut module::Context, _: board::model::Everything) -> kernel::Result<OrgId> {
        org::found_community(cx, COMPANY, "锦绣里", "JX").await
    }

    fn house() -> Module {
        let founding = Action::new("house.company.found", kernel::PUBLIC, "/house", found);
        let another = Action::new("house.company.found_another", kernel::PUBLIC, "/another", found_another);
        Module { actions: vec![founding, another], ..Module::new("house", MIGRATIONS, Words { zh: "", en: "" }) }
    }

    impl World {
        fn staff(&self, id: u128, name: &str, role: &str) -> Caller {
            somebody(Uuid::from_u128(id), name, ActorKind::Staff, role, self.cuihu)
        }
        fn agent(&self) -> Caller {
            self.staff(3, "林晓", "agent")
        }
        fn zhao(&self) -> Caller {
            let id: org::StaffId = serde_json::from_value(self.zhao.clone()).expect("an id");
            somebody(id.uuid(), "赵师傅", ActorKind::Staff, "technician", self.cuihu)
        }
        fn later(&self, text: &str) {
            self.platform.clock.set(at(text));
        }
        async fn act(&self, who: &Caller, action: &str, input: Value) -> kernel::Result<Value> {
            self.platform.act(who, action, input).await
        }
        async fn done(&self, who: &Caller, action: &str, input: Value) -> Value {
            self.act(who, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
        }
        async fn answer(&self, who: &Caller, query: &str, input: Value) -> Value {
            self.platform.ask(who, query, input).await.unwrap_or_else(|e| panic!("{query}: {e}"))
        }
        async fn leak(&self) -> Value {
            let input = json!({"process": "repair", "place_id": self.room, "contact_name": "张三", "contact_phone": "13800132046",
                               "input": {"summary": "厨房水槽漏水", "trade": "water", "urgency": "normal", "facility_class": "home"}});
            self.done(&self.agent(), "desk.case.open", input).await["id"].clone()
        }
        async fn does(&self, who: &Caller, case: &Value, action: &str, input: Value) -> kernel::Result<Value> {
            self.act(who, "desk.case.act", json!({"id": case, "action": action, "input": input})).await
        }
        async fn shown(&self, who: &Caller, case: &Value) -> Value {
            self.answer(who, "desk.case.view", json!({"id": case})).await
        }
        async fn page(&self, who: &Caller, name: &str, input: Value) -> String {
            let page = self.platform.registry.pages().find(|p| p.name == name).expect("a page");
            let view = self.platform.show(who, page, input).await.unwrap_or_else(|e| panic!("{name}: {e}"));
            view.body.into_string()
        }
    }

    #[tokio::test]
    async fn a_repair_goes_from_the_call_to_the_call_back() {
        let world = world().await;
        let (agent, zhao) = (world.agent(), world.zhao());
        let case = world.leak().await;
        let shown = world.shown(&agent, &case).await;
        assert_eq!(shown["place"], "3-1-201");
        assert_eq!(shown["requester"], "张*");
        assert_eq!(shown["clock"]["id"], "response");
        world.later("2026-11-23T01:09:00Z");
        world.does(&agent, &case, "rotate", json!({})).await.expect("the technician on duty gets it");
        assert_eq!(world.shown(&agent, &case).await["assignee"], "赵师傅");
        for (action, input) in [
            ("accept", json!({})),
            ("arrive", json!({})),
            ("start", json!({})),
            ("complete", json!({"result": "更换角阀", "photos_after": [format!("file_{:032x}", 1)]})),
        ] {
            world.does(&zhao, &case, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"));
        }
        let refused = world.does(&zhao, &case, "confirm", json!({})).await;
        assert!(matches!(refused, Err(Error::Broken(_))), "whoever did the work does not confirm it");
        world.does(&agent, &case, "confirm", json!({"rating": 5})).await.expect("confirms");
        world.does(&agent, &case, "call", json!({"outcome": "satisfied"})).await.expect("calls");
        let shown = world.shown(&agent, &case).await;
        assert_eq!((&shown["category"], &shown["stage"]), (&json!("done"), &json!("closed")));
        let said: Vec<&str> =
            shown["timeline"].as_array().expect("steps").iter().filter_map(|s| s["text"].as_str()).collect();
        assert_eq!(said, ["回访", "确认完成", "完工", "开工", "到场", "接单", "值班轮派", "电话登记"]);
        assert_eq!(shown["timeline"][2]["photos"].as_array().map(Vec::len), Some(1));
    }

    #[tokio::test]
    async fn what_is_wrong_is_said_at_its_field_and_a_stranger_sees_nothing() {
        let world = world().await;
        let (agent, case) = (world.agent(), world.leak().await);
        let missing = world.does(&agent, &case, "respond", json!({})).await;
        assert!(matches!(missing, Err(Error::Invalid(f)) if f[0].field == "input.plan"));
        let nobody = world.does(&agent, &case, "assign", json!({"assignee": format!("staff_{:032x}", 9)})).await;
        assert!(matches!(nobody, Err(Error::Invalid(f)) if f[0].field == "input.assignee"));
        let old = json!({"id": case, "action": "urge", "version": 9});
        assert!(matches!(world.act(&agent, "desk.case.act", old).await, Err(Error::Conflict)));
        let elsewhere =
            somebody(Uuid::from_u128(9), "别家客服", ActorKind::Staff, "agent", Id::from_uuid(Uuid::from_u128(102)));
        assert!(matches!(world.does(&elsewhere, &case, "urge", json!({})).await, Err(Error::NotFound)));
        let neighbour = somebody(Uuid::from_u128(8), "邻居", ActorKind::Resident, "resident", world.cuihu);
        assert!(matches!(world.does(&neighbour, &case, "urge", json!({})).await, Err(Error::NotFound)));
        let unknown = json!({"process": "repair", "input": {}});
        assert!(matches!(world.act(&agent, "desk.case.open", unknown).await, Err(Error::Invalid(_))));
    }

    #[tokio::test]
    async fn the_list_is_narrowed_and_the_pages_speak() {
        let world = world().await;
        let (agent, case) = (world.agent(), world.leak().await);
        let found = world.answer(&agent, "desk.case.list", json!({"q": "3-1-201"})).await;
        assert_eq!((&found["count"], &found["rows"][0]["id"]), (&json!(1), &case));
        let late = world.answer(&agent, "desk.case.list", json!({"timing": "late"})).await;
        assert_eq!(late["count"], 0);
        world.later("2026-11-23T05:00:00Z");
        process::runtime::wake_all_due(&world.platform).await.expect("wakes");
        let late = world.answer(&agent, "desk.case.list", json!({"timing": "late", "sort": "due_at"})).await;
        assert_eq!((&late["count"], &late["rows"][0]["timing"]), (&json!(1), &json!("late")));
        let list = world.page(&agent, "desk.case.page", json!({"open": true})).await;
        assert!(list.contains("厨房水槽漏水") && list.contains("超时"), "{list}");
        let record = world.page(&agent, "desk.case.record_page", json!({"id": case})).await;
        assert!(record.contains("值班轮派") && record.contains("响应时限已过"), "{record}");
        for (name, input) in [
            ("desk.desk.page", json!({"place": world.room})),
            ("desk.desk.page", json!({"q": "3-1-201"})),
            ("desk.desk.page", json!({"q": "没有这个人"})),
            ("desk.dispatch.page", json!({})),
            ("desk.board.page", json!({})),
            ("desk.follow_up.page", json!({})),
            ("desk.follow_up.page", json!({"sample": true})),
            ("desk.process.page", json!({})),
            ("desk.process.chart", json!({"process": "repair"})),
            ("desk.process.chart", json!({"process": "complaint"})),
            ("desk.notification.page", json!({})),
            ("desk.case.page", json!({"process": "repair", "timing": "late"})),
            ("desk.case.record_page", json!({"id": case})),
        ] {
            for lang in [kernel::Lang::Zh, kernel::Lang::En] {
                let reader = Caller { lang, ..agent.clone() };
                let body = world.page(&reader, name, input.clone()).await;
                for key in [">desk-", ">field-", ">choice-", ">ui-", ">hint-"] {
                    let found = body.find(key).map(|at| body[at..].chars().take(40).collect::<String>());
                    assert_eq!(found, None, "{name}: a text is missing");
                }
            }
        }
    }

    #[tokio::test]
    async fn a_list_over_two_communities_is_paged_without_gap_or_double() {
        let world = world().await;
        let founder = somebody(Uuid::from_u128(1), "创办人", ActorKind::Staff, "director", COMPANY);
        let other = world.done(&founder, "house.company.found_another", json!({})).await;
        let other: OrgId = serde_json::from_value(other).expect("an id");
        let mut both = (*world.agent().actor).clone();
        both.grants[0].orgs = Arc::new(BTreeSet::from([world.cuihu, other]));
        let both = Caller::new(both);
        for minute in 0..7 {
            world.later(&format!("2026-11-23T01:0{minute}:00Z"));
            let org = if minute % 3 == 0 { world.cuihu } else { other };
            let lamp = json!({"process": "repair", "org_id": org, "input": {"summary": "路灯不亮"}});
            world.done(&both, "desk.case.open", lamp).await;
        }
        for (sort, first) in [("-opened_at", "2026-11-23T01:06:00Z"), ("opened_at", "2026-11-23T01:00:00Z")] {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let mut ask = json!({"limit": 2, "sort": sort});
                if !after.is_null() {
                    ask["after"] = after;
                }
                let page = world.answer(&both, "desk.case.list", ask).await;
                seen.extend(page["rows"].as_array().expect("rows").iter().map(|r| r["opened_at"].to_string()));
                after = page["next"].clone();
                if after.is_null() {
                    break;
                }
            }
            assert_eq!((seen.len(), seen[0].trim_matches('"')), (7, first));
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 7);
        }
    }

    #[tokio::test]
    async fn the_desk_finds_the_household_and_registers_beside_it() {
        let world = world().await;
        let agent = world.agent();
        let case = world.leak().await;
        let desk = world.page(&agent, "desk.desk.page", json!({"q": "3-1-201"})).await;
        assert!(
            desk.contains("/desk/processes/repair/cases") && desk.contains("厨房水槽漏水"),
            "one place needs no second click"
        );
        assert!(desk.contains("name=\"input.trade\"") && desk.contains("name=\"input.urgency\""), "{desk}");
        let found = world.answer(&agent, "desk.desk.view", json!({"q": "厨房水槽漏水"})).await;
        assert_eq!(found["found"][0]["path"], format!("/desk/cases/{}", case.as_str().expect("an id")));
        assert_eq!(found["figures"]["open"], 1);
    }

    #[tokio::test]
    async fn work_is_given_to_whoever_is_on_duty_and_seen_on_the_boards() {
        let world = world().await;
        let agent = world.agent();
        let case = world.leak().await;
        let board = world.answer(&agent, "desk.dispatch.view", json!({})).await;
        assert_eq!((&board["unassigned"][0]["id"], &board["hands"][0]["name"]), (&case, &json!("赵师傅")));
        let shape = world.platform.action("desk.case.act").expect("an action");
        let shape = world.platform.shape(&agent, shape, json!({"id": case, "action": "assign"})).await.expect("a form");
        let shape = shape.expect("its own");
        assert!(shape.known["input.assignee"].options[0].1.contains("赵师傅 · 值班"));
        world.does(&agent, &case, "assign", json!({"assignee": world.zhao})).await.expect("assigns");
        let board = world.answer(&agent, "desk.board.view", json!({})).await;
        assert_eq!((&board["by_person"][0]["name"], &board["by_person"][0]["open"]), (&json!("赵师傅"), &json!(1)));
        assert_eq!(board["by_building"][0]["name"], "3栋");
        let chart = world.answer(&agent, "desk.process.view", json!({"process": "repair"})).await;
        let assigned = chart["stages"].as_array().expect("stages").iter().find(|s| s["stage"] == "assigned");
        assert_eq!(assigned.expect("there")["count"], 1);
    }

    #[tokio::test]
    async fn a_notice_becomes_one_line_for_each_however_often_it_is_heard() {
        let world = world().await;
        let (agent, zhao) = (world.agent(), world.zhao());
        let case = world.leak().await;
        world.does(&agent, &case, "assign", json!({"assignee": world.zhao})).await.expect("assigns");
        let mut cx = world.platform.reading(&agent).await.expect("reads");
        let topic = process::runtime::NOTICES;
        let told: Vec<String> = cx
            .tx()
            .fetch_values("SELECT payload FROM outbox WHERE topic = $1 ORDER BY at, id", store::args![topic])
            .await
            .expect("told");
        drop(cx);
        let listener = world.platform.registry.listener("desk.notification.tell").expect("listens");
        for payload in told.iter().chain(&told) {
            let payload = serde_json::from_str(payload).expect("json");
            world.platform.hear(&agent, listener, payload).await.expect("hears");
        }
        let lines = world.answer(&zhao, "desk.notification.list", json!({})).await;
        assert_eq!(lines["count"], 1);
        assert_eq!(lines["rows"][0]["text"], "您有新的维修单，请接单");
        world.done(&zhao, "desk.notification.read", json!({})).await;
        assert_eq!(world.answer(&zhao, "desk.notification.list", json!({"unread": true})).await["count"], 0);
    }

    #[tokio::test]
    async fn duplicates_are_merged_and_end_together() {
        let world = world().await;
        let agent = world.agent();
        let (master, double) = (world.leak().await, world.leak().await);
        let merge = world.platform.action("desk.case.act").expect("an action");
        let shape =
            world.platform.shape(&agent, merge, json!({"id": double, "action": "merge"})).await.expect("a form");
        let offered = &shape.expect("its own").known["input.master"].options;
        assert_eq!(offered.iter().map(|o| o.0.clone()).collect::<Vec<_>>(), [master.as_str().expect("an id")]);
        world.does(&agent, &double, "merge", json!({"master": master})).await.expect("merges");
        let shown = world.shown(&agent, &master).await;
        assert_eq!((&shown["related"][0]["case"]["id"], &shown["related"][0]["link"]), (&double, &json!("并入的报事")));
    }

    #[tokio::test]
    async fn an_unsatisfied_customer_brings_the_work_back() {
        let world = world().await;
        let (agent, zhao) = (world.agent(), world.zhao());
        let case = world.leak().await;
        world.does(&agent, &case, "rotate", json!({})).await.expect("rotates");
        for (action, input) in [
            ("accept", json!({})),
            ("arrive", json!({})),
            ("start", json!({})),
            ("complete", json!({"result": "更换角阀", "photos_after": [format!("file_{:032x}", 1)]})),
        ] {
            world.does(&zhao, &case, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"));
        }
        world.does(&agent, &case, "confirm", json!({})).await.expect("confirms");
        let queue = world.answer(&agent, "desk.follow_up.list", json!({})).await;
        assert_eq!(queue["rows"][0]["case"]["id"], case);
        let bench = world.page(&agent, "desk.follow_up.page", json!({})).await;
        assert!(bench.contains("input.outcome") && bench.contains("您报修的问题"), "{bench}");
        world
            .does(&agent, &case, "call", json!({"outcome": "unsatisfied", "call_note": "仍在滴水"}))
            .await
            .expect("calls");
        let shown = world.shown(&agent, &case).await;
        assert_eq!((&shown["stage"], &shown["reworks"]), (&json!("assigned"), &json!(1)));
    }
}
