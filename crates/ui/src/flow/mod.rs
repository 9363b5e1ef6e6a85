//! The flow chart of a process, drawn from its definition.

mod drawing;
mod layout;

use maud::{Markup, html};

use crate::{
    table::{Column, ColumnKind, simple},
    texts::Speech,
    tone::Tone,
};

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id in the definition; edges name it.
    pub id: String,
    /// Its words.
    pub label: String,
    /// Its category as a colour.
    pub tone: Tone,
    /// How many cases stand there now.
    pub count: Option<u64>,
    /// Where they are listed.
    pub href: Option<String>,
}

/// One way from a stage to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The id of the stage it leaves.
    pub from: String,
    /// The id of the stage it reaches.
    pub to: String,
    /// The action that goes it.
    pub label: String,
}

/// The chart, from top to bottom, with the same as a table behind it. Equal input gives equal output; edges naming unknown stages
/// are left out of the drawing.
pub fn flow_chart(speech: &Speech, title: &str, nodes: &[Node], edges: &[Edge]) -> Markup {
    let drawing = drawing::draw(nodes, edges);
    html! {
        figure.flow {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                svg viewBox={ "0 0 " (drawing.width) " " (drawing.height) } width=(drawing.width) height=(drawing.height)
                    role="group" aria-label=(title) { (inside(speech, &drawing, nodes, (0, drawing.height))) }
            }
            (behind(speech, title, nodes, edges))
        }
    }
}

/// How the chart looks where our styles are not at hand, in the light theme's colours.
const LOOK: &str = "text{font-family:'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif}\
    .flow-box{fill:#fff;stroke:#7d8a97}.flow-edge{fill:#475461}.flow-name{font-size:14px;font-weight:600;fill:#17212b}\
    .flow-count{font-size:12px;fill:#475461}.flow-line{fill:none;stroke:#7d8a97;stroke-width:1.5}.flow-back{stroke-dasharray:4 4}\
    .flow-head{fill:#7d8a97}.flow-words rect{fill:#fff}.flow-words text{font-size:12px;fill:#475461}\
    .tone-new .flow-box{fill:#e1f2ef}.tone-new .flow-edge{fill:#0b6e63}.tone-active .flow-box{fill:#e3f4ea}\
    .tone-active .flow-edge{fill:#177242}.tone-waiting .flow-box{fill:#ecedfb}.tone-waiting .flow-edge{fill:#5054b8}\
    .tone-done .flow-box,.tone-cancelled .flow-box{fill:#eef3f6}.tone-late .flow-box{fill:#fde9e7}.tone-late .flow-edge{fill:#b42b25}";

/// The chart as a picture of its own, to be taken along: it carries its look and leads nowhere.
pub fn picture(speech: &Speech, title: &str, nodes: &[Node], edges: &[Edge]) -> String {
    let drawing = drawing::draw(nodes, edges);
    let height = drawing.height;
    sheet(speech, title, &drawing, nodes, (0, height)).svg
}

/// A piece of a chart, on a sheet of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// A picture like [`picture`].
    pub svg: String,
    /// Its width in pixels; that of all sheets of a chart is the same.
    pub width: i64,
    /// Its height in pixels.
    pub height: i64,
}

/// The chart on as few sheets as it takes when none is higher than this many pixels, though none cuts through a stage or its words:
/// a line goes on at the same place of the next sheet.
pub fn sheets(speech: &Speech, title: &str, nodes: &[Node], edges: &[Edge], highest: i64) -> Vec<Sheet> {
    let drawing = drawing::draw(nodes, edges);
    let bounds = bounds(&drawing, highest);
    let windows = bounds.windows(2).map(|window| (window[0], window[1]));
    windows.map(|window| sheet(speech, title, &drawing, nodes, window)).collect()
}

/// Where the sheets begin, and where the last one ends: evenly, as far as there are places to cut.
fn bounds(drawing: &drawing::Drawing, highest: i64) -> Vec<i64> {
    let parts = |count: i64| {
        let mut bounds = vec![0];
        for nth in 1..count {
            let wanted = drawing.height * nth / count;
            bounds.extend(drawing.cuts.iter().min_by_key(|cut| (*cut - wanted).abs()).copied());
        }
        bounds.push(drawing.height);
        bounds.dedup();
        bounds
    };
    let most = i64::try_from(drawing.cuts.len()).unwrap_or(0) + 1;
    let fits = |bounds: &Vec<i64>| bounds.windows(2).all(|window| window[1] - window[0] <= highest);
    (1..most).map(parts).find(fits).unwrap_or_else(|| parts(most))
}

fn sheet(speech: &Speech, title: &str, drawing: &drawing::Drawing, nodes: &[Node], window: (i64, i64)) -> Sheet {
    let (width, top, height) = (drawing.width, window.0, window.1 - window.0);
    let still: Vec<Node> = nodes.iter().map(|n| Node { href: None, ..n.clone() }).collect();
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 " (top) " " (width) " " (height) } width=(width)
            height=(height) role="img" aria-label=(title) {
            title { (title) }
            style { (maud::PreEscaped(LOOK)) }
            rect y=(top) width="100%" height="100%" fill="#fff" {}
            (inside(speech, drawing, &still, window))
        }
    };
    Sheet { svg: svg.into_string(), width, height }
}

/// All lines, and the stages and words that stand inside of a window.
fn inside(speech: &Speech, drawing: &drawing::Drawing, nodes: &[Node], (top, bottom): (i64, i64)) -> Markup {
    let is_seen = |y: i64| y >= top && y < bottom;
    html! {
        @for line in &drawing.lines {
            path class=(if line.back { "flow-line flow-back" } else { "flow-line" }) d=(line.path) {}
            path.flow-head d=(line.head) {}
        }
        @for label in drawing.labels.iter().filter(|label| is_seen(label.y)) {
            g.flow-words {
                rect x=(label.x - label.width / 2) y=(label.y - 9) width=(label.width) height="18" rx="4" {}
                text x=(label.x) y=(label.y + 4) text-anchor="middle" { (label.words) }
            }
        }
        @for (node, place) in nodes.iter().zip(&drawing.places).filter(|(_, place)| is_seen(place.1)) {
            (stage(speech, node, *place))
        }
    }
}

fn stage(speech: &Speech, node: &Node, (x, y): (i64, i64)) -> Markup {
    let (w, h) = (layout::BOX_WIDTH, layout::BOX_HEIGHT);
    let face = html! {
        rect.flow-box x=(x - w / 2) y=(y - h / 2) width=(w) height=(h) rx="10" {}
        rect.flow-edge x=(x - w / 2) y=(y - h / 2 + 8) width="4" height=(h - 16) rx="2" {}
        text.flow-name x=(x) y=(if node.count.is_some() { y - 3 } else { y + 5 }) text-anchor="middle" { (node.label) }
        @if let Some(count) = node.count {
            text.flow-count x=(x) y=(y + 15) text-anchor="middle" { (speech.say_with("ui-flow-count", &[("count", &speech.count(count))])) }
        }
    };
    html! {
        g class={ "flow-node " (node.tone.class()) } {
            @if let Some(href) = &node.href { a href=(href) { (face) } } @else { (face) }
        }
    }
}

fn behind(speech: &Speech, title: &str, nodes: &[Node], edges: &[Edge]) -> Markup {
    let name = |id: &str| nodes.iter().find(|n| n.id == id).map_or_else(|| id.to_owned(), |n| n.label.clone());
    let columns =
        ["ui-flow-from", "ui-flow-by", "ui-flow-to"].map(|key| Column::new(speech.say(key), ColumnKind::Text));
    let rows: Vec<Vec<Markup>> =
        edges.iter().map(|e| vec![html! { (name(&e.from)) }, html! { (e.label) }, html! { (name(&e.to)) }]).collect();
    html! { details.behind { summary { (speech.say("ui-as-table")) } (simple(title, &columns, &rows)) } }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    pub(super) fn node(id: &str) -> Node {
        Node { id: id.into(), label: id.into(), tone: Tone::Active, count: Some(3), href: None }
    }

    fn edge(from: &str, to: &str, label: &str) -> Edge {
        Edge { from: from.into(), to: to.into(), label: label.into() }
    }

    fn repair() -> (Vec<Node>, Vec<Edge>) {
        let nodes = ["登记", "派单", "接单", "处理", "等待", "回访", "完成"].map(node).to_vec();
        let edges = vec![
            edge("登记", "派单", "派"),
            edge("派单", "接单", "接"),
            edge("接单", "派单", "退回"),
            edge("接单", "处理", "到场"),
            edge("处理", "等待", "暂停"),
            edge("等待", "处理", "恢复"),
            edge("处理", "处理", "催办"),
            edge("处理", "回访", "完工"),
            edge("回访", "处理", "返工"),
            edge("回访", "完成", "满意"),
            edge("登记", "完成", "作废"),
            edge("登记", "没有", "错"),
        ];
        (nodes, edges)
    }

    #[test]
    fn the_same_definition_gives_the_same_drawing() {
        let speech = Speech::shared(Lang::Zh);
        let (nodes, edges) = repair();
        let once = flow_chart(&speech, "报修", &nodes, &edges).into_string();
        assert_eq!(once, flow_chart(&speech, "报修", &nodes, &edges).into_string());
        assert_eq!(once.matches("flow-node").count(), 7);
        assert!(once.contains("返工") && once.contains("在办 3 件"));
    }

    #[test]
    fn no_two_stages_lie_on_each_other_and_work_flows_down() {
        let (nodes, edges) = repair();
        let drawing = drawing::draw(&nodes, &edges);
        for (i, a) in drawing.places.iter().enumerate() {
            for b in &drawing.places[i + 1..] {
                assert!(
                    (a.0 - b.0).abs() >= layout::BOX_WIDTH || (a.1 - b.1).abs() >= layout::BOX_HEIGHT,
                    "{a:?} {b:?}"
                );
            }
        }
        let y = |id: &str| drawing.places[nodes.iter().position(|n| n.id == id).expect("known")].1;
        assert!(y("登记") < y("派单") && y("派单") < y("接单") && y("处理") < y("回访") && y("回访") < y("完成"));
    }

    #[test]
    fn labels_do_not_cover_each_other() {
        let (nodes, edges) = repair();
        let labels = drawing::draw(&nodes, &edges).labels;
        for (i, a) in labels.iter().enumerate() {
            for b in &labels[i + 1..] {
                let apart = (a.x - b.x).abs() * 2 >= a.width + b.width || (a.y - b.y).abs() >= 18;
                assert!(apart, "{} {}", a.words, b.words);
            }
        }
    }

    #[test]
    fn hostile_words_stay_words() {
        let speech = Speech::shared(Lang::Zh);
        let html = flow_chart(&speech, "<script>", &[node("<img src=x>")], &[]).into_string();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn a_picture_carries_its_look_and_leads_nowhere() {
        let (mut nodes, edges) = repair();
        nodes[0].href = Some("/desk/cases".into());
        let svg = picture(&Speech::shared(Lang::Zh), "报修 <x>", &nodes, &edges);
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("报修 &lt;x&gt;") && svg.contains(".flow-box{"));
        assert!(!svg.contains("<a ") && !svg.contains("<x>"), "{svg}");
        let drawing::Drawing { width, height, .. } = drawing::draw(&nodes, &edges);
        assert!(svg.contains(&format!("viewBox=\"0 0 {width} {height}\"")), "{svg}");
    }

    #[test]
    fn a_high_chart_is_cut_between_its_stages_and_loses_nothing() {
        let (nodes, edges) = repair();
        let speech = Speech::shared(Lang::Zh);
        let whole = picture(&speech, "报修", &nodes, &edges);
        let height = drawing::draw(&nodes, &edges).height;
        let one = sheets(&speech, "报修", &nodes, &edges, height);
        assert_eq!(one.iter().map(|s| &s.svg).collect::<Vec<_>>(), [&whole]);
        let cut = sheets(&speech, "报修", &nodes, &edges, height * 6 / 10);
        assert_eq!((cut.len(), cut.iter().map(|s| s.height).sum::<i64>()), (2, height));
        assert!(cut.iter().all(|s| s.height <= height * 6 / 10));
        for what in ["class=\"flow-name\"", "class=\"flow-words\""] {
            let count = |svg: &str| svg.matches(what).count();
            assert_eq!(cut.iter().map(|s| count(&s.svg)).sum::<usize>(), count(&whole), "{what} stands on one sheet");
            assert!(cut.iter().all(|s| count(&s.svg) > 0), "{what}");
        }
        let drawing = drawing::draw(&nodes, &edges);
        for cut in &drawing.cuts {
            assert!(drawing.places.iter().all(|(_, y)| (y - cut).abs() > layout::BOX_HEIGHT / 2));
            assert!(drawing.labels.iter().all(|label| (label.y - cut).abs() > 9), "{cut}");
        }
        assert!(sheets(&speech, "报修", &nodes, &edges, 1).len() <= drawing.cuts.len() + 1, "no stage is cut");
    }

    #[test]
    fn an_empty_definition_is_drawn_as_nothing() {
        let html = flow_chart(&Speech::shared(Lang::En), "none", &[], &[]).into_string();
        assert_eq!(html.matches("flow-node").count(), 0);
    }
}
