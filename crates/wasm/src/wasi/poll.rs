//! `poll_oneoff`: waiting for time to pass. Streams never make anybody wait here.

use std::time::Duration;

use super::Errno;
use super::define::Stop;
use crate::memory::Bytes;
use crate::state::State;

const SUBSCRIPTION: u32 = 48;
const MAX_SUBSCRIPTIONS: u32 = 1024;
const CLOCK: u8 = 0;
const WALL: u32 = 0;
const ABSOLUTE: u16 = 1;

struct Subscription {
    user: u64,
    kind: u8,
    /// How long to wait, for clocks.
    wait: Duration,
}

pub(super) fn poll(
    memory: &mut Bytes<'_>,
    state: &State,
    (from, to): (u32, u32),
    count: u32,
    happened: u32,
) -> Result<(), Stop> {
    if count == 0 || count > MAX_SUBSCRIPTIONS {
        return Err(Errno::Invalid.into());
    }
    let mut all = Vec::new();
    for index in 0..count {
        let at = from.checked_add(index * SUBSCRIPTION);
        all.push(read(memory, state, at.ok_or(Errno::Fault)?)?);
    }
    let wait = all.iter().map(|one| one.wait).min().unwrap_or_default();
    let left = state.deadline.saturating_sub(state.host.monotonic_clock());
    state.host.sleep(wait.min(left));
    if wait > left {
        return Err(Stop::TimeOver);
    }
    let mut number = 0;
    for one in all.iter().filter(|one| one.wait <= wait) {
        let mut event = [0; 32];
        event[0..8].copy_from_slice(&one.user.to_le_bytes());
        event[10] = one.kind;
        let at = to.checked_add(number * 32).ok_or(Errno::Fault)?;
        memory.write(at, &event)?;
        number += 1;
    }
    Ok(memory.write_u32(happened, number)?)
}

fn read(memory: &mut Bytes<'_>, state: &State, at: u32) -> Result<Subscription, Errno> {
    let record: [u8; 48] = memory.read(at)?;
    let number = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&record[at..at + 8]);
        u64::from_le_bytes(bytes)
    };
    let kind = record[8];
    let mut wait = Duration::ZERO;
    if kind == CLOCK {
        wait = Duration::from_nanos(number(24));
        let is_absolute = u16::from_le_bytes([record[40], record[41]]) & ABSOLUTE != 0;
        let clock = u32::from_le_bytes([record[16], record[17], record[18], record[19]]);
        if is_absolute {
            let now = if clock == WALL {
                state.host.wall_clock()
            } else {
                state.host.monotonic_clock()
            };
            wait = wait.saturating_sub(now);
        }
    }
    Ok(Subscription {
        user: number(0),
        kind,
        wait,
    })
}
