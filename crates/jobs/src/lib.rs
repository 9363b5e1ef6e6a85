//! The worker behind the pages: tells events to their listeners, runs jobs that are due and schedules, seals the audit.
//!
//! Everything here happens at least once; handlers are idempotent. Several processes on one database share the work.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::{StreamExt, future::join_all, stream::FuturesUnordered};
use kernel::{Clock, Error, Instant, Result, Scope, Span};
use module::{Caller, Gate, Platform};
use serde_json::{Value, json};
use store::{
    Db,
    audit::Sealer,
    idempotency, outbox,
    queue::{self, NewJob},
};
use tokio::sync::{Notify, broadcast::Receiver, watch};

/// Events told in one step.
const EVENTS: i64 = 200;
/// Jobs done side by side.
const JOBS: i64 = 16;
/// How long a job may be silent before another worker takes it.
const LEASE: Span = Span::minutes(5);
/// Tries before a job is given up and shown to an administrator.
const TRIES: i64 = 12;
/// How long a content may wait to be named: an action that brought it is over by then.
const UNNAMED: Span = Span::days(1);
/// How long the parts of a content wait for the rest: a device that was out of reach for longer sends it anew.
const PARTS_KEPT: Span = Span::days(7);
/// How long a key answers a repeated call.
const KEYS_KEPT: Span = Span::days(7);
/// How long told events and finished jobs can still be looked at.
const DONE_KEPT: Span = Span::days(30);
/// The pause between looks when nothing wakes the worker: what another process put in, or what has become due.
const PAUSE: Duration = Duration::from_millis(500);
/// Schedules shorter than this run directly; longer ones leave a row, so that each slot runs once even across restarts.
const DIRECT: Span = Span::minutes(1);
/// The prefix of a job that carries an event to a listener.
const LISTEN: &str = "listen:";

/// A worker over a platform.
pub struct Worker {
    platform: Arc<Platform>,
    gate: Arc<dyn Gate>,
    db: Db,
    name: String,
    slots: Mutex<BTreeMap<&'static str, i64>>,
    /// Jobs were put in by this worker.
    added: Notify,
}

impl Worker {
    /// A worker with a name of its own among all processes on this database.
    pub fn new(platform: Arc<Platform>, gate: Arc<dyn Gate>, name: impl Into<String>) -> Self {
        let db = platform.db.as_owner();
        Self { platform, gate, db, name: name.into(), slots: Mutex::default(), added: Notify::new() }
    }

    /// Works until `end` turns true, then finishes what it has begun. Jobs are done beside everything else, so that none waits for a seal,
    /// a schedule or a slow job before it; whatever is changed in this process wakes the worker at once.
    pub async fn run(&self, end: watch::Receiver<bool>) {
        tokio::join!(self.keep(end.clone()), self.work(end));
    }

    /// Schedules, events, seals.
    async fn keep(&self, mut end: watch::Receiver<bool>) {
        let mut signals = self.platform.live.listen();
        while !*end.borrow() {
            let busy = self.look().await.unwrap_or_else(|error| {
                tracing::error!(%error, "background step failed");
                false
            });
            if !busy {
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    () = woken(&mut signals) => {}
                    _ = end.changed() => {}
                }
            }
        }
    }

    /// Jobs, each as soon as it is due and a place is free.
    async fn work(&self, mut end: watch::Receiver<bool>) {
        let mut signals = self.platform.live.listen();
        let mut going = FuturesUnordered::new();
        loop {
            let ended = *end.borrow();
            if ended && going.is_empty() {
                return;
            }
            let free = JOBS - i64::try_from(going.len()).unwrap_or(JOBS);
            if !ended && free > 0 {
                match self.claim(free).await {
                    Ok(jobs) => going.extend(jobs.into_iter().map(|job| self.work_one(job))),
                    Err(error) => tracing::error!(%error, "jobs could not be taken"),
                }
            }
            tokio::select! {
                Some(()) = going.next() => {}
                () = tokio::time::sleep(PAUSE) => {}
                () = woken(&mut signals) => {}
                () = self.added.notified() => {}
                _ = end.changed(), if !ended => {}
            }
        }
    }

    /// Does a job and says what became of it.
    async fn work_one(&self, job: queue::Job) {
        let done = async {
            let caller = self.caller("jobs").await?;
            let result = self.run_one(&caller, &job).await;
            self.settle(vec![(job, result.err().map(|error| error.to_string()))]).await
        };
        if let Err(error) = done.await {
            tracing::error!(%error, "what became of a job could not be kept");
        }
    }

    /// Works until nothing is due any more; for tests, the simulator and shutting down. Answers how many steps did something.
    pub async fn drain(&self) -> Result<usize> {
        let mut steps = 0;
        while self.step().await? {
            steps += 1;
        }
        Ok(steps)
    }

    /// One look at everything; whether something was done.
    pub async fn step(&self) -> Result<bool> {
        let looked = self.look().await?;
        let ran = self.due().await?;
        Ok(looked || ran > 0)
    }

    /// One look at everything but the jobs; whether something was done.
    async fn look(&self) -> Result<bool> {
        let scheduled = self.schedules().await?;
        self.clear_away().await;
        let told = self.tell().await?;
        if scheduled || told > 0 {
            self.added.notify_one();
        }
        let sealed = Sealer.run_once(&self.db, self.platform.clock.now()).await?;
        Ok(told > 0 || sealed > 0 || scheduled)
    }

    /// Once a day, and at the start, takes away what is of no use any more: contents that came in and were never named because their
    /// action was refused, used keys, told events, finished jobs. What is left is counted.
    async fn clear_away(&self) {
        let now = self.platform.clock.now();
        let day = now.0.div_euclid(Span::days(1).0);
        if self.slots.lock().unwrap_or_else(PoisonError::into_inner).insert("files.sweep", day) == Some(day) {
            return;
        }
        // Contents bear the time of the disk. By a house's clock that is ahead of it they would look old the moment they come in.
        let on_disk = now.min(Clock::System.now());
        if let Err(error) = self.platform.files.sweep(&self.db, on_disk - UNNAMED).await {
            tracing::warn!(%error, "contents nobody names could not be taken away");
        }
        if let Err(error) = self.platform.files.sweep_parts(on_disk - PARTS_KEPT).await {
            tracing::warn!(%error, "parts of contents nobody ends could not be taken away");
        }
        let everywhere = Scope::default();
        let forgotten = self.db.write(&everywhere, move |mut tx| async move {
            let forgotten = async {
                idempotency::forget(&mut tx, now - KEYS_KEPT).await?;
                outbox::forget(&mut tx, now - DONE_KEPT).await?;
                queue::forget(&mut tx, now - DONE_KEPT).await
            };
            let result = forgotten.await;
            (tx, result)
        });
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "what is done could not be forgotten");
        }
        if let Err(error) = self.db.take_stock().await {
            tracing::warn!(%error, "how much stands where could not be counted");
        }
    }

    /// Turns told events into one job for each listener, in the transaction that marks them told.
    async fn tell(&self) -> Result<usize> {
        let (platform, now) = (self.platform.clone(), self.platform.clock.now());
        if !self.waits("SELECT id FROM outbox WHERE told_at IS NULL LIMIT 1").await? {
            return Ok(0);
        }
        self.db
            .write(&Scope::default(), move |mut tx| {
                let platform = platform.clone();
                async move {
                    let told = async {
                        let events = outbox::untold(&mut tx, EVENTS).await?;
                        let mut jobs = Vec::new();
                        for (nth, event) in events.iter().enumerate() {
                            for listener in platform.registry.listeners(&event.topic) {
                                jobs.push(NewJob {
                                    org: event.org,
                                    id: platform.ids.next(now, u16::try_from(nth).unwrap_or(u16::MAX)),
                                    kind: format!("{LISTEN}{}", listener.name),
                                    payload: event.payload.clone(),
                                    run_at: now,
                                    dedupe: Some(format!("{}/{}", listener.name, event.id)),
                                });
                            }
                        }
                        queue::enqueue_many(&mut tx, &jobs, now).await?;
                        outbox::told(&mut tx, &events, now).await?;
                        Ok(events.len())
                    };
                    let result = told.await;
                    (tx, result)
                }
            })
            .await
    }

    /// Takes so many jobs that are due, at most.
    async fn claim(&self, most: i64) -> Result<Vec<queue::Job>> {
        let now = self.platform.clock.now();
        let mut look = self.db.read(&Scope::default()).await?;
        let next = queue::next_due(&mut look).await?;
        drop(look);
        if next.is_none_or(|at| at > now) {
            return Ok(Vec::new());
        }
        let name = self.name.clone();
        self.db
            .write(&Scope::default(), move |mut tx| {
                let name = name.clone();
                async move {
                    let jobs = queue::claim(&mut tx, &name, most, now, LEASE).await;
                    (tx, jobs)
                }
            })
            .await
    }

    /// Runs the jobs that are due, all of them to their end.
    async fn due(&self) -> Result<usize> {
        let jobs = self.claim(JOBS).await?;
        if jobs.is_empty() {
            return Ok(0);
        }
        let caller = self.caller("jobs").await?;
        // Side by side, so that they share a COMMIT and none waits for a long one; asked for in their order.
        let ran = join_all(jobs.iter().map(async |job| {
            let result = self.run_one(&caller, job).await;
            (job.clone(), result.err().map(|e| e.to_string()))
        }))
        .await;
        self.settle(ran).await?;
        Ok(jobs.len())
    }

    async fn run_one(&self, caller: &Caller, job: &queue::Job) -> Result<Value> {
        let payload: Value = serde_json::from_str(&job.payload)?;
        if let Some(name) = job.kind.strip_prefix(LISTEN) {
            let listener = self.platform.registry.listener(name).ok_or(Error::NotFound)?;
            return self.platform.hear(caller, listener, payload).await;
        }
        let line = self.platform.registry.job(&job.kind).ok_or(Error::NotFound)?;
        self.platform.run_job(caller, line, payload).await
    }

    /// Says of each job that ran what became of it, all in one transaction: a crash before lets them run once more.
    async fn settle(&self, ran: Vec<(queue::Job, Option<String>)>) -> Result<()> {
        let (name, now, ran) = (self.name.clone(), self.platform.clock.now(), Arc::new(ran));
        self.db
            .write(&Scope::default(), move |mut tx| {
                let (name, ran) = (name.clone(), ran.clone());
                async move {
                    let settled = async {
                        let done: Vec<&queue::Job> =
                            ran.iter().filter(|(_, error)| error.is_none()).map(|(job, _)| job).collect();
                        queue::finish(&mut tx, &done, &name, now).await?;
                        for (job, error) in ran.iter() {
                            let Some(text) = error else { continue };
                            tracing::warn!(kind = job.kind, attempts = job.attempts, error = text, "job failed");
                            let kept = queue::fail(&mut tx, job, &name, text, now, TRIES).await;
                            // Whoever took the job over settles it.
                            if !matches!(kept, Err(Error::Conflict)) {
                                kept?;
                            }
                        }
                        Ok(())
                    };
                    let result = settled.await;
                    (tx, result)
                }
            })
            .await
    }

    /// Runs the schedules whose slot has come, or queues their slots, all in one transaction.
    async fn schedules(&self) -> Result<bool> {
        let now = self.platform.clock.now();
        let mut slots = Vec::new();
        for line in self.platform.registry.jobs() {
            let Some(every) = line.every else { continue };
            let slot = now.0.div_euclid(every.0.max(1));
            let before = self.slots.lock().unwrap_or_else(PoisonError::into_inner).insert(line.kind, slot);
            if before == Some(slot) {
                continue;
            }
            if every < DIRECT {
                let caller = self.caller(line.kind).await?;
                if let Err(error) = self.platform.run_job(&caller, line, Value::Null).await {
                    tracing::error!(kind = line.kind, %error, "schedule failed");
                }
            } else {
                slots.push((line.kind, slot, Instant(slot * every.0)));
            }
        }
        if slots.is_empty() { Ok(false) } else { self.queue(&slots).await }
    }

    /// Queues slots of schedules, each once among all workers; whether one was new.
    async fn queue(&self, slots: &[(&'static str, i64, Instant)]) -> Result<bool> {
        let (org, now) = (self.caller("schedules").await?.actor.home, self.platform.clock.now());
        let job = |&(kind, slot, at): &(&'static str, i64, Instant)| NewJob {
            org,
            id: self.platform.ids.next(now, 0),
            kind: kind.to_owned(),
            payload: json!({ "slot": at }).to_string(),
            run_at: at,
            dedupe: Some(format!("{kind}@{slot}")),
        };
        let jobs: Arc<[NewJob]> = slots.iter().map(job).collect();
        self.db
            .write(&Scope::default(), move |mut tx| {
                let jobs = jobs.clone();
                async move {
                    let queued = async {
                        let mut added = false;
                        for job in jobs.iter() {
                            added |= queue::enqueue(&mut tx, job, now).await?;
                        }
                        Ok(added)
                    };
                    let result = queued.await;
                    (tx, result)
                }
            })
            .await
    }

    async fn caller(&self, name: &str) -> Result<Caller> {
        Ok(Caller::new(self.gate.system(&self.platform, name).await?))
    }

    async fn waits(&self, sql: &'static str) -> Result<bool> {
        let mut tx = self.db.read(&Scope::default()).await?;
        Ok(tx.fetch_value_optional::<uuid::Uuid>(sql, Vec::new()).await?.is_some())
    }
}

/// Returns when something was changed in this process since it was asked last; what was told meanwhile is one change.
async fn woken(signals: &mut Receiver<String>) {
    // To have missed some is to be woken as well.
    let _ = signals.recv().await;
    while !signals.is_empty() && signals.try_recv().is_ok() {}
}
