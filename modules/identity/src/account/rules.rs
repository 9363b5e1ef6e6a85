//! What a log-in name may be, who may grant what, and codes of the second factor.

use std::collections::BTreeSet;

use kernel::{Actor, Date, Error, Instant, Message, OrgId, Result};
use totp_rs::{Algorithm, Builder, Totp};

/// Seconds one code stands.
const STEP: u64 = 30;
/// Steps a clock may be off in either direction.
const OFF: u16 = 1;

/// A log-in name as it is kept: small letters, digits, dot, dash, underscore.
pub fn login(typed: &str) -> Result<String> {
    let login = typed.trim().to_lowercase();
    let fits = login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
    if fits && login.len() >= 2 { Ok(login) } else { Err(Error::field("login", Message::of("identity-login-shape"))) }
}

/// Refuses more than one holds oneself in that unit: what one gives oneself, or writes into a role.
pub fn may_grant(actor: &Actor, org: OrgId, permissions: &BTreeSet<String>) -> Result<()> {
    refuse(permissions.iter().find(|p| !holds(actor, org, p)))
}

/// Refuses to hand out power over accounts that one does not hold oneself in that unit. The daily work of others – a gardener's, a
/// technician's – is handed out by whoever may hand out at all.
pub fn may_hand_out(actor: &Actor, org: OrgId, permissions: &BTreeSet<String>) -> Result<()> {
    refuse(permissions.iter().find(|p| is_power(p) && !holds(actor, org, p)))
}

/// Refuses to change an account that has power one does not hold oneself: a new password for an administrator makes one.
pub fn may_change(actor: &Actor, held: &[(OrgId, BTreeSet<String>)]) -> Result<()> {
    let above = held.iter().any(|(org, permissions)| may_hand_out(actor, *org, permissions).is_err());
    if above { Err(Error::broken("identity-account-above")) } else { Ok(()) }
}

fn holds(actor: &Actor, org: OrgId, permission: &str) -> bool {
    let here = actor.grants.iter().filter(|g| g.orgs.contains(&org));
    here.into_iter().any(|g| g.permissions.contains("*") || g.permissions.contains(permission))
}

fn is_power(permission: &str) -> bool {
    permission == "*" || permission.starts_with("identity.")
}

fn refuse(missing: Option<&String>) -> Result<()> {
    match missing {
        Some(first) => Err(Error::field("role", Message::of("identity-grant-too-much").with("permission", first))),
        None => Ok(()),
    }
}

/// Refuses an end before the beginning.
pub fn check_span(from: Date, to: Option<Date>) -> Result<()> {
    match to {
        Some(to) if to < from => Err(Error::field("to_on", Message::of("org-ends-before-it-begins"))),
        _ => Ok(()),
    }
}

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(OFF)
        .with_step_duration(STEP)
        .with_secret(secret.to_vec())
        .build()
        .map_err(|e| Error::Internal(format!("totp: {e}")))
}

/// The step of time whose code this is, when it is one of now and newer than the last one used.
pub fn step_of(secret: &[u8], code: &str, now: Instant, last: i64) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = totp(secret)?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last))
}

/// The code that stands at an instant.
pub fn code_at(secret: &[u8], now: Instant) -> Result<String> {
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
    Ok(totp(secret)?.generate(seconds).to_string())
}

/// The address behind the QR code that an authenticator scans.
pub fn otpauth(secret: &[u8], login: &str, company: &str) -> String {
    let mut issuer = String::new();
    ui::address::encode(company, &mut issuer);
    let secret = data_encoding::BASE32_NOPAD.encode(secret);
    format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::Grant;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_log_in_name_is_plain() {
        assert_eq!(login(" LinXiao ").unwrap(), "linxiao");
        for wrong in ["林晓", "a", "lin xiao", "a@b", ""] {
            assert!(login(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nobody_grants_more_than_he_holds() {
        let org = |n| OrgId::from_uuid(Uuid::from_u128(n));
        let mut actor = Actor::anonymous("", org(1), BTreeSet::new());
        actor.grants = vec![Grant {
            role: "hr".into(),
            orgs: Arc::new(BTreeSet::from([org(2)])),
            permissions: Arc::new(BTreeSet::from(["a".to_owned()])),
        }];
        let wanted = |list: &[&str]| list.iter().map(|p| (*p).to_owned()).collect::<BTreeSet<_>>();
        assert!(may_grant(&actor, org(2), &wanted(&["a"])).is_ok());
        assert!(may_grant(&actor, org(2), &wanted(&["a", "b"])).is_err(), "a permission he lacks");
        assert!(may_grant(&actor, org(3), &wanted(&["a"])).is_err(), "a unit he does not reach");
        assert!(may_grant(&actor, org(2), &wanted(&["*"])).is_err(), "everything");
        assert!(may_grant(&Actor::system("x", org(1), BTreeSet::from([org(2)])), org(2), &wanted(&["*"])).is_ok());
    }

    #[test]
    fn work_is_handed_out_freely_and_power_only_by_those_who_have_it() {
        let org = |n| OrgId::from_uuid(Uuid::from_u128(n));
        let mut actor = Actor::anonymous("", org(1), BTreeSet::new());
        let set = |list: &[&str]| list.iter().map(|p| (*p).to_owned()).collect::<BTreeSet<_>>();
        actor.grants = vec![Grant {
            role: "hr".into(),
            orgs: Arc::new(BTreeSet::from([org(1), org(2)])),
            permissions: Arc::new(set(&["identity.grant.create"])),
        }];
        for (permissions, fits) in [
            (set(&["desk.case.view"]), true),
            (set(&["identity.grant.create"]), true),
            (set(&["identity.role.edit"]), false),
            (set(&["*"]), false),
        ] {
            assert_eq!(may_hand_out(&actor, org(2), &permissions).is_ok(), fits, "{permissions:?}");
            assert_eq!(may_change(&actor, &[(org(2), permissions.clone())]).is_ok(), fits, "{permissions:?}");
        }
        assert!(may_change(&actor, &[(org(3), set(&["identity.grant.create"]))]).is_err(), "power where he has none");
        assert!(may_change(&actor, &[]).is_ok());
    }

    #[test]
    fn a_code_is_taken_once_and_only_in_its_time() {
        let secret = [7_u8; 20];
        let now = Instant(1_795_242_120_000_000);
        let code = code_at(&secret, now).unwrap();
        let step = step_of(&secret, &code, now, 0).unwrap().unwrap();
        assert_eq!(step_of(&secret, &code, now, step).unwrap(), None, "the same code again");
        assert!(step_of(&secret, &code, now + kernel::Span::seconds(30), 0).unwrap().is_some(), "a slow clock");
        assert_eq!(step_of(&secret, &code, now + kernel::Span::minutes(3), 0).unwrap(), None, "too late");
        assert_eq!(step_of(&secret, "000000x", now, 0).unwrap(), None);
    }
}
