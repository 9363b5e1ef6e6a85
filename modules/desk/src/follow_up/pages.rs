//! The workbench of calls, made for the keyboard: whom to ring, what to say, one key for the answer, and the next one is there.

use kernel::{Instant, Result};
use maud::{Markup, html};
use module::{Context, HOME_ZONE, View};
use process::KindSpec;
use serde_json::Value;
use ui::{
    Speech, Tone,
    buttons::{Offer, Weight, button},
    card::{Figure, card, facts, figures, padded, two_columns},
    feedback,
    form::KEY_FIELD,
    icon::icon,
    page::heading,
    record::{Photo, badge, masked, photos},
};

use super::{
    model::{Answer, AskFollowUps, CallFigures, Excuse, Fault, FollowUpLine, FollowUps},
    queries::{Call, call, chosen, list},
};
use crate::{
    case::{
        pages::{list as cases, state_words},
        queries::said,
    },
    event::queries::value_words,
};

/// Facts of the work shown beside the call.
const FACTS: usize = 8;

/// What every part of the page needs.
struct Bench<'a> {
    speech: &'a Speech,
    key: &'a str,
    now: Instant,
}

/// `/desk/follow_ups`
pub(crate) async fn page(cx: &mut Context, ask: AskFollowUps) -> Result<View> {
    let queue = list(cx, ask.clone()).await?;
    let called = match chosen(&ask, &queue) {
        Some(id) => Some(call(cx, id, &queue).await?),
        None => None,
    };
    let key = cx.new_uuid().simple().to_string();
    let (speech, now) = (cx.speech(), cx.now());
    let bench = Bench { speech: &speech, key: &key, now };
    let title = speech.say("desk-follow-ups");
    let body = html! { div.stack {
        (heading(&title, "", html! {}))
        (figures(&today(&speech, &queue)))
        (two_columns(
            html! { @match &called { Some(called) => (one(&bench, called, &queue)), None => (nobody(&bench, &queue)) } },
            waiting(&bench, &queue, called.as_ref()),
        ))
    } };
    let view = View::new(title, body);
    // Nobody's case is changed under him while he speaks: only a page that names its case looks again.
    Ok(if ask.case.is_some() || called.is_none() { cases::live(cx, view) } else { view })
}

/// What the reader has done today, and what waits.
fn today(speech: &Speech, queue: &FollowUps) -> Vec<Figure> {
    let CallFigures { called, reached, satisfied } = queue.today;
    let ready = queue.rows.iter().filter(|f| f.ready).count();
    let figure = |key: &str, count: i64| Figure {
        value: speech.count(u64::try_from(count).unwrap_or(0)),
        label: speech.say(key),
        tone: Tone::Plain,
        href: None,
    };
    vec![
        figure("desk-call-figure-ready", i64::try_from(ready).unwrap_or(i64::MAX)),
        figure("desk-call-figure-called", called),
        figure("desk-call-figure-reached", reached),
        figure("desk-call-figure-satisfied", satisfied),
    ]
}

/// Nobody can be called now.
fn nobody(bench: &Bench<'_>, queue: &FollowUps) -> Markup {
    let speech = bench.speech;
    let (title, hint) = match queue.rows.iter().map(|f| f.call_at).min() {
        Some(at) => {
            let time = speech.moment(at, bench.now, HOME_ZONE);
            ("desk-follow-ups-later", speech.say_with("desk-follow-ups-later-hint", &[("time", &time)]))
        }
        None => ("desk-follow-ups-empty", speech.say("desk-follow-ups-empty-hint")),
    };
    card("", html! {}, feedback::empty("phone-call", &speech.say(title), &hint, None))
}

/// The queue: those that can be called about now first.
fn waiting(bench: &Bench<'_>, queue: &FollowUps, called: Option<&Call>) -> Markup {
    let speech = bench.speech;
    let entry = |f: &FollowUpLine| {
        let tried = (f.attempts > 0).then(|| {
            let outcome = f.outcome.clone().unwrap_or_default();
            speech.say_with("desk-call-tried", &[("count", &f.attempts.to_string()), ("outcome", &outcome)])
        });
        let parts = [f.case.place.clone(), tried, f.put_off.clone()];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let (tone, state) = if f.ready {
            state_words(speech, &f.case)
        } else {
            (Tone::Waiting, speech.moment(f.call_at, bench.now, HOME_ZONE))
        };
        let is_called = called.is_some_and(|c| c.case.id == f.case.id);
        html! {
            li {
                a href={ "/desk/follow_ups?case=" (f.case.id) } aria-current=[is_called.then_some("true")] {
                    b { (f.case.title) }
                    span.sub { span.number { (f.case.number) } " · " (parts) }
                    (badge(tone, &state))
                }
            }
        }
    };
    let caption = speech.say_with("desk-call-queue", &[("count", &queue.rows.len().to_string())]);
    card(
        &caption,
        html! {},
        html! {
            @if queue.rows.is_empty() { div.pad { p.sub { (speech.say("desk-follow-ups-empty")) } } }
            @else { ul.queue { @for f in &queue.rows { (entry(f)) } } }
        },
    )
}

/// One call: whom, about what, what to say, and the answer.
fn one(bench: &Bench<'_>, of: &Call, queue: &FollowUps) -> Markup {
    let speech = bench.speech;
    let line = &of.shown.line;
    let next = queue.rows.iter().find(|f| f.ready && f.case.id != of.case.id);
    let next = next.map(|f| {
        let href = format!("/desk/follow_ups?case={}", f.case.id);
        Offer::open(speech.say("desk-call-next"), href).icon("chevron-right").weight(Weight::Quiet).hotkey('n')
    });
    let body = html! {
        p { a href={ "/desk/cases/" (line.id) } { span.number { (line.number) } } " · " (line.process_label) " "
            (badge(Tone::of(line.category.word()), &line.stage_label)) }
        @if let Some(queued) = &of.line { p.sub { (reasons(bench, queued)) } }
        (whom(bench, of))
        (script(bench, of))
        @match &of.offer {
            Some(offer) if offer.refusal.is_none() => {
                (answer(bench, of))
                (put_off(bench, of))
            }
            Some(offer) => {
                @if let Some(refusal) = &offer.refusal { (button(&Offer::refused(speech.say("desk-call"), speech.message(&refusal.message())))) }
            }
            None => p.sub { (speech.say("desk-call-not-yours")) },
        }
    };
    html! {
        (padded(&line.title, html! { @if let Some(next) = &next { (button(next)) } }, html! { div.stack { (body) } }))
        (padded(&speech.say("desk-call-work"), html! {}, work(bench, of)))
    }
}

/// Why the case is called about, and how often it was tried.
fn reasons(bench: &Bench<'_>, of: &FollowUpLine) -> String {
    let (count, most) = ((of.attempts + 1).to_string(), of.most.to_string());
    let nth = bench.speech.say_with("desk-call-nth", &[("count", &count), ("most", &most)]);
    let last = of.outcome.as_ref().map(|o| bench.speech.say_with("desk-call-last", &[("outcome", o)]));
    [Some(of.why.clone()), Some(nth), last].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Whom to ring: the number is shown on this page, to whoever asks for it, for some minutes.
fn whom(bench: &Bench<'_>, of: &Call) -> Markup {
    let speech = bench.speech;
    let Some(callee) = &of.callee else { return html! { p.sub { (speech.say("desk-call-nobody")) } } };
    let contact = &callee.contact;
    let early = (of.call_at > bench.now).then(|| {
        let time = speech.moment(of.call_at, bench.now, HOME_ZONE);
        match &of.held {
            Some(words) => speech.say_with("desk-call-held", &[("words", words), ("time", &time)]),
            None => speech.say_with("desk-call-too-early", &[("time", &time)]),
        }
    });
    let show = || {
        let path = format!("/desk/follow_ups/{}/reveal", of.case.id);
        Offer::post(speech.say("desk-call-reveal"), path, format!("{}-reveal", bench.key)).icon("eye").hotkey('v')
    };
    html! {
        div.callee {
            b { (contact.name) } " "
            @match &contact.phone {
                None => span.sub { (speech.say("desk-call-no-number")) },
                Some(number) if contact.is_shown => a.number href={ "tel:" (number) } { (icon("phone-call")) " " (number) },
                Some(number) => {
                    (masked(speech, number, None)) " "
                    @if early.is_none() { (button(&show())) }
                }
            }
            " " a href={ "/party/persons/" (callee.person) } { (speech.say("desk-call-person")) }
        }
        @if let Some(words) = &early { (feedback::banner(Tone::Waiting, words, None)) }
    }
}

/// What to say: to whom nobody answered before or whose work was done again, then the process's own words.
fn script(bench: &Bench<'_>, of: &Call) -> Markup {
    let speech = bench.speech;
    let own = of.case.def.follow_up.as_ref().and_then(|rule| rule.script.as_ref()).map(|words| said(speech, words));
    let known = || speech.known(&format!("desk-script-{}", of.case.def.key.replace('_', "-")));
    let main = own.or_else(known).unwrap_or_else(|| speech.say("desk-script"));
    let tried = of.case.state.follow_up.as_ref().is_some_and(|f| f.attempts > 0);
    html! {
        div.say {
            @if of.case.state.reworks > 0 { p { (speech.say("desk-script-again")) } }
            @else if tried { p { (speech.say("desk-script-tried")) } }
            p { (main) }
        }
    }
}

/// The answer with its keys, what was found fault with, and a note.
fn answer(bench: &Bench<'_>, of: &Call) -> Markup {
    let speech = bench.speech;
    let id = of.case.id;
    let dashed = |word: &str| word.replace('_', "-");
    let paid = ["amount", "quote"].iter().any(|name| of.case.state.fields.get(*name).is_some_and(|v| !v.is_null()));
    let asked = Fault::ALL.iter().filter(|f| **f != Fault::Price || paid);
    html! {
        form.form method="post" action={ "/desk/follow_ups/" (id) "/answer" } data-guard data-draft={ "desk.call." (id) } {
            input type="hidden" name=(KEY_FIELD) value={ (bench.key) "-answer" };
            input type="hidden" name="version" value=(of.case.version);
            fieldset.radios {
                legend { (speech.say("field-answer")) }
                @for one in Answer::ALL {
                    label {
                        input type="radio" name="answer" value=(one.word()) required data-hotkey=(one.key());
                        span { (speech.say(&format!("choice-answer-{}", dashed(one.word())))) }
                        kbd aria-hidden="true" { (one.key().to_uppercase()) }
                    }
                }
            }
            fieldset.radios {
                legend { (speech.say("field-faults")) span.optional { " " (speech.say("ui-optional")) } }
                @for fault in asked {
                    label {
                        input type="checkbox" name="faults" value=(fault.word());
                        span { (speech.say(&format!("choice-faults-{}", dashed(fault.word())))) }
                    }
                }
            }
            div.field {
                label for="call-note" { (speech.say("desk-call-note")) }
                textarea #call-note name="note" rows="2" maxlength="1000" data-hotkey="t" {}
            }
            p.sub { (speech.say("desk-call-after-words")) }
            div.form-end { button.btn.btn-main type="submit" { span { (speech.say("desk-call-submit")) } kbd aria-hidden="true" { "Enter" } } }
        }
    }
}

/// Puts the call off, with a reason.
fn put_off(bench: &Bench<'_>, of: &Call) -> Markup {
    let speech = bench.speech;
    html! {
        details.more {
            summary data-hotkey="s" { (speech.say("desk-follow-up-put-off")) " " kbd aria-hidden="true" { "S" } }
            form.form method="post" action={ "/desk/follow_ups/" (of.case.id) "/put_off" } data-guard {
                input type="hidden" name=(KEY_FIELD) value={ (bench.key) "-put-off" };
                div.field {
                    label for="call-excuse" { (speech.say("field-excuse")) }
                    select #call-excuse name="excuse" required {
                        @for one in Excuse::ALL {
                            option value=(one.word()) { (speech.say(&format!("choice-excuse-{}", one.word().replace('_', "-")))) }
                        }
                    }
                }
                div.field {
                    label for="call-later" { (speech.say("field-later-at")) }
                    input #call-later type="datetime-local" name="later_at";
                    p.hint { (speech.say("hint-later-at")) }
                }
                div.field {
                    label for="call-put-off-note" { (speech.say("field-note")) }
                    input #call-put-off-note type="text" name="note" maxlength="200";
                }
                div.form-end { button.btn type="submit" { (speech.say("desk-follow-up-put-off-submit")) } }
            }
        }
    }
}

/// What was done, so that whoever calls knows what he asks about.
fn work(bench: &Bench<'_>, of: &Call) -> Markup {
    let speech = bench.speech;
    let (def, state, line) = (&of.case.def, &of.case.state, &of.shown.line);
    let text = |key: &str, value: &Option<String>| value.clone().map(|v| (speech.say(key), html! { (v) }));
    let mut rows: Vec<(String, Markup)> = [
        text("desk-column-place", &line.place),
        text("field-assignee", &line.assignee),
        text("field-topic", &line.topic),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut pictures = Vec::new();
    let asked = |name: &String| def.open.asks.iter().any(|ask| &ask.field == name);
    for field in def.fields.iter().filter(|f| !asked(&f.name)) {
        let Some(value) = state.fields.get(&field.name) else { continue };
        let label = said(speech, &field.label);
        if field.kind == KindSpec::Photo {
            let ids = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            pictures.extend(ids.map(|id| picture(id, &label)));
        } else if let Some(words) = value_words(speech, field, value, HOME_ZONE) {
            rows.push((label, html! { (words) }));
        }
    }
    rows.truncate(FACTS);
    html! {
        (facts(&rows))
        @if !pictures.is_empty() { (photos(&pictures)) }
    }
}

fn picture(id: &str, words: &str) -> Photo {
    let href = format!("/files/{id}");
    Photo { thumb: href.clone(), href, words: words.to_owned() }
}
