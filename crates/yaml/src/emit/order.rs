//! The order of keys: numbers inside keys count as numbers.
//!
//! The comparison of version 2 is no total order: `x10y` < `x1y` < `x2z` < `x10y`. Go sorts from a random start and
//! so prints such mappings in varying orders; here the start is the order of bytes, so the result is always the
//! same one of those that Go may print.

use std::cmp::Ordering;

use steersman_value::unicode::{is_digit, is_letter, runes};

use super::writer::Dialect;

/// Up to this many keys are sorted by insertion, as Go sorts short lists.
const SHORT: usize = 12;

/// Sorts entries that are in byte order of their keys into the order of the emitter.
pub(super) fn sort_entries<T: Copy>(entries: &mut [(&[u8], T)], dialect: Dialect) {
    let less = |a: &(&[u8], T), b: &(&[u8], T)| less(a.0, b.0, dialect);
    if entries.len() <= SHORT {
        insertion_sort(entries, less);
    } else {
        merge_sort(entries, less);
    }
}

fn insertion_sort<T: Copy>(items: &mut [T], less: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let mut place = end;
        while place > 0 && less(&items[place], &items[place - 1]) {
            items.swap(place, place - 1);
            place -= 1;
        }
    }
}

/// A stable sort that bears with contradictions.
fn merge_sort<T: Copy>(items: &mut [T], less: impl Fn(&T, &T) -> bool) {
    for block in items.chunks_mut(SHORT) {
        insertion_sort(block, &less);
    }
    let mut merged = Vec::with_capacity(items.len());
    let mut width = SHORT;
    while width < items.len() {
        merged.clear();
        for pair in items.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let ([a, ..], [b, ..]) = (left, right) {
                if less(b, a) {
                    merged.push(*b);
                    right = &right[1..];
                } else {
                    merged.push(*a);
                    left = &left[1..];
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        items.copy_from_slice(&merged);
        width *= 2;
    }
}

fn less(a: &[u8], b: &[u8], dialect: Dialect) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    if let (Some(&x), Some(&y)) = (a.get(same), b.get(same))
        && x.is_ascii()
        && y.is_ascii()
    {
        return less_from(
            char::from(x),
            char::from(y),
            &a[same..],
            &b[same..],
            &a[..same],
            dialect,
        );
    }
    less_text(
        &String::from_utf8_lossy(a),
        &String::from_utf8_lossy(b),
        dialect,
    )
}

fn less_text(a: &str, b: &str, dialect: Dialect) -> bool {
    let pairs = a.char_indices().zip(b.chars());
    match pairs.into_iter().find(|((_, x), y)| x != y) {
        None => a.chars().count() < b.chars().count(),
        Some(((same, x), y)) => {
            let (head, rest) = a.split_at(same);
            less_from(
                x,
                y,
                rest.as_bytes(),
                &b.as_bytes()[same..],
                head.as_bytes(),
                dialect,
            )
        }
    }
}

/// Compares at the first difference, `x` against `y`; `a` and `b` begin there, `head` is what is equal before.
fn less_from(x: char, y: char, a: &[u8], b: &[u8], head: &[u8], dialect: Dialect) -> bool {
    match (is_letter(x), is_letter(y)) {
        (true, true) => x < y,
        (x_is_letter, y_is_letter) if x_is_letter || y_is_letter => {
            if dialect == Dialect::Pretty && ends_in_digit(head) {
                x_is_letter
            } else {
                y_is_letter
            }
        }
        _ => match compare_numbers(a, b, head, x == '0' || y == '0') {
            Ordering::Equal => x < y,
            order => order == Ordering::Less,
        },
    }
}

/// Compares the digits at the start of `a` and `b` as numbers, then by their count.
fn compare_numbers(a: &[u8], b: &[u8], head: &[u8], has_zero: bool) -> Ordering {
    let start = i64::from(has_zero && continues_number(head));
    let number = |text: &[u8]| {
        let digits = runes(text).take_while(|(c, _)| is_digit(*c));
        digits.fold((start, 0), |(value, count): (i64, usize), (c, _)| {
            // Digits of other scripts count by how far they are from zero, as Go has it.
            let digit = i64::from(u32::from(c)) - i64::from(b'0');
            (value.wrapping_mul(10).wrapping_add(digit), count + 1)
        })
    };
    number(a).cmp(&number(b))
}

/// Whether the digits that a text ends in are more than zeros.
fn continues_number(head: &[u8]) -> bool {
    let digits = String::from_utf8_lossy(head);
    let mut digits = digits.chars().rev().take_while(|c| is_digit(*c));
    digits.any(|c| c != '0')
}

fn ends_in_digit(head: &[u8]) -> bool {
    match head.last() {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_digit(),
        Some(_) => String::from_utf8_lossy(head)
            .chars()
            .next_back()
            .is_some_and(is_digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(keys: &str, dialect: Dialect) -> String {
        let mut keys: Vec<&str> = keys.split(' ').collect();
        keys.sort_unstable();
        let mut entries: Vec<_> = keys.into_iter().map(|key| (key.as_bytes(), ())).collect();
        sort_entries(&mut entries, dialect);
        let keys: Vec<_> = entries
            .iter()
            .map(|(key, ())| String::from_utf8_lossy(key))
            .collect();
        keys.join(" ")
    }

    #[test]
    fn natural_order() {
        for keys in [
            "- _ 1 2 10 A Z a a-1 a.b a_b a1 a01 a001 a2 a10 ab b z é",
            "port port-80 port.80 port_80 port80 port080 port443 port8080 portA",
            "9.0.0.1 10.0.0.1 10.0.0.2 10.0.0.10",
            "1 2 ١",
        ] {
            assert_eq!(sorted(keys, Dialect::Compact), keys);
        }
        let versions = "v1 v1alpha1 v1beta1 v2 v10";
        assert_eq!(sorted(versions, Dialect::Pretty), versions);
    }

    #[test]
    fn long_lists() {
        let keys: Vec<String> = (0..1000).map(|number| format!("k{number}")).collect();
        assert_eq!(sorted(&keys.join(" "), Dialect::Compact), keys.join(" "));
    }
}
