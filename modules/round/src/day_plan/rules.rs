//! Which editions of days hold for a post – pure.

use kernel::OrgId;

/// An edition of a day: its key, its community when it is one community's own, and the roles it is written for.
pub(crate) type Edition<'a> = (&'a str, Option<OrgId>, &'a [String]);

/// What days a post has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// Places among the editions.
    pub places: Vec<usize>,
    /// Whether they are his to read; else they only fit his role, and nobody has said which of them it is.
    pub settled: bool,
}

/// The days of a post in a community: those `chosen` for it by key, else what fits its role – of several nobody knows which is meant.
/// Where a community has its own edition, that one and not the company's.
pub(crate) fn held(editions: &[Edition<'_>], org: OrgId, role: &str, chosen: &[String]) -> Held {
    let own = |key: &str| editions.iter().any(|(k, of, _)| *k == key && *of == Some(org));
    let here = editions.iter().enumerate().filter(|(_, (key, of, _))| match of {
        Some(community) => *community == org,
        None => !own(key),
    });
    let is_chosen = |key: &str| chosen.iter().any(|one| one == key);
    let fits = |key: &str, roles: &[String]| match chosen.is_empty() {
        true => roles.iter().any(|one| one == role),
        false => is_chosen(key),
    };
    let places: Vec<usize> = here.filter(|(_, (key, _, roles))| fits(key, roles)).map(|(place, _)| place).collect();
    Held { settled: !chosen.is_empty() || places.len() == 1, places }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn org(n: u128) -> OrgId {
        OrgId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_post_has_the_days_chosen_for_it_and_else_the_only_one_of_its_role() {
        let (guard, cleaner) = (vec!["guard".to_owned()], vec!["cleaner".to_owned()]);
        let both = vec!["guard".to_owned(), "cleaner".to_owned()];
        let editions: Vec<Edition<'_>> = vec![
            ("gate", None, &guard),
            ("gate", Some(org(2)), &guard),
            ("tower", None, &cleaner),
            ("flat", None, &both),
        ];
        let of = |n, role: &str, chosen: &[&str]| {
            let chosen: Vec<String> = chosen.iter().map(|key| (*key).to_owned()).collect();
            let held = held(&editions, org(n), role, &chosen);
            (held.places, held.settled)
        };
        for (at, role, chosen, places, settled) in [
            (3, "guard", &["gate"][..], vec![0], true),
            (2, "guard", &["gate"], vec![1], true),
            (3, "guard", &[], vec![0, 3], false),
            (3, "cleaner", &["tower", "flat"], vec![2, 3], true),
            (3, "gardener", &[], vec![], false),
        ] {
            assert_eq!(of(at, role, chosen), (places, settled), "{at} {role} {chosen:?}");
        }
        let alone: Vec<Edition<'_>> = vec![("gate", None, &guard)];
        assert_eq!(held(&alone, org(1), "guard", &[]), Held { places: vec![0], settled: true });
    }
}
