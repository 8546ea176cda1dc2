use std::fmt::Write as _;

use steersman_render::{Profile, ProfileNodeKind};

/// The width of the picture, which the whole render takes.
const WIDTH: u64 = 1200;
/// The height of a call.
const ROW: usize = 18;
/// Calls narrower than this many hundredths of a pixel are left out.
const NARROWEST: u64 = 30;

/// A flame graph as a picture in SVG: callers above what they call, as wide as the time they took. Pointing at a
/// call shows its numbers.
pub fn flame_graph(profile: &Profile) -> String {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); profile.nodes.len()];
    for (at, node) in profile.nodes.iter().enumerate().skip(1) {
        children[node.parent].push(at);
    }
    let mut picture = Picture {
        profile,
        children,
        body: String::new(),
        deepest: 0,
    };
    if !profile.nodes.is_empty() {
        picture.draw();
    }
    let height = (picture.deepest + 1) * ROW + 4;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"monospace\" font-size=\"11\">\n{}</svg>\n",
        picture.body
    )
}

struct Picture<'a> {
    profile: &'a Profile,
    children: Vec<Vec<usize>>,
    body: String,
    deepest: usize,
}

impl Picture<'_> {
    fn draw(&mut self) {
        let whole = self.profile.nodes[0].total.max(1);
        // Node, depth, and where it begins in nanoseconds.
        let mut waiting = vec![(0_usize, 0_usize, 0_u64)];
        while let Some((at, depth, begin)) = waiting.pop() {
            let node = &self.profile.nodes[at];
            let width = hundredths(node.total, whole);
            if width < NARROWEST {
                continue;
            }
            self.deepest = self.deepest.max(depth);
            self.call(at, depth, hundredths(begin, whole), width);
            let mut next = begin;
            for child in &self.children[at] {
                waiting.push((*child, depth + 1, next));
                next += self.profile.nodes[*child].total;
            }
        }
    }

    fn call(&mut self, at: usize, depth: usize, left: u64, width: u64) {
        let node = &self.profile.nodes[at];
        let name = escape(&node.name);
        let fill = match node.kind {
            ProfileNodeKind::Root => "#d0d0d0",
            ProfileNodeKind::Template => "#f4a261",
            ProfileNodeKind::Function => "#8ecae6",
        };
        let top = depth * ROW + 2;
        let (x, w) = (decimal(left), decimal(width));
        let micros = node.total / 1000;
        write!(
            self.body,
            "<g><title>{name}: {} calls, {micros} µs</title>\
             <rect x=\"{x}\" y=\"{top}\" width=\"{w}\" height=\"{}\" fill=\"{fill}\" stroke=\"#fff\"/>",
            node.calls,
            ROW - 1
        )
        .expect("writing to a string");
        // About seven pixels a character.
        let room = usize::try_from(width / 700).unwrap_or(usize::MAX);
        if room >= 3 {
            let shown: String = node.name.chars().take(room).collect();
            let x = decimal(left + 300);
            write!(
                self.body,
                "<text x=\"{x}\" y=\"{}\">{}</text>",
                top + ROW - 6,
                escape(&shown)
            )
            .expect("writing to a string");
        }
        self.body.push_str("</g>\n");
    }
}

/// What part of the width a time is, in hundredths of a pixel.
fn hundredths(nanos: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(nanos) * u128::from(WIDTH * 100) / u128::from(whole))
        .unwrap_or(u64::MAX)
}

fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push('?'),
            c => out.push(c),
        }
    }
    out
}
