//! The space tree: communities' zones, buildings, units, floors, rooms, public areas, equipment rooms and parking spaces.
//!
//! Deliberately absent: who owns or lives in a room (party), and what stands in it (asset).

mod actions;
mod import;
mod model;
mod pages;
mod queries;
mod rules;
mod store;

use std::collections::BTreeMap;

use kernel::{Permission, Result, form::Kind};
use module::{Action, Boxed, Column, Context, List, Module, Nav, Page, Permitted, Query, Words};

pub use actions::set_state;
pub use model::{Place, PlaceId, PlaceKind, PlaceLine, RoomState, Use};
pub use queries::{
    children, expect_kind, find_by_code, place, place_line, place_lines, places_by_code, rooms_of, way_to,
};
pub use rules::{natural_key, room_code};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "property",
    files: &[
        ::store::Migration::portable("0001_places", include_str!("../migrations/0001_places.sql")),
        ::store::Migration::portable("0002_retired_places", include_str!("../migrations/0002_retired_places.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at places.
pub const VIEW: Permission = Permission("property.place.view");
const CREATE: Permission = Permission("property.place.create");
const EDIT: Permission = Permission("property.place.edit");
const PRINT: Permission = Permission("property.place.print");
const RETIRE: Permission = Permission("property.place.retire");

/// What higher modules know of the places of a building; they add an [`Overlay`] to the platform.
pub trait OpenCases: Send + Sync {
    /// How many cases are open in each room below this place; rooms without one are left out.
    fn open_cases<'a>(&'a self, cx: &'a mut Context, below: &'a Place) -> Boxed<'a, Result<BTreeMap<PlaceId, u64>>>;
}

/// The service that the drawing of a building asks for open cases.
pub struct Overlay(pub Box<dyn OpenCases>);

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: vec![
            Nav::desk(300, "property-place-list", "building", "/property/places", VIEW).under("nav-section-registers"),
        ],
        actions: vec![
            Action::new("property.place.create", CREATE, "/property/places", actions::create)
                .flattening::<model::Facts>(&["org_id", "parent_id", "kind", "segment", "name", "floor"])
                .then("/property/places/{id}"),
            Action::new("property.building.create", CREATE, "/property/buildings", actions::create_building)
                .flattening::<model::Facts>(&[
                    "org_id",
                    "parent_id",
                    "segment",
                    "name",
                    "units",
                    "first_floor",
                    "last_floor",
                    "without_floors",
                    "lines",
                ])
                .then("/property/places/{id}"),
            Action::new("property.place.edit", EDIT, "/property/places/{id}/edit", actions::edit)
                .flattening::<model::Facts>(&["segment", "name"])
                .then("/property/places/{id}"),
            Action::new("property.place.retire", RETIRE, "/property/places/{id}/retire", actions::retire)
                .then("/property/places/{id}"),
        ],
        queries: vec![
            Query::list("property.place.list", VIEW, "/property/places", queries::list).with(List {
                columns: columns(),
                link: Some("/property/places/{id}"),
                noun: Some("place"),
                offers: &["property.place.create", "property.building.create"],
                page: true,
                ..List::default()
            }),
            Query::one("property.place.view", VIEW, "/property/places/{id}", queries::view),
        ],
        pages: vec![
            Page::new("property.place.page", VIEW, "/property/places/{id}", pages::page),
            Page::new("property.place.labels", PRINT, "/property/labels", pages::labels),
        ],
        imports: import::registers(),
        ..Module::new("property", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    let everybody: &[&str] = &[
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
        "storekeeper",
        "director",
    ];
    let keepers: &[&str] = &["agent", "supervisor", "manager"];
    Permitted::lines([
        (VIEW, everybody),
        (CREATE, keepers),
        (EDIT, keepers),
        (PRINT, &["agent", "steward", "engineer", "supervisor", "manager"]),
        (RETIRE, &["manager"]),
    ])
}

fn columns() -> Vec<Column> {
    let choice = |words: Vec<&str>| Kind::Choice { choices: words.into_iter().map(kernel::form::Choice::of).collect() };
    vec![
        Column::text("code").sortable(),
        Column::text("name"),
        Column::new("kind", choice(PlaceKind::ALL.iter().map(|k| k.word()).collect())),
        Column::new("state", choice(RoomState::ALL.iter().map(|s| s.word()).collect())),
        Column::new("use", choice(Use::ALL.iter().map(|u| u.word()).collect())),
        Column::new("built_area", Kind::Area),
        Column::new("inside_area", Kind::Area).optional(),
        Column::new("shared_area", Kind::Area).optional(),
        Column::new("floor", Kind::Integer).optional(),
        Column::new("takeover_on", Kind::Date).optional(),
        Column::new("delivered_on", Kind::Date),
        Column::new("warranty_until", Kind::Date).optional(),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    //! The module on a real database, through the doors every caller uses.

    use std::{collections::BTreeSet, path::Path, sync::Arc};

    use kernel::{Actor, Clock, Error, OrgId};
    use module::{Caller, Ids, Parts, Platform, Registry, Vault};
    use serde_json::{Value, json};
    use store::{Db, Options, files::Files};
    use ui::Texts;
    use uuid::Uuid;

    const HERE: u128 = 7;
    const ELSEWHERE: u128 = 8;

    fn org(n: u128) -> OrgId {
        OrgId::from_uuid(Uuid::from_u128(n))
    }

    fn keeper(orgs: &[u128]) -> Caller {
        Caller::new(Actor::system("keeper", org(1), orgs.iter().map(|n| org(*n)).collect::<BTreeSet<_>>()))
    }

    async fn platform(folder: &Path) -> Arc<Platform> {
        let clock = Clock::manual("2026-11-21T06:00:00Z".parse().unwrap());
        let options = Options { clock: clock.clone(), ..Options::default() };
        let db = Db::open(&format!("sqlite://{}", folder.join("steward.db").display()), options).await.unwrap();
        db.migrate(&[module::search::MIGRATIONS, super::MIGRATIONS]).await.unwrap();
        let registry = Registry::new(vec![super::module()]);
        let words = registry.modules()[0].words;
        let texts = Arc::new(Texts::new(&[("property", words.zh, words.en)]).unwrap());
        let ids = Ids::seeded(1);
        let vault = Vault::new([7; 32], ids.clone());
        Arc::new(Platform::new(Parts {
            db,
            registry,
            texts,
            clock,
            ids,
            vault,
            files: Files::open(folder.join("files")).unwrap(),
        }))
    }

    fn building(org_id: OrgId) -> Value {
        json!({
            "org_id": org_id, "segment": "3", "units": 2, "first_floor": -1, "last_floor": 5, "without_floors": "4",
            "lines": [{"line": "01", "built_area": 9860, "inside_area": 7592}, {"line": "02"}],
            "takeover_on": "2020-06-01",
        })
    }

    async fn list(app: &Arc<Platform>, who: &Caller, ask: Value) -> Vec<Value> {
        app.ask(who, "property.place.list", ask).await.unwrap()["rows"].as_array().unwrap().clone()
    }

    fn codes(rows: &[Value]) -> Vec<&str> {
        rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_building_is_laid_out_listed_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE]);
        let made = app.act(&who, "property.building.create", building(org(HERE))).await.unwrap();
        assert_eq!(made["count"], 1 + 2 + 2 * 5 + 2 * 5 * 2);
        let first = app.ask(&who, "property.place.list", json!({"kind": "room", "limit": 6})).await.unwrap();
        let rows = first["rows"].as_array().unwrap();
        assert_eq!(codes(rows), ["3-1-B101", "3-1-B102", "3-1-101", "3-1-102", "3-1-201", "3-1-202"]);
        assert_eq!(rows[0]["name"], "3栋1单元B101");
        assert_eq!(rows[0]["shared_area"], 2268);
        assert_eq!(first["count"], 20);
        let next = json!({"kind": "room", "limit": 6, "after": first["next"]});
        assert_eq!(codes(&list(&app, &who, next).await)[0], "3-1-301");
        assert_eq!(codes(&list(&app, &who, json!({"kind": "room", "q": "3栋1单元502室"})).await), ["3-1-502"]);
        let units = list(&app, &who, json!({"kind": "unit", "within": made["id"]})).await;
        assert_eq!(codes(&units), ["3-1", "3-2"]);
        let down =
            list(&app, &who, json!({"kind": "room", "within": units[1]["id"], "sort": "-code", "limit": 1})).await;
        assert_eq!(codes(&down), ["3-2-502"]);
    }

    #[tokio::test]
    async fn a_page_draws_the_building_and_the_labels_lead_to_the_report_page() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE]);
        let made = app.act(&who, "property.building.create", building(org(HERE))).await.unwrap();
        let page = |path: &str| app.registry.pages().find(|p| p.path == path).unwrap();
        let view = app.show(&who, page("/property/places/{id}"), json!({"id": made["id"]})).await.unwrap();
        let body = view.body.into_string();
        assert!(body.contains("楼栋剖面") && body.contains("<b>502</b>") && body.contains("未交"), "{body}");
        assert_eq!(view.topics, [format!("place:{}", made["id"].as_str().unwrap())]);
        let sheet =
            app.show(&who, page("/property/labels"), json!({"within": made["id"], "kind": "room"})).await.unwrap();
        assert_eq!(sheet.body.into_string().matches("<svg class=\"qr\"").count(), 20);
    }

    #[tokio::test]
    async fn a_new_number_renames_what_lies_below() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE]);
        let made = app.act(&who, "property.building.create", building(org(HERE))).await.unwrap();
        let edit = json!({"id": made["id"], "segment": "8", "name": "8栋", "version": 1});
        app.act(&who, "property.place.edit", edit.clone()).await.unwrap();
        let rooms = list(&app, &who, json!({"kind": "room", "q": "8-1-50"})).await;
        assert_eq!(codes(&rooms), ["8-1-501", "8-1-502"]);
        assert_eq!(rooms[0]["name"], "8栋1单元501");
        assert!(list(&app, &who, json!({"kind": "room", "q": "3-1-501"})).await.is_empty());
        assert!(matches!(app.act(&who, "property.place.edit", edit).await, Err(Error::Conflict)));
    }

    #[tokio::test]
    async fn a_code_is_given_once_and_a_place_that_holds_others_stays() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE, ELSEWHERE]);
        let made = app.act(&who, "property.building.create", building(org(HERE))).await.unwrap();
        let twice = app.act(&who, "property.building.create", building(org(HERE))).await;
        assert!(matches!(twice, Err(Error::Invalid(errors)) if errors[0].field == "segment"));
        app.act(&who, "property.building.create", building(org(ELSEWHERE))).await.unwrap();
        let refused = app.act(&who, "property.place.retire", json!({"id": made["id"]})).await;
        assert!(matches!(refused, Err(Error::Broken(message)) if message.key == "property-not-empty"));
        let gate = json!({"org_id": org(HERE), "kind": "gate", "segment": "DM", "name": "东门"});
        let gate = app.act(&who, "property.place.create", gate).await.unwrap();
        app.act(&who, "property.place.retire", json!({"id": gate["id"]})).await.unwrap();
        assert!(list(&app, &who, json!({"kind": "gate"})).await.is_empty());
        assert_eq!(list(&app, &who, json!({"kind": "gate", "retired": true})).await.len(), 1);
    }

    #[tokio::test]
    async fn another_community_does_not_exist_for_those_who_do_not_serve_it() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let made = app.act(&keeper(&[HERE]), "property.building.create", building(org(HERE))).await.unwrap();
        let stranger = keeper(&[ELSEWHERE]);
        let unknown = |answer| matches!(answer, Err(Error::NotFound));
        assert!(unknown(app.ask(&stranger, "property.place.view", json!({"id": made["id"]})).await));
        assert!(unknown(app.act(&stranger, "property.place.retire", json!({"id": made["id"]})).await));
        assert!(unknown(app.act(&stranger, "property.building.create", building(org(HERE))).await));
        assert!(list(&app, &stranger, json!({})).await.is_empty());
    }

    #[tokio::test]
    async fn a_list_over_two_communities_is_paged_without_gap_or_double() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE, ELSEWHERE]);
        for community in [HERE, ELSEWHERE] {
            app.act(&who, "property.building.create", building(org(community))).await.unwrap();
        }
        let mut orders = Vec::new();
        for sort in ["code", "-code"] {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let ask = json!({"kind": "room", "limit": 7, "sort": sort, "after": after});
                let ask =
                    Value::Object(ask.as_object().unwrap().clone().into_iter().filter(|(_, v)| !v.is_null()).collect());
                let page = app.ask(&who, "property.place.list", ask).await.unwrap();
                seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
                after = page["next"].clone();
                if after.is_null() {
                    break;
                }
            }
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 40);
            orders.push(seen);
        }
        orders[1].reverse();
        assert_eq!(orders[0], orders[1]);
    }

    async fn take(app: &Arc<Platform>, who: &Caller, register: &str, rows: Value, dry: bool) -> Vec<Value> {
        let register = app.registry.imports().find(|r| r.register.key == register).unwrap();
        let chunk = json!({"org": org(HERE), "rows": rows, "dry": dry});
        app.take(who, register, chunk, dry).await.unwrap().as_array().unwrap().clone()
    }

    #[tokio::test]
    async fn rooms_of_a_workbook_are_taken_with_what_stands_above_them_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE]);
        let rows = json!([
            {"building": "3栋", "unit": "1", "number": "502", "floor": "5", "built_area": 9860, "inside_area": 7592},
            {"building": "3", "unit": "1单元", "number": "602室", "floor": "6层"},
            {"building": "3", "unit": "1", "number": "7/2"},
            {"building": "3", "unit": "1", "number": "802", "floor": "顶", "state": "let"},
            {"number": "A-1203", "use": "office", "owner": "17"},
        ]);
        assert_eq!(take(&app, &who, "room", rows.clone(), true).await[0], "created");
        assert!(list(&app, &who, json!({})).await.is_empty());
        let taken = take(&app, &who, "room", rows.clone(), false).await;
        assert_eq!((&taken[0], &taken[1], &taken[4]), (&json!("created"), &json!("created"), &json!("created")));
        assert_eq!(taken[2]["refused"][0]["field"], "segment");
        assert_eq!(taken[3]["refused"][0]["key"], "property-floor-unreadable");
        assert_eq!(codes(&list(&app, &who, json!({"kind": "room"})).await), ["3-1-502", "3-1-602", "A-1203"]);
        assert_eq!(list(&app, &who, json!({"kind": "floor"})).await.len(), 2);
        assert_eq!(take(&app, &who, "room", rows, false).await[..2], [json!("unchanged"), json!("unchanged")]);
        let renovated = json!([{"building": "3", "unit": "1", "number": "502", "state": "renovating"}]);
        assert_eq!(take(&app, &who, "room", renovated, false).await, ["updated"]);
        let room = &list(&app, &who, json!({"q": "3-1-502"})).await[0];
        assert_eq!((&room["state"], &room["shared_area"]), (&json!("renovating"), &json!(2268)));
    }

    #[tokio::test]
    async fn units_bring_their_storeys_and_parking_spaces_their_car_park() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = keeper(&[HERE]);
        let rows = json!([{"building": "1", "unit": "1", "floors": 33}, {"building": "1", "unit": "2", "floors": 33}]);
        assert_eq!(take(&app, &who, "unit", rows.clone(), false).await, ["created", "created"]);
        assert_eq!(take(&app, &who, "unit", rows, false).await, ["unchanged", "unchanged"]);
        let count = app.ask(&who, "property.place.list", json!({"kind": "floor"})).await.unwrap();
        assert_eq!(count["count"], 66);
        let rows = json!([{"lot": "1", "number": "C0001", "plate": "临A8K3D5"}, {"lot": "1", "number": "C0002"}]);
        assert_eq!(take(&app, &who, "parking_space", rows.clone(), false).await, ["created", "created"]);
        assert_eq!(take(&app, &who, "parking_space", rows, false).await, ["unchanged", "unchanged"]);
        assert_eq!(list(&app, &who, json!({"kind": "public_area"})).await[0]["name"], "停车场 P1");
        assert_eq!(codes(&list(&app, &who, json!({"kind": "parking_space"})).await), ["C0001", "C0002"]);
    }
}
