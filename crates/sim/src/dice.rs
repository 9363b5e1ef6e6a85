//! Seeded chance: the same seed and the same name give the same throws, whatever else was thrown before.

use kernel::Span;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// A source of chance of its own.
pub(crate) struct Dice(StdRng);

impl Dice {
    /// The dice of this name under this seed.
    pub fn of(seed: u64, name: &str, nth: u64) -> Self {
        // FNV-1a over the name: any spread will do, as long as it stays the same for ever.
        let spread = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = name.bytes().chain(nth.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325, spread);
        Self(StdRng::seed_from_u64(seed ^ hash))
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "53 bits are what the mantissa holds")]
        let top = (self.0.next_u64() >> 11) as f64;
        top / 9_007_199_254_740_992.0
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + i64::try_from(self.0.next_u64() % width).unwrap_or(0)
    }

    /// A position below `len`; 0 when there is none.
    pub fn below(&mut self, len: usize) -> usize {
        let last = i64::try_from(len).unwrap_or(i64::MAX).saturating_sub(1).max(0);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    /// One of them; `None` when there are none.
    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        from.get(self.below(from.len()))
    }

    /// One of these texts, or none at all.
    pub fn word(&mut self, from: &[String]) -> String {
        self.pick(from).cloned().unwrap_or_default()
    }

    /// A position, each as likely as its weight says.
    pub fn weighted(&mut self, weights: impl IntoIterator<Item = u32>) -> usize {
        let weights: Vec<u32> = weights.into_iter().collect();
        let all: i64 = weights.iter().map(|w| i64::from(*w)).sum();
        let mut left = self.between(0, (all - 1).max(0));
        for (at, weight) in weights.iter().enumerate() {
            left -= i64::from(*weight);
            if left < 0 {
                return at;
            }
        }
        0
    }

    /// A time as people need it: half of the times shorter than `median`, now and then much longer (`spread` 0.5 … 1.2).
    pub fn around(&mut self, median: Span, spread: f64) -> Span {
        let bell: f64 = (0..12).map(|_| self.unit()).sum::<f64>() - 6.0;
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "microseconds of some days")]
        let micros = (median.0 as f64 * (bell * spread).exp()) as i64;
        // People's watches show seconds.
        Span::seconds((micros / 1_000_000).max(5))
    }

    /// How often something happens that happens `mean` times on average.
    pub fn count(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
        while product > limit && count < 10_000 {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_throws_the_same() {
        let throws = |seed, nth| {
            let mut dice = Dice::of(seed, "case", nth);
            (0..5).map(|_| dice.between(1, 6)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, 7), throws(1, 7));
        assert_ne!(throws(1, 7), throws(1, 8));
        assert_ne!(throws(1, 7), throws(2, 7));
    }

    #[test]
    fn weights_and_means_are_kept() {
        let mut dice = Dice::of(3, "weights", 0);
        let firsts = (0..4_000).filter(|_| dice.weighted([3, 1, 0]) == 0).count();
        assert!((2_900..3_100).contains(&firsts), "{firsts} of 4000 with a weight of 3 in 4");
        let all: u32 = (0..1_000).map(|_| dice.count(4.0)).sum();
        assert!((3_800..4_200).contains(&all), "{all} in 1000 throws of mean 4");
        let shorter = (0..1_000).filter(|_| dice.around(Span::minutes(10), 0.8) < Span::minutes(10)).count();
        assert!((440..560).contains(&shorter), "{shorter} of 1000 below the median");
    }
}
