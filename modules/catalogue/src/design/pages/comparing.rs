//! Two versions beside each other: part by part, and line by line.

use kernel::{
    Label, Result,
    form::{Choice, Field, Form, Kind},
};
use maud::{Markup, html};
use module::{Context, View};
use process::drafting::{self, Side};
use serde_json::json;
use ui::{
    Speech, Tone,
    card::{card, padded},
    comparison::{Line, comparison},
    form::{FormOptions, Method},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::super::{
    model::{CompareVersions, PartDifference},
    queries::{differences, engine, said, sides, version},
};

/// `/catalogue/designs/compare`
pub(crate) async fn page(cx: &mut Context, asked: CompareVersions) -> Result<View> {
    let (earlier, later) = sides(cx, &asked).await?;
    let was = version(cx, &asked.process, &earlier).await?;
    let is = version(cx, &asked.process, &later).await?;
    let speech = cx.speech();
    let process =
        engine(cx)?.current(&asked.process).map_or_else(|_| asked.process.clone(), |d| said(&speech, &d.title));
    let title = speech.say_with("catalogue-compare-of", &[("process", &process)]);
    let choose = choose(cx, &speech, &asked.process, (&earlier, &later)).await?;
    let parts = match (&was.sketch, &is.sketch) {
        (Ok(was), Ok(is)) => parts(&speech, &differences(&speech, &was.def, &is.def)),
        (Err(words), _) | (_, Err(words)) => {
            html! { div.pad { p { (speech.say("catalogue-compare-unreadable")) } pre { code { (words) } } } }
        }
    };
    let lines = drafting::lines(&was.body, &is.body);
    let lines: Vec<Line<'_>> = lines
        .into_iter()
        .map(|(side, text)| match side {
            Side::Added => Line::Came(text),
            Side::Removed => Line::Gone(text),
            Side::Both => Line::Kept(text),
        })
        .collect();
    let same = lines.iter().all(|l| matches!(l, Line::Kept(_)));
    let text = speech.say("catalogue-compare-text");
    let body = html! { div.stack {
        (heading(&title, &speech.say("catalogue-compare-hint"), html! {}))
        (padded("", html! {}, choose))
        (card(&speech.say("catalogue-compare-parts"), html! {}, parts))
        (padded(&text, html! {}, html! { @if same { p.sub { (speech.say("catalogue-compare-same")) } } @else { (comparison(&speech, &text, &lines)) } }))
    } };
    Ok(View::new(title, body))
}

async fn choose(cx: &mut Context, speech: &Speech, process: &str, (earlier, later): (&str, &str)) -> Result<Markup> {
    let choice =
        |value: String, words: String| Choice { value, label: Some(Label::Both { zh: words.clone(), en: words }) };
    let mut versions = vec![choice("current".into(), speech.say("catalogue-version-current"))];
    if desk::text_shipped(cx, process).is_some() {
        versions.push(choice("shipped".into(), speech.say("catalogue-version-shipped")));
    }
    for draft in desk::drafts_of(cx, process).await? {
        let state = speech.say(&format!("choice-state-{}", draft.state.word()));
        let at = speech.moment(draft.changed_at, cx.now(), cx.zone());
        let words = [state, at, draft.author_name, draft.note.unwrap_or_default()];
        let words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
        versions.push(choice(draft.id.to_string(), words.join(" · ")));
    }
    let side = |name: &str| Field::new(name, Kind::Choice { choices: versions.clone() });
    let values = json!({ "earlier": earlier, "later": later });
    let options = FormOptions {
        action: "/catalogue/designs/compare".into(),
        method: Method::Get,
        submit: speech.say("catalogue-compare"),
        hidden: vec![("process".into(), process.to_owned())],
        ..FormOptions::default()
    };
    Ok(ui::form::form(speech, &Form { fields: vec![side("earlier"), side("later")] }, &values, &[], &options))
}

fn parts(speech: &Speech, found: &[PartDifference]) -> Markup {
    if found.is_empty() {
        return html! { div.pad { p.sub { (speech.say("catalogue-compare-same")) } } };
    }
    let columns = ["catalogue-part", "catalogue-became", "catalogue-about", "catalogue-was", "catalogue-is"]
        .map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for part in found {
        let kind = speech
            .known(&format!("catalogue-part-{}", part.kind.replace('_', "-")))
            .unwrap_or_else(|| part.kind.clone());
        let tone = match part.side.as_str() {
            "added" => Tone::Done,
            "removed" => Tone::Late,
            _ => Tone::Waiting,
        };
        let name = html! { b { (kind) " · " (part.label) } " " code.part-of { (part.key) } };
        let side = badge(tone, &speech.say(&format!("catalogue-side-{}", part.side)));
        let shown = if part.side == "both" { part.changes.as_slice() } else { &[] };
        if shown.is_empty() {
            rows.push(vec![name, side, html! {}, html! {}, html! {}]);
            continue;
        }
        for change in shown {
            rows.push(vec![
                name.clone(),
                side.clone(),
                html! { code { (change.name) } },
                html! { @if change.was.is_empty() { "—" } @else { (change.was) } },
                html! { @if change.is.is_empty() { "—" } @else { (change.is) } },
            ]);
        }
    }
    simple(&speech.say("catalogue-compare-parts"), &columns, &rows)
}
