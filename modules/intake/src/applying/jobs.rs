//! Puts checked rows into their registers: all of them at one instant, or the good ones as they come.
//!
//! What "all or nothing" means and how it is reached: decision record 0009.

use kernel::{Error, Result, Span};
use module::Taken;

use crate::{
    bringing,
    checking::{error_workbook, jobs::CHUNK},
    import::{
        model::{BadRow, Policy, Staged, State},
        rules::{self, WHOLE},
    },
    run::{Note, Run},
};

/// How long a slice should hold the writer: everybody else waits for it.
const AIM: Span = Span::millis(12);
/// Rows of a slice, at least.
const LEAST: usize = 10;

/// What became of some rows.
#[derive(Debug, Default)]
pub struct Outcome {
    made: u64,
    changed: u64,
    same: u64,
    /// Those refused.
    pub bad: Vec<BadRow>,
}

/// Goes on at the place that was reached.
pub async fn apply(run: &mut Run) -> Result<()> {
    if run.record.policy == Policy::All && run.record.total > WHOLE {
        return bringing::jobs::bring(run).await;
    }
    bringing::jobs::refuse_two(run).await?;
    if run.record.policy == Policy::All {
        return at_once(run).await;
    }
    if run.record.position == 0 {
        run.record.sheets.0.iter_mut().for_each(|s| (s.created, s.updated, s.unchanged) = (0, 0, 0));
    }
    // A process that ended before it could say so may have taken some of the first chunk already.
    let mut doubtful = run.record.attempts > 1;
    let mut slice = Slice::default();
    while run.record.position < run.record.chunks {
        let chunk = run.staged(run.record.position, 1).await?.pop().ok_or(Error::NotFound)?;
        let mut outcome = sliced(run, &chunk, &mut slice).await?;
        if doubtful {
            outcome.recall(&chunk);
        }
        doubtful = false;
        tally(run, &chunk, &outcome);
        run.record.position = chunk.nth + 1;
        if run.note(Note { bad: outcome.bad, ..Note::default() }).await? {
            break;
        }
    }
    finish(run).await
}

/// How many rows one transaction takes, found by the clock: the writer belongs to everybody.
pub struct Slice {
    rows: usize,
}

impl Default for Slice {
    fn default() -> Self {
        Self { rows: 100 }
    }
}

impl Slice {
    /// Rows of the next slice.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// As many rows next time as these let expect to take the time aimed at, but never a jump at once.
    pub fn learn(&mut self, took: Span) {
        let wanted = usize::try_from(AIM.0).unwrap_or(0) * self.rows / usize::try_from(took.0).unwrap_or(0).max(1);
        self.rows = wanted.clamp(self.rows / 4, self.rows * 2).clamp(LEAST, CHUNK);
    }
}

/// Takes the good rows of a chunk in slices.
async fn sliced(run: &Run, chunk: &Staged, slice: &mut Slice) -> Result<Outcome> {
    let (mut sum, mut from) = (Outcome::default(), 0);
    while from < chunk.rows.len() {
        let to = (from + slice.rows).min(chunk.rows.len());
        let begun = run.now();
        sum.add(one(run, &chunk.part(from, to)).await?);
        slice.learn(run.now() - begun);
        from = to;
    }
    Ok(sum)
}

/// The whole import in one transaction; nobody ever sees a part of it.
async fn at_once(run: &mut Run) -> Result<()> {
    run.record.sheets.0.iter_mut().for_each(|s| (s.created, s.updated, s.unchanged) = (0, 0, 0));
    let chunks = run.staged(0, WHOLE).await?;
    let (outcomes, kept) = together(run, &chunks).await?;
    if !kept {
        let bad = outcomes.into_iter().flat_map(|o| o.bad).collect();
        return bringing::jobs::refused(run, bad).await;
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

async fn finish(run: &mut Run) -> Result<()> {
    let whole = run.record.position >= run.record.chunks;
    let note = error_workbook(run).await?;
    run.clear(false).await?;
    run.end(if whole { State::Done } else { State::Cancelled }, None, note).await
}

/// Adds what became of a chunk to the figures.
pub fn tally(run: &mut Run, chunk: &Staged, outcome: &Outcome) {
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
        let all = run.takers(&chunk.register)?;
        takers.push(all.len());
        parts.extend(all.into_iter().map(|taker| (taker, run.chunk(chunk.values(), false))));
    }
    let whole = run.platform.take_whole(&run.caller, parts).await?;
    let (mut answers, mut outcomes) = (whole.answers.into_iter(), Vec::with_capacity(chunks.len()));
    for (chunk, takers) in chunks.iter().zip(takers) {
        // After a refusal nobody else was asked.
        let said = answers
            .by_ref()
            .take(takers)
            .reduce(|said, answer| said.into_iter().zip(answer).map(|(a, b)| rules::both(a, b)).collect());
        if let Some(said) = said {
            outcomes.push(outcome(run, chunk, said)?);
        }
    }
    Ok((outcomes, whole.kept))
}

/// Some rows; those refused are left out, and whoever follows the register is given the others.
async fn one(run: &Run, part: &Staged) -> Result<Outcome> {
    let mut said: Vec<Taken> = vec![Taken::Unchanged; part.rows.len()];
    for (nth, taker) in run.takers(&part.register)?.into_iter().enumerate() {
        let open: Vec<usize> = (0..said.len()).filter(|i| !matches!(said[*i], Taken::Refused(_))).collect();
        let given: Vec<_> = open.iter().map(|i| part.rows[*i].1.clone()).collect();
        for (i, answer) in open.into_iter().zip(run.take(taker, given, false).await?) {
            let before = std::mem::replace(&mut said[i], Taken::Unchanged);
            said[i] = if nth == 0 { answer } else { rules::both(before, answer) };
        }
    }
    outcome(run, part, said)
}

/// What the answers to these rows come to.
pub fn outcome(run: &Run, chunk: &Staged, answers: Vec<Taken>) -> Result<Outcome> {
    if answers.len() != chunk.rows.len() {
        return Err(Error::Internal(format!("{} answered {} rows", chunk.register, answers.len())));
    }
    let plan = run.record.plan.as_ref().and_then(|p| p.0.sheet(&chunk.sheet)).ok_or(Error::NotFound)?;
    let register = &run.register(&chunk.register)?.register;
    let mut outcome = Outcome::default();
    for ((number, _), answer) in chunk.rows.iter().zip(answers) {
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

    /// Both together.
    pub fn add(&mut self, more: Self) {
        self.made += more.made;
        self.changed += more.changed;
        self.same += more.same;
        self.bad.extend(more.bad);
    }

    /// The chunk may have been taken before a crash: its figures are those the dry run foretold.
    pub fn recall(&mut self, chunk: &Staged) {
        let all = self.made + self.changed + self.same;
        self.made = u64::try_from(chunk.created).unwrap_or_default().min(all);
        self.changed = u64::try_from(chunk.updated).unwrap_or_default().min(all - self.made);
        self.same = all - self.made - self.changed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_machine_takes_fewer_rows_at_once() {
        let mut slice = Slice::default();
        slice.learn(Span(AIM.0 * 2));
        assert_eq!(slice.rows, 50);
        slice.learn(AIM);
        assert_eq!(slice.rows, 50, "just right");
        slice.learn(Span::seconds(1));
        assert_eq!(slice.rows, 12, "one slow slice is no slow machine");
        (0..10).for_each(|_| slice.learn(Span(AIM.0 / 6)));
        assert_eq!(slice.rows, CHUNK);
        (0..10).for_each(|_| slice.learn(Span::seconds(1)));
        assert_eq!(slice.rows, LEAST);
    }
}
