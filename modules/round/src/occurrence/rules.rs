//! Between rows and what the engine calls an occurrence; which case a failed step opens – pure.

use chrono::NaiveDateTime;
use kernel::{Error, Instant, Money, Result};
use meter::Dial;
use round::{
    plan::{Occurrence, Skip, State},
    procedure::{OnFail, Procedure, Unit, Verdict},
};
use serde_json::{Map, Value};

use super::model::{CameOf, EngineRow, OccurrenceRow, Standing};
use crate::procedure::model::System;

const LOCAL: &str = "%Y-%m-%dT%H:%M:%S";

/// A local time as the table keeps it.
pub(crate) fn local(at: NaiveDateTime) -> String {
    at.format(LOCAL).to_string()
}

/// The works for which papers may be asked of whoever does it: its system, and what else it says of itself.
pub(crate) fn works(procedure: &Procedure) -> Vec<&str> {
    std::iter::once(&procedure.system).chain(&procedure.work).map(String::as_str).collect()
}

/// The columns a state is kept in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub state: Standing,
    pub ended_at: Option<Instant>,
    pub reason: Option<String>,
    pub by_name: Option<String>,
    pub superseded_by: Option<String>,
}

impl Kept {
    pub(crate) fn of(state: &State) -> Self {
        let plain = |state, ended_at| Self { state, ended_at, reason: None, by_name: None, superseded_by: None };
        match state {
            State::Planned => plain(Standing::Planned, None),
            State::Released => plain(Standing::Released, None),
            State::InProgress => plain(Standing::InProgress, None),
            State::Done { at } => plain(Standing::Done, Some(*at)),
            State::Missed { made_up } => plain(Standing::Missed, *made_up),
            State::Skipped(Skip::Superseded { by }) => {
                Self { superseded_by: Some(by.clone()), ..plain(Standing::Skipped, None) }
            }
            State::Skipped(Skip::Given { reason, by, at }) => {
                Self { reason: Some(reason.clone()), by_name: Some(by.clone()), ..plain(Standing::Skipped, *at) }
            }
        }
    }

    fn read(self) -> State {
        match (self.state, self.superseded_by) {
            (Standing::Planned, _) => State::Planned,
            (Standing::Released, _) => State::Released,
            (Standing::InProgress, _) => State::InProgress,
            (Standing::Done, _) => State::Done { at: self.ended_at.unwrap_or(Instant(0)) },
            (Standing::Missed, _) => State::Missed { made_up: self.ended_at },
            (Standing::Skipped, Some(by)) => State::Skipped(Skip::Superseded { by }),
            (Standing::Skipped, None) => State::Skipped(Skip::Given {
                reason: self.reason.unwrap_or_default(),
                by: self.by_name.unwrap_or_default(),
                at: self.ended_at,
            }),
        }
    }
}

/// A row as the engine knows it.
pub(crate) fn read(row: &EngineRow) -> Result<Occurrence> {
    let nominal = NaiveDateTime::parse_from_str(&row.nominal, LOCAL).map_err(|_| Error::NotFound)?;
    let kept = Kept {
        state: row.state,
        ended_at: row.ended_at,
        reason: row.reason.clone(),
        by_name: row.by_name.clone(),
        superseded_by: row.superseded_by.clone(),
    };
    Ok(Occurrence {
        key: row.key.clone(),
        nominal,
        day: row.day,
        release: row.release_at,
        opens: row.opens_at,
        closes: row.closes_at,
        state: kept.read(),
        touched: row.touched,
    })
}

/// The engine's part of a whole row.
pub(crate) fn engine_row(row: &OccurrenceRow) -> EngineRow {
    EngineRow {
        id: row.id,
        key: row.key.clone(),
        nominal: row.nominal.clone(),
        day: row.day,
        release_at: row.release_at,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        state: row.state,
        ended_at: row.ended_at,
        reason: row.reason.clone(),
        by_name: row.by_name.clone(),
        superseded_by: row.superseded_by.clone(),
        touched: row.touched,
    }
}

/// The word a verdict is kept by.
pub(crate) const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Good => "good",
        Verdict::Warned => "warned",
        Verdict::NotApplicable => "not_applicable",
        Verdict::Open => "open",
        Verdict::Skipped => "skipped",
        Verdict::Failed => "failed",
        Verdict::OutOfLimits => "out_of_limits",
        Verdict::Missing => "missing",
        Verdict::Unfit => "unfit",
    }
}

/// What came of a case: how often its work was not passed, and what was taken off, from whom.
pub(crate) fn came_of(number: &str, reworks: u32, fields: &Map<String, Value>) -> CameOf {
    let whole = |name: &str| fields.get(name).and_then(Value::as_i64).unwrap_or(0);
    let responsible = fields.get("responsible").and_then(Value::as_str).map(|who| who.trim().to_owned());
    CameOf {
        number: number.to_owned(),
        reworks: i64::from(reworks),
        points: whole("points"),
        deducted_fen: Money(whole("deduction")),
        responsible: responsible.filter(|who| !who.is_empty()),
    }
}

/// The meter a step reads: the only one of these that counts in a unit of the step. Of several none is meant.
pub(crate) fn read_by<'a>(unit: &Unit, dials: &'a [Dial]) -> Option<&'a Dial> {
    let words = || [&unit.0.zh, &unit.0.en].into_iter().flat_map(|text| text.split_whitespace());
    let mut fit = dials.iter().filter(|dial| words().any(|word| word == dial.meter.kind.unit()));
    let first = fit.next()?;
    fit.next().is_none().then_some(first)
}

/// The process of the case in which a reading is looked into that cannot be entered.
pub(crate) const READING_PROCESS: &str = "meter_exception";

/// The process of the case a failed step opens: what the step says, in the form its system and target have.
pub(crate) const fn case_process(follows: OnFail, system: System, on_asset: bool) -> Option<&'static str> {
    match (follows, system) {
        (OnFail::None, _) => None,
        (OnFail::Repair, _) if on_asset => Some("equipment_fault"),
        (OnFail::Repair, _) => Some("repair"),
        (OnFail::Nonconformity, System::Cleaning | System::Waste) => Some("cleaning_nonconformity"),
        (OnFail::Nonconformity, System::Greening) => Some("greening_nonconformity"),
        (OnFail::Nonconformity, _) => Some("service_nonconformity"),
        (OnFail::Incident, _) => Some("incident"),
    }
}

#[cfg(test)]
mod tests {
    use meter::{Hung, MeterKind};
    use round::procedure::Words;

    use super::*;

    #[test]
    fn every_state_is_kept_and_read_as_itself() {
        let states = [
            State::Planned,
            State::Released,
            State::InProgress,
            State::Done { at: Instant(7) },
            State::Skipped(Skip::Superseded { by: "plan_1".into() }),
            State::Skipped(Skip::Given { reason: "停用".into(), by: "赵师傅".into(), at: Some(Instant(8)) }),
            State::Skipped(Skip::Given { reason: "停用".into(), by: "赵师傅".into(), at: None }),
            State::Missed { made_up: None },
            State::Missed { made_up: Some(Instant(9)) },
        ];
        for state in states {
            assert_eq!(Kept::of(&state).read(), state);
        }
    }

    #[test]
    fn a_step_reads_the_only_meter_that_counts_in_its_unit() {
        let dial = |kind: MeterKind, number: &str| Dial {
            meter: Hung {
                id: kernel::Id::from_uuid(uuid::Uuid::nil()),
                number: number.into(),
                kind,
                place_id: None,
                asset_id: None,
            },
            last: None,
            usual: None,
        };
        let unit = |zh: &str, en: &str| Unit(Words { zh: zh.into(), en: en.into() });
        let (water, power, hours) =
            (dial(MeterKind::Water, "S1"), dial(MeterKind::Electricity, "D1"), dial(MeterKind::Hours, "H1"));
        let all = [water.clone(), power, hours];
        let number = |unit: &Unit, dials: &[Dial]| read_by(unit, dials).map(|dial| dial.meter.number.clone());
        assert_eq!(number(&unit("m³", "m³"), &all).as_deref(), Some("S1"));
        assert_eq!(number(&unit("kWh", "kWh"), &all).as_deref(), Some("D1"), "an hour is no kilowatt-hour");
        assert_eq!(number(&unit("度 或 m³", "kWh or m³"), &all), None, "either might be meant");
        assert_eq!(number(&unit("度 或 m³", "kWh or m³"), &[water]).as_deref(), Some("S1"));
        assert_eq!(number(&unit("℃", "℃"), &all), None);
    }

    #[test]
    fn a_failed_step_opens_the_case_of_its_kind() {
        assert_eq!(case_process(OnFail::Repair, System::Lift, true), Some("equipment_fault"));
        assert_eq!(case_process(OnFail::Repair, System::Building, false), Some("repair"));
        assert_eq!(case_process(OnFail::Nonconformity, System::Cleaning, false), Some("cleaning_nonconformity"));
        assert_eq!(case_process(OnFail::Incident, System::Lift, true), Some("incident"));
        assert_eq!(case_process(OnFail::None, System::Lift, true), None);
    }
}
