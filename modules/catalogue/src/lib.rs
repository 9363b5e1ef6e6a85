//! The process definitions that ship for everything no module of its own has taken over yet; the designer in which a company
//! makes its own versions of them; what would have been different under another version; and the handbook of all in force.

mod design;
mod effect;
mod entry;
mod handbook;
mod inside;
mod part;
mod rule;
mod what_if;
mod work;

use std::borrow::Cow;

use desk::DEFINE;
use kernel::Permission;
use module::{Action, Job, List, Module, Nav, Page, Permitted, Query, Words};
use rust_embed::{EmbeddedFile, RustEmbed};
use store::{Migration, Migrations};
use ui::Speech;

pub use handbook::{
    model::Choice as HandbookChoice,
    pages::{document as handbook, pdf as handbook_pdf},
};

/// The module's tables.
const MIGRATIONS: Migrations = Migrations {
    owner: "catalogue",
    files: &[Migration::portable("0001_what_ifs", include_str!("../migrations/0001_what_ifs.sql"))],
};
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Asking what would have been different under another version.
const TRY: Permission = Permission("catalogue.what_if.create");
/// Looking at the answers.
const VIEW: Permission = Permission("catalogue.what_if.view");
/// Reading the handbook.
const READ: Permission = Permission("catalogue.handbook.view");

#[derive(RustEmbed)]
#[folder = "processes"]
struct Files;

/// The module's table.
pub fn module() -> Module {
    use what_if::{actions, jobs, model, pages, queries};
    Module {
        processes: texts(),
        permissions: Permitted::lines([
            (TRY, &["quality", "director"]),
            (VIEW, &["quality", "director"]),
            (READ, org::AT_WORK),
        ]),
        nav: vec![
            Nav::desk(702, "catalogue-handbook", "book", "/catalogue/handbook", READ).under("nav-section-management"),
        ],
        actions: [
            vec![
                Action::new("catalogue.what_if.ask", TRY, "/catalogue/what_ifs", actions::ask)
                    .then("/catalogue/what_ifs/{id}"),
                Action::new("catalogue.what_if.cancel", TRY, "/catalogue/what_ifs/{id}/cancel", actions::cancel)
                    .then("/catalogue/what_ifs/{id}"),
            ],
            design_actions(),
        ]
        .into_iter()
        .flatten()
        .collect(),
        queries: vec![
            Query::list("catalogue.what_if.list", VIEW, "/catalogue/what_ifs", queries::list).with(List {
                columns: model::columns(),
                link: Some("/catalogue/what_ifs/{id}"),
                noun: Some("what_if"),
                offers: &["catalogue.what_if.ask"],
                page: true,
                ..List::default()
            }),
            Query::one("catalogue.what_if.view", VIEW, "/catalogue/what_ifs/{id}", queries::view),
            Query::one("catalogue.design.view", DEFINE, "/catalogue/designs/{id}", design::queries::view),
            Query::one("catalogue.design.preview", DEFINE, "/catalogue/designs/{id}/preview", design::queries::preview),
            Query::one("catalogue.design.compare", DEFINE, "/catalogue/designs/compare", design::queries::compare),
            Query::one("catalogue.handbook.view", READ, "/catalogue/handbook", handbook::queries::contents),
        ],
        pages: vec![
            Page::new("catalogue.what_if.page", VIEW, "/catalogue/what_ifs/{id}", pages::page),
            Page::new("catalogue.design.page", DEFINE, "/catalogue/designs/{id}", design::pages::page),
            Page::new(
                "catalogue.design.preview_page",
                DEFINE,
                "/catalogue/designs/{id}/preview",
                design::pages::preview,
            ),
            Page::new("catalogue.design.download", DEFINE, "/catalogue/designs/{id}/download", design::pages::download),
            Page::new("catalogue.design.compare_page", DEFINE, "/catalogue/designs/compare", design::pages::comparing),
            Page::new("catalogue.handbook.page", READ, "/catalogue/handbook", handbook::pages::page),
            Page::new("catalogue.handbook.download", READ, "/catalogue/handbook/download", handbook::pages::download),
        ],
        jobs: vec![
            Job::new(jobs::BEGIN, jobs::begin),
            Job::every("catalogue.what_if.resume", jobs::LOOK_AGAIN, jobs::resume),
        ],
        ..Module::new("catalogue", MIGRATIONS, WORDS)
    }
}

/// Every change of a draft; each leads back to its design.
fn design_actions() -> Vec<Action> {
    let all = part_actions().into_iter().chain(whole_actions()).chain(inner_actions());
    all.map(|action| action.then("/catalogue/designs/{id}")).collect()
}

/// Changes of the parts of a draft.
fn part_actions() -> Vec<Action> {
    use part::{actions, pages};
    vec![
        Action::new("catalogue.head.edit", DEFINE, "/catalogue/designs/{id}/head", actions::edit_head)
            .shaped(pages::head),
        Action::new("catalogue.stage.create", DEFINE, "/catalogue/designs/{id}/stages", actions::add_stage)
            .shaped(pages::new_stage),
        Action::new("catalogue.stage.edit", DEFINE, "/catalogue/designs/{id}/stages/{stage}", actions::edit_stage)
            .shaped(pages::stage),
        Action::new("catalogue.action.create", DEFINE, "/catalogue/designs/{id}/actions", actions::add_action)
            .shaped(pages::new_action),
        Action::new("catalogue.action.edit", DEFINE, "/catalogue/designs/{id}/actions/{action}", actions::edit_action)
            .shaped(pages::action),
        Action::new("catalogue.clock.create", DEFINE, "/catalogue/designs/{id}/clocks", actions::add_clock)
            .shaped(pages::new_clock),
        Action::new("catalogue.clock.edit", DEFINE, "/catalogue/designs/{id}/clocks/{clock}", actions::edit_clock)
            .shaped(pages::clock),
        Action::new("catalogue.field.create", DEFINE, "/catalogue/designs/{id}/fields", actions::add_field)
            .shaped(pages::new_field),
        Action::new("catalogue.field.edit", DEFINE, "/catalogue/designs/{id}/fields/{field}", actions::edit_field)
            .shaped(pages::field),
    ]
}

/// Changes of tables and fragments, and of where a part stands.
fn whole_actions() -> Vec<Action> {
    use part::{actions, pages};
    vec![
        Action::new("catalogue.table.create", DEFINE, "/catalogue/designs/{id}/tables", actions::add_table)
            .shaped(pages::new_table),
        Action::new("catalogue.table.edit", DEFINE, "/catalogue/designs/{id}/tables/{table}", actions::edit_table)
            .shaped(pages::table),
        Action::new(
            "catalogue.fragment.create",
            DEFINE,
            "/catalogue/designs/{id}/fragments/{fragment}/include",
            actions::add_fragment,
        )
        .shaped(pages::new_fragment),
        Action::new(
            "catalogue.fragment.edit",
            DEFINE,
            "/catalogue/designs/{id}/fragments/{fragment}",
            actions::edit_fragment,
        )
        .shaped(pages::fragment),
        Action::new(
            "catalogue.fragment.unfold",
            DEFINE,
            "/catalogue/designs/{id}/fragments/{fragment}/unfold",
            actions::unfold,
        ),
        Action::new("catalogue.part.remove", DEFINE, "/catalogue/designs/{id}/remove/{part}/{key}", actions::remove),
        Action::new("catalogue.part.move", DEFINE, "/catalogue/designs/{id}/move/{part}/{key}", actions::shift),
    ]
}

/// Changes of what stands inside the parts, and of what a definition says once.
fn inner_actions() -> Vec<Action> {
    use effect::{actions as effects, pages as effect_pages};
    use rule::{actions as rules, pages as rule_pages};
    use work::{actions, pages};
    vec![
        Action::new("catalogue.work_item.create", DEFINE, "/catalogue/designs/{id}/work_items", actions::add_work_item)
            .shaped(pages::new_work_item),
        Action::new(
            "catalogue.work_item.edit",
            DEFINE,
            "/catalogue/designs/{id}/work_items/{work_item}",
            actions::edit_work_item,
        )
        .shaped(pages::work_item),
        Action::new("catalogue.step.create", DEFINE, "/catalogue/designs/{id}/steps/{inside}", actions::add_step)
            .shaped(pages::new_step),
        Action::new("catalogue.step.edit", DEFINE, "/catalogue/designs/{id}/steps/{inside}/{step}", actions::edit_step)
            .shaped(pages::step),
        Action::new(
            "catalogue.effect.create",
            DEFINE,
            "/catalogue/designs/{id}/effects/{follows}/{does}",
            effects::add,
        )
        .shaped(effect_pages::new_effect),
        Action::new(
            "catalogue.effect.edit",
            DEFINE,
            "/catalogue/designs/{id}/effects/{follows}/{does}/{nth}",
            effects::edit,
        )
        .shaped(effect_pages::effect),
        Action::new("catalogue.pause.edit", DEFINE, "/catalogue/designs/{id}/pause", rules::edit_pause)
            .shaped(rule_pages::pause),
        Action::new("catalogue.follow_up.edit", DEFINE, "/catalogue/designs/{id}/follow_up", rules::edit_follow_up)
            .shaped(rule_pages::follow_up),
        Action::new("catalogue.sample.edit", DEFINE, "/catalogue/designs/{id}/sample", rules::edit_sample)
            .shaped(rule_pages::sample),
        Action::new("catalogue.join.create", DEFINE, "/catalogue/designs/{id}/joins", rules::add_join)
            .shaped(rule_pages::new_join),
        Action::new("catalogue.join.edit", DEFINE, "/catalogue/designs/{id}/joins/{join}", rules::edit_join)
            .shaped(rule_pages::join),
    ]
}

/// Words of a definition in the reader's language.
fn said(speech: &Speech, words: &process::Words) -> String {
    speech.label(&words.into())
}

/// How the fields of a view stand, in words.
fn modes(speech: &Speech, def: &process::Definition, view: &process::definition::View) -> String {
    let label = |name: &String| def.field(name).map_or_else(|| name.clone(), |field| said(speech, &field.label));
    let named = view.modes().into_iter().filter(|(_, names)| !names.is_empty()).map(|(mode, names)| {
        let names: Vec<String> = names.iter().map(label).collect();
        format!("{} {}", speech.say(&format!("catalogue-mode-{mode}")), names.join(&speech.say("catalogue-comma")))
    });
    named.collect::<Vec<_>>().join("；")
}

/// A role, or what somebody is to a case, in words.
fn role(speech: &Speech, word: &str) -> String {
    let role = speech.known(&format!("choice-role-{}", word.replace('_', "-")));
    role.or_else(|| speech.known(&format!("catalogue-post-{}", word.replace('_', "-"))))
        .unwrap_or_else(|| word.to_owned())
}

/// Every definition and every fragment, by the names of their files.
fn texts() -> Vec<&'static str> {
    let mut names: Vec<Cow<'static, str>> = Files::iter().filter(|name| !name.ends_with(".story.toml")).collect();
    names.sort();
    names.iter().filter_map(|name| Files::get(name).and_then(text)).collect()
}

fn text(file: EmbeddedFile) -> Option<&'static str> {
    if let Cow::Borrowed(bytes) = file.data { std::str::from_utf8(bytes).ok() } else { None }
}

/// The stories beside the definitions, by process: what people might go through with each.
pub fn stories() -> Vec<(String, &'static str)> {
    let mut found: Vec<(String, &'static str)> = Files::iter()
        .filter_map(|name| {
            let key = name.rsplit('/').next()?.strip_suffix(".story.toml")?.to_owned();
            Some((key, Files::get(&name).and_then(text)?))
        })
        .collect();
    found.sort();
    found
}
