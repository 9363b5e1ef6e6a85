//! The hold a process has on an import, and how it writes down how far it is.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, ActorKind, Error, Instant, OrgId, PUBLIC, Result, Scope, Span};
use module::{Caller, Chunk, Importable, Platform, Taken};
use serde_json::{Map, Value};
use sheet::{Plan, Register};
use store::{
    Json,
    files::{self, File},
};
use uuid::Uuid;

use crate::import::{
    model::{BadRow, ImportId, Record, Sentence, Staged, State},
    store::{self as imports, LEASE},
};

/// Looks that open pages take at a running import are at least so far apart.
const TELL: Span = Span::millis(700);

/// What somebody watching from the command line is told. Never locked by two; the lock lets the process move between threads.
pub type Watch = Mutex<Box<dyn FnMut(&Record) + Send>>;

/// A process working on an import.
pub struct Run {
    pub platform: Arc<Platform>,
    pub caller: Caller,
    pub record: Record,
    pub registers: Arc<Vec<Register>>,
    scope: Scope,
    runner: Uuid,
    watch: Option<Watch>,
    told: Instant,
    /// Whether another process has taken over.
    lost: bool,
}

/// What is written together with the progress, in one transaction.
#[derive(Default)]
pub struct Note {
    /// Chunks checked and waiting.
    pub staged: Vec<Staged>,
    /// Rows with problems.
    pub bad: Vec<BadRow>,
    /// A file to be named.
    pub file: Option<File>,
    /// A file that is no longer wanted.
    pub gone: Option<Uuid>,
    /// Whether what was found has changed.
    pub plan: bool,
}

impl Run {
    /// Takes hold of an import whose lease this process has.
    pub async fn open(platform: Arc<Platform>, system: &Actor, which: (OrgId, ImportId), runner: Uuid) -> Result<Self> {
        let scope = system.scope(PUBLIC);
        let record = imports::of_unit(&mut platform.db.read(&scope).await?, which.0, which.1).await?;
        let registers = Arc::new(platform.registry.imports().map(|i| i.register.clone()).collect());
        let mut caller = Caller::new(on_behalf(system, &record));
        caller.lang = record.lang();
        Ok(Self { platform, caller, record, registers, scope, runner, watch: None, told: Instant(0), lost: false })
    }

    /// The same, telling somebody how far it is.
    #[must_use]
    pub fn watched(mut self, watch: Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Whether another process has taken over; this one must leave everything as it is.
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    pub fn now(&self) -> Instant {
        self.platform.clock.now()
    }

    /// What was found in the workbook.
    pub fn plan(&self) -> Result<Plan> {
        let plan = self.record.plan.as_ref().ok_or_else(|| Error::Internal("an import without a plan".to_owned()))?;
        Ok(plan.0.clone())
    }

    /// The register's line of the registry.
    pub fn register(&self, key: &str) -> Result<&Importable> {
        let line = self.platform.registry.imports().find(|i| i.register.key == key);
        line.ok_or_else(|| Error::Internal(format!("no register {key}")))
    }

    /// Everybody who takes rows of this register: itself, then those that follow it.
    pub fn takers(&self, key: &str) -> Result<Vec<&Importable>> {
        let followers = self.platform.registry.imports().filter(|i| i.follows == Some(key));
        Ok([self.register(key)?].into_iter().chain(followers).collect())
    }

    /// Has one of them take rows, or only look at them; one answer for each row.
    pub async fn take(&self, taker: &Importable, rows: Vec<Map<String, Value>>, dry: bool) -> Result<Vec<Taken>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let count = rows.len();
        let answers = self.platform.take(&self.caller, taker, self.chunk(rows, dry)).await?;
        if answers.len() == count {
            return Ok(answers);
        }
        let register = &taker.register.key;
        Err(Error::Internal(format!("{register} answered {} of {count} rows", answers.len())))
    }

    /// Rows as a register is given them.
    pub fn chunk(&self, rows: Vec<Map<String, Value>>, dry: bool) -> Chunk {
        Chunk { org: self.record.org, rows, dry }
    }

    /// The uploaded workbook.
    pub async fn workbook(&self) -> Result<Vec<u8>> {
        let mut tx = self.platform.db.read(&self.scope).await?;
        let file = files::load(&mut tx, &self.scope, self.record.file_id).await?;
        drop(tx);
        self.platform.files.get(&file.sha256).await
    }

    /// Does something in a transaction of its own and keeps the lease; whether the process was asked to stop.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another process has taken over.
    pub async fn note(&mut self, note: Note) -> Result<bool> {
        let now = self.now();
        let until = if self.record.state.is_under_way() { now + LEASE } else { Instant(0) };
        let (record, runner) = (Arc::new(self.record.clone()), self.runner);
        let Note { staged, bad, file, gone, plan } = note;
        let vault = &self.platform.vault;
        let staged: Vec<_> = staged.into_iter().map(|chunk| imports::sealed(vault, chunk)).collect::<Result<_>>()?;
        let note = Arc::new((Note { staged: Vec::new(), bad, file, gone, plan }, staged));
        let scope = self.scope.clone();
        let kept = self.platform.db.transact(&self.scope, move |tx| {
            let (record, note, scope) = (record.clone(), note.clone(), scope.clone());
            Box::pin(async move {
                let (note, staged) = &*note;
                if let Some(file) = &note.file {
                    files::name(tx, file).await?;
                }
                if let Some(file) = note.gone {
                    files::erase(tx, &scope, file).await?;
                }
                imports::stage(tx, &record, staged).await?;
                imports::add_bad(tx, &record, &note.bad).await?;
                imports::keep(tx, &record, note.plan, (runner, until)).await
            })
        });
        let kept = kept.await;
        self.lost = matches!(kept, Err(Error::Conflict));
        let stopping = kept?;
        self.tell(until == Instant(0));
        Ok(stopping)
    }

    /// Tells whoever watches how far it is.
    pub fn tell(&mut self, ended: bool) {
        let now = self.now();
        if ended || now - self.told >= TELL {
            self.told = now;
            self.platform.live.tell(&format!("import:{}", self.record.id.uuid().simple()));
        }
        if let Some(watch) = &mut self.watch {
            (watch.get_mut().unwrap_or_else(PoisonError::into_inner))(&self.record);
        }
    }

    /// Ends the step in a state.
    pub async fn end(&mut self, state: State, fault: Option<Sentence>, note: Note) -> Result<()> {
        self.record.state = state;
        self.record.fault = fault.map(Json);
        self.record.ended_at = Some(self.now());
        self.note(note).await.map(|_| ())
    }

    /// Removes what was staged, a few chunks at a time, and what was found wrong when `bad`.
    pub async fn clear(&mut self, bad: bool) -> Result<()> {
        let (org, id, chunks) = (self.record.org, self.record.id, self.record.chunks);
        let mut before = 0;
        while before < chunks {
            before = (before + 20).min(chunks);
            let removed = self
                .platform
                .db
                .transact(&self.scope, move |tx| Box::pin(async move { imports::unstage(tx, org, id, before).await }));
            removed.await?;
        }
        self.unstage_from(chunks).await?;
        if bad {
            let forgotten = self
                .platform
                .db
                .transact(&self.scope, move |tx| Box::pin(async move { imports::forget_bad(tx, org, id).await }));
            forgotten.await?;
        }
        Ok(())
    }

    /// The staged chunks from a place on.
    pub async fn staged(&self, from: i64, most: i64) -> Result<Vec<Staged>> {
        let mut tx = self.platform.db.read(&self.scope).await?;
        imports::staged(&mut tx, &self.platform.vault, (self.record.org, self.record.id), from, most).await
    }

    /// Removes the chunks from a place on.
    pub async fn unstage_from(&self, from: i64) -> Result<()> {
        let (org, id) = (self.record.org, self.record.id);
        let removed = self
            .platform
            .db
            .transact(&self.scope, move |tx| Box::pin(async move { imports::unstage_from(tx, org, id, from).await }));
        removed.await
    }

    /// The rows with problems.
    pub async fn bad(&self, most: i64) -> Result<Vec<BadRow>> {
        let mut tx = self.platform.db.read(&self.scope).await?;
        imports::bad(&mut tx, self.record.org, self.record.id, most).await
    }

    /// What people decided about a source.
    pub async fn mapping(&self, source: &str) -> Result<sheet::Mapping> {
        let mut tx = self.platform.db.read(&self.scope).await?;
        imports::mapping(&mut tx, self.record.org, source).await
    }

    /// Says where the import stands and lets it go for a while, so that it is tried again.
    pub async fn let_go(&mut self, until: Instant) -> Result<()> {
        let (record, runner) = (Arc::new(self.record.clone()), self.runner);
        let kept = self.platform.db.transact(&self.scope, move |tx| {
            let record = record.clone();
            Box::pin(async move { imports::keep(tx, &record, false, (runner, until)).await })
        });
        let kept = kept.await;
        self.lost = matches!(kept, Err(Error::Conflict));
        kept.map(|_| ())
    }

    /// Takes the import up again after a pause.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another process has done so.
    pub async fn claim_again(&mut self) -> Result<()> {
        let (org, id, runner, now) = (self.record.org, self.record.id, self.runner, self.now());
        let claimed = self
            .platform
            .db
            .transact(&self.scope, move |tx| Box::pin(async move { imports::claim(tx, org, id, runner, now).await }));
        if !claimed.await? {
            self.lost = true;
            return Err(Error::Conflict);
        }
        self.reload().await
    }

    /// Reads again where the import stands.
    pub async fn reload(&mut self) -> Result<()> {
        let mut tx = self.platform.db.read(&self.scope).await?;
        self.record = imports::of_unit(&mut tx, self.record.org, self.record.id).await?;
        Ok(())
    }

    /// Takes what was found as the plan of this import.
    pub fn found(&mut self, plan: Plan) {
        self.record.plan = Some(Json(plan));
    }
}

/// The system, signing as the person who began the step: he was asked for his permissions then.
fn on_behalf(system: &Actor, record: &Record) -> Actor {
    if record.by_id.is_nil() {
        return system.clone();
    }
    Actor {
        kind: ActorKind::Staff,
        id: record.by_id,
        name: record.by_name.clone(),
        from: "import".to_owned(),
        ..system.clone()
    }
}
