//! Who somebody is and what he may do where: accounts, roles, grants, sessions, tokens, and the [`gate`].

mod account;
mod gate;
mod home;
mod model;
mod password;
mod role;
mod session;
mod token;
mod view;

use kernel::{PUBLIC, Permission, SIGNED_IN, Span, form::Kind};
use module::{Action, Bulk, Column, Job, List, Listener, Module, Nav, Page, Permitted, Query, Surface, Words};
use store::{Migration, Migrations};

pub use account::{
    actions::{admit, close_guest, dismiss, open_guest, open_resident},
    model::{AddAccount, NewGuest, NewResident},
    queries::with_account,
    rules::code_at,
};
pub use gate::{actor_of, gate};
pub use model::{ACCESS, Account, AccountId, GrantId, SessionId, TokenId};
pub use password::{Hashing, hash as hash_password, hashed as hashing_password, rules::check as check_password};
pub use session::actions::{begin_session, forget_try, note_try};

const MIGRATIONS: Migrations = Migrations {
    owner: "identity",
    files: &[
        Migration::portable("0001_identity", include_str!("../migrations/0001_identity.sql")),
        Migration::portable("0002_list_views", include_str!("../migrations/0002_list_views.sql")),
    ],
};
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const ACCOUNT_VIEW: Permission = Permission("identity.account.view");
const ACCOUNT_CREATE: Permission = Permission("identity.account.create");
const ACCOUNT_EDIT: Permission = Permission("identity.account.edit");
const ACCOUNT_DISABLE: Permission = Permission("identity.account.disable");
const ROLE_VIEW: Permission = Permission("identity.role.view");
const ROLE_EDIT: Permission = Permission("identity.role.edit");
const GRANT_CREATE: Permission = Permission("identity.grant.create");
const GRANT_END: Permission = Permission("identity.grant.end");
const LIST_VIEW_SHARE: Permission = Permission("identity.list_view.share");

/// What this module adds to the product.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        actions: [sign_in_actions(), own_actions(), view_actions(), actions()].into_iter().flatten().collect(),
        queries: queries(),
        pages: pages(),
        jobs: vec![Job::every("identity.session.sweep", Span::days(1), session::actions::sweep)],
        listeners: vec![Listener::new(org::STAFF_LEFT, "identity.account.close", account::actions::close_of_staff)],
        ..Module::new("identity", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([
        (ACCOUNT_VIEW, &["hr", "director"]),
        (ACCOUNT_CREATE, &["hr"]),
        (ACCOUNT_EDIT, &["hr"]),
        (ACCOUNT_DISABLE, &["hr"]),
        (ROLE_VIEW, &["hr", "director"]),
        (ROLE_EDIT, &[]),
        (GRANT_CREATE, &["hr"]),
        (GRANT_END, &["hr"]),
        (LIST_VIEW_SHARE, &["supervisor", "manager", "quality", "hr", "director"]),
    ])
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(880, "identity-account-list", "user-check", "/identity/accounts", ACCOUNT_VIEW)
            .under("nav-section-org"),
        Nav::desk(890, "identity-role-list", "shield-lock", "/identity/roles", ROLE_VIEW).under("nav-section-org"),
    ]
}

/// The way in and out.
fn sign_in_actions() -> Vec<Action> {
    use session::{actions, model::SignIn};
    vec![
        Action::new("identity.session.open", PUBLIC, "/sign_in", actions::open)
            .prepared::<SignIn>(actions::prove)
            .then("{next}")
            .on(Surface::Plain)
            .secret(),
        Action::new("identity.session.end", SIGNED_IN, "/sign_out", actions::end).then("/sign_in").on(Surface::Plain),
        Action::new("identity.setup.create", PUBLIC, "/setup", actions::set_up)
            .prepared::<session::model::SetUp>(password::hashed)
            .then("{next}")
            .on(Surface::Plain)
            .secret(),
    ]
}

/// What everybody does with his own account.
fn own_actions() -> Vec<Action> {
    use account::{actions as own, model::ChangePassword};
    vec![
        Action::new("identity.password.change", SIGNED_IN, "/account/password", own::change_password)
            .prepared::<ChangePassword>(own::prove_own_password)
            .then("/account")
            .secret(),
        Action::new("identity.totp.create", SIGNED_IN, "/account/totp", own::create_totp).then("/account/totp"),
        Action::new("identity.totp.confirm", SIGNED_IN, "/account/totp/confirm", own::confirm_totp).then("/account"),
        Action::new("identity.totp.remove", SIGNED_IN, "/account/totp/remove", own::remove_totp).then("/account"),
        Action::new("identity.session.remove", SIGNED_IN, "/account/sessions/{id}/remove", session::actions::remove)
            .then("/account"),
        Action::new(
            "identity.session.remove_others",
            SIGNED_IN,
            "/account/sessions/remove_others",
            session::actions::remove_others,
        )
        .then("/account"),
        Action::new("identity.token.create", SIGNED_IN, "/account/tokens", token::actions::create).secret(),
        Action::new("identity.token.remove", SIGNED_IN, "/account/tokens/{id}/remove", token::actions::remove)
            .then("/account"),
    ]
}

/// How everybody arranges his lists.
fn view_actions() -> Vec<Action> {
    use view::actions;
    const VIEW: &str = "{path}?view={id}";
    vec![
        Action::new("identity.list_view.create", SIGNED_IN, "/account/list_views", actions::create).then(VIEW),
        Action::new("identity.list_view.edit", SIGNED_IN, "/account/list_views/{id}/edit", actions::edit).then(VIEW),
        Action::new("identity.list_view.remove", SIGNED_IN, "/account/list_views/{id}/remove", actions::remove)
            .then("{path}"),
        Action::new("identity.list_layout.edit", SIGNED_IN, "/account/list_layouts/{list}/edit", actions::edit_layout)
            .then("{path}"),
        Action::new("identity.list_layout.choose", SIGNED_IN, "/account/list_layouts/{list}/choose", actions::choose)
            .then("{path}"),
    ]
}

/// What those who look after accounts do.
fn actions() -> Vec<Action> {
    use account::{actions as done, model::ResetPassword};
    const RECORD: &str = "/identity/accounts/{id}";
    vec![
        Action::new("identity.account.create", ACCOUNT_CREATE, "/identity/accounts", done::create)
            .prepared::<AddAccount>(password::hashed)
            .shaped(role::pages::creating_account)
            .then(RECORD),
        Action::new("identity.account.edit", ACCOUNT_EDIT, "/identity/accounts/{id}/edit", done::edit).then(RECORD),
        Action::new("identity.account.disable", ACCOUNT_DISABLE, "/identity/accounts/{id}/disable", done::disable)
            .then(RECORD),
        Action::new("identity.account.enable", ACCOUNT_DISABLE, "/identity/accounts/{id}/enable", done::enable)
            .then(RECORD),
        Action::new("identity.account.unlock", ACCOUNT_EDIT, "/identity/accounts/{id}/unlock", done::unlock)
            .then(RECORD),
        Action::new("identity.account.sign_out", ACCOUNT_EDIT, "/identity/accounts/{id}/sign_out", done::sign_out)
            .then(RECORD),
        Action::new("identity.password.reset", ACCOUNT_EDIT, "/identity/accounts/{id}/password", done::reset_password)
            .prepared::<ResetPassword>(password::hashed)
            .then(RECORD),
        Action::new("identity.totp.reset", ACCOUNT_EDIT, "/identity/accounts/{id}/totp/remove", done::reset_totp)
            .then(RECORD),
        Action::new("identity.grant.create", GRANT_CREATE, "/identity/grants", done::create_grant)
            .shaped(role::pages::granting)
            .then("/identity/accounts/{account_id}"),
        Action::new("identity.grant.end", GRANT_END, "/identity/grants/{id}/end", done::end_grant)
            .then("/identity/accounts/{account_id}"),
        Action::new("identity.role.create", ROLE_EDIT, "/identity/roles", role::actions::create)
            .shaped(role::pages::creating)
            .then("/identity/roles/{key}"),
        Action::new("identity.role.edit", ROLE_EDIT, "/identity/roles/{key}/edit", role::actions::edit)
            .then("/identity/roles/{key}"),
        Action::new("identity.role.remove", ROLE_EDIT, "/identity/roles/{key}/remove", role::actions::remove)
            .then("/identity/roles"),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("identity.account.list", ACCOUNT_VIEW, "/identity/accounts", account::queries::list).with(List {
            columns: vec![
                Column::text("name").sortable(),
                Column::text("login").sortable(),
                Column::new("totp", Kind::Bool),
                Column::new("resident", Kind::Bool),
                Column::new("state", Kind::Choice { choices: Vec::new() }),
                Column::new("created_at", Kind::Instant).optional(),
            ],
            link: Some("/identity/accounts/{id}"),
            noun: Some("account"),
            offers: &["identity.account.create"],
            bulk: vec![
                Bulk::of("identity.account.disable"),
                Bulk::of("identity.account.enable"),
                Bulk::of("identity.account.unlock"),
                Bulk::of("identity.account.sign_out"),
            ],
            page: true,
            ..List::default()
        }),
        Query::one("identity.account.read", ACCOUNT_VIEW, "/identity/accounts/{id}", account::queries::one),
        Query::one("identity.role.list", ROLE_VIEW, "/identity/roles", role::queries::list),
        Query::one("identity.role.read", ROLE_VIEW, "/identity/roles/{key}", role::queries::one),
        Query::one("identity.session.list", SIGNED_IN, "/account/sessions", session::queries::own),
        Query::one("identity.list_layout.view", SIGNED_IN, "/account/list_layouts/{list}", view::queries::layout),
        Query::one("identity.token.list", SIGNED_IN, "/account/tokens", token::queries::own),
    ]
}

fn pages() -> Vec<Page> {
    vec![
        Page::new("identity.home.page", SIGNED_IN, "/", home::pages::page),
        Page::new("identity.session.page", PUBLIC, "/sign_in", session::pages::sign_in).on(Surface::Plain),
        Page::new("identity.setup.page", PUBLIC, "/setup", session::pages::set_up).on(Surface::Plain),
        Page::new("identity.account.own", SIGNED_IN, "/account", account::pages::own),
        Page::new("identity.totp.page", SIGNED_IN, "/account/totp", account::pages::totp),
        Page::new("identity.account.page", ACCOUNT_VIEW, "/identity/accounts/{id}", account::pages::page),
        Page::new("identity.role.list_page", ROLE_VIEW, "/identity/roles", role::pages::list),
        Page::new("identity.role.page", ROLE_VIEW, "/identity/roles/{key}", role::pages::page),
    ]
}
