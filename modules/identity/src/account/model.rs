//! An account and what is asked to change it.

use kernel::{Date, Instant, OrgId, words};
use org::StaffId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{AccountId, GrantId};

words! {
    /// Whether an account may be used.
    AccountState {
        /// It may.
        Active = "active",
        /// It is kept, and barred from use.
        Disabled = "disabled",
    }
}

/// An account as the table holds it. Never serialised: it holds what must not leave.
#[derive(Clone, store::Record)]
pub struct AccountRow {
    /// The company.
    pub org_id: OrgId,
    /// The account.
    pub id: AccountId,
    /// The name typed at sign-in.
    pub login: String,
    /// The name of its owner.
    pub name: String,
    /// The argon2id string.
    pub password: String,
    /// The wrapped key of what is sealed.
    pub key: Vec<u8>,
    /// The sealed secret of the second factor.
    pub totp: Option<Vec<u8>>,
    /// A sealed secret that waits to be confirmed.
    pub totp_waiting: Option<Vec<u8>>,
    /// The last step of time whose code was used; no code is taken twice.
    pub totp_step: i64,
    /// The member of staff it belongs to.
    pub staff_id: Option<StaffId>,
    /// The resident it belongs to.
    pub person_id: Option<Uuid>,
    /// Whether it may be used.
    pub state: AccountState,
    /// When it was made.
    pub created_at: Instant,
}

impl AccountRow {
    /// Under what id its owner acts: the member of staff, the person, else the account itself.
    pub fn actor_id(&self) -> Uuid {
        self.staff_id.map(StaffId::uuid).or(self.person_id).unwrap_or(self.id.uuid())
    }

    /// Whether it may be used.
    pub fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }

    /// How lists, records and the audit show it.
    pub fn shown(&self) -> AccountShown {
        AccountShown {
            id: self.id,
            login: self.login.clone(),
            name: self.name.clone(),
            staff_id: self.staff_id,
            resident: self.person_id.is_some(),
            totp: self.totp.is_some(),
            state: self.state,
            created_at: self.created_at,
        }
    }
}

/// An account as lists, records and the audit show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountShown {
    /// The account.
    pub id: AccountId,
    /// The name of its owner.
    pub name: String,
    /// The name typed at sign-in.
    pub login: String,
    /// The member of staff it belongs to.
    pub staff_id: Option<StaffId>,
    /// Whether it belongs to a resident.
    pub resident: bool,
    /// Whether it has a second factor.
    pub totp: bool,
    /// Whether it may be used.
    pub state: AccountState,
    /// When it was made.
    pub created_at: Instant,
}

/// A new account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddAccount {
    /// The name typed at sign-in: small letters, digits, `.`, `-`, `_`.
    #[schemars(length(min = 2, max = 40))]
    pub login: String,
    /// The name of its owner.
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// The first password.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub password: String,
    /// The member of staff it belongs to.
    pub staff_id: Option<StaffId>,
    /// A first role, as a key.
    #[schemars(length(max = 40))]
    pub role: Option<String>,
    /// The unit over which the first role is held; the company when left out.
    pub org_id: Option<OrgId>,
}

/// New words about an account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditAccount {
    /// The account.
    pub id: AccountId,
    /// The name typed at sign-in.
    #[schemars(length(min = 2, max = 40))]
    pub login: String,
    /// The name of its owner.
    #[schemars(length(min = 1, max = 50))]
    pub name: String,
    /// The member of staff it belongs to.
    pub staff_id: Option<StaffId>,
}

/// One account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisAccount {
    /// The account.
    pub id: AccountId,
}

/// A new password for somebody who forgot his.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ResetPassword {
    /// The account.
    pub id: AccountId,
    /// The password.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub password: String,
}

/// One's own new password.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChangePassword {
    /// The present password.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub password: String,
    /// The password from now on.
    #[schemars(length(min = 1, max = 200), extend("x-kind" = "secret"))]
    pub new_password: String,
}

/// A password that was checked and hashed before the transaction.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PasswordChecked {
    /// The argon2id string the present password was checked against.
    pub was: String,
    /// The argon2id string from now on.
    pub hash: String,
}

/// A code of the second factor.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TotpCode {
    /// Six digits.
    #[schemars(length(min = 6, max = 10))]
    pub totp_code: String,
}

/// The account that was made or changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccountDone {
    /// The account.
    pub id: AccountId,
}

/// Which accounts to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct AccountFilter {
    /// One of them.
    pub id: Option<AccountId>,
    /// Those in one state.
    pub state: Option<AccountState>,
}

/// A role over a unit for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct GrantRow {
    /// The grant.
    pub id: GrantId,
    /// The unit it reaches, with everything below.
    pub org_id: OrgId,
    /// The account.
    pub account_id: AccountId,
    /// The role's key.
    pub role: String,
    /// From which day on.
    pub from_on: Date,
    /// To which day, inclusive.
    pub to_on: Option<Date>,
}

/// A role is to be granted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddGrant {
    /// The account.
    pub account_id: AccountId,
    /// The role's key.
    #[schemars(length(min = 1, max = 40))]
    pub role: String,
    /// The unit it reaches, with everything below.
    pub org_id: OrgId,
    /// From which day on; today when left out.
    pub from_on: Option<Date>,
    /// To which day, inclusive.
    pub to_on: Option<Date>,
}

/// One grant.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisGrant {
    /// The grant.
    pub id: GrantId,
}

/// The grant that was made or ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GrantDone {
    /// The grant.
    pub id: GrantId,
    /// Whose it is.
    pub account_id: AccountId,
}

/// Somebody of another firm who is to come in by a link.
#[derive(Debug, Clone)]
pub struct NewGuest {
    /// His name.
    pub name: String,
    /// The one role he gets.
    pub role: &'static str,
    /// In which community.
    pub community: OrgId,
    /// The last day of it.
    pub until_on: Date,
}

/// A resident who is to sign in by himself.
#[derive(Debug, Clone)]
pub struct NewResident {
    /// The person.
    pub person: Uuid,
    /// His name.
    pub name: String,
    /// The name typed at sign-in.
    pub login: String,
    /// The argon2id string of his password, made before the transaction.
    pub password: String,
}
