//! The nouns of the tree and what is asked to change it.

use kernel::{Instant, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

words! {
    /// What kind of unit it is.
    OrgKind {
        /// 公司
        Company = "company",
        /// 分公司
        Branch = "branch",
        /// 小区、项目
        Community = "community",
        /// 部门
        Department = "department",
    }
}

words! {
    /// What a community is made of.
    Profile {
        /// 住宅
        Residential = "residential",
        /// 商业
        Retail = "retail",
        /// 写字楼
        Office = "office",
        /// 案场
        ShowHome = "show_home",
    }
}

words! {
    /// Where a unit stands in its life.
    OrgState {
        /// 运营中
        Active = "active",
        /// 已结束
        Ended = "ended",
    }
}

/// One unit of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct OrgRow {
    /// The unit.
    pub id: OrgId,
    /// The unit above; none for the company.
    pub parent_id: Option<OrgId>,
    /// What kind of unit it is.
    pub kind: OrgKind,
    /// The short code in numbers and file names: `CH`.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The ids from the company down to the unit itself, each followed by a slash.
    pub path: String,
    /// What a community is made of, as a word of [`Profile`].
    pub profile: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// Its own telephone.
    pub phone: Option<String>,
    /// The key of the calendar its office works by.
    pub calendar: String,
    /// Where it stands in its life.
    pub state: OrgState,
    /// When it was entered.
    pub created_at: Instant,
}

/// A new unit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddOrg {
    /// The unit above.
    pub parent_id: OrgId,
    /// What kind of unit it is.
    pub kind: OrgKind,
    /// A short code, unique in the company.
    #[schemars(length(min = 1, max = 20))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// What a community is made of.
    pub profile: Option<Profile>,
    /// Where it is.
    #[schemars(length(max = 200))]
    pub address: Option<String>,
    /// Its own telephone.
    #[schemars(extend("x-kind" = "phone"))]
    pub phone: Option<String>,
    /// The key of the calendar its office works by.
    #[schemars(length(max = 40))]
    pub calendar: Option<String>,
}

/// New words about a unit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditOrg {
    /// The unit.
    pub id: OrgId,
    /// A short code, unique in the company.
    #[schemars(length(min = 1, max = 20))]
    pub code: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// What a community is made of.
    pub profile: Option<Profile>,
    /// Where it is.
    #[schemars(length(max = 200))]
    pub address: Option<String>,
    /// Its own telephone.
    #[schemars(extend("x-kind" = "phone"))]
    pub phone: Option<String>,
    /// The key of the calendar its office works by.
    #[schemars(length(max = 40))]
    pub calendar: Option<String>,
}

/// One unit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisOrg {
    /// The unit.
    pub id: OrgId,
}

/// The unit that was made or changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrgDone {
    /// The unit.
    pub id: OrgId,
}

/// What to leave out of the list of units.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct OrgFilter {
    /// One unit.
    pub id: Option<OrgId>,
    /// Units of one kind.
    pub kind: Option<OrgKind>,
    /// Units in one state.
    pub state: Option<OrgState>,
}
