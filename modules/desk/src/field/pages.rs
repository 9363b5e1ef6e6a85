//! The technician's phone: large targets, one next step, everything also without scripts.

use kernel::{Instant, Message, Money, form::Field};
use maud::{Markup, html};
use module::{Context, HOME_ZONE, View};
use process::{KindSpec, Offer, runtime::Loaded};
use serde_json::Value;
use ui::{
    Tone,
    buttons::{self, Press, Weight},
    card, feedback,
    form::{FormOptions, KEY_FIELD, fields},
    icon::icon,
    record::{self, Happening, Photo, Task},
    texts::Speech,
};

use super::{
    model::{Job, Nothing},
    queries::{self, Jobs, Sheet},
    rules::{self, Turn},
};
use crate::{
    case::{
        model::{CommentCase, Step, ThisCase},
        pages::{clock_ring, undo_banner},
        queries::{place_words, said, undoable, who},
    },
    event::queries::value_words,
    limit,
};

/// The communities whose changes a list listens to; more would only make it restless.
const LISTENED: usize = 5;
/// What of a case is worth a line of its own on a phone.
const SHOWN: [&str; 9] =
    ["appointment", "trade", "urgency", "plan", "expected_at", "quote", "quote_note", "result", "amount"];

/// My jobs, and how many wait in the pool.
pub async fn mine(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let (speech, now) = (cx.speech(), cx.now());
    let jobs = queries::mine(cx).await?;
    let waiting = queries::pool(cx).await?.jobs.len();
    let awaited = limit::queries::awaited(cx).await?;
    let part = |key: &str, turn: Turn| {
        let list: Vec<Task> =
            jobs.jobs.iter().filter(|j| jobs.turn(j) == turn).map(|j| task(&speech, &jobs, j, now)).collect();
        html! { @if !list.is_empty() { section { h2 { (speech.say(key)) } (record::tasks(&list)) } } }
    };
    let pool = Task {
        icon: "hammer",
        tone: if waiting > 0 { Tone::New } else { Tone::Plain },
        title: speech.say("desk-work-pool"),
        detail: speech.message(&Message::of("desk-work-pool-count").with("count", waiting)),
        state: waiting.to_string(),
        href: "/field/pool".to_owned(),
    };
    let body = html! {
        (limit::pages::awaited(&speech, awaited))
        @if jobs.jobs.is_empty() {
            (feedback::empty("circle-check", &speech.say("desk-work-empty"), &speech.say("desk-work-empty-hint"), None))
        }
        (part("desk-work-own", Turn::Own))
        (record::tasks(&[pool]))
        (part("desk-work-waiting", Turn::Waiting))
        (part("desk-work-others", Turn::Others))
    };
    let mut view = View::new(speech.say("desk-work-page"), body).live(format!("work:{}", cx.actor().id));
    for org in cx.scope().0.iter().take(LISTENED) {
        view = view.live(format!("cases:{org}"));
    }
    Ok(view)
}

/// What one may take.
pub async fn pool(cx: &mut Context, _: Nothing) -> kernel::Result<View> {
    let (speech, now) = (cx.speech(), cx.now());
    let jobs = queries::pool(cx).await?;
    let list: Vec<Task> = jobs.jobs.iter().map(|j| task(&speech, &jobs, j, now)).collect();
    let body = html! {
        @if list.is_empty() {
            (feedback::empty("hammer", &speech.say("desk-pool-empty"), &speech.say("desk-pool-empty-hint"), None))
        } @else { (record::tasks(&list)) }
    };
    let mut view = View::new(speech.say("desk-work-pool"), body);
    for org in cx.scope().0.iter().take(LISTENED) {
        view = view.live(format!("cases:{org}"));
    }
    Ok(view)
}

fn task(speech: &Speech, jobs: &Jobs, job: &Job, now: Instant) -> Task {
    let def = jobs.defs.get(&job.process);
    let stage = def.and_then(|d| d.stage(&job.stage)).map(|s| said(speech, &s.label));
    let place = job.place_id.and_then(|id| jobs.places.get(&id)).cloned().unwrap_or_default();
    let left = job.due_at.map(|due| speech.left(due, now)).unwrap_or_default();
    let urged = (job.urges > 0).then(|| speech.message(&Message::of("desk-work-urged").with("count", job.urges)));
    let parts = [job.number.clone(), left, urged.unwrap_or_default()];
    let detail = parts.iter().filter(|p| !p.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ");
    Task {
        icon: icon_of(job),
        tone: rules::tone(job, now),
        title: format!("{place} {}", job.title).trim().to_owned(),
        detail,
        state: stage.unwrap_or_else(|| job.stage.clone()),
        href: format!("/field/cases/{}", job.id),
    }
}

fn icon_of(job: &Job) -> &'static str {
    match (job.urgency.as_deref(), job.topic.as_deref()) {
        (Some("emergency" | "urgent"), _) => "urgent",
        (_, Some("water" | "drain")) => "droplet",
        (_, Some("electric")) => "bolt",
        (_, Some("lighting")) => "bulb",
        (_, Some("lift")) => "elevator",
        (_, Some("fire")) => "flame",
        (_, Some("masonry")) => "paint",
        (_, Some("low_voltage")) => "cpu",
        _ if job.process == "complaint" => "message-report",
        _ => "tool",
    }
}

/// One case: what, where, who, how long, and the next step.
pub async fn job(cx: &mut Context, which: ThisCase) -> kernel::Result<View> {
    let (speech, now) = (cx.speech(), cx.now());
    let sheet = queries::sheet(cx, which.id).await?;
    let (case, key) = (&sheet.case, cx.new_uuid().simple().to_string());
    let rings = sheet.clocks.iter().map(|clock| clock_ring(&speech, clock, now)).collect();
    let stage = case.def.stage(&case.state.stage);
    let head = record::Head {
        kind: said(&speech, &case.def.title),
        number: case.number.clone(),
        title: text(case, &case.def.list.title).unwrap_or_default().to_owned(),
        state: (
            stage.map_or(Tone::Plain, |s| Tone::of(s.category.word())),
            stage.map(|s| said(&speech, &s.label)).unwrap_or_default(),
        ),
        rings,
        facts: facts(&speech, &sheet, &key),
    };
    let next = rules::next(&sheet.offers);
    let body = html! {
        (record::head(&head, html! {}))
        @if let Some(last) = undoable(&speech, case, &who(cx, case.org, false)) {
            (undo_banner(&speech, &last, &format!("/field/cases/{}", case.id), &key, now))
        }
        (work_items(&speech, &sheet))
        @if let Some(offer) = next { (next_step(&speech, case, offer, &key)) }
        (others(&speech, &sheet, next))
        @if let Some(words) = text(case, "details") {
            (card::padded(&speech.say("desk-work-details"), html! {}, html! { p { (words) } }))
        }
        (photos(&speech, case))
        (materials(&speech, case))
        (remark(&speech, case, &key))
        (card::card(&speech.say("desk-timeline"), html! {},
            record::timeline(&speech, &happenings(&speech, &sheet.steps), now, HOME_ZONE)))
    };
    Ok(View::new(case.number.clone(), body).live(format!("case:{}", case.id)))
}

fn text<'a>(case: &'a Loaded, field: &str) -> Option<&'a str> {
    case.state.fields.get(field)?.as_str()
}

fn happenings(speech: &Speech, steps: &[Step]) -> Vec<Happening> {
    let one = |step: &Step| Happening {
        at: step.at,
        text: step.text.clone(),
        detail: step.detail.clone(),
        tone: Tone::of(&step.tone),
        photos: step.photos.iter().map(|id| photo(id, &speech.say("field-photo"))).collect(),
    };
    steps.iter().map(one).collect()
}

fn photo(id: &str, words: &str) -> Photo {
    Photo { href: format!("/files/{id}"), thumb: format!("/files/{id}"), words: words.to_owned() }
}

/// The pictures taken so far, each kind under its own words: before and after side by side.
fn photos(speech: &Speech, case: &Loaded) -> Markup {
    let kinds = case.def.fields.iter().filter(|f| matches!(f.kind, KindSpec::Photo | KindSpec::Signature));
    let taken = kinds.filter_map(|spec| {
        let words = said(speech, &spec.label);
        let ids: Vec<&str> = match case.state.fields.get(&spec.name)? {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        let list: Vec<Photo> = ids.into_iter().map(|id| photo(id, &words)).collect();
        (!list.is_empty()).then_some((words, list))
    });
    let taken: Vec<(String, Vec<Photo>)> = taken.collect();
    html! {
        @if !taken.is_empty() {
            (card::padded(&speech.say("field-photos"), html! {}, html! {
                @for (words, list) in &taken { div { p.sub { (words) } (record::photos(list)) } }
            }))
        }
    }
}

fn facts(speech: &Speech, sheet: &Sheet, key: &str) -> Vec<(String, Markup)> {
    let case = &sheet.case;
    let mut facts = Vec::new();
    if let Some(place) = &sheet.place {
        facts.push((speech.say("desk-work-place"), html! { (icon("map-pin")) " " (place_words(place)) }));
    }
    if let Some(contact) = &sheet.contact {
        facts.push((speech.say("desk-work-contact"), html! { (contact.name) }));
        if let Some(number) = &contact.phone {
            facts.push((speech.say("field-phone"), phone(speech, case, number, contact.is_shown, key)));
        }
    }
    for spec in SHOWN.iter().filter_map(|name| case.def.field(name)) {
        let words = case.state.fields.get(&spec.name).and_then(|v| value_words(speech, spec, v, HOME_ZONE));
        facts.extend(words.map(|words| (said(speech, &spec.label), html! { (words) })));
    }
    if case.state.fields.get("chargeable") == Some(&Value::Bool(true)) {
        let agreed = case.state.fields.get("agreed") == Some(&Value::Bool(true));
        let (tone, words) =
            if agreed { (Tone::Done, "desk-work-agreed") } else { (Tone::Risk, "desk-work-not-agreed") };
        facts.push((speech.say("desk-work-paid"), record::badge(tone, &speech.say(words))));
    }
    facts
}

/// The number to ring, once it was asked for; before that masked, with the button that asks and is written down.
fn phone(speech: &Speech, case: &Loaded, number: &str, shown: bool, key: &str) -> Markup {
    if shown {
        return html! { a.btn href={ "tel:" (number) } { (icon("phone-call")) span { (number) } } };
    }
    let ask = format!("/field/cases/{}/reveal", case.id);
    let ask = buttons::Offer::post(speech.say("ui-reveal"), ask, format!("{key}r")).icon("eye");
    html! { span.masked { (number) } " " (buttons::button(&ask)) }
}

/// The next step as a form of its own: what must be said is open, what may be said is folded away.
fn next_step(speech: &Speech, case: &Loaded, offer: &Offer, key: &str) -> Markup {
    let named = |field: &Field| Field { name: format!("input.{}", field.name), ..field.clone() };
    let (must, may): (Vec<Field>, Vec<Field>) = offer.form.fields.iter().map(named).partition(|f| f.required);
    let options = FormOptions { zone: Some(HOME_ZONE), files: "/files/".to_owned(), ..FormOptions::default() };
    let action = format!("/field/cases/{}/actions/{}", case.id, offer.action);
    let words = said(speech, &offer.label);
    html! {
        section.card.pad aria-label=(words) {
            form.form method="post" action=(action) enctype="multipart/form-data" novalidate data-guard
                data-draft={ (case.id) "." (offer.action) } {
                input type="hidden" name=(KEY_FIELD) value=(key);
                @if offer.form.field(process::CONFIRMED).is_some() { input type="hidden" name="version" value=(case.version); }
                (fields(speech, &must, &Value::Null, &[], &options))
                @if !may.is_empty() {
                    details.more { summary { (speech.say("ui-more-fields")) } (fields(speech, &may, &Value::Null, &[], &options)) }
                }
                div.form-end { button.btn.btn-main type="submit" { (icon(icon_for(&offer.action))) span { (words) } } }
            }
        }
    }
}

fn icon_for(action: &str) -> &'static str {
    match action {
        "grab" | "accept" => "check",
        "arrive" => "map-pin",
        "start" | "resume" => "player-play",
        "complete" => "circle-check",
        _ => "arrow-right",
    }
}

/// Everything else that belongs here, and – greyed – what cannot be done yet with its reason.
fn others(speech: &Speech, sheet: &Sheet, next: Option<&Offer>) -> Markup {
    let id = sheet.case.id;
    let rest = sheet.offers.iter().filter(|o| next.is_none_or(|n| n.action != o.action));
    let offers: Vec<buttons::Offer> = rest
        .map(|offer| {
            let words = said(speech, &offer.label);
            let weight = if offer.tone == process::definition::Tone::Danger { Weight::Danger } else { Weight::Normal };
            match &offer.refusal {
                Some(refusal) => buttons::Offer::refused(words, speech.message(&refusal.message())),
                None => {
                    let here = format!("/do/desk.work.act?id={id}&action={}&next=/field/cases/{id}", offer.action);
                    buttons::Offer::open(words, here).weight(weight)
                }
            }
        })
        .collect();
    let pressed = offers.iter().any(|o| !matches!(o.press, Press::Refused(_)));
    html! {
        @if !offers.is_empty() {
            (card::padded(&speech.say(if pressed { "desk-work-more" } else { "desk-work-not-yet" }), html! {},
                buttons::buttons(speech, &offers)))
        }
    }
}

fn work_items(speech: &Speech, sheet: &Sheet) -> Markup {
    let id = sheet.case.id;
    let list: Vec<Task> = sheet
        .work
        .iter()
        .map(|(item, words, recorded)| Task {
            icon: "checklist",
            tone: if *recorded { Tone::Done } else { Tone::New },
            title: said(speech, words),
            detail: String::new(),
            state: speech.say(if *recorded { "desk-work-recorded" } else { "desk-work-to-record" }),
            href: format!("/do/desk.work.record?id={id}&item={item}&next=/field/cases/{id}"),
        })
        .collect();
    html! { @if !list.is_empty() { (record::tasks(&list)) } }
}

/// What was used, with prices and the sum.
fn materials(speech: &Speech, case: &Loaded) -> Markup {
    let Some(rows) = case.state.fields.get("materials").and_then(Value::as_array).filter(|r| !r.is_empty()) else {
        return html! {};
    };
    let number = |row: &Value, name: &str| row.get(name).and_then(Value::as_i64);
    let cost = |row: &Value| Some(Money(number(row, "price")?.saturating_mul(number(row, "quantity")?)));
    let sum = rows.iter().filter_map(cost).fold(Money::ZERO, |sum, one| Money(sum.0.saturating_add(one.0)));
    let head = |key: &str| speech.say(key);
    let table = html! {
        table {
            thead { tr { th { (head("field-name")) } th.num { (head("field-quantity")) } th.num { (head("field-price")) } th.num { (head("field-amount")) } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (row.get("name").and_then(Value::as_str).unwrap_or_default()) }
                        td.num { (number(row, "quantity").unwrap_or_default()) }
                        td.num { @if let Some(price) = number(row, "price") { (speech.money(Money(price))) } }
                        td.num { @if let Some(cost) = cost(row) { (speech.money(cost)) } }
                    }
                }
            }
            tfoot { tr { th colspan="3" { (speech.say("desk-work-sum")) } td.num { b { (speech.money(sum)) } } } }
        }
    };
    card::card(&speech.say("desk-work-materials"), html! {}, table)
}

fn remark(speech: &Speech, case: &Loaded, key: &str) -> Markup {
    let options = FormOptions { files: "/files/".to_owned(), ..FormOptions::default() };
    let asked = kernel::form::form_of::<CommentCase>();
    let asked: Vec<Field> = asked.fields.into_iter().filter(|f| f.name != "id").collect();
    html! {
        details.card.pad {
            summary { (icon("message-circle")) " " (speech.say("desk-case-comment")) }
            form.form method="post" action={ "/field/cases/" (case.id) "/comment" } enctype="multipart/form-data" novalidate
                data-guard data-draft={ (case.id) ".comment" } {
                input type="hidden" name=(KEY_FIELD) value={ (key) "c" };
                (fields(speech, &asked, &Value::Null, &[], &options))
                button.btn type="submit" { (icon("send")) span { (speech.say("desk-case-comment")) } }
            }
        }
    }
}
