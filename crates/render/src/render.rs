use std::mem::ManuallyDrop;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use steersman_chart::schema::{SchemaCheck, validate_chart};
use steersman_chart::{Chart, Notice, coalesce_values};
use steersman_funcs::{Options, functions};
use steersman_gotmpl::{Interpreter, Interrupt, LimitError, Limits, Templates};
use steersman_manifest::{RenderedFile, SplitRule};
use steersman_names::HelmDialect;
use steersman_semver::{Constraint, Version};
use steersman_value::{Table, Value};

use crate::context::{ChartContext, TemplateFile, chart_contexts, list_templates};
use crate::diagnose::{diagnose_execution, diagnose_parse};
use crate::no_value::remove_no_value;
use crate::objects::values_type;
use crate::parse::parse_templates;
use crate::watch::{Watch, Watched, Watcher};
use crate::{Capabilities, Ports, Release, RenderError, RenderLimits, SPARE_STACK};

/// Whether templates may refuse to go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// `fail` and `required` fail.
    #[default]
    Strict,
    /// `fail` and `required` only tell [`Env::notice`](steersman_funcs::Env::notice), as linting wants it.
    Lint,
}

/// A chart and everything its templates see.
#[derive(Clone, Copy, Debug)]
pub struct RenderRequest<'a> {
    /// The chart, its dependencies resolved.
    pub chart: &'a Chart,
    /// The user's values.
    pub values: &'a Table,
    /// The release.
    pub release: &'a Release,
    /// The cluster.
    pub capabilities: &'a Capabilities,
    /// Which Helm's behaviour is reproduced.
    pub dialect: HelmDialect,
    /// Whether templates may refuse to go on.
    pub mode: Mode,
    /// Whether values are not checked against schemas.
    pub skip_schema_validation: bool,
    /// Whether `getHostByName` may ask the network.
    pub dns: bool,
    /// What the templates may use.
    pub limits: RenderLimits,
    /// What to watch while they run.
    pub watch: Watch,
}

/// The name of the template set, which messages and texts of `tpl` show.
const SET: &str = "gotpl";

/// With fewer templates a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 64;

/// How many files are handed over at once: each time may wake the other thread.
const BATCH: usize = 32;

/// How a render ended.
#[derive(Debug)]
pub struct Rendering {
    /// What there is to say about the values.
    pub notices: Vec<Notice>,
    /// The rendered files in Helm's order, `NOTES.txt` included, or the first failure in that order.
    pub result: Result<Vec<RenderedFile>, RenderError>,
    /// What was seen of the templates, up to a failure.
    pub watched: Watched,
}

/// What gathers on the way.
#[derive(Default)]
struct Gathering {
    notices: Vec<Notice>,
    watched: Watched,
}

/// Brings the values together, checks them against the schemas and the chart against the version of Kubernetes, and
/// renders all templates of the chart and its dependencies.
///
/// The work runs on a thread with a stack for deep templates, unless the caller's has one; memory is only reserved for
/// it.
pub fn render(request: &RenderRequest<'_>, ports: &dyn Ports) -> Rendering {
    let interrupt = ports.interrupt();
    if request.limits.is_prepared {
        return gather(request, ports, interrupt);
    }
    let stack = request.limits.stack_bytes.saturating_add(SPARE_STACK);
    thread::scope(|scope| {
        let (done, waiting) = channel::<()>();
        let flag = interrupt.clone();
        let work = move || {
            let rendering = gather(request, ports, flag);
            // The other end only goes when it has waited long enough.
            drop(done);
            rendering
        };
        let builder = thread::Builder::new()
            .name("render".to_owned())
            .stack_size(stack);
        let handle = match builder.spawn_scoped(scope, work) {
            Ok(handle) => handle,
            Err(error) => {
                let result = Err(RenderError::Thread(error.to_string()));
                return Rendering {
                    notices: Vec::new(),
                    result,
                    watched: Watched::default(),
                };
            }
        };
        if waiting.recv_timeout(request.limits.time) == Err(RecvTimeoutError::Timeout) {
            interrupt.set(LimitError::Time(request.limits.time));
        }
        match handle.join() {
            Ok(rendering) => rendering,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn gather(request: &RenderRequest<'_>, ports: &dyn Ports, interrupt: Interrupt) -> Rendering {
    let mut gathering = Gathering::default();
    let result = render_here(request, ports, interrupt, &mut gathering);
    Rendering {
        notices: gathering.notices,
        result,
        watched: gathering.watched,
    }
}

fn render_here(
    request: &RenderRequest<'_>,
    ports: &dyn Ports,
    interrupt: Interrupt,
    gathering: &mut Gathering,
) -> Result<Vec<RenderedFile>, RenderError> {
    let options = options(request, ports);
    let mut templates = Templates::new(SET, functions(&options)).with_limits(Limits {
        output_bytes: request.limits.output_bytes,
        steps: request.limits.steps,
        stack_bytes: request.limits.stack_bytes,
        interrupt,
    });
    let files = list_templates(request.chart);
    let names = templates.function_names();
    let prepare = || prepare_values(request, ports, gathering);
    let (values, parsed) = parse_templates(&files, &names, templates.limits(), prepare);
    let values = values?;
    for text in
        parsed.map_err(|error| RenderError::parse(&error, diagnose_parse(&error, &templates)))?
    {
        templates.add(text);
    }
    let contexts = chart_contexts(
        request.chart,
        &values,
        request.release,
        request.capabilities,
        request.dialect,
    );
    let mut watcher = Watcher::new(request.watch, &values, SET, options.env);
    let result = execute(request, &files, &contexts, &templates, &mut watcher);
    gathering.watched = watcher.finish();
    if request.limits.leaves_memory {
        let _left = ManuallyDrop::new((templates, contexts, values, files));
    }
    result
}

/// Everything that comes before the templates.
fn prepare_values(
    request: &RenderRequest<'_>,
    ports: &dyn Ports,
    gathering: &mut Gathering,
) -> Result<Value, RenderError> {
    let coalesced = coalesce_values(request.chart, request.values, request.dialect)?;
    gathering.notices.extend(coalesced.notices);
    if !request.skip_schema_validation {
        let mut check = SchemaCheck::new(ports.load_url());
        let checked = validate_chart(request.chart, &coalesced.values, &mut check);
        gathering.notices.extend(check.notices);
        checked.map_err(RenderError::Schema)?;
    }
    if request.mode == Mode::Strict {
        check_kube_version(request)?;
    }
    Ok(Value::Map(
        coalesced.values.retyped(values_type(request.dialect)),
    ))
}

fn check_kube_version(request: &RenderRequest<'_>) -> Result<(), RenderError> {
    let constraint = &request.chart.metadata.kube_version;
    let version = &request.capabilities.kube_version;
    if constraint.is_empty() || is_compatible(constraint, &version.normalized) {
        return Ok(());
    }
    Err(RenderError::KubeVersion {
        constraint: constraint.clone(),
        version: version.version.clone(),
    })
}

/// Malformed texts are compatible with nothing.
fn is_compatible(constraint: &str, version: &str) -> bool {
    let (Ok(constraint), Ok(version)) = (Constraint::parse(constraint), Version::parse(version))
    else {
        return false;
    };
    constraint.matches(&version)
}

fn execute(
    request: &RenderRequest<'_>,
    files: &[TemplateFile<'_>],
    contexts: &[ChartContext],
    templates: &Templates,
    watcher: &mut Watcher,
) -> Result<Vec<RenderedFile>, RenderError> {
    let mut interpreter = Interpreter::new(templates);
    if !watcher.is_idle() {
        interpreter = interpreter.with_tracer(watcher);
    }
    let run = |file: &TemplateFile<'_>| {
        let dot = contexts[file.chart].of_template(&file.path);
        let mut text = Vec::new();
        interpreter
            .execute(&file.path, &dot, &mut text)
            .map_err(|error| {
                let diagnostic = diagnose_execution(&error, &dot, templates);
                RenderError::execution(&error, &file.path, request.dialect, diagnostic)
            })?;
        remove_no_value(&mut text);
        Ok(RenderedFile::new(file.path.clone(), text))
    };
    let rendered = files.iter().filter(|file| !file.is_partial()).map(run);
    if request.mode == Mode::Strict && files.len() >= WORTH_A_THREAD {
        read_behind(rendered, request.dialect.into())
    } else {
        rendered.collect()
    }
}

/// Takes rendered files, and reads the documents of each on another thread while the next is rendered.
fn read_behind(
    rendered: impl Iterator<Item = Result<RenderedFile, RenderError>>,
    rule: SplitRule,
) -> Result<Vec<RenderedFile>, RenderError> {
    let (sender, receiver) = channel::<Vec<RenderedFile>>();
    let read = move || {
        let files = receiver.into_iter().flatten().map(|mut file| {
            file.read_early(rule);
            file
        });
        files.collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let Ok(reader) = thread::Builder::new().spawn_scoped(scope, read) else {
            return rendered.collect();
        };
        let mut batch = Vec::with_capacity(BATCH);
        for file in rendered {
            batch.push(file?);
            if batch.len() == BATCH {
                // The other end takes files as long as this one lives.
                let _sent = sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
            }
        }
        let _sent = sender.send(batch);
        drop(sender);
        match reader.join() {
            Ok(files) => Ok(files),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn options(request: &RenderRequest<'_>, ports: &dyn Ports) -> Options {
    Options {
        dialect: request.dialect,
        lint: request.mode == Mode::Lint,
        dns: request.dns,
        env: ports.env(),
        lookup: ports.lookup(),
    }
}
