//! The organisation tree, its people at work, their duties and working calendars.
//!
//! Exports what others stand on: the tree ([`tree()`], [`below`]), staff ([`staff_of`], [`staff_names`], [`on_duty`]) and
//! calendars ([`calendar_of`]).

mod calendar;
mod duty;
mod model;
mod staff;
mod tree;

use kernel::{Permission, form::Kind};
use module::{Action, Bulk, Column, List, Module, Nav, Page, Permitted, Query, Words};
use store::{Migration, Migrations};

pub use calendar::{
    model::EditCalendar,
    queries::{calendar_of, calendars, pinned_calendar},
};
pub use duty::{model::AddDuty, queries::on_duty};
pub use model::{AssignmentId, DutyId, Post, PostId, Role, Staff, StaffId, Trade};
pub use staff::{
    model::{AddAssignment, AddPost, AddStaff, StaffDone, StaffName},
    queries::{staff_names, staff_of},
};
pub use tree::{
    actions::{TOPIC, found_community, found_company},
    model::{AddOrg, OrgKind, OrgRow, OrgState, Profile},
    queries::{tree, unit},
    rules::{above, below},
    store::{company, everything},
};

/// The event of a member of staff leaving; its payload names him: `{"id": "staff_…"}`.
pub const STAFF_LEFT: &str = "org.staff.left";

const MIGRATIONS: Migrations =
    Migrations { owner: "org", files: &[Migration::portable("0001_org", include_str!("../migrations/0001_org.sql"))] };
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const ORG_VIEW: Permission = Permission("org.org.view");
const ORG_CREATE: Permission = Permission("org.org.create");
const ORG_EDIT: Permission = Permission("org.org.edit");
const ORG_END: Permission = Permission("org.org.end");
const STAFF_VIEW: Permission = Permission("org.staff.view");
const STAFF_CREATE: Permission = Permission("org.staff.create");
const STAFF_EDIT: Permission = Permission("org.staff.edit");
const STAFF_END: Permission = Permission("org.staff.end");
const STAFF_REVEAL: Permission = Permission("org.staff.reveal");
const POST_VIEW: Permission = Permission("org.post.view");
const POST_CREATE: Permission = Permission("org.post.create");
const POST_EDIT: Permission = Permission("org.post.edit");
const POST_END: Permission = Permission("org.post.end");
const ASSIGNMENT_VIEW: Permission = Permission("org.assignment.view");
const ASSIGNMENT_CREATE: Permission = Permission("org.assignment.create");
const ASSIGNMENT_END: Permission = Permission("org.assignment.end");
const DUTY_VIEW: Permission = Permission("org.duty.view");
const DUTY_CREATE: Permission = Permission("org.duty.create");
const DUTY_END: Permission = Permission("org.duty.end");
const CALENDAR_VIEW: Permission = Permission("org.calendar.view");
const CALENDAR_EDIT: Permission = Permission("org.calendar.edit");
const HOLIDAY_VIEW: Permission = Permission("org.holiday.view");
const HOLIDAY_CREATE: Permission = Permission("org.holiday.create");
const HOLIDAY_REMOVE: Permission = Permission("org.holiday.remove");

/// Everybody who works for the company.
const AT_WORK: &[&str] = &[
    "agent",
    "steward",
    "technician",
    "engineer",
    "guard",
    "guard_lead",
    "cleaner",
    "gardener",
    "env_lead",
    "cashier",
    "accountant",
    "supervisor",
    "manager",
    "quality",
    "hr",
    "buyer",
    "storekeeper",
    "director",
];
/// Those who lead others and those who answer for them.
const LEADS: &[&str] =
    &["agent", "steward", "engineer", "guard_lead", "env_lead", "supervisor", "manager", "quality", "hr", "director"];

/// What this module adds to the product.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        actions: actions(),
        queries: queries(),
        pages: pages(),
        ..Module::new("org", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([
        (ORG_VIEW, AT_WORK),
        (ORG_CREATE, &["director"]),
        (ORG_EDIT, &["director", "manager"]),
        (ORG_END, &["director"]),
        (STAFF_VIEW, LEADS),
        (STAFF_CREATE, &["hr", "manager"]),
        (STAFF_EDIT, &["hr", "manager"]),
        (STAFF_END, &["hr", "manager"]),
        (STAFF_REVEAL, LEADS),
        (POST_VIEW, LEADS),
        (POST_CREATE, &["hr", "manager"]),
        (POST_EDIT, &["hr", "manager"]),
        (POST_END, &["hr", "manager"]),
        (ASSIGNMENT_VIEW, LEADS),
        (ASSIGNMENT_CREATE, &["hr", "manager"]),
        (ASSIGNMENT_END, &["hr", "manager"]),
        (DUTY_VIEW, AT_WORK),
        (DUTY_CREATE, &["engineer", "supervisor", "manager"]),
        (DUTY_END, &["engineer", "supervisor", "manager"]),
        (CALENDAR_VIEW, AT_WORK),
        (CALENDAR_EDIT, &["manager", "director"]),
        (HOLIDAY_VIEW, &["hr", "director"]),
        (HOLIDAY_CREATE, &["hr", "director"]),
        (HOLIDAY_REMOVE, &["hr", "director"]),
    ])
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(800, "org-org-list", "sitemap", "/org/orgs", ORG_VIEW).under("nav-section-org"),
        Nav::desk(810, "org-staff-list", "id-badge-2", "/org/staff", STAFF_VIEW).under("nav-section-org"),
        Nav::desk(820, "org-post-list", "briefcase", "/org/posts", POST_VIEW).under("nav-section-org"),
        Nav::desk(830, "org-duty-list", "clock", "/org/duties", DUTY_VIEW).under("nav-section-org"),
        Nav::desk(840, "org-calendar-list", "calendar", "/org/calendars", CALENDAR_VIEW).under("nav-section-org"),
        Nav::desk(850, "org-holiday-list", "calendar-event", "/org/holidays", HOLIDAY_VIEW).under("nav-section-org"),
    ]
}

fn actions() -> Vec<Action> {
    vec![
        Action::new("org.org.create", ORG_CREATE, "/org/orgs", tree::actions::create).then("/org/orgs/{id}"),
        Action::new("org.org.edit", ORG_EDIT, "/org/orgs/{id}/edit", tree::actions::edit).then("/org/orgs/{id}"),
        Action::new("org.org.end", ORG_END, "/org/orgs/{id}/end", tree::actions::end).then("/org/orgs/{id}"),
        Action::new("org.staff.create", STAFF_CREATE, "/org/staff", staff::actions::create).then("/org/staff/{id}"),
        Action::new("org.staff.edit", STAFF_EDIT, "/org/staff/{id}/edit", staff::actions::edit).then("/org/staff/{id}"),
        Action::new("org.staff.end", STAFF_END, "/org/staff/{id}/end", staff::actions::end).then("/org/staff/{id}"),
        Action::new("org.staff.reveal", STAFF_REVEAL, "/org/staff/{id}/reveal", staff::actions::reveal).secret(),
        Action::new("org.post.create", POST_CREATE, "/org/posts", staff::actions::create_post).then("/org/posts/{id}"),
        Action::new("org.post.edit", POST_EDIT, "/org/posts/{id}/edit", staff::actions::edit_post)
            .then("/org/posts/{id}"),
        Action::new("org.post.end", POST_END, "/org/posts/{id}/end", staff::actions::end_post).then("/org/posts/{id}"),
        Action::new("org.assignment.create", ASSIGNMENT_CREATE, "/org/assignments", staff::actions::assign)
            .then("/org/staff/{staff_id}"),
        Action::new("org.assignment.end", ASSIGNMENT_END, "/org/assignments/{id}/end", staff::actions::end_assignment)
            .then("/org/staff/{staff_id}"),
        Action::new("org.duty.create", DUTY_CREATE, "/org/duties", duty::actions::create).then("/org/duties"),
        Action::new("org.duty.end", DUTY_END, "/org/duties/{id}/end", duty::actions::end).then("/org/duties"),
        Action::new("org.calendar.edit", CALENDAR_EDIT, "/org/calendars", calendar::actions::edit)
            .then("/org/calendars"),
        Action::new("org.holiday.create", HOLIDAY_CREATE, "/org/holidays", calendar::actions::create_holiday)
            .then("/org/holidays"),
        Action::new("org.holiday.remove", HOLIDAY_REMOVE, "/org/holidays/remove", calendar::actions::remove_holiday)
            .then("/org/holidays"),
    ]
}

fn queries() -> Vec<Query> {
    let choice = |name: &'static str| Column::new(name, Kind::Choice { choices: Vec::new() });
    let instant = |name: &'static str| Column::new(name, Kind::Instant);
    let date = |name: &'static str| Column::new(name, Kind::Date);
    vec![
        Query::list("org.org.list", ORG_VIEW, "/org/orgs", tree::queries::list).with(List {
            columns: vec![
                Column::text("name").sortable(),
                Column::text("code").sortable(),
                choice("kind"),
                choice("state"),
            ],
            link: Some("/org/orgs/{id}"),
            noun: Some("org"),
            ..List::default()
        }),
        Query::one("org.org.read", ORG_VIEW, "/org/orgs/{id}", tree::queries::one),
        Query::list("org.staff.list", STAFF_VIEW, "/org/staff", staff::queries::list).with(List {
            columns: vec![
                Column::text("name").sortable(),
                Column::text("number").sortable(),
                Column::text("unit"),
                choice("trades"),
                Column::text("phone"),
                choice("state"),
                instant("created_at").optional(),
            ],
            link: Some("/org/staff/{id}"),
            noun: Some("staff"),
            offers: &["org.staff.create"],
            page: true,
            ..List::default()
        }),
        Query::one("org.staff.read", STAFF_VIEW, "/org/staff/{id}", staff::queries::one),
        Query::list("org.post.list", POST_VIEW, "/org/posts", staff::queries::posts).with(List {
            columns: vec![Column::text("name").sortable(), choice("role"), Column::text("duties"), choice("state")],
            link: Some("/org/posts/{id}"),
            noun: Some("post"),
            offers: &["org.post.create"],
            page: true,
            ..List::default()
        }),
        Query::list("org.assignment.list", ASSIGNMENT_VIEW, "/org/assignments", staff::queries::assignments).with(
            List {
                columns: vec![Column::text("staff"), Column::text("post"), date("from_on").sortable(), date("to_on")],
                link: Some("/org/staff/{staff_id}"),
                noun: Some("assignment"),
                offers: &["org.assignment.create"],
                page: true,
                ..List::default()
            },
        ),
        Query::list("org.duty.list", DUTY_VIEW, "/org/duties", duty::queries::list).with(List {
            columns: vec![Column::text("staff"), choice("trade"), instant("from_at").sortable(), instant("to_at")],
            noun: Some("duty"),
            offers: &["org.duty.create"],
            bulk: vec![Bulk::of("org.duty.end")],
            page: true,
            ..List::default()
        }),
        Query::one("org.calendar.list", CALENDAR_VIEW, "/org/calendars", calendar::queries::list),
        Query::one("org.holiday.list", HOLIDAY_VIEW, "/org/holidays", calendar::queries::holidays),
    ]
}

fn pages() -> Vec<Page> {
    vec![
        Page::new("org.org.tree", ORG_VIEW, "/org/orgs", tree::pages::tree),
        Page::new("org.org.page", ORG_VIEW, "/org/orgs/{id}", tree::pages::page),
        Page::new("org.staff.page", STAFF_VIEW, "/org/staff/{id}", staff::pages::page),
        Page::new("org.post.page", POST_VIEW, "/org/posts/{id}", staff::pages::post),
        Page::new("org.calendar.page", CALENDAR_VIEW, "/org/calendars", calendar::pages::page),
        Page::new("org.holiday.page", HOLIDAY_VIEW, "/org/holidays", calendar::pages::holidays),
    ]
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use ::module::{Caller, HOME_ZONE, Ids, Parts, Platform, Registry, Vault};
    use ::store::{Db, Options, files::Files};
    use kernel::{Actor, COMPANY, Clock, Error, Instant, OrgId, Result};
    use process::runtime::Engine;
    use serde_json::{Value, json};
    use ui::texts::Texts;

    use super::*;

    /// A company with one community, on a database of its own, on a Saturday in November.
    struct World {
        platform: Arc<Platform>,
        units: BTreeSet<OrgId>,
        lake: OrgId,
        _folder: tempfile::TempDir,
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-21T06:00:00Z".parse().unwrap());
        let address = format!("sqlite:{}", folder.path().join("org.db").display());
        let db = Db::open(&address, Options { clock: clock.clone(), ..Options::default() }).await.unwrap();
        let tables = [::module::search::MIGRATIONS, process::runtime::MIGRATIONS, MIGRATIONS];
        db.migrate(&tables).await.unwrap();
        // The set-up belongs to a module above: here the company is simply founded.
        let mut founding = Module::new("founding", MIGRATIONS, WORDS);
        founding.actions.push(Action::new("founding.company.create", ORG_CREATE, "/founding", found));
        let texts = Arc::new(Texts::new(&[("org", WORDS.zh, WORDS.en)]).unwrap());
        assert_eq!(texts.check(), Vec::<String>::new());
        let ids = Ids::seeded(7);
        let engine = Engine::start(&db, COMPANY, HOME_ZONE, &[], clock.now()).await.unwrap();
        let parts = Parts {
            db,
            registry: Registry::new(vec![module(), founding]),
            texts,
            clock,
            vault: Vault::new([9; 32], ids.clone()),
            ids,
            files: Files::open(folder.path().join("files")).unwrap(),
        };
        let platform = Arc::new(Platform::new(parts).with(engine));
        let mut world = World { platform, units: BTreeSet::from([COMPANY]), lake: COMPANY, _folder: folder };
        world.done("founding.company.create", json!({"id": COMPANY})).await;
        world.lake = world.add(COMPANY, "community", "CH", "翠湖花园").await;
        world
    }

    async fn found(cx: &mut ::module::Context, input: tree::model::ThisOrg) -> Result<tree::model::OrgDone> {
        found_company(cx, input.id, "安禾物业", "HQ").await?;
        Ok(tree::model::OrgDone { id: input.id })
    }

    impl World {
        fn system(&self) -> Caller {
            Caller::new(Actor::system("test", COMPANY, self.units.clone()))
        }
        async fn act(&self, action: &str, input: Value) -> Result<Value> {
            self.platform.act(&self.system(), action, input).await
        }
        async fn done(&self, action: &str, input: Value) -> Value {
            self.act(action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
        }
        async fn ask(&self, query: &str, input: Value) -> Value {
            let answer = self.platform.ask(&self.system(), query, input).await;
            answer.unwrap_or_else(|e| panic!("{query}: {e}"))
        }
        async fn add(&mut self, parent: OrgId, kind: &str, code: &str, name: &str) -> OrgId {
            let unit = json!({"parent_id": parent, "kind": kind, "code": code, "name": name});
            let id: OrgId = serde_json::from_value(self.done("org.org.create", unit).await["id"].clone()).unwrap();
            self.units.insert(id);
            id
        }
        async fn staff(&self, number: &str, name: &str, trades: &[&str], post: Option<&Value>) -> Value {
            let mut input = json!({"unit_id": self.lake, "number": number, "name": name, "trades": trades});
            if let Some(post) = post {
                input["post_id"] = post.clone();
            }
            self.done("org.staff.create", input).await["id"].clone()
        }
        async fn is_open(&self, key: &str, at: &str) -> bool {
            let mut cx = self.platform.reading(&self.system()).await.unwrap();
            let calendar = calendar_of(&mut cx, self.lake, key).await.unwrap();
            let engine = self.platform.service::<Engine>().unwrap().calendars(self.lake);
            assert_eq!(
                engine.current(key).map(kernel::Calendar::version),
                Some(calendar.version()),
                "the engine knows"
            );
            calendar.is_open(instant(at))
        }
    }

    fn instant(text: &str) -> Instant {
        format!("{text}:00+08:00").parse().unwrap()
    }

    #[tokio::test]
    async fn the_tree_takes_a_unit_once_and_where_it_belongs() {
        let mut world = world().await;
        let river = world.add(COMPANY, "community", "JX", "锦绣江南").await;
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
        let stranger = Caller::new(Actor::system("other", COMPANY, BTreeSet::from([river])));
        let peek = world.platform.ask(&stranger, "org.org.read", json!({"id": world.lake})).await;
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
            let mut cx = world.platform.reading(&world.system()).await.unwrap();
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
            let mut cx = world.platform.reading(&world.system()).await.unwrap();
            let found = on_duty(&mut cx, world.lake, trade, instant(at)).await.unwrap();
            found.into_iter().map(|s| s.name).collect::<Vec<_>>()
        };
        assert_eq!(names(Some(Trade::Water), "2026-11-21T12:00").await, ["赵师傅", "陈师傅"]);
        assert_eq!(names(Some(Trade::Electric), "2026-11-21T12:00").await, ["陈师傅"]);
        assert_eq!(names(Some(Trade::Water), "2026-11-22T08:00").await, ["陈师傅"], "the end is not in it");
        world.done("org.duty.end", json!({"id": zhao})).await;
        assert_eq!(names(Some(Trade::Water), "2026-11-21T14:00").await, ["陈师傅"], "ended at two");
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
        let mut cx = world.platform.reading(&world.system()).await.unwrap();
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
            seen["calendars"]
                .as_array()
                .unwrap()
                .iter()
                .any(|c| c["key"] == "office" && c["saturday"] == "09:00-12:00")
        );
    }
}
