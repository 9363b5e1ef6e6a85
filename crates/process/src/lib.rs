//! The case engine: a process is data, deciding is a pure function, and the tables remember what was decided.
//!
//! `decide` turns a command into events or a refusal, `evolve` folds events into the state, `due` says when to look again. No
//! clock is read and nothing is awaited in that core; [`runtime`] keeps it in the database.

mod calendars;
mod clocks;
mod decide;
pub mod definition;
pub mod drafting;
pub mod event;
mod evidence;
mod field;
mod foresee;
mod giving;
mod guard;
mod include;
mod lint;
mod load;
mod names;
mod offers;
mod outline;
mod readers;
mod refusal;
pub mod runtime;
mod sample;
pub mod state;
pub mod story;
mod supplying;
mod unreadable;
mod views;
mod ways;
pub mod what_if;
mod written;

pub use calendars::Calendars;
pub use decide::{Command, MOST_EVENTS, decide, due};
pub use definition::{Category, Definition, Effect, Words};
pub use event::{Event, Outcome, Person, What, Who};
pub use field::{ChoiceSpec, FieldSpec, KindSpec};
pub use foresee::{Foreseen, Onward, foresee};
pub use guard::CONFIRMED;
pub use include::{FragmentOutline, Include, Library, Parameter};
pub use lint::{Problem, lint, roles::vacant_stages};
pub use load::NotADefinition;
pub use names::{OUTCOMES, schema};
pub use offers::{ClockMark, ClockView, Offer, call_after, next_deadline, offers, opening_form, summary, work_offers};
pub use outline::Outline;
pub use refusal::Refusal;
pub use sample::{draw, percentile};
pub use state::{ChildState, ClockState, Round, State, Undoable, evolve};
pub use unreadable::{At, Unreadable};
pub use views::{Mode, edit_form};
pub use ways::Way;
pub use written::{Ask, BudgetSource, Route, RungAt, TableCell, Target};
