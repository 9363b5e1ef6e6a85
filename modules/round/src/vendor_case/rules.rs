//! Which cases are a firm's, and which of their steps its people may do – pure.

use process::{State, definition::Action};
use serde_json::Value;
use uuid::Uuid;

use crate::vendor_worker::rules::ROLE;

/// The processes in which a firm does steps; each names it in its field `vendor`.
pub(crate) const PROCESSES: [&str; 3] = ["equipment_fault", "lift_fault", "planned_maintenance"];
/// What of a case a firm's people are told besides its title and place.
pub(crate) const TOLD: [&str; 6] = ["details", "isolation", "diagnosis", "hazards", "note", "repair_note"];
/// What stands in a definition for whoever has a case in hand.
const ASSIGNEE: &str = "assignee";

/// Whether a case that is open was given to this firm.
pub(crate) fn is_of(state: &State, firm: &str) -> bool {
    state.fields.get("vendor").and_then(Value::as_str).is_some_and(|vendor| vendor.trim() == firm.trim())
}

/// Whether a step is one of the firm's: asked of the role, or of whoever has the case in hand when that is he.
pub(crate) fn may(action: &Action, state: &State, person: Uuid) -> bool {
    let own = state.assignee.as_ref().is_some_and(|assignee| assignee.id == person);
    action.by.iter().any(|by| by == ROLE || (own && by == ASSIGNEE))
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
        let by = |roles: &[&str]| -> Action {
            let words = json!({"zh": "修复", "en": "Repaired"});
            serde_json::from_value(json!({"id": "a", "label": words, "from": ["open"], "by": roles}))
                .expect("an action")
        };
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(may(&by(&["vendor", "engineer"]), &state, me));
        assert!(!may(&by(&["assignee", "staff"]), &state, me), "what all staff may do is not a firm's");
        state.assignee = Some(Person { kind: ActorKind::Staff, id: me, name: "马师傅".into() });
        assert!(may(&by(&["assignee"]), &state, me) && !may(&by(&["assignee"]), &state, other));
    }
}
