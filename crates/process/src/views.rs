//! What one person sees of each field where a case stands, and what he may change of it – pure.

use std::collections::BTreeSet;

use kernel::form::{Field, Form};
use serde_json::{Map, Value};

use crate::{
    definition::{Definition, Stage, View},
    event::{Event, What, Who},
    guard::is_one_of,
    state::State,
};

/// How a field stands before one person, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// It is not there.
    Hidden,
    /// It is shown.
    Read,
    /// It can be corrected.
    Edit,
    /// It must be given when what can be corrected is saved.
    Required,
}

impl Stage {
    /// Whom a view is for, with what it says of one field; the stage's own lists are for its owner and the assignee.
    fn modes<'a>(&'a self, field: &'a str) -> impl Iterator<Item = (Vec<String>, Mode)> + 'a {
        let named = move |names: &[String]| names.iter().any(|name| name == field);
        let own = [(&self.required, Mode::Required), (&self.edit, Mode::Edit)].into_iter();
        let own = own.filter(move |(names, _)| named(names)).map(|(_, mode)| (self.correctors(), mode));
        let others = self.views.iter().filter_map(|view| Some((view.by.clone(), view.mode(field)?)));
        own.chain(others)
    }

    /// How a field stands before whoever these words name. Of several views that are for him the one that gives most counts; a field
    /// none of them names is shown, unless the stage hides it from everybody.
    pub(crate) fn mode(&self, field: &str, is_named: impl Fn(&[String]) -> bool) -> Mode {
        let his = self.modes(field).filter(|(by, _)| is_named(by)).map(|(_, mode)| mode);
        let unnamed = if self.hidden.iter().any(|name| name == field) { Mode::Hidden } else { Mode::Read };
        his.max().unwrap_or(unnamed)
    }

    /// Who may correct what the stage itself lets be corrected.
    pub(crate) fn correctors(&self) -> Vec<String> {
        self.owner.iter().cloned().chain(["assignee".to_owned()]).collect()
    }

    /// Whether somebody may correct the field here.
    pub(crate) fn lets_correct(&self, field: &str) -> bool {
        self.modes(field).any(|(_, mode)| mode >= Mode::Edit)
    }

    /// Everybody who may correct something here.
    pub(crate) fn all_correctors(&self) -> Vec<String> {
        let views = self.views.iter().filter(|view| view.corrects());
        let all = self.correctors().into_iter().chain(views.flat_map(|view| view.by.clone()));
        all.collect::<BTreeSet<String>>().into_iter().collect()
    }
}

impl View {
    /// Whether somebody may correct something by it.
    pub(crate) fn corrects(&self) -> bool {
        !self.edit.is_empty() || !self.required.is_empty()
    }

    /// What it says of a field; nothing when it does not name it.
    pub(crate) fn mode(&self, field: &str) -> Option<Mode> {
        let lists = [
            (&self.required, Mode::Required),
            (&self.edit, Mode::Edit),
            (&self.read, Mode::Read),
            (&self.hidden, Mode::Hidden),
        ];
        lists.into_iter().find(|(names, _)| names.iter().any(|name| name == field)).map(|(_, mode)| mode)
    }
}

impl Definition {
    /// How a field stands before somebody where the case is. The engine itself reads all.
    pub fn mode(&self, state: &State, who: &Who, field: &str) -> Mode {
        let stage = self.stage(&state.stage).filter(|_| who.kind != kernel::ActorKind::System);
        stage.map_or(Mode::Read, |stage| stage.mode(field, |by| is_one_of(state, who, by)))
    }

    /// The fields that are hidden from somebody who is there as all of these: himself, and those he stands in for.
    pub fn hidden_from(&self, state: &State, sides: &[Who]) -> BTreeSet<String> {
        let hidden = |name: &String| sides.iter().all(|who| self.mode(state, who, name) == Mode::Hidden);
        self.fields.iter().map(|f| &f.name).filter(|name| hidden(name)).cloned().collect()
    }
}

/// The form of what somebody may correct where the case stands; what must be given comes first.
pub fn edit_form(def: &Definition, state: &State, who: &Who) -> Form {
    let of = |mode: Mode| {
        let fields = def.fields.iter().filter(move |f| def.mode(state, who, &f.name) == mode);
        fields.map(move |f| Field { required: mode == Mode::Required, ..f.field() })
    };
    Form { fields: of(Mode::Required).chain(of(Mode::Edit)).collect() }
}

/// Takes what is hidden out of what a case says, now and in earlier rounds.
pub(crate) fn hide(state: &mut State, hidden: &BTreeSet<String>) {
    without(&mut state.fields, hidden);
    state.rounds.iter_mut().for_each(|round| without(&mut round.fields, hidden));
}

/// Takes what is hidden out of what was said when something happened.
pub(crate) fn hide_in(event: &mut Event, hidden: &BTreeSet<String>) {
    match &mut event.what {
        What::Opened { input: said, .. } | What::Noted { fields: said } => without(said, hidden),
        What::Acted { input, confirmed, .. } => {
            without(input, hidden);
            without(confirmed, hidden);
        }
        _ => {}
    }
}

fn without(said: &mut Map<String, Value>, hidden: &BTreeSet<String>) {
    said.retain(|name, _| !hidden.contains(name));
}

#[cfg(test)]
mod tests {
    use kernel::ActorKind;
    use uuid::Uuid;

    use super::*;

    const REPAIR: &str = include_str!("../../../modules/desk/processes/repair.toml");

    /// The repair whose details nobody reads while it is new but the technician; the cashier corrects its contact and must, the
    /// steward does not see its place.
    fn viewed() -> Definition {
        let mut def = Definition::from_toml(REPAIR).expect("reads");
        let view = |by: &str| View { by: vec![by.to_owned()], ..View::default() };
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let stage = &mut def.stages[0];
        stage.hidden = names(&["details"]);
        stage.views = vec![
            View { read: names(&["details"]), ..view("technician") },
            View { required: names(&["contact"]), edit: names(&["asset"]), ..view("cashier") },
            View { hidden: names(&["place"]), ..view("steward") },
        ];
        def
    }

    fn who(roles: &[&str]) -> Who {
        let roles = roles.iter().map(|r| (*r).to_owned()).collect();
        Who { kind: ActorKind::Staff, id: Uuid::from_u128(1), roles, ..Who::system() }
    }

    #[test]
    fn the_view_that_gives_most_counts() {
        let def = viewed();
        let state = State { stage: def.stages[0].id.clone(), ..State::default() };
        for (roles, field, mode) in [
            (&["cashier"][..], "details", Mode::Hidden),
            (&["technician"], "details", Mode::Read),
            (&["cashier", "technician"], "details", Mode::Read),
            (&["cashier"], "contact", Mode::Required),
            (&["cashier"], "asset", Mode::Edit),
            (&["cashier"], "place", Mode::Read),
            (&["steward"], "place", Mode::Hidden),
            (&["steward", "cashier"], "place", Mode::Hidden),
            (&["steward", "agent"], "place", Mode::Edit),
            (&["agent"], "details", Mode::Edit),
        ] {
            assert_eq!(def.mode(&state, &who(roles), field), mode, "{field} before {roles:?}");
        }
        assert_eq!(def.mode(&state, &Who::system(), "details"), Mode::Read);
        let form = edit_form(&def, &state, &who(&["cashier"]));
        let fields: Vec<_> = form.fields.iter().map(|f| (f.name.as_str(), f.required)).collect();
        assert_eq!(fields, [("contact", true), ("asset", false)]);
        assert!(edit_form(&def, &state, &who(&["steward"])).fields.is_empty());
    }

    #[test]
    fn whoever_stands_in_for_a_colleague_sees_what_that_one_sees() {
        let def = viewed();
        let state = State { stage: def.stages[0].id.clone(), ..State::default() };
        let hidden = |sides: &[Who]| def.hidden_from(&state, sides).into_iter().collect::<Vec<_>>();
        assert_eq!(hidden(&[who(&["steward"])]), ["details", "place"]);
        assert_eq!(hidden(&[who(&["steward"]), who(&["technician"])]), [""; 0]);
    }
}
