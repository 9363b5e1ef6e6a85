//! The living page of all components, in both themes: what is true here is true everywhere.

mod drawings;
mod pieces;

use kernel::{Lang, Message, form::Field};
use maud::{Markup, html};
use serde_json::json;

use crate::{
    buttons::{Offer, Weight, buttons},
    card, feedback, form,
    icon::icon,
    page::{self, MenuItem, NavItem, Person, Shell, Surface, page},
    texts::Speech,
    tone::Tone,
};

/// Whether the reader's language is Chinese decides between two sample words.
fn word<'a>(speech: &Speech, zh: &'a str, en: &'a str) -> &'a str {
    match speech.lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The living page of a surface: `/_ui`, `/_ui?surface=field` and so on.
pub fn gallery_of(speech: &Speech, surface: Surface) -> Markup {
    match surface {
        Surface::Desk => gallery(speech),
        Surface::Field | Surface::Resident => phone_page(speech, surface),
        Surface::Plain => plain_page(speech),
        Surface::Board => board_page(speech),
    }
}

/// The page `/_ui`: every component with sample values, once in each theme.
pub fn gallery(speech: &Speech) -> Markup {
    let nav = navigation(speech);
    let say = |zh, en| word(speech, zh, en).to_owned();
    let mut shell = Shell::new(speech, Surface::Desk, say("组件", "Components"));
    shell.nav = &nav;
    shell.here = "/_ui";
    shell.search = Some("/search".into());
    shell.crumbs = vec![(say("管理", "Administration"), "/".into())];
    shell.person = Some(Person {
        name: say("林晓", "Lin Xiao"),
        place: say("翠湖花园 · 客服中心", "Cuihu Garden · service desk"),
        menu: vec![
            MenuItem { label: say("个人资料", "Profile"), href: "/me".into(), post: false },
            MenuItem { label: speech.say("ui-sign-out"), href: "/sign-out".into(), post: true },
        ],
    });
    page(
        &shell,
        html! {
            (page::heading(&shell.title, word(speech, "同一套组件，浅色与深色", "One set of components, light and dark"), html! {}))
            div.gallery-themes {
                @for (theme, key) in [("light", "ui-theme-light"), ("dark", "ui-theme-dark")] {
                    section.gallery-theme data-theme=(theme) aria-label=(speech.say(key)) { h2 { (speech.say(key)) } (all(speech, theme)) }
                }
            }
        },
    )
}

/// The plain page: sign-in.
fn plain_page(speech: &Speech) -> Markup {
    let fields = vec![
        Field::new("account", kernel::form::Kind::Text).required(),
        Field::new("password", kernel::form::Kind::Secret).required(),
    ];
    let options = form::FormOptions {
        action: "#".into(),
        submit: speech.say("ui-sign-in"),
        idempotency_key: Some("k".into()),
        ..Default::default()
    };
    let shell = Shell::new(speech, Surface::Plain, speech.say("ui-sign-in"));
    page(&shell, form::form(speech, &kernel::form::Form { fields }, &json!({}), &[], &options))
}

/// The board: figures and a list, read from afar.
fn board_page(speech: &Speech) -> Markup {
    let shell = Shell::new(speech, Surface::Board, word(speech, "时限看板", "Deadlines"));
    page(&shell, html! { (pieces::figures(speech)) (pieces::list(speech)) })
}

/// A page of a phone with its own components.
fn phone_page(speech: &Speech, surface: Surface) -> Markup {
    let nav = navigation(speech);
    let mut shell = Shell::new(speech, surface, word(speech, "今日任务", "Today"));
    shell.nav = &nav;
    shell.here = "/";
    shell.person = Some(Person {
        name: word(speech, "赵师傅", "Zhao").into(),
        place: word(speech, "赵师傅 · 白班 08:00–17:00", "Zhao · day shift 08:00–17:00").into(),
        menu: Vec::new(),
    });
    page(
        &shell,
        html! {
            (pieces::tasks(speech))
            a.big href="#" { (icon("scan")) (word(speech, "扫码开始", "Scan to begin")) }
            (sample_form(speech, "phone"))
        },
    )
}

fn navigation(speech: &Speech) -> Vec<NavItem> {
    type Entry = (&'static str, &'static str, &'static str, &'static str, u64, bool, (&'static str, &'static str));
    let entries: [Entry; 10] = [
        ("客服台", "Desk", "/", "headset", 0, false, ("", "")),
        ("我的工作", "My work", "/mine", "checklist", 7, false, ("", "")),
        ("派单板", "Dispatch", "/dispatch", "route", 3, true, ("", "")),
        ("时限看板", "Deadlines", "/sla", "clock", 0, false, ("", "")),
        ("回访", "Call-backs", "/callbacks", "phone-call", 12, false, ("", "")),
        ("房产", "Property", "/rooms", "building", 0, false, ("客户与房产", "Customers and property")),
        ("人员", "People", "/people", "users", 0, false, ("客户与房产", "Customers and property")),
        ("设备", "Equipment", "/assets", "elevator", 0, false, ("客户与房产", "Customers and property")),
        ("流程", "Processes", "/processes", "git-branch", 0, false, ("管理", "Administration")),
        ("组件", "Components", "/_ui", "layout-board", 0, false, ("管理", "Administration")),
    ];
    entries
        .into_iter()
        .map(|(zh, en, href, icon, count, alarm, section)| NavItem {
            label: word(speech, zh, en).into(),
            href: href.into(),
            icon,
            count: Some(count),
            alarm,
            section: word(speech, section.0, section.1).into(),
            key: (href.len() > 2).then(|| href.chars().nth(1)).flatten().filter(char::is_ascii_lowercase),
        })
        .collect()
}

fn all(speech: &Speech, theme: &str) -> Markup {
    html! {
        (pieces::figures(speech))
        (pieces::tiles(speech))
        (card::two_columns(
            html! { (pieces::record(speech)) (pieces::list(speech)) (drawings::elevation(speech)) },
            html! { (pieces::household(speech)) (drawings::timeline(speech)) (drawings::chart(speech)) (drawings::year(speech)) },
        ))
        (card::two_columns(
            html! {
                (card::padded(word(speech, "流程图", "Flow chart"), html! {}, drawings::flow(speech)))
                (card::padded(word(speech, "正文对比", "Two texts"), html! {}, drawings::texts(speech)))
            },
            html! { (pieces::progress(speech)) (pieces::nothing(speech)) (pieces::tones(speech)) },
        ))
        (card::two_columns(
            card::padded(word(speech, "表单", "Form"), html! {}, sample_form(speech, theme)),
            html! { (words_back(speech)) (pieces::labels(speech)) },
        ))
    }
}

fn words_back(speech: &Speech) -> Markup {
    let offers = [
        Offer::open(speech.say("ui-edit"), "#").main().icon("edit").hotkey('e'),
        Offer::post(speech.say("ui-confirm"), "#", "k"),
        Offer::open(speech.say("ui-delete"), "#").weight(Weight::Danger),
        Offer::refused(word(speech, "完工", "Finish"), word(speech, "需先到场", "arrive first")),
    ];
    card::padded(
        word(speech, "按钮与回话", "Buttons and words back"),
        html! {},
        html! {
            (buttons(speech, &offers))
            (feedback::toast(&feedback::Toast::done(word(speech, "已派给赵师傅", "Given to Zhao"))))
            (feedback::toast(&feedback::Toast::failed(speech.say("error-conflict"))))
            (feedback::banner(Tone::Risk, word(speech, "当前为普通 http 连接，手机无法使用相机。", "Plain http: phones cannot use the camera."), None))
        },
    )
}

/// A form that has one field of every kind, and two refused ones.
fn sample_form(speech: &Speech, theme: &str) -> Markup {
    let mut options = form::FormOptions {
        action: "#".into(),
        idempotency_key: Some(format!("sample-{theme}")),
        cancel: Some("#".into()),
        zone: Some(chrono_tz::Asia::Shanghai),
        ..Default::default()
    };
    let room = form::Known { options: vec![("room_1".into(), "3-1-502".into())], search: Some("/find/room".into()) };
    options.known.insert("room".into(), room);
    let fields = pieces::every_kind(speech, theme);
    let first = |kind: fn(&Field) -> bool| fields.iter().find(|f| kind(f)).map(|f| f.name.clone()).unwrap_or_default();
    let errors = [
        (first(|f| f.kind == kernel::form::Kind::Phone), Message::of("invalid-phone")),
        (first(|f| f.kind == kernel::form::Kind::Money), Message::of("invalid-money")),
    ]
    .map(|(field, message)| kernel::FieldError { field, message });
    let values = json!({
        format!("title-{theme}"): word(speech, "厨房水槽下漏水，已渗到楼下", "Leak below the kitchen sink"),
        format!("phone-{theme}"): "138-0000",
        format!("price-{theme}"): "12元",
        format!("room-{theme}"): "room_1",
        format!("area-{theme}"): 8_950,
        format!("urgency-{theme}"): "urgent",
    });
    form::form(speech, &kernel::form::Form { fields }, &values, &errors, &options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(speech: &Speech) -> [(&'static str, String); 5] {
        [
            ("desk", Surface::Desk),
            ("phone", Surface::Field),
            ("resident", Surface::Resident),
            ("plain", Surface::Plain),
            ("board", Surface::Board),
        ]
        .map(|(name, surface)| (name, gallery_of(speech, surface).into_string()))
    }

    #[test]
    fn every_icon_is_in_the_sprite() {
        for (_, html) in pages(&Speech::shared(Lang::En)) {
            let names: Vec<&str> = html.split(".svg#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert!(!names.is_empty());
            for name in names {
                assert!(crate::icon::exists(name), "{name}");
            }
        }
    }

    #[test]
    fn the_gallery_keeps_the_content_policy_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let speech = Speech::shared(lang);
            for html in pages(&speech).map(|(_, html)| html) {
                assert!(!html.contains(" style="), "an inline style");
                assert!(!html.contains(" onclick") && !html.contains("javascript:"), "an inline script");
                assert!(!html.contains("<script>"), "an inline script");
            }
        }
    }

    #[test]
    fn every_id_of_a_page_is_there_once() {
        let html = gallery(&Speech::shared(Lang::Zh)).into_string();
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    /// The pages are kept for the eye: `target/gallery/*.html` beside the built assets.
    #[test]
    fn the_gallery_is_written_for_looking_at() {
        let folder = std::path::Path::new("../../target/gallery");
        std::fs::create_dir_all(folder).expect("a folder for pictures");
        for lang in [Lang::Zh, Lang::En] {
            let speech = Speech::shared(lang);
            for (name, html) in pages(&speech) {
                std::fs::write(folder.join(format!("{name}-{}.html", lang.tag())), html).expect("written");
            }
        }
    }
}
