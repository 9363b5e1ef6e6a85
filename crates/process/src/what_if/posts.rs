//! Who could act under which role when a recorded case is gone through once more.

use std::collections::HashMap;

use kernel::ActorKind;
use uuid::Uuid;

use crate::event::{Person, Who};

/// The roles people hold today, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Posts(pub HashMap<Uuid, Vec<String>>);

/// What is no role but what somebody is to a case.
const NO_ROLES: [&str; 5] = ["requester", "assignee", "staff", "anyone", "system"];

impl Posts {
    /// The one who did something, as the engine sees him: with his posts of today and, when none of them lets him do what he
    /// did, with those that let him do it then.
    pub(super) fn who(&self, by: &Person, allowed: &[String], assignee: Option<&Person>) -> Who {
        let mut roles = self.0.get(&by.id).cloned().unwrap_or_default();
        let explained = allowed.iter().any(|word| match word.as_str() {
            "anyone" => true,
            "staff" => by.kind == ActorKind::Staff,
            "system" => by.kind == ActorKind::System,
            "requester" => by.kind == ActorKind::Resident,
            "assignee" => assignee == Some(by),
            role => roles.iter().any(|r| r == role),
        });
        if !explained && by.kind == ActorKind::Staff {
            roles.extend(allowed.iter().filter(|word| !NO_ROLES.contains(&word.as_str())).cloned());
        }
        let is_requester = by.kind == ActorKind::Resident;
        Who { kind: by.kind, id: by.id, name: by.name.clone(), roles, is_requester, stands_for: None }
    }

    /// The post a step counts for: the role under which it was done, or what the one who did it was to the case.
    pub(super) fn of<'a>(who: &'a Who, allowed: &'a [String]) -> &'a str {
        let held = |word: &&String| who.roles.iter().any(|r| r == *word);
        match who.kind {
            ActorKind::System => "system",
            ActorKind::Staff => match allowed.iter().find(held) {
                Some(role) => role,
                None => who.roles.first().map_or("staff", String::as_str),
            },
            _ => "requester",
        }
    }
}
