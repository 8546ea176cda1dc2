//! Webhooks: each has a queue of its own, and nobody waits for them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use steersman_net::{Body, Client, ClientOptions, Method, Request, SafeUrl};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant, sleep};

use super::Event;
use super::signature::signature;
use crate::error::ServerError;
use crate::features::WebhookTarget;
use crate::ports::{LogLevel, Surroundings};

/// Messages that wait for one target.
const QUEUE: usize = 1024;
/// The time before the second attempt; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest time between two attempts.
const MAX_PAUSE: Duration = Duration::from_mins(1);
/// How our requests name themselves.
const USER_AGENT: &str = concat!("steer/", env!("CARGO_PKG_VERSION"));
/// Bytes of an answer that are read, so that the connection can be used again.
const MAX_ANSWER: u64 = 64 * 1024;

/// How often it is looked whether everything was taken, when the server ends.
const LOOK: Duration = Duration::from_millis(20);

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) event: String,
    pub(super) body: Arc<[u8]>,
}

#[derive(Debug)]
pub(super) struct Hook {
    target: WebhookTarget,
    url: SafeUrl,
    client: Client,
    /// Messages that nobody has taken yet; the first one is on its way.
    queue: Mutex<VecDeque<Message>>,
    wake: Notify,
    started: AtomicBool,
    sent: AtomicU64,
    lost: AtomicU64,
}

/// Whoever is told of changes.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    hooks: Vec<Arc<Hook>>,
}

impl Webhooks {
    /// Queues for these targets.
    ///
    /// # Errors
    /// [`ServerError::Config`] when a target cannot be reached as it is configured.
    pub(crate) fn new(targets: &[WebhookTarget]) -> Result<Self, ServerError> {
        let hook = |target: &WebhookTarget| {
            let config = |error: &dyn std::fmt::Display| {
                ServerError::Config(format!("webhook {}: {error}", target.url))
            };
            let url = SafeUrl::parse(&target.url)
                .map_err(|error| ServerError::Config(format!("webhook: {error}")))?;
            let options = ClientOptions {
                ca_file: target.ca_file.clone(),
                timeout: Duration::from_secs(target.timeout.max(1)),
                attempts: 1,
                user_agent: USER_AGENT.into(),
                ..ClientOptions::default()
            };
            let client = Client::new(options).map_err(|error| config(&error))?;
            Ok(Arc::new(Hook {
                target: target.clone(),
                url,
                client,
                queue: Mutex::default(),
                wake: Notify::new(),
                started: AtomicBool::new(false),
                sent: AtomicU64::new(0),
                lost: AtomicU64::new(0),
            }))
        };
        let hooks = targets
            .iter()
            .map(hook)
            .collect::<Result<_, ServerError>>()?;
        Ok(Self { hooks })
    }

    /// Queues an event for whoever wants it. Where a queue is full it is lost, and counted.
    pub(crate) fn tell(&self, event: &Event, surroundings: &dyn Surroundings) {
        let name = event.change.name();
        let mut message = None;
        for hook in &self.hooks {
            let target = &hook.target;
            let wanted =
                target.events.is_empty() || target.events.iter().any(|event| event == name);
            if !wanted || !target.repos.matches(&event.repo) {
                continue;
            }
            let message = message.get_or_insert_with(|| Message {
                id: event.id.clone(),
                event: name.to_owned(),
                body: event.message().to_string().into_bytes().into(),
            });
            hook.queue_up(message, surroundings);
        }
    }

    /// Begins to send. A second call does nothing.
    pub(crate) fn start(&self, surroundings: &Arc<dyn Surroundings>) {
        for hook in &self.hooks {
            if !hook.started.swap(true, Ordering::AcqRel) {
                let (hook, surroundings) = (Arc::clone(hook), Arc::clone(surroundings));
                tokio::spawn(async move { hook.work(&*surroundings).await });
            }
        }
    }

    /// Waits until every message was taken, but no longer than this.
    pub(crate) async fn drain(&self, patience: Duration) {
        let begin = Instant::now();
        while begin.elapsed() < patience && self.hooks.iter().any(|hook| !hook.queue().is_empty()) {
            sleep(LOOK).await;
        }
    }

    /// The targets with what waits for them.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (&str, Vec<Message>)> + '_ {
        self.hooks.iter().map(|hook| {
            let waiting = hook.queue().iter().cloned().collect();
            (&*hook.target.url, waiting)
        })
    }

    /// Puts messages of an earlier process before all others; those whose target is gone are lost.
    pub(super) fn put_back(&self, kept: Vec<(String, Message)>, surroundings: &dyn Surroundings) {
        for (target, message) in kept.into_iter().rev() {
            let of = |hook: &&Arc<Hook>| super::waiting::name_of(&hook.target.url) == target;
            if let Some(hook) = self.hooks.iter().find(of) {
                hook.queue().push_front(message);
                continue;
            }
            let fields = [("delivery", &*message.id), ("event", &*message.event)];
            let text = "webhook message lost: nobody is to get it any more";
            surroundings.log(LogLevel::Warn, text, &fields);
        }
        for hook in &self.hooks {
            hook.wake.notify_one();
        }
    }

    /// Messages that were taken and messages that were lost, for metrics.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (String, u64, u64)> + '_ {
        self.hooks.iter().map(|hook| {
            let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
            (hook.url.host().to_owned(), of(&hook.sent), of(&hook.lost))
        })
    }
}

impl Hook {
    fn queue(&self) -> MutexGuard<'_, VecDeque<Message>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue_up(&self, message: &Message, surroundings: &dyn Surroundings) {
        let mut queue = self.queue();
        if queue.len() >= QUEUE {
            drop(queue);
            return self.lose(message, "its queue is full", surroundings);
        }
        queue.push_back(message.clone());
        drop(queue);
        self.wake.notify_one();
    }

    /// One message after the other, so that they come in their order. What is on its way stays in the queue.
    async fn work(self: Arc<Self>, surroundings: &dyn Surroundings) {
        loop {
            let next = self.queue().front().cloned();
            match next {
                Some(message) => {
                    self.deliver(&message, surroundings).await;
                    self.queue().retain(|waiting| waiting.id != message.id);
                }
                None => self.wake.notified().await,
            }
        }
    }

    async fn deliver(self: &Arc<Self>, message: &Message, surroundings: &dyn Surroundings) {
        let mut pause = FIRST_PAUSE;
        let mut problem = String::new();
        for attempt in 0..self.target.attempts.max(1) {
            if attempt > 0 {
                sleep(pause).await;
                pause = (pause * 2).min(MAX_PAUSE);
            }
            let (hook, sent) = (Arc::clone(self), message.clone());
            let posted = tokio::task::spawn_blocking(move || hook.post(&sent)).await;
            match posted {
                Ok(Ok(())) => {
                    self.sent.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                Ok(Err(text)) => problem = text,
                Err(_) => "the worker stopped".clone_into(&mut problem),
            }
        }
        self.lose(message, &problem, surroundings);
    }

    fn post(&self, message: &Message) -> Result<(), String> {
        let mut request = Request::new(Method::Post, self.url.clone())
            .header("Content-Type", "application/json")
            .header("X-Steer-Event", &message.event)
            .header("X-Steer-Delivery", &message.id)
            .body(Body::Bytes(Arc::clone(&message.body)))
            .limit(MAX_ANSWER)
            .without_redirects();
        if !self.target.secret.is_empty() {
            let signature = signature(self.target.secret.reveal(), &message.body);
            request = request.header("X-Steer-Signature", &signature);
        }
        let answer = self
            .client
            .send(&request)
            .map_err(|error| error.to_string())?;
        let status = answer.status();
        // What it says does not matter, and may not be whole.
        drop(answer.bytes());
        if (200..300).contains(&status) {
            Ok(())
        } else {
            Err(format!("status {status}"))
        }
    }

    fn lose(&self, message: &Message, why: &str, surroundings: &dyn Surroundings) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        let fields = [
            ("host", self.url.host()),
            ("delivery", &message.id),
            ("event", &message.event),
            ("error", why),
        ];
        surroundings.log(LogLevel::Error, "webhook message lost", &fields);
    }
}
