//! Whole pages: one layout for each surface, built for its person.

use kernel::Lang;
use maud::{DOCTYPE, Markup, html};

use crate::{
    assets,
    feedback::{self, Toast},
    icon::icon,
    texts::Speech,
};

/// Who looks at the page, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Surface {
    /// At a desk with keyboard and screen: rail, search, dense.
    #[default]
    Desk,
    /// A phone in a working hand: large targets, tabs at the bottom.
    Field,
    /// A resident's phone: one main thing per screen.
    Resident,
    /// Nobody yet, or nothing else: sign-in, set-up, errors.
    Plain,
    /// The control room and the lobby: dark, live, read from afar.
    Board,
}

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NavItem {
    /// The words.
    pub label: String,
    /// Where to.
    pub href: String,
    /// An icon of the sprite.
    pub icon: &'static str,
    /// How many things wait there, where that is counted; zero shows nothing.
    pub count: Option<u64>,
    /// Whether the count is an alarm.
    pub alarm: bool,
    /// The heading it stands under; entries of one section are given one after the other.
    pub section: String,
    /// The letter that leads there after `g`.
    pub key: Option<char>,
}

/// One entry of the person's own menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// The words.
    pub label: String,
    /// Where to.
    pub href: String,
    /// Whether it changes something and so is posted: signing out.
    pub post: bool,
}

/// Who is signed in, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name.
    pub name: String,
    /// Where and as what: 翠湖花园 · 客服中心.
    pub place: String,
    /// Own things: profile, language, sign out.
    pub menu: Vec<MenuItem>,
}

/// Everything around the content of a page.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    /// The words.
    pub speech: &'a Speech,
    /// Whose page it is.
    pub surface: Surface,
    /// The title, also of the window.
    pub title: String,
    /// The navigation; the tabs of a phone show its first five.
    pub nav: &'a [NavItem],
    /// The path of this page; marks the entry of the navigation it stands under.
    pub here: &'a str,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The address of the event stream, when parts of the page are live.
    pub live: Option<String>,
    /// The topics after which the figures of the navigation are fetched again, separated by spaces.
    pub waits: Option<String>,
    /// The entry that stands in the head of a desk page as a bell.
    pub bell: Option<&'a NavItem>,
    /// Words after an action.
    pub toasts: Vec<Toast>,
    /// The way here: words and address, from the top down.
    pub crumbs: Vec<(String, String)>,
    /// Where the search box sends its `q`; no box when absent.
    pub search: Option<String>,
    /// What stands in the search box.
    pub searched: String,
    /// Where `n` leads.
    pub create: Option<String>,
    /// A banner above everything: plain http, demo, offline.
    pub notice: Option<String>,
    /// Whether a resident asked for larger letters.
    pub large: bool,
    /// Further scripts of this page, by their plain name.
    pub scripts: &'a [&'a str],
}

impl<'a> Shell<'a> {
    /// A page of a surface with a title and nothing around it yet.
    pub fn new(speech: &'a Speech, surface: Surface, title: impl Into<String>) -> Self {
        Self {
            speech,
            surface,
            title: title.into(),
            nav: &[],
            here: "",
            person: None,
            live: None,
            waits: None,
            bell: None,
            toasts: Vec::new(),
            crumbs: Vec::new(),
            search: None,
            searched: String::new(),
            create: None,
            notice: None,
            large: false,
            scripts: &[],
        }
    }
}

/// The whole document.
pub fn page(shell: &Shell<'_>, content: Markup) -> Markup {
    let body = match shell.surface {
        Surface::Desk => desk(shell, content),
        Surface::Field | Surface::Resident => phone(shell, content),
        Surface::Plain => plain(shell, content),
        Surface::Board => board(shell, content),
    };
    let class = match shell.surface {
        Surface::Desk => "desk",
        Surface::Field => "phone field",
        Surface::Resident if shell.large => "phone resident large",
        Surface::Resident => "phone resident",
        Surface::Plain => "plain",
        Surface::Board => "board",
    };
    let script = match shell.surface {
        Surface::Field | Surface::Resident => "phone.js",
        _ => "desk.js",
    };
    let theme = (shell.surface == Surface::Board).then_some("dark");
    html! {
        (DOCTYPE)
        html lang=(shell.speech.lang.tag()) class=(class) data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                title { (shell.title) " · " (shell.speech.say("product")) }
                link rel="icon" href=(assets::url("mark.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::url("app.css"));
                @if assets::built() {
                    script type="module" src=(assets::url(script)) {}
                    @for name in shell.scripts { script type="module" src=(assets::url(name)) {} }
                }
            }
            (body_of(shell, body))
        }
    }
}

fn body_of(shell: &Shell<'_>, content: Markup) -> Markup {
    let say = |key: &str| shell.speech.say(key);
    html! {
        body data-live-stream=[&shell.live] data-waits=[&shell.waits] data-create=[&shell.create] data-said-offline=(say("ui-offline"))
            data-said-changed=(say("ui-draft-kept")) data-said-sending=(say("ui-sending")) data-said-failed=(say("ui-failed"))
            data-said-none=(say("ui-nothing-found")) data-said-close=(say("ui-close")) data-said-discard=(say("ui-discard")) {
            a.skip href="#content" { (say("ui-skip")) }
            (content)
            div.toasts #toasts aria-live="polite" { @for one in &shell.toasts { (feedback::toast(one)) } }
        }
    }
}

fn notice(shell: &Shell<'_>) -> Markup {
    html! { @if let Some(text) = &shell.notice { (feedback::banner(crate::Tone::Risk, text, None)) } }
}

fn desk(shell: &Shell<'_>, content: Markup) -> Markup {
    let say = |key: &str| shell.speech.say(key);
    html! {
        div.shell {
            nav.rail aria-label=(say("ui-navigation")) {
                a.brand href="/" { (icon("mark")) span { (say("product")) } }
                (links(shell))
            }
            div.side {
                (notice(shell))
                header.top {
                    details.burger {
                        summary aria-label=(say("ui-navigation")) { (icon("menu-2")) }
                        nav aria-label=(say("ui-navigation-all")) { (links(shell)) }
                    }
                    @if let Some(action) = &shell.search {
                        form.find action=(action) method="get" role="search" aria-label=(say("ui-search")) {
                            (icon("search"))
                            input #find type="search" name="q" value=(shell.searched) placeholder=(say("ui-search-hint"))
                                aria-label=(say("ui-search")) autocomplete="off" data-find="/find" data-hotkey="/";
                            kbd aria-hidden="true" { "/" }
                        }
                    }
                    @if let Some(bell) = shell.bell {
                        a.bell href=(bell.href) { (icon("bell")) span.visually-hidden { (bell.label) " " } (waiting(bell)) }
                    }
                    (person(shell))
                }
                main #content tabindex="-1" {
                    @if !shell.crumbs.is_empty() { (crumbs(shell)) }
                    (content)
                }
            }
        }
        (keys(shell))
    }
}

/// The keys the desk knows, opened by `?`.
fn keys(shell: &Shell<'_>) -> Markup {
    const FIXED: [(&str, &str); 7] = [
        ("/", "ui-key-search"),
        ("n", "ui-key-new"),
        ("j k", "ui-key-rows"),
        ("Enter", "ui-key-open"),
        ("x", "ui-key-select"),
        ("Esc", "ui-key-leave"),
        ("?", "ui-key-help"),
    ];
    let say = |key: &str| shell.speech.say(key);
    let places = shell.nav.iter().filter_map(|item| Some((item.key?, item.label.as_str())));
    html! {
        dialog.keys #keys aria-labelledby="keys-title" {
            h2 #keys-title { (say("ui-keys")) }
            dl {
                @for (keys, words) in FIXED { dt { @for one in keys.split(' ') { kbd { (one) } } } dd { (say(words)) } }
                @for (key, label) in places { dt { kbd { "g" } kbd { (key) } } dd { (label) } }
            }
            form method="dialog" { button.btn type="submit" { (say("ui-close")) } }
        }
    }
}

fn crumbs(shell: &Shell<'_>) -> Markup {
    html! {
        nav.crumbs aria-label=(shell.speech.say("ui-way")) {
            @for (words, href) in &shell.crumbs { a href=(href) { (words) } }
            span aria-current="page" { (shell.title) }
        }
    }
}

/// Whether an entry is the one this page stands under: the longest that is a prefix of the path, by whole segments.
fn is_here(shell: &Shell<'_>, item: &NavItem) -> bool {
    let under = |href: &str| {
        shell.here == href
            || (href != "/" && shell.here.strip_prefix(href).is_some_and(|rest| rest.starts_with(['/', '?'])))
    };
    under(&item.href) && !shell.nav.iter().any(|other| other.href.len() > item.href.len() && under(&other.href))
}

fn links(shell: &Shell<'_>) -> Markup {
    html! {
        @for (index, item) in shell.nav.iter().enumerate() {
            @let begins = index.checked_sub(1).is_none_or(|before| shell.nav[before].section != item.section);
            @if begins && !item.section.is_empty() { p.rail-section { (item.section) } }
            a href=(item.href) aria-current=[is_here(shell, item).then_some("page")] data-go=[item.key] {
                (icon(item.icon)) span { (item.label) } (waiting(item))
            }
        }
    }
}

/// How many things wait behind an entry.
fn waiting(item: &NavItem) -> Markup {
    let Some(count) = item.count else { return html! {} };
    html! {
        b class={ "count" @if item.alarm { " alarm" } } data-waits-at=(item.href) hidden[count == 0] {
            @if count > 99 { "99+" } @else { (count) }
        }
    }
}

fn person(shell: &Shell<'_>) -> Markup {
    let Some(person) = &shell.person else { return html! {} };
    html! {
        details.person-menu {
            summary {
                span.place { (person.place) } (face(&person.name)) span.visually-hidden { (person.name) }
            }
            div.menu {
                p { b { (person.name) } br; span.sub { (person.place) } }
                @for item in &person.menu {
                    @if item.post {
                        form method="post" action=(item.href) { button type="submit" { (item.label) } }
                    } @else { a href=(item.href) { (item.label) } }
                }
            }
        }
    }
}

/// A person's sign: the first character of the name.
pub fn face(name: &str) -> Markup {
    html! { span.face aria-hidden="true" { (name.chars().next().unwrap_or('·')) } }
}

fn phone(shell: &Shell<'_>, content: Markup) -> Markup {
    let say = |key: &str| shell.speech.say(key);
    html! {
        (notice(shell))
        header.bar {
            @if let Some((words, href)) = shell.crumbs.last() {
                a.back href=(href) { (icon("chevron-left")) span.visually-hidden { (words) } }
            }
            div { h1 { (shell.title) } @if let Some(person) = &shell.person { p.sub { (person.place) } } }
            (person(shell))
        }
        div.offline role="status" hidden data-offline { span { (say("ui-offline")) } b data-waiting {} }
        main #content tabindex="-1" { (content) }
        @if !shell.nav.is_empty() {
            nav.tabs aria-label=(say("ui-navigation")) {
                @for item in shell.nav.iter().take(5) {
                    a href=(item.href) aria-current=[is_here(shell, item).then_some("page")] {
                        (icon(item.icon)) span { (item.label) }
                        (waiting(item))
                    }
                }
            }
        }
    }
}

fn plain(shell: &Shell<'_>, content: Markup) -> Markup {
    let other = match shell.speech.lang {
        Lang::Zh => ("English", "?lang=en", "en"),
        Lang::En => ("中文", "?lang=zh-CN", "zh-CN"),
    };
    html! {
        (notice(shell))
        main #content tabindex="-1" {
            p.brand { (icon("mark")) span { (shell.speech.say("product")) } }
            section.card { h1 { (shell.title) } (content) }
            p.sub { a href=(other.1) hreflang=(other.2) lang=(other.2) { (other.0) } }
        }
    }
}

fn board(shell: &Shell<'_>, content: Markup) -> Markup {
    html! {
        header.top { h1 { (shell.title) } @if let Some(person) = &shell.person { p.sub { (person.place) } } time data-clock {} }
        main #content tabindex="-1" { (content) }
    }
}

/// The heading of a desk page with its buttons.
pub fn heading(title: &str, sub: &str, actions: Markup) -> Markup {
    html! { header.heading { div { h1 { (title) } @if !sub.is_empty() { p.sub { (sub) } } } (actions) } }
}

/// A part of a page that refreshes itself when the event stream names `topic`: the fragment is fetched from `href` and morphed in.
pub fn live(id: &str, topic: &str, href: &str, content: Markup) -> Markup {
    html! { div #(id) data-live=(topic) data-live-href=(href) { (content) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(label: &str, href: &str) -> NavItem {
        NavItem { label: label.into(), href: href.into(), icon: "home", ..NavItem::default() }
    }

    #[test]
    fn the_navigation_marks_where_one_is_by_whole_segments() {
        let speech = Speech::shared(Lang::Zh);
        let nav = [item("客服台", "/"), item("工单", "/cases"), item("回访", "/cases/callbacks"), item("人", "/case")];
        let marked = |here| {
            let mut shell = Shell::new(&speech, Surface::Desk, "x");
            (shell.nav, shell.here) = (&nav, here);
            nav.iter().filter(|i| is_here(&shell, i)).map(|i| i.label.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(marked("/"), ["客服台"]);
        assert_eq!(marked("/cases/case_1"), ["工单"]);
        assert_eq!(marked("/cases/callbacks"), ["回访"]);
        assert!(marked("/rooms").is_empty());
    }

    #[test]
    fn a_title_from_outside_stays_text() {
        let speech = Speech::shared(Lang::En);
        let html = page(&Shell::new(&speech, Surface::Plain, "</title><script>"), html! {}).into_string();
        assert!(!html.contains("<script>") && html.contains("&lt;/title&gt;&lt;script&gt; · Steward"), "{html}");
    }
}
