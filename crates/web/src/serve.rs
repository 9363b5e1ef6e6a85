//! Listening, and ending without dropping anybody: SIGTERM lets open requests finish.

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use kernel::{Error, Result};
use tokio::sync::oneshot;

use crate::{router, state::Web, tls::Tls};

/// How long open requests may take once the server ends.
const DRAIN: Duration = Duration::from_secs(20);

/// A bound address.
pub struct Listening {
    listener: TcpListener,
    /// Where it listens; the port is the real one also when 0 was asked for.
    pub address: SocketAddr,
}

impl Listening {
    /// Binds an address.
    pub fn bind(address: SocketAddr) -> Result<Self> {
        let failed = |e: std::io::Error| Error::Internal(format!("cannot listen on {address}: {e}"));
        let listener = TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }
}

/// Serves until `end` fires; then takes no new connection, ends the event streams and waits for open requests.
pub async fn serve(web: Web, listening: Listening, tls: Option<Tls>, end: oneshot::Receiver<()>) -> Result<()> {
    let handle = axum_server::Handle::new();
    let ending = (handle.clone(), web.clone());
    tokio::spawn(async move {
        let _ = end.await;
        ending.1.end_streams();
        ending.0.graceful_shutdown(Some(DRAIN));
    });
    let app = router(web).into_make_service_with_connect_info::<SocketAddr>();
    let failed = |e: std::io::Error| Error::Internal(format!("server: {e}"));
    match tls {
        Some(tls) => {
            let config = tls.config().await?;
            let server = axum_server::from_tcp_rustls(listening.listener, config).map_err(failed)?;
            server.handle(handle).serve(app).await.map_err(failed)
        }
        None => {
            let server = axum_server::from_tcp(listening.listener).map_err(failed)?;
            server.handle(handle).serve(app).await.map_err(failed)
        }
    }
}
