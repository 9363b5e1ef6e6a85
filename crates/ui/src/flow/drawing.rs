//! From the plan to lines, arrows and words.

use super::layout::{BOX_HEIGHT, BOX_WIDTH, Plan, Way, plan};
use super::{Edge, Node};

const MARGIN: i64 = 24;
/// The height of a row of words between two layers.
const LABEL_ROW: i64 = 22;
/// Between a stage, with the arrows that reach it from below, and the words under it.
const BELOW_BOX: i64 = 9;
/// How far apart lines leave a stage.
const PORT_STEP: i64 = 26;

/// A finished drawing; all numbers are pixels.
pub(super) struct Drawing {
    pub width: i64,
    pub height: i64,
    /// The centre of each stage, in the order given.
    pub places: Vec<(i64, i64)>,
    pub lines: Vec<Line>,
    pub labels: Vec<LabelAt>,
    /// Heights at which nothing but lines would be cut, from top to bottom.
    pub cuts: Vec<i64>,
}

/// One line with its arrow at the end.
pub(super) struct Line {
    pub path: String,
    /// The arrow's head; drawn out instead of referred to, because a page may show two charts and ids are unique.
    pub head: String,
    pub back: bool,
}

/// Words on a line; `x`, `y` is their centre.
pub(super) struct LabelAt {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub words: String,
}

/// Draws the chart.
pub(super) fn draw(nodes: &[Node], edges: &[Edge]) -> Drawing {
    let (mut plan, loops) = plan(nodes, edges);
    let stages = nodes.len();
    let mut words = words_of(&plan, &ports(&plan, stages), stages);
    let rows = rows_of(plan.layers.len(), &mut words);
    let least =
        plan.points.iter().map(|p| p.x - p.half).chain(words.iter().map(|w| w.x1.min(w.x2) - w.width / 2)).min();
    let shift = MARGIN - least.unwrap_or(0);
    for point in &mut plan.points {
        point.x += shift;
    }
    let ports = ports(&plan, stages);
    let sheet = Sheet { heights: heights(&rows), plan, ports };
    let mut lines: Vec<Line> = (0..sheet.plan.ways.len()).map(|way| sheet.line(way)).collect();
    let mut labels: Vec<LabelAt> = words.into_iter().map(|w| sheet.label(w, shift)).collect();
    for (stage, list) in &loops {
        let (line, label) = sheet.loop_at(*stage, list);
        lines.push(line);
        labels.push(label);
    }
    let reach = sheet.plan.points.iter().map(|p| p.x + p.half).chain(labels.iter().map(|l| l.x + l.width / 2)).max();
    Drawing {
        width: reach.unwrap_or(0) + MARGIN,
        height: sheet.heights.last().map_or(0, |y| y + BOX_HEIGHT / 2 + MARGIN),
        places: (0..stages).map(|stage| sheet.place(stage)).collect(),
        lines,
        labels,
        cuts: sheet.heights.iter().rev().skip(1).rev().map(|y| y + BOX_HEIGHT / 2 + BELOW_BOX).collect(),
    }
}

/// Where each way leaves its upper stage and enters its lower one, from left to right in the order of where it goes, so that lines
/// of one stage do not cross at its edge.
fn ports(plan: &Plan, stages: usize) -> Vec<(i64, i64)> {
    let mut ports: Vec<(i64, i64)> = plan.ways.iter().map(|_| (0, 0)).collect();
    for stage in 0..stages {
        for below in [true, false] {
            let mut here: Vec<(i64, usize)> = Vec::new();
            for (index, way) in plan.ways.iter().enumerate() {
                let (end, next) = if below {
                    (way.points.first(), way.points.get(1))
                } else {
                    (way.points.last(), way.points.iter().nth_back(1))
                };
                if end == Some(&stage)
                    && let Some(next) = next
                {
                    here.push((plan.points[*next].x, index));
                }
            }
            here.sort_unstable();
            let count = i64::try_from(here.len()).unwrap_or(1).max(1);
            let step = if count > 1 { PORT_STEP.min((BOX_WIDTH - 24) / (count - 1)) } else { 0 };
            for (rank, (_, way)) in (0i64..).zip(here) {
                let x = plan.points[stage].x + (rank * 2 - (count - 1)) * step / 2;
                if below { ports[way].0 = x } else { ports[way].1 = x }
            }
        }
    }
    ports
}

/// The width of words at 12 px: a Chinese character is square, a Latin one about half of it.
fn width_of(words: &str) -> i64 {
    words.chars().map(|c| if c.is_ascii() { 7 } else { 12 }).sum::<i64>() + 10
}

/// Words to set on a way between two layers, before their row is chosen.
struct Words {
    gap: usize,
    x1: i64,
    x2: i64,
    text: String,
    width: i64,
    row: i64,
}

/// The words of a way stand in the gap below its source, or above it when it leads back.
fn words_of(plan: &Plan, ports: &[(i64, i64)], stages: usize) -> Vec<Words> {
    let mut list = Vec::new();
    for (way, port) in plan.ways.iter().zip(ports) {
        let at = if way.back { way.points.len() - 2 } else { 0 };
        let (upper, lower) = (way.points[at], way.points[at + 1]);
        let text = way.words.join(" / ");
        if !text.is_empty() {
            let x1 = if upper < stages { port.0 } else { plan.points[upper].x };
            let x2 = if lower < stages { port.1 } else { plan.points[lower].x };
            list.push(Words { gap: plan.points[upper].layer, x1, x2, width: width_of(&text), text, row: 0 });
        }
    }
    list
}

/// Gives the words of each gap rows so that none covers another; answers the rows each gap needs.
fn rows_of(layers: usize, words: &mut [Words]) -> Vec<i64> {
    let mut rows = vec![1i64; layers];
    for (gap, needed) in rows.iter_mut().enumerate() {
        let mut here: Vec<usize> = (0..words.len()).filter(|w| words[*w].gap == gap).collect();
        here.sort_by_key(|w| (words[*w].x1 + words[*w].x2, *w));
        // The rows move words along their slanted lines, so the reach of a line, not only its middle, is kept free.
        let mut ends: Vec<i64> = Vec::new();
        for w in here {
            let (a, b) = (words[w].x1, words[w].x2);
            let (from, to) = (a.min(b) - words[w].width / 2, a.max(b) + words[w].width / 2);
            let row = ends.iter().position(|end| *end + 4 <= from).unwrap_or(ends.len());
            if row == ends.len() {
                ends.push(to);
            } else {
                ends[row] = to;
            }
            words[w].row = i64::try_from(row).unwrap_or(0);
        }
        *needed = i64::try_from(ends.len()).unwrap_or(1).max(1);
    }
    rows
}

/// The height of each layer's centre.
fn heights(rows: &[i64]) -> Vec<i64> {
    let mut y = MARGIN + BOX_HEIGHT / 2;
    rows.iter()
        .map(|rows| {
            let here = y;
            y += BOX_HEIGHT + 36 + LABEL_ROW * rows;
            here
        })
        .collect()
}

/// The plan with everything that is needed to draw it.
struct Sheet {
    plan: Plan,
    ports: Vec<(i64, i64)>,
    heights: Vec<i64>,
}

impl Sheet {
    fn place(&self, point: usize) -> (i64, i64) {
        (self.plan.points[point].x, self.heights[self.plan.points[point].layer])
    }

    /// A way as a smooth line with its head.
    fn line(&self, index: usize) -> Line {
        let (way, port) = (&self.plan.ways[index], self.ports[index]);
        let y = self.place(way.to).1;
        let head = if way.back {
            format!("M{} {}h8l-4-7z", port.0 - 4, y + BOX_HEIGHT / 2 + 7)
        } else {
            format!("M{} {}h8l-4 7z", port.1 - 4, y - BOX_HEIGHT / 2 - 7)
        };
        Line { path: self.path(way, port), head, back: way.back }
    }

    /// The line runs straight down past a waypoint and is curved between the layers; it is drawn in its own direction.
    fn path(&self, way: &Way, port: (i64, i64)) -> String {
        let half = BOX_HEIGHT / 2;
        let last = way.points.len() - 1;
        let mut stops: Vec<(i64, i64)> = Vec::new();
        for (at, point) in way.points.iter().enumerate() {
            let (x, y) = self.place(*point);
            if at > 0 {
                stops.push((if at == last { port.1 } else { x }, y - half));
            }
            if at < last {
                stops.push((if at == 0 { port.0 } else { x }, y + half));
            }
        }
        if way.back {
            stops.reverse();
        }
        let Some((first, rest)) = stops.split_first() else { return String::new() };
        let mut path = format!("M{} {}", first.0, first.1);
        let mut from = *first;
        for (index, to) in rest.iter().enumerate() {
            if index % 2 == 0 {
                let middle = (from.1 + to.1) / 2;
                path.push_str(&format!("C{} {middle} {} {middle} {} {}", from.0, to.0, to.0, to.1));
            } else {
                path.push_str(&format!("L{} {}", to.0, to.1));
            }
            from = *to;
        }
        path
    }

    /// Words in their row, on their line.
    fn label(&self, words: Words, shift: i64) -> LabelAt {
        let top = self.heights[words.gap] + BOX_HEIGHT / 2;
        let bottom = self.heights[words.gap + 1] - BOX_HEIGHT / 2;
        let y = top + 18 + LABEL_ROW * words.row + LABEL_ROW / 2;
        LabelAt {
            x: along(words.x1 + shift, words.x2 + shift, top, bottom, y),
            y,
            width: words.width,
            words: words.text,
        }
    }

    /// An action that stays in its stage: a small loop at its right.
    fn loop_at(&self, stage: usize, list: &[String]) -> (Line, LabelAt) {
        let (x, y) = self.place(stage);
        let side = x + BOX_WIDTH / 2;
        let path = format!("M{side} {}c26 -6 26 22 0 16", y - 8);
        let head = format!("M{} {}v8l-7-4z", side + 7, y + 4);
        let words = list.join(" / ");
        let width = width_of(&words);
        (Line { path, head, back: true }, LabelAt { x: side + 24 + width / 2, y, width, words })
    }
}

/// The x of a smooth line from `x1` at `top` to `x2` at `bottom`, at a height: the same cubic that is drawn, solved by halving.
fn along(x1: i64, x2: i64, top: i64, bottom: i64, y: i64) -> i64 {
    let (mut low, mut high) = (0i64, 1_000i64);
    let ease = |t: i64, a: i64, b: i64, c: i64, d: i64| {
        let u = 1_000 - t;
        (u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d) / 1_000_000_000
    };
    let middle = (top + bottom) / 2;
    while low < high {
        let t = (low + high) / 2;
        if ease(t, top, middle, middle, bottom) < y { low = t + 1 } else { high = t }
    }
    ease(low, x1, x1, x2, x2)
}
