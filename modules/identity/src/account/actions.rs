//! Making, changing and barring accounts, their second factor, and what is granted to them.

use std::sync::Arc;

use kernel::{Error, Message, OrgId, Result, Scope};
use module::{Boxed, Caller, Change, Context, Platform};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    model::{
        AccountDone, AccountRow, AccountState, AddAccount, AddGrant, ChangePassword, EditAccount, GrantDone, GrantRow,
        NewGuest, NewResident, PasswordChecked, ResetPassword, ThisAccount, ThisGrant, TotpCode,
    },
    queries, rules, store,
};
use crate::{
    model::{ACCESS, AccountId},
    password,
    role::{queries as roles, store as role_rows},
    session::{
        actions::{end_all_of, of_login},
        model::Nothing,
        store as sessions,
    },
};

/// The role that may everything.
const ADMIN: &str = "admin";
/// The role of residents.
const RESIDENT: &str = "resident";
/// Bytes of a second factor's secret.
const SECRET: usize = 20;

/// An account that is in no table yet.
pub fn made(cx: &mut Context, home: OrgId, login: &str, name: &str, password: String) -> Result<AccountRow> {
    let (_, key) = cx.platform().vault.new_key()?;
    Ok(AccountRow {
        org_id: home,
        id: cx.new_id(),
        login: login.to_owned(),
        name: name.to_owned(),
        password,
        key,
        totp: None,
        totp_waiting: None,
        totp_step: 0,
        staff_id: None,
        person_id: None,
        state: AccountState::Active,
        created_at: cx.now(),
    })
}

/// Makes an account, with a first role when one is named.
pub async fn create(cx: &mut Context, input: AddAccount) -> Result<AccountDone> {
    let home = cx.actor().home;
    cx.within(home)?;
    let login = rules::login(&input.login)?;
    let row = AccountRow { staff_id: input.staff_id, ..made(cx, home, &login, &input.name, input.password)? };
    free(cx, &row).await?;
    if let Some(staff) = input.staff_id {
        org::staff_names(cx, &[staff]).await?.get(&staff).ok_or(Error::NotFound)?;
    }
    store::insert(cx, &row).await?;
    cx.record(Change::to(home, row.id).after(&row.shown()));
    if let Some(role) = input.role {
        let org_id = input.org_id.unwrap_or(home);
        create_grant(cx, AddGrant { account_id: row.id, role, org_id, from_on: None, to_on: None }).await?;
    }
    cx.touch(ACCESS);
    Ok(AccountDone { id: row.id })
}

async fn free(cx: &mut Context, row: &AccountRow) -> Result<()> {
    match store::is_taken(cx, row).await? {
        (true, _) => Err(Error::field("login", Message::of("identity-login-taken").with("login", &row.login))),
        (_, true) => Err(Error::field("staff_id", Message::of("identity-staff-has-account"))),
        _ => Ok(()),
    }
}

/// Writes the words about an account anew.
pub async fn edit(cx: &mut Context, input: EditAccount) -> Result<AccountDone> {
    let was = store::locked(cx, input.id).await?;
    not_above(cx, was.id).await?;
    let login = rules::login(&input.login)?;
    let is = AccountRow { login, name: input.name, staff_id: input.staff_id, ..was.clone() };
    free(cx, &is).await?;
    save(cx, &was, &is).await
}

/// Refuses to change an account with more power than whoever acts.
async fn not_above(cx: &mut Context, id: AccountId) -> Result<()> {
    let (home, today) = (cx.actor().home, cx.now().date(cx.zone()));
    let said = role_rows::all(cx.tx(), home).await?;
    let mut held = Vec::new();
    for grant in store::grants_on(cx.tx(), id, today).await? {
        held.push((grant.org_id, roles::permissions_of(&cx.platform().registry, &said, &grant.role)?));
    }
    rules::may_change(cx.actor(), &held)
}

async fn save(cx: &mut Context, was: &AccountRow, is: &AccountRow) -> Result<AccountDone> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was.shown()).after(&is.shown()));
    cx.touch(ACCESS);
    cx.touch(format!("account:{}", is.id));
    Ok(AccountDone { id: is.id })
}

/// Bars an account from use and signs out all its devices. The last administrator cannot be barred.
pub async fn disable(cx: &mut Context, input: ThisAccount) -> Result<AccountDone> {
    let was = store::locked(cx, input.id).await?;
    if was.actor_id() == cx.actor().id {
        return Err(Error::broken("identity-not-yourself"));
    }
    let today = cx.now().date(cx.zone());
    if !store::others_hold(cx, ADMIN, was.id, today).await? {
        return Err(Error::broken("identity-last-admin"));
    }
    not_above(cx, was.id).await?;
    end_all_of(cx, was.id, None).await?;
    let is = AccountRow { state: AccountState::Disabled, ..was.clone() };
    save(cx, &was, &is).await
}

/// Allows an account again.
pub async fn enable(cx: &mut Context, input: ThisAccount) -> Result<AccountDone> {
    let was = store::locked(cx, input.id).await?;
    not_above(cx, was.id).await?;
    let is = AccountRow { state: AccountState::Active, ..was.clone() };
    save(cx, &was, &is).await
}

/// Lifts the lock that too many wrong tries put on an account.
pub async fn unlock(cx: &mut Context, input: ThisAccount) -> Result<AccountDone> {
    let row = store::locked(cx, input.id).await?;
    let forgotten = sessions::forget_attempts(cx.tx(), &of_login(&row.login)).await?;
    cx.record(Change::to(row.org_id, row.id).after(&json!({"unlocked": true, "attempts": forgotten})));
    cx.touch(format!("account:{}", row.id));
    Ok(AccountDone { id: row.id })
}

/// Signs out all devices of an account.
pub async fn sign_out(cx: &mut Context, input: ThisAccount) -> Result<AccountDone> {
    let row = store::locked(cx, input.id).await?;
    let ended = end_all_of(cx, row.id, None).await?;
    cx.record(Change::to(row.org_id, row.id).after(&json!({"sessions_ended": ended})));
    cx.touch(format!("account:{}", row.id));
    Ok(AccountDone { id: row.id })
}

/// Gives somebody who forgot it a new password, takes off his second factor's lock of sessions, and signs out all his devices.
pub async fn reset_password(cx: &mut Context, input: ResetPassword) -> Result<AccountDone> {
    let row = store::locked(cx, input.id).await?;
    not_above(cx, row.id).await?;
    let is = AccountRow { password: input.password, ..row };
    store::update(cx, &is).await?;
    end_all_of(cx, is.id, None).await?;
    sessions::forget_attempts(cx.tx(), &of_login(&is.login)).await?;
    cx.record(Change::to(is.org_id, is.id).after(&json!({"password": "reset"})));
    cx.touch(format!("account:{}", is.id));
    Ok(AccountDone { id: is.id })
}

/// Takes off the second factor of somebody who lost his phone.
pub async fn reset_totp(cx: &mut Context, input: ThisAccount) -> Result<AccountDone> {
    let was = store::locked(cx, input.id).await?;
    not_above(cx, was.id).await?;
    let is = AccountRow { totp: None, totp_waiting: None, ..was.clone() };
    save(cx, &was, &is).await
}

/// Before the transaction: checks the present password and hashes the new one.
pub fn prove_own_password(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let typed: ChangePassword = serde_json::from_value(input)?;
        let actor = &caller.actor;
        if actor.session.is_none() {
            return Err(Error::Forbidden("session".into()));
        }
        let account = {
            let mut tx = platform.db.as_owner().read(&Scope::default()).await?;
            store::of_actor(&mut tx, actor.home, actor.id).await?
        };
        if !password::verify(&platform, typed.password, Some(account.password.clone())).await? {
            return Err(Error::field("password", Message::of("identity-password-wrong")));
        }
        password::rules::check("new_password", &typed.new_password, &account.login)?;
        let hash = password::hash(&platform, typed.new_password).await?;
        Ok(serde_json::to_value(PasswordChecked { was: account.password, hash })?)
    })
}

/// Changes one's own password; all other devices are signed out.
pub async fn change_password(cx: &mut Context, checked: PasswordChecked) -> Result<AccountDone> {
    let was = queries::own(cx).await?;
    if was.password != checked.was {
        return Err(Error::Conflict);
    }
    let is = AccountRow { password: checked.hash, ..was };
    store::update(cx, &is).await?;
    let session = cx.actor().session;
    end_all_of(cx, is.id, session).await?;
    cx.record(Change::to(is.org_id, is.id).after(&json!({"password": "changed"})));
    Ok(AccountDone { id: is.id })
}

/// The secret behind its sealed form.
pub fn open_secret(platform: &Platform, account: &AccountRow, sealed: &[u8]) -> Result<Vec<u8>> {
    let text = platform.vault.open(&platform.vault.unwrap_key(&account.key)?, sealed)?;
    data_encoding::BASE32_NOPAD
        .decode(text.as_bytes())
        .map_err(|_| Error::Internal("a second factor's secret is not what was sealed".into()))
}

/// Begins a second factor: a fresh secret that counts once a code of it was given.
pub async fn create_totp(cx: &mut Context, _: Nothing) -> Result<AccountDone> {
    let was = queries::own(cx).await?;
    if was.totp.is_some() {
        return Err(Error::broken("identity-totp-there"));
    }
    let secret = data_encoding::BASE32_NOPAD.encode(&cx.random::<SECRET>());
    let vault = cx.platform().vault.clone();
    let sealed = vault.seal(&vault.unwrap_key(&was.key)?, &secret)?;
    let is = AccountRow { totp_waiting: Some(sealed), ..was.clone() };
    save(cx, &was, &is).await
}

/// Confirms the second factor with a first code.
pub async fn confirm_totp(cx: &mut Context, input: TotpCode) -> Result<AccountDone> {
    let was = queries::own(cx).await?;
    let Some(sealed) = was.totp_waiting.clone() else { return Err(Error::broken("identity-totp-not-begun")) };
    let step = check_own(cx, &was, &sealed, &input)?;
    let is = AccountRow { totp: Some(sealed), totp_waiting: None, totp_step: step, ..was.clone() };
    save(cx, &was, &is).await
}

/// Takes one's second factor off, with a code of it.
pub async fn remove_totp(cx: &mut Context, input: TotpCode) -> Result<AccountDone> {
    let was = queries::own(cx).await?;
    let Some(sealed) = was.totp.clone() else { return Err(Error::broken("identity-totp-not-begun")) };
    let step = check_own(cx, &was, &sealed, &input)?;
    let is = AccountRow { totp: None, totp_waiting: None, totp_step: step, ..was.clone() };
    save(cx, &was, &is).await
}

fn check_own(cx: &Context, account: &AccountRow, sealed: &[u8], input: &TotpCode) -> Result<i64> {
    let secret = open_secret(cx.platform(), account, sealed)?;
    rules::step_of(&secret, &input.totp_code, cx.now(), account.totp_step)?
        .ok_or_else(|| Error::field("totp_code", Message::of("identity-totp-wrong")))
}

/// Grants a role over a unit and everything below it; never more than one holds there oneself.
pub async fn create_grant(cx: &mut Context, input: AddGrant) -> Result<GrantDone> {
    cx.within(input.org_id)?;
    let (home, today) = (cx.actor().home, cx.now().date(cx.zone()));
    let account = store::of_actor(cx.tx(), home, input.account_id.uuid()).await?;
    let said = role_rows::all(cx.tx(), home).await?;
    let permissions = roles::permissions_of(&cx.platform().registry, &said, &input.role)?;
    if !roles::is_known(&said, &input.role) {
        return Err(Error::field("role", Message::of("identity-role-unknown").with("role", &input.role)));
    }
    if account.actor_id() == cx.actor().id {
        rules::may_grant(cx.actor(), input.org_id, &permissions)?;
    } else {
        rules::may_hand_out(cx.actor(), input.org_id, &permissions)?;
    }
    let from_on = input.from_on.unwrap_or(today);
    rules::check_span(from_on, input.to_on)?;
    let row = GrantRow {
        id: cx.new_id(),
        org_id: input.org_id,
        account_id: account.id,
        role: input.role,
        from_on,
        to_on: input.to_on,
    };
    write_grant(cx, row).await
}

async fn write_grant(cx: &mut Context, row: GrantRow) -> Result<GrantDone> {
    store::insert_grant(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(ACCESS);
    cx.touch(format!("account:{}", row.account_id));
    Ok(GrantDone { id: row.id, account_id: row.account_id })
}

/// Grants a role without asking what the actor holds: for the set-up and for residents.
pub async fn hand_out(cx: &mut Context, account_id: AccountId, role: &str, org_id: OrgId) -> Result<GrantDone> {
    if let Some(known) = store::open_grant(cx.tx(), account_id, role, org_id).await? {
        return Ok(GrantDone { id: known.id, account_id });
    }
    let from_on = cx.now().date(cx.zone());
    let row = GrantRow { id: cx.new_id(), org_id, account_id, role: role.to_owned(), from_on, to_on: None };
    write_grant(cx, row).await
}

/// Ends a grant: from tomorrow's point of view it ended yesterday, so it counts no more at once.
pub async fn end_grant(cx: &mut Context, input: ThisGrant) -> Result<GrantDone> {
    let was = store::locked_grant(cx, input.id).await?;
    let today = cx.now().date(cx.zone());
    if was.role == ADMIN
        && was.org_id == cx.actor().home
        && !store::others_hold(cx, ADMIN, was.account_id, today).await?
    {
        return Err(Error::broken("identity-last-admin"));
    }
    let home = cx.actor().home;
    let said = role_rows::all(cx.tx(), home).await?;
    let permissions = roles::permissions_of(&cx.platform().registry, &said, &was.role)?;
    rules::may_change(cx.actor(), &[(was.org_id, permissions)])?;
    let is = GrantRow { to_on: Some(today.plus_days(-1)), ..was.clone() };
    store::end_grant(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(ACCESS);
    cx.touch(format!("account:{}", is.account_id));
    Ok(GrantDone { id: is.id, account_id: is.account_id })
}

/// Makes the account of a resident, who proved himself by an invitation. The caller writes the grants with [`admit`].
///
/// # Errors
/// [`Error::Invalid`] when the log-in name is taken, [`Error::Broken`] when the person has an account already.
pub async fn open_resident(cx: &mut Context, new: NewResident) -> Result<AccountId> {
    let home = cx.actor().home;
    if store::of_person(cx.tx(), home, new.person).await?.is_some() {
        return Err(Error::broken("identity-person-has-account"));
    }
    let login = rules::login(&new.login)?;
    let row = AccountRow { person_id: Some(new.person), ..made(cx, home, &login, &new.name, new.password)? };
    free(cx, &row).await?;
    store::insert(cx, &row).await?;
    cx.record(Change::to(home, row.id).after(&row.shown()));
    cx.touch(ACCESS);
    Ok(row.id)
}

/// Makes the account of somebody who works here for another firm: without a password, so that only a link opens it, and with one
/// role in one community up to a day.
///
/// # Errors
/// Those of the database.
pub async fn open_guest(cx: &mut Context, guest: NewGuest) -> Result<AccountId> {
    let home = cx.actor().home;
    let row = made(cx, home, "", &guest.name, String::new())?;
    let row = AccountRow { login: format!("guest-{}", row.id.uuid().simple()), ..row };
    store::insert(cx, &row).await?;
    cx.record(Change::to(home, row.id).after(&row.shown()));
    let grant = GrantRow {
        id: cx.new_id(),
        org_id: guest.community,
        account_id: row.id,
        role: guest.role.to_owned(),
        from_on: cx.now().date(cx.zone()),
        to_on: Some(guest.until_on),
    };
    write_grant(cx, grant).await?;
    Ok(row.id)
}

/// Closes the account of a guest and ends its sessions at once.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn close_guest(cx: &mut Context, id: AccountId) -> Result<()> {
    let home = cx.actor().home;
    let was = store::of_actor(cx.tx(), home, id.uuid()).await?;
    end_all_of(cx, was.id, None).await?;
    let is = AccountRow { state: AccountState::Disabled, ..was.clone() };
    save(cx, &was, &is).await.map(drop)
}

/// Lets a resident into a community where he lives. Nothing happens when he has no account or is there already.
pub async fn admit(cx: &mut Context, person: Uuid, community: OrgId) -> Result<()> {
    let home = cx.actor().home;
    if let Some(account) = store::of_person(cx.tx(), home, person).await? {
        hand_out(cx, account.id, RESIDENT, community).await?;
    }
    Ok(())
}

/// Lets a resident out of a community where he lives no more.
pub async fn dismiss(cx: &mut Context, person: Uuid, community: OrgId) -> Result<()> {
    let home = cx.actor().home;
    let Some(account) = store::of_person(cx.tx(), home, person).await? else { return Ok(()) };
    let Some(was) = store::open_grant(cx.tx(), account.id, RESIDENT, community).await? else { return Ok(()) };
    let is = GrantRow { to_on: Some(cx.now().date(cx.zone()).plus_days(-1)), ..was.clone() };
    store::end_grant(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(ACCESS);
    Ok(())
}

/// A member of staff has left: his account closes.
pub async fn close_of_staff(cx: &mut Context, left: org::StaffDone) -> Result<()> {
    let home = cx.actor().home;
    let found = store::of_actor(cx.tx(), home, left.id.uuid()).await;
    let was = match found {
        Ok(account) if account.is_active() => account,
        Ok(_) | Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    end_all_of(cx, was.id, None).await?;
    let is = AccountRow { state: AccountState::Disabled, ..was.clone() };
    save(cx, &was, &is).await.map(|_| ())
}
