//! How the list of imports looks, and the page of one import.

use kernel::{Id, Instant, Result, Span};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::Value;
use sheet::{PlannedSheet, Register};
use store::files::File;
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{self, Figure},
    feedback::{self, Progress},
    form::KEY_FIELD,
    record::{Head, head},
};

use super::{
    model::{BadRow, ByImport, Policy, Record, State},
    queries, rules,
};

/// The colour of a state.
fn tone(state: State) -> Tone {
    match state {
        State::Uploaded | State::Checking | State::Applying => Tone::Active,
        State::Mapped | State::Checked => Tone::Waiting,
        State::Done => Tone::Done,
        State::Refused | State::Failed => Tone::Late,
        State::Cancelled => Tone::Cancelled,
    }
}

fn state_words(speech: &Speech, state: State) -> String {
    speech.say(&format!("choice-import-state-{}", state.word()))
}

/// A key that makes a second press harmless.
fn key(cx: &mut Context) -> String {
    cx.new_uuid().simple().to_string()
}

/// How the list looks: states in their colours, and what stands for a file that is erased.
pub fn cell(speech: &Speech, column: &str, row: &Value, _: Instant) -> Option<Markup> {
    let text = row.get(column).and_then(Value::as_str)?;
    match column {
        "file_name" => Some(html! { (named(speech, text)) }),
        "state" => {
            let state = State::ALL.iter().find(|state| state.word() == text)?;
            Some(ui::record::badge(tone(*state), &state_words(speech, *state)))
        }
        _ => None,
    }
}

/// One import: what was found, how far it is, what came of it.
pub async fn page(cx: &mut Context, input: ByImport) -> Result<View> {
    let (record, bad) = queries::shown(cx, input).await?;
    let speech = cx.speech();
    let offers = offers(cx, &record, &speech);
    let registers: Vec<Register> = cx.platform().registry.imports().map(|i| i.register.clone()).collect();
    let (now, zone) = (cx.now(), cx.zone());
    let form_key = key(cx);
    let file = Id::<File>::from_uuid(record.file_id);
    let name = named(&speech, &record.file_name);
    let facts = vec![
        (speech.say("field-file"), html! { a href={ "/files/" (file) } { (name) } }),
        (speech.say("field-source"), html! { (record.source) }),
        (speech.say("field-uploaded-at"), html! { (speech.instant(record.uploaded_at, zone)) }),
        (speech.say("field-by-name"), html! { (record.by_name) }),
    ];
    let head = head(
        &Head {
            kind: speech.say("intake-import"),
            number: String::new(),
            title: name.clone(),
            state: (tone(record.state), state_words(&speech, record.state)),
            rings: Vec::new(),
            facts,
        },
        buttons(&speech, &offers),
    );
    let body = html! {
        (head)
        @if let Some(fault) = &record.fault { (feedback::banner(Tone::Late, &fault.0.said(&speech), None)) }
        @if record.state.is_under_way() { (progress(&speech, &record, now)) }
        @if !record.sheets.0.is_empty() { (figures(&speech, &record)) (by_sheet(&speech, &record, &registers)) }
        @if !bad.is_empty() { (problems(&speech, &record, &bad)) }
        @if let Some(plan) = &record.plan {
            (left_out(&speech, &plan.0))
            (mapping(&speech, &record, &plan.0.sheets, &registers, &form_key))
        }
    };
    Ok(View::new(name, body).live(format!("import:{}", record.id.uuid().simple())))
}

fn named(speech: &Speech, file: &str) -> String {
    if file.is_empty() { speech.say("intake-file-erased") } else { file.to_owned() }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// The buttons, each with its refusal from the same rule that the action asks.
fn offers(cx: &mut Context, record: &Record, speech: &Speech) -> Vec<Offer> {
    let path = |verb: &str| format!("/intake/imports/{}/{verb}", record.id);
    let mut offers = Vec::new();
    let mut offer = |key: &str, verb: &str, policy: Option<Policy>, may: Result<()>, main: bool, once: String| {
        let label = speech.say(key);
        let offer = match may {
            Ok(()) => {
                let offer = Offer::post(label, path(verb), once);
                let offer = policy.map_or(offer.clone(), |p| offer.hidden("policy", p.word()));
                if main { offer.main() } else { offer }
            }
            Err(error) => Offer::refused(label, speech.message(&error.message())),
        };
        offers.push(offer);
    };
    let state = record.state;
    let clean = record.refused == 0;
    if matches!(state, State::Mapped | State::Checked | State::Cancelled | State::Failed) {
        let main = state != State::Checked;
        offer("intake-import-dry-run", "dry_run", None, rules::may_check(record), main, key(cx));
    }
    if matches!(state, State::Mapped | State::Checked) {
        let all = rules::may_apply(record, Policy::All);
        offer("intake-apply-all", "apply", Some(Policy::All), all, state == State::Checked && clean, key(cx));
        if !clean {
            let good = rules::may_apply(record, Policy::Good);
            offer("intake-apply-good", "apply", Some(Policy::Good), good, false, key(cx));
        }
    }
    if state.is_under_way() || matches!(state, State::Mapped | State::Checked) {
        offer("intake-import-cancel", "cancel", None, rules::may_cancel(record), false, key(cx));
    }
    offers
}

fn progress(speech: &Speech, record: &Record, now: kernel::Instant) -> Markup {
    let (rate, left) = rules::pace(record, now);
    let (done, total) = (count(record.done), (record.total > 0).then(|| count(record.total)));
    let work = Progress {
        title: state_words(speech, record.state),
        done,
        total,
        rate,
        left: left.filter(|l| *l > Span::ZERO),
        note: if record.stopping { speech.say("intake-stopping") } else { speech.say("intake-may-leave") },
        tone: Tone::Active,
    };
    feedback::progress(speech, &work, &[])
}

fn figures(speech: &Speech, record: &Record) -> Markup {
    let sum = |of: fn(&super::model::SheetCount) -> u64| record.sheets.0.iter().map(of).sum::<u64>();
    let (created, updated) = if record.state == State::Done {
        ("intake-created", "intake-updated")
    } else {
        ("intake-created-would", "intake-updated-would")
    };
    let figure = |key: &str, value: u64, tone: Tone| Figure {
        value: speech.count(value),
        label: speech.say(key),
        tone,
        href: None,
    };
    card::figures(&[
        figure(created, sum(|s| s.created), Tone::Plain),
        figure(updated, sum(|s| s.updated), Tone::Plain),
        figure("intake-unchanged", sum(|s| s.unchanged), Tone::Plain),
        figure("intake-refused", sum(|s| s.refused), if record.refused > 0 { Tone::Late } else { Tone::Plain }),
    ])
}

/// The figures of each sheet, and the values that were read as "not known".
fn by_sheet(speech: &Speech, record: &Record, registers: &[Register]) -> Markup {
    let title = |key: &str| registers.iter().find(|r| r.key == key).map_or(key, |r| r.title(speech.lang)).to_owned();
    let field = |register: &str, field: &str| {
        let column = registers.iter().find(|r| r.key == register).and_then(|r| r.of(field));
        column.map_or(field, |c| c.heading(speech.lang)).to_owned()
    };
    let heads = [
        "intake-sheet",
        "intake-register",
        "intake-rows",
        "intake-created",
        "intake-updated",
        "intake-unchanged",
        "intake-refused",
    ];
    let body = html! {
        div.scroll { table {
            thead { tr { @for (nth, head) in heads.iter().enumerate() { th.num[nth > 1] scope="col" { (speech.say(head)) } } } }
            tbody {
                @for sheet in &record.sheets.0 {
                    tr {
                        th scope="row" { (sheet.sheet) } td { (title(&sheet.register)) }
                        @for figure in [sheet.rows, sheet.created, sheet.updated, sheet.unchanged, sheet.refused] {
                            td.num { (speech.count(figure)) }
                        }
                    }
                }
            }
        } }
        @for sheet in &record.sheets.0 {
            @for (name, given, rows) in &sheet.placeholders {
                p.sub.pad { (speech.say_with("intake-placeholder", &[("sheet", &sheet.sheet), ("field", &field(&sheet.register, name)), ("given", given), ("count", &rows.to_string())])) }
            }
        }
    };
    card::card(&speech.say("intake-result"), html! {}, body)
}

fn problems(speech: &Speech, record: &Record, rows: &[BadRow]) -> Markup {
    let download = record.error_file_id.map(|id| {
        let href = format!("/files/{}", Id::<File>::from_uuid(id));
        buttons(speech, &[Offer::open(speech.say("intake-error-workbook"), href).icon("download")])
    });
    let shown = count(i64::try_from(rows.len()).unwrap_or_default());
    let more = count(record.refused).saturating_sub(shown);
    let heads = ["intake-sheet", "intake-cell", "intake-column", "intake-given", "intake-problem"];
    let body = html! {
        div.scroll { table {
            thead { tr { @for head in heads { th scope="col" { (speech.say(head)) } } } }
            tbody {
                @for row in rows { @for problem in &row.problems {
                    tr {
                        td { (row.sheet) }
                        td.time { @if problem.cell.is_empty() { (row.number) } @else { (problem.cell) } }
                        td { (problem.heading) } td { (problem.given) } td { (problem.message.said(speech)) }
                    }
                } }
            }
        } }
        @if more > 0 { p.sub.pad { (speech.say_with("intake-more-problems", &[("count", &more.to_string())])) } }
    };
    card::card(&speech.say("intake-problems"), html! { @if let Some(link) = download { (link) } }, body)
}

/// What goes nowhere, said before anybody has to look for it.
fn left_out(speech: &Speech, plan: &sheet::Plan) -> Markup {
    let left = rules::left_out(plan);
    let asides = plan.sheets.iter().filter_map(|s| {
        let aside = &s.table.as_ref()?.aside;
        (aside.cells > 0).then(|| (s.sheet.clone(), aside.cells.to_string()))
    });
    let asides: Vec<(String, String)> = asides.collect();
    if left.is_empty() && asides.is_empty() {
        return html! {};
    }
    let line = |left: &rules::LeftOut| {
        let rows = left.rows.to_string();
        left.column.as_ref().map_or_else(
            || speech.say_with("intake-sheet-not-taken", &[("sheet", &left.sheet), ("count", &rows)]),
            |c| speech.say_with("intake-column-not-taken", &[("sheet", &left.sheet), ("column", c), ("count", &rows)]),
        )
    };
    let body = html! {
        ul {
            @for one in &left { li { (line(one)) } }
            @for (sheet, cells) in &asides {
                li { (speech.say_with("intake-aside", &[("sheet", sheet), ("count", cells)])) }
            }
        }
    };
    card::padded(&speech.say("intake-not-taken"), html! {}, body)
}

/// What each sheet and column is taken for, to be corrected.
fn mapping(speech: &Speech, record: &Record, sheets: &[PlannedSheet], registers: &[Register], once: &str) -> Markup {
    let open = rules::may_map(record.state).is_ok();
    let found: Vec<&PlannedSheet> = sheets.iter().filter(|s| s.table.is_some()).collect();
    let body = html! {
        form.pad.rows method="post" action={ "/intake/imports/" (record.id) "/mapping" } data-guard {
            input type="hidden" name=(KEY_FIELD) value=(once);
            @for (nth, sheet) in found.iter().enumerate() { (mapped_sheet(speech, nth, sheet, registers, open)) }
            @if open { div.form-end { button.btn type="submit" { (speech.say("intake-import-map")) } } }
        }
    };
    card::card(&speech.say("intake-found"), html! {}, body)
}

fn mapped_sheet(speech: &Speech, nth: usize, sheet: &PlannedSheet, registers: &[Register], open: bool) -> Markup {
    let register = registers.iter().find(|r| Some(&r.key) == sheet.register.as_ref());
    let nothing = speech.say("intake-leave-out");
    let prefix = format!("sheets.{nth}");
    let missing: Vec<&str> = sheet.missing.iter().filter_map(|f| Some(register?.of(f)?.heading(speech.lang))).collect();
    html! {
        fieldset.group disabled[!open] {
            legend { (sheet.sheet) " · " (speech.say_with("intake-row-count", &[("count", &speech.count(u64::from(sheet.rows())))])) }
            input type="hidden" name={ (prefix) ".sheet" } value=(sheet.sheet);
            div.field {
                label for={ (prefix) ".register" } { (speech.say("intake-register")) }
                select id={ (prefix) ".register" } name={ (prefix) ".register" } {
                    option value="" selected[register.is_none()] { (nothing) }
                    @for one in registers {
                        option value=(one.key) selected[register.is_some_and(|r| r.key == one.key)] { (one.title(speech.lang)) }
                    }
                }
            }
            @if !missing.is_empty() {
                p.field-error role="alert" { (speech.say_with("intake-missing", &[("columns", &missing.join("、"))])) }
            }
            @if let Some(register) = register {
                div.scroll { table {
                    thead { tr { th scope="col" { (speech.say("intake-column")) } th scope="col" { (speech.say("intake-fills")) } th.num scope="col" { (speech.say("intake-filled")) } } }
                    tbody { @for (place, column) in sheet.columns.iter().enumerate() {
                        tr {
                            th scope="row" { (column.heading) input type="hidden" name={ (prefix) ".columns." (place) ".heading" } value=(column.heading); }
                            td { select name={ (prefix) ".columns." (place) ".fills" } aria-label=(column.heading) {
                                option value="" selected[column.field.is_none()] { (nothing) }
                                @for one in &register.columns {
                                    option value=(one.field.name) selected[column.field.as_ref() == Some(&one.field.name)] { (one.heading(speech.lang)) }
                                }
                            } }
                            td.num { (speech.count(u64::from(column.filled))) }
                        }
                    } }
                } }
            }
        }
    }
}
