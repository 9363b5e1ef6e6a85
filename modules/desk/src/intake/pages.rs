//! The desk: search, household card, registering form, what presses.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{Result, form::Field};
use maud::{Markup, html};
use module::{Context, View};
use process::Definition;
use serde_json::{Map, Value};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, button, buttons},
    card::{Chip, Figure, chips, figures, padded, person, two_columns},
    form::{FormOptions, KEY_FIELD, Known},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, Row, Table, Total, table},
};

use super::{
    model::{AskDesk, Desk},
    queries::desk,
};
use crate::{
    board::model::Figures,
    case::{
        model::{CaseLine, Timing},
        pages::{forms::inner, href, list, row_tone},
        queries::{engine, place_words, said},
    },
    mass_incident::{self, model::MassIncidentRow},
};

/// What people call about every day, the usual matter first; everything else is started from its own page.
const DAILY: [&str; 7] = ["repair", "complaint", "enquiry", "suggestion", "praise", "home_service", "goods_release"];

/// `/desk`
pub(crate) async fn page(cx: &mut Context, ask: AskDesk) -> Result<View> {
    let shown = desk(cx, ask.clone()).await?;
    let wanted = ask.process.as_deref().unwrap_or(DAILY[0]);
    let engine = engine(cx)?;
    let asked = [wanted].into_iter().chain(ask.show.as_deref()).filter(|key| !DAILY.contains(key));
    let mut definitions: Vec<_> = DAILY.into_iter().chain(asked).filter_map(|key| engine.current(key).ok()).collect();
    definitions.dedup_by_key(|d| d.key.clone());
    let chosen = definitions.iter().find(|d| d.key == wanted).or(definitions.first()).cloned();
    let key = cx.new_uuid().simple().to_string();
    let (speech, now) = (cx.speech(), cx.now());
    let may_open = cx.actor().may(crate::CREATE);
    let title = speech.say("desk-desk");
    let register =
        chosen.filter(|_| may_open).map(|def| register(&speech, (&ask, now), &shown, &definitions, &def, &key));
    let aside = html! {
        (find(&speech, &ask))
        (found(&speech, &ask, &shown))
        @if let Some(place) = &shown.place {
            @match &shown.household {
                Some(household) => (party::pages::household_card(&speech, household)),
                None => (padded(&place_words(place), html! {}, html! { p.sub { (place.name) } })),
            }
            @if let Some(answers) = &shown.answers { (knowledge::pages::beside(&speech, answers, find_answer(&speech, &ask, place.id))) }
            (of_place(&speech, &shown.cases))
        }
    };
    let body = html! { div.stack {
        (heading(&title, &shown.place.as_ref().map(place_words).unwrap_or_default(), html! {}))
        (figures(&figure_list(&speech, &shown.figures)))
        (two_columns(
            html! {
                @if let Some(form) = register { (form) }
                (pressing(&speech, &ask, &definitions, &shown.pressing, now))
            },
            aside,
        ))
    } };
    Ok(list::live(cx, View::new(title, body)))
}

/// The figures with the lists behind them.
pub(crate) fn figure_list(speech: &Speech, of: &Figures) -> Vec<Figure> {
    let count = |n: i64| speech.count(u64::try_from(n).unwrap_or(0));
    let figure = |key: &str, n: i64, tone: Tone, href: &str| Figure {
        value: count(n),
        label: speech.say(key),
        tone: if n > 0 { tone } else { Tone::Plain },
        href: Some(href.to_owned()),
    };
    let mut list = vec![
        figure("desk-figure-open", of.open, Tone::Plain, "/desk/cases?open=true"),
        figure("desk-figure-late", of.late, Tone::Late, "/desk/cases?timing=late"),
        figure("desk-figure-due-soon", of.due_soon, Tone::Risk, "/desk/cases?open=true&sort=due_at"),
    ];
    if let Some(kept) = of.kept {
        list.push(Figure {
            value: format!("{}.{}%", kept / 100, kept % 100 / 10),
            label: speech.say("desk-figure-kept"),
            tone: Tone::Plain,
            href: None,
        });
    }
    list
}

/// The box into which the words of a question are typed.
fn find_answer(speech: &Speech, ask: &AskDesk, place: property::PlaceId) -> Markup {
    let words = speech.say("knowledge-article-find");
    html! {
        form.form method="get" action="/desk" role="search" aria-label=(words) {
            input type="hidden" name="place" value=(place);
            @if let Some(process) = &ask.process { input type="hidden" name="process" value=(process); }
            @if let Some(person) = ask.person { input type="hidden" name="person" value=(person); }
            div.field {
                label for="about" { (words) }
                input #about type="text" inputmode="search" name="about" value=[ask.about.as_deref()] autocomplete="off" maxlength="100";
            }
            div.form-end { button.btn type="submit" { (speech.say("desk-find-go")) } }
        }
    }
}

/// The box into which a room, a number or a name is typed.
fn find(speech: &Speech, ask: &AskDesk) -> Markup {
    let words = speech.say("desk-find");
    let body = html! {
        form.form method="get" action="/desk" role="search" aria-label=(words) {
            div.field {
                label for="desk-q" { (words) }
                input #desk-q type="text" inputmode="search" name="q" value=[ask.q.as_deref()] autocomplete="off"
                    autofocus[ask.place.is_none()] maxlength="100";
                p.hint { (speech.say("desk-find-hint")) }
            }
            div.form-end { button.btn type="submit" { (speech.say("desk-find-go")) } }
        }
    };
    padded("", html! {}, body)
}

/// What the words may mean, when it is not one thing.
fn found(speech: &Speech, ask: &AskDesk, shown: &Desk) -> Markup {
    let asked = ask.q.as_deref().is_some_and(|q| !q.trim().is_empty()) || ask.person.is_some();
    if !asked || shown.place.is_some() {
        return html! {};
    }
    let body = html! {
        @if shown.found.is_empty() {
            p { (speech.say("desk-found-nothing")) }
            p.sub { (speech.say("desk-found-nothing-hint")) }
        }
        @for one in &shown.found { (person(&one.title, html! { a href=(one.path) { (speech.say("desk-take")) } " " (one.subtitle) })) }
    };
    padded(&speech.say("desk-found"), html! {}, body)
}

/// The cases of the place, open ones first.
fn of_place(speech: &Speech, cases: &[CaseLine]) -> Markup {
    let body = html! {
        @if cases.is_empty() { p.sub { (speech.say("desk-place-no-cases")) } }
        @for case in cases {
            p { a href=(href(case)) { (case.number) } " " (case.title) " " (badge(Tone::of(case.category.word()), &case.stage_label)) }
        }
    };
    padded(&speech.say("desk-place-cases"), html! {}, body)
}

/// The form that registers a case in seconds: what, who calls, trade and urgency at once, the rest folded away.
fn register(
    speech: &Speech,
    (ask, now): (&AskDesk, kernel::Instant),
    shown: &Desk,
    definitions: &[Arc<Definition>],
    def: &Definition,
    key: &str,
) -> Markup {
    let Some(place) = &shown.place else {
        let offers: Vec<Offer> = definitions
            .iter()
            .map(|d| {
                let label = speech.say_with("desk-register", &[("process", &said(speech, &d.title))]);
                Offer::open(label, format!("/do/desk.case.open?process={}&next=/desk", d.key)).icon("plus")
            })
            .chain([Offer::open(speech.say("desk-start-more"), "/desk/start".to_owned())])
            .collect();
        return padded(
            &speech.say("desk-case-open"),
            html! {},
            html! { p.sub { (speech.say("desk-register-hint")) } (buttons(speech, &offers)) },
        );
    };
    let own = definitions.iter().map(|d| Chip {
        label: said(speech, &d.title),
        href: Some(here(ask, Some(place.id)).with("process", &d.key).href()),
        on: d.key == def.key,
        count: None,
    });
    let others =
        Chip { label: speech.say("desk-start-more"), href: Some("/desk/start".to_owned()), on: false, count: None };
    let tabs: Vec<Chip> = own.chain([others]).collect();
    let next = format!("/desk?place={}", place.id);
    let asset = Known { options: Vec::new(), search: Some("/lookup/asset".to_owned()) };
    let known = BTreeMap::from([("asset".to_owned(), asset)]);
    let options = FormOptions { zone: Some(module::HOME_ZONE), fold_after: 2, known, ..FormOptions::default() };
    let topic = def.list.topic.as_deref();
    let fields = quick_fields(def);
    let (first, rest): (Vec<Field>, Vec<Field>) =
        fields.into_iter().partition(|f| f.name == format!("input.{}", def.list.title));
    let first = first.first();
    let values = defaults(def, place.kind == property::PlaceKind::Room);
    let body = html! {
        @for incident in &shown.incidents { (mass_incident::pages::script(speech, incident, now, module::HOME_ZONE, None)) }
        (chips(&speech.say("field-process"), &tabs))
        form.form method="post" action={ "/desk/processes/" (def.key) "/cases" } enctype="multipart/form-data" data-guard
            data-draft={ "desk.case.open." (place.id) } {
            input type="hidden" name=(KEY_FIELD) value=(key);
            input type="hidden" name="next" value=(next);
            input type="hidden" name="place_id" value=(place.id);
            (matter(speech, first))
            (caller(speech, ask, shown))
            @if let Some(spec) = topic.and_then(|t| def.field(t)) { (topic_chips(speech, spec)) }
            (ui::form::fields(speech, &rest, &values, &[], &options))
            @for (nth, incident) in shown.incidents.iter().enumerate() { (joining(speech, incident, nth == 0)) }
            div.form-end { button.btn.btn-main type="submit" { (speech.say("desk-case-open-submit")) } }
        }
    };
    padded(&speech.say("desk-case-open"), html! {}, body)
}

/// The button that registers the call as part of a mass incident; of several the first has the key.
fn joining(speech: &Speech, incident: &MassIncidentRow, first: bool) -> Markup {
    let words = speech.say_with("desk-mass-incident-join", &[("number", &incident.number)]);
    html! {
        div.form-end {
            button.btn type="submit" name="mass_incident_id" value=(incident.id) data-hotkey=[first.then_some("m")] {
                (words) @if first { kbd aria-hidden="true" { "M" } }
            }
        }
    }
}

/// What it is about: the first thing asked, where typing goes once a place is found.
fn matter(speech: &Speech, field: Option<&Field>) -> Markup {
    let Some(field) = field else { return html! {} };
    html! {
        div.field {
            label for="matter" { (speech.label(&field.label())) }
            input #matter type="text" name=(field.name) maxlength=[field.max] required autocomplete="off" autofocus;
        }
    }
}

/// Where the desk stands, with a place.
fn here(ask: &AskDesk, place: Option<property::PlaceId>) -> Address {
    let pairs = [
        place.map(|p| ("place", p.to_string())),
        ask.person.map(|p| ("person", p.to_string())),
        ask.process.clone().map(|p| ("process", p)),
        ask.show.clone().map(|p| ("show", p)),
        ask.timing.map(|t| ("timing", t.word().to_owned())),
    ];
    Address::new("/desk", pairs.into_iter().flatten().map(|(n, v)| (n.to_owned(), v)).collect())
}

/// The opening form without what the desk knows or shows in its own way; urgency is asked openly.
fn quick_fields(def: &Definition) -> Vec<Field> {
    let known = [def.list.place.as_deref(), def.list.topic.as_deref(), Some("contact"), Some("priority")];
    let mut fields = process::opening_form(def).fields;
    fields.retain(|f| !known.contains(&Some(f.name.as_str())));
    for field in &mut fields {
        // Three choices are quicker seen than opened; one is chosen already.
        if Some(field.name.as_str()) == def.list.urgency.as_deref() {
            field.required = true;
        }
    }
    let urgency = def.list.urgency.clone();
    let rank = |f: &Field| (f.name != def.list.title, Some(&f.name) != urgency.as_ref(), f.name != "facility_class");
    fields.sort_by_key(rank);
    inner(fields)
}

/// What is likely before anybody says: not urgent, and inside a home when a room calls.
fn defaults(def: &Definition, is_room: bool) -> Value {
    let mut values = Map::new();
    if let Some(urgency) = &def.list.urgency {
        values.insert(format!("input.{urgency}"), "normal".into());
    }
    let home = def.field("facility_class").is_some_and(|f| f.choices.iter().any(|c| c.value == "home"));
    if home {
        values.insert("input.facility_class".into(), if is_room { "home" } else { "other" }.into());
    }
    Value::Object(values)
}

/// Who calls: one of the household, or somebody whose name and number are taken down.
fn caller(speech: &Speech, ask: &AskDesk, shown: &Desk) -> Markup {
    let people = shown.household.as_ref().map(|h| h.people.as_slice()).unwrap_or_default();
    let is_chosen = |index: usize, id: party::PersonId| ask.person.map_or(index == 0, |p| p == id);
    html! {
        fieldset.radios {
            legend { (speech.say("desk-caller")) }
            @for (index, member) in people.iter().enumerate() {
                label {
                    input type="radio" name="requester_id" value=(member.person_id) checked[is_chosen(index, member.person_id)];
                    span { (member.name) " · " (speech.say(&format!("choice-role-{}", member.role.word().replace('_', "-")))) }
                }
            }
            label {
                input type="radio" name="requester_id" value="" checked[people.is_empty()];
                span { (speech.say("desk-caller-other")) }
            }
        }
        details.more open[people.is_empty()] {
            summary { (speech.say("desk-caller-other-details")) }
            div.field {
                label for="caller-name" { (speech.say("field-contact-name")) }
                input #caller-name type="text" name="contact_name" maxlength="40" autocomplete="off";
            }
            div.field {
                label for="caller-phone" { (speech.say("field-contact-phone")) }
                input #caller-phone type="tel" name="contact_phone" inputmode="tel" autocomplete="off";
            }
        }
    }
}

/// The kinds of matter as chips: one key or one click.
fn topic_chips(speech: &Speech, spec: &process::FieldSpec) -> Markup {
    html! {
        fieldset.radios {
            legend { (said(speech, &spec.label)) }
            @for choice in &spec.choices {
                label {
                    input type="radio" name={ "input." (spec.name) } value=(choice.value);
                    span { (speech.label(&kernel::Label::Both { zh: choice.zh.clone(), en: choice.en.clone() })) }
                }
            }
        }
    }
}

/// What presses, with its filters.
fn pressing(
    speech: &Speech,
    ask: &AskDesk,
    definitions: &[Arc<Definition>],
    cases: &[CaseLine],
    now: kernel::Instant,
) -> Markup {
    let at = here(ask, ask.place);
    let mut shown = Table::new(speech, speech.say("desk-today"), at.clone());
    let chip = |label: String, name: &str, value: &str| {
        let on = at.get(name) == Some(value);
        let to = if on { at.without(name) } else { at.with(name, value) };
        Chip { label, href: Some(to.href()), on, count: None }
    };
    shown.chips = definitions.iter().map(|d| chip(said(speech, &d.title), "show", &d.key)).collect();
    shown.chips.extend(
        Timing::ALL.iter().map(|t| chip(speech.say(&format!("choice-timing-{}", t.word())), "timing", t.word())),
    );
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    shown.columns = vec![
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("field-assignee", ColumnKind::Text),
        head("field-state", ColumnKind::State),
        head("desk-column-limit", ColumnKind::State),
    ];
    shown.rows = cases
        .iter()
        .map(|c| Row {
            id: c.id.to_string(),
            href: Some(href(c)),
            cells: list::cells(speech, c, now),
            tone: row_tone(c),
        })
        .collect();
    shown.total = Total::Unknown;
    shown.empty.icon = "headset";
    shown.empty.title = speech.say("desk-today-empty");
    shown.empty.hint = speech.say("desk-today-empty-hint");
    shown.filters = Some(button(&Offer::open(speech.say("desk-today-all"), "/desk/cases?open=true")));
    html! { h2 { (speech.say("desk-today")) } (table(&shown)) }
}
