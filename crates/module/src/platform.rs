//! The services a process shares, and the doors through which every context is opened and committed.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use futures::FutureExt;
use kernel::{Clock, Error, OrgId, PUBLIC, Permission, Result, form};
use serde_json::Value;
use store::{
    Bulk, Db, Tx, audit,
    files::{self, File, Files},
    idempotency,
};
use ui::texts::Texts;
use uuid::Uuid;

use crate::{
    context::{Caller, Context},
    handler::Erased,
    ids::Ids,
    importable::{Chunk, Importable, Taken},
    importing::{self, Foreseen, Importing, Undo},
    line::{self, Action, Job, Listener, Page, Query, Shape, View},
    live::Live,
    registry::Registry,
    together::{Together, Whole},
    vault::Vault,
};

/// The services of one process.
pub struct Platform {
    /// The database.
    pub db: Db,
    /// Everything the product can do.
    pub registry: Registry,
    /// The words.
    pub texts: Arc<Texts>,
    /// The time.
    pub clock: Clock,
    /// The ids.
    pub ids: Ids,
    /// Personal data.
    pub vault: Vault,
    /// Signals to open pages.
    pub live: Live,
    /// Stored photos and documents.
    pub files: Files,
    extensions: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// What a [`Platform`] is made of.
pub struct Parts {
    /// The database, open and migrated.
    pub db: Db,
    /// The modules' tables.
    pub registry: Registry,
    /// The words.
    pub texts: Arc<Texts>,
    /// The time.
    pub clock: Clock,
    /// The ids.
    pub ids: Ids,
    /// Personal data.
    pub vault: Vault,
    /// Stored photos and documents.
    pub files: Files,
}

impl Platform {
    /// A platform from its parts.
    pub fn new(parts: Parts) -> Self {
        let Parts { db, registry, texts, clock, ids, vault, files } = parts;
        Self { db, registry, texts, clock, ids, vault, live: Live::default(), files, extensions: HashMap::new() }
    }

    /// The same platform with one more service, found again by its type.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, service: T) -> Self {
        self.extensions.insert(TypeId::of::<T>(), Arc::new(service));
        self
    }

    /// A service added with [`Platform::with`].
    pub fn service<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.extensions.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }

    /// Door: does an action. The answer comes after the commit; a key makes a repeated call answer the same.
    pub async fn act(self: &Arc<Self>, caller: &Caller, action: &str, input: Value) -> Result<Value> {
        self.act_with(caller, action, input, Vec::new()).await
    }

    /// Door: does an action that brings files whose contents are already kept.
    pub async fn act_with(
        self: &Arc<Self>,
        caller: &Caller,
        name: &str,
        input: Value,
        uploads: Vec<File>,
    ) -> Result<Value> {
        let action = self.registry.action(name).ok_or(Error::NotFound)?;
        allowed(caller, action.permission)?;
        fits(&action.form, &input)?;
        let body = caller.key.as_ref().filter(|_| !action.secret).map(|_| input.to_string().into_bytes());
        let input = match action.prepare {
            Some(prepare) => prepare(self.clone(), caller.clone(), input).await?,
            None => input,
        };
        let plain = Work::new(action.name, action.permission, &action.call, input);
        self.change(caller, Work { body, uploads, ..plain }).await
    }

    /// Door: what an action's form asks for this input; `None` when it always asks the same.
    pub async fn shape(self: &Arc<Self>, caller: &Caller, action: &Action, input: Value) -> Result<Option<Shape>> {
        match &action.shape {
            Some(shape) => self.look(caller, action.permission, shape, input).await.map(Some),
            None => Ok(None),
        }
    }

    /// Door: answers a query.
    pub async fn ask(self: &Arc<Self>, caller: &Caller, name: &str, input: Value) -> Result<Value> {
        let query = self.registry.query(name).ok_or(Error::NotFound)?;
        self.answer(caller, query, input).await
    }

    /// Door: answers a query that was found already.
    pub async fn answer(self: &Arc<Self>, caller: &Caller, query: &Query, input: Value) -> Result<Value> {
        fits(&query.form, &input)?;
        self.look(caller, query.permission, &query.call, input).await
    }

    /// Door: shows a page.
    pub async fn show(self: &Arc<Self>, caller: &Caller, page: &Page, input: Value) -> Result<View> {
        fits(&page.form, &input)?;
        self.look(caller, page.permission, &page.call, input).await
    }

    /// Door: runs a job's work in a transaction of its own, after what it prepares outside.
    pub async fn run_job(self: &Arc<Self>, caller: &Caller, job: &Job, input: Value) -> Result<Value> {
        let input = match job.prepare {
            Some(prepare) => prepare(self.clone(), caller.clone(), input).await?,
            None => input,
        };
        self.background(caller, job.kind, &job.call, input).await
    }

    /// Door: lets a listener hear an event, in a transaction of its own.
    pub async fn hear(self: &Arc<Self>, caller: &Caller, listener: &Listener, payload: Value) -> Result<Value> {
        self.background(caller, listener.name, &listener.call, payload).await
    }

    /// Door: has a register take a chunk of checked rows, each for itself, or – when it is dry – only look at them.
    pub async fn take(self: &Arc<Self>, caller: &Caller, register: &Importable, chunk: Chunk) -> Result<Vec<Taken>> {
        allowed(caller, register.permission)?;
        if chunk.dry {
            let tx = self.db.read(&caller.actor.scope(PUBLIC)).await?;
            let mut cx = Context::open(self.clone(), tx, caller.clone(), register.permission);
            return register.call.take(&mut cx, chunk).await;
        }
        let permission = register.permission;
        let whole = self.together(caller, permission, Together::of(vec![(register, chunk)], false)).await?;
        Ok(whole.answers.into_iter().next().unwrap_or_default())
    }

    /// Door: has registers take all these chunks in one transaction, or nothing of them when a single row is refused.
    pub async fn take_whole(self: &Arc<Self>, caller: &Caller, chunks: Vec<(&Importable, Chunk)>) -> Result<Whole> {
        for (register, _) in &chunks {
            allowed(caller, register.permission)?;
        }
        let Some((first, _)) = chunks.first() else { return Ok(Whole { answers: Vec::new(), kept: true }) };
        let permission = first.permission;
        self.together(caller, permission, Together::of(chunks, true)).await
    }

    /// Door: ends the hiding of an import, which the audit notes. When it is `kept` everybody sees everything it has brought
    /// and changed from this instant on; else it was taken back, and `rows` says how many of its rows there were.
    pub async fn end_import(
        self: &Arc<Self>,
        caller: &Caller,
        (org, import): (OrgId, Uuid),
        kept: bool,
        rows: u64,
    ) -> Result<()> {
        let end: Arc<dyn Erased<Value>> = Arc::new(importing::Ending { org, import, kept, rows });
        let name = if kept { "import.show" } else { "import.take_back" };
        self.change(caller, Work::new(name, PUBLIC, &end, Value::Null)).await.map(|_| ())
    }

    /// Door: has registers settle some of the records in use that an import has changed; how many.
    pub async fn settle_import(
        self: &Arc<Self>,
        caller: &Caller,
        (org, import): (OrgId, Uuid),
        kept: bool,
        most: i64,
    ) -> Result<usize> {
        let mut tx = self.db.read(&caller.actor.scope(PUBLIC)).await?;
        let some = importing::unsettled(&mut tx, org, import, most).await?;
        drop(tx);
        let Some((register, ids)) = some else { return Ok(0) };
        let line = self.registry.imports().find(|line| line.register.key == register);
        let line = line.ok_or_else(|| Error::Internal(format!("no register {register}")))?;
        let count = ids.len();
        let settle = importing::Settle { org, import, ids, kept };
        let settling: Arc<dyn Erased<Value>> =
            Arc::new(importing::Settling { call: line.settle.clone(), register, settle });
        let work = Work::new("import.settle", PUBLIC, &settling, Value::Null);
        self.change_in(&self.db.unforced(), caller, work).await?;
        Ok(count)
    }

    async fn together(self: &Arc<Self>, caller: &Caller, permission: Permission, all: Together) -> Result<Whole> {
        let together = Arc::new(all);
        let call: Arc<dyn Erased<Value>> = together.clone();
        match self.change(caller, Work::new("import.take", permission, &call, Value::Null)).await {
            Ok(_) => Ok(Whole { answers: together.answers(), kept: true }),
            Err(Error::Conflict) if together.is_refused() => Ok(Whole { answers: together.answers(), kept: false }),
            Err(error) => Err(error),
        }
    }

    /// Door: makes ready, beside the writer, what a chunk of checked rows brings into a register.
    pub async fn foresee(
        self: &Arc<Self>,
        caller: &Caller,
        register: &Importable,
        chunk: Chunk,
        importing: &Importing,
    ) -> Result<Foreseen> {
        allowed(caller, register.permission)?;
        let tx = self.db.read(&caller.actor.scope(PUBLIC)).await?.gathering();
        let cx = Context::open(self.clone(), tx, caller.clone(), register.permission);
        let mut cx = cx.for_import(importing.clone());
        let answers = register.call.take(&mut cx, chunk).await?;
        let mut entries = std::mem::take(&mut cx.changes);
        entries.iter_mut().for_each(|entry| "import.take".clone_into(&mut entry.action));
        audit::write_for(&mut cx.tx, &caller.actor, entries, Some(importing.id())).await?;
        Ok(Foreseen { answers, rows: cx.tx.take_gathered() })
    }

    /// Door: writes what was made ready for an import, in one transaction.
    ///
    /// # Errors
    /// [`Error::Conflict`] when somebody brought one of the rows in meanwhile, so that it must be made ready anew, or when
    /// the import is over.
    pub async fn write_foreseen(
        self: &Arc<Self>,
        caller: &Caller,
        (org, import): (OrgId, Uuid),
        rows: Vec<Bulk>,
    ) -> Result<()> {
        let rows = Arc::new(Mutex::new(Some(rows)));
        let write = move |mut tx: Tx| {
            let rows = rows.lock().unwrap_or_else(PoisonError::into_inner).take();
            async move {
                // Asked to run again, it has nothing left to write.
                let Some(rows) = rows else { return (tx, Err(Error::Conflict)) };
                let written = importing::write(&mut tx, org, import, rows).await;
                (tx, written)
            }
        };
        self.db.unforced().write(&caller.actor.scope(PUBLIC), write).await
    }

    /// Door: takes back some rows of an import that was never shown; how many.
    pub async fn undo_import(self: &Arc<Self>, caller: &Caller, undo: Undo) -> Result<u64> {
        let input = serde_json::to_value(undo)?;
        let mut removed = 0;
        for register in self.registry.imports() {
            let work = Work::new("import.undo", PUBLIC, &register.undo, input.clone());
            let answer = self.change(caller, work).await?;
            removed += answer.as_u64().unwrap_or_default();
        }
        let scope = caller.actor.scope(PUBLIC);
        let unfindable = self.db.transact(&scope, move |tx| Box::pin(crate::search::undo(tx, undo)));
        Ok(removed + unfindable.await?)
    }

    /// Door: names files whose contents are kept, for an action that comes later.
    pub async fn keep_files(self: &Arc<Self>, caller: &Caller, uploads: Vec<File>) -> Result<()> {
        let plain = Work::new("file.upload", kernel::SIGNED_IN, &crate::handler::to_json(nothing), Value::Null);
        self.change(caller, Work { uploads, ..plain }).await.map(|_| ())
    }

    /// Opens a context for reading, for the composition root and tests.
    pub async fn reading(self: &Arc<Self>, caller: &Caller) -> Result<Context> {
        let tx = self.db.read(&caller.actor.scope(PUBLIC)).await?;
        Ok(Context::open(self.clone(), tx, caller.clone(), PUBLIC))
    }

    async fn background(
        self: &Arc<Self>,
        caller: &Caller,
        name: &'static str,
        call: &Arc<dyn Erased<Value>>,
        input: Value,
    ) -> Result<Value> {
        self.change(caller, Work::new(name, PUBLIC, call, input)).await
    }

    async fn look<O>(
        self: &Arc<Self>,
        caller: &Caller,
        permission: Permission,
        call: &Arc<dyn Erased<O>>,
        input: Value,
    ) -> Result<O> {
        allowed(caller, permission)?;
        let tx = self.db.read(&caller.actor.scope(PUBLIC)).await?;
        let mut cx = Context::open(self.clone(), tx, caller.clone(), permission);
        line::run(call, &mut cx, input).await
    }

    async fn change(self: &Arc<Self>, caller: &Caller, work: Work) -> Result<Value> {
        self.change_in(&self.db, caller, work).await
    }

    async fn change_in(self: &Arc<Self>, db: &Db, caller: &Caller, work: Work) -> Result<Value> {
        let (platform, caller, work) = (self.clone(), caller.clone(), Arc::new(work));
        let scope = caller.actor.scope(PUBLIC);
        let (asking, asked) = (caller.clone(), work.clone());
        let done = db.write(&scope, move |tx| {
            let (platform, caller, work) = (platform.clone(), caller.clone(), work.clone());
            async move { work.run(platform, caller, tx).await }
        });
        let done = done.await;
        match done {
            Ok(answer) => Ok(answer),
            Err(error) => self.answered_before(&asking, &asked).await.unwrap_or(Err(error)),
        }
    }

    /// The answer given when this key was used before, or the refusal of a key used for something else; none when the key is new.
    /// Keys are looked up only when something was refused: nearly every request is the first under its key, and one sent
    /// twice is refused at the latest by the key itself.
    async fn answered_before(&self, caller: &Caller, work: &Work) -> Option<Result<Value>> {
        let request = work.request(caller)?;
        let mut tx = self.db.read(&caller.actor.scope(PUBLIC)).await.ok()?;
        Some(match idempotency::known(&mut tx, &request).await.ok()?? {
            idempotency::Known::Replay { result, .. } => serde_json::from_str(&result).map_err(Error::from),
            idempotency::Known::Clash => Err(Error::broken("error-key-reused")),
        })
    }
}

/// One change, ready to be run – and run again, should the database ask for it.
struct Work {
    name: &'static str,
    permission: Permission,
    /// The input as text, when the caller gave a key.
    body: Option<Vec<u8>>,
    call: Arc<dyn Erased<Value>>,
    input: Value,
    /// Files to be named in the same transaction.
    uploads: Vec<File>,
}

impl Work {
    fn new(name: &'static str, permission: Permission, call: &Arc<dyn Erased<Value>>, input: Value) -> Self {
        Self { name, permission, body: None, call: call.clone(), input, uploads: Vec::new() }
    }

    async fn run(&self, platform: Arc<Platform>, caller: Caller, tx: Tx) -> (Tx, Result<Value>) {
        let mut cx = Context::open(platform, tx, caller, self.permission);
        let result = match AssertUnwindSafe(self.inside(&mut cx)).catch_unwind().await {
            Ok(result) => result,
            Err(_) => Err(Error::Internal(format!("{} panicked", self.name))),
        };
        (cx.into_tx(), result)
    }

    async fn inside(&self, cx: &mut Context) -> Result<Value> {
        for upload in &self.uploads {
            files::name(&mut cx.tx, upload).await?;
        }
        let answer = line::run(&self.call, cx, self.input.clone()).await?;
        self.audit(cx).await?;
        let (caller, now) = (cx.caller().clone(), cx.now());
        if let Some(request) = self.request(&caller) {
            idempotency::keep(&mut cx.tx, &request, now, 200, &answer.to_string()).await?;
        }
        Ok(answer)
    }

    /// The request under its key, when the caller gave one.
    fn request<'a>(&'a self, caller: &'a Caller) -> Option<idempotency::Request<'a>> {
        let (key, body) = (caller.key.as_deref()?, self.body.as_ref()?);
        Some(idempotency::Request { actor: caller.actor.id, key, action: self.name, body })
    }

    /// Writes what the handler recorded, under the action's name; a change that recorded nothing still leaves a row.
    async fn audit(&self, cx: &mut Context) -> Result<()> {
        let mut entries = std::mem::take(&mut cx.changes);
        if entries.is_empty() && self.permission != PUBLIC {
            let org = cx.actor().home;
            cx.record(crate::context::Change::to(org, org));
            entries = std::mem::take(&mut cx.changes);
        }
        for entry in &mut entries {
            self.name.clone_into(&mut entry.action);
        }
        let actor = cx.caller().actor.clone();
        audit::write(&mut cx.tx, &actor, entries).await
    }
}

/// The handler of a door that changes no more than what the door itself writes.
async fn nothing(_: &mut Context, (): ()) -> Result<()> {
    Ok(())
}

fn allowed(caller: &Caller, permission: Permission) -> Result<()> {
    if caller.actor.may(permission) {
        Ok(())
    } else if caller.actor.is_known() {
        Err(Error::Forbidden(permission.0.into()))
    } else {
        Err(Error::Unauthenticated)
    }
}

fn fits(form: &form::Form, input: &Value) -> Result<()> {
    let errors = form::validate(form, input);
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

impl Platform {
    /// The action with this name, or [`Error::NotFound`].
    pub fn action(&self, name: &str) -> Result<&Action> {
        self.registry.action(name).ok_or(Error::NotFound)
    }
}

/// The address under which people reach this installation, as in `https://example.com`: what printed codes lead to.
/// A service of the platform; without it codes hold the bare path.
#[derive(Debug, Clone)]
pub struct PublicAddress(pub String);

impl PublicAddress {
    /// The whole address of a path.
    pub fn of(cx: &Context, path: &str) -> String {
        let front = cx.platform().service::<Self>();
        format!("{}{path}", front.as_ref().map_or("", |address| address.0.trim_end_matches('/')))
    }
}
