//! Choosing whose turn it is – pure.

/// Somebody on duty with what he has to do already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate<P> {
    /// Who.
    pub person: P,
    /// How many open cases he has.
    pub load: i64,
}

/// Whose turn it is: the one with the fewest open cases; of several the first, which is how the duty list names them.
pub(crate) fn next<P>(candidates: Vec<Candidate<P>>) -> Option<P> {
    candidates.into_iter().min_by_key(|c| c.load).map(|c| c.person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_turn_of_whoever_has_least_to_do() {
        let on_duty = [("赵师傅", 3), ("陈师傅", 1), ("孙师傅", 1)];
        let candidates = on_duty.map(|(person, load)| Candidate { person, load }).to_vec();
        assert_eq!(next(candidates), Some("陈师傅"));
        assert_eq!(next::<&str>(Vec::new()), None);
    }
}
