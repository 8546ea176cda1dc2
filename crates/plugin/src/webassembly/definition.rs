//! Reading `runtimeConfig` of the runtime `extism/v1`.

use steersman_yaml::Node;

use super::{Extism, ExtismMemory};
use crate::decode::{Decoder, Strange};

/// Reads it; what does not fit is told by the decoder at its end.
pub(crate) fn parse_extism(decoder: &mut Decoder<'_>, node: &Node) -> Extism {
    let names = [
        "memory",
        "config",
        "allowedHosts",
        "fileSystem",
        "timeout",
        "hostFunctions",
        "entryFuncName",
    ];
    let target = "plugin.RuntimeConfigExtismV1";
    let [memory, config, hosts, files, timeout, functions, entry] =
        decoder.fields(node, target, (names, Strange::Ignored));
    let config = decoder.entries(config, "map[string]string");
    let config = config
        .into_iter()
        .map(|(name, node)| (name, decoder.text(Some(node))));
    Extism {
        config: config.collect(),
        memory: memory.map_or_else(ExtismMemory::default, |node| parse_memory(decoder, node)),
        allowed_hosts: hosts.map(|node| decoder.texts(Some(node))),
        temporary_folder: files.is_some_and(|node| parse_file_system(decoder, node)),
        timeout: decoder.number(timeout, "uint64"),
        host_functions: functions.map(|node| decoder.texts(Some(node))),
        entry: decoder.text(entry),
    }
}

fn parse_memory(decoder: &mut Decoder<'_>, node: &Node) -> ExtismMemory {
    let names = ["maxPages", "maxHttpResponseBytes", "maxVarBytes"];
    let target = "plugin.RuntimeConfigExtismV1Memory";
    let [pages, http, variables] = decoder.fields(node, target, (names, Strange::Ignored));
    ExtismMemory {
        max_pages: decoder.number(pages, "uint32"),
        max_http_response: decoder.number(http, "int64"),
        max_variables: decoder.number(variables, "int64"),
    }
}

fn parse_file_system(decoder: &mut Decoder<'_>, node: &Node) -> bool {
    let target = "plugin.RuntimeConfigExtismV1FileSystem";
    let [temporary] = decoder.fields(node, target, (["createTempDir"], Strange::Ignored));
    decoder.switch(temporary)
}
