//! What stands around every page: navigation by permission, the person, the search box, live updates.

use std::collections::BTreeSet;

use kernel::ActorKind;
use maud::Markup;
use module::{Surface, Waits};
use ui::{
    feedback::Toast,
    page::{MenuItem, NavItem, Person, Shell, page},
};

use crate::{caller::Visit, state::Web};

/// A body in the layout of its surface.
pub(crate) fn shell(
    web: &Web,
    visit: &Visit,
    surface: Surface,
    title: String,
    (topics, waits): (&[String], &Waits),
    toast: Option<Toast>,
    body: Markup,
) -> Markup {
    let speech = &visit.speech;
    let actor = &visit.caller.actor;
    let nav: Vec<NavItem> = web
        .platform
        .registry
        .nav(surface)
        .into_iter()
        .filter(|n| actor.may(n.permission))
        .map(|n| (n, waits.entries.iter().find(|w| w.path == n.path)))
        .map(|(n, waiting)| NavItem {
            count: waiting.map(|w| w.count.unsigned_abs()),
            alarm: waiting.is_some_and(|w| w.alarm),
            label: speech.say(n.label),
            href: n.path.to_owned(),
            icon: n.icon,
            section: if n.section.is_empty() { String::new() } else { speech.say(n.section) },
            ..NavItem::default()
        })
        .collect();
    let mut shell = Shell::new(speech, layout(surface), title);
    shell.nav = &nav;
    shell.here = &visit.path;
    shell.large = visit.large;
    shell.toasts = toast.into_iter().collect();
    shell.person = person(visit);
    if surface == Surface::Desk {
        shell.search = Some("/search".to_owned());
        shell.create = web.platform.registry.pages().find(|p| p.path == "/desk").map(|p| p.path.to_owned());
    }
    let heard: BTreeSet<&str> = topics.iter().chain(&waits.topics).map(String::as_str).collect();
    if !heard.is_empty() {
        shell.live = Some(format!("/live?topics={}", heard.into_iter().collect::<Vec<_>>().join(",")));
    }
    shell.waits = (!waits.topics.is_empty()).then(|| waits.topics.join(" "));
    shell.bell = nav.iter().find(|item| item.icon == "bell");
    page(&shell, body)
}

fn layout(surface: Surface) -> ui::page::Surface {
    match surface {
        Surface::Desk => ui::page::Surface::Desk,
        Surface::Field => ui::page::Surface::Field,
        Surface::Resident => ui::page::Surface::Resident,
        Surface::Plain => ui::page::Surface::Plain,
    }
}

fn person(visit: &Visit) -> Option<Person> {
    let actor = &visit.caller.actor;
    if !actor.is_known() {
        return None;
    }
    let other = match visit.speech.lang {
        kernel::Lang::Zh => ("English", "en"),
        kernel::Lang::En => ("中文", "zh-CN"),
    };
    let mut menu = vec![MenuItem { label: other.0.to_owned(), href: format!("/lang/{}", other.1), post: true }];
    if actor.kind == ActorKind::Staff {
        menu.insert(0, MenuItem { label: visit.speech.say("ui-account"), href: "/account".to_owned(), post: false });
    }
    if actor.kind == ActorKind::Resident {
        let (key, size) = if visit.large { ("ui-letters-usual", "usual") } else { ("ui-letters-large", "large") };
        menu.push(MenuItem { label: visit.speech.say(key), href: format!("/letters/{size}"), post: true });
    }
    menu.push(MenuItem { label: visit.speech.say("ui-sign-out"), href: "/sign_out".to_owned(), post: true });
    let roles: Vec<String> = actor
        .grants
        .iter()
        .map(|g| visit.speech.say(&format!("role-{}", g.role.replace('_', "-"))))
        .filter(|r| !r.starts_with("role-"))
        .collect();
    Some(Person { name: actor.name.clone(), place: roles.join(" · "), menu })
}
