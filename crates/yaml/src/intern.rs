//! Strings that occur many times share one allocation.

use steersman_value::Str;

/// How many strings are remembered; a power of two. Most documents are small: a larger table costs more to set up than
/// it saves.
const PLACES: usize = 128;

/// Longer strings rarely repeat.
const LONGEST: usize = 32;

/// Remembers short strings by a hash; a new one takes the place of an old one.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    places: Vec<Str>,
}

impl Interner {
    /// The string, perhaps one that was made before.
    pub(crate) fn get(&mut self, text: &[u8]) -> Str {
        if text.len() > LONGEST {
            return Str::from(text);
        }
        if self.places.is_empty() {
            self.places = vec![Str::default(); PLACES];
        }
        let hash = text.iter().fold(text.len(), |hash, &byte| {
            hash.wrapping_mul(0x0100_0193) ^ usize::from(byte)
        });
        let place = &mut self.places[(hash ^ hash >> 15) % PLACES];
        if **place != *text {
            *place = Str::from(text);
        }
        place.clone()
    }
}
