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
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};

    use object_store::{ObjectStoreExt as _, PutMode, PutPayload};
    use percent_encoding::percent_decode_str;

    use super::{CloudBucket, CloudProvider, Key, ObjectStore};

    fn bucket(provider: CloudProvider, endpoint: &str, variables: &[(&str, &str)]) -> CloudBucket {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        CloudBucket {
            provider,
            bucket: "charts".into(),
            prefix: "/a/b/".into(),
            region: String::new(),
            endpoint: endpoint.to_owned(),
            encryption: String::new(),
            path_style: false,
            variables: variables.iter().map(owned).collect(),
        }
    }

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
            let bucket = bucket(provider, "", variables);
            let store = bucket.open().unwrap();
            assert!(!format!("{bucket:?} {store}").contains("hush"));
        }
    }

    /// A service that has nothing and takes everything; the heads of the requests that come to it, in lower case.
    fn fake() -> (String, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, heads) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let head = head.to_lowercase();
                let length = head.split_once("content-length: ").map_or(0, |(_, rest)| {
                    let digits = rest.split("\r\n").next();
                    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
                });
                reader.read_exact(&mut vec![0; length]).unwrap();
                let status = if head.starts_with("put") {
                    "201 Created\r\nETag: \"e\"\r\nx-goog-generation: 7\r\nx-ms-version-id: 7"
                } else {
                    "404 Not Found"
                };
                let answer =
                    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
                if sender.send(head).is_err() {
                    return;
                }
            }
        });
        (address, heads)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn requests_have_the_form_of_each_cloud() {
        let key = serde_json::json!({
            "private_key": include_str!("../../tests/token-key.pem"),
            "private_key_id": "key-1",
            "client_email": "steer@example.com",
        });
        let key = key.to_string();
        let google: &[(&str, &str)] = &[("GOOGLE_SERVICE_ACCOUNT_KEY", &key)];
        let microsoft: &[(&str, &str)] = &[
            ("AZURE_STORAGE_ACCOUNT_NAME", "account"),
            ("AZURE_STORAGE_ACCOUNT_KEY", "aHVzaA=="),
        ];
        let amazon: &[(&str, &str)] = &[
            ("AWS_ACCESS_KEY_ID", "key-1"),
            ("AWS_SECRET_ACCESS_KEY", "hush"),
            ("AWS_REGION", "eu-central-1"),
        ];
        for (provider, variables, signature, create) in [
            (
                CloudProvider::Google,
                google,
                "authorization: bearer ey",
                "x-goog-if-generation-match: 0",
            ),
            (
                CloudProvider::Microsoft,
                microsoft,
                "authorization: sharedkey account:",
                "if-none-match: *",
            ),
            (
                CloudProvider::Amazon,
                amazon,
                "authorization: aws4-hmac-sha256 credential=key-1/",
                "if-none-match: *",
            ),
        ] {
            let (address, heads) = fake();
            let store: std::sync::Arc<dyn ObjectStore> =
                bucket(provider, &address, variables).open().unwrap();
            let at = Key::from("web-1.0.0.tgz");
            let absent = store.head(&at).await;
            assert!(
                matches!(absent, Err(object_store::Error::NotFound { .. })),
                "{absent:?}"
            );
            let head = heads.recv().unwrap();
            let path = "/charts/a/b/web-1.0.0.tgz";
            let decoded = percent_decode_str(&head).decode_utf8_lossy();
            assert!(decoded.lines().next().unwrap().contains(path), "{head}");
            assert!(head.contains(signature) && !head.contains("hush"), "{head}");
            let content = PutPayload::from_static(b"content");
            store
                .put_opts(&at, content, PutMode::Create.into())
                .await
                .unwrap();
            let head = heads.recv().unwrap();
            assert!(head.contains(create) && head.contains(signature), "{head}");
        }
    }
}
