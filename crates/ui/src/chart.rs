//! Small charts: words and numbers first, the drawing beside them, so that each is its own table.

use maud::{Markup, html};

use crate::tone::Tone;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How long it is; negative values are drawn as nothing.
    pub value: i64,
    /// The value as written.
    pub words: String,
    /// Its colour.
    pub tone: Tone,
    /// Where its rows are.
    pub href: Option<String>,
}

/// Bars side by side with their values: a table whose middle column is drawn.
pub fn bars(caption: &str, list: &[Bar]) -> Markup {
    let greatest = list.iter().map(|b| b.value).max().unwrap_or(0).max(1);
    html! {
        table.bars {
            caption.visually-hidden { (caption) }
            tbody {
                @for bar in list {
                    tr class=(bar.tone.class()) {
                        th scope="row" { @if let Some(href) = &bar.href { a href=(href) { (bar.label) } } @else { (bar.label) } }
                        td.drawn aria-hidden="true" { svg width="100%" height="12" { rect x="0" y="0" height="12" rx="3" width=(share(bar.value, greatest)) {} } }
                        td.num { (bar.words) }
                    }
                }
            }
        }
    }
}

/// A part of the greatest value as a percentage with one decimal.
fn share(value: i64, greatest: i64) -> String {
    let mille = i128::from(value.max(0)) * 1_000 / i128::from(greatest);
    format!("{}.{}%", mille / 10, mille % 10)
}

/// Values over time as columns, with the table behind them.
pub fn columns(caption: &str, table_words: &str, list: &[Bar]) -> Markup {
    const HIGH: i64 = 120;
    const STEP: i64 = 28;
    let greatest = list.iter().map(|b| b.value).max().unwrap_or(0).max(1);
    let width = STEP * i64::try_from(list.len()).unwrap_or(0).max(1);
    html! {
        figure.columns {
            div.scroll tabindex="0" role="region" aria-label=(caption) {
                svg viewBox={ "0 0 " (width) " " (HIGH + 22) } width=(width * 3 / 2) aria-hidden="true" focusable="false" {
                    line.axis x1="0" x2=(width) y1=(HIGH) y2=(HIGH) {}
                    @for (index, bar) in (0i64..).zip(list) {
                        @let high = bar.value.max(0) * (HIGH - 18) / greatest;
                        g class=(bar.tone.class()) {
                            rect x=(index * STEP + 5) y=(HIGH - high) width=(STEP - 10) height=(high) rx="3" {}
                            text x=(index * STEP + STEP / 2) y=(HIGH - high - 4) text-anchor="middle" { (bar.words) }
                            text.day x=(index * STEP + STEP / 2) y=(HIGH + 15) text-anchor="middle" { (bar.label) }
                        }
                    }
                }
            }
            details.behind {
                summary { (table_words) }
                (bars(caption, list))
            }
        }
    }
}
