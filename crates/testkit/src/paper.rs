//! Papers read back: the words of a PDF as its readers find them.

use std::collections::BTreeMap;

use hayro_syntax::{
    Pdf,
    object::{Dict, Object, Stream, dict::keys},
    page::Page,
};

/// The words of each page, in the order they are drawn, without the spaces between them.
///
/// # Panics
/// The file is no PDF of ours.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let file = Pdf::new(pdf.to_vec()).expect("a PDF");
    file.pages().iter().map(words).collect()
}

fn words(page: &Page<'_>) -> String {
    let (mut said, mut font) = (String::new(), BTreeMap::new());
    let mut operations = page.operations();
    while let Some(operation) = operations.next() {
        let operands: Vec<&Object<'_>> = operation.operands().collect();
        match (&**operation.operator, operands.as_slice()) {
            (b"Tf", [Object::Name(name), ..]) => {
                font = page.resources().get_font(name).map(|font| letters(&font)).unwrap_or_default();
            }
            (b"Tj", [Object::String(text)]) => read(text.as_bytes(), &font, &mut said),
            (b"TJ", [Object::Array(list)]) => {
                for item in list.iter::<Object<'_>>() {
                    if let Object::String(text) = item {
                        read(text.as_bytes(), &font, &mut said);
                    }
                }
            }
            _ => {}
        }
    }
    said.retain(|c| !c.is_whitespace());
    said
}

fn read(codes: &[u8], font: &BTreeMap<u16, String>, said: &mut String) {
    for pair in codes.chunks_exact(2) {
        said.push_str(font.get(&u16::from_be_bytes([pair[0], pair[1]])).map_or("?", String::as_str));
    }
}

/// What the codes of a font mean.
fn letters(font: &Dict<'_>) -> BTreeMap<u16, String> {
    let Some(map) = font.get::<Stream<'_>>(keys::TO_UNICODE) else { return BTreeMap::new() };
    let map = map.decoded().expect("a map of letters");
    let map = String::from_utf8_lossy(&map);
    let hexes = |line: &str| -> Vec<String> {
        line.split(['<', '>']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let pair = |line: &str| {
        let [code, letter] = <[String; 2]>::try_from(hexes(line)).ok()?;
        let code = u16::from_str_radix(&code, 16).ok()?;
        let units: Option<Vec<u16>> =
            (0..letter.len() / 4).map(|nth| u16::from_str_radix(letter.get(nth * 4..nth * 4 + 4)?, 16).ok()).collect();
        Some((code, String::from_utf16_lossy(&units?)))
    };
    map.lines().filter_map(pair).collect()
}
