//! The resident's phone, and what a printed code opens for anybody.
//!
//! Deliberately absent: deciding about cases (the process does), entering people (party), accounts (identity).

mod bind;
mod case;
mod home;
mod report;

use kernel::{PUBLIC, Permission};
use module::{Action, Module, Nav, Page, Permitted, Query, Surface, Words};
use store::{Migration, Migrations};

const MIGRATIONS: Migrations = Migrations {
    owner: "portal",
    files: &[Migration::portable("0001_portal", include_str!("../migrations/0001_portal.sql"))],
};
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const HOME_VIEW: Permission = Permission("portal.home.view");
const CASE_VIEW: Permission = Permission("portal.case.view");
const CASE_EDIT: Permission = Permission("portal.case.edit");
const REPORT_CREATE: Permission = Permission("portal.report.create");
const RESIDENTS: &[&str] = &["resident"];

/// What this module adds to the product.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines(
            [HOME_VIEW, CASE_VIEW, CASE_EDIT, REPORT_CREATE].map(|permission| (permission, RESIDENTS)),
        ),
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: pages(),
        ..Module::new("portal", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let tab =
        |order, label, icon, path, permission| Nav::desk(order, label, icon, path, permission).on(Surface::Resident);
    vec![
        tab(10, "portal-home-page", "home", "/home", HOME_VIEW),
        tab(20, "portal-report-create", "tool", "/home/report", REPORT_CREATE),
        tab(30, "portal-case-list", "list-check", "/home/cases", CASE_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    let case = "/home/cases/{id}";
    let on_phone = |action: Action| action.on(Surface::Resident);
    vec![
        on_phone(
            Action::new("portal.report.create", REPORT_CREATE, "/home/report", report::actions::create)
                .shaped(report::actions::shape)
                .then(case),
        ),
        on_phone(
            Action::new("portal.case.act", CASE_EDIT, "/home/cases/{id}/actions/{action}", case::actions::act)
                .shaped(case::actions::shape)
                .then(case),
        ),
        on_phone(
            Action::new("portal.case.comment", CASE_EDIT, "/home/cases/{id}/comment", case::actions::comment)
                .then(case),
        ),
        on_phone(Action::new("portal.report.scan", PUBLIC, "/q/{code}", report::actions::scan).then("/q/cases/{link}")),
        Action::new("portal.account.bind", PUBLIC, "/bind", bind::actions::bind)
            .prepared::<bind::model::Bind>(bind::actions::prove)
            .then("/home")
            .on(Surface::Plain)
            .secret(),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::one("portal.home.read", HOME_VIEW, "/home", home::queries::read),
        Query::one("portal.case.rows", CASE_VIEW, "/home/cases", case::queries::list),
        Query::one("portal.case.read", CASE_VIEW, "/home/cases/{id}", case::queries::read),
        Query::one("portal.q.read", PUBLIC, "/q/{code}", report::queries::read),
    ]
}

fn pages() -> Vec<Page> {
    let on_phone = |page: Page| page.on(Surface::Resident);
    vec![
        on_phone(Page::new("portal.home.page", HOME_VIEW, "/home", home::pages::page)),
        on_phone(Page::new("portal.report.page", REPORT_CREATE, "/home/report", report::pages::page)),
        on_phone(Page::new("portal.case.list", CASE_VIEW, "/home/cases", case::pages::list)),
        on_phone(Page::new("portal.case.page", CASE_VIEW, "/home/cases/{id}", case::pages::page)),
        on_phone(Page::new("portal.q.page", PUBLIC, "/q/{code}", report::pages::scanned)),
        on_phone(Page::new("portal.q.case", PUBLIC, "/q/cases/{link}", report::pages::followed)),
        Page::new("portal.bind.page", PUBLIC, "/bind", bind::pages::page).on(Surface::Plain),
    ]
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use ::store::{Db, Options, files::Files};
    use kernel::{Actor, ActorKind, COMPANY, Clock, Error, Grant, Instant, OrgId, Result};
    use module::{Caller, Gate, Ids, Parts, Platform, Proof, Registry, Vault};
    use process::runtime::Engine;
    use serde_json::{Value, json};
    use ui::texts::Texts;
    use uuid::Uuid;

    use super::*;

    /// 翠湖花园 with building 3: 王女士 owns 3-1-201, 李先生 3-1-202; 林晓 sits at the desk, 赵师傅 goes out.
    struct World {
        platform: Arc<Platform>,
        gate: Box<dyn Gate>,
        cuihu: OrgId,
        rooms: [Value; 2],
        zhao: Value,
        _folder: tempfile::TempDir,
    }

    fn at(text: &str) -> Instant {
        text.parse().expect("a time")
    }

    async fn platform(folder: &std::path::Path) -> Arc<Platform> {
        let clock = Clock::manual(at("2026-11-23T01:00:00Z"));
        let address = format!("sqlite:{}", folder.join("portal.db").display());
        let db = Db::open(&address, Options { clock: clock.clone(), ..Options::default() }).await.expect("opens");
        let modules = vec![
            org::module(),
            identity::module(),
            property::module(),
            party::module(),
            asset::module(),
            desk::module(),
            module(),
            house(),
        ];
        let mut tables = vec![module::search::MIGRATIONS, process::runtime::MIGRATIONS];
        tables.extend(modules[..7].iter().map(|m| m.migrations));
        db.migrate(&tables).await.expect("migrates");
        let (zh, en) = process::runtime::WORDS;
        let mut words: Vec<_> = modules.iter().map(|m| (m.name, m.words.zh, m.words.en)).collect();
        words.push(("process", zh, en));
        let texts = Arc::new(Texts::new(&words).expect("no contradiction"));
        assert_eq!(texts.check(), Vec::<String>::new());
        let (ids, now) = (Ids::seeded(11), clock.now());
        let engine = Engine::start(&db, COMPANY, module::HOME_ZONE, &desk::PROCESSES, now).await.expect("starts");
        let parts = Parts {
            db,
            registry: Registry::new(modules),
            texts,
            clock,
            vault: Vault::new([9; 32], ids.clone()),
            ids,
            files: Files::open(folder.join("files")).expect("opens"),
        };
        Arc::new(Platform::new(parts).with(engine).with(identity::Hashing::least()))
    }

    /// The units everything else stands in; made here, because only an action may.
    async fn found(cx: &mut module::Context, _: home::model::Nothing) -> Result<OrgId> {
        org::found_company(cx, COMPANY, "和悦物业", "HY").await?;
        org::found_community(cx, COMPANY, "翠湖花园", "CH").await
    }

    fn house() -> Module {
        let founding = Action::new("house.company.found", PUBLIC, "/house", found);
        Module { actions: vec![founding], ..Module::new("house", MIGRATIONS, Words { zh: "", en: "" }) }
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let platform = platform(folder.path()).await;
        let cuihu = OrgId::from_uuid(Uuid::nil());
        let gate = Box::new(identity::gate());
        let rooms = [Value::Null, Value::Null];
        let mut world = World { platform, gate, cuihu, rooms, zhao: Value::Null, _folder: folder };
        let founder = world.staff(1, "创办人", "director");
        let made = world.done(&founder, "house.company.found", json!({})).await;
        world.cuihu = serde_json::from_value(made.clone()).expect("an id");
        let manager = world.staff(2, "经理", "manager");
        let mut cx = world.platform.reading(&manager).await.expect("reads");
        let office = org::calendar_of(&mut cx, world.cuihu, "office").await.expect("ships");
        drop(cx);
        world.platform.service::<Engine>().expect("runs").publish_calendar(None, office);
        let building = json!({"org_id": made, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
                              "lines": [{"line": "01"}, {"line": "02"}], "state": "vacant"});
        world.done(&manager, "property.building.create", building).await;
        for (n, code) in ["3-1-201", "3-1-202"].into_iter().enumerate() {
            let found = world.platform.ask(&manager, "property.place.list", json!({"q": code, "kind": "room"})).await;
            world.rooms[n] = found.expect("lists")["rows"][0]["id"].clone();
        }
        let post = json!({"org_id": made, "name": "维修工", "role": "technician"});
        let post = world.done(&manager, "org.post.create", post).await["id"].clone();
        let zhao = json!({"unit_id": made, "number": "W01", "name": "赵师傅", "trades": ["water"], "post_id": post});
        world.zhao = world.done(&manager, "org.staff.create", zhao).await["id"].clone();
        world
    }

    impl World {
        fn staff(&self, id: u128, name: &str, role: &str) -> Caller {
            self.somebody(Uuid::from_u128(id), name, role)
        }
        fn somebody(&self, id: Uuid, name: &str, role: &str) -> Caller {
            let all = Arc::new(BTreeSet::from(["*".to_owned()]));
            let grants = vec![Grant {
                role: role.into(),
                orgs: Arc::new(BTreeSet::from([self.cuihu, COMPANY])),
                permissions: all,
            }];
            let (name, from) = (name.to_owned(), "test".to_owned());
            Caller::new(Actor { kind: ActorKind::Staff, id, name, from, home: COMPANY, grants, session: None })
        }
        fn agent(&self) -> Caller {
            self.staff(3, "林晓", "agent")
        }
        fn zhao(&self) -> Caller {
            let id: org::StaffId = serde_json::from_value(self.zhao.clone()).expect("an id");
            self.somebody(id.uuid(), "赵师傅", "technician")
        }
        async fn caller(&self, proof: Proof) -> Caller {
            Caller::new(self.gate.actor(&self.platform, proof, "203.0.113.9").await.expect("knows"))
        }
        async fn act(&self, who: &Caller, action: &str, input: Value) -> Result<Value> {
            self.platform.act(who, action, input).await
        }
        async fn done(&self, who: &Caller, action: &str, input: Value) -> Value {
            self.act(who, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
        }
        async fn try_page(&self, who: &Caller, name: &str, input: Value) -> Result<String> {
            let page = self.platform.registry.pages().find(|p| p.name == name).expect("a page");
            self.platform.show(who, page, input).await.map(|view| view.body.into_string())
        }
        async fn page(&self, who: &Caller, name: &str, input: Value) -> String {
            self.try_page(who, name, input).await.unwrap_or_else(|e| panic!("{name}: {e}"))
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
                            "details": "从昨晚开始", "photos": [format!("file_{:032x}", 1)]});
        let case = world.done(&wang, "portal.report.create", report).await["id"].clone();
        let home = world.page(&wang, "portal.home.page", json!({})).await;
        assert!(home.contains("厨房水槽漏水") && home.contains("已收到，正在受理"), "{home}");
        let read = world.platform.ask(&wang, "portal.case.read", json!({"id": case})).await.expect("reads");
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
        let photos = json!([format!("file_{:032x}", 2)]);
        let press = |action: &str, input: Value| json!({"id": case, "action": action, "input": input});
        world.done(&zhao, "desk.work.act", press("accept", json!({}))).await;
        world.done(&zhao, "desk.work.act", press("arrive", json!({"photos_before": photos}))).await;
        let quote = json!({"quote": 8_000, "quote_note": "更换下水管"});
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
        assert!(matches!(world.platform.ask(&li, "portal.case.read", json!({"id": case})).await, Err(Error::NotFound)));
        let rows = world.platform.ask(&li, "portal.case.rows", json!({})).await.expect("lists");
        assert_eq!(rows["rows"], json!([]));
        let for_another = world.act(&li, "portal.report.create", report).await;
        assert!(matches!(for_another, Err(Error::Invalid(fields)) if fields[0].field == "place_id"));
        assert!(matches!(world.try_page(&li, "desk.work.view", json!({"id": case})).await, Err(Error::Forbidden(_))));
        let staff = world.zhao();
        assert!(matches!(world.try_page(&staff, "portal.case.page", json!({"id": case})).await, Err(Error::NotFound)));
        world.done(&wang, "portal.case.act", urge).await;
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
        let hall = json!({"org_id": world.cuihu, "kind": "public_area", "segment": "DT", "name": "3栋大堂"});
        let hall = world.done(&world.agent(), "property.place.create", hall).await["id"].clone();
        assert!(world.page(&nobody, "portal.q.page", json!({"code": hall})).await.contains("3栋大堂"));
        let report = |text: &str| json!({"code": hall, "summary": text, "your_phone": "13700137000"});
        let first = world.done(&nobody, "portal.report.scan", report("大堂灯不亮")).await;
        let second = world.done(&nobody, "portal.report.scan", report("大堂灯不亮！")).await;
        assert_eq!(first["number"], second["number"]);
        assert_ne!(first["link"], second["link"]);
        let other = world.done(&nobody, "portal.report.scan", report("门禁刷不开")).await;
        assert_ne!(first["number"], other["number"]);
        world.platform.clock.set(at("2026-11-23T01:11:00Z"));
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
}
