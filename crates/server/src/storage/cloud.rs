//! Buckets of the clouds, and of whatever speaks as they do.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};
use tokio::time::Duration;

use super::StorageError;
use super::transport::Transport;

/// Times a request is sent again that may be.
const RETRIES: usize = 3;
/// How long is tried.
const TRYING: Duration = Duration::from_secs(15);

/// A cloud, and what is said about its bucket.
#[derive(Clone, PartialEq, Eq)]
pub struct CloudBucket {
    /// Whose.
    pub provider: CloudProvider,
    /// The bucket; Azure calls it container.
    pub bucket: String,
    /// What stands before every key; empty for nothing.
    pub prefix: String,
    /// The region; empty for what the environment says.
    pub region: String,
    /// The address of a service that speaks S3; empty for Amazon's own.
    pub endpoint: String,
    /// How Amazon is to encrypt: `AES256` or `aws:kms`; empty for what the bucket does by itself.
    pub encryption: String,
    /// Whether the bucket goes into the path of the address even without `endpoint`.
    pub path_style: bool,
    /// The variables of the environment that concern the cloud: credentials, accounts, regions.
    pub variables: Vec<(String, String)>,
}

/// Clouds that hold buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloudProvider {
    /// S3 and what speaks as it does.
    Amazon,
    /// Google Cloud Storage.
    Google,
    /// Azure Blob Storage.
    Microsoft,
}

impl fmt::Debug for CloudBucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CloudBucket")
            .field("provider", &self.provider)
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl CloudBucket {
    /// A way to the bucket. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`StorageError::Bucket`] when something is missing, such as the account.
    pub(crate) fn open(&self) -> Result<Arc<dyn ObjectStore>, StorageError> {
        let prefix = Key::parse(self.prefix.trim_matches('/'))
            .map_err(|error| StorageError::Bucket(error.to_string()))?;
        Ok(match self.provider {
            CloudProvider::Amazon => below(self.amazon().build()?, prefix),
            CloudProvider::Google => below(self.google().build()?, prefix),
            CloudProvider::Microsoft => below(self.microsoft().build()?, prefix),
        })
    }

    fn amazon(&self) -> AmazonS3Builder {
        let mut builder = self
            .known::<AmazonS3ConfigKey>(&["AWS_"])
            .fold(AmazonS3Builder::new(), |builder, (key, value)| {
                builder.with_config(key, value)
            })
            .with_bucket_name(&self.bucket)
            .with_http_connector(Transport)
            .with_retry(retries());
        if !self.region.is_empty() {
            builder = builder.with_region(&self.region);
        }
        if self.endpoint.is_empty() {
            // A certificate for all buckets does not cover names with dots.
            let in_path = self.path_style || self.bucket.contains('.');
            builder = builder.with_virtual_hosted_style_request(!in_path);
        } else {
            builder = builder
                .with_endpoint(&self.endpoint)
                .with_virtual_hosted_style_request(false)
                .with_allow_http(self.endpoint.starts_with("http://"));
        }
        if !self.encryption.is_empty()
            && let Ok(key) = "aws_server_side_encryption".parse::<AmazonS3ConfigKey>()
        {
            builder = builder.with_config(key, &self.encryption);
        }
        builder
    }

    fn google(&self) -> GoogleCloudStorageBuilder {
        let builder = self
            .known::<GoogleConfigKey>(&["GOOGLE_", "SERVICE_ACCOUNT"])
            .fold(GoogleCloudStorageBuilder::new(), |builder, (key, value)| {
                builder.with_config(key, value)
            })
            .with_bucket_name(&self.bucket)
            .with_http_connector(Transport)
            .with_retry(retries());
        if self.endpoint.is_empty() {
            return builder;
        }
        let plain = self.endpoint.starts_with("http://");
        builder
            .with_base_url(&self.endpoint)
            .with_client_options(object_store::ClientOptions::new().with_allow_http(plain))
    }

    fn microsoft(&self) -> MicrosoftAzureBuilder {
        let builder = self
            .known::<AzureConfigKey>(&["AZURE_"])
            .fold(MicrosoftAzureBuilder::new(), |builder, (key, value)| {
                builder.with_config(key, value)
            })
            .with_container_name(&self.bucket)
            .with_http_connector(Transport)
            .with_retry(retries());
        if self.endpoint.is_empty() {
            return builder;
        }
        let plain = self.endpoint.starts_with("http://");
        builder
            .with_endpoint(self.endpoint.clone())
            .with_allow_http(plain)
    }

    /// The variables that mean something to a cloud.
    fn known<'a, K: FromStr + 'a>(
        &'a self,
        prefixes: &'a [&'a str],
    ) -> impl Iterator<Item = (K, &'a str)> + 'a {
        self.variables
            .iter()
            .filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)))
            .filter_map(|(name, value)| Some((name.to_lowercase().parse().ok()?, value.as_str())))
    }
}

fn below<S: ObjectStore>(store: S, prefix: Key) -> Arc<dyn ObjectStore> {
    if prefix.as_ref().is_empty() {
        Arc::new(store)
    } else {
        Arc::new(PrefixStore::new(store, prefix))
    }
}

fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(50),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: TRYING,
    }
}

#[cfg(test)]
mod tests {
    use super::{CloudBucket, CloudProvider};

    #[test]
    fn every_cloud_can_be_opened_and_keeps_its_secrets() {
        for (provider, variables) in [
            (
                CloudProvider::Amazon,
                &[
                    ("AWS_ACCESS_KEY_ID", "id"),
                    ("AWS_SECRET_ACCESS_KEY", "hush"),
                ][..],
            ),
            (CloudProvider::Google, &[("GOOGLE_SKIP_SIGNATURE", "true")]),
            (
                CloudProvider::Microsoft,
                &[
                    ("AZURE_STORAGE_ACCOUNT_NAME", "hush"),
                    ("AZURE_STORAGE_ACCOUNT_KEY", "aHVzaA=="),
                ],
            ),
        ] {
            let bucket = CloudBucket {
                provider,
                bucket: "charts".into(),
                prefix: "/a/b/".into(),
                region: String::new(),
                endpoint: String::new(),
                encryption: String::new(),
                path_style: false,
                variables: variables
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
            };
            let store = bucket.open().unwrap();
            assert!(!format!("{bucket:?} {store}").contains("hush"));
        }
    }
}
