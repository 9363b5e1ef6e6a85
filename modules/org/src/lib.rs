//! The organisation tree, its people at work, their duties and working calendars.
//!
//! Exports what others stand on: the tree ([`tree()`], [`below`]), staff ([`staff_of`], [`staff_names`], [`on_duty`],
//! [`absences`]) and calendars ([`calendar_of`]).

mod calendar;
mod deputy;
mod duty;
mod model;
mod staff;
mod tree;

use kernel::{Permission, Result, form::Kind};
use module::{Action, Boxed, Bulk, Column, Context, List, Module, Nav, Page, Permitted, Query, Words};
use store::{Migration, Migrations};

pub use calendar::{
    model::EditCalendar,
    queries::{calendar_of, calendars, pinned_calendar},
};
pub use deputy::{
    queries::{absences, held_roles, represented, roles_of},
    rules::Absences,
};
pub use duty::{
    model::{AddDuty, DutyRow},
    queries::{duties_of, on_duty},
};
pub use model::{AssignmentId, DeputyId, DutyId, Post, PostId, Role, Staff, StaffId, Trade};
pub use staff::{
    model::{AddAssignment, AddPost, AddStaff, PostPeople, StaffDone, StaffName},
    queries::{post_people, posts_of, staff_names, staff_of, unit_of},
};
pub use tree::{
    actions::{TOPIC, found_community, found_company},
    model::{AddOrg, OrgKind, OrgRow, OrgState, Profile},
    pages::communities,
    queries::{chosen_community, tree, unit},
    rules::{above, below},
    store::{company, everything},
};

/// What higher modules know of the work somebody still has; they add a [`Workload`] to the platform.
pub trait OpenWork: Send + Sync {
    /// How many matters are in his hands and not ended, counted to a hundred.
    fn open_work<'a>(&'a self, cx: &'a mut Context, of: StaffId) -> Boxed<'a, Result<i64>>;
    /// The page on which he hands them over.
    fn hand_over(&self, of: StaffId) -> String;
}

/// The service that is asked before somebody leaves.
pub struct Workload(pub Box<dyn OpenWork>);

/// The event of a member of staff leaving; its payload names him: `{"id": "staff_…"}`.
pub const STAFF_LEFT: &str = "org.staff.left";

const MIGRATIONS: Migrations = Migrations {
    owner: "org",
    files: &[
        Migration::portable("0001_org", include_str!("../migrations/0001_org.sql")),
        Migration::portable("0002_deputies", include_str!("../migrations/0002_deputies.sql")),
    ],
};
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
const DEPUTY_VIEW: Permission = Permission("org.deputy.view");
const DEPUTY_CREATE: Permission = Permission("org.deputy.create");
const DEPUTY_END: Permission = Permission("org.deputy.end");
const CALENDAR_VIEW: Permission = Permission("org.calendar.view");
const CALENDAR_EDIT: Permission = Permission("org.calendar.edit");
const HOLIDAY_VIEW: Permission = Permission("org.holiday.view");
const HOLIDAY_CREATE: Permission = Permission("org.holiday.create");
const HOLIDAY_REMOVE: Permission = Permission("org.holiday.remove");

/// Everybody who works for the company, by the keys of their roles.
pub const AT_WORK: &[&str] = RESIDENTS_AND_STAFF.split_at(1).1;
/// The same with the residents, who come first.
pub const RESIDENTS_AND_STAFF: &[&str] = &[
    "resident",
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
    "finance_lead",
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
        (DEPUTY_VIEW, AT_WORK),
        (DEPUTY_CREATE, AT_WORK),
        (DEPUTY_END, AT_WORK),
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
        Nav::desk(835, "org-deputy-list", "users", "/org/deputies", DEPUTY_VIEW).under("nav-section-org"),
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
        Action::new("org.deputy.create", DEPUTY_CREATE, "/org/deputies", deputy::actions::create).then("/org/deputies"),
        Action::new("org.deputy.end", DEPUTY_END, "/org/deputies/{id}/end", deputy::actions::end).then("/org/deputies"),
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
            bulk: vec![Bulk::of("org.post.end")],
            page: true,
            ..List::default()
        }),
        Query::list("org.assignment.list", ASSIGNMENT_VIEW, "/org/assignments", staff::queries::assignments).with(
            List {
                columns: vec![Column::text("staff"), Column::text("post"), date("from_on").sortable(), date("to_on")],
                link: Some("/org/staff/{staff_id}"),
                noun: Some("assignment"),
                offers: &["org.assignment.create"],
                bulk: vec![Bulk::of("org.assignment.end")],
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
        deputies(),
        Query::one("org.calendar.list", CALENDAR_VIEW, "/org/calendars", calendar::queries::list),
        Query::one("org.holiday.list", HOLIDAY_VIEW, "/org/holidays", calendar::queries::holidays),
    ]
}

fn deputies() -> Query {
    let instant = |name: &'static str| Column::new(name, Kind::Instant);
    Query::list("org.deputy.list", DEPUTY_VIEW, "/org/deputies", deputy::queries::list).with(List {
        columns: vec![
            Column::text("staff"),
            Column::text("deputy"),
            instant("from_at").sortable(),
            instant("to_at"),
            Column::text("reason"),
        ],
        noun: Some("deputy"),
        offers: &["org.deputy.create"],
        bulk: vec![Bulk::of("org.deputy.end")],
        page: true,
        ..List::default()
    })
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
