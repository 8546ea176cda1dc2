//! Where `serve` keeps packages: a folder, memory, or the bucket of a cloud.

use std::path::PathBuf;

use steersman_server::{CloudBucket, CloudProvider, StorageChoice};

use super::ServeSettings;
use crate::error::CliError;

/// How the names of variables begin that clouds read.
const CLOUD_VARIABLES: [&str; 4] = ["AWS_", "AZURE_", "GOOGLE_", "SERVICE_ACCOUNT"];

/// The storage that the settings ask for. Without any it is the folder `charts`, unless the storage has to be named.
///
/// # Errors
/// A storage that is not known, or one without its bucket.
pub(super) fn storage(
    settings: &ServeSettings<'_>,
    must_be_named: bool,
) -> Result<StorageChoice, CliError> {
    let folder = settings
        .text("dir")
        .or_else(|| settings.text("storage-local-rootdir"))
        .map(PathBuf::from);
    let spool = |folder: Option<PathBuf>| {
        folder.unwrap_or_else(|| std::env::temp_dir().join("steer-uploads"))
    };
    match settings.text("storage").as_deref() {
        None if folder.is_none() && must_be_named => {
            Err(CliError::new("Missing required flags(s): --storage"))
        }
        None | Some("local") => Ok(StorageChoice::Folder(
            folder.unwrap_or_else(|| "charts".into()),
        )),
        Some("memory") => Ok(StorageChoice::Memory(spool(folder))),
        Some(name) => {
            let bucket = bucket(settings, name)?;
            Ok(StorageChoice::Bucket(Box::new(bucket), spool(folder)))
        }
    }
}

fn bucket(settings: &ServeSettings<'_>, name: &str) -> Result<CloudBucket, CliError> {
    let (provider, bucket) = match name {
        "amazon" => (CloudProvider::Amazon, "bucket"),
        "google" => (CloudProvider::Google, "bucket"),
        "microsoft" => (CloudProvider::Microsoft, "container"),
        other => {
            return Err(
                CliError::new(format!("Unsupported storage backend: {other}")).hint(
                    "local, amazon, google, microsoft and memory are in this program; alibaba, \
                     baidu, oracle, tencent and others are served through amazon with \
                     --storage-amazon-endpoint",
                ),
            );
        }
    };
    let setting = |part: &str| settings.text(&format!("storage-{name}-{part}"));
    let Some(bucket) = setting(bucket) else {
        return Err(CliError::new(format!(
            "Missing required flags(s): --storage-{name}-{bucket}"
        )));
    };
    let path_style = match provider {
        CloudProvider::Amazon => settings.switch("storage-amazon-force-path-style")?,
        CloudProvider::Google | CloudProvider::Microsoft => false,
    };
    Ok(CloudBucket {
        provider,
        bucket,
        prefix: setting("prefix").unwrap_or_default(),
        region: setting("region").unwrap_or_default(),
        endpoint: setting("endpoint").unwrap_or_default(),
        encryption: setting("sse").unwrap_or_default(),
        path_style,
        variables: settings.variables(&CLOUD_VARIABLES),
    })
}
