//! The rows with problems as a workbook: their cells as they stand, what is wrong with each.

use std::collections::BTreeMap;

use kernel::{Error, Lang, Message, Result};
use sheet::{CellProblem, Keys, Limits, Plan, Register, Workbook, write};
use store::files::File;
use ui::Speech;

use crate::{
    import::model::{BadRow, Problem},
    reading::jobs::apart,
    run::{Note, Run},
};

/// Rows an error workbook holds at most; a file with more wrong rows has one cause, and the first rows show it.
const MOST: i64 = 50_000;

/// Makes the error workbook when there are rows with problems; what is left is to name it and to erase the one before.
pub async fn error_workbook(run: &mut Run) -> Result<Note> {
    let rows = run.bad(MOST).await?;
    let gone = run.record.error_file_id.take();
    if rows.is_empty() {
        return Ok(Note { gone, ..Note::default() });
    }
    let (bytes, name, registers) = (run.workbook().await?, run.record.file_name.clone(), run.registers.clone());
    let (plan, speech) = (run.plan()?, Speech::new(run.platform.texts.clone(), run.record.lang()));
    let lang = run.record.lang();
    let content = apart(move || {
        let workbook = Workbook::open(bytes, &name, Limits::default())?;
        written(workbook, &plan, &registers, rows, &speech)
    })
    .await?;
    let content = run.platform.files.put(content).await?;
    let (now, id) = (run.now(), run.platform.ids.next(run.now(), 0));
    run.record.error_file_id = Some(id);
    let file = File {
        org: run.record.org,
        id,
        name: file_name(&run.record.file_name, lang),
        media_type: sheet::MEDIA_TYPE.to_owned(),
        size: content.size,
        sha256: content.sha256,
        at: now,
        by: run.record.by_id,
    };
    Ok(Note { file: Some(file), gone, ..Note::default() })
}

fn file_name(given: &str, lang: Lang) -> String {
    let stem = given.rsplit_once('.').map_or(given, |(stem, _)| stem);
    let what = if lang == Lang::Zh { "问题行" } else { "problems" };
    format!("{stem}-{what}.xlsx")
}

/// Reads the workbook once more and writes the rows that have problems.
fn written(
    mut workbook: Workbook,
    plan: &Plan,
    registers: &[Register],
    rows: Vec<BadRow>,
    speech: &Speech,
) -> Result<Vec<u8>> {
    let mut by_sheet: BTreeMap<String, BTreeMap<u32, Vec<Problem>>> = BTreeMap::new();
    for row in rows {
        by_sheet.entry(row.sheet).or_default().insert(row.number, row.problems);
    }
    let say = |message: &Message| speech.message(message);
    let mut book = write::ErrorBook::new(write::Words { lang: speech.lang, say: &say });
    for planned in &plan.sheets {
        let (Some(problems), Some(table)) = (by_sheet.get(&planned.sheet), &planned.table) else { continue };
        book.sheet(&planned.sheet, table.headings.iter().map(|h| h.text.as_str()))?;
        workbook.rows(plan, &planned.sheet, registers, &mut Keys::default(), |mut row| {
            let Some(problems) = problems.get(&row.number) else { return Ok(()) };
            row.problems = problems.iter().map(|p| cell(p, speech)).collect();
            book.row(&row)
        })?;
    }
    if by_sheet.keys().all(|name| plan.sheet(name).is_none()) {
        return Err(Error::Internal("the rows with problems are of no sheet of the file".to_owned()));
    }
    book.finish()
}

fn cell(problem: &Problem, speech: &Speech) -> CellProblem {
    CellProblem {
        field: problem.field.clone(),
        heading: problem.heading.clone(),
        place: problem.place,
        cell: problem.cell.clone(),
        message: Message::of("intake-said").with("text", problem.message.said(speech)),
        given: problem.given.clone(),
    }
}
