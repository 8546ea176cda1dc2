use steersman_names::HelmDialect;

const MIB: u64 = 1024 * 1024;

/// What a chart may cost before it is refused. Charts come from strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files of one archive or folder together. Helm's limit: 100 MiB.
    pub total: u64,
    /// Bytes of one file; Helm before 4.3 has such a limit, of 5 MiB.
    pub file: Option<u64>,
    /// Bytes of one archive once it is inflated, with headers and entries that are no files.
    pub stream: u64,
    /// Bytes of all files of a chart and of the archives within it.
    pub nested_total: u64,
    /// Entries of one archive.
    pub entries: usize,
    /// How deep charts may stand within charts.
    pub depth: usize,
}

impl Limits {
    /// Helm's limits of that version, and ours for what Helm does not limit.
    pub fn of(dialect: HelmDialect) -> Self {
        let file = (dialect < HelmDialect::V4_3).then_some(5 * MIB);
        Self {
            total: 100 * MIB,
            file,
            stream: 160 * MIB,
            nested_total: 150 * MIB,
            entries: 200_000,
            depth: 50,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(HelmDialect::default())
    }
}
