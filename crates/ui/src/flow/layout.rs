//! Where the stages of a flow chart stand and how the lines run: a small layered layout in whole numbers, so that it is the same everywhere.
//!
//! Layers by longest path once the ways back are turned round; long lines get a waypoint in each layer they cross; the order within
//! a layer follows the neighbours; then places are pulled towards the neighbours as far as the distances allow.

use super::{Edge, Node};

/// The width of a stage's box.
pub(super) const BOX_WIDTH: i64 = 132;
/// The height of a stage's box.
pub(super) const BOX_HEIGHT: i64 = 50;
const GAP_X: i64 = 44;
const WAYPOINT_WIDTH: i64 = 28;
const MARGIN: i64 = 24;
const LABEL_ROW: i64 = 22;
const SWEEPS: usize = 8;

/// A finished drawing; all numbers are pixels.
pub(super) struct Drawing {
    pub width: i64,
    pub height: i64,
    /// The centre of each stage, in the order given.
    pub places: Vec<(i64, i64)>,
    pub lines: Vec<Line>,
    pub labels: Vec<LabelAt>,
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

/// A way between two stages with the words of all actions that go it.
struct Way {
    from: usize,
    to: usize,
    words: Vec<String>,
    back: bool,
    /// The points of the way from the upper stage to the lower one, as indexes into the points of the plan.
    points: Vec<usize>,
}

/// A stage or a waypoint.
#[derive(Clone)]
struct Point {
    layer: usize,
    x: i64,
    half: i64,
}

struct Plan {
    points: Vec<Point>,
    layers: Vec<Vec<usize>>,
    ways: Vec<Way>,
}

/// Draws the chart.
pub(super) fn draw(nodes: &[Node], edges: &[Edge]) -> Drawing {
    let (mut ways, loops) = collect(nodes, edges);
    turn_back(nodes.len(), &mut ways);
    let mut plan = layered(nodes.len(), ways);
    for sweep in 0..SWEEPS {
        plan.order(sweep % 2 == 0);
    }
    plan.spread();
    for sweep in 0..SWEEPS {
        plan.pull(sweep % 2 == 0);
    }
    finish(plan, nodes.len(), &loops)
}

/// Ways merged by their ends, and loops by their stage.
fn collect(nodes: &[Node], edges: &[Edge]) -> (Vec<Way>, Vec<(usize, Vec<String>)>) {
    let index = |id: &str| nodes.iter().position(|n| n.id == id);
    let (mut ways, mut loops): (Vec<Way>, Vec<(usize, Vec<String>)>) = (Vec::new(), Vec::new());
    for edge in edges {
        let (Some(from), Some(to)) = (index(&edge.from), index(&edge.to)) else { continue };
        let words = edge.label.clone();
        if from == to {
            match loops.iter_mut().find(|(at, _)| *at == from) {
                Some((_, list)) => list.push(words),
                None => loops.push((from, vec![words])),
            }
        } else if let Some(way) = ways.iter_mut().find(|w| w.from == from && w.to == to) {
            if !way.words.contains(&words) {
                way.words.push(words);
            }
        } else {
            ways.push(Way { from, to, words: vec![words], back: false, points: Vec::new() });
        }
    }
    (ways, loops)
}

/// Marks the ways that lead back, found by walking depth first from the first stage on.
fn turn_back(count: usize, ways: &mut [Way]) {
    fn walk(at: usize, state: &mut [u8], ways: &mut [Way]) {
        state[at] = 1;
        for index in 0..ways.len() {
            if ways[index].from != at {
                continue;
            }
            match state[ways[index].to] {
                0 => walk(ways[index].to, state, ways),
                1 => ways[index].back = true,
                _ => {}
            }
        }
        state[at] = 2;
    }
    let mut state = vec![0; count];
    for start in 0..count {
        if state[start] == 0 {
            walk(start, &mut state, ways);
        }
    }
}

fn layered(count: usize, mut ways: Vec<Way>) -> Plan {
    let ends = |w: &Way| if w.back { (w.to, w.from) } else { (w.from, w.to) };
    let mut layer = vec![0usize; count];
    // Without the turned ways there is no circle, so this settles after at most `count` rounds.
    for _ in 0..count {
        for way in &ways {
            let (upper, lower) = ends(way);
            layer[lower] = layer[lower].max(layer[upper] + 1);
        }
    }
    let mut points: Vec<Point> = layer.iter().map(|l| Point { layer: *l, x: 0, half: BOX_WIDTH / 2 }).collect();
    for way in &mut ways {
        let (upper, lower) = ends(way);
        way.points.push(upper);
        for between in layer[upper] + 1..layer[lower] {
            points.push(Point { layer: between, x: 0, half: WAYPOINT_WIDTH / 2 });
            way.points.push(points.len() - 1);
        }
        way.points.push(lower);
    }
    let mut layers = vec![Vec::new(); points.iter().map(|p| p.layer + 1).max().unwrap_or(0)];
    for (index, point) in points.iter().enumerate() {
        layers[point.layer].push(index);
    }
    Plan { points, layers, ways }
}

impl Plan {
    /// The neighbours of a point in the layer above or below.
    fn neighbours(&self, point: usize, above: bool) -> Vec<usize> {
        let pairs = self.ways.iter().flat_map(|w| w.points.windows(2));
        pairs
            .filter_map(|pair| match (pair[0], pair[1]) {
                (upper, lower) if above && lower == point => Some(upper),
                (upper, lower) if !above && upper == point => Some(lower),
                _ => None,
            })
            .collect()
    }

    /// Orders each layer by the mean place of its neighbours above (going down) or below (going up).
    fn order(&mut self, down: bool) {
        let mut place = vec![0usize; self.points.len()];
        let numbers: Vec<usize> =
            if down { (0..self.layers.len()).collect() } else { (0..self.layers.len()).rev().collect() };
        for layer in &self.layers {
            for (at, point) in layer.iter().enumerate() {
                place[*point] = at;
            }
        }
        for number in numbers {
            let mut keyed: Vec<(usize, usize, usize)> = self.layers[number]
                .iter()
                .map(|point| {
                    let near = self.neighbours(*point, down);
                    let sum: usize = near.iter().map(|n| place[*n]).sum();
                    (
                        if near.is_empty() { place[*point] * 1_000 } else { sum * 1_000 / near.len() },
                        place[*point],
                        *point,
                    )
                })
                .collect();
            keyed.sort_unstable();
            self.layers[number] = keyed.into_iter().map(|(_, _, point)| point).collect();
            for (at, point) in self.layers[number].iter().enumerate() {
                place[*point] = at;
            }
        }
    }

    /// First places: side by side, each layer centred.
    fn spread(&mut self) {
        for layer in &self.layers {
            let width: i64 = layer.iter().map(|p| self.points[*p].half * 2 + GAP_X).sum();
            let mut x = -width / 2;
            for point in layer {
                let half = self.points[*point].half;
                self.points[*point].x = x + GAP_X / 2 + half;
                x += half * 2 + GAP_X;
            }
        }
    }

    /// Moves each point towards the mean of its neighbours, keeping order and distances: pushed from the left, then from the right,
    /// the mean of both.
    fn pull(&mut self, down: bool) {
        let numbers: Vec<usize> =
            if down { (0..self.layers.len()).collect() } else { (0..self.layers.len()).rev().collect() };
        for number in numbers {
            let layer = self.layers[number].clone();
            let wanted: Vec<i64> = layer
                .iter()
                .map(|p| {
                    let near = self.neighbours(*p, down);
                    let sum: i64 = near.iter().map(|n| self.points[*n].x).sum();
                    i64::try_from(near.len()).ok().filter(|n| *n > 0).map_or(self.points[*p].x, |n| sum / n)
                })
                .collect();
            let apart = |a: usize, b: usize| self.points[layer[a]].half + self.points[layer[b]].half + GAP_X;
            let (mut left, mut right) = (wanted.clone(), wanted);
            for i in 1..layer.len() {
                left[i] = left[i].max(left[i - 1] + apart(i - 1, i));
            }
            for i in (1..layer.len()).rev() {
                right[i - 1] = right[i - 1].min(right[i] - apart(i - 1, i));
            }
            for (i, point) in layer.iter().enumerate() {
                self.points[*point].x = (left[i] + right[i]) / 2;
            }
        }
    }
}

/// The width of words at 12 px: a Chinese character is square, a Latin one about half of it.
fn width_of(words: &str) -> i64 {
    words.chars().map(|c| if c.is_ascii() { 7 } else { 12 }).sum::<i64>() + 10
}

/// Words to set on a way between two layers, before their row is chosen.
struct Words {
    gap: usize,
    upper: usize,
    lower: usize,
    text: String,
    width: i64,
    row: i64,
}

/// Gives the words of each gap rows so that none covers another; answers the rows each gap needs.
fn rows_of(plan: &Plan, words: &mut [Words]) -> Vec<i64> {
    let mut rows = vec![1i64; plan.layers.len()];
    for (gap, needed) in rows.iter_mut().enumerate() {
        let mut here: Vec<usize> = (0..words.len()).filter(|w| words[*w].gap == gap).collect();
        here.sort_by_key(|w| (plan.points[words[*w].upper].x + plan.points[words[*w].lower].x, *w));
        // The rows move words along their slanted lines, so the reach of a line, not only its middle, is kept free.
        let mut ends: Vec<i64> = Vec::new();
        for w in here {
            let (a, b) = (plan.points[words[w].upper].x, plan.points[words[w].lower].x);
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

fn finish(plan: Plan, count: usize, loops: &[(usize, Vec<String>)]) -> Drawing {
    let mut words: Vec<Words> = plan.ways.iter().filter_map(|way| words_on(&plan, way)).collect();
    let rows = rows_of(&plan, &mut words);
    let gap = |layer: usize| 36 + LABEL_ROW * rows.get(layer).copied().unwrap_or(1);
    let mut ys = Vec::with_capacity(plan.layers.len());
    let mut y = MARGIN + BOX_HEIGHT / 2;
    for layer in 0..plan.layers.len() {
        ys.push(y);
        y += BOX_HEIGHT + gap(layer);
    }
    let least = plan
        .points
        .iter()
        .map(|p| p.x - p.half)
        .chain(words.iter().map(|w| w.middle(&plan) - w.width / 2))
        .min()
        .unwrap_or(0);
    let shift = MARGIN - least;
    let place = |point: usize| (plan.points[point].x + shift, ys[plan.points[point].layer]);
    let lines =
        plan.ways.iter().map(|way| Line { path: path(way, &place, count), head: head(way, &place), back: way.back });
    let mut lines: Vec<Line> = lines.collect();
    let mut labels: Vec<LabelAt> = words
        .into_iter()
        .map(|w| {
            let ((x1, y1), (x2, y2)) = (place(w.upper), place(w.lower));
            let (top, bottom) = (y1 + BOX_HEIGHT / 2, y2 - BOX_HEIGHT / 2);
            let y = top + 20 + LABEL_ROW * w.row + LABEL_ROW / 2 - 4;
            LabelAt { x: along(x1, x2, top, bottom, y), y, width: w.width, words: w.text }
        })
        .collect();
    for (stage, list) in loops {
        let (x, y) = place(*stage);
        let side = x + BOX_WIDTH / 2;
        let path = format!("M{side} {}c26 -6 26 22 0 16", y - 8);
        lines.push(Line { path, head: format!("M{} {}v8l-7-4z", side + 7, y + 4), back: true });
        let text = list.join(" / ");
        let width = width_of(&text);
        labels.push(LabelAt { x: side + 24 + width / 2, y, width, words: text });
    }
    let right = plan
        .points
        .iter()
        .map(|p| p.x + p.half + shift)
        .chain(labels.iter().map(|l| l.x + l.width / 2))
        .max()
        .unwrap_or(0);
    let height = ys.last().map_or(0, |y| y + BOX_HEIGHT / 2 + MARGIN);
    Drawing { width: right + MARGIN, height, places: (0..count).map(place).collect(), lines, labels }
}

/// The words of a way stand in the gap below its source, or above it when it leads back.
fn words_on(plan: &Plan, way: &Way) -> Option<Words> {
    let text = way.words.join(" / ");
    let pair = if way.back { way.points.rchunks(2).next() } else { way.points.chunks(2).next() }?;
    let (upper, lower) = (*pair.first()?, *pair.get(1)?);
    (!text.is_empty()).then(|| Words {
        gap: plan.points[upper].layer,
        upper,
        lower,
        width: width_of(&text),
        text,
        row: 0,
    })
}

impl Words {
    fn middle(&self, plan: &Plan) -> i64 {
        (plan.points[self.upper].x + plan.points[self.lower].x) / 2
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

/// Where a line enters a stage: a little beside the middle, so that two ways between the same stages stand beside each other.
const fn port(x: i64, back: bool) -> i64 {
    if back { x + 22 } else { x - 8 }
}

/// The head of a way's arrow, at the edge of the stage it reaches.
fn head(way: &Way, place: &impl Fn(usize) -> (i64, i64)) -> String {
    let (x, y) = place(way.to);
    let x = port(x, way.back) - 4;
    if way.back {
        format!("M{x} {}h8l-4-7z", y + BOX_HEIGHT / 2 + 7)
    } else {
        format!("M{x} {}h8l-4 7z", y - BOX_HEIGHT / 2 - 7)
    }
}

/// A smooth line through the points of a way, drawn in its own direction.
fn path(way: &Way, place: &impl Fn(usize) -> (i64, i64), count: usize) -> String {
    let half = BOX_HEIGHT / 2;
    // A line enters and leaves a stage at its edge and runs straight down past a waypoint.
    let ports: Vec<((i64, i64), (i64, i64))> = way
        .points
        .iter()
        .map(|p| {
            let (x, y) = place(*p);
            let x = if *p < count { port(x, way.back) } else { x };
            ((x, y - half), (x, y + half))
        })
        .collect();
    let mut stops: Vec<(i64, i64)> = Vec::new();
    for (index, (top, bottom)) in ports.iter().enumerate() {
        if index > 0 {
            stops.push(*top);
        }
        if index + 1 < ports.len() {
            stops.push(*bottom);
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
