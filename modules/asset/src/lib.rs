//! The equipment ledger: what stands where, its class, its dates, its label.
//!
//! Deliberately absent: its maintenance (rounds) and its faults (desk).

mod actions;
mod import;
mod model;
mod pages;
mod queries;
mod rules;
mod store;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Column, List, Module, Nav, Page, Permitted, Query, Words};

pub use model::{Asset, AssetClass, AssetId, AssetLine, AssetState, ClassId, System};
pub use queries::{asset_line, asset_lines, library};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "asset",
    files: &[::store::Migration::portable("0001_assets", include_str!("../migrations/0001_assets.sql"))],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at equipment.
pub const VIEW: Permission = Permission("asset.asset.view");
const CREATE: Permission = Permission("asset.asset.create");
const EDIT: Permission = Permission("asset.asset.edit");
const RETIRE: Permission = Permission("asset.asset.retire");
const PRINT: Permission = Permission("asset.asset.print");
const CLASS_EDIT: Permission = Permission("asset.asset_class.edit");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        actions: vec![
            Action::new("asset.asset.create", CREATE, "/asset/assets", actions::create)
                .flattening::<model::Facts>(&["org_id"])
                .then("/asset/assets/{id}"),
            Action::new("asset.asset.edit", EDIT, "/asset/assets/{id}/edit", actions::edit)
                .flattening::<model::Facts>(&[])
                .then("/asset/assets/{id}"),
            Action::new("asset.asset.retire", RETIRE, "/asset/assets/{id}/retire", actions::retire)
                .then("/asset/assets/{id}"),
            Action::new("asset.asset_class.create", CLASS_EDIT, "/asset/classes", actions::create_class)
                .then("/asset/classes"),
            Action::new("asset.asset_class.edit", CLASS_EDIT, "/asset/classes/{id}/edit", actions::edit_class)
                .then("/asset/classes"),
        ],
        queries: vec![
            Query::list("asset.asset.list", VIEW, "/asset/assets", queries::list).with(List {
                columns: columns(),
                link: Some("/asset/assets/{id}"),
                noun: Some("asset"),
                offers: &["asset.asset.create"],
                page: true,
                ..List::default()
            }),
            Query::one("asset.asset.view", VIEW, "/asset/assets/{id}", queries::view),
            Query::list("asset.asset_class.list", VIEW, "/asset/classes", queries::classes).with(List {
                columns: class_columns(),
                link: Some(
                    "/do/asset.asset_class.edit?id={id}&name={name}&life_years={life_years}&next=/asset/classes",
                ),
                noun: Some("asset_class"),
                offers: &["asset.asset_class.create"],
                page: true,
                ..List::default()
            }),
        ],
        pages: vec![
            Page::new("asset.asset.page", VIEW, "/asset/assets/{id}", pages::page),
            Page::new("asset.asset.labels", PRINT, "/asset/labels", pages::labels),
        ],
        imports: import::registers(),
        ..Module::new("asset", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(320, "asset-asset-list", "elevator", "/asset/assets", VIEW).under("nav-section-registers"),
        Nav::desk(321, "asset-asset-class-list", "list-check", "/asset/classes", CLASS_EDIT)
            .under("nav-section-registers"),
    ]
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] = &[
        "agent",
        "steward",
        "technician",
        "engineer",
        "guard",
        "guard_lead",
        "env_lead",
        "supervisor",
        "manager",
        "quality",
        "storekeeper",
        "accountant",
        "director",
    ];
    let kept_by: &[&str] = &["engineer", "manager"];
    Permitted::lines([
        (VIEW, seen_by),
        (CREATE, kept_by),
        (EDIT, kept_by),
        (RETIRE, kept_by),
        (PRINT, &["agent", "technician", "engineer", "supervisor", "manager"]),
        (CLASS_EDIT, &[]),
    ])
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("code").sortable(),
        Column::text("name"),
        Column::text("class"),
        Column::text("place"),
        Column::new("state", choice(AssetState::ALL.iter().map(|s| s.word()))),
        Column::text("maker").optional(),
        Column::text("model").optional(),
        Column::new("installed_on", Kind::Date),
        Column::new("warranty_until", Kind::Date),
        Column::new("life_years", Kind::Integer).optional(),
        Column::new("cost", Kind::Money).optional(),
    ]
}

fn class_columns() -> Vec<Column> {
    vec![
        Column::text("name"),
        Column::text("code"),
        Column::new("system", choice(System::ALL.iter().map(|s| s.word()))),
        Column::new("life_years", Kind::Integer),
        Column::new("disabled", Kind::Bool),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    //! The module on a real database, through the doors every caller uses.

    use std::{collections::BTreeSet, path::Path, sync::Arc};

    use kernel::{Actor, COMPANY, Clock, Error, OrgId};
    use module::{Caller, Ids, Parts, Platform, PublicAddress, Registry, Vault};
    use serde_json::{Value, json};
    use store::{Db, Options, files::Files};
    use ui::Texts;
    use uuid::Uuid;

    const HERE: u128 = 7;
    const ELSEWHERE: u128 = 8;

    fn org(n: u128) -> OrgId {
        OrgId::from_uuid(Uuid::from_u128(n))
    }

    fn engineer(orgs: &[u128]) -> Caller {
        Caller::new(Actor::system("engineer", COMPANY, orgs.iter().map(|n| org(*n)).collect::<BTreeSet<_>>()))
    }

    async fn platform(folder: &Path) -> Arc<Platform> {
        let clock = Clock::manual("2026-11-21T06:00:00Z".parse().unwrap());
        let options = Options { clock: clock.clone(), ..Options::default() };
        let db = Db::open(&format!("sqlite://{}", folder.join("steward.db").display()), options).await.unwrap();
        db.migrate(&[module::search::MIGRATIONS, property::MIGRATIONS, super::MIGRATIONS]).await.unwrap();
        let registry = Registry::new(vec![property::module(), super::module()]);
        let words: Vec<_> = registry.modules().iter().map(|m| (m.name, m.words.zh, m.words.en)).collect();
        let texts = Texts::new(&words).unwrap();
        assert_eq!(texts.check(), Vec::<String>::new());
        let (texts, ids) = (Arc::new(texts), Ids::seeded(1));
        let vault = Vault::new([7; 32], ids.clone());
        let files = Files::open(folder.join("files")).unwrap();
        let platform = Platform::new(Parts { db, registry, texts, clock, ids, vault, files });
        Arc::new(platform.with(PublicAddress("https://example.com/".into())))
    }

    async fn lift_class(app: &Arc<Platform>, who: &Caller) -> Value {
        let found = app.ask(who, "asset.asset_class.list", json!({"q": "客梯"})).await.unwrap();
        assert_eq!(found["rows"][0]["system"], "lift");
        found["rows"][0]["id"].clone()
    }

    async fn lift(app: &Arc<Platform>, who: &Caller, code: &str) -> Value {
        let hall =
            json!({"org_id": org(HERE), "kind": "public_area", "segment": format!("DTT{code}"), "name": "电梯厅"});
        let hall = app.act(who, "property.place.create", hall).await.unwrap();
        json!({
            "code": code, "name": "1 号客梯", "class_id": lift_class(app, who).await, "place_id": hall["id"],
            "maker": "华升电梯", "installed_on": "2019-05-01", "cost": 26_800_000,
        })
    }

    #[tokio::test]
    async fn equipment_is_kept_with_its_place_and_its_class() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = engineer(&[HERE]);
        for code in ["DT-10", "DT-2"] {
            let input = lift(&app, &who, code).await;
            app.act(&who, "asset.asset.create", input).await.unwrap();
        }
        let found = app.ask(&who, "asset.asset.list", json!({})).await.unwrap();
        let codes: Vec<&str> = found["rows"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["DT-2", "DT-10"]);
        let row = &found["rows"][0];
        assert_eq!((&row["class"], &row["place"], &row["life_years"]), (&json!("客梯"), &json!("电梯厅"), &json!(15)));
        let searched = app.ask(&who, "asset.asset.list", json!({"q": "dt-10"})).await.unwrap();
        assert_eq!(searched["count"], 1);
        assert!(app.ask(&engineer(&[ELSEWHERE]), "asset.asset.list", json!({})).await.unwrap()["rows"] == json!([]));
        let twice = lift(&app, &who, "DT-3").await;
        let twice =
            json!({"code": "DT-2", "name": "客梯", "class_id": twice["class_id"], "place_id": twice["place_id"]});
        let refused = app.act(&who, "asset.asset.create", twice).await;
        assert!(matches!(refused, Err(Error::Invalid(errors)) if errors[0].field == "code"));
    }

    #[tokio::test]
    async fn a_label_leads_to_the_report_page_and_a_record_shows_its_end_of_life() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = engineer(&[HERE]);
        let input = lift(&app, &who, "DT-1").await;
        let made = app.act(&who, "asset.asset.create", input).await.unwrap();
        let page = |path: &str| app.registry.pages().find(|p| p.path == path).unwrap();
        let record = app.show(&who, page("/asset/assets/{id}"), json!({"id": made["id"]})).await.unwrap();
        let record = record.body.into_string();
        assert!(
            record.contains("2034-05-01") && record.contains("¥268,000.00") && record.contains("电梯厅"),
            "{record}"
        );
        let sheet = app.show(&who, page("/asset/labels"), json!({"q": "DT-1"})).await.unwrap().body.into_string();
        assert!(sheet.contains("DT-1") && sheet.matches("<svg class=\"qr\"").count() == 1, "{sheet}");
    }

    #[tokio::test]
    async fn retired_equipment_is_not_changed_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = engineer(&[HERE]);
        let mut input = lift(&app, &who, "DT-1").await;
        let made = app.act(&who, "asset.asset.create", input.clone()).await.unwrap();
        input["id"] = made["id"].clone();
        input["version"] = json!(1);
        input["state"] = json!("faulty");
        app.act(&who, "asset.asset.edit", input.clone()).await.unwrap();
        assert!(matches!(app.act(&who, "asset.asset.edit", input.clone()).await, Err(Error::Conflict)));
        app.act(&who, "asset.asset.retire", json!({"id": made["id"]})).await.unwrap();
        let view = app.ask(&who, "asset.asset.view", json!({"id": made["id"]})).await.unwrap();
        assert_eq!((&view["state"], &view["retired_on"]), (&json!("retired"), &json!("2026-11-21")));
        input["version"] = json!(3);
        let refused = app.act(&who, "asset.asset.edit", input).await;
        assert!(matches!(refused, Err(Error::Broken(message)) if message.key == "asset-retired-already"));
    }

    #[tokio::test]
    async fn the_company_renames_a_shipped_class_and_adds_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = engineer(&[1, HERE]);
        let shipped = lift_class(&app, &who).await;
        let rename = json!({"id": shipped, "name": "乘客电梯", "life_years": 20, "disabled": false});
        app.act(&who, "asset.asset_class.edit", rename.clone()).await.unwrap();
        let own = json!({"code": "robot", "system": "other", "name": "配送机器人", "life_years": 5});
        app.act(&who, "asset.asset_class.create", own).await.unwrap();
        let all = app.ask(&who, "asset.asset_class.list", json!({})).await.unwrap();
        let names: Vec<&str> = all["rows"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"乘客电梯") && names.contains(&"配送机器人") && !names.contains(&"客梯"));
        let of_a_community = app.act(&engineer(&[HERE]), "asset.asset_class.edit", rename).await;
        assert!(matches!(of_a_community, Err(Error::NotFound)));
    }

    #[tokio::test]
    async fn a_workbook_of_equipment_is_taken_once_and_brings_the_ledger_up() {
        let folder = tempfile::tempdir().unwrap();
        let app = platform(folder.path()).await;
        let who = engineer(&[HERE]);
        let hall = json!({"org_id": org(HERE), "kind": "public_area", "segment": "DTT"});
        app.act(&who, "property.place.create", hall).await.unwrap();
        let take = async |rows: Value| {
            let register = app.registry.imports().find(|r| r.register.key == "asset").unwrap();
            let chunk = json!({"org": org(HERE), "rows": rows, "dry": false});
            app.take(&who, register, chunk, false).await.unwrap()
        };
        let rows = json!([
            {"code": "DT-1", "name": "1 号客梯", "class": "客梯", "place": "DTT", "cost": 100},
            {"code": "XF-1", "name": "烟感", "class": "smoke_detector"},
            {"code": "XF-2", "name": "烟感", "class": "没有的"},
            {"code": "XF-3", "name": "烟感", "class": "烟感探测器", "place": "9-9"},
        ]);
        let taken = take(rows.clone()).await;
        assert_eq!((&taken[0], &taken[1]), (&json!("created"), &json!("created")));
        assert_eq!(taken[2]["refused"][0]["field"], "class");
        assert_eq!(taken[3]["refused"][0]["key"], "asset-place-unknown");
        assert_eq!(take(rows).await[0], "unchanged");
        assert_eq!(
            take(json!([{"code": "DT-1", "name": "1 号客梯", "class": "客梯", "state": "faulty"}])).await,
            json!(["updated"])
        );
        let row = &app.ask(&who, "asset.asset.list", json!({"state": "faulty"})).await.unwrap()["rows"][0];
        assert_eq!((&row["place"], &row["cost"], &row["life_years"]), (&json!("DTT"), &json!(100), &json!(15)));
    }
}
