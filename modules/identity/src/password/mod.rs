//! Passwords: hashed with argon2id outside of every transaction, a few at a time.

pub mod rules;

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use kernel::{Error, Result};
use module::{Boxed, Caller, Platform};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// How many passwords are worked on at once: each takes its memory.
const AT_ONCE: usize = 4;
const SALT: usize = 16;

/// Lets a few of them work at a time.
static TURN: Semaphore = Semaphore::const_new(AT_ONCE);

/// How much work one password costs. A service of the platform; without it the default holds.
#[derive(Debug, Clone, Copy)]
pub struct Hashing {
    memory: u32,
    passes: u32,
}

impl Default for Hashing {
    /// 19 MiB and two passes, as OWASP advises.
    fn default() -> Self {
        Self::new(Params::DEFAULT_M_COST, Params::DEFAULT_T_COST)
    }
}

impl Hashing {
    /// So much memory (KiB) and so many passes.
    pub const fn new(memory: u32, passes: u32) -> Self {
        Self { memory, passes }
    }

    /// As little work as possible: for tests and the demo, never for a real company.
    pub fn least() -> Self {
        Self::new(Params::MIN_M_COST, Params::MIN_T_COST)
    }

    fn of(platform: &Platform) -> Self {
        platform.service::<Self>().map_or_else(Self::default, |s| *s)
    }

    fn argon(&self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory, self.passes, Params::DEFAULT_P_COST, None).map_err(|e| unwell(&e))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    async fn at_its_turn<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _turn = TURN.acquire().await.map_err(|e| unwell(&e))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| unwell(&e))?
    }
}

fn unwell(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}

/// The argon2id string of a password.
pub async fn hash(platform: &Arc<Platform>, password: String) -> Result<String> {
    let hashing = Hashing::of(platform);
    let mut salt = [0_u8; SALT];
    platform.ids.fill(&mut salt);
    let argon = hashing.argon()?;
    Hashing::at_its_turn(move || {
        let made: PasswordHash = argon.hash_password_with_salt(password.as_bytes(), &salt).map_err(|e| unwell(&e))?;
        Ok(made.to_string())
    })
    .await
}

/// Whether the password is the one behind the string. Without a string it takes as long and says no.
pub async fn verify(platform: &Arc<Platform>, password: String, known: Option<String>) -> Result<bool> {
    let Some(known) = known else {
        hash(platform, password).await?;
        return Ok(false);
    };
    let hashing = Hashing::of(platform);
    let argon = hashing.argon()?;
    Hashing::at_its_turn(move || {
        let parsed = PasswordHash::new(&known).map_err(|e| unwell(&e))?;
        Ok(argon.verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
}

/// Before the transaction: checks `password` against the policy and puts its argon2id string in its place.
pub fn hashed(platform: Arc<Platform>, _: Caller, mut input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let word = |name: &str| input.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (login, password) = (word("login"), word("password"));
        rules::check("password", &password, &login)?;
        let made = hash(&platform, password).await?;
        if let Some(object) = input.as_object_mut() {
            object.insert("password".into(), made.into());
        }
        Ok(input)
    })
}

/// A fresh secret of 32 bytes as text, and the digest that is kept of it.
pub fn secret(bytes: [u8; 32], mark: &str) -> (String, Vec<u8>) {
    let text = format!("{mark}{}", data_encoding::BASE64URL_NOPAD.encode(&bytes));
    let kept = digest(&text);
    (text, kept)
}

/// What is kept of a secret.
pub fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
