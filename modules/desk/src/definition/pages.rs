//! A draft: how far it has come, what the proof says, what it changes, and the text.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, Shape, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{facts, padded},
    form::{FormOptions, Method},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{DraftRecord, DraftState, MoveCases, MovePlan, WhichDraft},
    queries::{plan, view},
    rules,
};
use crate::{
    DEFINE, PUBLISH,
    case::queries::{engine, said},
};

/// `/desk/definitions/{id}`
pub(crate) async fn page(cx: &mut Context, which: WhichDraft) -> Result<View> {
    let shown = view(cx, which).await?;
    let speech = cx.speech();
    let draft = &shown.draft;
    let process =
        engine(cx)?.current(&draft.process).map_or_else(|_| draft.process.clone(), |d| said(&speech, &d.title));
    let title = speech.say_with("desk-draft-of", &[("process", &process)]);
    let body = html! { div.stack {
        (heading(&title, "", buttons(&speech, &offers(cx, &speech, &shown))))
        (padded("", html! {}, facts(&told(cx, &speech, &shown))))
        (proof(&speech, &shown))
        p { a href={ "/catalogue/designs/compare?process=" (draft.process) "&earlier=current&later=" (draft.id) } { (speech.say("desk-draft-compare")) } }
        (padded("", html! {}, html! { details { summary { (speech.say("desk-draft-text")) } pre.code tabindex="0" { code { (draft.body) } } } }))
    } };
    Ok(View::new(title, body).live(format!("draft:{}", draft.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &DraftRecord) -> Vec<Offer> {
    let draft = &shown.draft;
    let may = |permission| cx.actor().may_in(permission, kernel::COMPANY);
    let form = |key: &str, action: &str| {
        Offer::open(speech.say(key), format!("/do/{action}?id={}&next=/desk/definitions/{}", draft.id, draft.id))
    };
    let mut list = Vec::new();
    let may_ask = may(DEFINE) && shown.problems.is_empty();
    if may_ask && draft.state != DraftState::Published {
        let ask = format!("/do/catalogue.what_if.ask?draft_id={}", draft.id);
        list.push(Offer::open(speech.say("catalogue-what-if-ask"), ask));
        let answers = format!("/catalogue/what_ifs?draft_id={}", draft.id);
        list.push(Offer::open(speech.say("catalogue-what-if-answers"), answers));
    }
    match draft.state {
        DraftState::Draft if may(DEFINE) => {
            let design = format!("/catalogue/designs/{}", draft.id);
            list.push(Offer::open(speech.say("desk-draft-design"), design).icon("sitemap"));
            list.push(form("ui-edit", "desk.definition.edit").icon("edit"));
            list.push(match shown.problems.is_empty() {
                true => form("desk-definition-submit", "desk.definition.submit").main(),
                false => Offer::refused(speech.say("desk-definition-submit"), speech.say("desk-draft-problems")),
            });
        }
        DraftState::Review if may(PUBLISH) => {
            let design = format!("/catalogue/designs/{}", draft.id);
            list.push(Offer::open(speech.say("desk-draft-look"), design).icon("sitemap"));
            let own = rules::is_reviewer(draft, &[cx.actor().id]).is_err();
            list.push(form("desk-definition-return", "desk.definition.return"));
            list.push(match own {
                false => form("desk-definition-publish", "desk.definition.publish").main(),
                true => Offer::refused(speech.say("desk-definition-publish"), speech.say("desk-draft-own")),
            });
        }
        DraftState::Published if may(DEFINE) => {
            let again = format!("/do/desk.definition.create?process={}&from={}", draft.process, draft.id);
            list.push(Offer::open(speech.say("desk-draft-again"), again));
            let move_on = format!("/desk/definitions/move?process={}", draft.process);
            list.push(Offer::open(speech.say("desk-move"), move_on));
        }
        _ => {}
    }
    list
}

fn told(cx: &Context, speech: &Speech, shown: &DraftRecord) -> Vec<(String, Markup)> {
    let draft = &shown.draft;
    let moment = |at| speech.moment(at, cx.now(), cx.zone());
    let tone = match draft.state {
        DraftState::Draft => Tone::Active,
        DraftState::Review => Tone::Waiting,
        DraftState::Published => Tone::Done,
    };
    let state = speech.say(&format!("choice-state-{}", draft.state.word()));
    let mut rows = vec![
        (speech.say("field-state"), badge(tone, &state)),
        (speech.say("field-author"), html! { (draft.author_name) }),
        (speech.say("field-changed-at"), html! { (moment(draft.changed_at)) }),
    ];
    rows.extend(draft.note.as_ref().map(|n| (speech.say("field-note"), html! { (n) })));
    rows.extend(draft.reviewer_name.as_ref().map(|n| (speech.say("field-reviewer"), html! { (n) })));
    rows.extend(draft.effective_at.map(|at| (speech.say("field-effective-at"), html! { (moment(at)) })));
    rows.extend(
        draft
            .hash
            .as_ref()
            .map(|h| (speech.say("field-version"), html! { code { (h.get(..12).unwrap_or_default()) } })),
    );
    rows
}

fn proof(speech: &Speech, shown: &DraftRecord) -> Markup {
    let body = html! {
        @if shown.problems.is_empty() { p { (badge(Tone::Done, &speech.say("desk-draft-fit"))) } }
        @else {
            p { (badge(Tone::Late, &speech.say("desk-draft-problems"))) }
            ul { @for problem in &shown.problems { li { code { (problem) } } } }
        }
        @if !shown.changes.is_empty() {
            h3 { (speech.say("desk-draft-changes")) }
            ul { @for change in &shown.changes { li { code { (change) } } } }
        }
    };
    padded(&speech.say("desk-draft-proof"), html! {}, body)
}

/// The form in which a draft is written, with what stands in it now.
pub(crate) async fn form(cx: &mut Context, which: WhichDraft) -> Result<Shape> {
    let draft = super::store::one(cx, which.id).await?;
    let form = kernel::form::form_of::<super::model::EditDraft>();
    let values =
        serde_json::json!({ "id": draft.id, "version": draft.version, "body": draft.body, "note": draft.note });
    Ok(Shape { title: None, form, values, known: std::collections::BTreeMap::new() })
}

/// `/desk/definitions/move`: what moving the open cases of a process would do, before anything is done.
pub(crate) async fn moving(cx: &mut Context, input: MoveCases) -> Result<View> {
    let shown = plan(cx, input.clone()).await?;
    let speech = cx.speech();
    let process =
        engine(cx)?.current(&input.process).map_or_else(|_| input.process.clone(), |d| said(&speech, &d.title));
    let title = speech.say_with("desk-move-of", &[("process", &process)]);
    let said = [
        Some(("process".to_owned(), input.process.clone())),
        input.stages.clone().map(|stages| ("stages".to_owned(), stages)),
        input.clocks.map(|clocks| ("clocks".to_owned(), clocks.word().to_owned())),
    ];
    let go = ui::Address::new("/do/desk.definition.move", said.into_iter().flatten().collect()).href();
    let may = cx.actor().may_in(PUBLISH, kernel::COMPANY);
    let offers: Vec<Offer> =
        may.then(|| Offer::open(speech.say("desk-definition-move"), go).main()).into_iter().collect();
    // What is tried out here is what is then done.
    let mut asked = kernel::form::form_of::<MoveCases>();
    asked.fields.retain(|f| f.name != "process");
    let options = FormOptions {
        action: "/desk/definitions/move".into(),
        method: Method::Get,
        submit: speech.say("desk-move-try"),
        hidden: vec![("process".into(), input.process.clone())],
        ..FormOptions::default()
    };
    let form = ui::form::form(&speech, &asked, &serde_json::to_value(&input)?, &[], &options);
    let body = html! { div.stack {
        (heading(&title, &speech.say("desk-move-hint"), buttons(&speech, &offers)))
        (padded("", html! {}, form))
        (summary(&speech, &shown))
    } };
    Ok(View::new(title, body))
}

fn summary(speech: &Speech, shown: &MovePlan) -> Markup {
    let head = |key: &str| Column::new(speech.say(key), ColumnKind::Text);
    let columns = [head("desk-column-case"), head("field-stage"), head("desk-move-to"), head("desk-move-words")];
    let row = |r: &super::model::MoveLine| {
        vec![
            html! { a href={ "/desk/cases/" (r.id) } { (r.number) } },
            html! { (r.stage) },
            html! { (r.to.as_deref().unwrap_or("—")) },
            html! { (r.words) },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.rows.iter().map(row).collect();
    let caption =
        speech.say_with("desk-move-count", &[("all", &shown.all.to_string()), ("fit", &shown.fit.to_string())]);
    ui::card::card(
        &caption,
        html! {},
        html! {
            @if rows.is_empty() { div.pad { p.sub { (speech.say("desk-move-empty")) } } } @else { (simple(&caption, &columns, &rows)) }
        },
    )
}
