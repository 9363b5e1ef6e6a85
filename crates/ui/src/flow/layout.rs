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
const SWEEPS: usize = 8;

/// A way between two stages with the words of all actions that go it.
pub(super) struct Way {
    pub from: usize,
    pub to: usize,
    pub words: Vec<String>,
    pub back: bool,
    /// The points of the way from the upper stage to the lower one, as indexes into the points of the plan.
    pub points: Vec<usize>,
}

/// A stage or a waypoint.
pub(super) struct Point {
    pub layer: usize,
    /// The centre, in pixels; may be negative.
    pub x: i64,
    /// Half of the width.
    pub half: i64,
}

/// Stages first, in the order given, then the waypoints.
pub(super) struct Plan {
    pub points: Vec<Point>,
    pub layers: Vec<Vec<usize>>,
    pub ways: Vec<Way>,
}

/// Plans the chart: where each stage and waypoint stands, from left to right and in which layer. Loops are given beside it.
pub(super) fn plan(nodes: &[Node], edges: &[Edge]) -> (Plan, Vec<(usize, Vec<String>)>) {
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
    (plan, loops)
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
