//! The people a company deals with, what they are to which place over time, their vehicles, and what the desk should know.
//!
//! Deliberately absent: accounts (identity), spaces (property), bills. Owner, resident and payer are three roles, often of
//! three people.

mod events;
mod hint;
mod import;
mod invitation;
mod membership;
mod occupancy;
pub mod pages;
mod person;
mod queries;
mod vehicle;

use kernel::{Label, Permission, form::Choice, form::Kind};
use module::{Action, Bulk, Column, List, Listener, Module, Nav, Page, Permitted, Query, Words};

pub use events::{PERSON_CHANGED, PersonChanged};
pub use hint::model::HintLine;
pub use invitation::{actions::bind, model::Bound};
pub use occupancy::model::{Occupancy, OccupancyId, Role};
pub use person::{
    actions::create as add_person,
    model::{AddPerson, AddedPerson, Person, PersonId, PersonKind},
    queries::{full_names, names as person_names},
};
pub use queries::{
    Contact, Holder, Household, Member, Stay, contact, ends_with, holders, household, payer_of, show_phone, stays,
};
pub use vehicle::{
    model::{Vehicle, VehicleId, VehicleKind},
    queries::VehicleRow,
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "party",
    files: &[
        ::store::Migration::portable("0001_persons", include_str!("../migrations/0001_persons.sql")),
        ::store::Migration::portable("0002_occupancies", include_str!("../migrations/0002_occupancies.sql")),
        ::store::Migration::portable("0003_imported", include_str!("../migrations/0003_imported.sql")),
        ::store::Migration::portable("0004_party_editions", include_str!("../migrations/0004_party_editions.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at persons, masked.
pub const PERSON_VIEW: Permission = Permission("party.person.view");
const PERSON_CREATE: Permission = Permission("party.person.create");
const PERSON_EDIT: Permission = Permission("party.person.edit");
const PERSON_REVEAL: Permission = Permission("party.person.reveal");
const PERSON_ERASE: Permission = Permission("party.person.remove");
const CONSENT_CREATE: Permission = Permission("party.consent.create");
const OCCUPANCY_CREATE: Permission = Permission("party.occupancy.create");
const OCCUPANCY_EDIT: Permission = Permission("party.occupancy.edit");
const OCCUPANCY_END: Permission = Permission("party.occupancy.end");
const VEHICLE_VIEW: Permission = Permission("party.vehicle.view");
const VEHICLE_CREATE: Permission = Permission("party.vehicle.create");
const VEHICLE_EDIT: Permission = Permission("party.vehicle.edit");
const VEHICLE_END: Permission = Permission("party.vehicle.end");
const INVITATION_VIEW: Permission = Permission("party.invitation.view");
const INVITATION_CREATE: Permission = Permission("party.invitation.create");
const HINT_CREATE: Permission = Permission("party.hint.create");
const HINT_END: Permission = Permission("party.hint.end");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        actions: [person_actions(), occupancy_actions(), vehicle_actions(), desk_actions()]
            .into_iter()
            .flatten()
            .collect(),
        queries: queries(),
        pages: vec![
            Page::new("party.person.page", PERSON_VIEW, "/party/persons/{id}", person::pages::page),
            Page::new("party.invitation.page", INVITATION_VIEW, "/party/invitations/{id}", invitation::pages::page),
        ],
        imports: import::registers(),
        listeners: vec![Listener::new(PERSON_CHANGED, "party.person.index", events::reindex)],
        ..Module::new("party", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(310, "party-person-list", "users", "/party/persons", PERSON_VIEW).under("nav-section-registers"),
        Nav::desk(311, "party-occupancy-list", "home", "/party/occupancies", PERSON_VIEW)
            .under("nav-section-registers"),
        Nav::desk(312, "party-vehicle-list", "car", "/party/vehicles", VEHICLE_VIEW).under("nav-section-registers"),
    ]
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] =
        &["agent", "steward", "cashier", "accountant", "supervisor", "manager", "quality", "director"];
    let kept_by: &[&str] = &["agent", "steward", "supervisor", "manager"];
    let gates: &[&str] = &["agent", "steward", "guard", "guard_lead", "cashier", "supervisor", "manager", "director"];
    let plate_keepers: &[&str] = &["agent", "steward", "guard_lead", "supervisor", "manager"];
    Permitted::lines([
        (PERSON_VIEW, seen_by),
        (PERSON_CREATE, kept_by),
        (PERSON_EDIT, kept_by),
        (PERSON_REVEAL, &["agent", "steward", "cashier", "supervisor", "manager"]),
        (PERSON_ERASE, &[]),
        (CONSENT_CREATE, kept_by),
        (OCCUPANCY_CREATE, kept_by),
        (OCCUPANCY_EDIT, kept_by),
        (OCCUPANCY_END, kept_by),
        (VEHICLE_VIEW, gates),
        (VEHICLE_CREATE, plate_keepers),
        (VEHICLE_EDIT, plate_keepers),
        (VEHICLE_END, plate_keepers),
        (INVITATION_VIEW, kept_by),
        (INVITATION_CREATE, kept_by),
        (HINT_CREATE, kept_by),
        (HINT_END, kept_by),
    ])
}

fn person_actions() -> Vec<Action> {
    use person::actions;
    let person = "/party/persons/{id}";
    vec![
        Action::new("party.person.create", PERSON_CREATE, "/party/persons", actions::create).then(person),
        Action::new("party.person.edit", PERSON_EDIT, "/party/persons/{id}/edit", actions::edit).then(person),
        Action::new("party.person.reveal", PERSON_REVEAL, "/party/persons/{id}/reveal", actions::reveal).then(person),
        Action::new("party.person.erase", PERSON_ERASE, "/party/persons/{id}/erase", actions::erase).then(person),
        Action::new("party.consent.create", CONSENT_CREATE, "/party/consents", actions::consent).then(person),
    ]
}

fn occupancy_actions() -> Vec<Action> {
    use occupancy::actions;
    let person = "/party/persons/{person_id}";
    vec![
        Action::new("party.occupancy.create", OCCUPANCY_CREATE, "/party/occupancies", actions::create).then(person),
        Action::new("party.occupancy.edit", OCCUPANCY_EDIT, "/party/occupancies/{id}/edit", actions::edit).then(person),
        Action::new("party.occupancy.end", OCCUPANCY_END, "/party/occupancies/{id}/end", actions::end).then(person),
        Action::new("party.occupancy.admit", OCCUPANCY_CREATE, "/party/occupancies/admit", actions::admit).then(person),
        Action::new("party.occupancy.dismiss", OCCUPANCY_END, "/party/occupancies/dismiss", actions::dismiss)
            .then(person),
        Action::new("party.owner.transfer", OCCUPANCY_EDIT, "/party/owners/transfer", actions::transfer).then(person),
    ]
}

fn vehicle_actions() -> Vec<Action> {
    use vehicle::actions;
    let person = "/party/persons/{person_id}";
    vec![
        Action::new("party.vehicle.create", VEHICLE_CREATE, "/party/vehicles", actions::create).then(person),
        Action::new("party.vehicle.edit", VEHICLE_EDIT, "/party/vehicles/{id}/edit", actions::edit).then(person),
        Action::new("party.vehicle.end", VEHICLE_END, "/party/vehicles/{id}/end", actions::end).then(person),
    ]
}

fn desk_actions() -> Vec<Action> {
    let invitation = "/party/invitations/{id}";
    vec![
        Action::new("party.invitation.create", INVITATION_CREATE, "/party/invitations", invitation::actions::create)
            .then(invitation),
        Action::new(
            "party.invitation.cancel",
            INVITATION_CREATE,
            "/party/invitations/{id}/cancel",
            invitation::actions::cancel,
        )
        .then("/party/persons/{person_id}"),
        Action::new("party.hint.create", HINT_CREATE, "/party/hints", hint::actions::create),
        Action::new("party.hint.end", HINT_END, "/party/hints/{id}/end", hint::actions::end),
    ]
}

fn queries() -> Vec<Query> {
    let persons = List {
        columns: vec![
            Column::text("name").sortable(),
            Column::new("phone", Kind::Phone),
            Column::text("places"),
            Column::new("kind", words(PersonKind::ALL.iter().map(|k| k.word()))),
            Column::new("community", Kind::Ref { to: "org".into() }),
            Column::new("state", words(person::model::PersonState::ALL.iter().map(|s| s.word()))).optional(),
            Column::new("since_at", Kind::Instant).sortable(),
        ],
        link: Some("/party/persons/{id}"),
        noun: Some("person"),
        offers: &["party.person.create"],
        page: true,
        ..List::default()
    };
    let occupancies = List {
        columns: vec![
            Column::text("place"),
            Column::new("role", words(Role::ALL.iter().map(|r| r.word()))),
            Column::text("name"),
            Column::new("share", Kind::Integer).optional(),
            Column::new("from_on", Kind::Date).sortable(),
            Column::new("to_on", Kind::Date).sortable(),
            Column::new("standing", words(occupancy::model::Standing::ALL.iter().map(|s| s.word()))),
            Column::new("lives_here", Kind::Bool),
            Column::new("community", Kind::Ref { to: "org".into() }).optional(),
        ],
        link: Some("/party/persons/{person_id}"),
        noun: Some("occupancy"),
        offers: &["party.occupancy.create", "party.owner.transfer"],
        bulk: vec![Bulk::of("party.occupancy.end")],
        page: true,
        ..List::default()
    };
    let vehicles = List {
        columns: vec![
            Column::text("plate").sortable(),
            Column::new("kind", words(VehicleKind::ALL.iter().map(|k| k.word()))),
            Column::text("colour"),
            Column::text("maker"),
            Column { label: Label::Key("field-vehicle-owner".into()), ..Column::text("name") },
            Column::text("place"),
            Column::new("from_on", Kind::Date),
            Column::new("to_on", Kind::Date),
            Column::new("community", Kind::Ref { to: "org".into() }).optional(),
        ],
        link: Some("/party/persons/{person_id}"),
        noun: Some("vehicle"),
        offers: &["party.vehicle.create"],
        bulk: vec![Bulk::of("party.vehicle.end")],
        page: true,
        ..List::default()
    };
    use invitation::queries as invitations;
    vec![
        Query::list("party.person.list", PERSON_VIEW, "/party/persons", person::queries::list).with(persons),
        Query::one("party.person.view", PERSON_VIEW, "/party/persons/{id}", person::queries::view),
        Query::list("party.occupancy.list", PERSON_VIEW, "/party/occupancies", occupancy::queries::list)
            .with(occupancies),
        Query::list("party.vehicle.list", VEHICLE_VIEW, "/party/vehicles", vehicle::queries::list).with(vehicles),
        Query::one("party.invitation.view", INVITATION_VIEW, "/party/invitations/{id}", invitations::view),
        Query::one("party.household.view", PERSON_VIEW, "/party/households/{id}", crate::queries::view_household),
    ]
}

fn words<'w>(list: impl Iterator<Item = &'w str>) -> Kind {
    Kind::Choice { choices: list.map(Choice::of).collect() }
}
