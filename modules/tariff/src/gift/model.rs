//! Rules of gift months and what is asked of them.

use charge::Period;
use kernel::{Date, Id, Instant, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::item::model::FeeKind;

words! {
    /// How a rule stands.
    GiftRuleState {
        /// 待审批
        Waiting = "waiting",
        /// 已批准
        Approved = "approved",
        /// 未批准
        Refused = "refused",
        /// 已终止
        Ended = "ended",
    }
}

/// A rule of gift months.
#[derive(Debug)]
pub struct GiftRuleNoun;
impl Noun for GiftRuleNoun {
    const PREFIX: &'static str = "gift_rule";
}
/// The id of a rule of gift months.
pub type GiftRuleId = Id<GiftRuleNoun>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct GiftRuleRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: GiftRuleId,
    /// What people call it.
    pub name: String,
    /// For which kind of fee.
    pub fee_class: FeeKind,
    /// How many months are paid at once.
    pub paid_months: i64,
    /// How many are given for them.
    pub given_months: i64,
    /// Whether it counts only for those who owe nothing.
    pub without_arrears: bool,
    /// The first day on which it is paid.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How it stands.
    pub state: GiftRuleState,
    /// Who asked for it.
    #[schemars(with = "String")]
    pub asked_by: Uuid,
    /// His name.
    pub asked_name: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided: somebody else.
    #[schemars(with = "Option<String>")]
    pub decided_by: Option<Uuid>,
    /// His name.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Instant>,
    /// What he said.
    pub answer: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// A rule that is asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AskGiftRule {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// What people call it: it stands on the bills of the months given.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// For which kind of fee.
    pub fee_class: FeeKind,
    /// How many months are paid at once.
    #[schemars(range(min = 1, max = 60))]
    pub paid_months: i64,
    /// How many are given for them.
    #[schemars(range(min = 1, max = 12))]
    pub given_months: i64,
    /// Whether it counts only for those who owe nothing.
    #[serde(default)]
    pub without_arrears: bool,
    /// The first day on which it is paid.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
}

/// The answer to a rule.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DecideGiftRule {
    /// Which.
    pub id: GiftRuleId,
    /// What is to be said.
    #[schemars(length(max = 200))]
    pub remark: Option<String>,
}

/// Which rule.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichGiftRule {
    /// It.
    pub id: GiftRuleId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct GiftRuleFilter {
    /// One.
    pub id: Option<GiftRuleId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub gift_rule_state: Option<GiftRuleState>,
    /// For a kind of fee.
    pub fee_class: Option<FeeKind>,
}

/// A rule in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GiftRuleLine {
    /// Its id.
    pub id: GiftRuleId,
    /// What people call it.
    pub name: String,
    /// For which kind of fee.
    pub fee_class: FeeKind,
    /// How many months are paid at once.
    pub paid_months: i64,
    /// How many are given for them.
    pub given_months: i64,
    /// Whether it counts only for those who owe nothing.
    pub without_arrears: bool,
    /// The first day on which it is paid.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// How it stands.
    pub gift_rule_state: GiftRuleState,
    /// Who asked for it.
    pub asked_name: String,
    /// The community.
    pub community: OrgId,
}

impl From<GiftRuleRow> for GiftRuleLine {
    fn from(row: GiftRuleRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            fee_class: row.fee_class,
            paid_months: row.paid_months,
            given_months: row.given_months,
            without_arrears: row.without_arrears,
            from_on: row.from_on,
            to_on: row.to_on,
            gift_rule_state: row.state,
            asked_name: row.asked_name,
            community: row.org_id,
        }
    }
}

/// What somebody who pays months at once gets for them, or why nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gift {
    /// So many months by a rule.
    Given {
        /// The rule.
        rule: Box<GiftRuleRow>,
        /// How many.
        months: u32,
    },
    /// The community has no rule for this kind of fee.
    NoRule,
    /// The last day of its rules is over.
    Over(Date),
    /// Its next rule begins on this day.
    NotYet(Date),
    /// So many months are to be paid at once.
    TooFew(i64),
    /// It counts only for those who owe nothing.
    Owes,
}

/// Months that are given by a rule.
#[derive(Debug, Clone)]
pub struct GiveMonths<'a> {
    /// The room or parking space.
    pub place_id: PlaceId,
    /// The rule.
    pub rule: &'a GiftRuleRow,
    /// The days of the months.
    pub days: Period,
    /// The paper that paid for them, by its written id.
    pub paper: String,
    /// Its number, as people know it.
    pub number: String,
}
