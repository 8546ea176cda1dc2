//! Extism's kernel: blocks of memory through which a module and its host hand over bytes. In Extism it is a module of
//! its own; here it is a table of blocks, which behaves the same for modules that keep to the rules.

use std::collections::BTreeMap;

/// Where the first block is; nothing is at zero.
const START: u64 = 64;
/// What a block costs beyond its bytes.
const OVERHEAD: usize = 64;

/// Blocks by where they begin.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    blocks: BTreeMap<u64, Vec<u8>>,
    used: usize,
    limit: usize,
    next: u64,
    input: u64,
    output: (u64, u64),
    error: u64,
}

impl Kernel {
    /// Blocks of at most `limit` bytes together, with the input.
    pub(crate) fn new(limit: usize, input: &[u8]) -> Self {
        let mut kernel = Self {
            next: START,
            limit: limit.saturating_add(input.len()).saturating_add(OVERHEAD),
            ..Self::default()
        };
        kernel.input = kernel.insert(input.to_vec());
        kernel
    }

    /// A new block of this length: where it begins, zero when there is no room.
    pub(crate) fn allocate(&mut self, length: u64) -> u64 {
        let room = self.limit.saturating_sub(self.used);
        match usize::try_from(length) {
            Ok(length) if length > 0 && length.saturating_add(OVERHEAD) <= room => {
                self.insert(vec![0; length])
            }
            _ => 0,
        }
    }

    /// A new block with these bytes: where it begins, zero when there are none or there is no room.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> u64 {
        let offset = self.allocate(bytes.len() as u64);
        if let Some(block) = self.blocks.get_mut(&offset) {
            block.copy_from_slice(bytes);
        }
        offset
    }

    fn insert(&mut self, block: Vec<u8>) -> u64 {
        if block.is_empty() {
            return 0;
        }
        let offset = self.next;
        self.used += block.len() + OVERHEAD;
        // Blocks never touch, so that a place belongs to one of them only.
        self.next += (block.len() as u64).next_multiple_of(8) + 8;
        self.blocks.insert(offset, block);
        offset
    }

    pub(crate) fn free(&mut self, offset: u64) {
        if let Some(block) = self.blocks.remove(&offset) {
            self.used -= block.len() + OVERHEAD;
        }
    }

    /// The bytes of the block that begins here; none where no block begins.
    pub(crate) fn block(&self, offset: u64) -> &[u8] {
        self.blocks.get(&offset).map_or(&[], Vec::as_slice)
    }

    /// The same as text.
    pub(crate) fn text(&self, offset: u64) -> String {
        String::from_utf8_lossy(self.block(offset)).into_owned()
    }

    pub(crate) fn length(&self, offset: u64) -> u64 {
        self.block(offset).len() as u64
    }

    /// The bytes from here to the end of the block that this place is in.
    fn from(&self, offset: u64) -> &[u8] {
        let before = self.blocks.range(..=offset).next_back();
        before
            .and_then(|(start, block)| block.get(usize::try_from(offset - start).ok()?..))
            .unwrap_or_default()
    }

    /// Up to eight bytes from a place, as a number with the lowest first; what is in no block is zero.
    pub(crate) fn load(&self, offset: u64, length: usize) -> u64 {
        let mut bytes = [0; 8];
        for (to, from) in bytes.iter_mut().zip(self.from(offset)).take(length) {
            *to = *from;
        }
        u64::from_le_bytes(bytes)
    }

    /// Writes the lowest bytes of a number to a place; what is in no block is lost.
    pub(crate) fn store(&mut self, offset: u64, length: usize, value: u64) {
        let Some((start, block)) = self.blocks.range_mut(..=offset).next_back() else {
            return;
        };
        let rest = usize::try_from(offset - start).unwrap_or(usize::MAX);
        let rest = block.get_mut(rest..).unwrap_or_default();
        for (to, from) in rest.iter_mut().zip(value.to_le_bytes()).take(length) {
            *to = from;
        }
    }

    pub(crate) fn input(&self) -> u64 {
        self.input
    }

    pub(crate) fn input_length(&self) -> u64 {
        self.length(self.input)
    }

    pub(crate) fn set_input(&mut self, offset: u64) {
        self.input = offset;
    }

    pub(crate) fn set_output(&mut self, offset: u64, length: u64) {
        self.output = (offset, length);
    }

    pub(crate) fn output(&self) -> (u64, u64) {
        self.output
    }

    /// What the module handed over.
    pub(crate) fn output_bytes(&self) -> &[u8] {
        let bytes = self.from(self.output.0);
        let length = usize::try_from(self.output.1).unwrap_or(usize::MAX);
        &bytes[..length.min(bytes.len())]
    }

    pub(crate) fn set_error(&mut self, offset: u64) {
        self.error = offset;
    }

    pub(crate) fn error(&self) -> u64 {
        self.error
    }

    pub(crate) fn used(&self) -> u64 {
        self.used as u64
    }

    /// Forgets everything.
    pub(crate) fn reset(&mut self) {
        *self = Self {
            limit: self.limit,
            next: self.next,
            ..Self::default()
        };
    }
}
