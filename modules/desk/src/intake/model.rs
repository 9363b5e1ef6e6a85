//! What is typed at the desk and what it shows.

use knowledge::ArticleRow;
use party::PersonId;
use property::{PlaceId, PlaceLine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    board::model::Figures,
    case::model::{CaseLine, Timing},
    mass_incident::model::MassIncidentRow,
};

/// What the desk is asked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskDesk {
    /// A room, a telephone number or its last four digits, a name.
    #[schemars(length(max = 100))]
    pub q: Option<String>,
    /// The place the call is about.
    pub place: Option<PlaceId>,
    /// Whoever calls.
    pub person: Option<PersonId>,
    /// What is asked, to find the standard answer.
    #[schemars(length(max = 100))]
    pub about: Option<String>,
    /// The process to register; repair when left out.
    #[schemars(length(max = 40))]
    pub process: Option<String>,
    /// Cases below: of which process.
    #[schemars(length(max = 40))]
    pub show: Option<String>,
    /// Cases below: how they stand with their limits.
    pub timing: Option<Timing>,
}

/// Something the typed words may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The first line.
    pub title: String,
    /// The second.
    pub subtitle: String,
    /// Where it leads on the desk.
    pub path: String,
}

/// What the desk knows about one call.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Desk {
    /// The figures of everything in the scope.
    pub figures: Figures,
    /// What the words may mean, when it is not one thing only.
    pub found: Vec<Found>,
    /// The place the call is about.
    pub place: Option<PlaceLine>,
    /// Its people, vehicles and hints, for those who may see persons.
    pub household: Option<party::Household>,
    /// Its cases, open ones first.
    pub cases: Vec<CaseLine>,
    /// Mass incidents that a call from there may be about.
    pub incidents: Vec<MassIncidentRow>,
    /// Standard answers beside a question; absent where none is asked.
    pub answers: Option<Vec<ArticleRow>>,
    /// What presses most of everything in the scope.
    pub pressing: Vec<CaseLine>,
}
