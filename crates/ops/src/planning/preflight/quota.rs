//! Whether all objects together ask for more than the quotas of their namespaces allow. Each single one is judged by
//! the server; pods that controllers make later are not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use steersman_plan::{Answer, Call, Gvk, Object, Selector};

use super::report::pod_spec;
use super::{Report, Subject};
use crate::ReleaseContext;
use crate::planning::attempt::Tried;
use crate::planning::model::{Finding, PlannedObject, Problem, Severity};

/// How much of each resource is asked for, in thousandths.
type Amounts = BTreeMap<String, i128>;

pub(super) fn look(context: &ReleaseContext<'_>, subject: &Subject<'_>, report: &mut Report) {
    let of_tried = |tried: &Tried| tried.target.namespace.clone();
    let namespaces: BTreeSet<String> = subject.tried.iter().filter_map(of_tried).collect();
    for namespace in namespaces {
        let list = Call::List {
            gvk: Gvk::new("v1", "ResourceQuota"),
            namespace: Some(namespace.clone()),
            selector: Selector::default(),
        };
        match context.cluster.call(list).map(Answer::into_list) {
            Ok(quotas) => {
                let here = subject
                    .tried
                    .iter()
                    .filter(|tried| tried.target.namespace.as_deref() == Some(&*namespace));
                let more = growth(context, here);
                for quota in &quotas {
                    compare(quota, &more, report);
                }
            }
            Err(error) if error.is_forbidden() => {
                report.skip(format!(
                    "quotas of namespace {namespace:?}: no right to see them"
                ));
            }
            Err(error) if error.is_not_found() => {}
            Err(error) => report.skip(format!("quotas of namespace {namespace:?}: {error}")),
        }
    }
}

/// How much more is asked for afterwards than before.
fn growth<'a>(context: &ReleaseContext<'_>, tried: impl Iterator<Item = &'a Tried>) -> Amounts {
    let mut more = Amounts::new();
    for tried in tried {
        let plural = context.cluster.plural(&tried.target.gvk);
        let plural = plural.unwrap_or_default();
        let count = match tried.target.gvk.group.as_str() {
            "" => format!("count/{plural}"),
            group => format!("count/{plural}.{group}"),
        };
        for (object, sign) in [(&tried.after, 1), (&tried.before, -1)] {
            let Some(object) = object else { continue };
            *more.entry(count.clone()).or_default() += sign * 1000;
            if tried.target.gvk.group.is_empty() {
                *more.entry(plural.clone()).or_default() += sign * 1000;
            }
            add_pods(object, sign, &mut more);
            add_claim(object, sign, &mut more);
        }
    }
    more
}

fn add_pods(object: &Object, sign: i128, more: &mut Amounts) {
    let Some((spec, pods)) = pod_spec(object) else {
        return;
    };
    let pods = i128::from(pods) * sign;
    if object.kind() != "Pod" {
        *more.entry("pods".to_owned()).or_default() += pods * 1000;
    }
    let containers = spec.get("containers").and_then(Value::as_array);
    for container in containers.into_iter().flatten() {
        for part in ["requests", "limits"] {
            let amounts = container.pointer(&format!("/resources/{part}"));
            for (name, amount) in amounts.and_then(Value::as_object).into_iter().flatten() {
                let amount = quantity(amount).unwrap_or_default() * pods;
                *more.entry(format!("{part}.{name}")).or_default() += amount;
                if part == "requests" && matches!(name.as_str(), "cpu" | "memory") {
                    *more.entry(name.clone()).or_default() += amount;
                }
            }
        }
    }
}

fn add_claim(object: &Object, sign: i128, more: &mut Amounts) {
    if object.kind() == "PersistentVolumeClaim" {
        let wanted = object.at(&["spec", "resources", "requests", "storage"]);
        let wanted = wanted.and_then(quantity).unwrap_or_default();
        *more.entry("requests.storage".to_owned()).or_default() += sign * wanted;
    }
}

fn compare(quota: &Object, more: &Amounts, report: &mut Report) {
    // A quota with a scope counts some of the pods only.
    if quota.at(&["spec", "scopes"]).is_some() || quota.at(&["spec", "scopeSelector"]).is_some() {
        return;
    }
    let hard = quota.at(&["status", "hard"]).and_then(Value::as_object);
    for (name, hard) in hard.into_iter().flatten() {
        let Some(more) = more.get(name).filter(|more| **more > 0) else {
            continue;
        };
        let used = quota.at(&["status", "used", name]);
        let used_amount = used.and_then(quantity).unwrap_or_default();
        let Some(limit) = quantity(hard) else {
            continue;
        };
        if used_amount + more > limit {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            // What is counted by its kind is refused when it is made; pods and what they ask for come later, and may wait.
            let is_refused = name.starts_with("count/");
            report.find(Finding {
                severity: if is_refused {
                    Severity::Error
                } else {
                    Severity::Warning
                },
                kind: Problem::Quota,
                object: Some(PlannedObject::from(&quota.reference(""))),
                message: format!(
                    "{name}: {} more are asked for, {} of {} are used",
                    plain(*more),
                    used.map(text).unwrap_or_default(),
                    text(hard),
                ),
                hint: if is_refused {
                    "have the quota raised, or remove something: the server refuses what exceeds it"
                } else {
                    "ask for less, or have the quota raised: what exceeds it is never started"
                }
                .to_owned(),
            });
        }
    }
}

/// Thousandths as a number.
fn plain(thousandths: i128) -> String {
    if thousandths % 1000 == 0 {
        (thousandths / 1000).to_string()
    } else {
        format!("{thousandths}m")
    }
}

/// A quantity of the API in thousandths.
fn quantity(value: &Value) -> Option<i128> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let end = text.find(|c: char| !c.is_ascii_digit() && !".+-".contains(c));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let factor: i128 = match unit {
        "" => 1000,
        "n" | "u" => return Some(1),
        "m" => 1,
        "k" => 1_000_000,
        "M" => 1_000_000_000,
        "G" => 1_000_000_000_000,
        "T" => 1_000_000_000_000_000,
        "P" => 1_000_000_000_000_000_000,
        "Ki" => 1000 << 10,
        "Mi" => 1000 << 20,
        "Gi" => 1000 << 30,
        "Ti" => 1000 << 40,
        "Pi" => 1000 << 50,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: i128 = whole.parse().ok()?;
    let fraction = fraction.get(..fraction.len().min(9))?;
    let digits = u32::try_from(fraction.len()).ok()?;
    let part: i128 = match fraction {
        "" => 0,
        fraction => fraction.parse().ok()?,
    };
    Some(whole * factor + part * factor / 10_i128.pow(digits))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::quantity;

    #[test]
    fn quantities_are_read() {
        let cases = [
            (json!("1"), Some(1000)),
            (json!(2), Some(2000)),
            (json!("500m"), Some(500)),
            (json!("1.5"), Some(1500)),
            (json!("1Ki"), Some(1_024_000)),
            (json!("1.5Gi"), Some(1_610_612_736_000)),
            (json!("2M"), Some(2_000_000_000)),
            (json!("many"), None),
        ];
        for (text, thousandths) in cases {
            assert_eq!(quantity(&text), thousandths, "{text}");
        }
    }
}
