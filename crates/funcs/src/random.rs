//! Random text and numbers. All randomness comes from the [`Env`] port.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use steersman_value::{CallError, GoType, IntKind, Value};

use crate::entry::{Entry, Outcome};
use crate::limits::MAX_TEXT;
use crate::{Env, Options, args};

const INT: GoType = GoType::Int(IntKind::Int);

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::with_options("randAlpha", &[INT], |options, args| {
        text(options, args, |b| b.is_ascii_alphabetic())
    }),
    Entry::with_options("randAlphaNum", &[INT], |options, args| {
        text(options, args, |b| b.is_ascii_alphanumeric())
    }),
    Entry::with_options("randAscii", &[INT], |options, args| {
        text(options, args, |b| matches!(b, b' '..=b'~'))
    }),
    Entry::with_options("randNumeric", &[INT], |options, args| {
        text(options, args, |b| b.is_ascii_digit())
    }),
    Entry::with_options("randBytes", &[INT], rand_bytes),
    Entry::with_options("randInt", &[INT, INT], rand_int),
    Entry::with_options("shuffle", &[GoType::String], shuffle),
    Entry::with_options("uuidv4", &[], uuid),
];

/// A source of random numbers that asks the port for many bytes at once.
pub(crate) struct Random<'e> {
    env: &'e dyn Env,
    pool: [u8; 64],
    used: usize,
}

impl<'e> Random<'e> {
    pub(crate) fn new(env: &'e dyn Env) -> Self {
        Self {
            env,
            pool: [0; 64],
            used: 64,
        }
    }

    fn word(&mut self) -> u64 {
        if self.used == self.pool.len() {
            self.env.fill_random(&mut self.pool);
            self.used = 0;
        }
        let mut word = [0; 8];
        word.copy_from_slice(&self.pool[self.used..self.used + 8]);
        self.used += 8;
        u64::from_le_bytes(word)
    }

    /// An even choice among the numbers below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        // The remainders of the topmost incomplete range would come up more often.
        let fair = u64::MAX - u64::MAX % limit;
        // A source that never gives a fair number would be broken; then an unfair one has to do.
        for _ in 0..128 {
            let word = self.word();
            if word < fair {
                return word % limit;
            }
        }
        self.word() % limit
    }
}

/// A text of the ASCII characters that `accept` allows.
fn text(options: &Options, args: &[Value], accept: fn(u8) -> bool) -> Outcome {
    // Sprig drops the error for a negative length.
    let Ok(length) = usize::try_from(args::integer(args, 0)?) else {
        return Ok(Value::str(""));
    };
    check_length(length)?;
    let alphabet: Vec<u8> = (b' '..=b'~').filter(|b| accept(*b)).collect();
    let mut random = Random::new(&*options.env);
    let choices = alphabet.len() as u64;
    let chosen = (0..length).map(|_| usize::try_from(random.below(choices)).unwrap_or(0));
    Ok(Value::str(
        chosen.map(|index| alphabet[index]).collect::<Vec<u8>>(),
    ))
}

/// Refuses lengths that no chart can mean; Go would fill the memory.
fn check_length(length: usize) -> Result<(), CallError> {
    if length > MAX_TEXT {
        return Err(args::panic("runtime error: makeslice: len out of range"));
    }
    Ok(())
}

fn rand_bytes(options: &Options, args: &[Value]) -> Outcome {
    let length = usize::try_from(args::integer(args, 0)?).unwrap_or(usize::MAX);
    check_length(length)?;
    let mut bytes = vec![0; length];
    options.env.fill_random(&mut bytes);
    Ok(Value::str(STANDARD.encode(&bytes)))
}

fn rand_int(options: &Options, args: &[Value]) -> Outcome {
    let (min, max) = (args::integer(args, 0)?, args::integer(args, 1)?);
    let range = max.wrapping_sub(min);
    if range <= 0 {
        return Err(args::panic("invalid argument to Intn"));
    }
    let chosen = Random::new(&*options.env).below(range.unsigned_abs());
    Ok(Value::int(min.wrapping_add_unsigned(chosen)))
}

fn shuffle(options: &Options, args: &[Value]) -> Outcome {
    let text = args::text(args, 0)?;
    let mut chars: Vec<char> = text.to_text().chars().collect();
    let mut random = Random::new(&*options.env);
    for last in (1..chars.len()).rev() {
        let other = usize::try_from(random.below(last as u64 + 1)).unwrap_or(last);
        chars.swap(last, other);
    }
    Ok(Value::str(chars.into_iter().collect::<String>()))
}

fn uuid(options: &Options, _args: &[Value]) -> Outcome {
    let mut bytes = [0; 16];
    options.env.fill_random(&mut bytes);
    // Version 4, variant of RFC 4122.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    Ok(Value::str(
        [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ]
        .join("-"),
    ))
}
