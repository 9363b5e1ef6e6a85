//! The flow chart of a process with what stands where, and its time limits.

use kernel::{Label, Message, Result};
use maud::{Markup, html};
use module::{Context, View};
use process::{
    Definition, Words,
    definition::{AREAS, Action, Stage},
};
use ui::{
    Speech, Tone,
    card::{Tile, card, facts, padded, tiles},
    flow::{Edge, Node, flow_chart},
    page::heading,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ProcessLine, ProcessRecord, WhichProcess},
    queries::{list as processes, view},
};
use crate::{
    board::model::Everything,
    case::{
        pages::list,
        queries::{engine, said},
    },
    event::queries::spoken,
};

/// Actions that start from more stages than this are said below the chart: drawn, they would hide it.
const DRAWN: usize = 3;

/// `/desk/processes`
pub(crate) async fn index(cx: &mut Context, nothing: Everything) -> Result<View> {
    let shown = processes(cx, nothing).await?;
    let speech = cx.speech();
    let title = speech.say("desk-processes");
    let body = html! { div.stack {
        (heading(&title, "", html! {}))
        @for area in AREAS.iter().copied().chain([""]) { (of_area(&speech, area, &shown.rows)) }
    } };
    Ok(list::live(cx, View::new(title, body)))
}

/// The processes of an area; nothing when it has none.
fn of_area(speech: &Speech, area: &str, all: &[ProcessLine]) -> Markup {
    let tile = |one: &ProcessLine| Tile {
        title: one.title.clone(),
        words: one.purpose.clone(),
        href: format!("/desk/processes/{}", one.process),
        count: u64::try_from(one.open).ok().filter(|open| *open > 0),
    };
    let own: Vec<Tile> = all.iter().filter(|one| one.area == area).map(tile).collect();
    let key = if area.is_empty() { "other" } else { area };
    html! { @if !own.is_empty() { (card(&speech.say(&format!("desk-area-{key}")), html! {}, tiles(&own))) } }
}

/// `/desk/processes/{process}`
pub(crate) async fn page(cx: &mut Context, which: WhichProcess) -> Result<View> {
    let def = engine(cx)?.current(&which.process)?;
    let record = view(cx, which).await?;
    let speech = cx.speech();
    let title = record.line.title.clone();
    let may_write = cx.actor().may_in(crate::DEFINE, kernel::COMPANY);
    let body = html! { div.stack {
        (heading(&title, &record.line.purpose, html! {
            a.btn href={ "/desk/cases?open=true&process=" (def.key) } { (speech.say("desk-process-list")) }
            @if may_write { " " a.btn href={ "/do/desk.definition.create?process=" (def.key) } { (speech.say("desk-definition-create")) } }
        }))
        (card(&speech.say("desk-process-chart"), html! {}, html! { div.pad { (chart(&speech, &title, &def, &record)) } }))
        (card(&speech.say("desk-process-clocks"), html! {}, clocks(&speech, &def).shown()))
        @for table in &def.tables { (card(&said(&speech, &table.label), html! {}, decisions(&speech, table).shown())) }
        (padded(&speech.say("desk-process-version"), html! {}, facts(&[
            (speech.say("field-version"), html! { code { (record.line.hash.get(..12).unwrap_or_default()) } }),
            (speech.say("desk-process-standards"), html! { (record.line.standards.join("、")) }),
            (speech.say("field-readers"), html! { (readers(&speech, &def)) }),
        ])))
    } };
    Ok(list::live(cx, View::new(title, body)))
}

/// Who may read the cases of a process, in words.
pub fn readers(speech: &Speech, def: &Definition) -> String {
    if def.readers.is_empty() {
        return speech.say("desk-readers-everybody");
    }
    let role = |word: &str| {
        speech.known(&format!("choice-role-{}", word.replace('_', "-"))).unwrap_or_else(|| word.to_owned())
    };
    let comma = speech.say("desk-comma");
    let named: Vec<String> = def.readers.iter().map(|word| role(word)).collect();
    let acting = def.acted_by().into_iter().filter(|word| !def.readers.iter().any(|r| r == word));
    let acting: Vec<String> = acting.map(role).collect();
    let key = if acting.is_empty() { "desk-readers-named" } else { "desk-readers-named-and-acting" };
    speech.say_with(key, &[("roles", &named.join(&comma)), ("acting", &acting.join(&comma))])
}

/// A process ready to be drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Its stages.
    pub nodes: Vec<Node>,
    /// The ways between them, actions of one way together.
    pub edges: Vec<Edge>,
    /// Actions that can be done almost anywhere, with where they lead: drawn, they would hide the rest.
    pub anywhere: Vec<(String, String)>,
}

/// What is said of a stage in a chart: how many cases stand there, and where they are listed.
pub type Look<'a> = &'a dyn Fn(&Stage) -> (Option<u64>, Option<String>);

/// Draws a process, each stage as `look` says.
pub fn drawn(speech: &Speech, def: &Definition, look: Look<'_>) -> Drawn {
    let starts = |action: &Action| def.stages.iter().filter(|s| s.is_named_by(&action.from)).count();
    let mut edges: Vec<Edge> = Vec::new();
    for way in def.ways().iter().filter(|w| !w.back && starts(w.action) <= DRAWN) {
        let label = said(speech, &way.action.label);
        // Several actions between the same two stages are one line with several words.
        match edges.iter_mut().find(|e| e.from == way.from && e.to == way.to) {
            Some(known) if known.label.split(" / ").any(|l| l == label) => {}
            Some(known) => known.label = format!("{} / {label}", known.label),
            None => edges.push(Edge { from: way.from.to_owned(), to: way.to.to_owned(), label }),
        }
    }
    let node = |s: &Stage| {
        let (count, href) = look(s);
        let label = said(speech, &s.label);
        Node { id: s.id.clone(), label, tone: Tone::of(s.category.word()), count, href }
    };
    let is_drawn = |s: &&Stage| edges.iter().any(|e| e.from == s.id || e.to == s.id);
    let nodes: Vec<Node> = def.stages.iter().filter(is_drawn).map(node).collect();
    let mut anywhere: Vec<(String, String)> = Vec::new();
    for way in def.ways().iter().filter(|w| !w.back && starts(w.action) > DRAWN) {
        let label = said(speech, &way.action.label);
        let to = def.stage(way.to).map(|s| said(speech, &s.label)).unwrap_or_default();
        if !anywhere.iter().any(|(known, _)| *known == label) {
            anywhere.push((label, to));
        }
    }
    Drawn { nodes, edges, anywhere }
}

impl Drawn {
    /// The chart with its table, and what can be done anywhere below it.
    pub fn chart(&self, speech: &Speech, title: &str) -> Markup {
        let anywhere: Vec<(String, Markup)> =
            self.anywhere.iter().map(|(label, to)| (label.clone(), html! { "→ " (to) })).collect();
        html! {
            (flow_chart(speech, title, &self.nodes, &self.edges))
            @if !anywhere.is_empty() { p.sub { (speech.say("desk-process-anywhere")) } (facts(&anywhere)) }
        }
    }
}

fn chart(speech: &Speech, title: &str, def: &Definition, record: &ProcessRecord) -> Markup {
    let look = |stage: &Stage| {
        let line = record.stages.iter().find(|line| line.stage == stage.id);
        let count = line.and_then(|line| line.count);
        let href = count.map(|_| format!("/desk/cases?process={}&stage={}", def.key, stage.id));
        (count.and_then(|n| u64::try_from(n).ok()), href)
    };
    drawn(speech, def, &look).chart(speech, title)
}

/// A table in words: for a page, a paper, a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is about.
    pub caption: String,
    /// The heads of its columns.
    pub columns: Vec<String>,
    /// Its rows, as many words as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Whether the first column is quoted as the definition writes it.
    pub quoted: bool,
}

impl Told {
    /// The table on a page.
    pub fn shown(&self) -> Markup {
        let columns: Vec<Column> = self.columns.iter().map(|c| Column::new(c.clone(), ColumnKind::Text)).collect();
        let cell = |(nth, words): (usize, &String)| {
            html! { @if self.quoted && nth == 0 { code { (words) } } @else { (words) } }
        };
        let rows: Vec<Vec<Markup>> = self.rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect();
        simple(&self.caption, &columns, &rows)
    }
}

/// The clocks: what they may use, where they run, when somebody is told.
pub fn clocks(speech: &Speech, def: &Definition) -> Told {
    let columns = [
        "desk-clock",
        "field-commitment",
        "desk-clock-budget",
        "desk-clock-runs",
        "desk-clock-stops",
        "desk-clock-rungs",
    ]
    .map(|key| speech.say(key))
    .to_vec();
    let stages = |ids: &[String]| -> String {
        let name = |id: &String| def.stage(id).map_or_else(|| category(speech, id), |s| said(speech, &s.label));
        ids.iter().map(name).collect::<Vec<_>>().join("、")
    };
    let actions = |ids: &[String]| -> String {
        let name = |id: &String| def.action(id).map_or_else(|| id.clone(), |a| said(speech, &a.label));
        ids.iter().map(name).collect::<Vec<_>>().join("、")
    };
    let row = |c: &process::definition::Clock| {
        let rungs: Vec<String> = c.rungs.iter().map(|r| spoken(speech, &r.at.to_string())).collect();
        vec![
            said(speech, &c.label),
            speech.say(&format!("choice-commitment-{}", c.commitment.word())),
            budget(speech, def, &c.budget),
            stages(&c.runs_in),
            actions(&c.stops_on),
            rungs.join("、"),
        ]
    };
    let rows = def.clocks.iter().map(row).collect();
    Told { caption: speech.say("desk-process-clocks"), columns, rows, quoted: false }
}

fn category(speech: &Speech, word: &str) -> String {
    speech.known(&format!("choice-category-{word}")).unwrap_or_else(|| word.to_owned())
}

/// A budget in words, or the table it comes from.
fn budget(speech: &Speech, def: &Definition, source: &process::BudgetSource) -> String {
    match source {
        process::BudgetSource::Fixed(budget) => spoken(speech, &budget.to_string()),
        process::BudgetSource::Until(field) => {
            let label = def.field(field).map(|f| said(speech, &f.label)).unwrap_or_default();
            speech.message(&Message::of("desk-limit-until").with("field", &label))
        }
        process::BudgetSource::Table(cell) => {
            let table = def.tables.iter().find(|t| t.id == cell.table);
            table.map_or_else(|| cell.to_string(), |t| said(speech, &t.label))
        }
    }
}

/// A decision table: the first row that fits decides.
pub fn decisions(speech: &Speech, table: &process::definition::Table) -> Told {
    let outputs: Vec<String> = table.rows.first().map(|r| r.then.keys().cloned().collect()).unwrap_or_default();
    let mut columns = vec![speech.say("desk-table-when")];
    columns.extend(outputs.iter().map(|name| output(speech, name)));
    let row = |row: &process::definition::Row| -> Vec<String> {
        let when = row.when.as_ref().map_or_else(|| speech.say("desk-table-otherwise"), |w| w.source().to_owned());
        let value = |name: &String| row.then.get(name).map(|v| spoken(speech, v)).unwrap_or_default();
        std::iter::once(when).chain(outputs.iter().map(value)).collect()
    };
    let rows = table.rows.iter().map(row).collect();
    Told { caption: speech.label(&Label::from(&table.label as &Words)), columns, rows, quoted: true }
}

fn output(speech: &Speech, name: &str) -> String {
    speech.known(&format!("desk-output-{}", name.replace('_', "-"))).unwrap_or_else(|| name.to_owned())
}
