//! Many clients at once, each waiting for its answer before it asks again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::report::percentile;

/// What came of a load.
pub struct Load {
    /// Acknowledged calls.
    pub calls: usize,
    /// How long all of it took.
    pub took: Duration,
    times: Vec<Duration>,
}

impl Load {
    /// Acknowledged calls per second.
    #[allow(clippy::cast_precision_loss, reason = "a rate")]
    pub fn rate(&self) -> f64 {
        self.calls as f64 / self.took.as_secs_f64()
    }

    /// The time of one call at this part of all, in milliseconds.
    pub fn milliseconds(&self, part: f64) -> f64 {
        percentile(&self.times, part)
    }

    /// Several loads of the same kind as one.
    pub fn together(loads: Vec<Self>) -> Self {
        let mut all = Self { calls: 0, took: Duration::ZERO, times: Vec::new() };
        for load in loads {
            all.calls += load.calls;
            all.took += load.took;
            all.times.extend(load.times);
        }
        all.times.sort_unstable();
        all
    }
}

/// Where a client writes down how long each of its calls took, and learns whether to go on.
pub struct Watch {
    until: Instant,
    times: Vec<Duration>,
}

impl Watch {
    /// Whether there is time for another call.
    pub fn goes_on(&self) -> bool {
        Instant::now() < self.until
    }

    /// Waits for a call and notes its time.
    pub async fn time<T>(&mut self, call: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let answer = call.await;
        self.times.push(begun.elapsed());
        answer
    }
}

/// Runs so many clients for a while; the first error ends the measurement.
pub async fn drive<F, Fut>(clients: usize, during: Duration, client: F) -> Result<Load>
where
    F: Fn(usize, Watch) -> Fut,
    Fut: Future<Output = Result<Watch>> + Send + 'static,
{
    let begun = Instant::now();
    let until = begun + during;
    let times = Arc::new(Mutex::new(Vec::new()));
    let running: Vec<_> = (0..clients)
        .map(|nth| {
            let (times, work) = (times.clone(), client(nth, Watch { until, times: Vec::new() }));
            tokio::spawn(async move {
                let watch = work.await?;
                times.lock().unwrap_or_else(PoisonError::into_inner).extend(watch.times);
                anyhow::Ok(())
            })
        })
        .collect();
    for client in running {
        client.await??;
    }
    let took = begun.elapsed();
    let mut times = std::mem::take(&mut *times.lock().unwrap_or_else(PoisonError::into_inner));
    times.sort_unstable();
    Ok(Load { calls: times.len(), took, times })
}
