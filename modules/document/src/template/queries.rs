//! Read models of templates, and the form in which they are written.

use std::collections::BTreeMap;

use kernel::{
    COMPANY, Label, OrgId, Result,
    form::{Choice, Field, Form, Kind, form_of},
};
use module::{Ask, Context, Listing, Shape};
use serde_json::{Value, json};
use store::{Cursor, args};

use super::{
    model::{
        BegunTemplate, DocumentKind, DraftTemplate, InUse, Layout, TemplateFilter, TemplateLine, TemplateRecord,
        TemplateRow, TemplateState, WhichTemplate,
    },
    rules, store as rows,
};

/// The list of editions.
pub async fn list(cx: &mut Context, ask: Ask<TemplateFilter>) -> Result<Listing<TemplateLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |t: &TemplateRow| Cursor(args![t.drafted_at, t.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    let line = |row: TemplateRow| {
        let layout = row.read()?;
        Ok(TemplateLine {
            id: row.id,
            document_kind: row.kind,
            paper_title: layout.paper_title,
            paper_size: layout.paper_size,
            edition: row.edition,
            template_state: row.state,
            drafted_name: row.drafted_name,
            drafted_at: row.drafted_at,
            org: row.org_id,
        })
    };
    Ok(Listing { rows: rows.into_iter().map(line).collect::<Result<_>>()?, next, prev, count })
}

/// One edition with what it says.
pub async fn view(cx: &mut Context, which: WhichTemplate) -> Result<TemplateRecord> {
    let template = rows::one(cx, which.id).await?;
    Ok(TemplateRecord { layout: template.read()?, template })
}

/// What papers of a community are printed by: its own, the company's, or what ships.
pub(crate) async fn in_use(cx: &mut Context, org: OrgId, kind: DocumentKind) -> Result<InUse> {
    match rows::in_use(cx, org, kind).await? {
        Some(row) => Ok(InUse { id: Some(row.id), edition: row.edition, layout: row.read()? }),
        None => Ok(rules::shipped(kind)),
    }
}

/// The form of a draft: what is drafted, or in use, with the parts papers of this kind have.
pub(crate) async fn form(cx: &mut Context, begun: BegunTemplate) -> Result<Shape> {
    let kind = begun.document_kind.unwrap_or(DocumentKind::Receipt);
    let org = begun.org_id.unwrap_or(COMPANY);
    cx.within(org)?;
    let layout: Layout = match rows::own(cx, org, kind, TemplateState::Draft).await? {
        Some(draft) => draft.read()?,
        None => in_use(cx, org, kind).await?.layout,
    };
    let Form { mut fields } = form_of::<DraftTemplate>();
    let declared = form_of::<Layout>();
    fields.sort_by_key(|f| declared.fields.iter().position(|g| g.name == f.name).map_or(0, |nth| nth + 1));
    offer(&mut fields, "fields", rules::fields(kind));
    offer(&mut fields, "columns", rules::columns(kind));
    if rules::columns(kind).is_empty() {
        fields.retain(|field| field.name != "columns");
    }
    let mut values = serde_json::to_value(&layout)?;
    if let Value::Object(map) = &mut values {
        map.retain(|_, value| !value.is_null());
        map.insert("document_kind".to_owned(), json!(kind));
        if let Some(org) = begun.org_id {
            map.insert("org_id".to_owned(), json!(org));
        }
    }
    let speech = cx.speech();
    let kind = speech.say(&format!("choice-document-kind-{}", rules::key(kind.word())));
    let title = Some(speech.say_with("document-draft-of", &[("kind", &kind)]));
    Ok(Shape { title, form: Form { fields }, values, known: BTreeMap::new() })
}

/// Has the parts of a list chosen from those there are.
fn offer(fields: &mut [Field], list: &str, parts: &[&str]) {
    let list = fields.iter_mut().find(|field| field.name == list);
    let Some(Field { kind: Kind::Group { fields }, .. }) = list else { return };
    let choice = |part: &&str| Choice {
        value: (*part).to_owned(),
        label: Some(Label::Key(format!("document-part-{}", rules::key(part)))),
    };
    for field in fields.iter_mut().filter(|field| field.name == "shown_part") {
        field.kind = Kind::Choice { choices: parts.iter().map(choice).collect() };
    }
}
