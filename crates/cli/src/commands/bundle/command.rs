//! `bundle`: charts for closed networks in one file.

use crate::command::{Command, Operands};

const LONG: &str = "
Carries charts, the charts they depend on, and their provenance files into a network
that is closed, in one file:

    $ {program} bundle create example/web oci://registry.example/charts/cache -o charts.tar
    $ {program} bundle list charts.tar
    $ {program} bundle load charts.tar oci://registry.inner.example/charts

The file is an OCI image layout as a tar archive, which other programs read as well.
";

pub(in crate::commands) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[
        &super::create::COMMAND,
        &super::list::COMMAND,
        &super::load::COMMAND,
    ],
    own: true,
    ..Command::new(
        "bundle",
        "carry charts and their dependencies in one file",
        LONG,
    )
};
