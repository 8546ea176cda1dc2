//! Against a real API server: that of `STEER_TEST_KUBECONFIG`, else the one `cargo xtask cluster up` started.

#[cfg(test)]
mod bed;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod records;
