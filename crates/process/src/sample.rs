//! Which cases are chosen: by the case's own id, so that everybody finds the same and nobody can pick.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A number from 0 to 99 that belongs to this case and is spread evenly over all cases.
pub fn percentile(case: Uuid) -> u32 {
    let digest = Sha256::new().chain_update(b"follow_up").chain_update(case.as_bytes()).finalize();
    let first = u64::from_be_bytes(std::array::from_fn(|n| digest[n]));
    u32::try_from(first % 100).unwrap_or(0)
}
