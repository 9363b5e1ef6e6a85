//! Which edition of a day holds for somebody, and what of it is now – pure.

use std::collections::BTreeMap;

use kernel::OrgId;

/// Of the editions of days, each with its key, its community and its roles, those that hold for somebody: where a community has its own,
/// that one and not the company's. `fills` says in which communities he fills which posts. Answers places in `editions` with the communities.
pub(crate) fn holding<'a>(
    editions: &[(&'a str, Option<OrgId>, &'a [String])],
    fills: &BTreeMap<OrgId, Vec<String>>,
) -> Vec<(usize, Vec<OrgId>)> {
    let own_of = |key: &str, org: OrgId| editions.iter().any(|(k, of, _)| *k == key && *of == Some(org));
    let mut found = Vec::new();
    for (place, (key, of, roles)) in editions.iter().enumerate() {
        let here = fills.iter().filter(|(org, posts)| {
            let holds = match of {
                Some(community) => community == *org,
                None => !own_of(key, **org),
            };
            holds && posts.iter().any(|post| roles.contains(post))
        });
        let orgs: Vec<OrgId> = here.map(|(org, _)| *org).collect();
        if !orgs.is_empty() {
            found.push((place, orgs));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_communitys_own_edition_stands_in_for_the_companys_there_and_nowhere_else() {
        let org = |n| OrgId::from_uuid(Uuid::from_u128(n));
        let (guard, cleaner) = (vec!["guard".to_owned()], vec!["cleaner".to_owned()]);
        let editions =
            [("gate", None, guard.as_slice()), ("gate", Some(org(2)), guard.as_slice()), ("tower", None, &cleaner)];
        let fills = |list: &[u128]| list.iter().map(|n| (org(*n), guard.clone())).collect::<BTreeMap<_, _>>();
        assert_eq!(holding(&editions, &fills(&[3])), [(0, vec![org(3)])]);
        assert_eq!(holding(&editions, &fills(&[2])), [(1, vec![org(2)])]);
        assert_eq!(holding(&editions, &fills(&[2, 3])), [(0, vec![org(3)]), (1, vec![org(2)])]);
        assert_eq!(holding(&editions, &BTreeMap::new()), []);
    }
}
