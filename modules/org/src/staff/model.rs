//! Staff, posts and assignments, and what is asked to change them.

use kernel::{Date, Instant, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{AssignmentId, PostId, Role, StaffId, Trade};

words! {
    /// Where a member of staff stands.
    StaffState {
        /// 在职
        Employed = "employed",
        /// 离职
        Left = "left",
    }
}

words! {
    /// Where a post stands.
    PostState {
        /// 开放
        Open = "open",
        /// 已撤销
        Closed = "closed",
    }
}

/// A member of staff as the table holds him.
#[derive(Debug, Clone, store::Record)]
pub struct StaffRow {
    /// Who.
    pub id: StaffId,
    /// Where employed.
    pub unit_id: OrgId,
    /// The number on the badge.
    pub number: String,
    /// The name.
    pub name: String,
    /// The wrapped key of what is sealed.
    pub key: Vec<u8>,
    /// The phone, sealed.
    pub phone: Option<Vec<u8>>,
    /// The phone as everybody may see it.
    pub phone_masked: String,
    /// Where he stands.
    pub state: StaffState,
    /// When he was entered.
    pub created_at: Instant,
}

/// A member of staff as lists, records and the audit show him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaffShown {
    /// Who.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// The number on the badge.
    pub number: String,
    /// Where employed.
    pub unit_id: OrgId,
    /// The name of that unit.
    pub unit: String,
    /// The phone, masked.
    pub phone: String,
    /// The trades he can do.
    pub trades: Vec<Trade>,
    /// Where he stands.
    pub state: StaffState,
    /// When he was entered.
    pub created_at: Instant,
}

/// Somebody by name, for those who assign work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct StaffName {
    /// Who.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// The number on the badge.
    pub number: String,
}

/// A new member of staff.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddStaff {
    /// Where employed.
    pub unit_id: OrgId,
    /// The number on the badge, unique in the company.
    #[schemars(length(min = 1, max = 20))]
    pub number: String,
    /// The name.
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// The phone.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub phone: Option<String>,
    /// The trades he can do.
    pub trades: Option<Vec<Trade>>,
    /// The post he fills from today on.
    pub post_id: Option<PostId>,
}

/// New words about a member of staff.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditStaff {
    /// Who.
    pub id: StaffId,
    /// Where employed.
    pub unit_id: OrgId,
    /// The number on the badge, unique in the company.
    #[schemars(length(min = 1, max = 20))]
    pub number: String,
    /// The name.
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// A new phone; the known one stays when it is left out.
    #[schemars(extend("x-kind" = "phone", "x-personal" = true))]
    pub phone: Option<String>,
    /// The trades he can do.
    pub trades: Option<Vec<Trade>>,
}

/// One member of staff.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisStaff {
    /// Who.
    pub id: StaffId,
}

/// Somebody who fills a post.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct Filling {
    /// The post.
    pub post_id: PostId,
    /// Who.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// The number on the badge.
    pub number: String,
}

/// A post with whoever fills it today.
#[derive(Debug, Clone)]
pub struct PostPeople {
    /// The post.
    pub id: PostId,
    /// The role whose work it is.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// The unit it belongs to.
    pub org_id: OrgId,
    /// Who fills it.
    pub people: Vec<StaffName>,
}

/// Somebody leaves.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndStaff {
    /// Who.
    pub id: StaffId,
    /// Although he has open work that nobody took over.
    pub leave_open: Option<bool>,
}

/// The member of staff that was entered or changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StaffDone {
    /// Who.
    pub id: StaffId,
}

/// A personal field in the clear.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Revealed {
    /// Who.
    pub id: StaffId,
    /// The phone.
    pub phone: String,
}

/// Which members of staff to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct StaffFilter {
    /// One of them.
    pub id: Option<StaffId>,
    /// Those employed in one unit.
    pub unit_id: Option<OrgId>,
    /// Those in one state.
    pub state: Option<StaffState>,
    /// Those who can do a trade.
    pub trade: Option<Trade>,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct PostRow {
    /// The post.
    pub id: PostId,
    /// What it is called.
    pub name: String,
    /// The unit it belongs to.
    pub org_id: OrgId,
    /// The role whose work it is.
    pub role: String,
    /// What is to be done.
    pub duties: Option<String>,
    /// Where it stands.
    pub state: PostState,
    /// When it was entered.
    pub created_at: Instant,
}

/// A new post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddPost {
    /// The unit it belongs to.
    pub org_id: OrgId,
    /// What it is called.
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// The role whose work it is.
    pub role: Role,
    /// What is to be done.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub duties: Option<String>,
}

/// New words about a post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditPost {
    /// The post.
    pub id: PostId,
    /// What it is called.
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// The role whose work it is.
    pub role: Role,
    /// What is to be done.
    #[schemars(length(max = 500), extend("x-kind" = "long_text"))]
    pub duties: Option<String>,
}

/// One post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisPost {
    /// The post.
    pub id: PostId,
}

/// The post that was made or changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PostDone {
    /// The post.
    pub id: PostId,
}

/// Which posts to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PostFilter {
    /// One of them.
    pub id: Option<PostId>,
    /// Those of one unit.
    pub org_id: Option<OrgId>,
    /// Those for one role.
    pub role: Option<Role>,
    /// Those in one state.
    pub state: Option<PostState>,
}

/// Somebody filling a post, with the names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct AssignmentRow {
    /// The assignment.
    pub id: AssignmentId,
    /// The unit of the post.
    pub org_id: OrgId,
    /// Who fills it.
    pub staff_id: StaffId,
    /// His name.
    pub staff: String,
    /// The post.
    pub post_id: PostId,
    /// Its name.
    pub post: String,
    /// From which day on.
    pub from_on: Date,
    /// To which day, inclusive.
    pub to_on: Option<Date>,
}

/// Somebody is to fill a post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddAssignment {
    /// Who.
    pub staff_id: StaffId,
    /// The post.
    pub post_id: PostId,
    /// From which day on; today when left out.
    pub from_on: Option<Date>,
    /// To which day, inclusive.
    pub to_on: Option<Date>,
}

/// Somebody leaves a post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndAssignment {
    /// The assignment.
    pub id: AssignmentId,
    /// The last day; today when left out.
    pub to_on: Option<Date>,
}

/// The assignment that was made or ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AssignmentDone {
    /// The assignment.
    pub id: AssignmentId,
    /// Who it is about.
    pub staff_id: StaffId,
}

/// Which assignments to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AssignmentFilter {
    /// One of them.
    pub id: Option<AssignmentId>,
    /// Those of one unit.
    pub org_id: Option<OrgId>,
    /// Those of one member of staff.
    pub staff_id: Option<StaffId>,
    /// Those to one post.
    pub post_id: Option<PostId>,
}
