//! Days and shares as grids: the calendar of a month, and who kept to it how well.

use maud::{Markup, html};

use crate::tone::Tone;

/// One line of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    /// What there is.
    pub words: String,
    /// How it stands.
    pub tone: Tone,
    /// Where it is seen.
    pub href: Option<String>,
    /// What can be dragged to another day: its id.
    pub drag: Option<String>,
}

/// A day of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its number in the month.
    pub label: String,
    /// The whole date, for those who do not see the grid.
    pub words: String,
    /// Whether it belongs to the month shown.
    pub within: bool,
    /// Whether it is today.
    pub today: bool,
    /// Where all of the day is seen.
    pub href: Option<String>,
    /// What there is.
    pub lines: Vec<DayLine>,
    /// The day as a dropped line is told it; nothing may be dropped on a day without it.
    pub take: Option<String>,
}

/// Weeks of days below the names of their days.
pub fn month(caption: &str, names: &[String], weeks: &[Vec<Day>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.month {
                caption.visually-hidden { (caption) }
                thead { tr { @for name in names { th scope="col" { (name) } } } }
                tbody {
                    @for week in weeks {
                        tr { @for day in week { (cell(day)) } }
                    }
                }
            }
        }
    }
}

fn cell(day: &Day) -> Markup {
    let label = html! { span aria-hidden="true" { (day.label) } span.visually-hidden { (day.words) } };
    html! {
        td class={ "drop" @if !day.within { " beside" } } data-take=[&day.take] aria-current=[day.today.then_some("date")] {
            @match &day.href { Some(href) => a.day href=(href) { (label) }, None => span.day { (label) } }
            @if !day.lines.is_empty() {
                ul {
                    @for line in &day.lines {
                        li class={ (line.tone.class()) @if line.drag.is_some() { " drag" } } draggable=[line.drag.as_ref().map(|_| "true")] data-drag=[&line.drag] {
                            @match &line.href { Some(href) => a href=(href) draggable="false" { (line.words) }, None => (line.words) }
                        }
                    }
                }
            }
        }
    }
}

/// A share in a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The share as written, as in `96%`.
    pub words: String,
    /// Of how many.
    pub detail: String,
    /// How good it is.
    pub tone: Tone,
    /// Where its rows are.
    pub href: Option<String>,
}

/// Shares row by row; where there is nothing to be judged stands nothing.
pub fn heat(caption: &str, columns: &[String], rows: &[(String, Vec<Option<Share>>)]) -> Markup {
    html! {
        div.elevation { div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption.visually-hidden { (caption) }
                thead { tr { td {} @for name in columns { th scope="col" { (name) } } } }
                tbody {
                    @for (name, shares) in rows {
                        tr {
                            th scope="row" { (name) }
                            @for share in shares { (share_cell(share.as_ref())) }
                        }
                    }
                }
            }
        } }
    }
}

fn share_cell(share: Option<&Share>) -> Markup {
    let Some(share) = share else { return html! { td.void {} } };
    let inner = html! { b { (share.words) } small { (share.detail) } };
    html! {
        td class=(share.tone.class()) {
            @match &share.href { Some(href) => a href=(href) { (inner) }, None => span { (inner) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_whole_to_those_who_do_not_see_the_grid() {
        let day = Day {
            label: "3".into(),
            words: "2026-11-03".into(),
            within: false,
            today: true,
            href: None,
            lines: vec![DayLine {
                words: "巡视 ×2".into(),
                tone: Tone::Late,
                href: Some("/x?a=1&b=2".into()),
                drag: Some("o1".into()),
            }],
            take: Some("2026-11-03".into()),
        };
        let shown = month("十一月", &["一".into()], &[vec![day]]).into_string();
        assert!(shown.contains("aria-current=\"date\"") && shown.contains("2026-11-03") && shown.contains("beside"));
        assert!(shown.contains("a=1&amp;b=2"), "{shown}");
        assert!(shown.contains("data-take=\"2026-11-03\"") && shown.contains("draggable=\"true\" data-drag=\"o1\""));
    }

    #[test]
    fn nothing_to_be_judged_is_no_share_of_nothing() {
        let share = Share { words: "50%".into(), detail: "1/2".into(), tone: Tone::Risk, href: None };
        let shown = heat("达标", &["W1".into(), "W2".into()], &[("1栋".into(), vec![None, Some(share)])]).into_string();
        assert_eq!((shown.matches("class=\"void\"").count(), shown.matches("50%").count()), (1, 1));
    }
}
