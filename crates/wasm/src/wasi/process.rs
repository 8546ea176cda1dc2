//! Environment, clocks and randomness.

use super::Errno;
use crate::memory::Bytes;
use crate::state::State;

type Done = Result<(), Errno>;

/// The largest request for randomness that is served at once, in bytes.
const MAX_RANDOM: u32 = 1 << 20;

/// Texts one after the other, each ended by a zero, and where they begin.
pub(super) fn write_texts(
    memory: &mut Bytes<'_>,
    texts: &[Vec<u8>],
    (mut places, mut at): (u32, u32),
) -> Done {
    for text in texts {
        memory.write_u32(places, at)?;
        memory.write(at, text)?;
        let length = u32::try_from(text.len()).map_err(|_| Errno::Fault)?;
        at = at.checked_add(length).ok_or(Errno::Fault)?;
        memory.write(at, &[0])?;
        at = at.checked_add(1).ok_or(Errno::Fault)?;
        places = places.checked_add(4).ok_or(Errno::Fault)?;
    }
    Ok(())
}

/// How many texts there are, and how long they are together.
pub(super) fn write_sizes(
    memory: &mut Bytes<'_>,
    texts: &[Vec<u8>],
    (count, size): (u32, u32),
) -> Done {
    let length: usize = texts.iter().map(|text| text.len() + 1).sum();
    let as_u32 = |number: usize| u32::try_from(number).map_err(|_| Errno::Fault);
    memory.write_u32(count, as_u32(texts.len())?)?;
    memory.write_u32(size, as_u32(length)?)
}

/// The time of a clock, in nanoseconds.
pub(super) fn time(memory: &mut Bytes<'_>, state: &State, clock: u32, at: u32) -> Done {
    let time = match clock {
        0 => state.host.wall_clock(),
        1 => state.host.monotonic_clock(),
        _ => return Err(Errno::Invalid),
    };
    memory.write_u64(at, u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

pub(super) fn random(memory: &mut Bytes<'_>, state: &State, at: u32, length: u32) -> Done {
    if length > MAX_RANDOM {
        return Err(Errno::Invalid);
    }
    let bytes = memory.slice(at, length)?;
    if state.host.fill_random(bytes) {
        Ok(())
    } else {
        Err(Errno::Io)
    }
}
