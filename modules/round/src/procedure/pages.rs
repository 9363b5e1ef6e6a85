//! A procedure as it is read before it is done: what it is for, what to mind, and its steps by section.

use kernel::{Result, form::Kind as Asked};
use maud::{Markup, html};
use module::{Context, View};
use round::procedure::{Kind, OnFail, Procedure, Proof, Reference, Rhythm, Step, Words};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, button, buttons},
    card::{card, facts, padded, two_columns},
    feedback::banner,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ProcedureRecord, System, WhichProcedure},
    queries::{record, said},
    store,
};
use crate::{PLAN_CREATE, PROCEDURE_EDIT, choice, day_plan, plan};

/// The source whose clauses name one of the checklists that came with the product.
const CHECKLISTS: &str = "checklists";
/// The source whose clauses name a part of the service standards.
const STANDARDS: &str = "house";

/// The columns of the library.
pub(crate) fn columns() -> Vec<module::Column> {
    vec![
        module::Column::text("name"),
        module::Column::new("system", choice(System::ALL.iter().map(|s| s.word()))),
        module::Column::text("code").optional(),
        module::Column::new("version", Asked::Integer),
        module::Column::new("own", Asked::Bool),
        module::Column::new("community", Asked::Ref { to: "org".into() }).optional(),
        module::Column::new("created_at", Asked::Instant).optional(),
    ]
}

/// `/round/procedures/{id}`
pub async fn page(cx: &mut Context, which: WhichProcedure) -> Result<View> {
    let row = store::one(cx, which.id).await?;
    let shown = record(cx, &row).await?;
    let procedure: Procedure = serde_json::from_str(&row.body)?;
    let classes = plan::queries::classes_named(cx, &procedure.classes).await?;
    let speech = cx.speech();
    let may_edit = cx.actor().may(PROCEDURE_EDIT);
    let receipts = match row.in_force && row.system == System::DayPlan {
        true => day_plan::queries::receipts(cx, &row).await?,
        false => Vec::new(),
    };
    let community = match row.community_id {
        Some(id) => org::tree(cx).await?.into_iter().find(|unit| unit.id == id).map(|unit| unit.name),
        None => None,
    };
    let may_plan = row.in_force && cx.actor().may(PLAN_CREATE);
    let mut offers = Vec::new();
    if may_plan {
        let form = Address::new("/do/round.plan.create", vec![("procedure_id".into(), row.id.to_string())]);
        offers.push(Offer::open(speech.say("round-plan-create"), form.href()).icon("plus").main());
    }
    if may_edit {
        let form = format!("/do/round.procedure.edit?id={}", row.id);
        offers.push(Offer::open(speech.say("round-procedure-edit"), form).icon("edit"));
    }
    let wide = html! {
        @if !procedure.safety.is_empty() {
            @for one in &procedure.safety { (banner(Tone::Risk, &said(&speech, one), None)) }
        }
        @for section in &procedure.sections { (steps(&speech, &procedure, section)) }
    };
    let narrow = html! {
        (padded(&speech.say("round-procedure-facts"), html! {}, facts(&told(&speech, &shown, &procedure, (&classes, community)))))
        (day_plan::pages::receipts(cx, &speech, &receipts))
        @if !procedure.rhythms.is_empty() {
            (padded(&speech.say("round-rhythms"), html! {}, html! {
                @for rhythm in &procedure.rhythms { (rhythm_of(&speech, &procedure, rhythm, &classes, may_plan.then_some(&shown))) }
            }))
        }
        (list_of(&speech, "round-tools", &procedure.tools))
        (list_of(&speech, "round-parts", &procedure.parts))
        (sources(&speech, &procedure))
        (versions(&speech, &shown))
        (padded("", html! {}, html! { details { summary { (speech.say("round-procedure-text")) } pre.code tabindex="0" { code { (shown.written) } } } }))
    };
    let title = said(&speech, &procedure.title);
    let purpose = procedure.purpose.as_ref().map(|p| said(&speech, p)).unwrap_or_default();
    let body = html! { div.stack {
        (heading(&title, &purpose, buttons(&speech, &offers)))
        @if !row.in_force {
            @let latest = shown.versions.first().map(|v| format!("/round/procedures/{}", v.id)).unwrap_or_default();
            (banner(Tone::Waiting, &speech.say("round-procedure-old"), Some(&Offer::open(speech.say("round-procedure-latest"), latest))))
        }
        (two_columns(wide, narrow))
    } };
    Ok(View::new(title, body).live("procedures"))
}

fn told(
    speech: &Speech,
    shown: &ProcedureRecord,
    procedure: &Procedure,
    (classes, community): (&[plan::model::ClassNamed], Option<String>),
) -> Vec<(String, Markup)> {
    let system = speech.say(&format!("choice-system-{}", shown.line.system.word().replace('_', "-")));
    let version = format!("{} · {}", shown.line.version, shown.hash.get(..8).unwrap_or_default());
    let source = speech.say(if shown.line.own { "round-own" } else { "round-shipped" });
    let role = |role: &String| speech.say(&format!("choice-role-{}", role.replace('_', "-")));
    let roles: Vec<String> = procedure.roles.iter().map(role).collect();
    let classes: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
    let certificates: Vec<String> = procedure.certificates.iter().map(|c| said(speech, c)).collect();
    let minutes = procedure.minutes.map(|m| speech.say_with("round-minutes", &[("count", &m.to_string())]));
    let pass = procedure.pass.map(|p| format!("{}%", p / 100));
    let rows = [
        ("field-system", Some(html! { (system) })),
        ("field-version", Some(html! { (version) " " (source) })),
        ("field-community", community.map(|name| html! { (name) })),
        ("round-classes", (!classes.is_empty()).then(|| html! { (classes.join("、")) })),
        ("field-roles", Some(html! { (roles.join("、")) })),
        ("round-certificates", (!certificates.is_empty()).then(|| html! { (certificates.join("、")) })),
        ("round-takes", minutes.map(|m| html! { (m) })),
        ("round-pass", pass.map(|p| html! { (p) })),
        ("round-plans-of", Some(html! { (shown.plans) })),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((speech.say(key), value?))).collect()
}

/// A rhythm in words, and one press that makes a plan of it for a whole class.
fn rhythm_of(
    speech: &Speech,
    procedure: &Procedure,
    rhythm: &Rhythm,
    classes: &[plan::model::ClassNamed],
    plan_for: Option<&ProcedureRecord>,
) -> Markup {
    let words = plan::rules::rule_words(&rhythm.rule);
    let papers: Vec<String> = rhythm.standards.iter().map(|reference| paper(speech, procedure, reference)).collect();
    html! {
        div.stack {
            p {
                b { (words.map(|(zh, en)| super::queries::either(speech, &zh, &en)).unwrap_or_else(|| rhythm.rule.clone())) }
                @if let Some(hours) = rhythm.hours { " " (hours) }
                @if let Some(when) = &rhythm.when { " · " (said(speech, when)) }
            }
            p.sub { (papers.join("；")) }
            @if let Some(shown) = plan_for {
                @for class in classes {
                    @let words = speech.say_with("round-plan-for-class", &[("class", &class.name)]);
                    (button(&Offer::open(words, plan::pages::prefilled(shown.line.id, rhythm, procedure, Some(class))).icon("plus")))
                }
                @if classes.is_empty() {
                    (button(&Offer::open(speech.say("round-plan-by-rhythm"), plan::pages::prefilled(shown.line.id, rhythm, procedure, None)).icon("plus")))
                }
            }
        }
    }
}

fn steps(speech: &Speech, procedure: &Procedure, section: &round::procedure::Section) -> Markup {
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("round-step-ask", ColumnKind::Text),
        head("round-step-kind", ColumnKind::Code),
        head("round-step-good", ColumnKind::Text),
        head("round-step-fails", ColumnKind::Text),
    ];
    let row = |step: &Step| {
        vec![
            html! {
                (said(speech, &step.ask))
                @if let Some(hint) = &step.hint { p.sub { (said(speech, hint)) } }
                @if !step.required { " " (badge(Tone::Plain, &speech.say("round-step-optional"))) }
            },
            html! { (speech.say(&format!("round-kind-{}", step.kind.word()))) },
            html! {
                (good(speech, &step.kind))
                @if step.proof == Proof::Always { p.sub { (speech.say("round-proof-always")) } }
                @if !step.standards.is_empty() {
                    p.sub { (step.standards.iter().map(|one| cited(speech, procedure, one)).collect::<Vec<_>>().join("；")) }
                }
            },
            html! {
                @if step.on_fail != OnFail::None {
                    (badge(if step.on_fail == OnFail::Incident { Tone::Late } else { Tone::Waiting }, &speech.say(on_fail(step.on_fail))))
                }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = section.steps.iter().map(row).collect();
    let hours = section.hours.map(|hours| format!(" {hours}")).unwrap_or_default();
    let title = format!("{}{hours}", said(speech, &section.title));
    card(&title, html! {}, simple(&title, &columns, &rows))
}

/// The words for what follows a failure.
pub(crate) const fn on_fail(on_fail: OnFail) -> &'static str {
    match on_fail {
        OnFail::None => "round-fail-none",
        OnFail::Repair => "round-fail-repair",
        OnFail::Nonconformity => "round-fail-nonconformity",
        OnFail::Incident => "round-fail-incident",
    }
}

/// What is good, where the kind says it.
pub(crate) fn good(speech: &Speech, kind: &Kind) -> String {
    match kind {
        Kind::Number { unit, limits } => range(limits, &said(speech, &unit.0)),
        Kind::Stopwatch { limits } => range(limits, &speech.say("round-seconds")),
        Kind::Photo { least, most } => {
            speech.say_with("round-photos-wanted", &[("least", &least.to_string()), ("most", &most.to_string())])
        }
        Kind::Meter { unit, .. } => said(speech, &unit.0),
        Kind::Location { within: Some(within) } => speech.say_with("round-within", &[("metres", &within.to_string())]),
        Kind::Choice { choices } => {
            let words = choices.iter().filter(|c| !c.fails).map(|c| super::queries::either(speech, &c.zh, &c.en));
            words.collect::<Vec<_>>().join(" / ")
        }
        Kind::Signature { by: Some(by) } => said(speech, by),
        _ => String::new(),
    }
}

fn range(limits: &round::procedure::Limits, unit: &str) -> String {
    match (limits.least, limits.greatest) {
        (Some(least), Some(greatest)) => format!("{least}–{greatest} {unit}"),
        (Some(least), None) => format!("≥ {least} {unit}"),
        (None, Some(greatest)) => format!("≤ {greatest} {unit}"),
        (None, None) => unit.to_owned(),
    }
}

fn list_of(speech: &Speech, key: &str, list: &[Words]) -> Markup {
    html! {
        @if !list.is_empty() {
            (padded(&speech.say(key), html! {}, html! { ul { @for one in list { li { (said(speech, one)) } } } }))
        }
    }
}

/// A reference with the name of its paper.
fn paper(speech: &Speech, procedure: &Procedure, reference: &Reference) -> String {
    let Some(source) = procedure.source(&reference.source) else { return reference.to_string() };
    let parts = [source.number.clone(), said(speech, &source.title), clause(speech, reference)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The same in few words: by its number where the paper has one.
pub(crate) fn cited(speech: &Speech, procedure: &Procedure, reference: &Reference) -> String {
    match procedure.source(&reference.source) {
        Some(source) if !source.number.is_empty() => {
            format!("{} {}", source.number, clause(speech, reference)).trim().to_owned()
        }
        _ => paper(speech, procedure, reference),
    }
}

/// Where in the paper; a row of one of our checklists by the list's name.
fn clause(speech: &Speech, reference: &Reference) -> String {
    match reference.clause.split_once(' ') {
        Some((list, row)) if reference.source == CHECKLISTS => {
            let list = speech.say(&format!("round-checklist-{}", list.replace('_', "-")));
            speech.say_with("round-checklist-row", &[("list", &list), ("row", row)])
        }
        _ if reference.source == STANDARDS && !reference.clause.is_empty() => {
            speech.say(&format!("round-standards-{}", reference.clause))
        }
        _ => reference.clause.clone(),
    }
}

fn sources(speech: &Speech, procedure: &Procedure) -> Markup {
    html! {
        @if !procedure.sources.is_empty() {
            (padded(&speech.say("round-sources"), html! {}, html! {
                ul { @for source in &procedure.sources { li { (source.number) " " (said(speech, &source.title)) } } }
            }))
        }
    }
}

fn versions(speech: &Speech, shown: &ProcedureRecord) -> Markup {
    padded(
        &speech.say("round-versions"),
        html! {},
        html! {
            ul {
                @for version in &shown.versions {
                    li {
                        @if version.id == shown.line.id { b { (version.version) } } @else { a href={ "/round/procedures/" (version.id) } { (version.version) } }
                        " " (speech.say(if version.own { "round-own" } else { "round-shipped" }))
                    }
                }
            }
        },
    )
}
