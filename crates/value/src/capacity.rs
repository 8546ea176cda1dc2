//! How much room Go's `append` makes (go1.26, 64 bits). Sprig's `slice` lets templates reach up to it.

/// The sizes of small objects in Go's allocator, in bytes.
const SIZE_CLASSES: [usize; 67] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
    384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
];

/// Objects above this size that hold pointers carry a header of [`HEADER`] bytes.
const HEADER_ABOVE: usize = 512;
const HEADER: usize = 8;
const LARGEST_SMALL: usize = 32_768;
const PAGE: usize = 8_192;

/// What one element takes, and whether it holds pointers.
#[derive(Clone, Copy)]
struct Element {
    size: usize,
    pointers: bool,
}

const INTERFACE: Element = Element {
    size: 16,
    pointers: true,
};
const WORD: Element = Element {
    size: 8,
    pointers: false,
};

/// The bytes that Go allocates for a request.
fn allocated(size: usize, pointers: bool) -> usize {
    if size > LARGEST_SMALL - HEADER {
        return size.div_ceil(PAGE) * PAGE;
    }
    let header = if pointers && size > HEADER_ABOVE {
        HEADER
    } else {
        0
    };
    let class = SIZE_CLASSES.partition_point(|class| *class < size + header);
    SIZE_CLASSES[class] - header
}

/// The capacity after appending to a full slice of capacity `old` so that it holds `needed` elements.
fn grown(old: usize, needed: usize, element: Element) -> usize {
    const DOUBLE_BELOW: usize = 256;
    let mut capacity = old;
    if needed > old * 2 {
        capacity = needed;
    } else if old < DOUBLE_BELOW {
        capacity = old * 2;
    } else {
        while capacity < needed {
            capacity += (capacity + 3 * DOUBLE_BELOW) >> 2;
        }
    }
    allocated(capacity * element.size, element.pointers) / element.size
}

/// The capacity of an `[]interface {}` of capacity `old` after it was extended to `needed` elements at once.
pub fn extended(old: usize, needed: usize) -> usize {
    if needed <= old {
        old
    } else {
        grown(old, needed, INTERFACE)
    }
}

/// The capacity of an `[]interface {}` to which `count` elements were appended one by one.
pub fn appended(count: usize) -> usize {
    one_by_one(count, INTERFACE)
}

/// The capacity of an `[]int` to which `count` elements were appended one by one.
pub fn appended_words(count: usize) -> usize {
    one_by_one(count, WORD)
}

fn one_by_one(count: usize, element: Element) -> usize {
    let mut capacity = 0;
    while capacity < count {
        capacity = grown(capacity, capacity + 1, element);
    }
    capacity
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_as_go_does() {
        // Seen through `slice (uniq …) 0 n` and `slice (until …) 0 n`.
        let seen = [
            (1, 1, 1),
            (2, 2, 2),
            (3, 4, 4),
            (5, 8, 8),
            (9, 16, 16),
            (17, 32, 32),
            (33, 71, 64),
            (65, 71, 128),
            (100, 143, 128),
            (300, 303, 512),
        ];
        for (count, interfaces, words) in seen {
            assert_eq!(
                (appended(count), appended_words(count)),
                (interfaces, words),
                "{count}"
            );
        }
        // Seen through `slice (append …) 0 n` and `slice (prepend …) 0 n`.
        for (old, needed, capacity) in [
            (2, 3, 4),
            (8, 9, 16),
            (32, 33, 71),
            (64, 65, 143),
            (99, 100, 199),
            (299, 300, 591),
        ] {
            assert_eq!(extended(old, needed), capacity, "{old} to {needed}");
        }
        for (needed, capacity) in [
            (2, 2),
            (9, 9),
            (17, 18),
            (33, 35),
            (65, 71),
            (100, 111),
            (300, 303),
        ] {
            assert_eq!(extended(1, needed), capacity, "1 to {needed}");
        }
    }
}
