//! The commands: each does one thing, says how it went, and ends with 0 only when it went well.

mod backup;
mod demo;
mod export;
mod handbook;
mod import;
mod process;
mod routes;
mod serve;
mod simulated;
mod user;
mod verify;

use std::{
    io::IsTerminal,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

pub use routes::lines as routes;
pub use verify::findings;

use crate::{House, Order, Settings};

/// One system that runs a property-services company.
#[derive(Parser)]
#[command(name = "steward", version, about, propagate_version = true)]
pub struct Steward {
    #[command(flatten)]
    general: General,
    #[command(subcommand)]
    command: Command,
}

/// Settings every command takes.
#[derive(Args, Clone)]
struct General {
    /// A file with settings; `steward serve --print-config` prints all of them with their defaults
    #[arg(long, global = true, env = "STEWARD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of database, files and master key
    #[arg(long, global = true, env = "STEWARD_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// A PostgreSQL database instead of the embedded one
    #[arg(long, global = true, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The address people type and printed codes hold, as in https://steward.example.com
    #[arg(long, global = true, env = "STEWARD_ADDRESS", value_name = "URL")]
    address: Option<String>,
    /// What goes to the log: error, warn, info, debug
    #[arg(long, global = true, env = "STEWARD_LOG", value_name = "LEVEL")]
    log: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a company; the first start opens a set-up page
    Serve(serve::Serve),
    /// Make a living demo company (when it is not there yet) and serve it
    Demo(demo::Demo),
    /// Bring the database up to date and end
    Migrate,
    /// Take the rows of a workbook, also one of another system
    Import(import::Import),
    /// Write a list as a workbook, or everything in a canonical form
    Export(export::Export),
    /// Write a consistent set of database and files, also while serving
    Backup(backup::Backup),
    /// Put a backup into a new place
    Restore(backup::Restore),
    /// Recompute what is derived and look for what was tampered with or lost; ends with 0 only when all is sound
    Verify,
    /// Write the controlled handbook of the processes in force
    Handbook(handbook::Handbook),
    /// Look at the processes in use
    Process(process::Process),
    /// Print every address with its permission
    Routes,
    /// Make accounts and set passwords
    User(user::User),
}

impl General {
    fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::load(self.config.as_ref())?;
        if let Some(data) = &self.data {
            settings.data.clone_from(data);
        }
        if self.database.is_some() {
            settings.database.clone_from(&self.database);
        }
        if self.address.is_some() {
            settings.address.clone_from(&self.address);
        }
        if let Some(log) = &self.log {
            settings.log.clone_from(log);
        }
        Ok(settings)
    }
}

/// How a serving command is reached.
#[derive(Args, Clone)]
struct Reach {
    /// Where to listen
    #[arg(long, env = "STEWARD_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The certificate (PEM) for https
    #[arg(long, env = "STEWARD_CERTIFICATE", value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, env = "STEWARD_KEY", value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Speak https with a certificate of our own making, and say how phones come to trust it
    #[arg(long, conflicts_with = "certificate")]
    self_signed: bool,
    /// The address of a proxy in front that speaks https: it, and nobody else, is believed where requests come from; may be repeated
    #[arg(long, env = "STEWARD_PROXY", value_name = "ADDRESS", value_delimiter = ',')]
    proxy: Vec<IpAddr>,
    /// Do not limit the tries of one address (for load tests on the own machine)
    #[arg(long, hide = true)]
    unlimited: bool,
}

/// Runs a command line.
pub async fn run(line: Steward) -> Result<ExitCode> {
    let settings = line.general.settings()?;
    log(&settings.log);
    match line.command {
        Command::Serve(serve) => serve.run(settings).await,
        Command::Demo(demo) => demo.run(settings).await,
        Command::Migrate => {
            house(&settings).await?;
            println!("The database is up to date.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(import) => import.run(settings).await,
        Command::Export(export) => export.run(settings).await,
        Command::Backup(backup) => backup.run(settings).await,
        Command::Restore(restore) => restore.run(settings).await,
        Command::Verify => verify::run(settings).await,
        Command::Handbook(handbook) => handbook.run(settings).await,
        Command::Process(process) => process.run(settings).await,
        Command::Routes => routes::run(),
        Command::User(user) => user.run(settings).await,
    }
}

fn log(level: &str) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    // Colours are for eyes: in a file or a journal they are noise.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as in tests, finds the first one's subscriber in place.
    let _ = log.with_ansi(std::io::stderr().is_terminal()).try_init();
}

fn order(settings: &Settings) -> Order {
    Order {
        database: settings.database.clone(),
        address: settings.address.clone().or_else(|| Some(format!("http://{}", settings.listen))),
        ..Order::new(&settings.data)
    }
}

async fn house(settings: &Settings) -> Result<House> {
    House::build(&order(settings)).await
}
