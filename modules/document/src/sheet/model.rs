//! What records say, and sheets made of that.

use std::collections::BTreeMap;

use kernel::{Date, Money, OrgId};
use serde::{Deserialize, Serialize};

use crate::template::model::DocumentKind;

/// What a paper is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What the paper is.
    pub kind: DocumentKind,
    /// The record, by its written id: a payment, a letter, a refund, a deduction; of notices and statements the room or parking space.
    pub id: String,
    /// Of a statement: its days, both counted; this year when left out.
    pub days: Option<(Date, Date)>,
}

impl Subject {
    /// What tells its papers from others.
    pub(crate) fn key(&self) -> String {
        match self.days {
            Some((from, until)) => format!("{}/{from}/{until}", self.id),
            None => self.id.clone(),
        }
    }
}

/// What a record says, in words, by the keys templates use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The number of the paper; empty when it has none.
    pub number: String,
    /// Fields.
    pub fields: BTreeMap<&'static str, String>,
    /// The table, a line after the other.
    pub rows: Vec<BTreeMap<&'static str, String>>,
    /// Whether it does not count any more.
    pub voided: bool,
    /// What of it was given back since.
    pub given_back: Money,
}

/// Which of its papers a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// One to look at, before its template is published.
    Sample,
    /// What a resident takes on his phone.
    Electronic,
    /// A copy that is noted, from 1.
    Nth(i64),
}

/// A record with its paper's words.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// The community.
    pub org: OrgId,
    /// What tells its papers from others.
    pub key: String,
    /// What it says.
    pub facts: Facts,
}

/// A heading with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Entry {
    pub name: String,
    pub words: String,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Head {
    pub name: String,
    /// Numbers stand at the right.
    pub right: bool,
    /// Takes what room is left.
    pub wide: bool,
}

/// A paper ready to be set or shown: all there is on it, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Sheet {
    pub head: Vec<String>,
    pub title: String,
    pub number: String,
    /// 作废, 补打 and the like.
    pub marks: Vec<String>,
    pub fields: Vec<Entry>,
    pub columns: Vec<Head>,
    pub rows: Vec<Vec<String>>,
    pub notes: Vec<String>,
    pub foot: Vec<String>,
    /// Whether the code that leads to the resident's bills is on it.
    pub code: bool,
}
