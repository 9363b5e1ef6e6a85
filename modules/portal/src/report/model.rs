//! What is asked to report something, and what a printed code stands for.

use asset::AssetLine;
use kernel::{Instant, OrgId, words};
use process::runtime::CaseId;
use property::{PlaceId, PlaceLine};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::PhotoId;

words! {
    /// What a resident has to say.
    Matter {
        /// 报修
        Repair = "repair",
        /// 投诉
        Complaint = "complaint",
    }
}

/// A report by a resident.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Report {
    /// A repair or a complaint.
    pub matter: Matter,
    /// Which of his rooms it is about.
    pub place_id: PlaceId,
    /// Where, when it is not inside the room.
    #[schemars(length(max = 60))]
    pub elsewhere: Option<String>,
    /// What is wrong, in a line.
    #[schemars(length(min = 2, max = 120))]
    pub summary: String,
    /// Pictures of it.
    pub photos: Option<Vec<PhotoId>>,
    /// Whether people or property are in danger.
    pub danger: Option<bool>,
    /// More about it.
    #[schemars(length(max = 1000), extend("x-kind" = "long_text"))]
    pub details: Option<String>,
    /// When it suits him.
    pub appointment: Option<Instant>,
}

/// A report by somebody who scanned a code.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Scan {
    /// What the code says.
    #[schemars(length(min = 1, max = 60))]
    pub code: String,
    /// What is wrong, in a line.
    #[schemars(length(min = 2, max = 120))]
    pub summary: String,
    /// Pictures of it.
    pub photos: Option<Vec<PhotoId>>,
    /// Whether people or property are in danger.
    pub danger: Option<bool>,
    /// Under which number he can be asked back.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub your_phone: Option<String>,
    /// How to call him.
    #[schemars(length(max = 40), extend("x-personal" = true))]
    pub your_name: Option<String>,
}

/// Which code.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ThisCode {
    /// What it says.
    #[schemars(length(min = 1, max = 60))]
    pub code: String,
}

/// Which link.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ThisLink {
    /// What whoever reported was given.
    #[schemars(length(min = 1, max = 60))]
    pub link: String,
}

/// A report that was taken in, or that had been already.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scanned {
    /// The case's number.
    pub number: String,
    /// The end of the address under which it can be followed.
    pub link: String,
}

/// What a printed code stands for.
#[derive(Debug, Clone)]
pub enum Labelled {
    /// A place.
    Place(PlaceLine),
    /// A piece of equipment, and where it stands.
    Asset(AssetLine, Option<PlaceLine>),
}

impl Labelled {
    /// The community.
    pub fn org(&self) -> OrgId {
        match self {
            Self::Place(place) => place.org_id,
            Self::Asset(asset, _) => asset.org_id,
        }
    }

    /// The place itself, or where the equipment stands.
    pub fn place(&self) -> Option<&PlaceLine> {
        match self {
            Self::Place(place) => Some(place),
            Self::Asset(_, place) => place.as_ref(),
        }
    }
}

/// Whom a link belongs to.
#[derive(Debug, store::Record)]
pub struct Followed {
    /// The case it shows.
    pub case_id: CaseId,
}

/// What a printed code stands for, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LabelShown {
    /// What it is.
    pub name: String,
    /// Where it stands, for equipment.
    pub place: Option<String>,
}
