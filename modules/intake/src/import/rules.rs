//! What may be done with an import, what a row's answer means, and what is left out.

use std::collections::BTreeSet;

use kernel::{Error, Instant, Message, Result, Span};
use module::{Complaint, Taken};
use serde_json::{Map, Value};
use sheet::{CellProblem, ColumnMapping, Mapping, Plan, PlannedSheet, Register, SheetMapping};

use super::model::{MapSheets, Policy, Problem, Record, Sentence, State};

/// The sentence of the workbook reader for a value that points at nothing in the same workbook.
const DANGLING: &str = "sheet-reference-missing";

/// Stands for personal data.
const HIDDEN: &str = "***";

/// All or nothing in one transaction up to this many rows: taking them holds the writer for a moment only.
pub const WHOLE: i64 = 1_000;

/// Something of the workbook that goes nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The sheet.
    pub sheet: String,
    /// The column; nothing when the whole sheet is left out.
    pub column: Option<String>,
    /// How many records have something there.
    pub rows: u64,
}

/// Everything that will not be taken: whole sheets with records, and filled columns of sheets that are taken.
pub fn left_out(plan: &Plan) -> Vec<LeftOut> {
    let mut found = Vec::new();
    for sheet in &plan.sheets {
        let left = |column, rows: u32| LeftOut { sheet: sheet.sheet.clone(), column, rows: u64::from(rows) };
        if sheet.register.is_some() {
            found.extend(sheet.columns_not_taken().map(|c| left(Some(c.heading.clone()), c.filled)));
        } else if sheet.rows() > 0 {
            found.push(left(None, sheet.rows()));
        }
    }
    found
}

/// How many records the plan takes.
pub fn rows_taken(plan: &Plan) -> u64 {
    plan.sheets.iter().filter(|s| s.register.is_some()).map(|s| u64::from(s.rows())).sum()
}

/// The name under which decisions are remembered when nobody named the source: what its sheets are called.
pub fn signature(plan: &Plan) -> String {
    let names: Vec<&str> = plan.sheets.iter().map(|s| s.sheet.as_str()).collect();
    names.join(" · ").chars().take(60).collect()
}

/// Whether the mapping may be changed.
pub fn may_map(state: State) -> Result<()> {
    match state {
        State::Mapped | State::Checked | State::Cancelled | State::Failed => Ok(()),
        State::Uploaded | State::Checking | State::Applying => Err(Error::broken("intake-busy")),
        State::Done | State::Refused => Err(Error::broken("intake-ended")),
    }
}

/// Whether a dry run may begin.
pub fn may_check(record: &Record) -> Result<()> {
    may_map(record.state)?;
    let plan = record.plan.as_ref().ok_or_else(|| Error::broken("intake-not-read"))?;
    if let Some(sheet) = plan.0.sheets.iter().find(|s| s.register.is_some() && !s.missing.is_empty()) {
        let missing =
            Message::of("intake-columns-missing").with("sheet", &sheet.sheet).with("count", sheet.missing.len());
        return Err(Error::Broken(missing));
    }
    if rows_taken(&plan.0) == 0 { Err(Error::broken("intake-nothing-to-take")) } else { Ok(()) }
}

/// Whether the checked rows may go into the registers.
pub fn may_apply(record: &Record, policy: Policy) -> Result<()> {
    match record.state {
        State::Checked => {}
        State::Uploaded | State::Checking | State::Applying => return Err(Error::broken("intake-busy")),
        State::Mapped => return Err(Error::broken("intake-not-checked")),
        _ => return Err(Error::broken("intake-ended")),
    }
    if policy == Policy::All && record.refused > 0 {
        return Err(Error::Broken(Message::of("intake-rows-refused").with("count", record.refused)));
    }
    if record.chunks == 0 { Err(Error::broken("intake-nothing-to-take")) } else { Ok(()) }
}

/// Whether it may be stopped. All or nothing leaves nothing behind, good rows stay as far as they came.
pub fn may_cancel(record: &Record) -> Result<()> {
    match record.state {
        State::Done | State::Refused | State::Cancelled | State::Failed => Err(Error::broken("intake-ended")),
        _ => Ok(()),
    }
}

/// What the plan becomes under these decisions. A sheet that changes its register has its columns guessed anew.
pub fn decide(plan: &Plan, input: &MapSheets) -> Mapping {
    let chosen = |sheet: &PlannedSheet| {
        let choice = input.sheets.iter().flatten().find(|c| c.sheet == sheet.sheet);
        let register = choice.and_then(|c| c.register.clone());
        let kept = if register == sheet.register { choice.and_then(|c| c.columns.as_deref()) } else { None };
        let column = |given: &super::model::ColumnChoice| {
            let heading = given.heading.clone().filter(|h| !h.is_empty())?;
            let known = sheet.columns.iter().find(|c| c.heading == heading)?;
            Some(ColumnMapping {
                heading,
                field: given.fills.clone(),
                codes: known.codes.clone(),
                absent: known.absent.clone(),
            })
        };
        let columns = kept.unwrap_or_default().iter().filter_map(column).collect();
        SheetMapping { sheet: sheet.sheet.clone(), register, columns }
    };
    Mapping { sheets: plan.sheets.iter().filter(|s| s.table.is_some()).map(chosen).collect() }
}

/// What the reader found wrong with a row, as far as the register has a say in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Nothing.
    Sound,
    /// It points at something the workbook does not have; the register knows whether it is there already.
    Dangling,
    /// It cannot be taken, whatever the register says.
    Bad,
}

/// How a row reads.
pub fn reading(problems: &[CellProblem]) -> Reading {
    if problems.is_empty() {
        Reading::Sound
    } else if problems.iter().all(|p| p.message.key == DANGLING) {
        Reading::Dangling
    } else {
        Reading::Bad
    }
}

/// What a row will come to, from what the reader found and what its register answered when asked without writing.
///
/// A register that does not write cannot see rows of the same workbook: what it misses in a field whose target the reader
/// found there is no problem. What dangles in the workbook is no problem either when the register does not miss it.
pub fn verdict(register: &Register, values: &Map<String, Value>, read: &[CellProblem], answer: Taken) -> Taken {
    let Taken::Refused(mut complaints) = answer else { return answer };
    let in_workbook = met(register, values, read);
    complaints.retain(|c| !in_workbook.contains(c.field.as_str()));
    if complaints.is_empty() { Taken::Created } else { Taken::Refused(complaints) }
}

/// What a row comes to when two registers take it, the second following the first.
pub fn both(first: Taken, second: Taken) -> Taken {
    match (first, second) {
        (Taken::Refused(mut a), Taken::Refused(b)) => {
            a.extend(b);
            Taken::Refused(a)
        }
        (refused @ Taken::Refused(_), _) | (_, refused @ Taken::Refused(_)) => refused,
        (Taken::Created, _) => Taken::Created,
        (Taken::Unchanged, Taken::Unchanged) => Taken::Unchanged,
        _ => Taken::Updated,
    }
}

/// The fields with which this row points at others of the same workbook. The reader complains at the first field of a reference.
fn met<'r>(register: &'r Register, values: &Map<String, Value>, read: &[CellProblem]) -> BTreeSet<&'r str> {
    let dangles = |fields: &[String]| fields.first().is_some_and(|first| read.iter().any(|p| p.field == *first));
    let found = |fields: &&Vec<String>| fields.iter().all(|f| values.contains_key(f)) && !dangles(fields);
    register.references.iter().map(|r| &r.fields).filter(found).flatten().map(String::as_str).collect()
}

/// What stands with a refused row: what the reader found, a dangling cell only when the register misses its target too, and
/// everything else the register said.
pub fn problems(
    sheet: &PlannedSheet,
    register: &Register,
    number: u32,
    read: &[CellProblem],
    complaints: Vec<Complaint>,
) -> Vec<Problem> {
    let together = |a: &str, b: &str| {
        a == b || register.references.iter().any(|r| r.fields.iter().any(|f| f == a) && r.fields.iter().any(|f| f == b))
    };
    let stands =
        |p: &&CellProblem| p.message.key != DANGLING || complaints.iter().any(|c| together(&c.field, &p.field));
    let personal = |field: &str| register.of(field).is_some_and(|c| c.field.personal);
    let kept = |p: &CellProblem| if personal(&p.field) { unsaid(Problem::from(p)) } else { Problem::from(p) };
    let mut problems: Vec<Problem> = read.iter().filter(stands).map(kept).collect();
    for complaint in complaints {
        if problems.iter().any(|p| together(&p.field, &complaint.field)) {
            continue;
        }
        let column = sheet.columns.iter().find(|c| c.field.as_deref() == Some(&complaint.field));
        problems.push(Problem {
            field: complaint.field.clone(),
            heading: column.map(|c| c.heading.clone()).unwrap_or_default(),
            place: column.and_then(|c| sheet.table.as_ref()?.headings.iter().position(|h| h.column == c.column)),
            cell: column.map(|c| sheet::cell_name(c.column, number)).unwrap_or_default(),
            given: String::new(),
            message: Sentence::from(complaint),
        });
    }
    problems
}

/// The problem of a personal field without what stands in the cell: pages and tables show only where it is.
fn unsaid(problem: Problem) -> Problem {
    let hidden =
        |(name, value): (String, String)| if name == "given" { (name, HIDDEN.to_owned()) } else { (name, value) };
    let message =
        Sentence { params: problem.message.params.into_iter().map(hidden).collect(), key: problem.message.key };
    Problem { given: HIDDEN.to_owned(), message, ..problem }
}

/// Rows a second and the time left, once there is something to go by.
pub fn pace(record: &Record, now: Instant) -> (Option<u64>, Option<Span>) {
    let (Some(begun), done, total) = (record.begun_at, record.done, record.total) else { return (None, None) };
    let micros = (now - begun).0;
    if micros < 1_000_000 || done <= 0 {
        return (None, None);
    }
    let per_second = i128::from(done) * 1_000_000 / i128::from(micros);
    let left = i128::from(micros) * i128::from((total - done).max(0)) / i128::from(done);
    (u64::try_from(per_second).ok().filter(|r| *r > 0), i64::try_from(left).ok().map(Span))
}

#[cfg(test)]
mod tests {
    use kernel::form::{Field, Kind};
    use serde_json::json;
    use sheet::Column;

    use super::{super::model::Bringing, *};

    fn rooms() -> Register {
        Register::new("room", "房屋", "Rooms")
            .column(Column::new(Field::new("code", Kind::Text).required(), "房号", "Room").key())
            .column(Column::new(Field::new("owner", Kind::Text), "业主编号", "Owner"))
            .refers(&["owner"], "owner", &["number"])
    }

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn complaint(field: &str) -> Complaint {
        Complaint { field: field.into(), key: "x-wrong".into(), params: Vec::new() }
    }

    fn dangling(field: &str) -> CellProblem {
        CellProblem {
            field: field.into(),
            heading: "业主编号".into(),
            place: Some(1),
            cell: "B2".into(),
            message: Message::of(DANGLING),
            given: "9".into(),
        }
    }

    #[test]
    fn what_the_same_workbook_brings_is_not_missed_by_the_register() {
        let values = row(json!({"code": "1-1-101", "owner": "1"}));
        let missed = Taken::Refused(vec![complaint("owner")]);
        assert_eq!(verdict(&rooms(), &values, &[], missed.clone()), Taken::Created);
        assert_eq!(verdict(&rooms(), &values, &[dangling("owner")], missed.clone()), missed, "it is nowhere");
        let other = Taken::Refused(vec![complaint("owner"), complaint("code")]);
        assert_eq!(verdict(&rooms(), &values, &[], other), Taken::Refused(vec![complaint("code")]));
    }

    #[test]
    fn what_dangles_in_the_workbook_may_be_in_the_register_already() {
        let values = row(json!({"code": "1-1-101", "owner": "9"}));
        assert_eq!(reading(&[dangling("owner")]), Reading::Dangling);
        assert_eq!(verdict(&rooms(), &values, &[dangling("owner")], Taken::Updated), Taken::Updated);
        let other = Taken::Refused(vec![complaint("owner")]);
        assert_eq!(
            verdict(&rooms(), &values, &[dangling("code")], other),
            Taken::Created,
            "the owner is in the workbook"
        );
        let bad = CellProblem { message: Message::of("invalid-date"), ..dangling("code") };
        assert_eq!(reading(&[dangling("owner"), bad]), Reading::Bad);
    }

    #[test]
    fn what_stands_in_a_personal_cell_is_not_repeated() {
        let phone = Field { personal: true, ..Field::new("phone", Kind::Phone) };
        let owners = Register::new("owner", "业主", "Owners").column(Column::new(phone, "手机号", "Phone"));
        let read = CellProblem {
            message: Message::of("sheet-digits-lost").with("given", "1.39E+10"),
            given: "1.39E+10".into(),
            ..dangling("phone")
        };
        let sheet = PlannedSheet {
            sheet: "业主".into(),
            register: Some("owner".into()),
            confidence: 100,
            table: None,
            columns: Vec::new(),
            missing: Vec::new(),
        };
        let said = problems(&sheet, &owners, 2, &[read], Vec::new());
        assert_eq!((said[0].given.as_str(), said[0].message.params[0].1.as_str()), ("***", "***"));
        assert_eq!(said[0].cell, "B2", "but where it stands is said");
    }

    #[test]
    fn a_row_taken_by_two_registers_is_new_when_the_first_has_it_not() {
        assert_eq!(both(Taken::Created, Taken::Created), Taken::Created);
        assert_eq!(both(Taken::Unchanged, Taken::Created), Taken::Updated, "a known room got an owner");
        assert_eq!(both(Taken::Unchanged, Taken::Unchanged), Taken::Unchanged);
        let refused = Taken::Refused(vec![complaint("owner")]);
        assert_eq!(both(Taken::Created, refused.clone()), refused);
    }

    fn record(state: State, policy: Policy, refused: i64) -> Record {
        let nobody = uuid::Uuid::nil();
        let bringing = Bringing {
            source: String::new(),
            policy,
            lang: kernel::Lang::Zh,
            by: (nobody, String::new()),
            at: Instant(0),
        };
        let (org, id) = (kernel::Id::from_uuid(nobody), kernel::Id::from_uuid(nobody));
        let fresh = Record::brought(org, id, (nobody, "a.xlsx".to_owned()), bringing);
        Record { state, refused, total: 100, done: 50, chunks: 1, ..fresh }
    }

    #[test]
    fn one_wrong_row_stops_all_or_nothing_but_not_the_good_rows() {
        assert!(may_apply(&record(State::Checked, Policy::All, 0), Policy::All).is_ok());
        assert!(may_apply(&record(State::Checked, Policy::All, 1), Policy::All).is_err());
        assert!(may_apply(&record(State::Checked, Policy::All, 1), Policy::Good).is_ok());
        assert!(may_apply(&record(State::Mapped, Policy::All, 0), Policy::Good).is_err(), "nothing was checked");
    }

    #[test]
    fn what_is_not_over_can_be_stopped() {
        assert!(may_cancel(&record(State::Applying, Policy::Good, 0)).is_ok());
        assert!(may_cancel(&record(State::Applying, Policy::All, 0)).is_ok());
        assert!(may_cancel(&record(State::Done, Policy::All, 0)).is_err());
    }

    #[test]
    fn the_pace_is_said_after_a_second() {
        let record = record(State::Checking, Policy::All, 0);
        assert_eq!(pace(&record, Instant(500_000)), (None, None));
        assert_eq!(pace(&record, Instant(10_000_000)), (Some(5), Some(Span::seconds(10))));
    }
}
