//! Which plans make somebody answer for what – pure.

use std::collections::BTreeMap;

use property::PlaceId;
use uuid::Uuid;

use super::model::{Charge, Spot};
use crate::route::model::RouteId;

/// The plans by which somebody answers for a place or facility: those on itself, those on a place it lies in, and those whose route
/// passes it. What stands in a place is not covered by those who look after the place.
pub(crate) fn charges<'a>(
    charges: &'a [Charge],
    spot: &Spot,
    paths: &BTreeMap<PlaceId, String>,
    routes: &BTreeMap<RouteId, Vec<Uuid>>,
) -> Vec<&'a Charge> {
    let covers = |charge: &&Charge| {
        if let Some(route) = charge.route_id {
            return routes.get(&route).is_some_and(|points| points.contains(&spot.id));
        }
        match (charge.asset_id, charge.place_id, &spot.path) {
            (Some(asset), _, None) => asset.uuid() == spot.id,
            (None, Some(place), Some(path)) => paths.get(&place).is_some_and(|above| lies_in(path, above)),
            _ => false,
        }
    };
    charges.iter().filter(covers).collect()
}

/// How much is open at a place and at those that lie in it, by the path of each.
pub(crate) fn open_in(path: &str, open: &[(String, u64)]) -> u64 {
    open.iter().filter(|(below, _)| lies_in(below, path)).map(|(_, count)| count).sum()
}

/// Whether a place lies in another, or is it: whole parts of the way only.
fn lies_in(path: &str, above: &str) -> bool {
    path == above || path.strip_prefix(above).is_some_and(|rest| above.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    fn charge(place: Option<u128>, asset: Option<u128>, route: Option<u128>) -> Charge {
        Charge {
            plan_id: Id::from_uuid(Uuid::nil()),
            name: String::new(),
            role: None,
            staff_id: None,
            vendor: None,
            place_id: place.map(|n| Id::from_uuid(Uuid::from_u128(n))),
            asset_id: asset.map(|n| Id::from_uuid(Uuid::from_u128(n))),
            route_id: route.map(|n| Id::from_uuid(Uuid::from_u128(n))),
        }
    }

    #[test]
    fn a_plan_covers_what_it_is_on_and_what_lies_in_it() {
        let all = [charge(Some(1), None, None), charge(Some(1), Some(7), None), charge(None, None, Some(9))];
        let paths = BTreeMap::from([(Id::from_uuid(Uuid::from_u128(1)), "001/".to_owned())]);
        let routes = BTreeMap::from([(Id::from_uuid(Uuid::from_u128(9)), vec![Uuid::from_u128(5)])]);
        let count = |id: u128, path: Option<&str>| {
            let spot = Spot { id: Uuid::from_u128(id), path: path.map(str::to_owned) };
            charges(&all, &spot, &paths, &routes).len()
        };
        assert_eq!([count(1, Some("001/")), count(2, Some("001/002/")), count(3, Some("0010/"))], [1, 1, 0]);
        assert_eq!([count(7, None), count(8, None), count(5, Some("009/"))], [1, 0, 1]);
        let open = [("001/".to_owned(), 1), ("001/002/".to_owned(), 2), ("0010/".to_owned(), 4)];
        assert_eq!([open_in("001/", &open), open_in("001/002/", &open), open_in("003/", &open)], [3, 2, 0]);
    }
}
