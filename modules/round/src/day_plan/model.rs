//! Days of posts and who has read them.

use kernel::{Instant, OrgId};
use org::{PostId, StaffId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::procedure::model::{ProcedureId, ProcedureRow};

/// The day of one of his posts as somebody has it.
#[derive(Debug)]
pub(crate) struct OwnDay {
    /// The edition that holds for him.
    pub row: ProcedureRow,
    /// What it says.
    pub procedure: round::procedure::Procedure,
    /// The communities in which it is the day of a post of his; none: it only fits his role, and nobody has said what his post follows.
    pub orgs: Vec<OrgId>,
    /// When he read this edition; none: not yet, or not in each of them.
    pub read_at: Option<Instant>,
}

/// Which day of a post.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichDay {
    /// One of his; the first when left out.
    pub id: Option<ProcedureId>,
}

/// A row of the table: somebody has read an edition of the day of his post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ReadingRow {
    /// The community in which he fills the post.
    pub org_id: OrgId,
    /// The edition.
    pub procedure_id: ProcedureId,
    /// Who.
    pub staff_id: StaffId,
    /// His name.
    pub staff_name: String,
    /// When.
    pub read_at: Instant,
}

/// A row of the table: which days a post follows, by their keys, as a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PostDaysRow {
    /// The unit of the post.
    pub org_id: OrgId,
    /// The post.
    pub post_id: PostId,
    /// The keys of the days.
    pub keys: String,
    /// Who said so.
    pub set_name: String,
    /// When.
    pub set_at: Instant,
}

/// Which days a post follows from now on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditPostDays {
    /// The post.
    pub post_id: PostId,
    /// The days, by their keys; without any it follows its role again.
    pub days: Option<Vec<String>>,
}

/// Of which post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichPostDays {
    /// The post.
    pub post_id: PostId,
}

/// The post it was said of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostDaysDone {
    /// The post.
    pub post_id: PostId,
}

/// Of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichPosts {
    /// The community; the first one may see when left out.
    pub org_id: Option<OrgId>,
}

/// A day of a post as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayNamed {
    /// The edition.
    pub procedure_id: ProcedureId,
    /// Its key.
    pub code: String,
    /// What it is called.
    pub title: String,
}

/// A post, whoever fills it, and its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PostLine {
    /// The post.
    pub post_id: PostId,
    /// What it is called.
    pub name: String,
    /// The role whose work it is.
    pub role: String,
    /// Who fills it.
    pub people: Vec<String>,
    /// Its days; when nobody has said which, those that fit its role.
    pub days: Vec<DayNamed>,
    /// Whether they are its days; else somebody has to say which of them.
    pub settled: bool,
}

/// The posts of a community and their days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostDays {
    /// The community.
    pub org_id: OrgId,
    /// Its posts.
    pub posts: Vec<PostLine>,
}

/// Somebody who is to have read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub name: String,
    pub post: String,
    pub read_at: Option<Instant>,
}
