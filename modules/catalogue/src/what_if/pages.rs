//! What would have been different: how far the search is, and its answer beside what was.

use kernel::{Instant, Result};
use maud::{Markup, html};
use module::{Context, View};
use process::{
    Definition, Words,
    what_if::{Both, Examples, Findings, Kept, Refused, Times, Walked, Walks},
};
use ui::{
    Speech, Tone,
    buttons::Offer,
    card::{Figure, card, facts, figures, padded},
    feedback::{Progress, banner, progress},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Answer, WhatIfRow, WhatIfState, WhichWhatIf},
    queries,
    rules::{difference, may_stop},
    store,
};
use crate::{role, said};

/// `/catalogue/what_ifs/{id}`
pub async fn page(cx: &mut Context, which: WhichWhatIf) -> Result<View> {
    let row = queries::one(cx, which.id).await?;
    let speech = cx.speech();
    let def = store::definition(&row);
    let title = speech.say_with("catalogue-what-if-of", &[("process", &said(&speech, &def.title))]);
    let body = html! { div.stack {
        (heading(&title, &speech.say("catalogue-what-if-about"), html! {
            a.btn href={ "/desk/processes/" (row.process) } { (speech.say("desk-process-chart")) }
        }))
        (padded("", html! {}, facts(&told(cx, &speech, &row))))
        @match row.state {
            WhatIfState::Waiting | WhatIfState::Running => (under_way(cx, &speech, &row)),
            WhatIfState::Failed => (banner(Tone::Late, &speech.say("catalogue-what-if-failed"), None)),
            WhatIfState::Stopped => (banner(Tone::Waiting, &speech.say("catalogue-what-if-stopped"), None)),
            WhatIfState::Done => {},
        }
        @if let Some(answer) = &row.answer { (answered(&speech, def, &answer.0)) }
    } };
    Ok(View::new(title, body).live(format!("what_if:{}", row.id.uuid().simple())))
}

fn told(cx: &Context, speech: &Speech, row: &WhatIfRow) -> Vec<(String, Markup)> {
    let day = |at: Instant| speech.date(at.date(cx.zone()));
    let version = row.hash.get(..12).unwrap_or_default();
    let span = speech.say_with("catalogue-what-if-span", &[("from", &day(row.since)), ("to", &day(row.until))]);
    let mut list = vec![
        (
            speech.say("field-version"),
            html! {
                @if let Some(draft) = row.draft_id { a href={ "/desk/definitions/" (draft) } { (speech.say("catalogue-what-if-draft")) } " " }
                code { (version) }
            },
        ),
        (speech.say("catalogue-what-if-cases"), html! { (span) }),
        (speech.say("field-asked-by-name"), html! { (row.asked_by_name) }),
        (speech.say("field-asked-at"), html! { (speech.moment(row.asked_at, cx.now(), cx.zone())) }),
    ];
    let ended = |at| (speech.say("field-ended-at"), html! { (speech.moment(at, cx.now(), cx.zone())) });
    list.extend(row.ended_at.map(ended));
    list
}

fn under_way(cx: &mut Context, speech: &Speech, row: &WhatIfRow) -> Markup {
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    let work = Progress {
        title: speech.say(&format!("choice-what-if-state-{}", row.state.word())),
        done: count(row.done),
        total: (row.total > 0).then(|| count(row.total)),
        rate: None,
        left: None,
        note: speech.say("catalogue-what-if-harmless"),
        tone: Tone::Active,
    };
    let stop = may_stop(row.state).is_ok().then(|| {
        let (path, key) = (format!("/catalogue/what_ifs/{}/cancel", row.id), cx.new_uuid().simple().to_string());
        Offer::post(speech.say("catalogue-what-if-cancel"), path, key)
    });
    progress(speech, &work, stop.as_slice())
}

fn answered(speech: &Speech, def: &Definition, answer: &Answer) -> Markup {
    let found = &answer.findings;
    html! {
        (headline(speech, found))
        @if found.cases == 0 { (banner(Tone::Waiting, &speech.say("catalogue-what-if-none"), None)) }
        @if !found.refused.is_empty() { (refused(speech, def, &found.refused)) }
        @if !found.unfinished.is_empty() { (unfinished(speech, def, found)) }
        @if !found.limits.is_empty() { (limits(speech, def, found)) }
        @if !found.stages.is_empty() { (stages(speech, def, found)) }
        @if !found.posts.is_empty() { (posts(speech, found)) }
        (walked(speech, def, &answer.walks))
    }
}

fn headline(speech: &Speech, found: &Findings) -> Markup {
    let stopped: u64 = found.refused.iter().map(|r| r.cases.count).sum();
    let figure = |count: u64, key: &str, tone: Tone| Figure {
        value: speech.count(count),
        label: speech.say(key),
        tone: if count == 0 { Tone::Plain } else { tone },
        href: None,
    };
    html! {
        (figures(&[
            figure(found.cases, "catalogue-what-if-cases", Tone::Plain),
            figure(found.same, "catalogue-what-if-same", Tone::Done),
            figure(stopped, "catalogue-what-if-stops", Tone::Risk),
            figure(found.later.count, "catalogue-what-if-later", Tone::Late),
            figure(found.sooner.count, "catalogue-what-if-sooner", Tone::Done),
        ]))
        @if found.later.count > 0 { p.sub { (speech.say("catalogue-what-if-later")) "：" (named(&found.later)) } }
    }
}

/// The first cases, as links, and how many there are.
fn named(examples: &Examples) -> Markup {
    html! {
        @for (nth, number) in examples.numbers.iter().enumerate() {
            @if nth > 0 { " " }
            a href={ "/desk/cases?q=" (number) } { (number) }
        }
        @if examples.count > examples.numbers.len() as u64 { " …" }
    }
}

fn columns(speech: &Speech, keys: &[(&str, ColumnKind)]) -> Vec<Column> {
    keys.iter().map(|(key, kind)| Column::new(speech.say(key), *kind)).collect()
}

/// Four columns of figures: what is counted, as it was, as it would have been, and the difference.
fn compared(speech: &Speech, title: &str, first: &str, rows: &[Vec<Markup>]) -> Markup {
    let columns = columns(
        speech,
        &[
            (first, ColumnKind::Text),
            ("catalogue-what-if-was", ColumnKind::Number),
            ("catalogue-what-if-would", ColumnKind::Number),
            ("catalogue-what-if-difference", ColumnKind::Number),
        ],
    );
    let title = speech.say(title);
    card(&title, html! {}, simple(&title, &columns, rows))
}

/// The words for an action, a work item, or what else can be done to a case.
fn step(speech: &Speech, def: &Definition, id: &str) -> String {
    let own = def.action(id).map(|a| &a.label).or_else(|| def.work_item(id).map(|w| &w.label));
    match (own, id) {
        (Some(label), _) => said(speech, label),
        (None, "open") => speech.say("catalogue-what-if-open"),
        (None, "edit") => speech.say("catalogue-what-if-edit"),
        (None, "check") => speech.say("catalogue-what-if-check"),
        (None, other) => other.to_owned(),
    }
}

fn stage(speech: &Speech, def: &Definition, id: &str) -> String {
    def.stage(id).map_or_else(|| id.to_owned(), |s| said(speech, &s.label))
}

fn why(speech: &Speech, refused: &Refused) -> String {
    let why = &refused.why;
    let words = match why.kind.as_str() {
        "role" => why.roles.iter().map(|r| role(speech, r)).collect::<Vec<_>>().join("、"),
        _ => said(speech, &Words { zh: why.zh.clone(), en: why.en.clone() }),
    };
    let key = match why.kind.as_str() {
        "gone" => "catalogue-what-if-why-gone",
        "stage" => "catalogue-what-if-why-stage",
        "role" => "catalogue-what-if-why-role",
        "missing" => "catalogue-what-if-why-missing",
        "invalid" => "catalogue-what-if-why-invalid",
        "same_actor" => "catalogue-what-if-why-same-actor",
        _ => "catalogue-what-if-why-guard",
    };
    speech.say_with(key, &[("words", &words)])
}

fn refused(speech: &Speech, def: &Definition, list: &[Refused]) -> Markup {
    let columns = columns(
        speech,
        &[
            ("catalogue-what-if-step", ColumnKind::Text),
            ("catalogue-what-if-why", ColumnKind::Text),
            ("catalogue-what-if-cases", ColumnKind::Number),
            ("catalogue-what-if-examples", ColumnKind::Text),
        ],
    );
    let mut list: Vec<&Refused> = list.iter().collect();
    list.sort_by_key(|r| std::cmp::Reverse(r.cases.count));
    let row = |r: &&Refused| {
        vec![
            html! { (step(speech, def, &r.step)) },
            html! { (why(speech, r)) },
            html! { (speech.count(r.cases.count)) },
            named(&r.cases),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    let title = speech.say("catalogue-what-if-refused");
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn unfinished(speech: &Speech, def: &Definition, found: &Findings) -> Markup {
    let columns = columns(
        speech,
        &[
            ("field-stage", ColumnKind::Text),
            ("catalogue-what-if-cases", ColumnKind::Number),
            ("catalogue-what-if-examples", ColumnKind::Text),
        ],
    );
    let rows: Vec<Vec<Markup>> = found
        .unfinished
        .iter()
        .map(|(id, cases)| {
            vec![html! { (stage(speech, def, id)) }, html! { (speech.count(cases.count)) }, named(cases)]
        })
        .collect();
    let title = speech.say("catalogue-what-if-unfinished");
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn limits(speech: &Speech, def: &Definition, found: &Findings) -> Markup {
    let of = |kept: Kept| {
        let all = kept.met + kept.missed;
        let share = (all > 0).then(|| format!("（{}%）", (kept.met * 100 + all / 2) / all));
        html! { (speech.count(kept.missed)) " / " (speech.count(all)) @if let Some(share) = share { span.sub { (share) } } }
    };
    let row = |(id, both): (&String, &Both<Kept>)| {
        let label = def.clock(id).map_or_else(|| id.clone(), |c| said(speech, &c.label));
        vec![
            html! { (label) },
            of(both.was),
            of(both.would),
            html! { (difference(both.was.missed, both.would.missed)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = found.limits.iter().map(row).collect();
    compared(speech, "catalogue-what-if-limits", "catalogue-what-if-limit", &rows)
}

fn stages(speech: &Speech, def: &Definition, found: &Findings) -> Markup {
    let each = |times: Times| times.each().map_or_else(|| "—".to_owned(), |span| speech.span(span));
    let row = |id: &str, both: &Both<Times>| {
        vec![
            html! { (stage(speech, def, id)) },
            html! { (each(both.was)) span.sub { " · " (speech.count(both.was.cases)) } },
            html! { (each(both.would)) span.sub { " · " (speech.count(both.would.cases)) } },
            html! { (difference(both.was.cases, both.would.cases)) },
        ]
    };
    // In the order of the process; stages only the old version knows come last.
    let known = def.stages.iter().filter_map(|s| found.stages.get(&s.id).map(|both| row(&s.id, both)));
    let others = found.stages.iter().filter(|(id, _)| def.stage(id).is_none()).map(|(id, both)| row(id, both));
    let rows: Vec<Vec<Markup>> = known.chain(others).collect();
    compared(speech, "catalogue-what-if-stages", "field-stage", &rows)
}

fn posts(speech: &Speech, found: &Findings) -> Markup {
    let row = |(id, both): (&String, &Both<u64>)| {
        vec![
            html! { (role(speech, id)) },
            html! { (speech.count(both.was)) },
            html! { (speech.count(both.would)) },
            html! { (difference(both.was, both.would)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = found.posts.iter().map(row).collect();
    compared(speech, "catalogue-what-if-posts", "catalogue-what-if-post", &rows)
}

fn walked(speech: &Speech, def: &Definition, walks: &Walks) -> Markup {
    let missed = |walked: &Walked| walked.limits.values().map(|kept| kept.missed).sum::<u64>();
    let row = |key: &str, of: &dyn Fn(&Walked) -> u64| {
        let (was, would) = (of(&walks.was), of(&walks.would));
        vec![
            html! { (speech.say(key)) },
            html! { (speech.count(was)) },
            html! { (speech.count(would)) },
            html! { (difference(was, would)) },
        ]
    };
    let rows = vec![
        row("catalogue-what-if-walks-begun", &|w| w.walks),
        row("catalogue-what-if-walks-ended", &|w| w.ended),
        row("catalogue-what-if-walks-steps", &|w| w.steps),
        row("catalogue-what-if-walks-missed", &missed),
    ];
    let left: Vec<String> = walks
        .would
        .left
        .iter()
        .map(|(id, count)| format!("{} {}", stage(speech, def, id), speech.count(*count)))
        .collect();
    html! {
        (compared(speech, "catalogue-what-if-walks", "catalogue-what-if-counted", &rows))
        @if !left.is_empty() { p.sub { (speech.say("catalogue-what-if-left")) (left.join("、")) } }
    }
}
