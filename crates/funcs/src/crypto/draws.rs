use sha2::{Digest as _, Sha256};

use crate::Env;

/// Random bytes for keys: 512 bits from the port, stretched by a hash in counter mode. So a port that repeats itself
/// still gives different numbers for one key.
#[derive(Debug)]
pub(super) struct Draws {
    seed: [u8; 64],
    counter: u64,
}

impl Draws {
    pub(super) fn new(env: &dyn Env) -> Self {
        let mut seed = [0; 64];
        env.fill_random(&mut seed);
        Self { seed, counter: 0 }
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(self.seed)
                .chain_update(self.counter.to_be_bytes())
                .finalize();
            self.counter += 1;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }

    pub(super) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}
