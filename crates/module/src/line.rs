//! The lines of a module's table: actions, queries, pages, jobs, events. Plumbing is derived from them, never written twice.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{
    Instant, Permission, Result,
    form::{Form, Kind, form_of},
};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use ui::{Address, Speech, Tone, card::Chip, form::Known};

use crate::{
    context::{Caller, Context, HOME_ZONE},
    handler::{Boxed, Erased, Handler, erase, to_json},
    listing::{Ask, Column, Listing, Paging},
    platform::Platform,
    schema,
};

/// Which of the surfaces a page belongs to; each has its own layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Surface {
    /// The office: dense, keyboard first.
    Desk,
    /// Phones of technicians and guards.
    Field,
    /// Phones of owners and tenants.
    Resident,
    /// Pages without sign-in.
    Plain,
}

/// Makes a JSON schema when somebody asks for it: only the API's document does, and there are thousands.
pub type Schema = fn() -> Value;

/// A verb that changes something.
pub struct Action {
    /// `module.noun.verb`
    pub name: &'static str,
    /// Who may.
    pub permission: Permission,
    /// The path of the page's `POST` and, under `/api/v1`, of the API's; `{x}` are fields of the input.
    pub path: &'static str,
    /// The input.
    pub form: Form,
    /// The input's JSON schema.
    pub input: Schema,
    /// The output's JSON schema.
    pub output: Schema,
    /// Where a browser goes afterwards; `{x}` are fields of the output. Without it: back to where it came from.
    pub then: Option<&'static str>,
    /// The surface of the derived form.
    pub surface: Surface,
    /// Whether the answer holds a secret: it is never kept to answer a repeated call with.
    pub secret: bool,
    pub(crate) prepare: Option<Prepare>,
    pub(crate) shape: Option<Arc<dyn Erased<Shape>>>,
    pub(crate) call: Arc<dyn Erased<Value>>,
}

/// What a form asks when that depends on the record it is about; its form takes the place of the line's own in a browser.
pub struct Shape {
    /// The heading, already in the caller's language; that of the line when absent.
    pub title: Option<String>,
    /// What is asked, the fields of the path included.
    pub form: Form,
    /// What stands in it before anything is typed.
    pub values: Value,
    /// What fields pointing to other registers offer, by the field's dotted path or by the wanted noun.
    pub known: BTreeMap<String, Known>,
}

/// Slow work that must not hold the writer (hashing a password, reading a workbook): done before the transaction opens.
pub type Prepare = fn(Arc<Platform>, Caller, Value) -> Boxed<'static, Result<Value>>;

impl Action {
    /// A line from a handler.
    pub fn new<F, I, O>(name: &'static str, permission: Permission, path: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, I, O> + 'static,
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
    {
        Self {
            name,
            permission,
            path,
            form: form_of::<I>(),
            input: schema::of::<I>,
            output: schema::of::<O>,
            then: None,
            surface: Surface::Desk,
            secret: false,
            prepare: None,
            shape: None,
            call: to_json(handler),
        }
    }

    /// The same line with a form that is worked out anew each time; the handler sees what is known of the input by then.
    #[must_use]
    pub fn shaped<F, I>(mut self, handler: F) -> Self
    where
        F: for<'h> Handler<'h, I, Shape> + 'static,
        I: DeserializeOwned + Send + 'static,
    {
        self.shape = Some(erase(handler, Ok));
        self
    }

    /// Whether its form is worked out anew each time.
    pub fn is_shaped(&self) -> bool {
        self.shape.is_some()
    }

    /// Whether slow work is done before its transaction opens.
    pub fn is_prepared(&self) -> bool {
        self.prepare.is_some()
    }

    /// The same line asking for an `S`, which `prepare` turns into what the handler takes before the transaction opens.
    #[must_use]
    pub fn prepared<S: JsonSchema + DeserializeOwned>(mut self, prepare: Prepare) -> Self {
        self.form = form_of::<S>();
        self.input = schema::of::<S>;
        self.prepare = Some(prepare);
        self
    }

    /// The same line with its form in the order of declaration, where the input flattens an `F` into itself behind `own` fields:
    /// such a type does not say in which order it declares them.
    #[must_use]
    pub fn flattening<F: JsonSchema + DeserializeOwned>(mut self, own: &[&str]) -> Self {
        let facts = form_of::<F>();
        let names: Vec<&str> = own.iter().copied().chain(facts.fields.iter().map(|f| f.name.as_str())).collect();
        self.form.fields.sort_by_key(|f| names.iter().position(|n| *n == f.name).unwrap_or(names.len()));
        self
    }

    /// The same line with a long form in parts, each with its name, whether it is unfolded from the beginning, and its fields.
    #[must_use]
    pub fn in_sections(mut self, sections: &[(&str, bool, &[&str])]) -> Self {
        self.form.in_sections(sections);
        self
    }

    /// The same line with an answer that holds a secret (a session, a token): a key does not make it repeatable.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same line with a place to go afterwards.
    #[must_use]
    pub fn then(mut self, path: &'static str) -> Self {
        self.then = Some(path);
        self
    }

    /// The same line with its form on another surface.
    #[must_use]
    pub fn on(mut self, surface: Surface) -> Self {
        self.surface = surface;
        self
    }
}

/// A question that changes nothing.
pub struct Query {
    /// `module.noun.verb`
    pub name: &'static str,
    /// Who may.
    pub permission: Permission,
    /// The path of the list's page and, under `/api/v1`, of the API.
    pub path: &'static str,
    /// The filters.
    pub form: Form,
    /// The input's JSON schema.
    pub input: Schema,
    /// The output's JSON schema.
    pub output: Schema,
    /// For a list: its columns and where a row leads.
    pub list: Option<List>,
    pub(crate) call: Arc<dyn Erased<Value>>,
}

/// What a list query says beyond its rows.
#[derive(Default)]
pub struct List {
    /// The columns.
    pub columns: Vec<Column>,
    /// Where a row leads; `{x}` are fields of the row.
    pub link: Option<&'static str>,
    /// The prefix of the noun it lists, so that forms can offer its rows where one is wanted.
    pub noun: Option<&'static str>,
    /// Actions offered above the list, by name.
    pub offers: &'static [&'static str],
    /// Where a new one is begun when that takes more than a form: the key of the words, and the path.
    pub start: Option<(&'static str, &'static str)>,
    /// Pages offered above the list behind its actions: the key of the words, and the path.
    pub leads: &'static [(&'static str, &'static str)],
    /// What can be done to ticked rows.
    pub bulk: Vec<Bulk>,
    /// How its rows look, beyond their words.
    pub look: Look,
    /// Whether the platform makes the page; false when the module has a page of its own at this path.
    pub page: bool,
}

impl List {
    /// What people know a row by: its first two texts, and where it has fewer, its first numbers, days or times.
    pub fn words(&self, row: &Value) -> String {
        let (texts, others): (Vec<&Column>, Vec<&Column>) = self.columns.iter().partition(|c| c.kind == Kind::Text);
        let said = texts.into_iter().chain(others).filter_map(|column| words(&column.kind, row.get(column.name)?));
        said.take(2).collect::<Vec<_>>().join(" ")
    }
}

/// A value in words that need no language; none where it does.
fn words(kind: &Kind, value: &Value) -> Option<String> {
    let text = || value.as_str().filter(|text| !text.is_empty());
    match kind {
        Kind::Text | Kind::Date => text().map(str::to_owned),
        Kind::Integer => value.as_i64().map(|number| number.to_string()),
        Kind::Instant => {
            let at: Instant = text()?.parse().ok()?;
            Some(at.at(HOME_ZONE).format("%Y-%m-%d %H:%M").to_string())
        }
        _ => None,
    }
}

/// Something that can be done to many rows at once, each on its own and with its own result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulk {
    /// The action; it gets the row's `id`.
    pub action: &'static str,
    /// The key of the words; the action's own title when absent.
    pub label: Option<&'static str>,
    /// What is said to it beside the id: name and text.
    pub with: &'static [(&'static str, &'static str)],
}

impl Bulk {
    /// An action just as it is.
    pub const fn of(action: &'static str) -> Self {
        Self { action, label: None, with: &[] }
    }

    /// An action one of whose inputs is settled, under words of its own.
    pub const fn with(
        action: &'static str,
        label: &'static str,
        with: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { action, label: Some(label), with }
    }
}

/// How one cell of a row looks: the column, the row, the time. `None` leaves it to the column's kind.
pub type CellLook = fn(&Speech, &str, &Value, Instant) -> Option<Markup>;

/// The filters people use every day, for a list at an address.
pub type DailyFilters = fn(&Platform, &Speech, &Address) -> Vec<Chip>;

/// How a list looks beyond the words of its columns.
#[derive(Clone, Copy, Default)]
pub struct Look {
    /// How single cells look.
    pub cell: Option<CellLook>,
    /// The colour of a row.
    pub tone: Option<fn(&Value) -> Tone>,
    /// The daily filters, in place of those the form would give.
    pub chips: Option<DailyFilters>,
    /// The filters the folded form asks for, in place of all that are not chips.
    pub filters: Option<&'static [&'static str]>,
    /// The page looks again when `topic:<community>` is touched in one of the reader's communities.
    pub topic: Option<&'static str>,
    /// The page looks again when `topic:<reader>` is touched.
    pub own_topic: Option<&'static str>,
}

impl Query {
    /// A list, with its page, its export and its API.
    pub fn list<F, Q, R>(name: &'static str, permission: Permission, path: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, Ask<Q>, Listing<R>> + 'static,
        Q: DeserializeOwned + JsonSchema + Send + 'static,
        R: Serialize + JsonSchema + Send + 'static,
    {
        // A flattened type does not say in which order it declares its fields; its parts do.
        let form = Form { fields: [form_of::<Q>().fields, form_of::<Paging>().fields].concat() };
        Self { list: Some(List { page: true, ..List::default() }), form, ..Self::one(name, permission, path, handler) }
    }

    /// A single answer, for the API; records have a page of their own.
    pub fn one<F, I, O>(name: &'static str, permission: Permission, path: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, I, O> + 'static,
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
    {
        Self {
            name,
            permission,
            path,
            form: form_of::<I>(),
            input: schema::of::<I>,
            output: schema::of::<O>,
            list: None,
            call: to_json(handler),
        }
    }

    /// The same list, described further.
    #[must_use]
    pub fn with(mut self, list: List) -> Self {
        self.list = Some(list);
        self
    }
}

/// What a page shows.
pub struct View {
    /// The title, already in the caller's language.
    pub title: String,
    /// The content.
    pub body: Markup,
    /// The topics that make the page look again.
    pub topics: Vec<String>,
    /// What is sent instead of a page.
    pub download: Option<Download>,
}

/// A file a browser keeps instead of showing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// What it is called: letters, digits, `-`, `_` and `.` only; others become `-`.
    pub name: String,
    /// Its media type, as in `image/svg+xml`.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl View {
    /// A page with a title and a body.
    pub fn new(title: impl Into<String>, body: Markup) -> Self {
        Self { title: title.into(), body, topics: Vec::new(), download: None }
    }

    /// A file instead of a page.
    pub fn file(download: Download) -> Self {
        Self { download: Some(download), ..Self::new("", Markup::default()) }
    }

    /// The same page, looking again whenever this topic is touched.
    #[must_use]
    pub fn live(mut self, topic: impl Into<String>) -> Self {
        self.topics.push(topic.into());
        self
    }
}

/// A page of the module's own making.
pub struct Page {
    /// `module.noun.page`
    pub name: &'static str,
    /// Who may look.
    pub permission: Permission,
    /// The path; `{x}` are fields of the input, as are the names of the query string.
    pub path: &'static str,
    /// The input.
    pub form: Form,
    /// The layout.
    pub surface: Surface,
    pub(crate) call: Arc<dyn Erased<View>>,
}

impl Page {
    /// A page from a handler.
    pub fn new<F, I>(name: &'static str, permission: Permission, path: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, I, View> + 'static,
        I: DeserializeOwned + JsonSchema + Send + 'static,
    {
        Self { name, permission, path, form: form_of::<I>(), surface: Surface::Desk, call: erase(handler, Ok) }
    }

    /// The same page on another surface.
    #[must_use]
    pub fn on(mut self, surface: Surface) -> Self {
        self.surface = surface;
        self
    }
}

/// Background work, by kind; idempotent, since it runs at least once.
pub struct Job {
    /// `module.noun.verb`
    pub kind: &'static str,
    /// For work that recurs: every so often. The platform queues the next run.
    pub every: Option<kernel::Span>,
    pub(crate) prepare: Option<Prepare>,
    pub(crate) call: Arc<dyn Erased<Value>>,
}

impl Job {
    /// Work that is queued by somebody.
    pub fn new<F, I>(kind: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, I, ()> + 'static,
        I: DeserializeOwned + Send + 'static,
    {
        Self { kind, every: None, prepare: None, call: to_json(handler) }
    }

    /// Work that recurs.
    pub fn every<F>(kind: &'static str, span: kernel::Span, handler: F) -> Self
    where
        F: for<'h> Handler<'h, Value, ()> + 'static,
    {
        Self { kind, every: Some(span), prepare: None, call: to_json(handler) }
    }

    /// The same work, which talks to somebody outside first: `prepare` turns what was queued into what the handler takes, before the
    /// transaction opens. When the process ends in between it is done again.
    #[must_use]
    pub fn prepared(mut self, prepare: Prepare) -> Self {
        self.prepare = Some(prepare);
        self
    }
}

/// What somebody outside told at a [`Hook`], with exactly the bytes that were sent.
#[derive(Debug, Clone, Default)]
pub struct Knock {
    /// The variable part of the address.
    pub id: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is answered there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status of HTTP.
    pub status: u16,
    /// Kind of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// Proves what came, keeps it through a door, and answers.
pub type Heard = fn(Arc<Platform>, Caller, Knock) -> Boxed<'static, Reply>;

/// A public address at which a service outside tells us something and proves it by itself; no session, no form.
pub struct Hook {
    /// `module.noun.verb`
    pub name: &'static str,
    /// The path; `{id}` is the variable part.
    pub path: &'static str,
    /// What hears it, as the system.
    pub heard: Heard,
}

/// What a module does when another tells something. Idempotent: the same event may arrive twice.
pub struct Listener {
    /// The event's name.
    pub event: &'static str,
    /// The listener's own name, `module.noun.verb`.
    pub name: &'static str,
    pub(crate) call: Arc<dyn Erased<Value>>,
}

impl Listener {
    /// A listener from a handler over the event's payload.
    pub fn new<F, I>(event: &'static str, name: &'static str, handler: F) -> Self
    where
        F: for<'h> Handler<'h, I, ()> + 'static,
        I: DeserializeOwned + Send + 'static,
    {
        Self { event, name, call: to_json(handler) }
    }
}

/// Runs the erased handler of a line; for the doors.
pub(crate) async fn run<O>(call: &Arc<dyn Erased<O>>, cx: &mut Context, input: Value) -> Result<O> {
    call.call(cx, input).await
}
