use std::sync::Arc;

use steersman_value::{Str, Table};

use crate::{File, Lock, Metadata, Modified};

/// A chart with everything in it. Cloning shares the contents of the files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The content of `Chart.yaml`.
    pub metadata: Metadata,
    /// The content of `Chart.lock`, or of `requirements.lock`.
    pub lock: Option<Lock>,
    /// The default values; charts with equal ones may share them.
    pub values: Arc<Table>,
    /// The text of `values.schema.json`.
    pub schema: Option<Str>,
    /// When `values.schema.json` was changed.
    pub schema_modified: Option<Modified>,
    /// The files below `templates/`, in the order they were loaded.
    pub templates: Vec<File>,
    /// Every other file, which templates reach as `.Files`.
    pub files: Vec<File>,
    /// All files as they were, `Chart.yaml` and `values.yaml` included, but for those below `charts/`.
    pub raw: Vec<File>,
    /// When `Chart.yaml` was changed.
    pub modified: Option<Modified>,
    /// The charts below `charts/`.
    pub dependencies: Vec<Self>,
}

/// A file of custom resource definitions in a chart or one of its dependencies.
#[derive(Clone, Debug)]
pub struct Crd<'a> {
    /// The file; its name is relative to its own chart.
    pub file: &'a File,
    /// The full path of the file, such as `parent/charts/child/crds/x.yaml`.
    pub path: String,
}

/// A chart and where it stands below the root.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// `parent/charts/child`: see [`Chart::full_path`].
    pub full_path: String,
    /// 0 for the root, 1 for its dependencies, and so on.
    pub depth: usize,
}

impl Located<'_> {
    /// Whether this is the chart that the walk began at.
    pub fn is_root(&self) -> bool {
        self.depth == 0
    }
}

impl Chart {
    /// The name of the chart, or its alias once dependencies are resolved.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// The path of the chart among the templates: its name, below `<parent>/charts/` for a dependency.
    ///
    /// It follows names and aliases, not the folders the files came from.
    pub fn full_path(&self, parent: Option<&str>) -> String {
        match parent {
            Some(parent) => format!("{parent}/charts/{}", self.name()),
            None => self.name().to_owned(),
        }
    }

    /// This chart and all below it, each parent before its dependencies.
    pub fn walk(&self) -> Vec<Located<'_>> {
        let mut all = Vec::new();
        self.collect_located(None, 0, &mut all);
        all
    }

    fn collect_located<'a>(
        &'a self,
        parent: Option<&str>,
        depth: usize,
        all: &mut Vec<Located<'a>>,
    ) {
        let full_path = self.full_path(parent);
        all.push(Located {
            chart: self,
            full_path: full_path.clone(),
            depth,
        });
        for dependency in &self.dependencies {
            dependency.collect_located(Some(&full_path), depth + 1, all);
        }
    }

    /// How many templates this chart and all below it have.
    pub fn template_count(&self) -> usize {
        let below = self.dependencies.iter().map(Self::template_count);
        self.templates.len() + below.sum::<usize>()
    }

    /// The files of custom resource definitions below `crds/`, of this chart and then of its dependencies.
    pub fn crds(&self) -> Vec<Crd<'_>> {
        let mut crds = Vec::new();
        for located in self.walk() {
            let own = located
                .chart
                .files
                .iter()
                .filter(|file| is_crd_name(&file.name));
            crds.extend(own.map(|file| Crd {
                file,
                path: format!("{}/{}", located.full_path, file.name),
            }));
        }
        crds
    }

    /// The file of that name as it was when the chart was loaded.
    pub fn raw_file(&self, name: &str) -> Option<&File> {
        self.raw.iter().find(|file| file.name == name)
    }

    /// The declared dependencies that have no chart below `charts/`, as Helm's check before rendering names them.
    pub fn missing_dependencies(&self) -> Vec<&str> {
        let present = |name: &str| self.dependencies.iter().any(|chart| chart.name() == name);
        self.metadata
            .dependencies()
            .iter()
            .map(|dependency| &*dependency.name)
            .filter(|name| !present(name))
            .collect()
    }

    /// Sets every time in the chart and its dependencies, so that packing it twice gives the same bytes.
    pub fn stamp(&mut self, time: Modified) {
        let time = Modified::from_seconds(time.seconds);
        self.modified = Some(time);
        if self
            .schema
            .as_ref()
            .is_some_and(|schema| !schema.is_empty())
        {
            self.schema_modified = Some(time);
        }
        if let Some(lock) = &mut self.lock {
            lock.generated = crate::timestamp::format_utc(time.seconds);
        }
        for file in self
            .raw
            .iter_mut()
            .chain(&mut self.templates)
            .chain(&mut self.files)
        {
            file.modified = Some(time);
        }
        for dependency in &mut self.dependencies {
            dependency.stamp(time);
        }
    }
}

fn is_crd_name(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("crds/") else {
        return false;
    };
    let base = rest.rsplit('/').next().unwrap_or(rest);
    let extension = base.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["yaml", "yml", "json"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}
