//! What is good of a figure, and what is near the edge of it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The range a figure must lie in, and inside it the range that gives no cause for worry. Edges belong to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The least that is good.
    pub least: Option<Decimal>,
    /// The greatest that is good.
    pub greatest: Option<Decimal>,
    /// Below this it is still good, but somebody should know.
    pub warn_below: Option<Decimal>,
    /// Above this it is still good, but somebody should know.
    pub warn_above: Option<Decimal>,
}

/// Where a figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// Inside, away from the edges.
    Inside,
    /// Good, but below where worry begins.
    NearLeast(Decimal),
    /// Good, but above where worry begins.
    NearGreatest(Decimal),
    /// Below the least.
    Below(Decimal),
    /// Above the greatest.
    Above(Decimal),
}

impl Limits {
    /// Where a figure lies among them.
    pub fn place(&self, figure: Decimal) -> Where {
        let under = |edge: Option<Decimal>| edge.filter(|edge| figure < *edge);
        let over = |edge: Option<Decimal>| edge.filter(|edge| figure > *edge);
        under(self.least)
            .map(Where::Below)
            .or_else(|| over(self.greatest).map(Where::Above))
            .or_else(|| under(self.warn_below).map(Where::NearLeast))
            .or_else(|| over(self.warn_above).map(Where::NearGreatest))
            .unwrap_or(Where::Inside)
    }

    /// Whether they say anything at all.
    pub const fn any(&self) -> bool {
        self.least.is_some() || self.greatest.is_some() || self.warn_below.is_some() || self.warn_above.is_some()
    }

    /// Whether each edge lies where it can be reached: least ≤ warning below ≤ warning above ≤ greatest.
    pub fn in_order(&self) -> bool {
        let edges: Vec<Decimal> =
            [self.least, self.warn_below, self.warn_above, self.greatest].into_iter().flatten().collect();
        edges.is_sorted()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits(least: i64, below: i64, above: i64, greatest: i64) -> Limits {
        let edge = |n: i64| Some(Decimal::from(n));
        Limits { least: edge(least), greatest: edge(greatest), warn_below: edge(below), warn_above: edge(above) }
    }

    #[test]
    fn the_edge_itself_is_good() {
        let voltage = limits(353, 360, 400, 407);
        let at = |volts: i64| voltage.place(volts.into());
        assert_eq!(at(352), Where::Below(353.into()));
        assert_eq!(at(353), Where::NearLeast(360.into()));
        assert_eq!(at(360), Where::Inside);
        assert_eq!(at(400), Where::Inside);
        assert_eq!(at(407), Where::NearGreatest(400.into()));
        assert_eq!(at(408), Where::Above(407.into()));
        assert_eq!(Limits::default().place(1.into()), Where::Inside);
        assert!(voltage.in_order() && !limits(5, 4, 6, 7).in_order() && Limits::default().in_order());
    }

    proptest! {
        #[test]
        fn a_figure_is_out_exactly_when_it_is_beyond_an_edge(mut edges in prop::array::uniform4(-1_000_i64..1_000), figure in -1_200_i64..1_200) {
            edges.sort_unstable();
            let [least, below, above, greatest] = edges;
            let place = limits(least, below, above, greatest).place(figure.into());
            let out = matches!(place, Where::Below(_) | Where::Above(_));
            prop_assert_eq!(out, figure < least || figure > greatest);
            prop_assert_eq!(place == Where::Inside, (below..=above).contains(&figure));
        }
    }
}
