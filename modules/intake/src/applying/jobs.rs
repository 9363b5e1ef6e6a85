//! Takes the staged chunks in their order, those pointed to first.
//!
//! What "all or nothing" means and how it is reached: decision record 0007.

use kernel::{Error, Message, Result, Span};
use module::Taken;
use serde_json::json;

use store::Json;

use crate::{
    checking::{error_workbook, jobs::CHUNK},
    import::{
        model::{BadRow, Policy, Staged, State},
        rules,
    },
    run::{Note, Run},
};

/// All or nothing in one transaction up to this many rows: taking them holds the writer for a moment only.
pub const WHOLE: i64 = 1_000;
/// A slice that takes longer is too large.
const LONG: Span = Span::millis(120);
/// A slice that takes less may be larger.
const SHORT: Span = Span::millis(40);
/// Rows of a slice, at least.
const LEAST: usize = 10;

/// What became of a chunk.
#[derive(Debug, Default)]
struct Outcome {
    made: u64,
    changed: u64,
    same: u64,
    bad: Vec<BadRow>,
}

/// Goes on at the place that was reached.
pub async fn apply(run: &mut Run) -> Result<()> {
    if run.record.position == 0 {
        for sheet in &mut run.record.sheets.0 {
            (sheet.created, sheet.updated, sheet.unchanged) = (0, 0, 0);
        }
    }
    let all = run.record.policy == Policy::All;
    if all && run.record.total <= WHOLE {
        return at_once(run).await;
    }
    // A process that ended before it could say so may have taken some of the first chunk already.
    let mut doubtful = run.record.attempts > 1;
    let mut slice = Slice::default();
    while run.record.position < run.record.chunks {
        let chunk = run.staged(run.record.position, 1).await?.pop().ok_or(Error::NotFound)?;
        let Some(mut outcome) = sliced(run, &chunk, &mut slice).await? else { return Ok(()) };
        if doubtful {
            outcome.recall(&chunk);
        }
        doubtful = false;
        if noted(run, &chunk, outcome).await? {
            break;
        }
    }
    finish(run).await
}

/// How many rows one transaction takes, found by the clock: the writer belongs to everybody.
struct Slice {
    rows: usize,
}

impl Default for Slice {
    fn default() -> Self {
        Self { rows: 100 }
    }
}

impl Slice {
    /// Fewer rows next time when these took long, more when they took little.
    fn learn(&mut self, took: Span) {
        if took > LONG {
            self.rows = (self.rows / 2).max(LEAST);
        } else if took < SHORT {
            self.rows = (self.rows * 2).min(CHUNK);
        }
    }
}

/// Takes a chunk in slices; nothing when all or nothing met a refused row and the import has ended.
async fn sliced(run: &mut Run, chunk: &Staged, slice: &mut Slice) -> Result<Option<Outcome>> {
    let (mut sum, mut from) = (Outcome::default(), 0);
    while from < chunk.content.0.len() {
        let to = (from + slice.rows).min(chunk.content.0.len());
        let part = Staged { content: Json(chunk.content.0[from..to].to_vec()), ..chunk.clone_without_rows() };
        let begun = run.now();
        let outcome = if run.record.policy == Policy::All {
            let (mut outcomes, kept) = together(run, std::slice::from_ref(&part)).await?;
            let outcome = outcomes.pop().unwrap_or_default();
            if !kept {
                tally(run, chunk, &sum);
                refused_late(run, outcome.bad).await?;
                return Ok(None);
            }
            outcome
        } else {
            one(run, &part).await?
        };
        slice.learn(run.now() - begun);
        sum.add(outcome);
        from = to;
    }
    Ok(Some(sum))
}

/// The whole import in one transaction; nobody ever sees a part of it.
async fn at_once(run: &mut Run) -> Result<()> {
    let chunks = run.staged(0, WHOLE).await?;
    let (outcomes, kept) = together(run, &chunks).await?;
    if !kept {
        let bad = outcomes.into_iter().flat_map(|o| o.bad).collect();
        return refused_late(run, bad).await;
    }
    let doubtful = run.record.attempts > 1;
    for (chunk, mut outcome) in chunks.iter().zip(outcomes) {
        if doubtful {
            outcome.recall(chunk);
        }
        tally(run, chunk, &outcome);
    }
    run.record.position = run.record.chunks;
    finish(run).await
}

/// A row was refused although its check had found nothing: somebody changed what it stands on. Nothing more is written.
async fn refused_late(run: &mut Run, bad: Vec<BadRow>) -> Result<()> {
    let untouched = run.record.done == 0;
    let rows = i64::try_from(bad.len()).unwrap_or_default();
    run.record.refused += rows;
    for row in &bad {
        if let Some(sheet) = run.record.sheets.0.iter_mut().find(|s| s.sheet == row.sheet) {
            sheet.refused += 1;
        }
    }
    run.note(Note { bad, ..Note::default() }).await?;
    let note = error_workbook(run).await?;
    let key = if untouched { "intake-refused-untouched" } else { "intake-refused-late" };
    let message = Message::of(key).with("done", run.record.done).with("total", run.record.total);
    run.end(State::Failed, Some(&message), note).await
}

async fn finish(run: &mut Run) -> Result<()> {
    let whole = run.record.position >= run.record.chunks;
    let note = error_workbook(run).await?;
    run.clear(false).await?;
    run.end(if whole { State::Done } else { State::Cancelled }, None, note).await
}

/// Writes down a chunk that was taken; whether the process was asked to stop.
async fn noted(run: &mut Run, chunk: &Staged, outcome: Outcome) -> Result<bool> {
    tally(run, chunk, &outcome);
    run.record.position = chunk.nth + 1;
    let stopping = run.note(Note { bad: outcome.bad, ..Note::default() }).await?;
    Ok(stopping && run.record.policy == Policy::Good)
}

fn tally(run: &mut Run, chunk: &Staged, outcome: &Outcome) {
    let bad = u64::try_from(outcome.bad.len()).unwrap_or_default();
    let record = &mut run.record;
    if let Some(sheet) = record.sheets.0.iter_mut().find(|s| s.sheet == chunk.sheet) {
        sheet.created += outcome.made;
        sheet.updated += outcome.changed;
        sheet.unchanged += outcome.same;
        sheet.refused += bad;
    }
    record.refused += i64::try_from(bad).unwrap_or_default();
    record.done += i64::try_from(outcome.rows()).unwrap_or_default();
}

/// Chunks in one transaction, none of them when a row is refused.
async fn together(run: &Run, chunks: &[Staged]) -> Result<(Vec<Outcome>, bool)> {
    let (mut parts, mut takers) = (Vec::new(), Vec::with_capacity(chunks.len()));
    for chunk in chunks {
        let rows: Vec<_> = chunk.content.0.iter().map(|(_, values)| values).collect();
        let content = json!({ "org": run.record.org, "rows": rows, "dry": false });
        let all = run.takers(&chunk.register)?;
        takers.push(all.len());
        parts.extend(all.into_iter().map(|taker| (taker, content.clone())));
    }
    let whole = run.platform.take_whole(&run.caller, parts).await?;
    let (mut answers, mut outcomes) = (whole.answers.into_iter(), Vec::with_capacity(chunks.len()));
    for (chunk, takers) in chunks.iter().zip(takers) {
        // After a refusal nobody else was asked.
        let mut said: Option<Vec<Taken>> = None;
        for answer in answers.by_ref().take(takers) {
            let answer: Vec<Taken> = serde_json::from_value(answer)?;
            said = Some(match said {
                None => answer,
                Some(said) => said.into_iter().zip(answer).map(|(a, b)| rules::both(a, b)).collect(),
            });
        }
        if let Some(said) = said {
            outcomes.push(outcome(run, chunk, said)?);
        }
    }
    Ok((outcomes, whole.kept))
}

/// One chunk; rows refused are left out, and whoever follows the register is given the others.
async fn one(run: &Run, chunk: &Staged) -> Result<Outcome> {
    let rows: Vec<_> = chunk.content.0.iter().map(|(_, values)| values).collect();
    let takers = run.takers(&chunk.register)?;
    let mut said: Vec<Taken> = vec![Taken::Unchanged; rows.len()];
    for (nth, taker) in takers.into_iter().enumerate() {
        let open: Vec<usize> = (0..rows.len()).filter(|i| !matches!(said[*i], Taken::Refused(_))).collect();
        let given: Vec<_> = open.iter().map(|i| rows[*i]).collect();
        for (i, answer) in open.into_iter().zip(run.take(taker, &given, false).await?) {
            let before = std::mem::replace(&mut said[i], Taken::Unchanged);
            said[i] = if nth == 0 { answer } else { rules::both(before, answer) };
        }
    }
    outcome(run, chunk, said)
}

fn outcome(run: &Run, chunk: &Staged, answers: Vec<Taken>) -> Result<Outcome> {
    if answers.len() != chunk.content.0.len() {
        return Err(Error::Internal(format!("{} answered {} rows", chunk.register, answers.len())));
    }
    let plan = run.record.plan.as_ref().and_then(|p| p.0.sheet(&chunk.sheet)).ok_or(Error::NotFound)?;
    let register = &run.register(&chunk.register)?.register;
    let mut outcome = Outcome::default();
    for ((number, _), answer) in chunk.content.0.iter().zip(answers) {
        match answer {
            Taken::Created => outcome.made += 1,
            Taken::Updated => outcome.changed += 1,
            Taken::Unchanged => outcome.same += 1,
            Taken::Refused(complaints) => outcome.bad.push(BadRow {
                sheet: chunk.sheet.clone(),
                number: *number,
                problems: rules::problems(plan, register, *number, &[], complaints),
            }),
        }
    }
    Ok(outcome)
}

impl Outcome {
    /// Rows gone through.
    fn rows(&self) -> u64 {
        self.made + self.changed + self.same + u64::try_from(self.bad.len()).unwrap_or_default()
    }

    fn add(&mut self, more: Self) {
        self.made += more.made;
        self.changed += more.changed;
        self.same += more.same;
        self.bad.extend(more.bad);
    }

    /// The chunk may have been taken before a crash: its figures are those the dry run foretold.
    fn recall(&mut self, chunk: &Staged) {
        let all = self.made + self.changed + self.same;
        self.made = u64::try_from(chunk.created).unwrap_or_default().min(all);
        self.changed = u64::try_from(chunk.updated).unwrap_or_default().min(all - self.made);
        self.same = all - self.made - self.changed;
    }
}

/// Takes so many chunks and dies without noting the last.
#[cfg(test)]
pub async fn for_a_while(run: &mut Run, chunks: i64) -> Result<()> {
    for sheet in &mut run.record.sheets.0 {
        (sheet.created, sheet.updated, sheet.unchanged) = (0, 0, 0);
    }
    while run.record.position < chunks {
        let chunk = run.staged(run.record.position, 1).await?.pop().ok_or(Error::NotFound)?;
        let outcome = one(run, &chunk).await?;
        noted(run, &chunk, outcome).await?;
    }
    let unnoted = run.staged(run.record.position, 1).await?.pop().ok_or(Error::NotFound)?;
    one(run, &unnoted).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_machine_takes_fewer_rows_at_once() {
        let mut slice = Slice::default();
        slice.learn(Span::millis(200));
        assert_eq!(slice.rows, 50);
        slice.learn(Span::millis(80));
        assert_eq!(slice.rows, 50, "just right");
        (0..10).for_each(|_| slice.learn(Span::millis(5)));
        assert_eq!(slice.rows, CHUNK);
        (0..10).for_each(|_| slice.learn(Span::seconds(1)));
        assert_eq!(slice.rows, LEAST);
    }
}
