//! An edition of a template on a real record, as a page and as the PDF it makes.

use kernel::{Error, OrgId, Result};
use maud::{Markup, html};
use module::{Context, Download, View};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, facts, padded},
    feedback::{banner, empty},
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Preview, TemplateRecord, TemplateState, WhichTemplate},
    queries,
    rules::{copy_names, key},
};
use crate::{
    PDF, PRINT_TEMPLATE_EDIT, TEMPLATE,
    sheet::{
        model::{Sheet, Standing, Subject},
        queries::{apart, recent, setting, told},
        rules,
    },
};

/// `/document/print_templates/{id}`
pub async fn page(cx: &mut Context, asked: Preview) -> Result<View> {
    let shown = queries::view(cx, WhichTemplate { id: asked.id }).await?;
    let speech = cx.speech();
    let sheet = sample(cx, &shown, asked.subject).await?;
    let template = &shown.template;
    let kind = word(&speech, "document-kind", template.kind.word());
    let tone = match template.state {
        TemplateState::Draft => Tone::New,
        TemplateState::Published => Tone::Active,
        TemplateState::Replaced => Tone::Cancelled,
    };
    let mut list = vec![
        (speech.say("field-edition"), html! { (template.edition) }),
        (speech.say("field-paper-size"), html! { (word(&speech, "paper-size", shown.layout.paper_size.word())) }),
        (speech.say("field-type-size"), html! { (shown.layout.type_size) }),
        (
            speech.say("field-drafted-name"),
            html! { (template.drafted_name) " · " (speech.instant(template.drafted_at, cx.zone())) },
        ),
    ];
    if let (Some(name), Some(at)) = (&template.published_name, template.published_at) {
        list.push((speech.say("document-published-by"), html! { (name) " · " (speech.instant(at, cx.zone())) }));
    }
    let set = copy_names(&shown.layout).join("、");
    if !set.is_empty() {
        list.push((speech.say("field-copy-names"), html! { (set) }));
    }
    let head = record::Head {
        kind: kind.clone(),
        number: String::new(),
        title: shown.layout.paper_title.clone(),
        state: (tone, word(&speech, "template-state", template.state.word())),
        rings: Vec::new(),
        facts: list,
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown))))
        @if template.state == TemplateState::Draft { (banner(Tone::Waiting, &speech.say("document-draft-waits"), None)) }
        @match &sheet {
            Some((_, sheet)) => (padded(&speech.say("document-preview"), html! {}, drawn(&speech, sheet))),
            None => (empty("receipt", &speech.say("document-preview-none"), &speech.say("document-preview-hint"), None)),
        }
    } };
    Ok(View::new(format!("{kind} · {}", template.edition), body).live(format!("print_template:{}", template.id)))
}

/// `/document/print_templates/{id}/preview`: the same as a PDF.
pub async fn preview(cx: &mut Context, asked: Preview) -> Result<View> {
    let shown = queries::view(cx, WhichTemplate { id: asked.id }).await?;
    let (_, sheet) = sample(cx, &shown, asked.subject).await?.ok_or(Error::NotFound)?;
    let (speech, setting, layout) = (cx.speech(), setting(cx), shown.layout);
    let pdf = apart(move || Ok(TEMPLATE.print(rules::document(&speech, &layout, &[sheet], &setting))?.pdf)).await?;
    Ok(View::file(Download { name: format!("{}.pdf", shown.template.kind.word()), kind: PDF, bytes: pdf }))
}

/// A real record as the edition shows it; none while there is no such record.
async fn sample(cx: &mut Context, shown: &TemplateRecord, subject: Option<String>) -> Result<Option<(OrgId, Sheet)>> {
    let kind = shown.template.kind;
    let id = match subject {
        Some(id) => Some(id),
        None => recent(cx, shown.template.org_id, kind).await?,
    };
    let Some(id) = id else { return Ok(None) };
    let told = told(cx, kind, &[Subject { kind, id, days: None }]).await?;
    let sheet = |facts| rules::sheet(&cx.speech(), kind, &shown.layout, facts, Standing::Sample);
    Ok(told.first().map(|one| (one.org, sheet(&one.facts))))
}

fn offers(cx: &Context, speech: &Speech, shown: &TemplateRecord) -> Vec<Offer> {
    let template = &shown.template;
    let here = format!("/document/print_templates/{}", template.id);
    let mut offers = Vec::new();
    if cx.actor().may_in(PRINT_TEMPLATE_EDIT, template.org_id) {
        let form = |action: &str| format!("/do/{action}?id={}&next={here}", template.id);
        match template.state {
            TemplateState::Draft => offers.push(
                Offer::open(speech.say("document-print-template-publish"), form("document.print_template.publish"))
                    .icon("check")
                    .main(),
            ),
            TemplateState::Published => {
                offers.push(Offer::open(speech.say("document-print-template-end"), form("document.print_template.end")))
            }
            TemplateState::Replaced => {}
        }
        let draft = format!(
            "/do/document.print_template.draft?document_kind={}&org_id={}",
            template.kind.word(),
            template.org_id
        );
        offers.push(Offer::open(speech.say("document-print-template-draft"), draft).icon("edit").hotkey('e'));
    }
    offers.push(Offer::open(speech.say("document-preview-pdf"), format!("{here}/preview")).icon("download"));
    offers
}

/// A sheet as a page shows it: what the PDF says, without its measures.
fn drawn(speech: &Speech, sheet: &Sheet) -> Markup {
    let columns: Vec<Column> = sheet
        .columns
        .iter()
        .map(|head| Column::new(head.name.clone(), if head.right { ColumnKind::Number } else { ColumnKind::Text }))
        .collect();
    let rows: Vec<Vec<Markup>> =
        sheet.rows.iter().map(|row| row.iter().map(|words| html! { (words) }).collect()).collect();
    let list: Vec<(String, Markup)> =
        sheet.fields.iter().map(|field| (field.name.clone(), html! { (field.words) })).collect();
    html! {
        @for line in &sheet.head { p { (line) } }
        h3 { (sheet.title) " " (sheet.number) }
        (facts(&list))
        @if !columns.is_empty() { (card("", html! {}, simple(&sheet.title, &columns, &rows))) }
        @for note in &sheet.notes { p.sub { (note) } }
        @for line in &sheet.foot { p { (line) } }
        @if sheet.code { p.sub { (speech.say("document-code-here")) } }
    }
}

fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", key(word)))
}
