//! The record of a case: what it is, how its limits stand, what happened, and what may be done now.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use process::KindSpec;
use ui::{
    Speech, Tone,
    buttons::{Offer, Weight, buttons},
    card::{card, facts, padded, two_columns},
    record::{Happening, Head, Photo, head, photos, timeline},
};

use super::{answers, clock_ring, href, state_words, undo_banner};
use crate::{
    case::{
        model::{CaseRecord, OfferLine, Related, Step, ThisCase},
        queries::{load, record, said, who},
        rules,
    },
    deputy,
    event::queries::value_words,
    mass_incident::{self, model::MassIncidentRow},
};

/// `/desk/cases/{id}`
pub(crate) async fn page(cx: &mut Context, which: ThisCase) -> Result<View> {
    let case = load(cx, which.id).await?;
    let sides = deputy::queries::sides(cx, &case).await?;
    let shown = record(cx, which.clone()).await?;
    let speech = cx.speech();
    let who = who(cx, case.org, false);
    let items = deputy::queries::work_offers(cx, &case).await?;
    let items: Vec<(String, String)> = items.into_iter().map(|(id, label, _)| (id, said(&speech, &label))).collect();
    let may_edit = !deputy::queries::edit_form(cx, &case).await?.fields.is_empty();
    let may_mass = cx.actor().may_in(crate::MASS_INCIDENT, case.org)
        && !case.state.is_ended(&case.def)
        && case.state.master.is_none();
    let watches = case.state.watchers.iter().any(|p| p.is(who.kind, who.id));
    let key = cx.new_uuid().simple().to_string();
    let mass = mass(cx, &case).await?;
    let fitting = answers::fitting(cx, &case).await?;
    let offers = case_buttons(&case, &shown, &key);
    let case = case.shown_to(&sides);
    let contact = contact(cx, &case).await;
    let asset = asset(cx, &case).await;
    let papers = papers(cx, &case).await;
    let origins = origins(cx, case.id).await?;
    let (now, zone) = (cx.now(), cx.zone());
    let top = Head {
        kind: shown.line.process_label.clone(),
        number: shown.line.number.clone(),
        title: shown.line.title.clone(),
        state: state_words(&speech, &shown.line),
        rings: shown.clocks.iter().map(|c| clock_ring(&speech, c, now)).collect(),
        facts: answerable(&speech, &shown, contact),
    };
    let happenings: Vec<Happening> = shown.timeline.iter().map(happening).collect();
    let body = html! { div.stack {
        (head(&top, buttons(&speech, &offers)))
        @if let Some(undoable) = &shown.undoable {
            (undo_banner(&speech, undoable, &format!("/desk/cases/{}", shown.line.id), &key, now))
        }
        @for incident in &mass { (mass_banner(&speech, &case, incident, &key, (now, zone))) }
        (two_columns(
            html! {
                (card(&speech.say("desk-timeline"), html! {}, timeline(&speech, &happenings, now, zone)))
            },
            html! {
                (padded(&speech.say("desk-recorded"), edit_button(&speech, &shown, may_edit), details(&speech, &case, asset, papers, zone)))
                @if let Some(fitting) = &fitting { (answers::for_case(&speech, &case, fitting, &key)) }
                (came_from(&speech, &origins))
                (rounds(&speech, &case, now, zone))
                (work(&speech, &shown, &case, &items, zone))
                (comment_card(&speech, &shown, watches, &key))
                (relations(&speech, &shown, &key, mass.is_empty() && may_mass))
            },
        ))
    } };
    let title = format!("{} {}", shown.line.number, shown.line.title);
    Ok(View::new(title, body).live(format!("case:{}", which.id)))
}

/// The records it came from, as other modules know them.
async fn origins(cx: &mut Context, case: process::runtime::CaseId) -> Result<Vec<(String, String)>> {
    match cx.platform().service::<crate::Origin>() {
        Some(origin) => origin.0.came_from(cx, case).await,
        None => Ok(Vec::new()),
    }
}

fn came_from(speech: &Speech, origins: &[(String, String)]) -> Markup {
    html! {
        @if !origins.is_empty() {
            (padded(&speech.say("desk-came-from"), html! {}, html! {
                ul { @for (words, href) in origins { li { a href=(href) { (words) } } } }
            }))
        }
    }
}

/// The mass incident it leads, or those it may be part of.
async fn mass(cx: &mut Context, case: &process::runtime::Loaded) -> Result<Vec<MassIncidentRow>> {
    if case.state.is_ended(&case.def) || cx.actor().kind == kernel::ActorKind::Resident {
        return Ok(Vec::new());
    }
    let leads = mass_incident::store::of_case(cx, case.org, case.id).await?;
    if leads.is_some() || case.state.master.is_some() {
        return Ok(leads.into_iter().collect());
    }
    let topic = case.def.list.topic.as_ref().and_then(|name| case.state.fields.get(name)).and_then(|v| v.as_str());
    let about = mass_incident::rules::About { place: case.place, area: case.area, topic };
    mass_incident::queries::taking_in(cx, case.org, about).await
}

fn mass_banner(
    speech: &Speech,
    case: &process::runtime::Loaded,
    incident: &MassIncidentRow,
    key: &str,
    (now, zone): (kernel::Instant, chrono_tz::Tz),
) -> Markup {
    let offer = if incident.case_id == case.id {
        let href = format!("/desk/mass_incidents/{}", incident.id);
        Offer::open(speech.say("desk-mass-incident"), href)
    } else {
        mass_incident::pages::absorbing(speech, incident, case.id, key, &format!("/desk/cases/{}", case.id))
    };
    mass_incident::pages::script(speech, incident, now, zone, Some(offer))
}

/// The registered contact: masked name and the link to his record.
async fn contact(cx: &mut Context, case: &process::runtime::Loaded) -> Option<Markup> {
    let id = case.state.fields.get("contact")?.as_str()?.parse().ok()?;
    let name = party::person_names(cx, &[id]).await.ok()?.remove(&id)?;
    Some(html! { a href={ "/party/persons/" (id) } { (name) } })
}

/// The equipment the case is about, with the link to its record.
async fn asset(cx: &mut Context, case: &process::runtime::Loaded) -> Option<Markup> {
    let id = case.state.fields.get("asset")?.as_str()?.parse().ok()?;
    let asset = asset::asset_line(cx, id).await.ok()?;
    let lapsed = asset::lapsed_assets(cx, &[id]).await.ok()?.contains(&id);
    let words = cx.speech().say("choice-validity-lapsed");
    Some(html! {
        a href={ "/asset/assets/" (id) } { (asset.code) " " (asset.name) }
        @if lapsed { " " (ui::record::badge(ui::Tone::Late, &words)) }
    })
}

/// The records of other modules it is about, each with the link to its page; what the reader may not see is not shown.
async fn papers(cx: &mut Context, case: &process::runtime::Loaded) -> Vec<(String, Markup)> {
    let (speech, mut papers) = (cx.speech(), Vec::new());
    for field in case.def.fields.iter().filter(|f| f.kind == KindSpec::Ref) {
        // Place, people and equipment stand in lines of their own.
        let noun = field.to.as_deref().filter(|noun| !["place", "person", "asset"].contains(noun));
        let id = case.state.fields.get(&field.name).and_then(serde_json::Value::as_str);
        let Some((noun, id)) = noun.zip(id) else { continue };
        if let Some((words, path)) = cx.known(noun, id).await {
            let shown = html! { @if let Some(path) = path { a href=(path) { (words) } } @else { (words) } };
            papers.push((said(&speech, &field.label), shown));
        }
    }
    papers
}

fn answerable(speech: &Speech, case: &CaseRecord, contact: Option<Markup>) -> Vec<(String, Markup)> {
    let line = &case.line;
    let text = |key: &str, value: &Option<String>| value.clone().map(|v| (speech.say(key), html! { (v) }));
    let place = line.place.as_ref().map(|words| {
        let shown = match line.place_id {
            Some(id) => html! { a href={ "/desk?place=" (id) } { (words) } },
            None => html! { (words) },
        };
        (speech.say("desk-column-place"), shown)
    });
    let assignee = line.assignee.clone().unwrap_or_else(|| speech.say("desk-nobody-yet"));
    let asked = match contact {
        Some(link) => Some((speech.say("field-requester"), link)),
        None => text("field-requester", &case.requester),
    };
    let counted = |key: &str, count: i64| (count > 0).then(|| (speech.say(key), html! { (count) }));
    [
        place,
        Some((speech.say("field-assignee"), html! { (assignee) })),
        text("field-first-asked", &case.first_asked),
        asked,
        Some((speech.say("field-channel"), html! { (case.channel) })),
        text("field-urgency", &line.urgency),
        text("field-topic", &line.topic),
        text("desk-waiting-for", &case.waiting_for),
        counted("field-urges", line.urges),
        counted("field-reworks", line.reworks),
        case.kept_until.map(|day| (speech.say("field-kept-until"), html! { (day) })),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The buttons of the process, those that cannot be pressed yet with their reason.
fn case_buttons(case: &process::runtime::Loaded, shown: &CaseRecord, key: &str) -> Vec<Offer> {
    let mut main_taken = false;
    let button = |offer: &OfferLine| {
        let id = shown.line.id;
        let mut button = match &offer.refusal {
            Some(reason) => Offer::refused(&offer.label, reason),
            None if !offer.asks && rules::is_one_press(&case.def, &offer.action) => {
                let path = format!("/desk/cases/{id}/act/{}", offer.action);
                Offer::post(&offer.label, path, format!("{key}-{}", offer.action)).hidden("next", href(&shown.line))
            }
            None => Offer::open(
                &offer.label,
                format!("/do/desk.case.act?id={id}&action={}&next={}", offer.action, href(&shown.line)),
            ),
        };
        if offer.refusal.is_none() && offer.tone == "primary" && !main_taken {
            main_taken = true;
            button = button.main();
        }
        if offer.tone == "danger" { button.weight(Weight::Danger) } else { button }
    };
    shown.offers.iter().map(button).collect()
}

fn happening(step: &Step) -> Happening {
    Happening {
        at: step.at,
        text: step.text.clone(),
        detail: step.detail.clone(),
        tone: Tone::of(&step.tone),
        photos: step.photos.iter().map(|id| picture(id, &step.text)).collect(),
    }
}

fn picture(id: &str, words: &str) -> Photo {
    let href = format!("/files/{id}");
    Photo { thumb: href.clone(), href, words: words.to_owned() }
}

fn edit_button(speech: &Speech, case: &CaseRecord, may: bool) -> Markup {
    let id = case.line.id;
    let edit = Offer::open(speech.say("ui-edit"), format!("/do/desk.case.edit?id={id}&next=/desk/cases/{id}"));
    html! { @if may { (ui::buttons::button(&edit.icon("edit").weight(Weight::Quiet))) } }
}

/// What is recorded, in the order of the definition.
fn details(
    speech: &Speech,
    case: &process::runtime::Loaded,
    asset: Option<Markup>,
    papers: Vec<(String, Markup)>,
    zone: chrono_tz::Tz,
) -> Markup {
    let (def, state) = (&case.def, &case.state);
    let seen = def.fields.iter().filter(|f| f.name != def.list.title);
    let label = || def.field("asset").map(|f| said(speech, &f.label)).unwrap_or_default();
    let mut rows: Vec<(String, Markup)> = asset.map(|link| (label(), link)).into_iter().chain(papers).collect();
    let mut pictures = Vec::new();
    for field in seen {
        let Some(value) = state.fields.get(&field.name) else { continue };
        let label = said(speech, &field.label);
        if matches!(field.kind, KindSpec::Photo | KindSpec::Signature) {
            let one = value.as_str().map(str::to_owned);
            let many = value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned));
            pictures.extend(one.into_iter().chain(many).map(|id| picture(&id, &label)));
        } else if let Some(words) = value_words(speech, field, value, zone) {
            rows.push((label, html! { (words) }));
        }
    }
    html! {
        @if rows.is_empty() && pictures.is_empty() { p.sub { (speech.say("desk-nothing-recorded")) } }
        (facts(&rows))
        @if !pictures.is_empty() { (photos(&pictures)) }
    }
}

/// What came of the work each time before it was done again: by whom, what was recorded then, and who said it was not enough.
fn rounds(speech: &Speech, case: &process::runtime::Loaded, now: kernel::Instant, zone: chrono_tz::Tz) -> Markup {
    let (def, state) = (&case.def, &case.state);
    if state.rounds.is_empty() {
        return html! {};
    }
    let one = |nth: usize| {
        let (before, round) = (nth.checked_sub(1).and_then(|n| state.rounds.get(n)), &state.rounds[nth]);
        let is_own = |name: &String| before.is_none_or(|b| b.fields.get(name) != round.fields.get(name));
        let asked = |name: &String| def.open.asks.iter().any(|ask| &ask.field == name);
        let (mut rows, mut pictures) = (Vec::new(), Vec::new());
        for field in def.fields.iter().filter(|f| is_own(&f.name) && !asked(&f.name)) {
            let Some(value) = round.fields.get(&field.name) else { continue };
            let label = said(speech, &field.label);
            if matches!(field.kind, KindSpec::Photo | KindSpec::Signature) {
                let many = value.as_array().into_iter().flatten().filter_map(|v| v.as_str());
                pictures.extend(value.as_str().into_iter().chain(many).map(|id| picture(id, &label)));
            } else if let Some(words) = value_words(speech, field, value, zone) {
                rows.push((label, html! { (words) }));
            }
        }
        let by = round.assignee.as_ref().map(|p| p.name.clone()).unwrap_or_default();
        html! {
            h3 { (speech.say_with("desk-round", &[("count", &round.count.to_string())])) " " (by) }
            p.sub { (speech.say_with("desk-round-again", &[("name", &round.by.name)])) " · " (speech.moment(round.at, now, zone)) }
            (facts(&rows))
            @if !pictures.is_empty() { (photos(&pictures)) }
        }
    };
    let count = (state.rounds.len() + 1).to_string();
    let heading = speech.say_with("desk-rounds", &[("count", &count)]);
    padded(&heading, html! {}, html! { @for nth in 0..state.rounds.len() { (one(nth)) } })
}

/// The work items: what was recorded, and those that can be recorded now.
fn work(
    speech: &Speech,
    shown: &CaseRecord,
    case: &process::runtime::Loaded,
    items: &[(String, String)],
    zone: chrono_tz::Tz,
) -> Markup {
    if case.state.work.is_empty() && items.is_empty() {
        return html! {};
    }
    let id = shown.line.id;
    let step = |item: &process::definition::WorkItem, values: &serde_json::Map<String, serde_json::Value>| {
        let words = |s: &process::FieldSpec| {
            let text = value_words(speech, s, values.get(&s.name)?, zone)?;
            Some((said(speech, &s.label), html! { (text) }))
        };
        facts(&item.steps.iter().filter_map(words).collect::<Vec<_>>())
    };
    let body = html! {
        @for item in &case.def.work_items {
            @if let Some(values) = case.state.work.get(&item.id) { h3 { (said(speech, &item.label)) } (step(item, values)) }
        }
        @for (item, label) in items {
            (ui::buttons::button(&Offer::open(label, format!("/do/desk.case.record?id={id}&item={item}&next=/desk/cases/{id}")).icon("checklist")))
        }
    };
    padded(&speech.say("desk-work-items"), html! {}, body)
}

/// A line for a remark, files, and whether one is told of every step.
fn comment_card(speech: &Speech, case: &CaseRecord, watches: bool, key: &str) -> Markup {
    let id = case.line.id;
    let next = href(&case.line);
    let words = speech.say("desk-case-comment");
    let watch_words = speech.say(if watches { "desk-unwatch" } else { "desk-watch" });
    let watch = Offer::post(watch_words, format!("/desk/cases/{id}/watch"), format!("{key}-watch"))
        .hidden("on", if watches { "false" } else { "true" })
        .hidden("next", &next)
        .icon("bell");
    let attach = Offer::open(speech.say("desk-case-attach"), format!("/do/desk.case.attach?id={id}&next={next}"));
    let body = html! {
        form.form method="post" action={ "/desk/cases/" (id) "/comment" } data-guard {
            input type="hidden" name=(ui::form::KEY_FIELD) value={ (key) "-comment" };
            input type="hidden" name="next" value=(next);
            div.field {
                label for="remark" { (words) }
                textarea #remark name="text" rows="2" maxlength="1000" required {}
            }
            label.tick for="remark-open" {
                input #remark-open type="checkbox" name="open" value="true";
                span { (speech.say("field-open")) }
            }
            div.form-end { button.btn type="submit" { (speech.say("desk-send")) } }
        }
        (buttons(speech, &[attach.icon("paperclip"), watch]))
    };
    padded(&speech.say("desk-remarks"), html! {}, body)
}

/// Cases it is tied to, and the buttons that tie and untie.
fn relations(speech: &Speech, shown: &CaseRecord, key: &str, may_mass: bool) -> Markup {
    let id = shown.line.id;
    let next = href(&shown.line);
    let untie = |tie: &Related| {
        let how = tie.tie?;
        let path = format!("/desk/cases/{id}/unlink");
        let offer =
            Offer::post(speech.say("desk-case-unlink"), path, format!("{key}-{}-{}", how.word(), tie.case.number));
        let offer = offer.hidden("tie", how.word()).hidden("other_id", tie.case.id.to_string()).hidden("next", &next);
        Some(ui::buttons::button(&offer.weight(Weight::Quiet)))
    };
    let mut offers = vec![
        Offer::open(speech.say("desk-case-link"), format!("/do/desk.case.link?id={id}&next={next}")).icon("git-branch"),
    ];
    let follow = format!("/desk/start?caused_by={id}");
    offers.push(Offer::open(speech.say("desk-case-follow-on"), follow).icon("arrow-right"));
    if may_mass {
        let href = format!("/do/desk.mass_incident.create?case_id={id}");
        offers.push(Offer::open(speech.say("desk-mass-incident-create"), href).icon("users-group"));
    }
    let body = html! {
        @for tie in &shown.related {
            p { (tie.link) ": " a href=(href(&tie.case)) { (tie.case.number) } " " (tie.case.title)
                " " (ui::record::badge(Tone::of(tie.case.category.word()), &tie.case.stage_label))
                @if let Some(button) = untie(tie) { " " (button) } }
        }
        (buttons(speech, &offers))
    };
    padded(&speech.say("desk-related"), html! {}, body)
}
