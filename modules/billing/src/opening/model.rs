//! Opening bills, and the opening they belong to.

use kernel::{Date, Money, OrgId};
use party::PersonId;
use property::PlaceId;
use serde::{Deserialize, Serialize};
use tariff::{FeeItemId, TariffId};
use uuid::Uuid;

use crate::bill::model::BillId;

/// The opening of a community's books to which papers belong.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The community.
    pub org: OrgId,
    /// The opening.
    pub opening: Uuid,
    /// Its written id: the paper that settles what was paid before.
    pub paper: String,
    /// The day from which the books count.
    pub on: Date,
    /// The program it was kept in before.
    pub source: String,
    /// Who brings it, or takes it back: id and name.
    pub by: (Uuid, String),
}

/// A bill of another program.
#[derive(Debug, Clone)]
pub struct OpeningBill {
    /// Its id here, and that of its entry.
    pub id: BillId,
    /// The fee item.
    pub item_id: FeeItemId,
    /// The tariff whose terms of late payment hold for it.
    pub tariff_id: TariffId,
    /// Its edition.
    pub edition: i64,
    /// The room or parking space.
    pub place_id: PlaceId,
    /// Who is asked to pay.
    pub payer_id: Option<PersonId>,
    /// The first day of the period.
    pub from_on: Date,
    /// The first day after it.
    pub to_on: Date,
    /// The day by which it was to be paid.
    pub due_on: Date,
    /// What was billed.
    pub amount: Money,
    /// What of that was paid before.
    pub paid: Money,
}

/// What an opening bill keeps of where it came from, in place of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpeningSheet {
    /// The written id of the opening.
    pub opening: String,
    /// The program it was kept in before.
    pub source: String,
    /// The day from which the books count.
    pub opened_on: Date,
    /// What was paid of it before.
    pub paid: Money,
}
