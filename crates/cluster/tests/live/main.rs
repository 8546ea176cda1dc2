//! Against a real API server: that of `STEER_TEST_KUBECONFIG`, else the one `cargo xtask cluster up` started.

mod bed;
mod calls;
mod credentials;
mod faults;
mod records;
