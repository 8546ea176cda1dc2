use std::fmt;

use steersman_names::HelmDialect;
use steersman_render::Ports;

use crate::Observer;

/// What every verb works with: made once by the face, never changed.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Which Helm's behaviour is reproduced.
    pub dialect: HelmDialect,
    /// What template functions reach outside.
    pub ports: &'a dyn Ports,
    /// Who is told what happens.
    pub observer: &'a dyn Observer,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}
