//! Settlements of bills, and what other modules ask about what is owed.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::Serialize;
use tariff::FeeItemId;

use crate::bill::model::{BillId, BillState};

words! {
    /// How far a bill is paid.
    PaidState {
        /// 未缴
        Unpaid = "unpaid",
        /// 部分已缴
        Partly = "partly",
        /// 已缴清
        Paid = "paid",
        /// 已核销: nothing is owed any more, because some of it was given up.
        WrittenOff = "written_off",
    }
}

words! {
    /// As what a part of a bill is settled.
    SettledAs {
        /// 缴费
        Paid = "paid",
        /// 核销
        WrittenOff = "written_off",
    }
}

/// A part of a bill that a paper has settled.
#[derive(Debug)]
pub struct BillSettlement;
impl Noun for BillSettlement {
    const PREFIX: &'static str = "bill_settlement";
}
/// The id of a settlement.
pub type BillSettlementId = Id<BillSettlement>;

/// A row of the table; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct SettlementRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: BillSettlementId,
    /// The bill.
    pub bill_id: BillId,
    /// Its fee item.
    pub item_id: FeeItemId,
    /// The building of its place.
    pub building_id: Option<PlaceId>,
    /// The day by which the bill is to be paid.
    pub due_on: Date,
    /// As what.
    pub settled_as: SettledAs,
    /// How much is settled; less than nothing when it was taken back.
    pub amount_fen: Money,
    /// The day from which it counts: that of the paper, not before the day of the bill.
    pub counts_on: Date,
    /// The paper that settled it, by its written id.
    pub paper: String,
    /// When it was entered.
    pub made_at: Instant,
}

/// What has moved on a bill since it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moves {
    /// Taken back by credit notes that were approved.
    pub credited: Money,
    /// Asked to be taken back and not decided.
    pub asked: Money,
    /// Settled by papers, less what they took back; with what was given up.
    pub settled: Money,
    /// Given up as lost: a part of what is settled.
    pub written_off: Money,
}

/// A bill of which something is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBill {
    /// Its id.
    pub id: BillId,
    /// What people call it: `ZD202611-000042`.
    pub number: String,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// What people call that.
    pub place: String,
    /// Who is asked to pay.
    pub payer_id: Option<PersonId>,
    /// The fee item.
    pub item_id: FeeItemId,
    /// What people call it.
    pub fee_item: String,
    /// The first day of the period.
    pub from_on: Date,
    /// The last.
    pub to_on: Date,
    /// The day by which it is to be paid.
    pub due_on: Date,
    /// What was billed.
    pub amount: Money,
    /// What is still owed of it: more than nothing.
    pub owed: Money,
}

/// A part of a bill that a paper settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The bill.
    pub bill_id: BillId,
    /// How much; less than nothing takes back what was settled.
    pub amount: Money,
}

/// What settling looks at of a bill.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct Claim {
    pub id: BillId,
    pub number: Option<String>,
    pub item_id: FeeItemId,
    pub building_id: Option<PlaceId>,
    pub bill_on: Date,
    pub due_on: Date,
    pub amount_fen: Money,
    pub state: BillState,
}
