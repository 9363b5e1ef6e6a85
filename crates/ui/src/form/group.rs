//! Groups of fields, and small tables of them.

use kernel::form::Field;
use maud::{Markup, html};
use serde_json::Value;

use super::{Desk, id_of};
use crate::icon::icon;

/// Empty rows shown without scripts, beyond the filled ones.
const SPARE_ROWS: usize = 1;

impl Desk<'_> {
    pub(super) fn group(&self, field: &Field, fields: &[Field], path: &str) -> Markup {
        let wrong: Vec<String> =
            self.errors.iter().filter(|e| e.field == path).map(|e| self.speech.message(&e.message)).collect();
        html! {
            fieldset class={ "group" @if !wrong.is_empty() { " wrong" } } id=(id_of(path)) tabindex="-1" {
                legend { (self.speech.label(&field.label())) (self.need(field)) }
                @if field.many { (self.rows(fields, path)) } @else {
                    @for inner in fields { (self.field(inner, &format!("{path}.{}", inner.name))) }
                }
                @for one in &wrong { p.error { (one) } }
            }
        }
    }

    fn rows(&self, fields: &[Field], path: &str) -> Markup {
        let filled = match self.value(path) {
            Some(Value::Array(list)) => list.len(),
            Some(Value::Object(rows)) => {
                rows.keys().filter_map(|k| k.parse::<usize>().ok()).max().map_or(0, |last| last + 1)
            }
            _ => self.sent_rows(path),
        };
        let inner = |index: usize, field: &Field| format!("{path}.{index}.{}", field.name);
        html! {
            div.rows data-rows {
                @for index in 0..filled + SPARE_ROWS {
                    div.row data-row-of=(path) {
                        @for field in fields { (self.field(field, &inner(index, field))) }
                    }
                }
            }
            button.btn.btn-quiet.add-row type="button" data-add-row { (icon("plus")) span { (self.speech.say("ui-add-row")) } }
        }
    }

    /// How many rows the browser sent under dotted names, up to the last in which something stands.
    fn sent_rows(&self, path: &str) -> usize {
        let Value::Object(all) = self.values else { return 0 };
        let index =
            |name: &String| name.strip_prefix(path)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok();
        let typed = all.iter().filter(|(_, value)| value.as_str() != Some(""));
        typed.filter_map(|(name, _)| index(name)).max().map_or(0, |last| last + 1)
    }
}
