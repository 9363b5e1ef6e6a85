//! What may stand below what, and what lies below a unit.

use std::collections::BTreeSet;

use kernel::{Error, Message, OrgId, Result};

use super::model::{OrgKind, OrgRow, OrgState};

/// Which kinds of unit may stand directly below which.
pub fn may_stand_below(child: OrgKind, parent: OrgKind) -> bool {
    match child {
        OrgKind::Company => false,
        OrgKind::Branch => matches!(parent, OrgKind::Company | OrgKind::Branch),
        OrgKind::Community => matches!(parent, OrgKind::Company | OrgKind::Branch),
        OrgKind::Department => true,
    }
}

/// Refuses a unit in the wrong place of the tree.
pub fn check_place(child: OrgKind, parent: &OrgRow) -> Result<()> {
    if parent.state == OrgState::Ended {
        return Err(Error::field("parent_id", Message::of("org-parent-ended").with("name", &parent.name)));
    }
    if may_stand_below(child, parent.kind) {
        Ok(())
    } else {
        Err(Error::field("kind", Message::of("org-kind-not-below").with("name", &parent.name)))
    }
}

/// Refuses to end a unit that is the company, has ended already, or has open units below it.
pub fn check_end(unit: &OrgRow, tree: &[OrgRow]) -> Result<()> {
    if unit.kind == OrgKind::Company {
        return Err(Error::broken("org-company-stays"));
    }
    if unit.state == OrgState::Ended {
        return Err(Error::broken("org-ended-already"));
    }
    let open = tree
        .iter()
        .filter(|o| o.id != unit.id && o.path.starts_with(&unit.path) && o.state == OrgState::Active)
        .count();
    if open > 0 { Err(Error::Broken(Message::of("org-has-open-units").with("count", open))) } else { Ok(()) }
}

/// A unit and everything below it; nothing when it is not in the tree.
pub fn below(tree: &[OrgRow], unit: OrgId) -> BTreeSet<OrgId> {
    let Some(top) = tree.iter().find(|o| o.id == unit) else { return BTreeSet::new() };
    tree.iter().filter(|o| o.path.starts_with(&top.path)).map(|o| o.id).collect()
}

/// A unit and everything above it, from the unit up to the company.
pub fn above(tree: &[OrgRow], unit: OrgId) -> Vec<OrgId> {
    let mut found = Vec::new();
    let mut next = Some(unit);
    while let Some(row) = next.and_then(|id| tree.iter().find(|o| o.id == id)) {
        if found.contains(&row.id) {
            break;
        }
        found.push(row.id);
        next = row.parent_id;
    }
    found
}

/// The path of a unit below another.
pub fn path_below(parent: Option<&str>, id: OrgId) -> String {
    format!("{}{}/", parent.unwrap_or_default(), id.uuid().simple())
}

#[cfg(test)]
mod tests {
    use kernel::Instant;
    use uuid::Uuid;

    use super::*;

    fn unit(n: u128, parent: Option<&OrgRow>, kind: OrgKind) -> OrgRow {
        let id = OrgId::from_uuid(Uuid::from_u128(n));
        OrgRow {
            id,
            parent_id: parent.map(|p| p.id),
            kind,
            code: n.to_string(),
            name: n.to_string(),
            path: path_below(parent.map(|p| p.path.as_str()), id),
            profile: None,
            address: None,
            phone: None,
            calendar: "office".into(),
            state: OrgState::Active,
            created_at: Instant(0),
        }
    }

    fn company() -> Vec<OrgRow> {
        let company = unit(1, None, OrgKind::Company);
        let branch = unit(2, Some(&company), OrgKind::Branch);
        let lake = unit(3, Some(&branch), OrgKind::Community);
        let river = unit(4, Some(&branch), OrgKind::Community);
        let repairs = unit(5, Some(&lake), OrgKind::Department);
        vec![company, branch, lake, river, repairs]
    }

    fn numbers(ids: impl IntoIterator<Item = OrgId>) -> Vec<u128> {
        ids.into_iter().map(|id| id.uuid().as_u128()).collect()
    }

    #[test]
    fn a_grant_over_a_branch_reaches_its_communities_and_not_its_company() {
        let tree = company();
        assert_eq!(numbers(below(&tree, tree[1].id)), [2, 3, 4, 5]);
        assert_eq!(numbers(below(&tree, tree[2].id)), [3, 5]);
        assert_eq!(numbers(below(&tree, OrgId::from_uuid(Uuid::from_u128(9)))), [0_u128; 0]);
        assert_eq!(numbers(above(&tree, tree[4].id)), [5, 3, 2, 1]);
    }

    #[test]
    fn the_tree_grows_in_its_order() {
        use OrgKind::{Branch, Community, Company, Department};
        let table = [
            (Branch, Company, true),
            (Community, Company, true),
            (Community, Branch, true),
            (Department, Community, true),
            (Department, Department, true),
            (Community, Community, false),
            (Branch, Community, false),
            (Community, Department, false),
            (Company, Company, false),
        ];
        for (child, parent, allowed) in table {
            assert_eq!(may_stand_below(child, parent), allowed, "{child:?} below {parent:?}");
        }
    }

    #[test]
    fn a_unit_ends_after_everything_below_it() {
        let mut tree = company();
        assert!(check_end(&tree[0], &tree).is_err(), "the company stays");
        assert!(check_end(&tree[2], &tree).is_err(), "a department is still open");
        tree[4].state = OrgState::Ended;
        assert!(check_end(&tree[2], &tree).is_ok());
        assert!(check_end(&tree[4], &tree).is_err(), "ended already");
    }
}
