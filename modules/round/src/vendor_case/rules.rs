//! Which cases are a firm's, and which of their steps its people may do – pure.

use process::State;
use serde_json::Value;
use uuid::Uuid;

use crate::vendor_worker::rules::{ROLE, is_same_firm};

/// What of a case a firm's people are told besides its title and place.
pub(crate) const TOLD: [&str; 6] = ["details", "isolation", "diagnosis", "hazards", "note", "repair_note"];
/// What stands in a definition for whoever has a case in hand.
const ASSIGNEE: &str = "assignee";

/// Whether a case that is open was given to this firm.
pub(crate) fn is_of(state: &State, firm: &str) -> bool {
    state.fields.get("vendor").and_then(Value::as_str).is_some_and(|vendor| is_same_firm(vendor, firm))
}

/// Whether a step or work item is one of the firm's: asked of the role, or of whoever has the case in hand when that is he.
pub(crate) fn may(asked: &[String], state: &State, person: Uuid) -> bool {
    let own = state.assignee.as_ref().is_some_and(|assignee| assignee.id == person);
    asked.iter().any(|by| by == ROLE || (own && by == ASSIGNEE))
}

#[cfg(test)]
mod tests {
    use kernel::ActorKind;
    use process::Person;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_case_is_the_firms_that_it_names_and_the_assignees_steps_are_his_alone() {
        let mut state = State::default();
        state.fields.insert("vendor".to_owned(), json!(" 迅捷电梯 "));
        assert!(is_of(&state, "迅捷电梯") && !is_of(&state, "迅捷") && !is_of(&State::default(), ""));
        let by = |roles: &[&str]| roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>();
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(may(&by(&["vendor", "engineer"]), &state, me));
        assert!(!may(&by(&["assignee", "staff"]), &state, me), "what all staff may do is not a firm's");
        state.assignee = Some(Person { kind: ActorKind::Staff, id: me, name: "马师傅".into() });
        assert!(may(&by(&["assignee"]), &state, me) && !may(&by(&["assignee"]), &state, other));
    }
}
