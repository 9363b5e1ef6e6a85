//! Reads every row, asks its register without writing, and stages what may be taken.

use std::sync::Arc;

use kernel::{Error, Result};
use module::Taken;
use sheet::{Keys, Limits, Plan, Row, SheetReport, Workbook};
use store::Json;
use tokio::sync::mpsc;

use crate::{
    checking::error_workbook,
    import::{
        model::{BadRow, GoodRow, SheetCount, Staged, State},
        rules::{self, Reading},
    },
    reading::jobs::apart,
    run::{Note, Run},
};

/// Rows of one chunk: few enough that taking them holds the writer for a moment only.
pub const CHUNK: usize = 500;

/// Chunks that are noted together.
const NOTED: usize = 4;

/// Rows of the sheet at this place in the order of the plan.
type Batch = (usize, Vec<Row>);

/// The dry run from the beginning; one that was broken off begins anew.
pub async fn check(run: &mut Run) -> Result<()> {
    let plan = Arc::new(run.plan()?);
    run.clear(true).await?;
    let sheets: Vec<SheetCount> = plan.order(&run.registers).into_iter().map(counted).collect();
    let names: Vec<String> = sheets.iter().map(|s| s.sheet.clone()).collect();
    let record = &mut run.record;
    (record.sheets, record.chunks, record.done, record.refused) = (Json(sheets), 0, 0, 0);

    let (send, mut receive) = mpsc::channel::<Batch>(2);
    let (bytes, name, registers) = (run.workbook().await?, run.record.file_name.clone(), run.registers.clone());
    let reader = tokio::spawn(apart({
        let plan = plan.clone();
        move || read_all(Workbook::open(bytes, &name, Limits::default())?, &plan, &names, &registers, &send)
    }));
    let (mut stopping, mut note) = (false, Note::default());
    while let Some(batch) = receive.recv().await {
        look_at(run, &plan, batch, &mut note).await?;
        run.tell(false);
        if note.staged.len() + note.bad.len() / CHUNK >= NOTED {
            stopping = run.note(std::mem::take(&mut note)).await?;
        }
        if stopping {
            break;
        }
    }
    stopping = stopping || run.note(note).await?;
    drop(receive);
    let reports = reader.await.map_err(|error| Error::Internal(format!("reading a workbook was lost: {error}")))?;
    if stopping {
        run.clear(true).await?;
        run.record.chunks = 0;
        let note = error_workbook(run).await?;
        return run.end(State::Cancelled, None, note).await;
    }
    for (sheet, report) in run.record.sheets.0.iter_mut().zip(reports?) {
        let made_up = report.placeholders.into_iter().map(|p| (p.field, p.given, p.rows));
        sheet.placeholders = made_up.collect();
    }
    let note = error_workbook(run).await?;
    run.end(State::Checked, None, note).await
}

fn counted(sheet: &sheet::PlannedSheet) -> SheetCount {
    SheetCount {
        sheet: sheet.sheet.clone(),
        register: sheet.register.clone().unwrap_or_default(),
        ..SheetCount::default()
    }
}

/// Reads sheet after sheet, those pointed to first; ends early when nobody listens any more.
fn read_all(
    mut workbook: Workbook,
    plan: &Plan,
    names: &[String],
    registers: &[sheet::Register],
    send: &mpsc::Sender<Batch>,
) -> Result<Vec<SheetReport>> {
    let mut keys = Keys::default();
    let mut reports = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let report = workbook.chunks(plan, name, registers, &mut keys, CHUNK, |rows| {
            send.blocking_send((place, rows)).map_err(|_| Error::Conflict)
        });
        reports.push(report?);
    }
    Ok(reports)
}

/// Asks the register about a chunk; its good rows are to be staged with the note.
async fn look_at(run: &mut Run, plan: &Plan, (place, rows): Batch, note: &mut Note) -> Result<()> {
    let count = run.record.sheets.0.get(place).cloned().unwrap_or_default();
    let planned = plan.sheet(&count.sheet).ok_or(Error::NotFound)?;
    let (asked, bad): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| rules::reading(&row.problems) != Reading::Bad);
    let register = run.register(&count.register)?.register.clone();
    let refused = |row: &Row, complaints| BadRow {
        sheet: count.sheet.clone(),
        number: row.number,
        problems: rules::problems(planned, &register, row.number, &row.problems, complaints),
    };
    let mut bad: Vec<BadRow> = bad.iter().map(|row| refused(row, Vec::new())).collect();
    let answers = ask(run, &count.register, &asked).await?;
    let (mut good, mut made, mut changed): (Vec<GoodRow>, i64, i64) = (Vec::new(), 0, 0);
    for (row, answer) in asked.into_iter().zip(answers) {
        match rules::verdict(&register, &row.values, &row.problems, answer) {
            Taken::Refused(complaints) => {
                bad.push(refused(&row, complaints));
                continue;
            }
            Taken::Created => made += 1,
            Taken::Updated => changed += 1,
            Taken::Unchanged => {}
        }
        good.push((row.number, row.values));
    }
    let staged = Staged {
        nth: run.record.chunks,
        sheet: count.sheet.clone(),
        register: count.register.clone(),
        rows: good,
        created: made,
        updated: changed,
    };
    tally(run, place, &staged, bad.len());
    note.staged.extend((!staged.rows.is_empty()).then_some(staged));
    note.bad.append(&mut bad);
    Ok(())
}

/// What everybody who takes these rows says of them, without writing.
async fn ask(run: &Run, register: &str, rows: &[Row]) -> Result<Vec<Taken>> {
    let mut said = Vec::new();
    for (nth, taker) in run.takers(register)?.into_iter().enumerate() {
        let answers = run.take(taker, rows.iter().map(|row| row.values.clone()).collect(), true).await?;
        said = if nth == 0 { answers } else { said.into_iter().zip(answers).map(|(a, b)| rules::both(a, b)).collect() };
    }
    Ok(said)
}

/// Adds a chunk to the figures.
fn tally(run: &mut Run, place: usize, staged: &Staged, bad: usize) {
    let (good, bad) = (staged.rows.len(), u64::try_from(bad).unwrap_or_default());
    let record = &mut run.record;
    let (made, changed) = (u64::try_from(staged.created).unwrap_or(0), u64::try_from(staged.updated).unwrap_or(0));
    let all = u64::try_from(good).unwrap_or_default();
    if let Some(sheet) = record.sheets.0.get_mut(place) {
        sheet.rows += all + bad;
        sheet.refused += bad;
        sheet.created += made;
        sheet.updated += changed;
        sheet.unchanged += all.saturating_sub(made + changed);
    }
    record.chunks += i64::from(good > 0);
    record.done += i64::try_from(all + bad).unwrap_or_default();
    record.refused += i64::try_from(bad).unwrap_or_default();
}
