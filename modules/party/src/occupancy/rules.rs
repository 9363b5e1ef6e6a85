//! Who may be what to a place at the same time.

use kernel::{Date, Error, Message, Result};
use property::RoomState;

use super::model::{OccupancyRow, Role, Standing};
use crate::person::model::PersonId;

/// The whole title, in ten-thousandths.
pub const WHOLE: i64 = 10_000;
/// An occupancy that ends within so many days is about to expire.
const EXPIRING_DAYS: i64 = 30;

/// An occupancy that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// With which part of the title.
    pub share: Option<i64>,
    /// The first day.
    pub from_on: Date,
    /// The last day, if known.
    pub to_on: Option<Date>,
}

/// Whether the roles, shares and days of a wish go together with what is there already (`others`: of the same place,
/// without the one that is being changed).
pub(crate) fn admit(wish: &Wish, others: &[OccupancyRow]) -> Result<()> {
    by_itself(wish)?;
    let meanwhile: Vec<&OccupancyRow> = others.iter().filter(|o| overlap(wish, o)).collect();
    let his = |role: Role| meanwhile.iter().any(|o| o.person_id == wish.person && o.role == role);
    if his(wish.role) {
        return Err(Error::broken("party-occupancy-twice"));
    }
    if (wish.role == Role::Owner && his(Role::CoOwner)) || (wish.role == Role::CoOwner && his(Role::Owner)) {
        return Err(Error::broken("party-owner-and-co-owner"));
    }
    let owns = his(Role::Owner) || his(Role::CoOwner);
    if (wish.role == Role::Tenant && owns) || (wish.role.is_title() && his(Role::Tenant)) {
        return Err(Error::broken("party-owner-is-tenant"));
    }
    let single = [(Role::Owner, "party-owner-already"), (Role::Payer, "party-payer-already")];
    for (role, key) in single {
        if wish.role == role && meanwhile.iter().any(|o| o.role == role) {
            return Err(Error::broken(key));
        }
    }
    shares(wish, &meanwhile)
}

fn by_itself(wish: &Wish) -> Result<()> {
    if wish.to_on.is_some_and(|to| to < wish.from_on) {
        return Err(Error::field("to_on", Message::of("party-ends-before-it-begins")));
    }
    match wish.share {
        Some(_) if !wish.role.is_title() => Err(Error::field("share", Message::of("party-share-of-owners-only"))),
        Some(share) if !(1..=WHOLE).contains(&share) => {
            Err(Error::field("share", Message::of("party-share-out-of-range")))
        }
        _ => Ok(()),
    }
}

/// On no day do the shares come to more than the whole. What is there changes only where an occupancy begins.
fn shares(wish: &Wish, meanwhile: &[&OccupancyRow]) -> Result<()> {
    let Some(wanted) = wish.share else { return Ok(()) };
    let days = meanwhile.iter().map(|o| o.from_on.max(wish.from_on)).chain([wish.from_on]);
    let most = days.map(|day| {
        meanwhile
            .iter()
            .filter(|o| o.from_on <= day && o.to_on.is_none_or(|to| to >= day))
            .filter_map(|o| o.share)
            .sum()
    });
    let taken: i64 = most.max().unwrap_or(0);
    if taken + wanted > WHOLE {
        let left = percent(WHOLE - taken.min(WHOLE));
        return Err(Error::field("share", Message::of("party-shares-exceed").with("left", left)));
    }
    Ok(())
}

/// `3333` → `33.33`.
pub fn percent(share: i64) -> String {
    let (whole, part) = (share / 100, share % 100);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}").trim_end_matches('0').to_owned() }
}

fn overlap(wish: &Wish, other: &OccupancyRow) -> bool {
    other.to_on.is_none_or(|to| to >= wish.from_on) && wish.to_on.is_none_or(|to| to >= other.from_on)
}

impl Role {
    /// Whether it is a part of the title.
    pub const fn is_title(self) -> bool {
        matches!(self, Self::Owner | Self::CoOwner)
    }

    /// Whether such people live there unless it is said otherwise.
    pub const fn usually_lives_here(self) -> bool {
        matches!(self, Self::Tenant | Self::Family)
    }
}

/// How an occupancy stands on a day.
pub fn standing(from_on: Date, to_on: Option<Date>, today: Date) -> Standing {
    match to_on {
        Some(to) if to < today => Standing::Ended,
        _ if from_on > today => Standing::Coming,
        Some(to) if to <= today.plus_days(EXPIRING_DAYS) => Standing::Expiring,
        _ => Standing::Current,
    }
}

/// The day until which an occupancy counts as about to expire.
pub fn expiring_until(today: Date) -> Date {
    today.plus_days(EXPIRING_DAYS)
}

/// The last day that may be given to an occupancy.
pub(crate) fn end(row: &OccupancyRow, last: Date) -> Result<()> {
    if row.to_on.is_some_and(|to| to < last) {
        return Err(Error::broken("party-occupancy-ended"));
    }
    if last < row.from_on {
        return Err(Error::field("to_on", Message::of("party-ends-before-it-begins")));
    }
    Ok(())
}

/// Which occupancies end, and on what day, when the title passes to somebody on `from`: the owner and all co-owners,
/// the former owners' payer and – unless it stays – the family of an owner who lived there himself.
pub(crate) fn transfer(
    others: &[OccupancyRow],
    to: PersonId,
    from: Date,
    family_stays: bool,
) -> Result<(Date, Vec<&OccupancyRow>)> {
    let last = from.plus_days(-1);
    let lasts = |o: &&OccupancyRow| o.to_on.is_none_or(|to| to > last);
    let titles: Vec<&OccupancyRow> = others.iter().filter(|o| o.role.is_title()).filter(lasts).collect();
    if titles.iter().any(|o| o.role == Role::Owner && o.person_id == to) {
        return Err(Error::broken("party-owner-same"));
    }
    if titles.iter().any(|o| o.from_on > last) {
        return Err(Error::field("from_on", Message::of("party-transfer-too-early")));
    }
    let lived = titles.iter().any(|o| o.lives_here);
    let let_out = others.iter().filter(lasts).any(|o| o.role == Role::Tenant);
    let mut ending = titles;
    for other in others.iter().filter(lasts).filter(|o| o.from_on <= last) {
        let goes = match other.role {
            Role::Payer => ending.iter().any(|title| title.person_id == other.person_id),
            Role::Family => lived && !let_out && !family_stays && other.person_id != to,
            _ => false,
        };
        if goes {
            ending.push(other);
        }
    }
    Ok((last, ending))
}

/// Who pays the bills of a place on a day: the payer, else the owner, else the first of the co-owners.
pub(crate) fn payer(rows: &[OccupancyRow], today: Date) -> Option<PersonId> {
    let held = |role: Role| rows.iter().find(|o| o.role == role && lasts_on(o, today)).map(|o| o.person_id);
    held(Role::Payer).or_else(|| held(Role::Owner)).or_else(|| held(Role::CoOwner))
}

/// How a room stands that had stood as `was`: let, lived in by its owners, or empty. What has not been sold or handed
/// over, or is being renovated, is said by others.
pub(crate) fn room_state(was: RoomState, rows: &[OccupancyRow], today: Date) -> RoomState {
    if !matches!(was, RoomState::Vacant | RoomState::OwnerOccupied | RoomState::Let) {
        return was;
    }
    let mut now = rows.iter().filter(|o| lasts_on(o, today));
    if now.clone().any(|o| o.role == Role::Tenant) {
        RoomState::Let
    } else if now.any(|o| o.lives_here) {
        RoomState::OwnerOccupied
    } else {
        RoomState::Vacant
    }
}

/// Whether an occupancy lasts on a day.
pub(crate) fn lasts_on(row: &OccupancyRow, day: Date) -> bool {
    row.from_on <= day && row.to_on.is_none_or(|to| to >= day)
}

#[cfg(test)]
mod tests {
    use kernel::{Id, OrgId};
    use uuid::Uuid;

    use super::*;

    fn person(n: u128) -> PersonId {
        Id::from_uuid(Uuid::from_u128(n))
    }
    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }
    fn held(who: u128, role: Role, share: Option<i64>, from: &str, to: Option<&str>) -> OccupancyRow {
        OccupancyRow {
            org_id: OrgId::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::from_u128(who)),
            person_id: person(who),
            place_id: Id::from_uuid(Uuid::nil()),
            role,
            share,
            lives_here: role != Role::Payer,
            from_on: day(from),
            to_on: to.map(day),
            end_reason: None,
            version: 1,
        }
    }
    fn wish(who: u128, role: Role, share: Option<i64>, from: &str, to: Option<&str>) -> Wish {
        Wish { person: person(who), role, share, from_on: day(from), to_on: to.map(day) }
    }
    fn refusal(result: Result<()>) -> String {
        match result {
            Ok(()) => "ok".into(),
            Err(Error::Broken(message)) => message.key.into_owned(),
            Err(Error::Invalid(fields)) => fields[0].message.key.clone().into_owned(),
            Err(other) => other.to_string(),
        }
    }

    #[test]
    fn a_place_has_one_owner_at_a_time() {
        let there = [held(1, Role::Owner, None, "2020-01-01", Some("2025-06-30"))];
        for (from, said) in
            [("2025-06-30", "party-owner-already"), ("2025-07-01", "ok"), ("2019-01-01", "party-owner-already")]
        {
            assert_eq!(refusal(admit(&wish(2, Role::Owner, None, from, None), &there)), said, "{from}");
        }
        assert_eq!(refusal(admit(&wish(2, Role::Owner, None, "2019-01-01", Some("2019-12-31")), &there)), "ok");
    }

    #[test]
    fn nobody_is_the_same_twice() {
        let there = [
            held(1, Role::Tenant, None, "2026-01-01", Some("2026-12-31")),
            held(3, Role::Owner, None, "2020-01-01", None),
        ];
        let of = |w| refusal(admit(&w, &there));
        assert_eq!(of(wish(1, Role::Tenant, None, "2026-12-31", None)), "party-occupancy-twice");
        assert_eq!(of(wish(1, Role::Tenant, None, "2027-01-01", None)), "ok");
        assert_eq!(of(wish(2, Role::Tenant, None, "2026-06-01", None)), "ok");
        assert_eq!(of(wish(3, Role::Tenant, None, "2026-06-01", None)), "party-owner-is-tenant");
        assert_eq!(of(wish(3, Role::CoOwner, None, "2026-06-01", None)), "party-owner-and-co-owner");
        assert_eq!(of(wish(3, Role::Payer, None, "2026-06-01", None)), "ok");
    }

    #[test]
    fn the_shares_never_come_to_more_than_the_whole() {
        let there = [
            held(1, Role::Owner, Some(5_000), "2020-01-01", None),
            held(2, Role::CoOwner, Some(3_000), "2024-01-01", Some("2024-12-31")),
        ];
        let of = |share, from, to| refusal(admit(&wish(3, Role::CoOwner, Some(share), from, to), &there));
        assert_eq!(of(5_000, "2025-01-01", None), "ok");
        assert_eq!(of(5_000, "2024-12-31", None), "party-shares-exceed");
        assert_eq!(of(5_000, "2023-06-01", None), "party-shares-exceed");
        assert_eq!(of(2_000, "2023-06-01", None), "ok");
        assert_eq!(of(0, "2025-01-01", None), "party-share-out-of-range");
        let family = admit(&wish(3, Role::Family, Some(100), "2025-01-01", None), &there);
        assert_eq!(refusal(family), "party-share-of-owners-only");
        assert_eq!(
            (percent(3_333), percent(5_000), percent(10_000), percent(50)),
            ("33.33".into(), "50".into(), "100".into(), "0.5".into())
        );
    }

    #[test]
    fn a_change_of_owner_ends_what_hung_on_the_former_one() {
        let there = [
            held(1, Role::Owner, Some(6_000), "2020-01-01", None),
            held(2, Role::CoOwner, Some(4_000), "2020-01-01", None),
            held(1, Role::Payer, None, "2020-01-01", None),
            held(4, Role::Family, None, "2020-01-01", None),
            held(5, Role::EmergencyContact, None, "2020-01-01", None),
            held(9, Role::Owner, None, "2010-01-01", Some("2019-12-31")),
        ];
        let (last, ending) = transfer(&there, person(7), day("2026-03-01"), false).expect("passes");
        assert_eq!(last, day("2026-02-28"));
        let ended: Vec<(PersonId, Role)> = ending.iter().map(|o| (o.person_id, o.role)).collect();
        let expected = [(1, Role::Owner), (2, Role::CoOwner), (1, Role::Payer), (4, Role::Family)];
        assert_eq!(ended, expected.map(|(who, role)| (person(who), role)));
        assert_eq!(transfer(&there, person(7), day("2026-03-01"), true).expect("passes").1.len(), 3);
        assert!(transfer(&there, person(1), day("2026-03-01"), false).is_err(), "he owns it already");
        assert!(transfer(&there, person(7), day("2020-01-01"), false).is_err(), "on the day it began");
    }

    #[test]
    fn a_tenant_stays_when_the_owner_changes() {
        let there = [
            held(1, Role::Owner, None, "2020-01-01", None),
            held(2, Role::Tenant, None, "2025-01-01", None),
            held(3, Role::Family, None, "2025-01-01", None),
        ];
        let (_, ending) = transfer(&there, person(7), day("2026-03-01"), false).expect("passes");
        assert_eq!(ending.len(), 1, "the family is the tenant's");
    }

    #[test]
    fn a_lease_is_watched_before_it_runs_out() {
        let today = day("2026-11-21");
        for (from, to, said) in [
            ("2026-01-01", None, Standing::Current),
            ("2026-01-01", Some("2027-12-31"), Standing::Current),
            ("2026-01-01", Some("2026-12-21"), Standing::Expiring),
            ("2026-01-01", Some("2026-11-21"), Standing::Expiring),
            ("2026-01-01", Some("2026-11-20"), Standing::Ended),
            ("2026-12-01", Some("2026-12-02"), Standing::Coming),
        ] {
            assert_eq!(standing(day(from), to.map(day), today), said, "{from} {to:?}");
        }
    }

    #[test]
    fn a_room_stands_as_people_live_in_it() {
        let today = day("2026-11-21");
        let owner = held(1, Role::Owner, None, "2020-01-01", None);
        let away = OccupancyRow { lives_here: false, ..owner.clone() };
        let tenant = held(2, Role::Tenant, None, "2025-01-01", None);
        let gone = held(2, Role::Tenant, None, "2025-01-01", Some("2026-01-01"));
        for (was, rows, is) in [
            (RoomState::Vacant, vec![owner.clone()], RoomState::OwnerOccupied),
            (RoomState::OwnerOccupied, vec![away.clone(), tenant.clone()], RoomState::Let),
            (RoomState::Let, vec![away.clone(), gone], RoomState::Vacant),
            (RoomState::Renovating, vec![owner.clone()], RoomState::Renovating),
            (RoomState::Undelivered, vec![tenant], RoomState::Undelivered),
        ] {
            assert_eq!(room_state(was, &rows, today), is, "{was:?}");
        }
    }

    #[test]
    fn the_owner_pays_unless_somebody_else_does() {
        let today = day("2026-11-21");
        let mut there =
            vec![held(1, Role::Owner, None, "2020-01-01", None), held(2, Role::Tenant, None, "2025-01-01", None)];
        assert_eq!(payer(&there, today), Some(person(1)));
        there.push(held(2, Role::Payer, None, "2025-01-01", None));
        assert_eq!(payer(&there, today), Some(person(2)));
        there[2].to_on = Some(day("2026-01-01"));
        assert_eq!(payer(&there, today), Some(person(1)));
        assert_eq!(refusal(end(&there[2], day("2026-02-01"))), "party-occupancy-ended");
    }
}
