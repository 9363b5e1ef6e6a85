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
use module::{Action, Boxed, Bulk, Column, Context, List, Module, Nav, Page, Permitted, Query, Words};

pub use actions::set_state;
pub use model::{BuiltArea, Place, PlaceId, PlaceKind, PlaceLine, RoomState, Use};
pub use queries::{
    buildings_of, built_areas, children, count_in_community, expect_kind, find_by_code, in_building, in_community,
    place, place_line, place_lines, places_by_code, places_by_ids, rooms_of, way_to,
};
pub use rules::{natural_key, room_code};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "property",
    files: &[
        ::store::Migration::portable("0001_places", include_str!("../migrations/0001_places.sql")),
        ::store::Migration::portable("0002_retired_places", include_str!("../migrations/0002_retired_places.sql")),
        ::store::Migration::portable("0003_imported_places", include_str!("../migrations/0003_imported_places.sql")),
        ::store::Migration::portable("0004_place_editions", include_str!("../migrations/0004_place_editions.sql")),
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
            Action::new("property.place.deliver", EDIT, "/property/places/{id}/deliver", actions::deliver)
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
                bulk: vec![Bulk::of("property.place.retire")],
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
