//! How the reader arranged a list: his columns, his saved views, and the one it begins with.

use maud::Markup;
use module::{Column, List};
use serde::Deserialize;
use serde_json::json;
use ui::{
    Address,
    arrange::{Columns, OneColumn, Views, columns_panel, views_panel},
    buttons::Offer,
    card::Chip,
};

use crate::{caller::Visit, input, pages::title_key, state::Web};

/// The query that knows, and the actions that change it: the module of accounts keeps them.
const LAYOUT: &str = "identity.list_layout.view";
const SHARE: &str = "identity.list_view.share";
/// The value of `view` that asks for the plain list where it begins with a view.
const PLAIN: &str = "all";

/// A list as its reader arranged it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Arranged {
    /// His columns in their order.
    pub columns: Vec<String>,
    view_id: Option<String>,
    views: Vec<View>,
    /// Whether anybody keeps it at all.
    #[serde(skip)]
    kept: bool,
}

#[derive(Debug, Deserialize)]
struct View {
    id: String,
    name: String,
    query: String,
    shared: bool,
    own: bool,
}

/// What is kept for the reader; nothing where nobody keeps it.
pub(super) async fn arranged(web: &Web, visit: &Visit, list: &str) -> Arranged {
    let found = web.platform.ask(&visit.caller, LAYOUT, json!({ "list": list })).await.ok();
    let kept = found.and_then(|found| serde_json::from_value(found).ok());
    kept.map_or_else(Arranged::default, |arranged: Arranged| Arranged { kept: true, ..arranged })
}

impl Arranged {
    /// The address as it is meant: a bare one is the view the list begins with, and one that names only a view is that view.
    pub fn meant(&self, pairs: Vec<(String, String)>) -> Vec<(String, String)> {
        let says = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, t)| t.as_str());
        let bare = pairs.iter().all(|(n, t)| matches!(n.as_str(), "view" | "lang" | "arrange") || t.is_empty());
        let wanted = match says("view") {
            Some(PLAIN) => None,
            Some(id) => Some(id),
            None => self.view_id.as_deref(),
        };
        let Some(view) = self.views.iter().find(|v| bare && Some(v.id.as_str()) == wanted) else { return pairs };
        let mut meant = input::pairs(Some(&view.query));
        meant.push(("view".to_owned(), view.id.clone()));
        meant.extend(pairs.into_iter().filter(|(n, _)| n == "arrange"));
        meant
    }

    fn current(&self, here: &Address) -> Option<&View> {
        here.get("view").and_then(|id| self.views.iter().find(|v| v.id == id))
    }

    /// The saved views as chips; none when there is none.
    pub fn chips(&self, visit: &Visit, here: &Address) -> Vec<Chip> {
        if self.views.is_empty() {
            return Vec::new();
        }
        let on = self.current(here).map(|v| v.id.as_str());
        let to = |id: &str| Some(Address::new(here.path.clone(), vec![("view".into(), id.into())]).href());
        let plain = Chip { label: visit.speech.say("ui-all"), href: to(PLAIN), on: on.is_none(), count: None };
        let each = self.views.iter().map(|v| Chip {
            label: v.name.clone(),
            href: to(&v.id),
            on: on == Some(v.id.as_str()),
            count: None,
        });
        std::iter::once(plain).chain(each).collect()
    }

    /// The folded form that saves what is looked at, and what can be done with the view that is on.
    pub fn panel(
        &self,
        web: &Web,
        visit: &Visit,
        (name, list): (&str, &List),
        here: &Address,
        shown: &[&Column],
    ) -> Option<Markup> {
        if !self.kept {
            return None;
        }
        let speech = &visit.speech;
        let mut kept: Vec<(String, String)> =
            here.query.iter().filter(|(n, t)| !super::is_passing(n) && !t.is_empty()).cloned().collect();
        let usual = list.columns.iter().filter(|c| c.shown).map(|c| c.name);
        if here.get("columns").is_none() && !usual.eq(shown.iter().map(|c| c.name)) {
            kept.extend(shown.iter().map(|c| ("columns".to_owned(), c.name.to_owned())));
        }
        Some(views_panel(&Views {
            speech,
            action: "/account/list_views".to_owned(),
            list: name.to_owned(),
            query: Address::new("", kept).href().trim_start_matches('?').to_owned(),
            key: web.key(),
            name: self.current(here).filter(|v| v.own).map(|v| v.name.clone()).unwrap_or_default(),
            may_share: visit.caller.actor.may(kernel::Permission(SHARE)),
            offers: self.offers(web, visit, name, here),
        }))
    }

    /// What can be done with the view that is on.
    fn offers(&self, web: &Web, visit: &Visit, list: &str, here: &Address) -> Vec<Offer> {
        let speech = &visit.speech;
        let say = |name: &str| speech.say(&title_key(name));
        let key = || web.key();
        let mut offers = Vec::new();
        if let Some(view) = self.current(here) {
            let first = self.view_id.as_deref() == Some(view.id.as_str());
            let choose = format!("/account/list_layouts/{list}/choose");
            let back = Address::new(here.path.clone(), vec![("view".into(), view.id.clone())]).href();
            let words = if first { speech.say("ui-view-not-first") } else { say("identity.list_layout.choose") };
            let offer = Offer::post(words, choose, key()).hidden("next", back.clone());
            offers.push(if first { offer } else { offer.hidden("view_id", view.id.clone()) });
            if view.own {
                let edit = vec![
                    ("id".to_owned(), view.id.clone()),
                    ("name".to_owned(), view.name.clone()),
                    ("shared".to_owned(), view.shared.to_string()),
                    ("next".to_owned(), back),
                ];
                let form = Address::new("/do/identity.list_view.edit", edit).href();
                offers.push(Offer::open(say("identity.list_view.edit"), form).icon("pencil"));
                let remove = format!("/account/list_views/{}/remove", view.id);
                offers.push(Offer::post(say("identity.list_view.remove"), remove, key()).icon("trash"));
            }
        }
        offers
    }

    /// The folded form that chooses columns and their order.
    pub fn columns_panel(
        &self,
        web: &Web,
        visit: &Visit,
        (name, list): (&str, &List),
        here: &Address,
        shown: &[&Column],
    ) -> Option<Markup> {
        if !self.kept {
            return None;
        }
        let others = list.columns.iter().filter(|c| shown.iter().all(|s| s.name != c.name));
        let one = |on: bool, c: &Column| OneColumn { name: c.name.to_owned(), label: visit.speech.label(&c.label), on };
        let mut next = here.without("columns").without("after").without("before").without("arrange");
        // A view alone in the address would bring its own columns back.
        if next.query.iter().all(|(n, _)| n == "view") && next.get("view").is_some() {
            next = next.with("view", PLAIN);
        }
        Some(columns_panel(&Columns {
            speech: &visit.speech,
            action: format!("/account/list_layouts/{name}/edit"),
            key: web.key(),
            next: next.href(),
            stay: next.with("arrange", "yes").href(),
            open: here.get("arrange").is_some(),
            columns: shown.iter().map(|c| one(true, c)).chain(others.map(|c| one(false, c))).collect(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> Vec<(String, String)> {
        input::pairs(Some(query))
    }

    fn arranged(first: Option<&str>) -> Arranged {
        let view = |id: &str, query: &str| View {
            id: id.into(),
            name: id.into(),
            query: query.into(),
            shared: false,
            own: true,
        };
        Arranged {
            view_id: first.map(str::to_owned),
            views: vec![view("late", "timing=late&sort=due_at"), view("mine", "open=true")],
            ..Arranged::default()
        }
    }

    #[test]
    fn a_bare_address_is_the_view_the_list_begins_with() {
        let late = pairs("timing=late&sort=due_at&view=late");
        assert_eq!(arranged(None).meant(pairs("")), pairs(""));
        assert_eq!(arranged(Some("late")).meant(pairs("")), late);
        assert_eq!(arranged(Some("late")).meant(pairs("q=")), late);
        assert_eq!(arranged(Some("mine")).meant(pairs("view=late")), late);
        assert_eq!(arranged(Some("late")).meant(pairs("view=all")), pairs("view=all"));
    }

    #[test]
    fn what_is_asked_beside_a_view_wins_over_it() {
        let asked = pairs("timing=risk&view=late");
        assert_eq!(arranged(Some("mine")).meant(asked.clone()), asked);
        assert_eq!(arranged(Some("mine")).meant(pairs("q=3-1")), pairs("q=3-1"));
        assert_eq!(arranged(None).meant(pairs("view=gone")), pairs("view=gone"));
    }
}
