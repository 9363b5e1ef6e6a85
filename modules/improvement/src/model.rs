//! Measures of the library, and what is asked of them.

use desk::Category;
use kernel::{Id, Instant, Noun, OrgId, words};
use org::PostId;
use process::runtime::CaseId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// The field of service a measure belongs to.
    Service {
        /// Guards and patrols.
        Order = "order",
        /// How people work together.
        Team = "team",
        /// Equipment and public places.
        Facilities = "facilities",
        /// Cleaning.
        Cleaning = "cleaning",
        /// Gardens.
        Greening = "greening",
        /// Cars.
        Traffic = "traffic",
        /// Repairs inside homes.
        HomeRepair = "home_repair",
        /// The desk and the stewards.
        Customers = "customers",
        /// More than the contract asks.
        AddedServices = "added_services",
        /// Sales offices.
        ShowHome = "show_home",
    }
}

/// A measure that ships with the product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    pub key: String,
    #[serde(rename = "area")]
    pub service: Service,
    pub zh: String,
    pub en: String,
}

/// A measure that a community took over.
#[derive(Debug)]
pub struct AdoptedMeasure;
impl Noun for AdoptedMeasure {
    const PREFIX: &'static str = "adopted_measure";
}
/// Its id.
pub type AdoptedMeasureId = Id<AdoptedMeasure>;

/// What is asked of the library.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AskMeasures {
    /// Words of the measure.
    #[schemars(length(max = 60))]
    pub q: Option<String>,
    /// One field of service.
    pub service: Option<Service>,
    /// Those taken over, or those not.
    pub adopted: Option<bool>,
}

/// A measure is taken over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AdoptMeasure {
    /// Which, by its key in the library.
    #[schemars(length(min = 1, max = 60))]
    pub key: String,
    /// The post it is given to.
    pub post_id: PostId,
    /// Where it is done; the whole community of the post when left out.
    pub place_id: Option<PlaceId>,
    /// What is to be reached.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub details: Option<String>,
}

/// The measure that was taken over, and the case that follows it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Adopted {
    /// It.
    pub id: AdoptedMeasureId,
    /// The case.
    pub case_id: CaseId,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize, store::Record)]
pub(crate) struct AdoptedRow {
    pub id: AdoptedMeasureId,
    pub org_id: OrgId,
    pub key: String,
    pub case_id: CaseId,
    pub post_id: PostId,
    pub post_name: String,
    pub person_name: Option<String>,
    pub by_name: String,
    pub at: Instant,
}

/// A measure as it was taken over somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Adoption {
    /// The case that follows it.
    pub case_id: CaseId,
    /// Its number.
    pub number: String,
    /// Where it stands, in words.
    pub stage: String,
    /// What that means.
    pub category: Category,
    /// The post it was given to.
    pub post: String,
    /// Who filled it then.
    pub person: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// When.
    pub at: Instant,
}

/// A measure of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureLine {
    /// Its key.
    pub key: String,
    /// The field of service.
    pub service: Service,
    /// What is done.
    pub text: String,
    /// Where the reader's communities took it over.
    pub adoptions: Vec<Adoption>,
}

/// The library as it was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Measures {
    /// The measures.
    pub rows: Vec<MeasureLine>,
}
