//! What is charged: the fee items of the company, what each costs in a community, what it is charged for, and reliefs.
//!
//! The engine (`crates/charge`) reckons; this module keeps what it reckons by and brings rooms and people to it.
//! Deliberately absent: bills (billing) and money (ledger, payment).

mod gift;
mod item;
mod late;
mod object;
mod preview;
mod relief;
mod set;
mod tariff;

use kernel::{
    Permission,
    form::{Choice, Kind},
};
use module::{Action, Bulk, Column, List, Module, Nav, Page, Permitted, Query, Words};

use crate::{
    gift::model::GiftRuleState,
    item::model::FeeKind,
    relief::model::{ReliefState, Relieved},
    tariff::model::{Comes, TariffState},
};

pub use gift::{
    actions::{give, take_back},
    model::{Gift, GiftRuleId, GiftRuleRow, GiveMonths},
    queries::gift,
};
pub use item::{
    model::{FeeItemId, FeeKind as Fee},
    queries::{called as items_called, classes as item_classes, names as item_names},
};
pub use late::model::LateTerms;
pub use object::{
    model::TariffPlaceRow,
    queries::{Known, applied, known},
};
pub use tariff::{
    model::TariffId,
    queries::{Enforced, community_of, in_force},
    rules::price_words,
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "tariff",
    files: &[
        ::store::Migration::portable("0001_tariffs", include_str!("../migrations/0001_tariffs.sql")),
        ::store::Migration::portable("0002_late", include_str!("../migrations/0002_late.sql")),
        ::store::Migration::portable("0003_gift_rules", include_str!("../migrations/0003_gift_rules.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

const FEE_ITEM_VIEW: Permission = Permission("tariff.fee_item.view");
const FEE_ITEM_CREATE: Permission = Permission("tariff.fee_item.create");
const FEE_ITEM_EDIT: Permission = Permission("tariff.fee_item.edit");
const FEE_ITEM_DISABLE: Permission = Permission("tariff.fee_item.disable");
/// Looking at what things cost.
pub const TARIFF_VIEW: Permission = Permission("tariff.tariff.view");
const TARIFF_CREATE: Permission = Permission("tariff.tariff.create");
const TARIFF_EDIT: Permission = Permission("tariff.tariff.edit");
/// Putting a draft in force that somebody else wrote.
const TARIFF_ENFORCE: Permission = Permission("tariff.tariff.enforce");
const TARIFF_END: Permission = Permission("tariff.tariff.end");
const RELIEF_VIEW: Permission = Permission("tariff.relief.view");
const RELIEF_CREATE: Permission = Permission("tariff.relief.create");
/// Deciding about reliefs somebody else asked for.
const RELIEF_APPROVE: Permission = Permission("tariff.relief.approve");
const GIFT_RULE_VIEW: Permission = Permission("tariff.gift_rule.view");
const GIFT_RULE_CREATE: Permission = Permission("tariff.gift_rule.create");
/// Deciding about rules of gift months somebody else asked for.
const GIFT_RULE_APPROVE: Permission = Permission("tariff.gift_rule.approve");
const FEE_SET_EDIT: Permission = Permission("tariff.fee_set.edit");
const FEE_SET_APPLY: Permission = Permission("tariff.fee_set.apply");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        passed_on: vec![TARIFF_VIEW, TARIFF_ENFORCE, RELIEF_VIEW, RELIEF_APPROVE, GIFT_RULE_VIEW, GIFT_RULE_APPROVE],
        nav: nav(),
        actions: [item_actions(), tariff_actions(), relief_actions(), gift_actions(), set_actions()]
            .into_iter()
            .flatten()
            .collect(),
        queries: queries().into_iter().chain(grant_queries()).chain(gift_queries()).collect(),
        pages: vec![
            Page::new("tariff.tariff.page", TARIFF_VIEW, "/tariff/tariffs/{id}", tariff::pages::page),
            Page::new("tariff.preview.page", TARIFF_VIEW, "/tariff/tariffs/{id}/preview", preview::pages::page),
            Page::new("tariff.relief.page", RELIEF_VIEW, "/tariff/reliefs/{id}", relief::pages::page),
            Page::new("tariff.gift_rule.page", GIFT_RULE_VIEW, "/tariff/gift_rules/{id}", gift::pages::page),
        ],
        ..Module::new("tariff", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] =
        &["cashier", "accountant", "finance_lead", "agent", "steward", "supervisor", "manager", "quality", "director"];
    let company: &[&str] = &["accountant", "director"];
    Permitted::lines([
        (FEE_ITEM_VIEW, seen_by),
        (FEE_ITEM_CREATE, company),
        (FEE_ITEM_EDIT, company),
        (FEE_ITEM_DISABLE, company),
        (TARIFF_VIEW, seen_by),
        (TARIFF_CREATE, &["accountant", "manager"]),
        (TARIFF_EDIT, &["accountant", "manager"]),
        (TARIFF_ENFORCE, &["accountant", "finance_lead", "manager", "director"]),
        (TARIFF_END, &["accountant", "manager", "director"]),
        (RELIEF_VIEW, seen_by),
        (RELIEF_CREATE, &["cashier", "accountant", "steward", "supervisor", "manager"]),
        (RELIEF_APPROVE, &["finance_lead", "manager", "director"]),
        (GIFT_RULE_VIEW, seen_by),
        (GIFT_RULE_CREATE, &["cashier", "accountant", "steward", "supervisor", "manager"]),
        (GIFT_RULE_APPROVE, &["finance_lead", "manager", "director"]),
        (FEE_SET_EDIT, &["accountant", "manager"]),
        (FEE_SET_APPLY, &["cashier", "accountant", "agent", "steward", "supervisor", "manager"]),
    ])
}

fn nav() -> Vec<Nav> {
    let desk = |order, label, icon, path, permission| {
        Nav::desk(order, label, icon, path, permission).under("nav-section-money")
    };
    vec![
        desk(250, "tariff-tariff-list", "coin", "/tariff/tariffs", TARIFF_VIEW),
        desk(251, "tariff-relief-list", "thumb-up", "/tariff/reliefs", RELIEF_VIEW),
        desk(253, "tariff-gift-rule-list", "calendar-plus", "/tariff/gift_rules", GIFT_RULE_VIEW),
        desk(252, "tariff-fee-item-list", "list-check", "/tariff/fee_items", FEE_ITEM_VIEW),
    ]
}

fn item_actions() -> Vec<Action> {
    use item::actions;
    let list = "/tariff/fee_items";
    vec![
        Action::new("tariff.fee_item.create", FEE_ITEM_CREATE, "/tariff/fee_items", actions::create).then(list),
        Action::new("tariff.fee_item.edit", FEE_ITEM_EDIT, "/tariff/fee_items/{id}/edit", actions::edit).then(list),
        Action::new("tariff.fee_item.disable", FEE_ITEM_DISABLE, "/tariff/fee_items/{id}/disable", actions::disable)
            .then(list),
        Action::new("tariff.fee_item.enable", FEE_ITEM_DISABLE, "/tariff/fee_items/{id}/enable", actions::enable)
            .then(list),
    ]
}

fn tariff_actions() -> Vec<Action> {
    use tariff::actions;
    let one = "/tariff/tariffs/{id}";
    vec![
        Action::new("tariff.tariff.create", TARIFF_CREATE, "/tariff/tariffs", actions::create)
            .flattening::<tariff::model::TariffFacts>(&["org_id", "item_id", "code", "name"])
            .then(one),
        Action::new("tariff.tariff.edit", TARIFF_EDIT, "/tariff/tariffs/{id}/edit", actions::edit)
            .flattening::<tariff::model::TariffFacts>(&["name"])
            .shaped(tariff::queries::form)
            .then(one),
        Action::new("tariff.tariff.enforce", TARIFF_ENFORCE, "/tariff/tariffs/{id}/enforce", actions::enforce)
            .then(one),
        Action::new("tariff.tariff.end", TARIFF_END, "/tariff/tariffs/{id}/end", actions::end).then(one),
        Action::new("tariff.tariff.clone", TARIFF_CREATE, "/tariff/tariffs/{id}/clone", actions::copy).then(one),
        Action::new("tariff.tariff.apply", TARIFF_EDIT, "/tariff/tariffs/{id}/apply", object::actions::apply).then(one),
        Action::new("tariff.tariff_place.end", TARIFF_EDIT, "/tariff/tariff_places/{id}/end", object::actions::end)
            .then("/tariff/tariffs/{tariff_id}"),
        Action::new(
            "tariff.developer.choose",
            TARIFF_EDIT,
            "/tariff/developers/choose",
            object::actions::choose_developer,
        )
        .then("/tariff/tariffs"),
    ]
}

fn relief_actions() -> Vec<Action> {
    use relief::actions;
    let one = "/tariff/reliefs/{id}";
    vec![
        Action::new("tariff.relief.create", RELIEF_CREATE, "/tariff/reliefs", actions::create).then(one),
        Action::new("tariff.relief.approve", RELIEF_APPROVE, "/tariff/reliefs/{id}/approve", actions::approve)
            .then(one),
        Action::new("tariff.relief.refuse", RELIEF_APPROVE, "/tariff/reliefs/{id}/refuse", actions::refuse).then(one),
        Action::new("tariff.relief.cancel", RELIEF_CREATE, "/tariff/reliefs/{id}/cancel", actions::cancel).then(one),
    ]
}

fn gift_actions() -> Vec<Action> {
    use gift::actions;
    let one = "/tariff/gift_rules/{id}";
    vec![
        Action::new("tariff.gift_rule.create", GIFT_RULE_CREATE, "/tariff/gift_rules", actions::create).then(one),
        Action::new("tariff.gift_rule.approve", GIFT_RULE_APPROVE, "/tariff/gift_rules/{id}/approve", actions::approve)
            .then(one),
        Action::new("tariff.gift_rule.refuse", GIFT_RULE_APPROVE, "/tariff/gift_rules/{id}/refuse", actions::refuse)
            .then(one),
        Action::new("tariff.gift_rule.end", GIFT_RULE_CREATE, "/tariff/gift_rules/{id}/end", actions::end).then(one),
    ]
}

fn set_actions() -> Vec<Action> {
    use set::actions;
    let list = "/tariff/fee_sets";
    vec![
        Action::new("tariff.fee_set.create", FEE_SET_EDIT, "/tariff/fee_sets", actions::create).then(list),
        Action::new("tariff.fee_set.edit", FEE_SET_EDIT, "/tariff/fee_sets/{id}/edit", actions::edit)
            .shaped(set::queries::form)
            .then(list),
        Action::new("tariff.fee_set.apply", FEE_SET_APPLY, "/tariff/fee_sets/{id}/apply", actions::apply).then(list),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("tariff.fee_item.list", FEE_ITEM_VIEW, "/tariff/fee_items", item::queries::list).with(List {
            columns: vec![
                Column::text("code").sortable(),
                Column::text("name"),
                Column::new("fee_class", choice(FeeKind::ALL.iter().map(|k| k.word()))),
                Column::text("note"),
                Column::new("created_at", Kind::Instant).optional(),
            ],
            link: Some("/do/tariff.fee_item.edit?id={id}&name={name}&next=/tariff/fee_items"),
            noun: Some("fee_item"),
            offers: &["tariff.fee_item.create"],
            bulk: vec![Bulk::of("tariff.fee_item.disable")],
            page: true,
            ..List::default()
        }),
        Query::one("tariff.fee_item.view", FEE_ITEM_VIEW, "/tariff/fee_items/{id}", item::queries::view),
        Query::list("tariff.tariff.list", TARIFF_VIEW, "/tariff/tariffs", tariff::queries::list).with(List {
            columns: tariff_columns(),
            link: Some("/tariff/tariffs/{id}"),
            noun: Some("tariff"),
            offers: &["tariff.tariff.create", "tariff.developer.choose"],
            leads: &[
                ("tariff-fee-set-list", "/tariff/fee_sets"),
                ("tariff-tariff-place-list", "/tariff/tariff_places"),
            ],
            page: true,
            ..List::default()
        }),
        Query::one("tariff.tariff.view", TARIFF_VIEW, "/tariff/tariffs/{id}", tariff::queries::view),
        Query::one("tariff.preview.view", TARIFF_VIEW, "/tariff/tariffs/{id}/preview", preview::queries::figures),
        Query::list("tariff.tariff_place.list", TARIFF_VIEW, "/tariff/tariff_places", object::queries::list).with(
            List {
                columns: vec![
                    Column::text("place"),
                    Column::text("tariff"),
                    Column::new("from_on", Kind::Date),
                    Column::new("to_on", Kind::Date),
                    Column::text("factor").optional(),
                    Column::new("community", Kind::Ref { to: "org".into() }).optional(),
                ],
                link: Some("/tariff/tariffs/{tariff_id}"),
                noun: Some("tariff_place"),
                bulk: vec![Bulk::of("tariff.tariff_place.end")],
                page: true,
                ..List::default()
            },
        ),
    ]
}

fn grant_queries() -> Vec<Query> {
    vec![
        Query::list("tariff.relief.list", RELIEF_VIEW, "/tariff/reliefs", relief::queries::list).with(List {
            columns: relief_columns(),
            link: Some("/tariff/reliefs/{id}"),
            noun: Some("relief"),
            offers: &["tariff.relief.create"],
            bulk: vec![Bulk::of("tariff.relief.approve"), Bulk::of("tariff.relief.refuse")],
            page: true,
            ..List::default()
        }),
        Query::one("tariff.relief.view", RELIEF_VIEW, "/tariff/reliefs/{id}", relief::queries::view),
        Query::list("tariff.fee_set.list", TARIFF_VIEW, "/tariff/fee_sets", set::queries::list).with(List {
            columns: vec![
                Column::text("name"),
                Column::text("tariff_names"),
                Column::new("community", Kind::Ref { to: "org".into() }),
                Column::new("changed_at", Kind::Instant).optional(),
            ],
            link: Some("/do/tariff.fee_set.edit?id={id}&next=/tariff/fee_sets"),
            noun: Some("fee_set"),
            offers: &["tariff.fee_set.create", "tariff.fee_set.apply"],
            page: true,
            ..List::default()
        }),
    ]
}

fn gift_queries() -> Vec<Query> {
    vec![
        Query::list("tariff.gift_rule.list", GIFT_RULE_VIEW, "/tariff/gift_rules", gift::queries::list).with(List {
            columns: vec![
                Column::text("name"),
                Column::new("fee_class", choice(FeeKind::ALL.iter().map(|k| k.word()))),
                Column::new("paid_months", Kind::Integer),
                Column::new("given_months", Kind::Integer),
                Column::new("without_arrears", Kind::Bool),
                Column::new("from_on", Kind::Date),
                Column::new("to_on", Kind::Date),
                Column::new("gift_rule_state", choice(GiftRuleState::ALL.iter().map(|s| s.word()))),
                Column::text("asked_name"),
                Column::new("community", Kind::Ref { to: "org".into() }).optional(),
            ],
            link: Some("/tariff/gift_rules/{id}"),
            noun: Some("gift_rule"),
            offers: &["tariff.gift_rule.create"],
            bulk: vec![Bulk::of("tariff.gift_rule.approve"), Bulk::of("tariff.gift_rule.refuse")],
            page: true,
            ..List::default()
        }),
        Query::one("tariff.gift_rule.view", GIFT_RULE_VIEW, "/tariff/gift_rules/{id}", gift::queries::view),
    ]
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn tariff_columns() -> Vec<Column> {
    vec![
        Column::text("name").sortable(),
        Column::text("fee_item"),
        Column::text("price_words"),
        Column::new("comes", choice(Comes::ALL.iter().map(|c| c.word()))),
        Column::new("objects", Kind::Integer),
        Column::new("tariff_state", choice(TariffState::ALL.iter().map(|s| s.word()))),
        Column::new("drafting", Kind::Bool),
        Column::new("community", Kind::Ref { to: "org".into() }),
        Column::text("code").optional(),
        Column::new("fee_class", choice(FeeKind::ALL.iter().map(|k| k.word()))).optional(),
        Column::new("changed_at", Kind::Instant).optional(),
    ]
}

fn relief_columns() -> Vec<Column> {
    vec![
        Column::text("place"),
        Column::new("relieved", choice(Relieved::ALL.iter().map(|r| r.word()))),
        Column::new("fee_class", choice(FeeKind::ALL.iter().map(|k| k.word()))),
        Column::new("from_on", Kind::Date),
        Column::new("to_on", Kind::Date),
        Column::new("still_pays", Kind::Integer),
        Column::new("off", Kind::Money),
        Column::new("relief_state", choice(ReliefState::ALL.iter().map(|s| s.word()))),
        Column::text("asked_name"),
        Column::new("community", Kind::Ref { to: "org".into() }).optional(),
    ]
}
