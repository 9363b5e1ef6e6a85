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
    let (set, _, _) = Template::new(template).set(document, None).expect("it can be set");
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

/// A part with a labelled chapter, a link to a name, and a table.
const PART: &str = "#let given = json(\"/data.json\")\n#let place = json(\"/place.json\")\n\
    #if given.title != \"\" { heading(level: 1, given.title) }\n\
    #[#heading(level: 2, given.name)#label(given.name)]\n\
    #link(\"#\" + given.leads)[第 #place.names.at(given.leads, default: 0) 页，共 #place.pages 页，由 #place.first 起]\n\
    #table(columns: 2, table.header[栏][目], [甲], [乙])\n#pagebreak()\n= 末页";

fn part(title: &str, name: &str, leads: &str, goes_on: bool) -> Part {
    Part { document: document(json!({ "title": title, "name": name, "leads": leads })), goes_on }
}

/// A finished file, read again: its objects by their numbers, and the catalogue.
fn opened(pdf: &[u8]) -> (BTreeMap<i32, object::Value>, object::Value) {
    use hayro_syntax::object::{Object, ObjectIdentifier};
    let file = hayro_syntax::Pdf::new(pdf.to_vec()).expect("a file");
    let last = i32::try_from(pdf.windows(4).filter(|w| w == b" obj").count()).expect("so many") * 2;
    let object = |n: i32| {
        let read = file.xref().get::<Object<'_>>(ObjectIdentifier::new(n, 0))?;
        Some((n, object::Value::read(&read, 0)))
    };
    let objects: BTreeMap<i32, object::Value> = (1..=last).filter_map(object).collect();
    let catalog = objects[&file.xref().root_id().obj_number].clone();
    (objects, catalog)
}

/// Everything an object points at.
fn pointed(value: &object::Value, into: &mut Vec<i32>) {
    into.extend(value.pointed());
    value.items().iter().for_each(|item| pointed(item, into));
    value.entries().into_iter().flatten().for_each(|(_, said)| pointed(said, into));
}

fn bound() -> Printed {
    let parts =
        [part("甲篇", "one", "three", false), part("", "two", "one", true), part("乙篇", "three", "two", false)];
    Template::new(PART).bind(&parts).expect("bound")
}

#[test]
fn parts_are_bound_to_one_file_in_which_nothing_leads_nowhere() {
    let whole = bound();
    assert_eq!(whole.pages, 6);
    let (objects, catalog) = opened(&whole.pdf);
    let at = |value: &object::Value, key: &str| {
        objects[&value.get(key).and_then(object::Value::pointed).expect(key)].clone()
    };
    let mut all = Vec::new();
    pointed(&catalog, &mut all);
    objects.values().for_each(|value| pointed(value, &mut all));
    assert!(all.iter().all(|id| objects.contains_key(id)), "every object that is named is there");
    assert_eq!(at(&catalog, "Pages").get("Count"), Some(&object::Value::Whole(6)));
    let pages = objects.values().filter(|v| v.get("Type").is_some_and(|t| t.is_name("Page")));
    let owners: BTreeSet<i32> = pages.filter_map(|p| p.get("StructParents")?.whole()).collect();
    assert_eq!(owners.len(), 6, "the content of each page has its own owners");
    let links: Vec<_> = objects.values().filter(|v| v.get("Subtype").is_some_and(|t| t.is_name("Link"))).collect();
    assert!(links.len() == 3 && links.iter().all(|link| link.get("Contents").is_none()), "{links:?}");
    let metadata = objects.values().find_map(|v| match v {
        object::Value::Stream(said, bytes) if said.contains_key(&b"Subtype"[..]) => {
            String::from_utf8(bytes.clone()).ok()
        }
        _ => None,
    });
    assert!(metadata.is_some_and(|m| m.contains("<xmpTPg:NPages>6</")), "the metadata counts all pages");
    assert_eq!(bound().pdf, whole.pdf, "equal parts give equal bytes");
}

#[test]
fn bookmarks_of_a_chapter_that_goes_on_stand_below_it() {
    let (objects, catalog) = opened(&bound().pdf);
    let deref = |value: &object::Value, key: &str| value.get(key)?.pointed().map(|id| objects[&id].clone());
    let root = deref(&catalog, "Outlines").expect("an outline");
    let (mut depths, mut next) = (Vec::new(), deref(&root, "First"));
    while let Some(item) = next {
        depths.push(item.get("Count").and_then(object::Value::whole).unwrap_or_default());
        next = deref(&item, "Next");
    }
    // 甲篇 with its chapter; 末页, which took in the part that goes on: its chapter and 末页; 乙篇 with its chapter; 末页.
    assert_eq!(depths, [-1, -2, -1, 0]);
}

#[test]
fn a_part_knows_its_place_and_the_pages_of_all_names() {
    let parts = [part("甲篇", "one", "two", false), part("乙篇", "two", "one", false)];
    let mut names = BTreeMap::new();
    let template = Template::new(PART);
    assert_eq!(template.counted(parts[0].document.clone(), 1, &mut names), Ok(2));
    assert_eq!(template.counted(parts[1].document.clone(), 3, &mut names), Ok(2));
    assert_eq!(names, BTreeMap::from([("one".to_owned(), 1), ("two".to_owned(), 3)]));
}

#[test]
fn tags_of_all_parts_are_one_tree_and_headers_keep_their_cells() {
    let (objects, catalog) = opened(&bound().pdf);
    let root = &objects[&catalog.get("StructTreeRoot").and_then(object::Value::pointed).expect("tags")];
    let whole = &objects[&root.get("K").expect("one").items()[0].pointed().expect("an element")];
    assert!(whole.get("S").is_some_and(|s| s.is_name("Document")));
    assert_eq!(whole.get("K").map(|k| k.items().len()), Some(3), "a part of the document for each part");
    let ids: Vec<&object::Value> = objects
        .values()
        .filter(|v| v.get("Type").is_some_and(|t| t.is_name("StructElem")))
        .filter_map(|v| v.get("ID"))
        .collect();
    let distinct: BTreeSet<String> = ids.iter().map(|id| format!("{id:?}")).collect();
    assert_eq!((ids.len(), distinct.len()), (6, 6), "each header of a column is named once: {ids:?}");
}

#[test]
fn a_link_to_nothing_is_a_mistake() {
    let parts = [part("甲篇", "one", "nowhere", false)];
    let refused = Template::new(PART).bind(&parts).map(|printed| printed.pages);
    assert_eq!(refused, Err(Failure::of("nothing is called nowhere")));
    assert!(Template::new(PART).bind(&[]).is_err(), "no part is no document");
}
