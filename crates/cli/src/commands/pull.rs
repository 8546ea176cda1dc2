//! `pull`: downloads charts.

use std::path::Path;

use steersman_chart::archive::{Limits, read_archive};
use steersman_oci::is_oci;
use steersman_repo::{
    ContentCache, Getters, Kind, Resolved, archive_name, fetch_chart, parse_digest,
};
use steersman_store::write_atomically;

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Flag, Flags, Invocation, Operands, quote,
};
use crate::context::Context;
use crate::error::CliError;
use crate::log::Level;
use crate::paths::{dir, go_error, join};
use crate::provenance::{Candidate, verification_text, verify_candidate};
use crate::registry::{
    RegistryRequest, TrustedKeys, fetch_from_registry, refuse_keys, registry_client,
};
use crate::remote::{fetch_provenance, find_remote};
use crate::settings::Settings;
use crate::sources::{getters, wanted_version, with_hint};

use super::complete::{charts_elsewhere, versions_of};
use super::groups::{REGISTRY, VERSION};

const LONG: &str = "
Downloads charts from repositories, registries or by their URLs, to look at them, to
change them, or to pack them again. They can be unpacked at once with --untar.

With --verify, a chart has to have a provenance file, and has to be what that says;
otherwise nothing is left here. With --verify-key, a chart from a registry has to have a
signature of cosign or notation by that key.
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("destination", "location to write the chart. If this and untardir are specified, untardir is appended to this").short('d').or("."),
    Flag::switch("devel", "use development versions, too. Equivalent to version '>0.0.0-0'. If --version is set, this is ignored."),
    Flag::text("keyring", "location of public keys used for verification").setting(Settings::keyring),
    Flag::switch("pass-credentials", "pass credentials to all domains"),
    Flag::switch("prov", "fetch the provenance file, but don't perform verification"),
    Flag::text("repo", "chart repository url where to locate the requested chart"),
    Flag::switch("untar", "if set to true, will untar the chart after downloading it"),
    Flag::text("untardir", "if untar is specified, this flag specifies the name of the directory into which the chart is expanded").or("."),
    Flag::switch("verify", "verify the package before using it"),
];

pub(super) static COMMAND: Command = Command {
    aliases: &["fetch"],
    flags: &[FLAGS, REGISTRY, &[VERSION.complete(complete_version)]],
    operands: Operands::AtLeast(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new(
        "pull [chart URL | repo/chartname] [...]",
        "download a chart from a repository and (optionally) unpack it in local directory",
        LONG,
    )
};

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        charts_elsewhere(request)
    } else {
        (Vec::new(), Directive::NO_FILES)
    }
}

fn complete_version(request: &CompletionRequest<'_>) -> Candidates {
    versions_of(0, request)
}

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    if flags.text("version").is_empty() && flags.switch("devel") {
        context
            .printer
            .log(Level::Debug, "setting version to >0.0.0-0", &[]);
    }
    let getters = getters(context);
    for reference in flags.operands() {
        let download = if is_oci(reference) && flags.text("repo").is_empty() {
            from_registry(reference, flags, context)?
        } else {
            from_repository(reference, flags, &getters, context)?
        };
        let verified = verify_download(&download, flags, context)?;
        let provenance = download
            .provenance
            .as_ref()
            .and_then(|found| found.as_ref().ok());
        if flags.switch("untar") {
            context.printer.data(&verified)?;
            unpack(reference, &download.archive, flags, context)?;
            continue;
        }
        let folder = flags.text_given("destination").unwrap_or(".");
        let path = join(&[folder, &download.file_name]);
        write(&path, &download.archive)?;
        if let Some(provenance) = provenance {
            write(&format!("{path}.prov"), provenance)?;
        }
        context.printer.data(&verified)?;
    }
    Ok(())
}

/// A chart that was downloaded.
struct Download {
    file_name: String,
    archive: Vec<u8>,
    /// The provenance file, or why there is none; only when it was wanted.
    provenance: Option<Result<Vec<u8>, String>>,
    /// What it was asked by.
    reference: String,
    /// Where it came from.
    url: String,
}

fn wants_provenance(flags: &Flags) -> bool {
    flags.switch("verify") || flags.switch("prov")
}

fn from_registry(
    reference: &str,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Download, CliError> {
    let keys = TrustedKeys::of(flags)?;
    let registry = registry_client(flags, context)?;
    let request = RegistryRequest {
        reference,
        version: wanted_version(flags),
        provenance: wants_provenance(flags),
        keys: keys.as_ref(),
    };
    let chart = fetch_from_registry(&request, &registry)?;
    context.printer.talk(&chart.signature);
    context.printer.data(&chart.messages)?;
    Ok(Download {
        file_name: chart.file_name,
        archive: chart.archive,
        provenance: chart
            .provenance
            .map(|found| found.map_err(|error| error.to_string())),
        reference: reference.into(),
        url: chart.url,
    })
}

fn from_repository(
    reference: &str,
    flags: &Flags,
    getters: &Getters,
    context: &mut Context<'_>,
) -> Result<Download, CliError> {
    refuse_keys(reference, flags)?;
    let found = find_remote(reference, flags, getters, context)?;
    let archive = get(&found, getters, context)?;
    let provenance = wants_provenance(flags)
        .then(|| fetch_provenance(&found, getters).map_err(|error| error.message));
    // What is said about the chart names the URL when `--repo` was given.
    let is_direct = flags.text("repo").is_empty();
    Ok(Download {
        file_name: archive_name(&found.url),
        archive,
        provenance,
        reference: if is_direct {
            reference.into()
        } else {
            found.url.clone()
        },
        url: found.url,
    })
}

/// Checks the chart, if that is wanted: what there is to print about it.
fn verify_download(
    download: &Download,
    flags: &Flags,
    context: &Context<'_>,
) -> Result<String, CliError> {
    match &download.provenance {
        Some(Ok(provenance)) if flags.switch("verify") => {
            let verification = verify_candidate(&Candidate {
                archive: &download.archive,
                provenance,
                file_name: &download.file_name,
                keyring: &flags.text_or_default("keyring", context.settings),
            })?;
            Ok(verification_text(&verification))
        }
        None | Some(Ok(_)) => Ok(String::new()),
        Some(Err(error)) if flags.switch("verify") => Err(CliError::new(format!(
            "failed to fetch provenance \"{}.prov\"",
            download.url
        ))
        .hint(error.as_str())),
        Some(Err(error)) => Ok(format!(
            "WARNING: Verification not found for {}: {error}\n",
            download.reference
        )),
    }
}

/// The archive: from the content cache, or from the server. Pulling does not fill that cache, as with Helm.
fn get(
    found: &Resolved,
    getters: &Getters,
    context: &mut Context<'_>,
) -> Result<Vec<u8>, CliError> {
    let digest = parse_digest(&found.digest).map_err(|error| CliError::from_error(&error))?;
    let cache = ContentCache::new(&context.settings.content_cache);
    if let Some((_, bytes)) = digest.and_then(|digest| cache.get(&digest, Kind::Chart)) {
        context.printer.log(
            Level::Debug,
            "found chart in cache",
            &[("id", &found.digest)],
        );
        return Ok(bytes);
    }
    fetch_chart(found, getters).map_err(|error| with_hint(&error, error.hint.as_ref()))
}

fn write(path: &str, bytes: &[u8]) -> Result<(), CliError> {
    write_atomically(Path::new(path), bytes).map_err(|error| CliError::from_error(&error))
}

/// Unpacks an archive into a folder of its name.
fn unpack(
    reference: &str,
    bytes: &[u8],
    flags: &Flags,
    context: &Context<'_>,
) -> Result<(), CliError> {
    let (destination, folder) = (
        flags.text_given("destination"),
        flags.text_given("untardir"),
    );
    let folder = folder.unwrap_or(".");
    let folder = if folder.starts_with('/') {
        folder.to_owned()
    } else {
        join(&[destination.unwrap_or("."), folder])
    };
    let base = reference.rsplit('/').next().unwrap_or_default();
    let check = if folder == "." {
        base.to_owned()
    } else {
        join(&[&folder, base])
    };
    if fs_err::metadata(&check).is_ok() {
        return Err(CliError::new(format!(
            "failed to untar: a file or directory with the name {check} already exists"
        )));
    }
    let files = read_archive(bytes, &Limits::of(context.dialect))
        .map_err(|error| CliError::from_error(&error))?;
    let definition = files.iter().find(|file| file.name == "Chart.yaml");
    let definition = definition.ok_or_else(|| CliError::new("chart name not specified"))?;
    let metadata = steersman_chart::parse_metadata(&definition.data)
        .map_err(|error| CliError::new(format!("cannot load Chart.yaml: {error}")))?;
    let name = metadata.name;
    if name.is_empty() {
        return Err(CliError::new("chart name not specified"));
    }
    if name == "." || name == ".." {
        return Err(CliError::new(format!(
            "chart name {} is not allowed",
            quote(&name)
        )));
    }
    if name.contains(['/', '\\']) {
        return Err(CliError::new(format!(
            "chart name {} must not contain path separators",
            quote(&name)
        )));
    }
    let whole = join(&[&folder, &name]);
    if fs_err::symlink_metadata(&whole).is_ok() {
        return unpack_into(&whole, &files);
    }
    // Under its name the folder is there with all that is in it, or not at all.
    let part = join(&[&folder, &format!(".{name}.{}.part", std::process::id())]);
    let unpacked = unpack_into(&part, &files).and_then(|()| {
        fs_err::rename(&part, &whole)
            .map_err(|error| CliError::new(go_error("rename", &whole, &error)))
    });
    if unpacked.is_err() {
        // What cannot be removed is in nobody's way.
        let _removed = fs_err::remove_dir_all(&part);
    }
    unpacked
}

fn unpack_into(folder: &str, files: &[steersman_chart::File]) -> Result<(), CliError> {
    let make = |path: &str| {
        fs_err::create_dir_all(path).map_err(|error| {
            CliError::new(format!(
                "failed to untar (mkdir): {}",
                go_error("mkdir", path, &error)
            ))
        })
    };
    for file in files {
        let path = join(&[folder, &file.name]);
        make(&dir(&path))?;
        write(&path, &file.data)?;
    }
    Ok(())
}
