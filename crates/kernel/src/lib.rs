//! The pure foundations every module stands on: ids, money, time, calendars, actors, errors, forms, expressions.
//!
//! Deliberately absent: I/O, async, business nouns.

pub mod actor;
pub mod budget;
pub mod calendar;
pub mod cell;
pub mod error;
pub mod expr;
pub mod form;
pub mod id;
pub mod lang;
pub mod money;
pub mod time;
pub mod word;

pub use actor::{Actor, ActorKind, COMPANY, DEPUTY, Grant, Org, OrgId, PUBLIC, Permission, SIGNED_IN, Scope};
pub use budget::{Basis, Budget};
pub use calendar::{Calendar, CalendarError};
pub use error::{Error, FieldError, Message, Result};
pub use id::{Id, Noun};
pub use lang::{Label, Lang, Words};
pub use money::{Area, Money, Rate};
pub use time::{Clock, Date, Instant, Span};
