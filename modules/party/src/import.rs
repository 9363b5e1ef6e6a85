//! What is taken from workbooks: the registers of this module, and what their rows have in common.
//!
//! Each register takes a chunk of checked rows, looks all of them up in a few statements, and writes what is new in bulk.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    OrgId, Result,
    form::{Choice, Field, Kind},
};
use module::{Complaint, Context, Importable, Taken};

use crate::{
    OCCUPANCY_CREATE, PERSON_CREATE, VEHICLE_CREATE,
    membership::{self, store::Numbered},
    occupancy, person, vehicle,
};

/// The registers of this module.
pub(crate) fn registers() -> Vec<Importable> {
    let (persons, occupancies, vehicles) =
        (person::import::register(), occupancy::import::register(), vehicle::import::register());
    vec![
        Importable::new(persons, PERSON_CREATE, person::import::take, person::store::undo)
            .settling(person::import::settle),
        Importable::new(occupancies, OCCUPANCY_CREATE, occupancy::import::take, occupancy::store::undo)
            .following("room"),
        Importable::new(vehicles, VEHICLE_CREATE, vehicle::import::take, vehicle::store::undo)
            .following("parking_space")
            .settling(vehicle::actions::settle_imported),
    ]
}

/// A line of text.
pub(crate) fn text(name: &str, longest: i64) -> Field {
    Field { max: Some(longest), ..Field::new(name, Kind::Text) }
}

/// The same field, masked by default.
pub(crate) fn personal(field: Field) -> Field {
    Field { personal: true, ..field }
}

/// One of a fixed list of words.
pub(crate) fn choice(words: impl Iterator<Item = &'static str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

/// The persons behind the numbers of a community's own register.
pub(crate) async fn owners_of(
    cx: &mut Context,
    org: OrgId,
    numbers: impl Iterator<Item = Option<&String>>,
) -> Result<BTreeMap<String, Numbered>> {
    let numbers: BTreeSet<String> = numbers.flatten().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
    membership::store::by_external_no(cx, org, &numbers.into_iter().collect::<Vec<_>>()).await
}

/// A refusal of a row at one field.
pub(crate) fn complain(field: &str, key: &str) -> Taken {
    Taken::Refused(vec![Complaint { field: field.to_owned(), key: key.to_owned(), params: Vec::new() }])
}
