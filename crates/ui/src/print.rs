//! What is printed: QR codes, sheets of labels, papers with a head.

use kernel::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};

use crate::texts::Speech;

/// A QR code as a drawing, with the words a screen reader says. A text too long for a code gives the text itself.
pub fn qr(text: &str, words: &str) -> Markup {
    let Some((side, path)) = inked(text) else { return html! { code { (text) } } };
    html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(words) shape-rendering="crispEdges" {
            rect.qr-ground width=(side) height=(side) {}
            path.qr-ink d=(PreEscaped(path)) {}
        }
    }
}

/// The same as a picture of its own, black on white, for papers; none for a text too long for a code.
pub fn qr_picture(text: &str) -> Option<String> {
    let (side, path) = inked(text)?;
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (side) " " (side) } width=(side) height=(side) {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(PreEscaped(path)) fill="#000" {}
        }
    };
    Some(svg.into_string())
}

/// The side of a code with its quiet border, and the path of its ink.
fn inked(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colours) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (row, line) in colours.chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = line[column..].iter().take_while(|c| **c == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", column + 4, row + 4));
            }
            column += run.max(1);
        }
    }
    Some((width + 8, path))
}

/// One label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The large line.
    pub title: String,
    /// Smaller lines.
    pub lines: Vec<String>,
    /// What the code says: a link.
    pub code: String,
}

/// A sheet of labels on A4, three across; the page around it vanishes in print.
pub fn label_sheet(speech: &Speech, issuer: &str, labels: &[Label]) -> Markup {
    html! {
        (print_button(speech))
        ul.labels {
            @for label in labels {
                li {
                    (qr(&label.code, &speech.say_with("ui-qr-of", &[("title", &label.title)])))
                    div { b { (label.title) } @for line in &label.lines { p { (line) } } p.issuer { (issuer) } }
                }
            }
        }
    }
}

/// A paper as a page shows it: head, body, foot.
pub fn paper(title: &str, number: &str, body: Markup, foot: Markup) -> Markup {
    html! {
        article.paper { header { h1 { (title) } p.number { (number) } } (body) footer { (foot) } }
    }
}

/// What a document of its own looks like: the product's own styles, so that both look the same.
const STYLES: &str = concat!(
    include_str!("../../../assets/css/tokens.css"),
    include_str!("../../../assets/css/ground.css"),
    include_str!("../../../assets/css/parts.css"),
    include_str!("../../../assets/css/table.css"),
    include_str!("../../../assets/css/picture.css"),
    include_str!("../../../assets/css/book.css"),
    include_str!("../../../assets/css/print.css"),
);

/// A document that needs nothing else, to be kept, sent and printed. It is a file, never a page of the product.
pub fn document(lang: Lang, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme="light" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLES)) }
            }
            body { main.document { (body) } }
        }
    }
}

/// The button that prints the page.
pub fn print_button(speech: &Speech) -> Markup {
    html! { p.no-print { button.btn.btn-main type="button" data-print { (crate::icon::icon("printer")) span { (speech.say("ui-print")) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_path_with_a_quiet_border() {
        let svg = qr("https://a.example/q/1", "设备二维码").into_string();
        assert!(svg.starts_with(r#"<svg class="qr" viewBox="0 0 33 33" role="img" aria-label="设备二维码""#), "{svg}");
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
    }

    #[test]
    fn a_document_brings_its_styles_and_asks_for_nothing_else() {
        let html = document(Lang::Zh, "手册 <1>", html! { p { "正文" } }).into_string();
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"zh"), "{}", &html[..60]);
        assert!(html.contains("<title>手册 &lt;1&gt;</title>") && html.contains("@page book-zh"));
        assert!(
            !html.contains("@import") && !html.contains("url(") && !html.contains("src=") && !html.contains("href=")
        );
    }

    #[test]
    fn a_text_no_code_can_hold_is_shown_as_text() {
        assert!(qr(&"x".repeat(5_000), "x").into_string().starts_with("<code>"));
    }
}
