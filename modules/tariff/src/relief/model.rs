//! Reliefs and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{gift::model::GiftRuleId, item::model::FeeKind};

words! {
    /// What kind of relief.
    Relieved {
        /// 空置
        Vacant = "vacant",
        /// 折扣
        Discount = "discount",
        /// 赠月
        Gift = "gift",
    }
}

words! {
    /// How a relief stands.
    ReliefState {
        /// 待审批
        Waiting = "waiting",
        /// 已批准
        Approved = "approved",
        /// 未批准
        Refused = "refused",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

/// A relief of a room.
#[derive(Debug)]
pub struct ReliefNoun;
impl Noun for ReliefNoun {
    const PREFIX: &'static str = "relief";
}
/// The id of a relief.
pub type ReliefId = Id<ReliefNoun>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ReliefRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: ReliefId,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// What kind.
    pub relieved: Relieved,
    /// For which kind of fee; for all when absent.
    pub fee_class: Option<FeeKind>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub to_on: Date,
    /// What is still to be paid, in hundredths of a percent.
    pub pays: i64,
    /// Taken off each line beside that.
    pub off_fen: Money,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub state: ReliefState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided: somebody else.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// What he said.
    pub answer: Option<String>,
    /// Rises with each change.
    pub version: i64,
    /// The rule that gave it; none for what somebody asked for.
    pub gift_rule_id: Option<GiftRuleId>,
    /// The paper that paid for it, by its written id; none for what somebody asked for.
    pub paper: Option<String>,
}

/// A relief that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AskRelief {
    /// The room or parking space.
    pub place_id: PlaceId,
    /// What kind.
    pub relieved: Relieved,
    /// For which kind of fee; for all when left out.
    pub fee_class: Option<FeeKind>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub to_on: Date,
    /// What is still to be paid, in percent: 70 for seventy percent, 0 for nothing. All when left out.
    #[schemars(range(min = 0, max = 100))]
    pub still_pays: Option<i64>,
    /// Taken off each line beside that.
    pub off: Option<Money>,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// The answer to a relief.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecideRelief {
    /// Which.
    pub id: ReliefId,
    /// What is to be said.
    #[schemars(length(max = 200))]
    pub remark: Option<String>,
}

/// Which relief.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichRelief {
    /// It.
    pub id: ReliefId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ReliefFilter {
    /// One.
    pub id: Option<ReliefId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub relief_state: Option<ReliefState>,
    /// Of a kind.
    pub relieved: Option<Relieved>,
    /// Of a room or parking space.
    pub place_id: Option<PlaceId>,
}

/// A relief in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReliefLine {
    /// Its id.
    pub id: ReliefId,
    /// The room or parking space.
    pub place: String,
    /// What kind.
    pub relieved: Relieved,
    /// For which kind of fee.
    pub fee_class: Option<FeeKind>,
    /// The first day.
    pub from_on: Date,
    /// The last day.
    pub to_on: Date,
    /// What is still to be paid, in percent.
    pub still_pays: i64,
    /// Taken off each line beside that.
    pub off: Money,
    /// How it stands.
    pub relief_state: ReliefState,
    /// Who asked for it.
    pub asked_name: String,
    /// The community.
    pub community: OrgId,
}

/// A relief with everything said of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReliefRecord {
    /// In brief.
    pub line: ReliefLine,
    /// All of it.
    pub relief: ReliefRow,
}
