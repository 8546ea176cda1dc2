//! A release as templates of the command line see it: Go structs with Helm's field names.

use std::any::Any;
use std::collections::BTreeMap;

use steersman_chart::{Chart, File, Metadata};
use steersman_release::{ApplyMethod, Hook, Release, Time};
use steersman_value::{FieldError, Json, Kind, Map, MapType, Object, Str, Value, fmt};

use crate::moment::Moments;

type Fields = Vec<(&'static str, Value)>;

/// The value of `.Release`.
pub(crate) fn release_value(release: &Release, moments: &Moments) -> Value {
    let time = |time: Option<Time>| {
        let zero = "0001-01-01 00:00:00 +0000 UTC";
        Value::str(time.map_or_else(|| zero.to_owned(), |time| moments.text(time)))
    };
    let info = &release.info;
    let info = record(
        "*v1.Info",
        vec![
            ("FirstDeployed", time(info.first_deployed)),
            ("LastDeployed", time(info.last_deployed)),
            ("Deleted", time(info.deleted)),
            ("Description", text(&info.description)),
            ("Status", text(info.status.name())),
            (
                "RollbackRevision",
                Value::int(i64::from(info.rollback_revision.unwrap_or(0))),
            ),
            ("Notes", text(&info.notes)),
            ("Resources", Value::Map(Map::nil(MapType::ANY))),
        ],
    );
    let hooks = release.hooks.iter().map(|hook| hook_value(hook, &time));
    let mut labels = release.labels.clone();
    labels.extend(release.system_labels.clone());
    record(
        "*v1.Release",
        vec![
            ("Name", text(&release.name)),
            ("Info", info),
            ("Chart", chart(&release.chart)),
            ("Config", table(&release.config)),
            ("Manifest", text(&release.manifest)),
            ("Hooks", Value::list(hooks.collect())),
            ("Version", Value::int(i64::from(release.version))),
            ("Namespace", text(&release.namespace)),
            ("Labels", strings(Some(&labels))),
            (
                "ApplyMethod",
                text(release.apply_method.map_or("", ApplyMethod::name)),
            ),
        ],
    )
}

fn hook_value(hook: &Hook, time: &impl Fn(Option<Time>) -> Value) -> Value {
    let run = record(
        "v1.HookExecution",
        vec![
            ("StartedAt", time(hook.last_run.started_at)),
            ("CompletedAt", time(hook.last_run.completed_at)),
            ("Phase", text(hook.last_run.phase.name())),
        ],
    );
    record(
        "*v1.Hook",
        vec![
            ("Name", text(&hook.name)),
            ("Kind", text(&hook.kind)),
            ("Path", text(&hook.path)),
            ("Manifest", text(&hook.manifest)),
            ("Events", texts(&hook.events)),
            ("LastRun", run),
            ("Weight", Value::int(hook.weight)),
            ("DeletePolicies", texts(&hook.delete_policies)),
            ("OutputLogPolicies", texts(&hook.output_log_policies)),
        ],
    )
}

fn chart(chart: &Chart) -> Value {
    record(
        "*v2.Chart",
        vec![
            ("Raw", Value::list(Vec::new())),
            ("Metadata", metadata(&chart.metadata)),
            ("Templates", files(&chart.templates)),
            ("Values", table(&chart.values)),
            (
                "Schema",
                Value::Bytes(chart.schema.clone().unwrap_or_default()),
            ),
            ("Files", files(&chart.files)),
        ],
    )
}

fn metadata(metadata: &Metadata) -> Value {
    let dependencies = metadata.dependencies().iter().map(|dependency| {
        record(
            "*v2.Dependency",
            vec![
                ("Name", text(&dependency.name)),
                ("Version", text(&dependency.version)),
                ("Repository", text(&dependency.repository)),
                ("Condition", text(&dependency.condition)),
                ("Tags", texts(&dependency.tags)),
                ("Enabled", Value::Bool(dependency.enabled)),
                (
                    "ImportValues",
                    Value::list(dependency.import_values.iter().map(Value::from).collect()),
                ),
                ("Alias", text(&dependency.alias)),
            ],
        )
    });
    let maintainers = metadata.maintainers.iter().flatten().map(|maintainer| {
        record(
            "*v2.Maintainer",
            vec![
                ("Name", text(&maintainer.name)),
                ("Email", text(&maintainer.email)),
                ("URL", text(&maintainer.url)),
            ],
        )
    });
    record(
        "*v2.Metadata",
        vec![
            ("Name", text(&metadata.name)),
            ("Home", text(&metadata.home)),
            ("Sources", texts(&metadata.sources)),
            ("Version", text(&metadata.version)),
            ("Description", text(&metadata.description)),
            ("Keywords", texts(&metadata.keywords)),
            ("Maintainers", Value::list(maintainers.collect())),
            ("Icon", text(&metadata.icon)),
            ("APIVersion", text(&metadata.api_version)),
            ("Condition", text(&metadata.condition)),
            ("Tags", text(&metadata.tags)),
            ("AppVersion", text(&metadata.app_version)),
            ("Deprecated", Value::Bool(metadata.deprecated)),
            ("Annotations", strings(metadata.annotations.as_ref())),
            ("KubeVersion", text(&metadata.kube_version)),
            ("Dependencies", Value::list(dependencies.collect())),
            ("Type", text(&metadata.chart_type)),
        ],
    )
}

fn files(files: &[File]) -> Value {
    let file = |file: &File| {
        record(
            "*common.File",
            vec![
                ("Name", text(&file.name)),
                ("Data", Value::Bytes(file.data.clone())),
            ],
        )
    };
    Value::list(files.iter().map(file).collect())
}

fn text(text: &str) -> Value {
    Value::str(text)
}

fn texts(items: &[String]) -> Value {
    Value::list(items.iter().map(|item| text(item)).collect())
}

fn strings(entries: Option<&BTreeMap<String, String>>) -> Value {
    let Some(entries) = entries else {
        return Value::Map(Map::nil(MapType::STRINGS));
    };
    let entries = entries
        .iter()
        .map(|(key, value)| (Str::from(key.as_str()), text(value)));
    Value::Map(Map::new(MapType::STRINGS, entries.collect()))
}

fn table(table: &steersman_value::Table) -> Value {
    if table.is_empty() {
        return Value::Map(Map::nil(MapType::ANY));
    }
    Value::Map(table.into())
}

fn record(type_name: &'static str, fields: Fields) -> Value {
    Value::object(Record { type_name, fields })
}

/// A Go struct, or a pointer to one.
#[derive(Debug)]
struct Record {
    type_name: &'static str,
    fields: Fields,
}

impl Object for Record {
    fn type_name(&self) -> &'static str {
        self.type_name
    }

    fn kind(&self) -> Kind {
        if self.type_name.starts_with('*') {
            Kind::Ptr
        } else {
            Kind::Struct
        }
    }

    fn field(&self, name: &str) -> Result<Value, FieldError> {
        let found = self.fields.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, value)| value.clone())
            .ok_or(FieldError::Missing)
    }

    fn format(&self, plus: bool, _: bool) -> Str {
        let mut out = Vec::new();
        if self.kind() == Kind::Ptr {
            out.push(b'&');
        }
        out.push(b'{');
        for (n, (name, value)) in self.fields.iter().enumerate() {
            if n > 0 {
                out.push(b' ');
            }
            if plus {
                out.extend_from_slice(name.as_bytes());
                out.push(b':');
            }
            // A release holds nothing that contains itself.
            out.extend(fmt::display(value).unwrap_or_default());
        }
        out.push(b'}');
        out.into()
    }

    fn fields(&self) -> Option<Fields> {
        Some(self.fields.clone())
    }

    fn to_json(&self) -> Result<Json, String> {
        Ok(Json::Struct(self.fields.clone()))
    }

    fn deep_equal(&self, _: &dyn Object) -> bool {
        false
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
