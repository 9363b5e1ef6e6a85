//! The one thing every handler is given: a transaction, who acts, where he may, and what time it is.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use chrono_tz::Tz;
use kernel::{Actor, COMPANY, Error, Id, Instant, Lang, Message, Noun, OrgId, Permission, Result, Scope};
use serde::Serialize;
use serde_json::{Value, json};
use store::{
    Select, Tx, audit, outbox,
    queue::{self, NewJob},
};
use ui::{buttons::Offer, texts::Speech};
use uuid::Uuid;

use crate::{importing::Importing, listing::fill, platform::Platform};

/// Where a community's wall clock stands when nothing else is said.
pub const HOME_ZONE: Tz = chrono_tz::Asia::Shanghai;

/// Who calls and in what language; the part of a context that a door brings along.
#[derive(Clone)]
pub struct Caller {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// The language of the answer.
    pub lang: Lang,
    /// The idempotency key of a change; the same key with the same body gives the same answer.
    pub key: Option<String>,
    /// What he calls with, in a few words, as in `Chrome · Windows`; empty when the door cannot tell.
    pub device: String,
}

impl Caller {
    /// A caller without a key, in Chinese.
    pub fn new(actor: Actor) -> Self {
        Self { actor: Arc::new(actor), lang: Lang::Zh, key: None, device: String::new() }
    }

    /// The same caller with an idempotency key.
    #[must_use]
    pub fn keyed(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

/// What one handler call may see and touch. Opened and committed by a door; a handler cannot do either.
pub struct Context {
    pub(crate) tx: Tx,
    caller: Caller,
    scope: Scope,
    now: Instant,
    happened_at: Instant,
    platform: Arc<Platform>,
    made: u16,
    importing: Option<Importing>,
    remembered: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    pub(crate) changes: Vec<audit::Entry>,
}

/// What an audit row says of one record: before and after, either may be absent.
pub struct Change {
    org: OrgId,
    target: String,
    before: Option<Value>,
    after: Option<Value>,
}

impl Change {
    /// A change to the record with this id, belonging to this organisation unit.
    pub fn to<K: Noun>(org: OrgId, id: Id<K>) -> Self {
        Self { org, target: id.to_string(), before: None, after: None }
    }

    /// A change to something whose noun another module owns, by its written id.
    pub(crate) fn named(org: OrgId, target: String) -> Self {
        Self { org, target, before: None, after: None }
    }

    /// How the record was.
    #[must_use]
    pub fn before(mut self, was: &impl Serialize) -> Self {
        self.before = serde_json::to_value(was).ok();
        self
    }

    /// How it is now.
    #[must_use]
    pub fn after(mut self, is: &impl Serialize) -> Self {
        self.after = serde_json::to_value(is).ok();
        self
    }
}

impl Context {
    pub(crate) fn open(platform: Arc<Platform>, tx: Tx, caller: Caller, permission: Permission) -> Self {
        let scope = caller.actor.scope(permission);
        let now = platform.clock.now();
        let remembered = HashMap::new();
        Self {
            tx,
            caller,
            scope,
            now,
            happened_at: now,
            platform,
            made: 0,
            importing: None,
            remembered,
            changes: Vec::new(),
        }
    }

    /// Narrows or widens the scope to that of another permission of the same actor.
    pub(crate) fn rescope(&mut self, permission: Permission) {
        self.scope = self.caller.actor.scope(permission);
    }

    /// The same, making rows ready for an import.
    pub(crate) fn for_import(mut self, importing: Importing) -> Self {
        self.importing = Some(importing);
        self
    }

    /// The import for which this context makes rows ready; new rows carry its id and are not seen before its end.
    pub fn importing(&self) -> Option<Uuid> {
        self.importing.as_ref().map(Importing::id)
    }

    /// Leaves out what unfinished imports have brought; an import itself sees everything. `column` names the import a row
    /// came by.
    pub fn shown(&self, select: Select, column: &'static str) -> Select {
        if self.importing.is_some() { select } else { select.shown(column) }
    }

    /// The same for rows that can be replaced: of each the edition that stands. `alias` is the table's.
    pub fn standing(&self, select: Select, alias: &str) -> Select {
        select.standing(alias, self.importing())
    }

    /// Notes records in use that this import changes: their register settles them once the import is seen or taken back.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn changes(&mut self, org: OrgId, register: &'static str, records: Vec<Uuid>) -> Result<()> {
        let Some(import) = self.importing() else { return Ok(()) };
        let rows = records.into_iter().map(|id| store::args![org, import, register, id]).collect();
        let columns: &[&str] = &["org_id", "import_id", "register", "record_id"];
        self.tx.insert_missing("import_changes", columns, rows).await
    }

    /// Keeps in mind what was made ready for the import, until a snapshot shows it.
    pub fn keep_ahead(&self, value: impl Any + Send) {
        if let Some(importing) = &self.importing {
            importing.keep(value);
        }
    }

    /// Looks at what was made ready for the import and may not be written yet.
    pub fn look_ahead<T: Any>(&self, look: impl FnMut(&T)) {
        if let Some(importing) = &self.importing {
            importing.each(look);
        }
    }

    /// What was found out about the actor earlier in this context, by its type.
    pub fn remembered<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.remembered.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }

    /// Remembers what was found out about the actor, for as long as he acts in this context.
    pub fn remember<T: Any + Send + Sync>(&mut self, value: T) -> Arc<T> {
        let value = Arc::new(value);
        self.remembered.insert(TypeId::of::<T>(), value.clone());
        value
    }

    /// The transaction, for the module's store functions.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// The time of this context; it does not move while the handler runs.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// When what is told here happened: now, or earlier when a device had no signal then.
    pub fn happened_at(&self) -> Instant {
        self.happened_at
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// What the actor calls with, in a few words; empty when the door cannot tell.
    pub fn device(&self) -> &str {
        &self.caller.device
    }

    /// The organisation units in which the actor holds the permission of this line.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The time zone of the communities.
    pub fn zone(&self) -> Tz {
        HOME_ZONE
    }

    /// The services of this process.
    pub fn platform(&self) -> &Arc<Platform> {
        &self.platform
    }

    /// The words of the caller's language.
    pub fn speech(&self) -> Speech {
        Speech::new(self.platform.texts.clone(), self.caller.lang)
    }

    /// The id for a new record.
    pub fn new_id<K>(&mut self) -> Id<K> {
        Id::from_uuid(self.new_uuid())
    }

    /// The id for a new row without a noun of its own.
    pub fn new_uuid(&mut self) -> Uuid {
        let id = self.platform.ids.next(self.now, self.made);
        self.made = self.made.wrapping_add(1);
        id
    }

    /// Random bytes for a token or a code.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.platform.ids.fill(&mut bytes);
        bytes
    }

    /// The next number of a rising series; numbers may skip when a transaction is given up.
    pub async fn next_number(&mut self, org: OrgId, series: &str) -> Result<i64> {
        store::counters::next_number(&mut self.tx, org, series).await
    }

    /// Answers [`Error::NotFound`] when the unit lies outside the scope: somebody else's record does not exist.
    pub fn within(&self, org: OrgId) -> Result<()> {
        if self.scope.contains(org) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The community an input means under `org_id`: the one it names, or the only one of whoever asks.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `org_id` when none is named and there are several; [`Error::NotFound`] for one outside the scope.
    pub fn community(&self, said: Option<OrgId>) -> Result<OrgId> {
        let mut own = self.scope.0.iter().copied().filter(|org| *org != COMPANY);
        let org = match (said, own.next(), own.next()) {
            (Some(org), ..) | (None, Some(org), None) => org,
            _ => return Err(Error::field("org_id", Message::of("invalid-required"))),
        };
        self.within(org)?;
        Ok(org)
    }

    /// Notes a change for the audit; written with the transaction.
    pub fn record(&mut self, change: Change) {
        let text = |value: Option<Value>| value.map(|v| v.to_string());
        let entry = audit::Entry {
            org: change.org,
            id: self.new_uuid(),
            at: self.now,
            action: String::new(),
            target: change.target,
            before: text(change.before),
            after: text(change.after),
        };
        self.changes.push(entry);
    }

    /// Tells other modules, after the commit and at least once, that something happened.
    pub async fn emit(&mut self, org: OrgId, event: &'static str, payload: &impl Serialize) -> Result<()> {
        let payload = serde_json::to_string(payload)?;
        let event = outbox::Event { org, id: self.new_uuid(), at: self.now, topic: event.to_owned(), payload };
        outbox::add(&mut self.tx, &event).await
    }

    /// Queues a job, to run at an instant or later; with a `dedupe` text it is queued once only.
    pub async fn later(
        &mut self,
        org: OrgId,
        kind: &'static str,
        payload: Value,
        at: Instant,
        dedupe: Option<String>,
    ) -> Result<()> {
        let job = NewJob {
            org,
            id: self.new_uuid(),
            kind: kind.to_owned(),
            payload: payload.to_string(),
            run_at: at,
            dedupe,
        };
        queue::enqueue(&mut self.tx, &job, self.now).await.map(|_| ())
    }

    /// Tells open pages, after the commit, that this topic has changed.
    pub fn touch(&mut self, topic: impl Into<String>) {
        let (live, topic) = (self.platform.live.clone(), topic.into());
        self.tx.after_commit(move || live.tell(&topic));
    }

    /// Does another action inside this transaction, as somebody else: the way of an effect. What it refuses is undone, and the
    /// rest of the transaction goes on.
    ///
    /// # Errors
    /// Only what ends the whole transaction; the action's own refusal is the inner answer.
    pub async fn perform(&mut self, name: &str, actor: Actor, input: Value) -> Result<Result<Value>> {
        let platform = self.platform.clone();
        let Some(action) = platform.registry.action(name).filter(|a| !a.is_prepared()) else {
            return Ok(Err(Error::NotFound));
        };
        if !actor.may(action.permission) {
            return Ok(Err(Error::Forbidden(action.permission.0.into())));
        }
        let errors = kernel::form::validate(&action.form, &input);
        if !errors.is_empty() {
            return Ok(Err(Error::Invalid(errors)));
        }
        let actor = Arc::new(actor);
        let scope = actor.scope(action.permission);
        let caller =
            Caller { actor: actor.clone(), lang: self.caller.lang, key: None, device: self.caller.device.clone() };
        let (caller, scope) = (std::mem::replace(&mut self.caller, caller), std::mem::replace(&mut self.scope, scope));
        let changes = std::mem::take(&mut self.changes);
        let remembered = std::mem::take(&mut self.remembered);
        let mark = self.tx.savepoint().await?;
        let answer = crate::line::run(&action.call, self, input).await;
        self.caller = caller;
        self.scope = scope;
        self.remembered = remembered;
        let mut done = std::mem::replace(&mut self.changes, changes);
        // What it only held back may be refused still, and belongs to it.
        let answer = match answer {
            Ok(done) => self.tx.send_held().await.map(|()| done),
            refused => refused,
        };
        if answer.is_err() {
            self.tx.undo(mark).await?;
            return Ok(answer);
        }
        self.tx.release(mark).await?;
        done.iter_mut().for_each(|entry| name.clone_into(&mut entry.action));
        audit::write(&mut self.tx, &actor, done).await?;
        Ok(answer)
    }

    /// [`Context::perform`] for something that happened earlier and is told only now.
    ///
    /// # Errors
    /// As there.
    pub async fn perform_late(&mut self, name: &str, actor: Actor, input: Value, at: Instant) -> Result<Result<Value>> {
        self.happened_at = at.min(self.now);
        let answer = self.perform(name, actor, input).await;
        self.happened_at = self.now;
        answer
    }

    /// What people know a record of a register by, and where it opens; none when there is none the actor may see.
    pub async fn known(&mut self, noun: &str, id: &str) -> Option<(String, Option<String>)> {
        let platform = self.platform.clone();
        let query = platform.registry.list_of(noun).filter(|query| query.form.field("id").is_some())?;
        let list = query.list.as_ref()?;
        if !self.actor().may(query.permission) {
            return None;
        }
        let own = std::mem::replace(&mut self.scope, self.caller.actor.scope(query.permission));
        let answer = crate::line::run(&query.call, self, json!({"id": id, "limit": 1})).await;
        self.scope = own;
        let answer = answer.ok()?;
        let row = answer.get("rows")?.get(0)?;
        Some((list.words(row), list.link.and_then(|link| fill(link, row))))
    }

    /// The button of an action that a module above has, by its registered name: none when nobody has it, or the actor may not in
    /// this unit. It posts these values at once; its words are the action's title.
    pub fn offer(&mut self, name: &str, org: OrgId, values: &[(&str, String)]) -> Option<Offer> {
        let platform = self.platform.clone();
        let action = platform.registry.action(name)?;
        if !self.actor().may_in(action.permission, org) {
            return None;
        }
        let title = self.speech().say(&name.replace(['.', '_'], "-"));
        let offer = Offer::post(title, action.path, self.new_uuid().simple().to_string());
        Some(values.iter().fold(offer, |offer, (name, value)| offer.hidden(*name, value.clone())))
    }

    /// A refusal in the business's own words.
    pub fn refuse<T>(&self, message: Message) -> Result<T> {
        Err(Error::Broken(message))
    }

    pub(crate) fn into_tx(self) -> Tx {
        self.tx
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }
}
