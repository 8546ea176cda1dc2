use std::rc::Rc;

use steersman_gotmpl::{Body, Function, Runtime};
use steersman_names::HelmDialect;
use steersman_value::{CallError, GoType, Signature, Value};

use crate::Options;

/// What a function returns.
pub(crate) type Outcome = Result<Value, CallError>;

/// The code of a function of its arguments alone.
pub(crate) type PureBody = fn(&[Value]) -> Outcome;

/// The code of a function that needs the options or their ports.
pub(crate) type OptionsBody = fn(&Options, &[Value]) -> Outcome;

/// How many steps a call of a slow function counts for.
pub(crate) type Steps = fn(&[Value]) -> u64;

/// One row of a function table.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    name: &'static str,
    signature: Signature,
    code: Code,
    since: HelmDialect,
}

#[derive(Clone, Copy)]
enum Code {
    Pure(PureBody),
    Options(OptionsBody),
    Slow(Steps, OptionsBody),
}

impl Entry {
    /// A function of its arguments alone.
    pub(crate) const fn pure(
        name: &'static str,
        params: &'static [GoType],
        body: PureBody,
    ) -> Self {
        Self::new(name, params, None, Code::Pure(body))
    }

    /// A function of its arguments alone, the last of which repeats.
    pub(crate) const fn variadic(
        name: &'static str,
        params: &'static [GoType],
        rest: GoType,
        body: PureBody,
    ) -> Self {
        Self::new(name, params, Some(rest), Code::Pure(body))
    }

    /// A function that needs the options or their ports.
    pub(crate) const fn with_options(
        name: &'static str,
        params: &'static [GoType],
        body: OptionsBody,
    ) -> Self {
        Self::new(name, params, None, Code::Options(body))
    }

    /// A function that needs the options and takes long.
    pub(crate) const fn slow(
        name: &'static str,
        params: &'static [GoType],
        steps: Steps,
        body: OptionsBody,
    ) -> Self {
        Self::new(name, params, None, Code::Slow(steps, body))
    }

    /// The same function, missing before `dialect`.
    pub(crate) const fn since(mut self, dialect: HelmDialect) -> Self {
        self.since = dialect;
        self
    }

    const fn new(
        name: &'static str,
        params: &'static [GoType],
        variadic: Option<GoType>,
        code: Code,
    ) -> Self {
        Self {
            name,
            signature: Signature { params, variadic },
            code,
            since: HelmDialect::V3_22,
        }
    }

    /// The function for the template engine, when the version asked for has it.
    pub(crate) fn build(&self, options: &Rc<Options>) -> Option<Function> {
        if options.dialect < self.since {
            return None;
        }
        let body = match self.code {
            Code::Pure(body) => Body::Pure(body),
            Code::Options(body) => {
                let options = Rc::clone(options);
                Body::Host(Rc::new(move |_, args| body(&options, args)))
            }
            Code::Slow(steps, body) => {
                let options = Rc::clone(options);
                let body = Rc::new(move |_: &mut dyn Runtime, args: &[Value]| {
                    options.env.expect_work(steps(args));
                    body(&options, args)
                });
                Body::Slow { steps, body }
            }
        };
        Some(Function {
            name: self.name,
            signature: self.signature,
            body,
        })
    }
}
