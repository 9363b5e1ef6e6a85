//! Columns, rows and cells: a value in the words of its reader, the same on the page and in the export.

use kernel::{
    Instant,
    form::{Choice, Kind},
};
use maud::{Markup, html};
use module::{Column, List};
use serde_json::Value;
use ui::{
    Address, Tone,
    record::badge,
    table::{Column as Head, ColumnKind, Row, Total},
    texts::Speech,
};

use crate::known::words_of;

/// The columns the address asks for, in its order; else those remembered; else those the list begins with.
pub(crate) fn chosen<'a>(list: &'a List, here: &Address, remembered: &[String]) -> Vec<&'a Column> {
    let asked: Vec<&str> = here.query.iter().filter(|(n, _)| n == "columns").map(|(_, v)| v.as_str()).collect();
    let remembered: Vec<&str> = remembered.iter().map(String::as_str).collect();
    let named = |names: &[&str]| -> Vec<&'a Column> {
        names.iter().filter_map(|name| list.columns.iter().find(|c| c.name == *name)).collect()
    };
    [named(&asked), named(&remembered)]
        .into_iter()
        .find(|columns| !columns.is_empty())
        .unwrap_or_else(|| list.columns.iter().filter(|c| c.shown).collect())
}

pub(super) fn head(speech: &Speech, column: &Column) -> Head {
    let kind = match column.kind {
        Kind::Integer | Kind::Money | Kind::Area => ColumnKind::Number,
        Kind::Date | Kind::Instant => ColumnKind::Time,
        Kind::Choice { .. } | Kind::Bool => ColumnKind::State,
        _ => ColumnKind::Text,
    };
    let head = Head::new(speech.label(&column.label), kind);
    if column.sortable { head.sorted_by(column.name) } else { head }
}

pub(super) fn rows(speech: &Speech, list: &List, columns: &[&Column], answer: &Value, now: Instant) -> Vec<Row> {
    let rows = answer.get("rows").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let tone = |row: &Value| match list.look.tone {
        Some(tone) => tone(row),
        None => row.get("tone").and_then(Value::as_str).map(Tone::of).unwrap_or_default(),
    };
    rows.iter()
        .map(|row| Row {
            id: row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
            href: list.link.and_then(|link| module::fill(link, row)),
            cells: columns.iter().map(|c| cell(speech, list, c, row, now)).collect(),
            tone: tone(row),
        })
        .collect()
}

fn cell(speech: &Speech, list: &List, column: &Column, row: &Value, now: Instant) -> Markup {
    if let Some(own) = list.look.cell.and_then(|look| look(speech, column.name, row, now)) {
        return own;
    }
    let words = said(speech, column, row);
    match &column.kind {
        Kind::Choice { .. } if !words.is_empty() => {
            let value = row.get(column.name).and_then(Value::as_str).unwrap_or_default();
            badge(Tone::of(value), &words)
        }
        _ => html! { (words) },
    }
}

/// A value in the words of the reader: the same on the page and in the export.
pub(crate) fn said(speech: &Speech, column: &Column, row: &Value) -> String {
    let named = matches!(column.kind, Kind::Ref { .. }).then(|| row.get(words_of(column))).flatten();
    let Some(value) = named.or_else(|| row.get(column.name)).filter(|v| !v.is_null()) else { return String::new() };
    let text = value.as_str();
    let number = value.as_i64();
    match (&column.kind, number, text) {
        (Kind::Money, Some(fen), _) => speech.money(kernel::Money(fen)),
        (Kind::Area, Some(area), _) => speech.area(kernel::Area(area)),
        (Kind::Date, _, Some(day)) => day.parse().map_or_else(|_| day.to_owned(), |d| speech.date(d)),
        (Kind::Instant, _, Some(at)) => {
            at.parse().map_or_else(|_| at.to_owned(), |i| speech.instant(i, module::HOME_ZONE))
        }
        (Kind::Bool, ..) => speech.say(if value.as_bool() == Some(true) { "ui-yes" } else { "ui-no" }),
        (Kind::Choice { choices }, _, Some(chosen)) => choice(speech, column.name, choices, chosen),
        (_, _, Some(text)) => text.to_owned(),
        (_, Some(number), _) => number.to_string(),
        _ => value.to_string(),
    }
}

/// The words of a choice: its own, else the catalogue's for this field, else for any field.
pub(super) fn choice(speech: &Speech, field: &str, choices: &[Choice], value: &str) -> String {
    let own = choices.iter().find(|c| c.value == value).and_then(|c| c.label.as_ref());
    if let Some(label) = own {
        return speech.label(label);
    }
    let dashed = |text: &str| text.replace('_', "-");
    let keys = [format!("choice-{}-{}", dashed(field), dashed(value)), format!("choice-{}", dashed(value))];
    keys.iter().find_map(|key| speech.known(key)).unwrap_or_else(|| value.to_owned())
}

pub(super) fn total(answer: &Value) -> Total {
    match answer.get("count").and_then(Value::as_i64) {
        Some(n) if n >= module::COUNT_LIMIT => Total::Over(module::COUNT_LIMIT.unsigned_abs()),
        Some(n) => Total::Exactly(n.unsigned_abs()),
        None => Total::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(query: &[(&str, &str)], remembered: &[&str]) -> Vec<&'static str> {
        let list = List {
            columns: vec![Column::text("code"), Column::text("name"), Column::text("maker").optional()],
            ..List::default()
        };
        let here = Address::new("/x", query.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        let remembered: Vec<String> = remembered.iter().map(|n| (*n).to_owned()).collect();
        chosen(&list, &here, &remembered).iter().map(|c| c.name).collect()
    }

    #[test]
    fn columns_come_as_asked_then_as_remembered_then_as_the_list_has_them() {
        assert_eq!(names(&[], &[]), ["code", "name"]);
        assert_eq!(names(&[], &["maker", "code"]), ["maker", "code"]);
        assert_eq!(names(&[("columns", "name"), ("columns", "code")], &["maker"]), ["name", "code"]);
        assert_eq!(names(&[("columns", "gone")], &["gone", "maker"]), ["maker"]);
    }
}
