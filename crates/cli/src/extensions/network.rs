//! The way to servers for plugins in the sandbox.

use std::fmt::Display;
use std::sync::Arc;

use steersman_net::{Body, Client, ClientOptions, Method, Request, SafeUrl};
use steersman_plugin::{HttpRequest, HttpResponse, Network};

use crate::environment::Environment;
use crate::sources::client_options;

/// The network for plugins: they may ask the hosts their definitions name, without anything of the user's.
pub(crate) fn plugin_network(environment: &Environment) -> Arc<dyn Network> {
    Arc::new(Servers {
        options: client_options(environment),
    })
}

#[derive(Debug)]
struct Servers {
    options: ClientOptions,
}

impl Network for Servers {
    fn host_of(&self, url: &str) -> Option<String> {
        let url = SafeUrl::parse(url).ok()?;
        let is_http = ["http", "https"].contains(&url.scheme());
        is_http.then(|| url.host_name().to_owned())
    }

    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, String> {
        fn text(error: impl Display) -> String {
            error.to_string()
        }
        let method = match &*request.method {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            other => return Err(format!("net/http: invalid method {other:?}")),
        };
        let url = SafeUrl::parse(&request.url).map_err(text)?;
        let mut sent = Request::new(method, url)
            .limit(request.limit)
            .repeats(false)
            .without_redirects();
        for (name, value) in &request.headers {
            sent = sent.header(name, value);
        }
        if let Some(body) = &request.body {
            sent = sent.body(Body::Bytes(body.as_slice().into()));
        }
        let client = Client::new(self.options.clone()).map_err(text)?;
        let response = client.send(&sent).map_err(text)?;
        let status = response.status();
        let headers = response.fields();
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        Ok(HttpResponse {
            status,
            headers: headers.collect(),
            body: response.bytes().map_err(text)?,
        })
    }
}
