//! The resident's phone, and what a printed code opens for anybody.
//!
//! Deliberately absent: deciding about cases (the process does), entering people (party), accounts (identity).

mod bill;
mod bind;
mod case;
mod holding;
mod home;
mod mass_incident;
mod notification;
mod reading;
mod report;
mod service;

use kernel::{PUBLIC, Permission};
use module::{Action, Counter, Job, Listener, Module, Nav, Page, Permitted, Query, Surface, Words};
use store::{Migration, Migrations};

const MIGRATIONS: Migrations = Migrations {
    owner: "portal",
    files: &[Migration::portable("0001_portal", include_str!("../migrations/0001_portal.sql"))],
};
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const HOME_VIEW: Permission = Permission("portal.home.view");
const BILL_VIEW: Permission = Permission("portal.bill.view");
/// Paying by a channel.
const BILL_PAY: Permission = Permission("portal.bill.pay");
const CASE_VIEW: Permission = Permission("portal.case.view");
const CASE_EDIT: Permission = Permission("portal.case.edit");
/// Telling what one's own meters show.
const READING_CREATE: Permission = Permission("portal.reading.create");
const REPORT_CREATE: Permission = Permission("portal.report.create");
const SERVICE_CREATE: Permission = Permission("portal.service.create");
const RESIDENTS: &[&str] = &["resident"];

/// What this module adds to the product.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines(
            [HOME_VIEW, BILL_VIEW, BILL_PAY, CASE_VIEW, CASE_EDIT, READING_CREATE, REPORT_CREATE, SERVICE_CREATE]
                .map(|permission| (permission, RESIDENTS)),
        ),
        nav: nav(),
        counters: vec![Counter::new(HOME_VIEW, notification::queries::waiting)],
        actions: actions(),
        queries: queries(),
        pages: pages(),
        jobs: vec![Job::new(bill::jobs::TELL, bill::jobs::tell)],
        listeners: vec![Listener::new(billing::PUBLISHED, "portal.bill.tell", bill::events::published)],
        ..Module::new("portal", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    let tab =
        |order, label, icon, path, permission| Nav::desk(order, label, icon, path, permission).on(Surface::Resident);
    vec![
        tab(10, "portal-home-page", "home", "/home", HOME_VIEW),
        tab(20, "portal-report-create", "tool", "/home/report", REPORT_CREATE),
        tab(25, "portal-service-page", "clipboard-list", "/home/services", SERVICE_CREATE),
        tab(30, "portal-case-list", "list-check", "/home/cases", CASE_VIEW),
        tab(35, "portal-bill-page", "receipt", "/home/bills", BILL_VIEW),
        tab(40, "portal-notification-list", "bell", "/home/notifications", HOME_VIEW),
    ]
}

fn actions() -> Vec<Action> {
    let case = "/home/cases/{id}";
    let on_phone = |action: Action| action.on(Surface::Resident);
    vec![
        on_phone(
            Action::new("portal.bill.pay", BILL_PAY, "/home/bills/pay", bill::actions::pay)
                .shaped(bill::actions::shape)
                .then("/home/payment_orders/{id}"),
        ),
        on_phone(
            Action::new("portal.reading.create", READING_CREATE, "/home/readings", reading::actions::create)
                .shaped(reading::actions::shape)
                .then("/home/readings"),
        ),
        on_phone(
            Action::new("portal.report.create", REPORT_CREATE, "/home/report", report::actions::create)
                .shaped(report::actions::shape)
                .then(case),
        ),
        on_phone(
            Action::new("portal.service.create", SERVICE_CREATE, "/home/services/{process}", service::actions::create)
                .shaped(service::actions::shape)
                .then(case),
        ),
        on_phone(
            Action::new("portal.case.act", CASE_EDIT, "/home/cases/{id}/actions/{action}", case::actions::act)
                .shaped(case::actions::shape)
                .then(case),
        ),
        on_phone(Action::new("portal.case.undo", CASE_EDIT, "/home/cases/{id}/undo", case::actions::undo).then(case)),
        on_phone(
            Action::new("portal.case.comment", CASE_EDIT, "/home/cases/{id}/comment", case::actions::comment)
                .then(case),
        ),
        on_phone(
            Action::new(
                "portal.mass_incident.watch",
                REPORT_CREATE,
                "/home/mass_incidents/{id}/watch",
                mass_incident::actions::watch,
            )
            .then("/home"),
        ),
        on_phone(
            Action::new(
                "portal.mass_incident.watch_here",
                PUBLIC,
                "/q/{code}/mass_incidents/{id}/watch",
                mass_incident::actions::watch_here,
            )
            .then("/q/{code}"),
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
        Query::one("portal.notification.rows", HOME_VIEW, "/home/notifications", notification::queries::list),
        Query::one("portal.bill.rows", BILL_VIEW, "/home/bills", bill::queries::list),
        Query::one("portal.holding.rows", BILL_VIEW, "/home/holdings", holding::queries::list),
        Query::one("portal.reading.rows", READING_CREATE, "/home/readings", reading::queries::list),
        Query::one("portal.case.rows", CASE_VIEW, "/home/cases", case::queries::list),
        Query::one("portal.case.read", CASE_VIEW, "/home/cases/{id}", case::queries::read),
        Query::one("portal.service.rows", SERVICE_CREATE, "/home/services", service::queries::list),
        Query::one("portal.q.read", PUBLIC, "/q/{code}", report::queries::read),
    ]
}

fn pages() -> Vec<Page> {
    let on_phone = |page: Page| page.on(Surface::Resident);
    vec![
        on_phone(Page::new("portal.home.page", HOME_VIEW, "/home", home::pages::page)),
        on_phone(Page::new("portal.report.page", REPORT_CREATE, "/home/report", report::pages::page)),
        on_phone(Page::new("portal.service.page", SERVICE_CREATE, "/home/services", service::pages::page)),
        on_phone(Page::new("portal.notification.page", HOME_VIEW, "/home/notifications", notification::pages::page)),
        on_phone(Page::new("portal.bill.page", BILL_VIEW, "/home/bills", bill::pages::page)),
        on_phone(Page::new("portal.holding.page", BILL_VIEW, "/home/holdings", holding::pages::page)),
        on_phone(Page::new("portal.reading.page", READING_CREATE, "/home/readings", reading::pages::page)),
        on_phone(Page::new("portal.order.page", BILL_VIEW, "/home/payment_orders/{id}", bill::pages::order)),
        on_phone(Page::new("portal.case.list", CASE_VIEW, "/home/cases", case::pages::list)),
        on_phone(Page::new("portal.case.page", CASE_VIEW, "/home/cases/{id}", case::pages::page)),
        on_phone(Page::new("portal.q.page", PUBLIC, "/q/{code}", report::pages::scanned)),
        on_phone(Page::new("portal.q.case", PUBLIC, "/q/cases/{link}", report::pages::followed)),
        Page::new("portal.bind.page", PUBLIC, "/bind", bind::pages::page).on(Surface::Plain),
    ]
}
