//! A tree of digests over payments – pure. A leaf is SHA-256 of a zero byte, its salt and its text; a knot SHA-256 of a one byte and both
//! below it; the odd one goes up as it is. Leaves stand in the order of their digests, so that their place tells nothing.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::model::{Side, Step};

/// A digest.
pub(crate) type Digest = [u8; 32];

fn sha256(parts: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// The digest of a text, in hexadecimal digits.
pub(crate) fn digest_of(text: &str) -> String {
    hex(&sha256(&[text.as_bytes()]))
}

/// The salt of a leaf: the sheet's secret with what names the payment.
pub(crate) fn salt(secret: &[u8], payment: &str) -> Digest {
    sha256(&[secret, payment.as_bytes()])
}

/// The digest of a leaf.
pub(crate) fn leaf(salt: &Digest, told: &str) -> Digest {
    sha256(&[&[0], salt, told.as_bytes()])
}

fn knot(left: &Digest, right: &Digest) -> Digest {
    sha256(&[&[1], left, right])
}

/// In hexadecimal digits.
pub(crate) fn hex(digest: &Digest) -> String {
    HEXLOWER.encode(digest)
}

/// The digest behind hexadecimal digits; none for anything else.
pub(crate) fn read(hex: &str) -> Option<Digest> {
    HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()
}

fn above(level: &[Digest]) -> Vec<Digest> {
    let pair = |pair: &[Digest]| match pair {
        [left, right] => knot(left, right),
        [odd, ..] => *odd,
        [] => sha256(&[]),
    };
    level.chunks(2).map(pair).collect()
}

/// What all leaves come to; the digest of nothing when there are none.
pub(crate) fn root(leaves: &[Digest]) -> Digest {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = above(&level);
    }
    level.first().copied().unwrap_or_else(|| sha256(&[]))
}

/// The steps from a leaf to the root, with what each comes to.
pub(crate) fn steps(leaves: &[Digest], nth: usize) -> Vec<Step> {
    let (mut level, mut at, mut steps) = (leaves.to_vec(), nth, Vec::new());
    while level.len() > 1 {
        let next = above(&level);
        let (side, other) =
            if at.is_multiple_of(2) { (Side::Right, level.get(at + 1)) } else { (Side::Left, level.get(at - 1)) };
        if let (Some(other), Some(both)) = (other, next.get(at / 2)) {
            steps.push(Step { side, other: hex(other), both: hex(both) });
        }
        (level, at) = (next, at / 2);
    }
    steps
}

/// What a leaf comes to by its steps; none when a step is no digest.
pub(crate) fn walked(leaf: Digest, steps: &[Step]) -> Option<Digest> {
    steps.iter().try_fold(leaf, |own, step| {
        let other = read(&step.other)?;
        Some(match step.side {
            Side::Left => knot(&other, &own),
            Side::Right => knot(&own, &other),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_leads_to_the_root_and_no_other_does() {
        for many in 1..=33_u8 {
            let leaves: Vec<Digest> = (0..many).map(|nth| leaf(&[nth; 32], "SJ")).collect();
            let root = root(&leaves);
            for (nth, own) in leaves.iter().enumerate() {
                let steps = steps(&leaves, nth);
                assert_eq!(walked(*own, &steps), Some(root), "{nth} of {many}");
                assert_ne!(walked(leaf(&[99; 32], "SJ"), &steps), Some(root), "{nth} of {many}");
            }
        }
    }

    #[test]
    fn a_knot_is_no_leaf_and_nothing_has_a_root() {
        let (one, two) = (leaf(&[1; 32], "a"), leaf(&[2; 32], "b"));
        assert_ne!(root(&[one, two]), root(&[two, one]));
        assert_eq!(root(&[one]), one);
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(read(&hex(&one)), Some(one));
        assert_eq!(read("zz"), None);
    }
}
