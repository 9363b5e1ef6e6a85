//! Two texts beside each other: what went, what came, and a little of what stayed around it.

use maud::{Markup, html};

use crate::texts::Speech;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'a> {
    /// It stayed.
    Kept(&'a str),
    /// It is gone.
    Gone(&'a str),
    /// It is new.
    Came(&'a str),
}

/// Lines that stayed shown around what changed.
const AROUND: usize = 3;

/// The lines that changed with a few around them; nothing when nothing changed.
pub fn comparison(speech: &Speech, title: &str, lines: &[Line<'_>]) -> Markup {
    let changed: Vec<usize> = (0..lines.len()).filter(|n| !matches!(lines[*n], Line::Kept(_))).collect();
    let mut near = vec![false; lines.len()];
    for at in changed {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(lines.len()));
        near[from..to].iter_mut().for_each(|n| *n = true);
    }
    html! {
        div.scroll.comparison tabindex="0" role="region" aria-label=(title) {
            @for (nth, line) in lines.iter().enumerate().filter(|(nth, _)| near[*nth]) {
                @if nth == 0 || !near[nth - 1] { div.gap aria-hidden="true" { "⋯" } }
                @match line {
                    Line::Kept(text) => { div.line { span aria-hidden="true" { " " } code { (text) } } }
                    Line::Gone(text) => { div.line.gone { span.visually-hidden { (speech.say("ui-line-gone")) } span aria-hidden="true" { "−" } del { code { (text) } } } }
                    Line::Came(text) => { div.line.came { span.visually-hidden { (speech.say("ui-line-came")) } span aria-hidden="true" { "+" } ins { code { (text) } } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn what_is_far_from_a_change_is_left_out() {
        let mut lines: Vec<Line<'_>> = vec![Line::Kept("far"); 10];
        lines.push(Line::Gone("<old>"));
        lines.push(Line::Came("new"));
        let html = comparison(&Speech::shared(Lang::Zh), "正文", &lines).into_string();
        assert_eq!(html.matches("far").count(), 3);
        assert!(html.contains("&lt;old&gt;") && html.contains("<ins>"), "{html}");
        assert_eq!(
            comparison(&Speech::shared(Lang::Zh), "x", &[Line::Kept("a")]).into_string().matches("<code>").count(),
            0
        );
    }
}
