//! How the work of one is shared among several – pure.

use org::StaffName;

/// Somebody who takes over, with what he has to do by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taker {
    /// Who.
    pub staff: StaffName,
    /// His open cases.
    pub load: i64,
}

/// Gives the next case to whoever has least to do by then; of several the first named.
pub(crate) fn next(takers: &mut [Taker]) -> Option<StaffName> {
    let taker = takers.iter_mut().min_by_key(|t| t.load)?;
    taker.load += 1;
    Some(taker.staff.clone())
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn several_end_up_with_equally_much_to_do() {
        let taker = |n: u128, name: &str, load| Taker {
            staff: StaffName { id: Id::from_uuid(Uuid::from_u128(n)), name: name.into(), number: String::new() },
            load,
        };
        let mut takers = [taker(1, "陈师傅", 3), taker(2, "邓涛", 1)];
        let given: Vec<String> = (0..4).filter_map(|_| next(&mut takers)).map(|s| s.name).collect();
        assert_eq!(given, ["邓涛", "邓涛", "陈师傅", "邓涛"]);
        assert_eq!(next(&mut []), None);
    }
}
