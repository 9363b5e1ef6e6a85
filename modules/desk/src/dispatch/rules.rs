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

/// How well somebody fits a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fit<P> {
    /// Who.
    pub person: P,
    /// Whether he is on duty now.
    pub on_duty: bool,
    /// Open cases he has in the same building.
    pub nearby: i64,
    /// How many open cases he has in all.
    pub load: i64,
}

/// How many cases less he may seem to have because he is in the building anyway.
const WORTH_OF_NEARBY: i64 = 2;

/// Whom a case suits best: those on duty before others, then whoever has least to do, being in the building counting for two.
pub(crate) fn best<P>(fits: Vec<Fit<P>>) -> Option<Fit<P>> {
    fits.into_iter().min_by_key(|f| (!f.on_duty, f.load - if f.nearby > 0 { WORTH_OF_NEARBY } else { 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_suits_whoever_is_on_duty_near_and_free() {
        let fit = |person, on_duty, nearby, load| Fit { person, on_duty, nearby, load };
        let of = |fits: Vec<Fit<&'static str>>| best(fits).map(|f| f.person);
        assert_eq!(of(vec![fit("赵师傅", false, 0, 0), fit("邓涛", true, 0, 6)]), Some("邓涛"), "on duty comes first");
        assert_eq!(
            of(vec![fit("赵师傅", true, 0, 2), fit("邓涛", true, 1, 3)]),
            Some("邓涛"),
            "he is in the building anyway"
        );
        assert_eq!(
            of(vec![fit("赵师傅", true, 0, 2), fit("邓涛", true, 1, 5)]),
            Some("赵师傅"),
            "but not at any price"
        );
        assert_eq!(of(Vec::new()), None);
    }

    #[test]
    fn it_is_the_turn_of_whoever_has_least_to_do() {
        let on_duty = [("赵师傅", 3), ("陈师傅", 1), ("孙师傅", 1)];
        let candidates = on_duty.map(|(person, load)| Candidate { person, load }).to_vec();
        assert_eq!(next(candidates), Some("陈师傅"));
        assert_eq!(next::<&str>(Vec::new()), None);
    }
}
