//! What a reader arranges around a list: its columns with their order, and views under a name.

use maud::{Markup, html};

use crate::{
    buttons::{self, Offer},
    form::KEY_FIELD,
    icon::icon,
    texts::Speech,
};

/// A column the reader may show or leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneColumn {
    /// The value sent.
    pub name: String,
    /// Its heading.
    pub label: String,
    /// Whether it is shown now.
    pub on: bool,
}

/// The columns of a list to choose from: those shown in their order, then the others.
#[derive(Debug, Clone)]
pub struct Columns<'a> {
    /// The words.
    pub speech: &'a Speech,
    /// Where the choice is posted: `columns`, repeated, in order; `shift` when one is moved.
    pub action: String,
    /// Makes a second press harmless.
    pub key: String,
    /// Where to go afterwards.
    pub next: String,
    /// The same with the panel open, for whoever moves column after column without scripts.
    pub stay: String,
    /// Whether it is open.
    pub open: bool,
    /// The columns.
    pub columns: Vec<OneColumn>,
}

/// A folded form with a box and two arrows for each column.
pub fn columns_panel(columns: &Columns<'_>) -> Markup {
    let say = |key: &str| columns.speech.say(key);
    let arrow = |name: &str, label: &str, way: &str, sign: &'static str| {
        let words = columns.speech.say_with(&format!("ui-column-{way}"), &[("column", label)]);
        html! {
            button.arrow type="submit" name="shift" value={ (way) ":" (name) } aria-label=(words) title=(words) { (icon(sign)) }
        }
    };
    html! {
        details.choose open[columns.open] {
            summary.btn.btn-quiet { (icon("columns-3")) span { (say("ui-columns")) } }
            div {
                form method="post" action=(columns.action) data-guard data-arrange data-next=(columns.next) {
                    input type="hidden" name=(KEY_FIELD) value=(columns.key);
                    input type="hidden" name="next" value=(columns.stay);
                    // Enter in a box saves; the first button of a form is what it presses.
                    button.visually-hidden type="submit" tabindex="-1" aria-hidden="true" { (say("ui-apply")) }
                    ol {
                        @for column in &columns.columns {
                            li {
                                label { input type="checkbox" name="columns" value=(column.name) checked[column.on]; span { (column.label) } }
                                (arrow(&column.name, &column.label, "up", "arrow-up"))
                                (arrow(&column.name, &column.label, "down", "arrow-down"))
                            }
                        }
                    }
                    button.btn.btn-main type="submit" { (say("ui-apply")) }
                }
                form.reset method="post" action=(columns.action) data-guard {
                    input type="hidden" name=(KEY_FIELD) value={ (columns.key) "-" };
                    input type="hidden" name="next" value=(columns.next);
                    button.btn.btn-quiet type="submit" { (say("ui-columns-usual")) }
                }
            }
        }
    }
}

/// Saving what is looked at as a view.
#[derive(Debug, Clone)]
pub struct Views<'a> {
    /// The words.
    pub speech: &'a Speech,
    /// Where it is posted.
    pub action: String,
    /// The list.
    pub list: String,
    /// Filters, order and columns as they are now.
    pub query: String,
    /// Makes a second press harmless.
    pub key: String,
    /// The name that stands in the form: that of one's own view being looked at.
    pub name: String,
    /// Whether the reader may share it.
    pub may_share: bool,
    /// What can be done with the view being looked at.
    pub offers: Vec<Offer>,
}

/// A folded form that gives what is looked at a name.
pub fn views_panel(views: &Views<'_>) -> Markup {
    let say = |key: &str| views.speech.say(key);
    html! {
        details.choose.views {
            summary.btn.btn-quiet { (icon("bookmark")) span { (say("ui-view-save")) } }
            div {
                form method="post" action=(views.action) data-guard {
                    input type="hidden" name=(KEY_FIELD) value=(views.key);
                    input type="hidden" name="list" value=(views.list);
                    input type="hidden" name="query" value=(views.query);
                    label { span { (say("ui-view-name")) } input type="text" name="name" value=(views.name) required maxlength="30"; }
                    label.tick { input type="checkbox" name="first" value="true"; span { (say("ui-view-first")) } }
                    @if views.may_share {
                        label.tick { input type="checkbox" name="shared" value="true"; span { (say("ui-view-shared")) } }
                    }
                    button.btn.btn-main type="submit" { (say("ui-save")) }
                }
                @if !views.offers.is_empty() { (buttons::buttons(views.speech, &views.offers)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn columns_are_chosen_and_moved_by_plain_buttons() {
        let speech = Speech::shared(Lang::Zh);
        let one = |name: &str, on| OneColumn { name: name.into(), label: format!("<{name}>"), on };
        let html = columns_panel(&Columns {
            speech: &speech,
            action: "/columns".into(),
            key: "k".into(),
            next: "/rooms".into(),
            stay: "/rooms?arrange=yes".into(),
            open: false,
            columns: vec![one("code", true), one("area", false)],
        })
        .into_string();
        assert!(html.contains(r#"name="columns" value="code" checked"#), "{html}");
        assert!(html.contains(r#"name="shift" value="down:area""#) && !html.contains("<area>"), "{html}");
    }
}
