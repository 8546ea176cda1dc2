use steersman_chart::CoalesceError;
use steersman_chart::schema::SchemaError;
use steersman_diag::Diagnostic;
use steersman_gotmpl::{Cause, ExecError, LimitError, ParseError};
use steersman_names::HelmDialect;
use thiserror::Error;

/// Why a chart could not be rendered. Messages are Helm's.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The values can not be brought together.
    #[error(transparent)]
    Values(#[from] CoalesceError),
    /// The values break the rules of a schema.
    #[error(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n{0}"
    )]
    Schema(SchemaError),
    /// The chart does not want this version of Kubernetes.
    #[error(
        "chart requires kubeVersion: {constraint} which is incompatible with Kubernetes {version}"
    )]
    KubeVersion {
        /// The constraint of the chart.
        constraint: String,
        /// The version of the cluster, or the one assumed.
        version: String,
    },
    /// A file is no template.
    #[error("parse error at ({location}): {message}")]
    Parse {
        /// `FILE:LINE`
        location: String,
        /// What is wrong, without its context.
        message: String,
        /// The finding with its place in the file.
        diagnostic: Box<Diagnostic>,
    },
    /// A template refused to go on (`fail`, `required`).
    #[error("execution error at ({location}): {message}")]
    Raised {
        /// `FILE:LINE:COLUMN` of the outermost template.
        location: String,
        /// What the author of the chart says.
        message: String,
        /// The finding with the way to it.
        diagnostic: Box<Diagnostic>,
    },
    /// A template failed.
    #[error("{text}")]
    Execution {
        /// The whole message as Helm words it.
        text: String,
        /// The finding with the way to it.
        diagnostic: Box<Diagnostic>,
    },
    /// A template took more than it may.
    #[error("rendering `{template}` stopped: {limit}")]
    Limit {
        /// The template file that was being rendered.
        template: String,
        /// The limit.
        limit: LimitError,
        /// The finding with the way to it.
        diagnostic: Box<Diagnostic>,
    },
    /// The thread that renders could not be started.
    #[error("failed to start rendering: {0}")]
    Thread(String),
}

impl RenderError {
    /// The finding with its place, where there is one.
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match self {
            Self::Parse { diagnostic, .. }
            | Self::Raised { diagnostic, .. }
            | Self::Execution { diagnostic, .. }
            | Self::Limit { diagnostic, .. } => Some(diagnostic),
            Self::Values(_) | Self::Schema(_) | Self::KubeVersion { .. } | Self::Thread(_) => None,
        }
    }

    /// Whether the values were in order and the templates' turn had come.
    pub fn is_after_values(&self) -> bool {
        !matches!(self, Self::Values(_) | Self::Schema(_))
    }

    /// A parse failure in Helm's words: of the message only what follows the last colon.
    pub(crate) fn parse(error: &ParseError, diagnostic: Diagnostic) -> Self {
        let message = error.message.rsplit(": ").next().unwrap_or(&error.message);
        Self::Parse {
            location: format!("{}:{}", error.name.to_text(), error.line),
            message: message.to_owned(),
            diagnostic: Box::new(diagnostic),
        }
    }

    /// A failure while running the template file `template`.
    pub(crate) fn execution(
        error: &ExecError,
        template: &str,
        dialect: HelmDialect,
        diagnostic: Diagnostic,
    ) -> Self {
        let diagnostic = Box::new(diagnostic);
        if let Some(limit) = error.limit() {
            return Self::Limit {
                template: template.to_owned(),
                limit,
                diagnostic,
            };
        }
        if let Some(message) = marked_message(error) {
            let location = error
                .frame()
                .map_or_else(|| template.to_owned(), steersman_gotmpl::Frame::location);
            return Self::Raised {
                location,
                message,
                diagnostic,
            };
        }
        let blocks = dialect >= HelmDialect::V4_1 && error.is_template_only();
        let text = if blocks {
            in_blocks(error)
        } else {
            error.to_string()
        };
        Self::Execution { text, diagnostic }
    }
}

/// What the author of a chart says. Helm marks it within the whole message and looks for the marks afterwards, so an
/// author who writes the marks gets more or less than they said.
fn marked_message(error: &ExecError) -> Option<String> {
    const START: &str = "HELM_ERR_START";
    const END: &str = "HELM_ERR_END";
    let whole = error.to_string();
    let whole = match error.raised() {
        Some(text) => {
            let before = whole.strip_suffix(text).unwrap_or("template: : ");
            [before, START, text, END].concat()
        }
        None => whole,
    };
    let message = whole.splitn(3, ": ").nth(2)?;
    let (_, rest) = message.split_once(START)?;
    let (marked, _) = rest.rsplit_once(END)?;
    Some(marked.to_owned())
}

/// A link of the chain as Helm takes it apart.
#[derive(PartialEq)]
struct Block {
    location: String,
    executing: String,
    message: String,
}

impl Block {
    fn new(error: &ExecError) -> Self {
        let own = match error.cause() {
            // What a nested template says comes in a block of its own.
            Cause::Call { function, .. } => format!("error calling {function}:"),
            cause => cause.to_string(),
        };
        let Some(frame) = error.frame() else {
            return Self {
                location: String::new(),
                executing: String::new(),
                message: own,
            };
        };
        // Helm looks for the first end of a context in the text, which may stand inside of a string.
        let rest = format!("{}>: {own}", frame.context.to_text());
        let (context, message) = rest.split_once(">: ").unwrap_or((&rest, ""));
        let message = message
            .split_once(" template:")
            .map_or(message, |(before, _)| before);
        Self {
            location: frame.location(),
            executing: format!(
                "executing {} at <{context}>:",
                steersman_value::fmt::quote(&frame.template)
            ),
            message: message.to_owned(),
        }
    }
}

/// The chain of template errors as blocks: place, what was executed, message.
fn in_blocks(error: &ExecError) -> String {
    let mut blocks: Vec<Block> = error.chain().map(Block::new).collect();
    blocks.dedup();
    let mut text = String::new();
    for Block {
        location,
        executing,
        message,
    } in blocks
    {
        for (part, separator) in [(location, "\n  "), (executing, "\n    "), (message, "\n")] {
            if !part.is_empty() {
                text.push_str(&part);
                text.push_str(separator);
            }
        }
    }
    text.trim().to_owned()
}
