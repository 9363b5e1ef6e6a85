//! Hours of posts, and the work that is due.

use kernel::{Date, Id, Instant, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{plan::model::Doer, procedure::model::ProcedureId};

/// What a post can do.
#[derive(Debug)]
pub struct PostCapacity;
impl Noun for PostCapacity {
    const PREFIX: &'static str = "post_capacity";
}
/// The id of the hours of a post.
pub type PostCapacityId = Id<PostCapacity>;

/// The hours of a post on each day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PostCapacityRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PostCapacityId,
    /// The post.
    pub role: Doer,
    /// Hours on Mondays, those of all its people together.
    pub mo: i64,
    /// On Tuesdays.
    pub tu: i64,
    /// On Wednesdays.
    pub we: i64,
    /// On Thursdays.
    pub th: i64,
    /// On Fridays.
    pub fr: i64,
    /// On Saturdays.
    pub sa: i64,
    /// On Sundays.
    pub su: i64,
    /// Who said so.
    pub made_name: String,
    /// When.
    pub made_at: Instant,
}

impl PostCapacityRow {
    /// The hours of the week, from Monday.
    pub(crate) const fn week(&self) -> [i64; 7] {
        [self.mo, self.tu, self.we, self.th, self.fr, self.sa, self.su]
    }
}

/// The hours of a post are set, for all its people together.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditPostCapacity {
    /// The community; the only one when left out.
    pub org_id: Option<OrgId>,
    /// The post.
    pub role: Doer,
    /// Hours on Mondays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_mo: i64,
    /// On Tuesdays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_tu: i64,
    /// On Wednesdays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_we: i64,
    /// On Thursdays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_th: i64,
    /// On Fridays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_fr: i64,
    /// On Saturdays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_sa: i64,
    /// On Sundays.
    #[schemars(range(min = 0, max = 2000))]
    pub hours_su: i64,
}

/// Where the hours were set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PostCapacityDone {
    /// The community.
    pub org_id: OrgId,
}

/// Of which community.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhichWorkload {
    /// The community; the first one may see when left out.
    pub org_id: Option<OrgId>,
}

/// Rows that are due on a day for a post, as the table counts them.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct DueOn {
    pub day: Date,
    pub role: Doer,
    pub procedure_id: ProcedureId,
    pub count: i64,
}

/// The work of a post on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayLoad {
    /// How many tasks.
    pub tasks: i64,
    /// How long they usually take, in minutes.
    pub minutes: i64,
    /// How many minutes the post has; absent where nobody has said.
    pub capacity: Option<i64>,
}

/// A post with its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PostLoad {
    /// The post.
    pub role: Doer,
    /// Its hours through the week, from Monday; absent where nobody has said.
    pub hours: Option<[i64; 7]>,
    /// Day by day.
    pub days: Vec<DayLoad>,
}

/// The work of two weeks.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Workload {
    /// The community.
    pub org_id: OrgId,
    /// The days.
    pub days: Vec<Date>,
    /// The posts.
    pub posts: Vec<PostLoad>,
}
