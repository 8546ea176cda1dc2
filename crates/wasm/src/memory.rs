//! The memory of a module, as WASI's functions reach into it.

use crate::wasi::Errno;

/// Reads and writes that stay within the memory.
#[derive(Debug)]
pub(crate) struct Bytes<'a>(pub(crate) &'a mut [u8]);

impl Bytes<'_> {
    pub(crate) fn slice(&mut self, at: u32, length: u32) -> Result<&mut [u8], Errno> {
        let (at, length) = (at as usize, length as usize);
        let end = at.checked_add(length).ok_or(Errno::Fault)?;
        self.0.get_mut(at..end).ok_or(Errno::Fault)
    }

    pub(crate) fn write(&mut self, at: u32, bytes: &[u8]) -> Result<(), Errno> {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::Fault)?;
        self.slice(at, length)?.copy_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn write_u32(&mut self, at: u32, value: u32) -> Result<(), Errno> {
        self.write(at, &value.to_le_bytes())
    }

    pub(crate) fn write_u64(&mut self, at: u32, value: u64) -> Result<(), Errno> {
        self.write(at, &value.to_le_bytes())
    }

    pub(crate) fn read<const N: usize>(&mut self, at: u32) -> Result<[u8; N], Errno> {
        let length = u32::try_from(N).map_err(|_| Errno::Fault)?;
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.slice(at, length)?);
        Ok(bytes)
    }

    pub(crate) fn read_u32(&mut self, at: u32) -> Result<u32, Errno> {
        self.read(at).map(u32::from_le_bytes)
    }

    /// A text, which has to be UTF-8.
    pub(crate) fn text(&mut self, at: u32, length: u32) -> Result<String, Errno> {
        let bytes = self.slice(at, length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| Errno::Sequence)
    }

    /// The parts of a vector: where they begin and how long they are.
    pub(crate) fn vectors(&mut self, at: u32, count: u32) -> Result<Vec<(u32, u32)>, Errno> {
        const MAX_VECTORS: u32 = 1024;
        if count > MAX_VECTORS {
            return Err(Errno::Invalid);
        }
        (0..count)
            .map(|index| {
                let at = at.checked_add(index * 8).ok_or(Errno::Fault)?;
                let length = at.checked_add(4).ok_or(Errno::Fault)?;
                Ok((self.read_u32(at)?, self.read_u32(length)?))
            })
            .collect()
    }
}
