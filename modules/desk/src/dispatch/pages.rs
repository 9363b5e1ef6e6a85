//! The dispatch board: what nobody has, what anybody may take, and who has how much. A case is dragged to a person, or given to
//! him by the choice beside it.

use kernel::{
    Instant, Result,
    form::{Choice, Field, Kind},
};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, button, buttons},
    card::{Chip, card, chips, padded, person, two_columns},
    form::KEY_FIELD,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskDispatch, DispatchBoard, Hand, WaitingCase},
    queries::{Giver, board, givers},
};
use crate::case::pages::{href, limit, list, state};

/// What every row of the board needs.
struct Board<'a> {
    speech: &'a Speech,
    givers: &'a [Giver],
    hands: &'a [Hand],
    key: &'a str,
    next: &'a str,
    now: Instant,
}

/// `/desk/dispatch`
pub(crate) async fn page(cx: &mut Context, ask: AskDispatch) -> Result<View> {
    let shown = board(cx, ask.clone()).await?;
    let key = cx.new_uuid().simple().to_string();
    let givers = givers(cx, shown.unassigned.iter().chain(&shown.pool))?;
    let (speech, now) = (cx.speech(), cx.now());
    let title = speech.say("desk-dispatch");
    let next = match ask.area_id {
        Some(area) => format!("/desk/dispatch?area_id={area}"),
        None => "/desk/dispatch".to_owned(),
    };
    let of = Board { speech: &speech, givers: &givers, hands: &shown.hands, key: &key, next: &next, now };
    let body = html! { div.stack {
        (heading(&title, &speech.say("desk-dispatch-hint"), html! {}))
        @if !shown.buildings.is_empty() { (chips(&speech.say("field-area-id"), &buildings(&speech, &ask, &shown))) }
        (two_columns(waiting(&of, &shown), people(&speech, &shown.hands)))
    } };
    Ok(list::live(cx, View::new(title, body)))
}

/// The buildings in which cases wait.
fn buildings(speech: &Speech, ask: &AskDispatch, shown: &DispatchBoard) -> Vec<Chip> {
    let all = Chip {
        label: speech.say("desk-dispatch-everywhere"),
        href: Some("/desk/dispatch".to_owned()),
        on: ask.area_id.is_none(),
        count: None,
    };
    let one = |b: &super::model::InBuilding| Chip {
        label: format!("{} {}", b.name, b.count),
        href: Some(format!("/desk/dispatch?area_id={}", b.area_id)),
        on: ask.area_id == Some(b.area_id),
        count: None,
    };
    std::iter::once(all).chain(shown.buildings.iter().map(one)).collect()
}

fn waiting(of: &Board<'_>, shown: &DispatchBoard) -> Markup {
    let speech = of.speech;
    let head = |key: &str, kind| Column::new(speech.say(key), kind);
    let columns = [
        head("desk-column-case", ColumnKind::Code),
        head("desk-column-place", ColumnKind::Code),
        head("desk-column-limit", ColumnKind::State),
        head("desk-dispatch-give", ColumnKind::Text),
    ];
    let part = |key: &str, empty: &str, cases: &[WaitingCase]| {
        let rows: Vec<Vec<Markup>> = cases.iter().map(|w| row(of, w)).collect();
        let caption = speech.say(key);
        card(
            &format!("{caption} {}", cases.len()),
            html! {},
            html! {
                @if rows.is_empty() { div.pad { p.sub { (speech.say(empty)) } } } @else { (simple(&caption, &columns, &rows)) }
            },
        )
    };
    html! {
        (part("desk-dispatch-unassigned", "desk-dispatch-unassigned-empty", &shown.unassigned))
        (part("desk-dispatch-pool", "desk-dispatch-pool-empty", &shown.pool))
    }
}

fn row(of: &Board<'_>, waiting: &WaitingCase) -> Vec<Markup> {
    let (speech, case) = (of.speech, &waiting.case);
    let fitting = |g: &&Giver| g.process == case.process && g.stages.contains(&case.stage);
    let choosable = waiting.lacking.iter().all(|f| matches!(f.kind, Kind::Choice { .. }));
    let to_person = of.givers.iter().filter(fitting).find(|g| g.only_person && choosable);
    vec![
        html! {
            div.drag draggable=[to_person.map(|_| "true")] data-drag=[to_person.map(|_| case.id.to_string())] {
                a href=(href(case)) draggable="false" { (case.number) }
                p.sub { (case.title) }
            }
        },
        html! { (case.place.as_deref().unwrap_or("—")) p.sub { (case.topic.as_deref().unwrap_or_default()) } },
        html! { (state(speech, case)) " " (limit(speech, case, of.now)) },
        html! {
            @if let Some(giver) = to_person { (give(of, waiting, giver)) }
            (buttons(speech, &others(of, waiting)))
        },
    ]
}

/// The person suggested with one press and why, and the choice of any other.
fn give(of: &Board<'_>, waiting: &WaitingCase, giver: &Giver) -> Markup {
    let (speech, case) = (of.speech, &waiting.case);
    let path = format!("/desk/cases/{}/act/{}", case.id, giver.action);
    let suggested = waiting.suggestion.as_ref().map(|s| {
        let words = speech.say_with("desk-dispatch-give-to", &[("name", &s.name)]);
        let offer = Offer::post(words, &path, format!("{}-{}-suggested", of.key, case.number));
        let offer = offer.hidden("input.assignee", s.id.to_string()).hidden("next", of.next);
        html! { (button(&offer.icon("user-check"))) p.sub { (s.why.join(" · ")) } }
    });
    let label = speech.say("field-assignee");
    let words = |h: &Hand| {
        let key = match (&h.deputy, h.on_duty) {
            (Some(_), _) => "desk-hand-away",
            (None, true) => "desk-hand-on-duty",
            (None, false) => "desk-hand",
        };
        speech.say_with(key, &[("name", &h.name), ("count", &h.open.to_string())])
    };
    html! {
        @if let Some(suggested) = suggested { (suggested) }
        form.inline method="post" action=(path) data-guard data-give=(case.id) {
            input type="hidden" name=(KEY_FIELD) value={ (of.key) "-" (case.number) };
            input type="hidden" name="next" value=(of.next);
            select name="input.assignee" aria-label={ (label) " " (case.number) } required {
                option value="" { (label) }
                @for hand in of.hands { option value=(hand.id) { (words(hand)) } }
            }
            @for field in &waiting.lacking { (lacking(speech, field, &case.number)) }
            button.btn type="submit" { (giver.label) }
        }
    }
}

/// What is not known of a case yet and has to be said when it is given to somebody.
fn lacking(speech: &Speech, field: &Field, number: &str) -> Markup {
    let Kind::Choice { choices } = &field.kind else { return html! {} };
    let label = speech.label(&field.label());
    let words = |choice: &Choice| choice.label.as_ref().map_or_else(|| choice.value.clone(), |l| speech.label(l));
    html! {
        select name={ "input." (field.name) } aria-label={ (label) " " (number) } required {
            option value="" { (label) }
            @for choice in choices { option value=(choice.value) { (words(choice)) } }
        }
    }
}

/// The other ways to give it: to the pool, to the next on duty, or with more words.
fn others(of: &Board<'_>, waiting: &WaitingCase) -> Vec<Offer> {
    let case = &waiting.case;
    let choosable = waiting.lacking.iter().all(|f| matches!(f.kind, Kind::Choice { .. }));
    let fitting =
        |g: &&Giver| g.process == case.process && g.stages.contains(&case.stage) && !(g.only_person && choosable);
    let offer = |g: &Giver| {
        if g.at_once && waiting.lacking.is_empty() {
            let path = format!("/desk/cases/{}/act/{}", case.id, g.action);
            Offer::post(&g.label, path, format!("{}-{}-{}", of.key, case.number, g.action)).hidden("next", of.next)
        } else {
            Offer::open(&g.label, format!("/do/desk.case.act?id={}&action={}&next={}", case.id, g.action, of.next))
        }
    };
    of.givers.iter().filter(fitting).map(offer).collect()
}

/// The people with what they have to do; whoever has most stands first. A case dropped on one is given to him.
fn people(speech: &Speech, hands: &[Hand]) -> Markup {
    let count = |key: &str, n: i64| speech.say_with(key, &[("count", &n.to_string())]);
    let one = |hand: &Hand| {
        let below = html! {
            a href={ "/desk/cases?open=true&assignee_id=" (hand.id) } { (count("desk-load-open", hand.open)) }
            @if hand.late > 0 { " " (badge(Tone::Late, &count("desk-load-late", hand.late))) }
            @if hand.paused > 0 { " " (badge(Tone::Waiting, &count("desk-load-paused", hand.paused))) }
            @if let Some(deputy) = &hand.deputy { " " (badge(Tone::Cancelled, &speech.say_with("desk-away", &[("name", deputy)]))) }
            @else if hand.on_duty { " " (badge(Tone::Active, &speech.say("desk-on-duty"))) }
        };
        html! {
            div.drop data-take=(hand.id) data-name=(hand.name) {
                (person(&hand.name, below))
                @for case in &hand.cases {
                    p.sub { a href=(href(case)) { (case.number) } " " (case.title) " · " (case.place.as_deref().unwrap_or("—")) " · " (case.stage_label) }
                }
            }
        }
    };
    let body = html! {
        @if hands.is_empty() { p.sub { (speech.say("desk-dispatch-nobody")) } }
        @for hand in hands { (one(hand)) }
    };
    padded(&speech.say("desk-dispatch-people"), html! {}, body)
}
