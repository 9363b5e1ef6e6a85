//! What an order of allocation means to the engine – pure.

use settle::{
    Order,
    allocation::{By, Partial, Spread},
};

use super::model::{AllocationOrderRow, AllocationRule, AllocationSpread};
use crate::prepayment::model::Purpose;

/// The order as the engine knows it; what a rule leaves open goes by the day it is due.
pub(crate) fn order(row: &AllocationOrderRow) -> Order {
    let first = match row.rule {
        AllocationRule::Oldest => By::OldestDue,
        AllocationRule::Management => By::Classes(Purpose::Management.classes()),
        AllocationRule::Utilities => By::Classes(Purpose::Utilities.classes()),
        AllocationRule::Smallest => By::Smallest,
    };
    Order {
        by: vec![first, By::OldestDue, By::PrincipalFirst],
        spread: match row.spread {
            AllocationSpread::InOrder => Spread::InOrder,
            AllocationSpread::Proportional => Spread::Proportional,
        },
        partial: if row.whole_bills { Partial::PassedOver } else { Partial::Allowed },
        only_chosen: false,
    }
}
