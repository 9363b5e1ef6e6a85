//! Moving one occurrence to another day, within what its plan allows.

use kernel::{Date, Instant, Message, Span};

use super::{
    CalendarShift, Occurrence, Plan, Skip, State, View,
    local::{instant, local, moved},
};

/// Why an occurrence cannot go to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Immovable {
    /// Somebody is at it, or it is over.
    Begun,
    /// The day is over.
    Past,
    /// Another time of the same plan is due on that day, or would come before it: the rhythm would be lost.
    Rhythm {
        /// The day of the other one.
        other: Date,
    },
    /// The plan is confined to a part of the year the day does not lie in, or has ended by then.
    OutOfSeason,
    /// The plan keeps to open days, and the day is closed.
    Closed,
}

impl Immovable {
    /// Why, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::Begun => Message::of("occurrence-move-begun"),
            Self::Past => Message::of("occurrence-move-past"),
            Self::Rhythm { other } => Message::of("occurrence-move-rhythm").with("other", other),
            Self::OutOfSeason => Message::of("occurrence-move-season"),
            Self::Closed => Message::of("occurrence-move-closed"),
        }
    }
}

/// The occurrence on another day, at the same times of that day. It keeps its key, so it is the same time of the plan; it is touched,
/// so editing the plan leaves it alone. `others` are the other times of the plan around, as [`super::preview`] tells them.
///
/// # Errors
/// Why it cannot go there.
pub fn postpone(
    plan: &Plan,
    view: &View,
    one: &Occurrence,
    others: &[Occurrence],
    (day, now): (Date, Instant),
) -> Result<Occurrence, Immovable> {
    if !matches!(one.state, State::Planned | State::Released) {
        return Err(Immovable::Begun);
    }
    if day < now.date(view.zone) {
        return Err(Immovable::Past);
    }
    if !plan.in_season(day.0) || plan.until.is_some_and(|until| day > until) {
        return Err(Immovable::OutOfSeason);
    }
    let keeps_open = plan.calendar_shift != CalendarShift::None;
    if keeps_open && view.calendar.is_some_and(|calendar| calendar.on(day).is_empty()) {
        return Err(Immovable::Closed);
    }
    let counts =
        |other: &&Occurrence| other.key != one.key && !matches!(other.state, State::Skipped(Skip::Superseded { .. }));
    let between = others.iter().filter(counts).find(|other| {
        let later = (other.nominal, &other.key) > (one.nominal, &one.key);
        if day > one.day { later && other.day <= day } else { !later && other.day >= day && other.day < one.day }
    });
    if let Some(other) = between {
        return Err(Immovable::Rhythm { other: other.day });
    }
    let by = Span::days(day.days_since(one.day));
    let shifted = |at: Instant| instant(moved(local(at, view.zone), by), view.zone);
    let release = shifted(one.release);
    let state = if release > now { State::Planned } else { one.state.clone() };
    Ok(Occurrence {
        day,
        release,
        opens: shifted(one.opens),
        closes: shifted(one.closes),
        state,
        touched: true,
        ..one.clone()
    })
}
