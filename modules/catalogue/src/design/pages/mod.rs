//! The designer: a draft as chart and tables, each part with what would not work and the button that changes it.

mod comparing;
mod effects;
mod fragments;
mod parts;
mod preview;
mod rows;

use desk::{DraftState, drawn};
use kernel::Result;
use maud::{Markup, html};
use module::{Context, Download, View};
use process::{
    Definition, FragmentOutline,
    drafting::{Finding, Sketch},
};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Chip, card, chips, facts, padded},
    flow,
    icon::icon,
    page::heading,
    record::badge,
};

use super::{
    model::{DownloadDesign, Format, WhichDesign},
    queries::{Design, design, engine, said},
};

pub(crate) use comparing::page as comparing;
pub(crate) use preview::page as preview;

/// What every part of the page sees.
pub(crate) struct Desk<'a> {
    pub speech: &'a Speech,
    pub sketch: &'a Sketch,
    pub id: String,
    /// Whether it can be changed.
    pub open: bool,
    /// The version it was seen at, which goes back with every change.
    pub version: i64,
    /// The beginning of the keys that make a second press harmless.
    pub key: String,
    /// What could be included.
    pub fragments: Vec<FragmentOutline>,
}

impl Desk<'_> {
    pub fn def(&self) -> &Definition {
        &self.sketch.def
    }

    /// The address of the form that changes something, which leads back to where it was.
    pub fn form(&self, action: &str, more: &[(&str, &str)], place: &str) -> String {
        let back = format!("/catalogue/designs/{}#{}", self.id, anchor(place));
        let mut query = vec![("id".to_owned(), self.id.clone())];
        query.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        query.push(("next".to_owned(), back));
        Address::new(["/do/", action].concat(), query).href()
    }

    /// What a part is called, where it comes from, and what would not work of it.
    pub fn name(&self, place: &str, label: &str, key: &str) -> Markup {
        let fragment = self.sketch.written(place).and_then(|w| w.fragment());
        html! {
            span id=(anchor(place)) { b { (label) } }
            " " code.part-of { (key) }
            @if let Some(fragment) = fragment { span.part-of { (self.speech.say_with("catalogue-of-fragment", &[("fragment", fragment)])) } }
            @for finding in self.sketch.of(place) { p.error { (self.problem(finding)) } }
        }
    }

    /// What would not work, in the reader's words.
    pub fn problem(&self, finding: &Finding) -> String {
        self.speech.message(&finding.problem.message)
    }

    /// What people call the place of a problem: `action accept` is the button's words.
    fn place(&self, place: &str) -> String {
        let (kind, rest) = place.split_once(' ').unwrap_or((place, ""));
        let id = rest.split(' ').next().unwrap_or_default();
        let def = self.def();
        let label = match kind {
            "stage" => def.stage(id).map(|s| &s.label),
            "action" => def.action(id).map(|a| &a.label),
            "clock" => def.clock(id).map(|c| &c.label),
            "field" => def.field(id).map(|f| &f.label),
            "table" => def.tables.iter().find(|t| t.id == id).map(|t| &t.label),
            "work_item" => def.work_item(id).map(|w| &w.label),
            _ => None,
        };
        let kind =
            self.speech.known(&format!("catalogue-part-{}", kind.replace('_', "-"))).unwrap_or_else(|| kind.to_owned());
        let label = label.map_or_else(|| rest.to_owned(), |l| said(self.speech, l));
        if label.is_empty() { kind } else { format!("{kind} · {label}") }
    }

    /// The buttons of a part: none where it cannot be changed, or stands in a fragment.
    pub fn buttons(&self, kind: &str, key: &str) -> Markup {
        let place = format!("{kind} {key}");
        if !self.is_own(&place) {
            return html! {};
        }
        let label = format!("{} {key}", self.speech.say("ui-edit"));
        html! {
            div.buttons.tight {
                (self.moves(kind, key, &place))
                a.btn.btn-quiet href=(self.form(&format!("catalogue.{kind}.edit"), &[(kind, key)], &place)) aria-label=(label) { (self.speech.say("ui-edit")) }
                a.btn.btn-quiet href=(self.form("catalogue.part.remove", &[("part", kind), ("key", key)], kind)) { (self.speech.say("ui-delete")) }
            }
        }
    }

    /// Whether a part can be changed here: it stands in the text itself.
    pub fn is_own(&self, place: &str) -> bool {
        self.open && self.sketch.written(place).is_some_and(|w| w.fragment().is_none())
    }

    /// The buttons that move a part among those of its kind.
    pub fn moves(&self, part: &str, key: &str, place: &str) -> Markup {
        let way = |toward: &str, picture: &'static str, words: &str| {
            let button = |key: &str| format!("{}-{toward}", anchor(&format!("{part} {key}")));
            let id = button(key);
            // What is called by its place is called otherwise once it has moved; the focus goes with it.
            let next = match key.parse::<usize>() {
                Ok(nth) if toward == "up" => button(&nth.saturating_sub(1).to_string()),
                Ok(nth) => button(&(nth + 1).to_string()),
                Err(_) => id.clone(),
            };
            let label = format!("{} {key}", self.speech.say(words));
            html! {
                form.inline method="post" action={ "/catalogue/designs/" (self.id) "/move/" (part) "/" (key) } data-guard {
                    input type="hidden" name=(ui::form::KEY_FIELD) value={ (self.key) "-" (id) };
                    input type="hidden" name="toward" value=(toward);
                    input type="hidden" name="version" value=(self.version);
                    input type="hidden" name="next" value={ "/catalogue/designs/" (self.id) "#" (next) };
                    button.btn.btn-quiet id=(id) type="submit" data-move=(toward) aria-label=(label) title=(label) { (icon(picture)) }
                }
            }
        };
        if !self.open || place.is_empty() {
            return html! {};
        }
        html! {
            (way("up", "arrow-up", "catalogue-move-up"))
            (way("down", "arrow-down", "catalogue-move-down"))
        }
    }

    /// The button that adds a part of a kind.
    pub fn add(&self, kind: &str) -> Markup {
        if !self.open {
            return html! {};
        }
        let action = format!("catalogue.{kind}.create");
        let words = self.speech.say(&action.replace(['.', '_'], "-"));
        html! { a.btn href=(self.form(&action, &[], &format!("{kind}s"))) { (icon("plus")) span { (words) } } }
    }
}

/// The place of a part on the page.
pub(crate) fn anchor(place: &str) -> String {
    place.replace([' ', '.'], "-")
}

/// `/catalogue/designs/{id}`
pub(crate) async fn page(cx: &mut Context, which: WhichDesign) -> Result<View> {
    let shown = design(cx, which.id).await?;
    let (speech, key) = (cx.speech(), cx.new_uuid().simple().to_string());
    let draft = &shown.draft;
    let process = match &shown.sketch {
        Ok(sketch) => said(&speech, &sketch.def.title),
        Err(_) => draft.process.clone(),
    };
    let title = speech.say_with("catalogue-design-of", &[("process", &process)]);
    let state = speech.say(&format!("choice-state-{}", draft.state.word()));
    let version = draft.version.to_string();
    let sub = speech.say_with(
        "catalogue-design-state",
        &[("state", &state), ("author", &draft.author_name), ("version", &version)],
    );
    let head = heading(&title, &sub, buttons(&speech, &offers(&speech, &shown, &key)));
    let fragments = engine(cx)?.fragments();
    let body = match &shown.sketch {
        Err(words) => html! { div.stack { (head) (unreadable(&speech, words)) } },
        Ok(sketch) => {
            let open = draft.state == DraftState::Draft;
            let id = draft.id.to_string();
            let desk = Desk { speech: &speech, sketch, id, open, version: draft.version, key, fragments };
            html! { div.stack.design {
                (head)
                (chips(&speech.say("catalogue-sections"), &sections(&desk)))
                (proof(&desk))
                (card(&speech.say("desk-process-chart"), html! {}, html! { div.pad { (chart(&desk).chart(&speech, &process)) } }))
                (parts::all(&desk))
            } }
        }
    };
    Ok(View::new(title, body).live(format!("draft:{}", draft.id)))
}

fn offers(speech: &Speech, shown: &Design, key: &str) -> Vec<Offer> {
    let draft = &shown.draft;
    let here = format!("/catalogue/designs/{}", draft.id);
    let form = |action: &str| format!("/do/{action}?id={}&next={here}", draft.id);
    let mut list = Vec::new();
    if draft.state == DraftState::Draft {
        let post = |verb: &str, words: &str| {
            let path = format!("/desk/definitions/{}/{verb}", draft.id);
            Offer::post(speech.say(words), path, format!("{key}-{verb}")).hidden("next", &here)
        };
        list.push(match shown.can_undo {
            true => post("undo", "catalogue-undo").icon("arrow-back-up").chord("mod+z"),
            false => Offer::refused(speech.say("catalogue-undo"), speech.say("desk-draft-nothing-to-undo")),
        });
        if shown.can_redo {
            list.push(post("redo", "catalogue-redo").icon("arrow-forward-up").chord("mod+shift+z"));
        }
        list.push(Offer::open(speech.say("catalogue-edit-text"), form("desk.definition.edit")).icon("file-text"));
    }
    if shown.sketch.is_ok() {
        list.push(Offer::open(speech.say("catalogue-preview"), format!("{here}/preview")).icon("eye"));
        let both = format!("/catalogue/designs/compare?process={}&earlier=current&later={}", draft.process, draft.id);
        list.push(Offer::open(speech.say("catalogue-compare"), both).icon("columns-3"));
        list.push(Offer::open("SVG", format!("{here}/download?format=svg")).icon("download"));
    }
    list.push(Offer::open("TOML", format!("{here}/download?format=toml")).icon("download"));
    let control = format!("/desk/definitions/{}", draft.id);
    list.push(Offer::open(speech.say("catalogue-to-review"), control).main());
    list
}

fn unreadable(speech: &Speech, words: &str) -> Markup {
    let body = html! {
        p { (badge(Tone::Late, &speech.say("desk-draft-problems"))) }
        pre.code tabindex="0" { code { (words) } }
        p.sub { (speech.say("catalogue-unreadable-hint")) }
    };
    padded(&speech.say("desk-draft-proof"), html! {}, body)
}

/// The parts of the page, with how many of each there are.
fn sections(desk: &Desk<'_>) -> Vec<Chip> {
    let (speech, def) = (desk.speech, desk.def());
    let chip = |place: &str, key: &str, count: Option<usize>| Chip {
        label: speech.say(key),
        href: Some(format!("#{place}")),
        on: false,
        count: count.and_then(|n| u64::try_from(n).ok()),
    };
    let first = [
        chip("process", "catalogue-head", None),
        chip("stages", "catalogue-stages", Some(def.stages.len())),
        chip("actions", "catalogue-actions", Some(def.actions.len())),
        chip("clocks", "catalogue-clocks", Some(def.clocks.len())),
    ];
    let others = [
        chip("tables", "catalogue-tables", Some(def.tables.len())),
        chip("fields", "catalogue-fields", Some(def.fields.len())),
        chip("work_items", "catalogue-work", Some(def.work_items.len())),
        chip("rules", "catalogue-rules", None),
        chip("fragments", "catalogue-fragments", Some(desk.sketch.included().count())),
    ];
    first.into_iter().chain(others).collect()
}

/// What would not work, each at its place.
fn proof(desk: &Desk<'_>) -> Markup {
    let speech = desk.speech;
    let findings = &desk.sketch.findings;
    let body = html! {
        @if findings.is_empty() { p { (badge(Tone::Done, &speech.say("desk-draft-fit"))) } }
        @else {
            p { (badge(Tone::Late, &speech.say_with("catalogue-problems", &[("count", &findings.len().to_string())]))) }
            ul { @for finding in findings { li { p {
                a href={ "#" (anchor(&part_of(&finding.problem.place))) } { (desk.place(&finding.problem.place)) } ": " (desk.problem(finding))
                @if let Some(at) = &finding.written { span.part-of { (speech.say_with("catalogue-written-at", &[("file", &at.file), ("line", &at.line.to_string())])) } }
            } } } }
        }
    };
    padded(&speech.say("desk-draft-proof"), html! {}, body)
}

/// The part a place belongs to: `field materials price` is shown at `field materials`.
fn part_of(place: &str) -> String {
    place.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")
}

fn chart(desk: &Desk<'_>) -> desk::Drawn {
    drawn(desk.speech, desk.def(), &|stage| (None, Some(format!("#{}", anchor(&format!("stage {}", stage.id))))))
}

/// `/catalogue/designs/{id}/download`
pub(crate) async fn download(cx: &mut Context, asked: DownloadDesign) -> Result<View> {
    let draft = desk::draft(cx, asked.id).await?;
    let speech = cx.speech();
    Ok(View::file(match asked.format {
        Format::Toml => Download {
            name: format!("{}.toml", draft.process),
            kind: "application/toml; charset=utf-8",
            bytes: draft.body.into_bytes(),
        },
        Format::Svg => {
            let (draft, sketch) = super::queries::sketch(cx, asked.id).await?;
            let drawn = drawn(&speech, &sketch.def, &|_| (None, None));
            let title = said(&speech, &sketch.def.title);
            let picture = flow::picture(&speech, &title, &drawn.nodes, &drawn.edges);
            Download { name: format!("{}.svg", draft.process), kind: "image/svg+xml", bytes: picture.into_bytes() }
        }
    }))
}

/// Facts with an empty value left out.
pub(crate) fn told(list: Vec<(String, String)>) -> Markup {
    let rows: Vec<(String, Markup)> =
        list.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, html! { (v) })).collect();
    facts(&rows)
}
