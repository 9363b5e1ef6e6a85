//! Deposits and what is asked of them.

use kernel::{Date, Id, Instant, Money, Noun, OrgId, words};
use party::PersonId;
use process::runtime::CaseId;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{deposit_refund::model::DepositRefundLine, payment::model::Method, shift::model::CashShiftId};

words! {
    /// What a deposit is for.
    DepositKind {
        /// 装修押金
        Renovation = "renovation",
        /// 钥匙押金
        Key = "key",
        /// 门禁卡、停车卡押金
        Card = "card",
        /// 垃圾清运押金
        Garbage = "garbage",
        /// 其他押金
        Other = "other",
    }
}

words! {
    /// How a deposit stands.
    DepositState {
        /// 在押: some of it is held
        Held = "held",
        /// 已结清
        Settled = "settled",
        /// 已作废
        Voided = "voided",
    }
}

/// Money that is held and given back.
#[derive(Debug)]
pub struct Deposit;
impl Noun for Deposit {
    const PREFIX: &'static str = "deposit";
}
/// The id of a deposit.
pub type DepositId = Id<Deposit>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct DepositRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: DepositId,
    /// The shift it was taken in; one of an opening of the books has none.
    pub shift_id: Option<CashShiftId>,
    /// The number of its receipt.
    pub number: String,
    /// The day it counts for.
    pub taken_on: Date,
    /// When it was taken.
    pub taken_at: Instant,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Its name.
    pub place: String,
    /// What it is for.
    pub kind: DepositKind,
    /// Whose it is: who pays the bills of the room.
    pub payer_id: Option<PersonId>,
    /// The case it was taken for, a renovation for example.
    pub case_id: Option<CaseId>,
    /// How much was taken.
    pub amount_fen: Money,
    /// What is still held of it.
    pub held_fen: Money,
    /// In which way it came.
    pub method: Method,
    /// The number of the slip or the transfer.
    pub reference: Option<String>,
    /// A note for the receipt.
    pub note: Option<String>,
    /// Its entry in the book.
    #[schemars(with = "String")]
    pub entry_id: ledger::EntryId,
    /// Who took it.
    #[schemars(with = "String")]
    pub cashier_id: Uuid,
    /// His name.
    pub cashier_name: String,
    /// How it stands.
    pub state: DepositState,
    /// The opening of the books that brought it from another program.
    #[schemars(with = "Option<String>")]
    pub opening_id: Option<Uuid>,
    /// Who voided it: somebody else than who took it.
    #[schemars(with = "Option<String>")]
    pub voided_by: Option<Uuid>,
    /// His name.
    pub voided_name: Option<String>,
    /// When.
    pub voided_at: Option<Instant>,
    /// What was wrong with it.
    pub void_reason: Option<String>,
    /// Rises with each change.
    pub version: i64,
}

/// A deposit taken at the counter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateDeposit {
    /// For which room or parking space.
    pub place_id: PlaceId,
    /// What it is for.
    pub deposit_kind: DepositKind,
    /// How much.
    pub amount: Money,
    /// In which way it comes; in cash when left out.
    pub method: Option<Method>,
    /// The number of the slip or the transfer.
    #[schemars(length(max = 64))]
    pub reference: Option<String>,
    /// The number of the case it is taken for, a renovation for example.
    #[schemars(length(max = 40))]
    pub case_number: Option<String>,
    /// A note for the receipt.
    #[schemars(length(max = 100))]
    pub note: Option<String>,
}

/// A deposit that was entered wrongly.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct VoidDeposit {
    /// Which.
    pub id: DepositId,
    /// What was wrong with it.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// Which deposit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichDeposit {
    /// It.
    pub id: DepositId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct DepositFilter {
    /// One.
    pub id: Option<DepositId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// Of a room.
    pub place_id: Option<PlaceId>,
    /// For a purpose.
    pub deposit_kind: Option<DepositKind>,
    /// In a state.
    pub deposit_state: Option<DepositState>,
}

/// A deposit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DepositLine {
    /// Its id.
    pub id: DepositId,
    /// The number of its receipt.
    pub number: String,
    /// The room or parking space.
    pub place: String,
    /// What it is for.
    pub deposit_kind: DepositKind,
    /// Whose it is.
    pub payer: Option<String>,
    /// How much was taken.
    pub amount: Money,
    /// What is still held of it.
    pub deposit_left: Money,
    /// Since when.
    pub taken_at: Instant,
    /// How it stands.
    pub deposit_state: DepositState,
    /// Who took it.
    pub cashier_name: String,
    /// The community.
    pub community: OrgId,
}

/// A deposit as its receipt tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepositRecord {
    /// In brief.
    pub line: DepositLine,
    /// All of it.
    pub deposit: DepositRow,
    /// What was given back of it, or is to be.
    pub refunds: Vec<DepositRefundLine>,
    /// The amount in capital characters.
    pub capital: String,
}
