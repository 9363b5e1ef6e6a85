//! One step of an import from its beginning to its end, whatever happens on the way.

use std::sync::Arc;

use kernel::{Actor, Error, Message, OrgId, Result, Span};
use module::Platform;
use uuid::Uuid;

use super::model::{Note, Run};
use crate::{
    applying, bringing, checking,
    import::model::{ImportId, Sentence, State},
    reading,
};

/// Attempts before an import is given up.
const ATTEMPTS: i64 = 5;
/// The pause before the next one.
const PAUSE: Span = Span::seconds(10);

/// Works in the background on an import whose lease was taken under `runner`.
pub fn start(platform: Arc<Platform>, system: Actor, which: (OrgId, ImportId), runner: Uuid) {
    tokio::spawn(async move {
        let worked = async {
            let mut run = Run::open(platform, &system, which, runner).await?;
            run.work().await
        };
        if let Err(error) = worked.await {
            tracing::warn!(import = %which.1, %error, "an import stopped");
        }
    });
}

impl Run {
    /// Does the step the import is in.
    pub async fn work(&mut self) -> Result<()> {
        let worked = match self.record.state {
            State::Uploaded => reading::jobs::read(self).await,
            State::Checking => checking::jobs::check(self).await,
            State::Applying => applying::jobs::apply(self).await,
            _ => Ok(()),
        };
        match worked {
            Ok(()) => Ok(()),
            // Another process has it; this one leaves everything as it is and says so.
            Err(error) if self.is_lost() => Err(error),
            Err(error) => self.failed(error).await,
        }
    }

    /// The same in the calling process until the step is over, with pauses between the attempts.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another process has taken over.
    pub async fn work_through(&mut self) -> Result<()> {
        loop {
            self.work().await?;
            if !self.record.state.is_under_way() {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_micros(PAUSE.0.unsigned_abs())).await;
            self.claim_again().await?;
        }
    }

    /// A passing trouble – also somebody who changed the same records meanwhile – is tried again, anything else ends the
    /// import with its reason.
    async fn failed(&mut self, error: Error) -> Result<()> {
        tracing::warn!(import = %self.record.id, %error, attempt = self.record.attempts, "a step of an import failed");
        let passing = matches!(error, Error::Unavailable(..) | Error::Internal(_) | Error::Conflict);
        if passing && self.record.attempts < ATTEMPTS && self.record.state.is_under_way() {
            let again = self.now() + PAUSE;
            return self.let_go(again).await;
        }
        let message = match &error {
            Error::Invalid(fields) => fields.first().map_or_else(|| error.message(), |f| f.message.clone()),
            Error::Internal(_) | Error::Conflict => Message::of("intake-broke-off"),
            other => other.message(),
        };
        if self.record.state == State::Applying {
            return bringing::jobs::give_up(self, Sentence::from(&message)).await;
        }
        let state = if self.record.state == State::Uploaded { State::Refused } else { State::Failed };
        self.end(state, Some(Sentence::from(&message)), Note::default()).await
    }
}
