//! Which cases are chosen: by the case's own id, so that everybody finds the same and nobody can pick.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::definition::Sampling;

/// The cases drawn from a day's candidates: as many as the rule says, in the order of their digests under the draw's seed. The
/// same seed draws the same; without it nobody can tell beforehand.
pub fn draw(rule: &Sampling, seed: &[u8], candidates: &[Uuid]) -> Vec<Uuid> {
    let all = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
    let share = u64::from(all) * u64::from(rule.share);
    let wanted = u32::try_from(share.div_ceil(100)).unwrap_or(u32::MAX).max(rule.at_least).min(rule.at_most).min(all);
    let mut drawn: Vec<([u8; 32], Uuid)> = candidates
        .iter()
        .map(|case| (Sha256::new().chain_update(seed).chain_update(case.as_bytes()).finalize().into(), *case))
        .collect();
    drawn.sort_unstable();
    drawn.into_iter().take(wanted as usize).map(|(_, case)| case).collect()
}

/// A number from 0 to 99 that belongs to this case and is spread evenly over all cases.
pub fn percentile(case: Uuid) -> u32 {
    let digest = Sha256::new().chain_update(b"follow_up").chain_update(case.as_bytes()).finalize();
    let first = u64::from_be_bytes(std::array::from_fn(|n| digest[n]));
    u32::try_from(first % 100).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_a_share_with_a_floor_and_a_ceiling_and_the_same_for_the_same_seed() {
        let rule = |share, at_least, at_most| Sampling {
            by: vec!["supervisor".into()],
            share,
            at_least,
            at_most,
            when: None,
            rework: None,
            on_fail: Vec::new(),
        };
        let cases: Vec<Uuid> = (1..=25).map(Uuid::from_u128).collect();
        for (rule, count) in [(rule(10, 0, 100), 3), (rule(10, 5, 100), 5), (rule(50, 0, 4), 4), (rule(0, 99, 100), 25)]
        {
            assert_eq!(draw(&rule, b"seed", &cases).len(), count);
        }
        let backwards: Vec<Uuid> = cases.iter().rev().copied().collect();
        assert_eq!(draw(&rule(20, 0, 100), b"one", &cases), draw(&rule(20, 0, 100), b"one", &backwards));
        assert_ne!(draw(&rule(20, 0, 100), b"one", &cases), draw(&rule(20, 0, 100), b"two", &cases));
        assert_eq!(draw(&rule(20, 5, 100), b"one", &[]), Vec::<Uuid>::new());
    }
}
