//! Cashiers' shifts and what is asked of them.

use kernel::{Id, Instant, Money, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payment::model::Method;

words! {
    /// How a shift stands.
    ShiftState {
        /// 收款中
        Open = "open",
        /// 已交款, to be confirmed
        HandedIn = "handed_in",
        /// 已确认
        Confirmed = "confirmed",
    }
}

/// A cashier's shift.
#[derive(Debug)]
pub struct CashShift;
impl Noun for CashShift {
    const PREFIX: &'static str = "cash_shift";
}
/// The id of a shift.
pub type CashShiftId = Id<CashShift>;

/// What was taken in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Taken {
    /// The way.
    pub method: Method,
    /// How many payments came in it.
    pub payments: i64,
    /// How much.
    pub amount: Money,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct CashShiftRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: CashShiftId,
    /// Whose it is.
    #[schemars(with = "String")]
    pub cashier_id: Uuid,
    /// His name.
    pub cashier_name: String,
    /// What lay in the box at its beginning and stays there.
    pub float_fen: Money,
    /// How it stands.
    pub state: ShiftState,
    /// When it began.
    pub opened_at: Instant,
    /// When it was handed in, the last time.
    pub handed_in_at: Option<Instant>,
    /// What the system counted when it was handed in, as a list of [`Taken`].
    pub taken: String,
    /// What lay in the box, counted by hand.
    pub counted_fen: Option<Money>,
    /// How much more lay there than should have; below nothing when it was less.
    pub difference_fen: Option<Money>,
    /// Why there is a difference.
    pub reason: Option<String>,
    /// Who confirmed it: somebody else.
    #[schemars(with = "Option<String>")]
    pub confirmed_by: Option<Uuid>,
    /// His name.
    pub confirmed_name: Option<String>,
    /// When.
    pub confirmed_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
}

impl CashShiftRow {
    /// What the system counted when it was handed in.
    pub(crate) fn counted(&self) -> kernel::Result<Vec<Taken>> {
        Ok(serde_json::from_str(&self.taken)?)
    }
}

/// A shift that begins.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateCashShift {
    /// The community; may be left out by whoever works for one only.
    pub org_id: Option<OrgId>,
    /// What lies in the box; nothing when left out.
    pub float: Option<Money>,
}

/// A shift handed in, or counted once more before it is confirmed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct HandIn {
    /// Which.
    pub id: CashShiftId,
    /// What lies in the box, the float with it, counted by hand.
    pub counted_cash: Money,
    /// Why that is not what it should be.
    #[schemars(length(min = 1, max = 200))]
    pub difference_reason: Option<String>,
}

/// Which shift.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichCashShift {
    /// It.
    pub id: CashShiftId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct CashShiftFilter {
    /// One.
    pub id: Option<CashShiftId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
    /// In a state.
    pub shift_state: Option<ShiftState>,
}

/// A shift in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CashShiftLine {
    /// Its id.
    pub id: CashShiftId,
    /// Whose it is.
    pub cashier_name: String,
    /// The community.
    pub community: OrgId,
    /// When it began.
    pub opened_at: Instant,
    /// When it was handed in.
    pub handed_in_at: Option<Instant>,
    /// How it stands.
    pub shift_state: ShiftState,
    /// What was counted by hand.
    pub counted_cash: Option<Money>,
    /// How much more than it should have been.
    pub cash_difference: Option<Money>,
    /// Who confirmed it.
    pub confirmed_name: Option<String>,
}

/// A shift with what was taken in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CashShiftRecord {
    /// All of it.
    pub shift: CashShiftRow,
    /// What was taken, by way: so far, or when it was handed in.
    pub taken: Vec<Taken>,
    /// What should lie in the box.
    pub expected: Money,
}
