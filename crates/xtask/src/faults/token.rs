use anyhow::{Context as _, Result};
use fs_err as fs;
use steersman_testbed::{Fault, FaultProxy};

use super::run::{Tally, run_verb};
use crate::kill::Verb;
use crate::live::Arena;

/// The request from which on the first token is no longer accepted.
const EXPIRES: usize = 9;

/// How often a plugin may be asked for two tokens: the client library asks three times for each.
const ASKED: usize = 6;

/// A plugin gives a token that is no longer accepted in the middle; asked again, it gives the next one.
pub(super) fn expire_token(arena: &Arena, proxy: &FaultProxy, tally: &mut Tally) -> Result<()> {
    let folder = arena.work();
    let plugin = folder.join("plugin.sh");
    fs::write(
        &plugin,
        "echo >>\"$1\"\nn=1\n[ -e \"$2\" ] && n=2\n\
         echo \"{\\\"apiVersion\\\":\\\"client.authentication.k8s.io/v1\\\",\\\"kind\\\":\\\"ExecCredential\\\",\\\"status\\\":{\\\"token\\\":\\\"token-$n\\\"}}\"\n",
    )?;
    let own = fs::read_to_string(proxy.kubeconfig())?;
    for verb in Verb::ALL {
        let release = format!("token-{}", verb.name());
        verb.prepare(arena, &release)?;
        let count = folder.join(format!("{release}.count"));
        let expired = folder.join(format!("{release}.expired"));
        let user = serde_json::json!({"exec": {
            "apiVersion": "client.authentication.k8s.io/v1", "command": "sh",
            "args": [&plugin, &count, &expired], "interactiveMode": "Never",
        }});
        let kubeconfig = folder.join(format!("{release}.kubeconfig"));
        let text = own.replace("user: {}", &format!("user: {user}"));
        fs::write(&kubeconfig, text)?;
        proxy.set_faults(move |seen| {
            if seen.number == EXPIRES {
                let _written = fs::write(&expired, "");
            }
            let accepted = if seen.number < EXPIRES { "1" } else { "2" };
            if seen.authorization == format!("Bearer token-{accepted}") {
                Fault::None
            } else {
                Fault::Answer(401, None)
            }
        });
        let mut problems = run_verb(arena, &kubeconfig, verb, &release)?;
        let asked = fs::read_to_string(&count).context("the plugin was not asked")?;
        if asked.lines().count() > ASKED {
            problems.push(format!(
                "the plugin was asked {} times",
                asked.lines().count()
            ));
        }
        tally.count(
            &format!("{} with a token that expires", verb.name()),
            &problems,
        );
    }
    Ok(())
}
