//! `steward serve`

use std::{
    net::{IpAddr, UdpSocket},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use anyhow::Result;
use clap::Args;
use kernel::Clock;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{oneshot, watch},
};
use web::{Listening, OwnTls, Tls, Web};

use super::Reach;
use crate::{House, Settings, settings::DEFAULTS};

/// Serve a company
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    reach: Reach,
    /// Print every setting with its default and end
    #[arg(long)]
    print_config: bool,
}

impl Serve {
    pub(super) async fn run(self, mut settings: Settings) -> Result<ExitCode> {
        if self.print_config {
            print!("{DEFAULTS}");
            return Ok(ExitCode::SUCCESS);
        }
        self.reach.lay_over(&mut settings);
        let house = super::house(&settings).await?;
        let listening = Listening::bind(settings.listen)?;
        let street = Street::of(&self.reach, &settings, &listening)?;
        println!("Steward serves {}", street.address);
        street.warn();
        open(house, listening, street, self.reach.unlimited, None::<std::future::Ready<Result<()>>>).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Reach {
    /// Lays the flags over the settings.
    pub(super) fn lay_over(&self, settings: &mut Settings) {
        if let Some(listen) = self.listen {
            settings.listen = listen;
        }
        if self.certificate.is_some() {
            settings.certificate.clone_from(&self.certificate);
            settings.key.clone_from(&self.key);
        }
        settings.proxies.extend(self.proxy.iter().copied());
        if settings.address.is_none() && (self.self_signed || settings.certificate.is_some()) {
            settings.address = Some(format!("https://{}", settings.listen));
        }
    }
}

/// How the house is reached from outside.
pub(super) struct Street {
    tls: Option<Tls>,
    proxies: Vec<IpAddr>,
    loopback: bool,
    authority: Option<PathBuf>,
    /// The address to open in a browser.
    pub address: String,
}

impl Street {
    pub(super) fn of(reach: &Reach, settings: &Settings, listening: &Listening) -> Result<Self> {
        let given = settings.certificate.clone().zip(settings.key.clone());
        let own = if reach.self_signed { Some(self_signed(settings, listening)?) } else { None };
        let tls =
            given.map(|(certificate, key)| Tls { certificate, key }).or_else(|| own.as_ref().map(|o| o.tls.clone()));
        let scheme = if tls.is_some() { "https" } else { "http" };
        Ok(Self {
            loopback: listening.address.ip().is_loopback(),
            proxies: settings.proxies.clone(),
            authority: own.map(|o| o.authority),
            address: format!("{scheme}://{}/", listening.address),
            tls,
        })
    }

    /// Says plainly what will not work.
    pub(super) fn warn(&self) {
        if let Some(path) = &self.authority {
            println!("The certificate is of our own making; whoever signed it: {}", path.display());
            println!(
                "A phone trusts it once: send it that file; iPhone: install the profile, then Settings > General > About >"
            );
            println!(
                "Certificate Trust Settings; Android: Settings > Security > Install a certificate > CA certificate."
            );
        }
        if self.tls.is_none() && self.proxies.is_empty() && !self.loopback {
            println!(
                "Plain http beyond this machine: passwords and personal data travel readable, and phones offer neither"
            );
            println!(
                "camera, position nor installing. Use --certificate/--key, --self-signed, or a proxy named with --proxy."
            );
        }
    }
}

fn self_signed(settings: &Settings, listening: &Listening) -> Result<OwnTls> {
    let mut names = vec![listening.address.ip().to_string()];
    let host = settings.address.as_deref().and_then(|a| a.split("://").last()).and_then(|a| a.split(['/', ':']).next());
    names.extend(host.map(str::to_owned));
    names.extend(machine());
    Ok(web::self_signed(&settings.data.join("tls"), &names, Clock::System.now())?)
}

/// The names other machines may know this one by: its name, and the address it would call from.
fn machine() -> Vec<String> {
    let own = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let own = own.trim().to_owned();
    let shaped = !own.is_empty() && own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let mut names = if shaped { vec![own.clone(), format!("{own}.local")] } else { Vec::new() };
    // Nothing is sent: the system only says which of its addresses leads outside.
    let outward = UdpSocket::bind("0.0.0.0:0").and_then(|s| s.connect("192.0.2.1:9").and_then(|()| s.local_addr()));
    names.extend(outward.map(|address| address.ip().to_string()));
    names
}

/// Opens the door and works in the background – once what comes `before` is done – until the process is told to end.
pub(super) async fn open<F>(
    house: House,
    listening: Listening,
    street: Street,
    unlimited: bool,
    before: Option<F>,
) -> Result<()>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let (end_work, working) = watch::channel(false);
    let worker = house.worker(&format!("{}", std::process::id()));
    let platform = house.platform.clone();
    let mut told = working.clone();
    let work = tokio::spawn(async move {
        if let Some(before) = before {
            let done = tokio::select! {
                done = before => done,
                _ = told.changed() => return,
            };
            if let Err(error) = done {
                tracing::error!(%error, "the history could not be finished");
                return;
            }
        }
        tokio::join!(worker.run(working.clone()), process::runtime::keep_awake(platform, working));
    });
    let settings = web::Settings { secure: street.tls.is_some(), proxies: street.proxies.clone(), unlimited };
    let web = Web::new(house.platform.clone(), Arc::clone(&house.gate), settings);
    let (end, ended) = oneshot::channel();
    tokio::spawn(async move {
        told_to_end().await;
        let _ = end.send(());
    });
    web::serve(web, listening, street.tls, ended).await?;
    let _ = end_work.send(true);
    let _ = work.await;
    house.platform.db.close().await;
    Ok(())
}

async fn told_to_end() {
    let mut term = match signal(SignalKind::terminate()) {
        Ok(term) => term,
        Err(error) => {
            tracing::error!(%error, "cannot listen for SIGTERM");
            std::future::pending().await
        }
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
