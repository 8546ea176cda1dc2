//! What is waited for, as a picture of lines.

use std::time::Duration;

use steersman_diag::escape_controls;
use steersman_ops::{Trouble, WaitStep};
use steersman_plan::ObjectRef;
use steersman_plan::readiness::ReadyState;
use unicode_width::UnicodeWidthChar as _;

use super::waiting::name;

/// The objects that are waited for.
#[derive(Debug, Default)]
pub(super) struct Tree {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    target: ObjectRef,
    state: ReadyState,
    message: String,
    troubles: Vec<Trouble>,
    /// How long it took; none while it takes.
    took: Option<Duration>,
}

/// How large a picture may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Row {
    fn is_settled(&self) -> bool {
        self.took.is_some()
    }
}

impl Tree {
    /// Takes a change.
    pub(super) fn take(&mut self, step: &WaitStep<'_>) {
        if step.readiness.state == ReadyState::NotFound {
            self.rows.retain(|row| row.target != *step.target);
            return;
        }
        let known = self.rows.iter().position(|row| row.target == *step.target);
        let place = known.unwrap_or_else(|| {
            self.rows.push(Row {
                target: step.target.clone(),
                state: ReadyState::Unknown,
                message: String::new(),
                troubles: Vec::new(),
                took: None,
            });
            self.rows.len() - 1
        });
        let row = &mut self.rows[place];
        row.state = step.readiness.state;
        row.message.clone_from(&step.readiness.message);
        row.troubles = step.troubles.to_vec();
        row.took =
            matches!(row.state, ReadyState::Current | ReadyState::Failed).then_some(step.elapsed);
    }

    /// Whether nothing is waited for any more.
    pub(super) fn is_settled(&self) -> bool {
        self.rows.iter().all(Row::is_settled)
    }

    /// The lines of the picture after so much time: first what is not ready, then how much is.
    pub(super) fn lines(&self, elapsed: Duration, size: Size) -> Vec<String> {
        let ready = self
            .rows
            .iter()
            .filter(|row| row.state == ReadyState::Current);
        let ready = ready.count();
        let leaves = |row: &Row| row.state == ReadyState::Terminating;
        let what = match self.rows.iter().filter(|row| leaves(row)).count() {
            0 => format!("{ready} of {} ready", self.rows.len()),
            leaving => format!("{leaving} being deleted"),
        };
        let title = format!("waiting {}: {what}", age(elapsed));
        let mut lines = vec![title];
        let most = size.rows.saturating_sub(2).max(3);
        let mut hidden = 0;
        for row in self
            .rows
            .iter()
            .filter(|row| row.state != ReadyState::Current)
        {
            let texts = row.lines(elapsed);
            if lines.len() + texts.len() > most {
                hidden += 1;
            } else {
                lines.extend(texts);
            }
        }
        if hidden > 0 {
            lines.push(format!("  and {hidden} more"));
        }
        lines.iter().map(|line| cut(line, size.columns)).collect()
    }
}

impl Row {
    fn lines(&self, elapsed: Duration) -> Vec<String> {
        let mark = match self.state {
            ReadyState::Failed => '✗',
            _ => '·',
        };
        let age = age(self.took.unwrap_or(elapsed));
        let head = format!(
            "  {mark} {} {age} {}: {}",
            name(&self.target),
            self.state,
            self.message
        );
        let trouble = |one: &Trouble| match one.pod.as_str() {
            "" => format!("      {}", one.text),
            pod => format!("      {pod}: {}", one.text),
        };
        let mut lines = vec![head];
        lines.extend(self.troubles.iter().map(trouble));
        lines
    }
}

fn age(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{seconds}s")
    } else {
        format!("{}m{:02}s", seconds / 60, seconds % 60)
    }
}

/// A line that a terminal shows in one line, whatever is in it.
fn cut(line: &str, columns: usize) -> String {
    let line = escape_controls(line);
    let mut width = 0;
    let mut kept = String::new();
    for c in line.chars() {
        width += c.width().unwrap_or(0);
        if width >= columns {
            kept.push('…');
            break;
        }
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use steersman_ops::{Trouble, WaitStep};
    use steersman_plan::readiness::Readiness;
    use steersman_plan::{Gvk, ObjectRef};

    use super::{Size, Tree};

    fn take(
        tree: &mut Tree,
        name: &str,
        readiness: &Readiness,
        troubles: &[Trouble],
        seconds: u64,
    ) {
        let target = ObjectRef {
            gvk: Gvk::new("apps/v1", "Deployment"),
            namespace: Some("shop".to_owned()),
            name: name.to_owned(),
        };
        tree.take(&WaitStep {
            target: &target,
            readiness,
            troubles,
            elapsed: Duration::from_secs(seconds),
        });
    }

    #[test]
    fn a_picture_shows_what_is_not_ready_and_why() {
        let mut tree = Tree::default();
        let waits = Readiness::in_progress("Available: 0/1");
        take(&mut tree, "web", &waits, &[], 0);
        take(&mut tree, "api", &waits, &[], 0);
        let pull = Trouble {
            pod: "web-1".to_owned(),
            text: "container main: ImagePullBackOff".to_owned(),
        };
        take(&mut tree, "web", &waits, &[pull], 2);
        take(&mut tree, "api", &Readiness::current("available"), &[], 3);
        let size = Size {
            columns: 60,
            rows: 10,
        };
        assert_eq!(
            tree.lines(Duration::from_secs(75), size),
            [
                "waiting 1m15s: 1 of 2 ready",
                "  · Deployment shop/web 1m15s InProgress: Available: 0/1",
                "      web-1: container main: ImagePullBackOff",
            ]
        );
        assert!(!tree.is_settled());
        take(
            &mut tree,
            "web",
            &Readiness::failed("1 pods have failed"),
            &[],
            80,
        );
        assert!(tree.is_settled());
        let narrow = Size {
            columns: 20,
            rows: 10,
        };
        let lines = tree.lines(Duration::from_secs(90), narrow);
        assert_eq!(lines, ["waiting 1m30s: 1 of…", "  ✗ Deployment shop…"]);
    }

    #[test]
    fn a_picture_is_no_higher_than_the_terminal() {
        let mut tree = Tree::default();
        let waits = Readiness::in_progress("");
        for number in 0..20 {
            take(&mut tree, &format!("web-{number}"), &waits, &[], 0);
        }
        let size = Size {
            columns: 80,
            rows: 8,
        };
        let lines = tree.lines(Duration::ZERO, size);
        assert_eq!((lines.len(), lines[6].as_str()), (7, "  and 15 more"));
    }
}
