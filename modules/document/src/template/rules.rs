//! What a template may say – pure.

use std::{collections::BTreeMap, sync::LazyLock};

use kernel::{Error, FieldError, Message, Result};

use super::model::{DocumentKind, InUse, Layout, Paper, Shown, TemplateRow, TemplateState};

/// The templates that ship with the product.
static SHIPPED: LazyLock<BTreeMap<DocumentKind, Layout>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../print/templates.json")).expect("the shipped templates are read by a test")
});

/// The template that ships with the product.
pub(crate) fn shipped(kind: DocumentKind) -> InUse {
    InUse { id: None, edition: 0, layout: SHIPPED[&kind].clone() }
}

/// The fields papers of a kind can show.
pub(crate) const fn fields(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Receipt => {
            &["place", "payer", "received_at", "method", "total", "capital", "note", "cashier", "community", "tendered"]
        }
        DocumentKind::BillNotice | DocumentKind::DunningNotice => {
            &["place", "payer", "day", "total", "capital", "community"]
        }
        DocumentKind::CollectionLetter | DocumentKind::LawyerLetter => {
            &["place", "payer", "day", "pay_until", "total", "capital", "community"]
        }
        DocumentKind::RefundSlip => &[
            "place",
            "purpose",
            "total",
            "capital",
            "method",
            "reason",
            "asked_by",
            "decided_by",
            "received_at",
            "community",
        ],
        DocumentKind::DeductionSlip => &["place", "day", "total", "capital", "community"],
        DocumentKind::Statement => &["place", "payer", "period", "day", "opening", "closing", "capital", "community"],
    }
}

/// The columns their table can have; none for papers without one.
pub(crate) const fn columns(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Receipt => &["place", "item", "period", "amount"],
        DocumentKind::BillNotice => &["number", "item", "period", "due_on", "amount", "owed"],
        DocumentKind::DunningNotice => &["number", "item", "period", "due_on", "days_late", "amount", "owed"],
        DocumentKind::CollectionLetter | DocumentKind::LawyerLetter => {
            &["number", "item", "period", "due_on", "days_late", "owed"]
        }
        DocumentKind::RefundSlip => &[],
        DocumentKind::DeductionSlip => &["purpose", "item", "period", "amount"],
        DocumentKind::Statement => &["on", "memo", "debit", "credit", "balance"],
    }
}

/// The columns a paper cannot do without: a table without its amounts says nothing.
const fn needed(kind: DocumentKind) -> Option<&'static str> {
    match kind {
        DocumentKind::Receipt | DocumentKind::DeductionSlip => Some("amount"),
        DocumentKind::BillNotice
        | DocumentKind::DunningNotice
        | DocumentKind::CollectionLetter
        | DocumentKind::LawyerLetter => Some("owed"),
        DocumentKind::Statement => Some("balance"),
        DocumentKind::RefundSlip => None,
    }
}

/// The most columns a roll has room for.
const ROLL_COLUMNS: usize = 4;
/// The most parts of a set.
const SET: usize = 4;

/// The names of the parts of a set; one without a name when nothing is said.
pub(crate) fn copy_names(layout: &Layout) -> Vec<String> {
    let said = layout.copy_names.as_deref().unwrap_or_default();
    let names = said.split(['、', '，', ',', '\n']).map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.is_empty() { vec![String::new()] } else { names }
}

/// Whether papers of a kind can be printed as a template says.
///
/// # Errors
/// [`Error::Invalid`] at each field that is wrong.
pub(crate) fn check(kind: DocumentKind, layout: &Layout) -> Result<()> {
    let mut errors = Vec::new();
    listed("fields", &layout.fields, fields(kind), &mut errors);
    listed("columns", &layout.columns, columns(kind), &mut errors);
    let mut wrong = |field: &str, message: Message| errors.push(FieldError { field: field.to_owned(), message });
    if layout.paper_title.trim().is_empty() {
        wrong("paper_title", Message::of("invalid-required"));
    }
    if layout.fields.is_empty() {
        wrong("fields", Message::of("document-fields-wanted"));
    }
    if needed(kind).is_some_and(|part| !layout.columns.iter().any(|shown| shown.shown_part == part)) {
        wrong("columns", Message::of("document-column-wanted"));
    }
    if layout.paper_size == Paper::Roll && layout.columns.len() > ROLL_COLUMNS {
        wrong("columns", Message::of("document-roll-columns").with("most", ROLL_COLUMNS));
    }
    if copy_names(layout).len() > SET {
        wrong("copy_names", Message::of("document-copies-most").with("most", SET));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// A key as the catalogue writes it.
pub(crate) fn key(part: &str) -> String {
    part.replace('_', "-")
}

fn listed(field: &str, shown: &[Shown], known: &[&str], errors: &mut Vec<FieldError>) {
    for (nth, one) in shown.iter().enumerate() {
        let field = format!("{field}.{nth}.shown_part");
        if !known.contains(&one.shown_part.as_str()) {
            errors.push(FieldError { field, message: Message::of("document-part-unknown") });
        } else if shown.iter().take(nth).any(|before| before.shown_part == one.shown_part) {
            errors.push(FieldError { field, message: Message::of("document-part-twice") });
        }
    }
}

/// Publishes a draft.
pub(crate) fn publish(row: &TemplateRow) -> Result<()> {
    if row.state == TemplateState::Draft { Ok(()) } else { Err(Error::broken("document-template-published")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_ships_with_a_template_that_may_be_published() {
        for kind in DocumentKind::ALL {
            check(*kind, &shipped(*kind).layout).expect("it may be published");
        }
    }

    fn refused(change: impl FnOnce(&mut Layout)) -> Vec<(String, String)> {
        let mut layout = shipped(DocumentKind::Receipt).layout;
        change(&mut layout);
        match check(DocumentKind::Receipt, &layout) {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.message.key.into_owned())).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let shown = |part: &str| Shown { shown_part: part.to_owned(), heading: None };
        let told = |path: &str, key: &str| vec![(path.to_owned(), key.to_owned())];
        assert_eq!(refused(|l| l.fields.push(shown("colour"))), told("fields.7.shown_part", "document-part-unknown"));
        assert_eq!(refused(|l| l.fields.push(shown("place"))), told("fields.7.shown_part", "document-part-twice"));
        assert_eq!(refused(|l| l.fields.clear()), told("fields", "document-fields-wanted"));
        assert_eq!(refused(|l| l.columns.truncate(2)), told("columns", "document-column-wanted"));
        assert_eq!(
            refused(|l| l.copy_names = Some("一、二、三、四、五".to_owned())),
            told("copy_names", "document-copies-most")
        );
    }
}
