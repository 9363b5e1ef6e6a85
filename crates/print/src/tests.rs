use serde_json::json;
use typst::layout::{Frame, FrameItem};

use super::*;

fn document(data: Value) -> Document {
    let at = "2026-11-22T20:00:00Z".parse().expect("an instant");
    Document { data, pictures: Vec::new(), at, zone: Tz::Asia__Shanghai, lang: Lang::Zh }
}

/// All words of the pages, in the order they are drawn.
fn words(template: &str, document: Document) -> String {
    fn collect(frame: &Frame, into: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => collect(&group.frame, into),
                FrameItem::Text(text) => into.push_str(&text.text),
                _ => {}
            }
        }
    }
    let (set, _, _) = Template::new(template).set(document).expect("it can be set");
    let mut text = String::new();
    set.pages().iter().for_each(|page| collect(&page.frame, &mut text));
    text
}

fn faults(template: &str, document: Document) -> Vec<Fault> {
    match Template::new(template).print(document) {
        Err(Failure::Template(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

const LETTER: &str = "#let given = json(\"/data.json\")\n= #given.title\n#for line in given.lines [+ #line\n]";

#[test]
fn a_paper_in_chinese_is_a_pdf_with_its_type_inside() {
    let data = json!({ "title": "收据 Receipt", "lines": ["物业费 2,400.00 元", "公摊水费 12.50 元"] });
    let printed = Template::new(LETTER).print(document(data)).expect("printed");
    assert!(printed.pdf.starts_with(b"%PDF-1."), "{:?}", &printed.pdf[..8]);
    assert_eq!((printed.pages, printed.missing.as_slice()), (1, [].as_slice()));
    assert!(printed.pdf.len() > 5_000, "the glyphs are inside: {}", printed.pdf.len());
    assert!(printed.pdf.len() < 100_000, "and only those that are used: {}", printed.pdf.len());
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let paper = || document(json!({ "title": "通知", "lines": ["停水", "停电"] }));
    let template = Template::new(LETTER);
    let (once, again) = (template.print(paper()).expect("printed"), template.print(paper()).expect("printed"));
    assert_eq!(once.pdf, again.pdf);
}

#[test]
fn words_of_people_are_never_source() {
    let hostile = "#panic(\"x\") *粗* _斜_ $1+1$ @谁 `码` [块] <标> \\ // /* - -- ... \"引\" = 题";
    let said = words(LETTER, document(json!({ "title": hostile, "lines": [hostile] })));
    assert_eq!(said.matches(&hostile.replace(' ', "")).count() + said.matches(hostile).count(), 2, "{said}");
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let faults = faults("甲\n乙\n#let x = nothing-of-that-name\n", document(json!({})));
    assert_eq!(faults[0].line, Some(3), "{faults:?}");
    assert!(faults[0].message.contains("nothing-of-that-name"), "{faults:?}");
    let said = Failure::Template(faults).to_string();
    assert!(said.contains("line 3: unknown variable"), "{said}");
}

#[test]
fn a_field_that_the_data_lacks_is_told_with_its_line() {
    let faults = faults("#let given = json(\"/data.json\")\n\n#given.amount", document(json!({ "title": "收据" })));
    assert_eq!(faults[0].line, Some(3), "{faults:?}");
    assert!(faults[0].message.contains("amount"), "{faults:?}");
}

#[test]
fn a_template_sees_its_document_and_nothing_else() {
    let outside = [
        "#read(\"/etc/hostname\")",
        "#read(\"../../Cargo.toml\")",
        "#include \"other.typ\"",
        "#import \"@preview/example:0.1.0\": add",
        "#image(\"/pictures/other.svg\")",
        "#plugin(\"/x.wasm\")",
    ];
    for attempt in outside {
        let faults = faults(attempt, document(json!({})));
        assert!(!faults.is_empty(), "{attempt}");
    }
}

#[test]
fn the_only_day_is_the_one_given_where_the_paper_is_made() {
    let said = words("#datetime.today().display(\"[year]-[month]-[day]\")", document(json!({})));
    assert_eq!(said, "2026-11-23");
}

#[test]
fn a_character_nobody_has_is_shown_as_a_box_and_told() {
    let data = json!({ "title": "业主😀来访", "lines": ["\u{200b}王堃\u{fe0f}"] });
    let printed = Template::new(LETTER).print(document(data.clone())).expect("printed");
    assert_eq!(printed.missing, ['😀']);
    assert!(words(LETTER, document(data)).contains("业主□来访"));
}

#[test]
fn drawings_are_set_with_their_words() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 40\" width=\"200\" height=\"40\">\
        <style>text{font-family:'Noto Sans SC','Noto Sans CJK SC'}.a .b{fill:#0b6e63}</style>\
        <g class=\"a\"><rect class=\"b\" width=\"200\" height=\"40\"/></g><text x=\"20\" y=\"24\">流程图</text></svg>";
    let picture = || Picture { name: "a.svg".into(), svg: svg.into() };
    let with = |pictures| Document { pictures, ..document(json!({})) };
    let template = Template::new("#image(\"/pictures/a.svg\", alt: \"甲\")");
    let drawn = template.print(with(vec![picture()])).expect("printed").pdf.len();
    let wordless = Picture { svg: svg.replace("流程图", ""), ..picture() };
    let without = template.print(with(vec![wordless])).expect("printed").pdf.len();
    assert!(drawn > without + 500, "the words bring their type: {drawn} {without}");
}

#[test]
fn a_long_paper_goes_on_over_pages() {
    let lines: Vec<String> = (1..=200).map(|n| format!("第 {n} 户")).collect();
    let printed = Template::new(LETTER).print(document(json!({ "title": "名册", "lines": lines }))).expect("printed");
    assert!(printed.pages > 3, "{}", printed.pages);
}
