//! The tables of a definition: stages, actions, limits, decision tables, fields.

use kernel::Message;
use maud::{Markup, html};
use process::{Ask, BudgetSource, Target, definition::Table};
use ui::{
    Tone,
    card::card,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{Desk, anchor, effects::effects, fragments, rows, told};
use crate::{
    design::queries::{role_said, said},
    modes,
};

/// All of them, in the order of a definition.
pub(super) fn all(desk: &Desk<'_>) -> Markup {
    html! {
        (head(desk))
        (stages(desk))
        (actions(desk))
        (clocks(desk))
        (tables(desk))
        (fields(desk))
        (rows::work_items(desk))
        (rows::rules(desk))
        (fragments::all(desk))
    }
}

pub(super) fn columns(desk: &Desk<'_>, keys: &[&str]) -> Vec<Column> {
    let last = desk.open.then_some("ui-actions");
    keys.iter().copied().chain(last).map(|key| Column::new(desk.speech.say(key), ColumnKind::Text)).collect()
}

pub(super) fn join(desk: &Desk<'_>, list: impl IntoIterator<Item = String>) -> String {
    list.into_iter().collect::<Vec<_>>().join(&desk.speech.say("catalogue-comma"))
}

impl Desk<'_> {
    pub(super) fn stage_said(&self, id: &str) -> String {
        if let Some(stage) = self.def().stage(id) {
            return said(self.speech, &stage.label);
        }
        self.speech.known(&format!("catalogue-anywhere-{id}")).unwrap_or_else(|| id.to_owned())
    }

    pub(super) fn action_said(&self, id: &str) -> String {
        let own = self.def().action(id).map(|a| said(self.speech, &a.label));
        own.or_else(|| self.speech.known(&format!("catalogue-start-{id}"))).unwrap_or_else(|| id.to_owned())
    }

    pub(super) fn field_said(&self, name: &str) -> String {
        self.def().field(name).map_or_else(|| name.to_owned(), |f| said(self.speech, &f.label))
    }

    fn asks_said(&self, asks: &[Ask]) -> String {
        let ask = |ask: &Ask| format!("{}{}", self.field_said(&ask.field), if ask.optional { "?" } else { "" });
        join(self, asks.iter().map(ask))
    }

    /// Roles, and fields that name a person.
    pub(super) fn roles_said(&self, roles: &[String]) -> String {
        let role = |word: &String| match self.def().field(word) {
            Some(field) => said(self.speech, &field.label),
            None => role_said(self.speech, word),
        };
        join(self, roles.iter().map(role))
    }

    fn budget_said(&self, budget: &BudgetSource) -> String {
        match budget {
            BudgetSource::Fixed(budget) => desk::spoken(self.speech, &budget.to_string()),
            BudgetSource::Until(field) => {
                self.speech.message(&Message::of("desk-limit-until").with("field", self.field_said(field)))
            }
            BudgetSource::Table(cell) => {
                let table = self.def().tables.iter().find(|t| t.id == cell.table);
                let label = table.map_or_else(|| cell.table.clone(), |t| said(self.speech, &t.label));
                format!("{label} · {}", output_said(self, &cell.output))
            }
        }
    }
}

pub(super) fn output_said(desk: &Desk<'_>, name: &str) -> String {
    desk.speech.known(&format!("desk-output-{}", name.replace('_', "-"))).unwrap_or_else(|| name.to_owned())
}

pub(super) fn section(kind: &str, body: Markup) -> Markup {
    html! { div id=(anchor(kind)) { (body) } }
}

pub(super) fn edit(desk: &Desk<'_>, action: &str, more: &[(&str, &str)], place: &str) -> Markup {
    let words = desk.speech.say("ui-edit");
    html! { @if desk.open { a.btn href=(desk.form(action, more, place)) { (words) } } }
}

fn head(desk: &Desk<'_>) -> Markup {
    let (speech, def) = (desk.speech, desk.def());
    let findings = ["title", "purpose", "number", "area", "readers", "list", "open"];
    let rows = vec![
        (speech.say("field-purpose"), def.purpose.as_ref().map(|p| said(speech, p)).unwrap_or_default()),
        (speech.say("field-number"), def.number.clone()),
        (speech.say("catalogue-opened-by"), desk.roles_said(&def.open.by)),
        (speech.say("catalogue-opened-with"), desk.asks_said(&def.open.asks)),
        (speech.say("field-readers"), desk::process_readers(speech, def)),
        (speech.say("field-standards"), def.standards.join(&speech.say("catalogue-comma"))),
        (
            speech.say("field-calendar"),
            speech.known(&format!("catalogue-calendar-{}", def.calendar)).unwrap_or_else(|| def.calendar.clone()),
        ),
    ];
    let body = html! {
        div.pad {
            (told(rows))
            @let follow = effects(desk, "open.effects", &def.open.effects, desk.open);
            @if desk.open || !def.open.effects.is_empty() { h3 { (speech.say("catalogue-then-opened")) } (follow) }
            @for place in findings { @if desk.sketch.of(place).next().is_some() {
                div id=(anchor(place)) { @for finding in desk.sketch.of(place) { p.error { (desk.problem(finding)) } } }
            } }
        }
    };
    section("process", card(&speech.say("catalogue-head"), edit(desk, "catalogue.head.edit", &[], "process"), body))
}

fn stages(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let columns = columns(
        desk,
        &[
            "field-stage",
            "field-category",
            "field-owner-role",
            "field-edit-fields",
            "field-views",
            "catalogue-what-can-be-done",
        ],
    );
    let row = |stage: &process::definition::Stage| {
        let word = stage.category.word();
        let fields = join(desk, stage.required.iter().chain(&stage.edit).map(|f| desk.field_said(f)));
        let open = desk.def().actions.iter().filter(|a| stage.is_named_by(&a.from));
        let doing = join(desk, open.map(|a| said(speech, &a.label)));
        let look = format!("/catalogue/designs/{}/preview?stage={}", desk.id, stage.id);
        vec![
            desk.name(&format!("stage {}", stage.id), &said(speech, &stage.label), &stage.id),
            badge(Tone::of(word), &speech.say(&format!("choice-category-{word}"))),
            html! { (stage.owner.as_ref().map(|o| role_said(speech, o)).unwrap_or_default()) },
            html! { (fields) },
            views(desk, stage),
            html! { @if !doing.is_empty() { a href=(look) { (doing) } } },
            desk.buttons("stage", &stage.id),
        ]
    };
    let rows: Vec<Vec<Markup>> = desk.def().stages.iter().map(row).collect();
    let title = speech.say("catalogue-stages");
    section("stages", card(&title, desk.add("stage"), simple(&title, &columns, &rows)))
}

/// What others than the owner role see of the fields, and may correct.
fn views(desk: &Desk<'_>, stage: &process::definition::Stage) -> Markup {
    let line = |view: &process::definition::View| {
        format!("{}：{}", desk.roles_said(&view.by), modes(desk.speech, desk.def(), view))
    };
    html! { @for view in &stage.views { div { (line(view)) } } }
}

fn actions(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let columns = columns(
        desk,
        &[
            "field-action",
            "field-from-stages",
            "field-to-stage",
            "field-roles",
            "field-asks",
            "field-when",
            "catalogue-then",
        ],
    );
    let row = |action: &process::definition::Action| {
        let to = match &action.to {
            Target::Stay => html! { "—" },
            Target::One(stage) => html! { (desk.stage_said(stage)) },
            Target::Routes(routes) => html! { ul { @for route in routes { li {
                (desk.stage_said(&route.stage))
                @if let Some(when) = &route.when { " " code.part-of { (when.source()) } }
            } } } },
        };
        vec![
            desk.name(&format!("action {}", action.id), &said(speech, &action.label), &action.id),
            html! { (join(desk, action.from.iter().map(|s| desk.stage_said(s)))) },
            to,
            html! { (desk.roles_said(&action.by)) },
            html! {
                (desk.asks_said(&action.asks))
                @if !action.confirms.is_empty() {
                    div { (speech.say("catalogue-handbook-confirms")) (join(desk, action.confirms.iter().map(|f| desk.field_said(f)))) }
                }
            },
            html! { @if let Some(when) = &action.when { code { (when.source()) } } },
            effects(
                desk,
                &format!("action.{}.effects", action.id),
                &action.effects,
                desk.is_own(&format!("action {}", action.id)),
            ),
            desk.buttons("action", &action.id),
        ]
    };
    let rows: Vec<Vec<Markup>> = desk.def().actions.iter().map(row).collect();
    let title = speech.say("catalogue-actions");
    section("actions", card(&title, desk.add("action"), simple(&title, &columns, &rows)))
}

fn clocks(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let columns = columns(desk, &["field-clock", "field-budget", "field-runs-in", "field-stops-on", "field-rungs"]);
    let row = |clock: &process::definition::Clock| {
        let own = desk.is_own(&format!("clock {}", clock.id));
        let rung = |nth: usize, rung: &process::definition::Rung| {
            let follows = format!("clock.{}.{nth}", clock.id);
            html! { li { b { (desk::spoken(speech, &rung.at.to_string())) } (effects(desk, &follows, &rung.effects, own)) } }
        };
        vec![
            desk.name(&format!("clock {}", clock.id), &said(speech, &clock.label), &clock.id),
            html! { (desk.budget_said(&clock.budget)) },
            html! { (join(desk, clock.runs_in.iter().map(|s| desk.stage_said(s)))) },
            html! { (join(desk, clock.stops_on.iter().map(|a| desk.action_said(a)))) },
            html! { ul.inside { @for (nth, one) in clock.rungs.iter().enumerate() { (rung(nth, one)) } } },
            desk.buttons("clock", &clock.id),
        ]
    };
    let rows: Vec<Vec<Markup>> = desk.def().clocks.iter().map(row).collect();
    let title = speech.say("catalogue-clocks");
    section("clocks", card(&title, desk.add("clock"), simple(&title, &columns, &rows)))
}

fn tables(desk: &Desk<'_>) -> Markup {
    let title = desk.speech.say("catalogue-tables");
    let none = html! { div.pad { p.sub { (desk.speech.say("catalogue-tables-none")) } } };
    html! { div.stack id="tables" {
        (card(&title, desk.add("table"), html! { @if desk.def().tables.is_empty() { (none) } }))
        @for table in &desk.def().tables { (decisions(desk, table)) }
    } }
}

fn decisions(desk: &Desk<'_>, table: &Table) -> Markup {
    let speech = desk.speech;
    let place = format!("table {}", table.id);
    let mut outputs: Vec<&String> = table.rows.iter().flat_map(|r| r.then.keys()).collect();
    outputs.sort_unstable();
    outputs.dedup();
    let mut columns = vec![Column::new(speech.say("field-when"), ColumnKind::Text)];
    columns.extend(outputs.iter().map(|name| Column::new(output_said(desk, name), ColumnKind::Text)));
    let row = |row: &process::definition::Row| {
        let when = row.when.as_ref().map_or_else(|| speech.say("desk-table-otherwise"), |w| w.source().to_owned());
        let mut cells = vec![html! { code { (when) } }];
        let said = |name: &&String| row.then.get(*name).map(|v| desk::spoken(speech, v)).unwrap_or_default();
        cells.extend(outputs.iter().map(|name| html! { (said(name)) }));
        cells
    };
    let rows: Vec<Vec<Markup>> = table.rows.iter().map(row).collect();
    let title = format!("{} · {}", speech.say("catalogue-table"), said(speech, &table.label));
    let button = desk.buttons("table", &table.id);
    let body = html! {
        @for finding in desk.sketch.of(&place) { div.pad { p.error { (desk.problem(finding)) } } }
        (simple(&title, &columns, &rows))
    };
    section(&place, card(&title, button, body))
}

fn fields(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let columns =
        columns(desk, &["field-field", "field-holds", "field-options", "field-edit-stages", "field-hidden-stages"]);
    let row = |field: &process::FieldSpec| {
        let kind = serde_json::to_value(field.kind).ok().and_then(|k| k.as_str().map(|k| k.replace('_', "-")));
        let kind = kind.map(|k| speech.say(&format!("catalogue-kind-{k}"))).unwrap_or_default();
        let label = |c: &process::ChoiceSpec| said(speech, &process::Words { zh: c.zh.clone(), en: c.en.clone() });
        let stages = |of: &dyn Fn(&process::definition::Stage) -> bool| {
            join(desk, desk.def().stages.iter().filter(|s| of(s)).map(|s| said(speech, &s.label)))
        };
        vec![
            desk.name(&format!("field {}", field.name), &said(speech, &field.label), &field.name),
            html! { (kind) @if field.many { " " span.part-of { (speech.say("field-several")) } } },
            html! {
                (join(desk, field.choices.iter().map(label)))
                @if field.kind == process::KindSpec::Group {
                    (rows::steps(desk, &format!("field.{}.field", field.name), &field.fields, desk.is_own(&format!("field {}", field.name))))
                }
            },
            html! { (stages(&|s| s.edit.contains(&field.name) || s.required.contains(&field.name))) },
            html! { (stages(&|s| s.hidden.contains(&field.name))) },
            desk.buttons("field", &field.name),
        ]
    };
    let rows: Vec<Vec<Markup>> = desk.def().fields.iter().map(row).collect();
    let title = speech.say("catalogue-fields");
    section("fields", card(&title, desk.add("field"), simple(&title, &columns, &rows)))
}
