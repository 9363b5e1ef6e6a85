//! `steward user`

use std::{io::BufRead, process::ExitCode};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::{House, Settings};

/// Make accounts and set passwords
#[derive(Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Name the accounts
    List,
    /// Make an account; its password is read from standard input
    #[command(visible_alias = "add")]
    Create {
        /// The name typed at sign-in
        login: String,
        /// The name of its owner
        name: String,
        /// A first role over the whole company, as in `admin`
        #[arg(long)]
        role: Option<String>,
    },
    /// Set a new password, read from standard input
    #[command(visible_alias = "reset")]
    Password {
        /// The name typed at sign-in
        login: String,
    },
    /// Lift a lock after too many wrong tries
    Unlock {
        /// The name typed at sign-in
        login: String,
    },
}

impl User {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        let house = super::house(&settings).await?;
        let caller = house.system("cli").await?;
        match self.command {
            Command::List => {
                for account in accounts(&house).await? {
                    let text = |name: &str| account.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                    println!("{:<24} {:<20} {}", text("login"), text("name"), text("state"));
                }
            }
            Command::Create { login, name, role } => {
                let mut input = json!({ "login": login, "name": name, "password": password()? });
                if let Some(role) = role {
                    input["role"] = role.into();
                }
                said(&house, house.platform.act(&caller, "identity.account.create", input).await)?;
                println!("{login} may sign in.");
            }
            Command::Password { login } => {
                let input = json!({ "id": id_of(&house, &login).await?, "password": password()? });
                said(&house, house.platform.act(&caller, "identity.password.reset", input).await)?;
                println!("{login} has a new password.");
            }
            Command::Unlock { login } => {
                let input = json!({ "id": id_of(&house, &login).await? });
                said(&house, house.platform.act(&caller, "identity.account.unlock", input).await)?;
                println!("{login} may try again.");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn accounts(house: &House) -> Result<Vec<Value>> {
    let caller = house.system("cli").await?;
    let answer = house.platform.ask(&caller, "identity.account.list", json!({ "limit": 500 })).await?;
    Ok(answer.get("rows").and_then(Value::as_array).cloned().unwrap_or_default())
}

async fn id_of(house: &House, login: &str) -> Result<String> {
    let found = accounts(house).await?.into_iter().find(|a| a.get("login").and_then(Value::as_str) == Some(login));
    match found.as_ref().and_then(|a| a.get("id")).and_then(Value::as_str) {
        Some(id) => Ok(id.to_owned()),
        None => bail!("there is no account {login}"),
    }
}

fn password() -> Result<String> {
    eprint!("Password: ");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() { bail!("no password was given on standard input") } else { Ok(password) }
}

/// An error in words, with what is wrong at each field.
pub(super) fn said<T>(house: &House, result: kernel::Result<T>) -> Result<T> {
    let speech = ui::Speech::new(house.platform.texts.clone(), kernel::Lang::En);
    result.map_err(|error| {
        let mut text = speech.message(&error.message());
        if let kernel::Error::Invalid(fields) = &error {
            for field in fields {
                text.push_str(&format!("\n  {}: {}", field.field, speech.message(&field.message)));
            }
        }
        anyhow::anyhow!(text)
    })
}
