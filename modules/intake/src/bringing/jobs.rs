//! All or nothing for any number of rows: they are made ready beside the writer, written hidden in slices, and shown by
//! one small transaction at the end. Until then nobody sees a row, and whatever ends the import takes them back.
//!
//! Why so, and what it cannot do: decision record 0009.

use kernel::{Error, Instant, Message, OrgId, Result, Span};
use module::{Importing, Taken, Undo, importing};
use store::{Bulk, Json};
use tokio::task::JoinHandle;
use uuid::{Builder, Uuid};

use crate::{
    applying::jobs::{Outcome, Slice, outcome, tally},
    checking::error_workbook,
    import::{
        model::{BadRow, Sentence, Staged, State},
        rules,
    },
    run::{Note, Run},
};

/// How often is written down how far it is; what was done since is recognised by its keys.
const NOTED: Span = Span::millis(500);
/// The same in chunks, for a clock that stands still.
const CHUNKS: i64 = 8;
/// Attempts at something that others got in the way of.
const TRIES: u32 = 5;
/// Rows taken back at once.
const BACK: i64 = 400;
/// A clock may have been set back since the import began.
const SET_BACK: Span = Span::minutes(60);

/// Goes on at the place that was reached.
pub async fn bring(run: &mut Run) -> Result<()> {
    if let Some(fault) = run.record.fault.take() {
        return end_failed(run, fault.0, Note::default()).await;
    }
    if run.record.stopping {
        return stop(run).await;
    }
    let shown = run.record.position >= run.record.chunks && !stands(run).await?;
    if !shown {
        begin(run).await?;
        let mut crew = Crew::new(run);
        if let Some(bad) = crew.bring_all(run).await? {
            return refused(run, bad).await;
        }
        if run.record.stopping {
            return stop(run).await;
        }
        run.platform.end_import(&run.caller, import_of(run), true, 0).await?;
    }
    for topic in ["places", "persons", "imports"] {
        run.platform.live.tell(&format!("{topic}:{}", run.record.org));
    }
    settle(run, true).await?;
    let note = error_workbook(run).await?;
    run.clear(false).await?;
    run.end(State::Done, None, note).await
}

/// Says from now on that what this import brings is not to be seen.
async fn begin(run: &Run) -> Result<()> {
    let (org, id, now) = (run.record.org, run.record.id.uuid(), run.now());
    let scope = run.caller.actor.scope(kernel::PUBLIC);
    let begun = run.platform.db.transact(&scope, move |tx| Box::pin(importing::begin(tx, org, id, now)));
    if begun.await? { Ok(()) } else { Err(Error::broken("intake-other-import")) }
}

fn import_of(run: &Run) -> (OrgId, Uuid) {
    (run.record.org, run.record.id.uuid())
}

/// What one import brings hidden, another cannot see and must not bring again.
pub async fn refuse_two(run: &Run) -> Result<()> {
    let scope = run.caller.actor.scope(kernel::PUBLIC);
    let other = importing::is_under_way(&mut run.platform.db.read(&scope).await?, run.record.org).await?;
    if other { Err(Error::broken("intake-other-import")) } else { Ok(()) }
}

async fn stands(run: &Run) -> Result<bool> {
    let scope = run.caller.actor.scope(kernel::PUBLIC);
    importing::stands(&mut run.platform.db.read(&scope).await?, run.record.org, run.record.id.uuid()).await
}

/// A slice on its way into the database.
struct Flight {
    part: Staged,
    written: JoinHandle<Result<Span>>,
}

/// What one slice comes to.
struct Ready {
    outcome: Outcome,
    rows: Vec<Bulk>,
}

/// Makes slices ready while the one before is being written.
struct Crew {
    importing: Importing,
    register: String,
    slice: Slice,
    flight: Option<Flight>,
    refused: Vec<BadRow>,
    noted: Instant,
    since: i64,
}

impl Crew {
    fn new(run: &Run) -> Self {
        Self {
            importing: Importing::new(run.record.id.uuid()),
            register: String::new(),
            slice: Slice::default(),
            flight: None,
            refused: Vec::new(),
            noted: run.now(),
            since: 0,
        }
    }

    /// Writes everything hidden; the rows that were refused, when there are any.
    async fn bring_all(&mut self, run: &mut Run) -> Result<Option<Vec<BadRow>>> {
        let resumed = run.record.attempts > 1;
        if run.record.position == 0 {
            run.record.sheets.0.iter_mut().for_each(|s| (s.created, s.updated, s.unchanged) = (0, 0, 0));
        }
        while run.record.position < run.record.chunks {
            let chunk = run.staged(run.record.position, 1).await?.pop().ok_or(Error::NotFound)?;
            let Some(mut sum) = self.bring_chunk(run, &chunk).await? else {
                return Ok(Some(std::mem::take(&mut self.refused)));
            };
            if resumed {
                sum.recall(&chunk);
            }
            tally(run, &chunk, &sum);
            run.record.position = chunk.nth + 1;
            self.since += 1;
            run.tell(false);
            if self.note(run).await? {
                return Ok(None);
            }
        }
        self.land(run).await?;
        if self.refused.is_empty() { Ok(None) } else { Ok(Some(std::mem::take(&mut self.refused))) }
    }

    async fn bring_chunk(&mut self, run: &Run, chunk: &Staged) -> Result<Option<Outcome>> {
        if self.register != chunk.register {
            // What points at the rows before must find them.
            self.land(run).await?;
            self.importing.forget();
            self.register.clone_from(&chunk.register);
        }
        let (mut sum, mut from) = (Outcome::default(), 0);
        while from < chunk.rows.len() {
            let to = (from + self.slice.rows()).min(chunk.rows.len());
            let part = chunk.part(from, to);
            self.importing.turn();
            let mut ready = self.make_ready(run, &part).await?;
            if !self.land(run).await? {
                self.importing.forget();
                ready = self.make_ready(run, &part).await?;
            }
            self.refused.append(&mut ready.outcome.bad);
            if !self.refused.is_empty() {
                return Ok(None);
            }
            sum.add(ready.outcome);
            self.flight = Some(fly(run, part, ready.rows));
            from = to;
        }
        Ok(Some(sum))
    }

    /// Asks everybody who takes these rows, beside the writer.
    async fn make_ready(&self, run: &Run, part: &Staged) -> Result<Ready> {
        let (mut said, mut rows): (Vec<Taken>, Vec<Bulk>) = Default::default();
        for (nth, taker) in run.takers(&part.register)?.into_iter().enumerate() {
            let chunk = run.chunk(part.values(), false);
            let foreseen = run.platform.foresee(&run.caller, taker, chunk, &self.importing).await?;
            rows.extend(foreseen.rows);
            said = if nth == 0 {
                foreseen.answers
            } else {
                said.into_iter().zip(foreseen.answers).map(|(a, b)| rules::both(a, b)).collect()
            };
        }
        Ok(Ready { outcome: outcome(run, part, said)?, rows })
    }

    /// Waits until the slice before is written; `false` when others had got in its way and it was made ready anew.
    async fn land(&mut self, run: &Run) -> Result<bool> {
        let Some(Flight { part, written }) = self.flight.take() else { return Ok(true) };
        match written.await.map_err(|error| Error::Internal(format!("a slice was lost: {error}")))? {
            Ok(took) => {
                self.slice.learn(took);
                return Ok(true);
            }
            Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
        for _ in 0..TRIES {
            self.importing.forget();
            let mut ready = self.make_ready(run, &part).await?;
            self.refused.append(&mut ready.outcome.bad);
            if !self.refused.is_empty() {
                return Ok(false);
            }
            match fly(run, part.clone(), ready.rows).written.await {
                Ok(Ok(_)) => return Ok(false),
                Ok(Err(Error::Conflict)) => {}
                Ok(Err(error)) => return Err(error),
                Err(error) => return Err(Error::Internal(format!("a slice was lost: {error}"))),
            }
        }
        Err(Error::Conflict)
    }

    /// Writes down how far it is, now and then and at the end; whether it is to be stopped.
    async fn note(&mut self, run: &mut Run) -> Result<bool> {
        let over = run.record.position >= run.record.chunks;
        if !over && self.since < CHUNKS && run.now() - self.noted < NOTED {
            return Ok(false);
        }
        self.land(run).await?;
        if !self.refused.is_empty() {
            return Ok(false);
        }
        run.record.stopping = run.note(Note::default()).await?;
        (self.noted, self.since) = (run.now(), 0);
        Ok(run.record.stopping)
    }
}

/// Sends a slice on its way.
fn fly(run: &Run, part: Staged, rows: Vec<Bulk>) -> Flight {
    let (platform, caller) = (run.platform.clone(), run.caller.clone());
    let import = (run.record.org, run.record.id.uuid());
    let written = tokio::spawn(async move {
        let begun = platform.clock.now();
        platform.write_foreseen(&caller, import, rows).await?;
        Ok(platform.clock.now() - begun)
    });
    Flight { part, written }
}

/// Settles the records in use that were changed: once they are seen, or while they are taken back.
async fn settle(run: &mut Run, kept: bool) -> Result<u64> {
    let (mut settled, mut rounds, mut slice) = (0, 0_u64, Slice::default());
    loop {
        let (begun, most) = (run.now(), i64::try_from(slice.rows()).unwrap_or(i64::MAX));
        let some = run.platform.settle_import(&run.caller, import_of(run), kept, most).await?;
        if some == 0 {
            return Ok(settled);
        }
        slice.learn(run.now() - begun);
        settled += some as u64;
        rounds += 1;
        if rounds.is_multiple_of(10) {
            run.note(Note::default()).await?;
        }
    }
}

/// A row was refused although its check had found nothing: somebody changed what it stands on. Nothing of it stays.
pub async fn refused(run: &mut Run, bad: Vec<BadRow>) -> Result<()> {
    run.record.refused += i64::try_from(bad.len()).unwrap_or_default();
    for row in &bad {
        if let Some(sheet) = run.record.sheets.0.iter_mut().find(|s| s.sheet == row.sheet) {
            sheet.refused += 1;
        }
    }
    run.note(Note { bad, ..Note::default() }).await?;
    let note = error_workbook(run).await?;
    end_failed(run, Sentence::from(&Message::of("intake-refused-untouched")), note).await
}

/// Ends an import that cannot go on; what it has brought hidden is taken back.
pub async fn give_up(run: &mut Run, why: Sentence) -> Result<()> {
    end_failed(run, why, Note::default()).await
}

async fn end_failed(run: &mut Run, why: Sentence, note: Note) -> Result<()> {
    // Said first: whoever takes over then goes on taking back, not bringing.
    run.record.fault = Some(Json(why.clone()));
    run.note(note).await?;
    take_back(run).await?;
    run.clear(false).await?;
    run.end(State::Failed, Some(why), Note::default()).await
}

async fn stop(run: &mut Run) -> Result<()> {
    take_back(run).await?;
    run.clear(false).await?;
    run.end(State::Cancelled, None, Note::default()).await
}

/// Removes everything that was brought and never seen, a little at a time.
async fn take_back(run: &mut Run) -> Result<()> {
    if !stands(run).await? {
        return Ok(());
    }
    let (org, import) = import_of(run);
    let undo = Undo { org, import, least: least(run), most: BACK };
    let mut gone = settle(run, false).await?;
    let mut rounds: u64 = 0;
    loop {
        let some = run.platform.undo_import(&run.caller, undo).await?;
        if some == 0 {
            break;
        }
        gone += some;
        rounds += 1;
        if rounds.is_multiple_of(10) {
            run.note(Note::default()).await?;
        }
    }
    run.platform.end_import(&run.caller, (org, import), false, gone).await?;
    // A process that had lost its lease may have written a last slice until this moment.
    settle(run, false).await?;
    while run.platform.undo_import(&run.caller, undo).await? > 0 {}
    Ok(())
}

/// No row of this import has an id before this one.
fn least(run: &Run) -> Uuid {
    let begun = run.record.begun_at.unwrap_or(run.record.uploaded_at) - SET_BACK;
    let millis = u64::try_from(begun.0 / 1_000).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}
