//! Signing in and out, and the first start of a company.

use std::sync::Arc;

use kernel::{COMPANY, Error, Instant, Message, OrgId, Result, Scope};
use module::{Boxed, Caller, Change, Context, Platform};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    model::{Closed, Nothing, Opened, OthersEnded, Proven, SessionDone, SessionRow, SetUp, SignIn, ThisSession},
    rules, store,
};
use crate::{
    account::{self, model::AccountRow, rules as account_rules, store as accounts},
    model::{ACCESS, AccountId, SessionId},
    password,
};

const MARK: &str = "s_";

/// What the tries of a log-in name are counted under.
pub fn of_login(login: &str) -> String {
    format!("login:{login}")
}

fn of_address(address: &str) -> String {
    format!("address:{address}")
}

/// Before the transaction: counts the try, checks the password and the code. The try is noted first and forgotten when it was
/// right, so that many tries at once are counted as well.
pub fn prove(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let typed: SignIn = serde_json::from_value(input)?;
        let login = typed.login.trim().to_lowercase();
        let subjects =
            [(of_login(&login), rules::TRIES_OF_LOGIN), (of_address(&caller.actor.from), rules::TRIES_OF_ADDRESS)];
        let tried_at = note_try(&platform, subjects.to_vec()).await?;
        let found = {
            let mut tx = platform.db.as_owner().read(&Scope::default()).await?;
            accounts::by_login(&mut tx, &login).await?
        };
        let found = found.filter(|a| a.is_active() && !a.password.is_empty());
        let right = password::verify(&platform, typed.password, found.as_ref().map(|a| a.password.clone())).await?;
        let Some(account) = found.filter(|_| right) else { return Err(wrong()) };
        let totp_step = match secret_of(&platform, &account)? {
            Some(secret) => Some(check_code(&secret, typed.totp_code.as_deref(), platform.clock.now(), &account)?),
            None => None,
        };
        let proven = Proven { account_id: account.id, totp_step, tried_at, next: typed.next, device: typed.device };
        Ok(serde_json::to_value(proven)?)
    })
}

/// The answer to every wrong try: it does not say what was wrong.
fn wrong() -> Error {
    Error::field("password", Message::of("identity-sign-in-wrong"))
}

fn check_code(secret: &[u8], code: Option<&str>, now: Instant, account: &AccountRow) -> Result<i64> {
    let Some(code) = code.map(str::trim).filter(|c| !c.is_empty()) else {
        return Err(Error::field("totp_code", Message::of("identity-totp-needed")));
    };
    account_rules::step_of(secret, code, now, account.totp_step)?
        .ok_or_else(|| Error::field("totp_code", Message::of("identity-totp-wrong")))
}

fn secret_of(platform: &Platform, account: &AccountRow) -> Result<Option<Vec<u8>>> {
    account.totp.as_deref().map(|sealed| account::actions::open_secret(platform, account, sealed)).transpose()
}

/// Notes a try under each subject in a transaction of its own, before it is known whether it is right; the number beside each says how
/// many wrong ones lock it. Answers when it was noted, for [`forget_try`].
///
/// # Errors
/// [`Error::Unavailable`] with the seconds to wait when one of the subjects is locked.
pub async fn note_try(platform: &Arc<Platform>, subjects: Vec<(String, usize)>) -> Result<Instant> {
    let now = platform.clock.now();
    let (db, scope) = (platform.db.as_owner(), Scope::default());
    let noted = db.transact(&scope, move |tx| {
        let subjects = subjects.clone();
        Box::pin(async move {
            let mut noted = Vec::new();
            for (subject, tries) in &subjects {
                let mut times = store::locked_attempts(tx, subject, now).await?;
                if let Some(until) = rules::locked_until(&times, *tries, now) {
                    return Ok(Some(until));
                }
                times.insert(0, now);
                times.truncate(*tries);
                noted.push((subject, times));
            }
            for (subject, times) in noted {
                store::write_attempts(tx, subject, &times).await?;
            }
            Ok(None)
        })
    });
    let Some(until) = noted.await? else { return Ok(now) };
    let left = until - now;
    let message = Message::of("identity-locked").with("minutes", left.whole_minutes() + 1);
    Err(Error::Unavailable(message, u32::try_from(left.0 / 1_000_000 + 1).unwrap_or(u32::MAX)))
}

/// Forgets one try of a subject: it was right.
pub async fn forget_try(cx: &mut Context, subject: &str, tried_at: Instant) -> Result<()> {
    let now = cx.now();
    let mut times = store::locked_attempts(cx.tx(), subject, now).await?;
    if let Some(index) = times.iter().position(|at| *at == tried_at) {
        times.remove(index);
    }
    store::write_attempts(cx.tx(), subject, &times).await
}

/// Opens a session for whoever proved himself.
pub async fn open(cx: &mut Context, proven: Proven) -> Result<Opened> {
    let Some(account) = accounts::signing_in(cx.tx(), proven.account_id).await? else { return Err(wrong()) };
    store::forget_attempts(cx.tx(), &of_login(&account.login)).await?;
    let address = of_address(&cx.actor().from);
    forget_try(cx, &address, proven.tried_at).await?;
    if account.totp.is_some() {
        // Looked at once more under the lock: two devices may have brought the same code.
        let Some(step) = proven.totp_step.filter(|step| *step > account.totp_step) else {
            return Err(Error::field("totp_code", Message::of("identity-totp-wrong")));
        };
        accounts::update(cx, &AccountRow { totp_step: step, ..account.clone() }).await?;
    }
    let (id, session) = begin(cx, &account, proven.device).await?;
    Ok(Opened { id, next: rules::next(proven.next.as_deref()), session })
}

/// Opens a session for an account that was made or proved a moment ago; the answer is the secret for the cookie.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account or it may not be used.
pub async fn begin_session(cx: &mut Context, account: AccountId) -> Result<String> {
    let account = accounts::signing_in(cx.tx(), account).await?.ok_or(Error::NotFound)?;
    begin(cx, &account, None).await.map(|(_, secret)| secret)
}

async fn begin(cx: &mut Context, account: &AccountRow, device: Option<String>) -> Result<(SessionId, String)> {
    let (secret, digest) = password::secret(cx.random::<32>(), MARK);
    let now = cx.now();
    let row = SessionRow {
        id: cx.new_id(),
        account_id: account.id,
        device: device.filter(|d| !d.trim().is_empty()).unwrap_or_else(|| cx.device().to_owned()),
        address: cx.actor().from.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now + rules::LONGEST,
    };
    store::insert(cx.tx(), &row, digest).await?;
    cx.record(Change::to(account.org_id, account.id).after(&json!({"login": account.login, "session": row.id})));
    Ok((row.id, secret))
}

/// Ends the session of whoever acts.
pub async fn end(cx: &mut Context, _: Nothing) -> Result<Closed> {
    if let Some(session) = cx.actor().session {
        let account = account::queries::own(cx).await?;
        store::end(cx.tx(), account.id, session).await?;
        cx.record(Change::to(account.org_id, account.id).before(&json!({"session": SessionId::from_uuid(session)})));
        cx.touch(ACCESS);
    }
    Ok(Closed { session: None })
}

/// Ends another session of one's own account: a device that was lost.
pub async fn remove(cx: &mut Context, input: ThisSession) -> Result<SessionDone> {
    let account = account::queries::own(cx).await?;
    if !store::end(cx.tx(), account.id, input.id.uuid()).await? {
        return Err(Error::NotFound);
    }
    cx.record(Change::to(account.org_id, account.id).before(&json!({"session": input.id})));
    cx.touch(ACCESS);
    Ok(SessionDone { id: input.id })
}

/// Ends every session of one's own account but the one this is asked from.
pub async fn remove_others(cx: &mut Context, _: Nothing) -> Result<OthersEnded> {
    let account = account::queries::own(cx).await?;
    let this = cx.actor().session;
    let ended = end_all_of(cx, account.id, this).await?;
    cx.record(Change::to(account.org_id, account.id).before(&json!({"sessions": ended})));
    cx.touch(format!("account:{}", account.id));
    Ok(OthersEnded { ended })
}

/// The first start: the company, its first community, its administrator, and his session. Once only.
pub async fn set_up(cx: &mut Context, input: SetUp) -> Result<Opened> {
    let home: OrgId = COMPANY;
    let login = account_rules::login(&input.login)?;
    org::found_company(cx, home, input.company.trim(), "HQ").await?;
    if let Some(name) = input.community.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
        org::found_community(cx, home, name, "01").await?;
    }
    let account = account::actions::made(cx, home, &login, &input.name, input.password)?;
    accounts::insert(cx, &account).await?;
    cx.record(Change::to(home, account.id).after(&account.shown()));
    account::actions::hand_out(cx, account.id, "admin", home).await?;
    let (id, session) = begin(cx, &account, None).await?;
    Ok(Opened { id, next: "/".into(), session })
}

/// Ends every session of an account.
pub async fn end_all_of(cx: &mut Context, account: AccountId, but: Option<Uuid>) -> Result<u64> {
    let ended = store::end_all(cx.tx(), account, but).await?;
    cx.touch(ACCESS);
    Ok(ended)
}

/// Forgets sessions and attempts that are over; runs every day.
pub async fn sweep(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    store::sweep(cx.tx(), now).await?;
    store::sweep_attempts(cx.tx(), now).await?;
    Ok(())
}
