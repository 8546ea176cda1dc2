//! Modular arithmetic for the search for primes.
//!
//! The general big integers of the workspace need several times as long for a power as Go does; here sizes are
//! known when the program is compiled. Timing is not constant: keys made on one's own machine for one's own chart
//! have no one to hide from.

/// An odd modulus of exactly `N` words whose top bit is set. Numbers are little-endian words; those below the
/// modulus and multiplied by 2⁶⁴ᴺ are called *residues*.
#[derive(Clone, Debug)]
pub(super) struct Modulus<const N: usize> {
    words: [u64; N],
    /// −1/words modulo 2⁶⁴
    inverse: u64,
    /// The residue of 1.
    one: [u64; N],
}

/// The room for a product of the largest modulus in use.
const PRODUCT: usize = 64;

/// `a + b·c + carry`, as its low word and carry.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the result is split into its words"
)]
fn multiply_add(a: u64, b: u64, c: u64, carry: u64) -> (u64, u64) {
    let sum = u128::from(a) + u128::from(b) * u128::from(c) + u128::from(carry);
    (sum as u64, (sum >> 64) as u64)
}

/// `a + b + carry`, as its low word and carry.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the result is split into its words"
)]
fn add(a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = u128::from(a) + u128::from(b) + u128::from(carry);
    (sum as u64, (sum >> 64) as u64)
}

impl<const N: usize> Modulus<N> {
    const FITS: () = assert!(2 * N <= PRODUCT && N >= 2 && N.is_multiple_of(2));

    pub(super) fn new(words: [u64; N]) -> Self {
        const { Self::FITS };
        // Newton's iteration doubles the number of right bits.
        let mut inverse = 1_u64;
        for _ in 0..6 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(words[0].wrapping_mul(inverse)));
        }
        // With the top bit set, 2⁶⁴ᴺ is less than twice the modulus.
        let mut one = [0; N];
        subtract(&mut one, &words);
        Self {
            words,
            inverse: inverse.wrapping_neg(),
            one,
        }
    }

    pub(super) fn one(&self) -> [u64; N] {
        self.one
    }

    /// The residue of −1.
    fn minus_one(&self) -> [u64; N] {
        let mut negative = self.words;
        subtract(&mut negative, &self.one);
        negative
    }

    /// The residue of a number below the modulus.
    pub(super) fn residue(&self, number: [u64; N]) -> [u64; N] {
        (0..64 * N).fold(number, |doubled, _| self.double(doubled))
    }

    /// The number of a residue.
    pub(super) fn number(&self, residue: &[u64; N]) -> [u64; N] {
        let mut plain = [0; N];
        plain[0] = 1;
        self.multiply(residue, &plain)
    }

    fn double(&self, mut a: [u64; N]) -> [u64; N] {
        let mut carry = 0;
        for word in &mut a {
            let top = *word >> 63;
            *word = *word << 1 | carry;
            carry = top;
        }
        self.reduce_once(&mut a, carry);
        a
    }

    /// Subtracts the modulus if `a` with the word `top` above it is not below it.
    fn reduce_once(&self, a: &mut [u64; N], top: u64) {
        if top != 0 || !a.iter().rev().lt(self.words.iter().rev()) {
            subtract(a, &self.words);
        }
    }

    pub(super) fn multiply(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut product = [0; PRODUCT];
        for i in 0..N {
            let mut carry = 0;
            for j in 0..N {
                (product[i + j], carry) = multiply_add(product[i + j], a[j], b[i], carry);
            }
            product[i + N] = carry;
        }
        self.reduce(&mut product)
    }

    /// A product with itself, for which half of the partial products do.
    pub(super) fn square(&self, a: &[u64; N]) -> [u64; N] {
        let mut product = [0; PRODUCT];
        for i in 0..N {
            let mut carry = 0;
            for j in i + 1..N {
                (product[i + j], carry) = multiply_add(product[i + j], a[i], a[j], carry);
            }
            product[i + N] = carry;
        }
        let (mut top, mut carry) = (0, 0);
        for (i, word) in a.iter().enumerate() {
            let (low, high) = multiply_add(0, *word, *word, 0);
            let even = product[2 * i] << 1 | top;
            top = product[2 * i] >> 63;
            (product[2 * i], carry) = add(even, low, carry);
            let odd = product[2 * i + 1] << 1 | top;
            top = product[2 * i + 1] >> 63;
            (product[2 * i + 1], carry) = add(odd, high, carry);
        }
        self.reduce(&mut product)
    }

    /// Divides a product by 2⁶⁴ᴺ; two words at a time, which lets the processor overlap their chains.
    fn reduce(&self, product: &mut [u64; PRODUCT]) -> [u64; N] {
        let n = &self.words;
        let mut top = 0;
        for i in (0..N).step_by(2) {
            let first = product[i].wrapping_mul(self.inverse);
            let (_, mut first_carry) = multiply_add(product[i], first, n[0], 0);
            let word;
            (word, first_carry) = multiply_add(product[i + 1], first, n[1], first_carry);
            let second = word.wrapping_mul(self.inverse);
            let (_, mut second_carry) = multiply_add(word, second, n[0], 0);
            for j in 2..N {
                let word;
                (word, first_carry) = multiply_add(product[i + j], first, n[j], first_carry);
                (product[i + j], second_carry) = multiply_add(word, second, n[j - 1], second_carry);
            }
            let (word, above) = add(product[i + N], first_carry, top);
            (product[i + N], second_carry) = multiply_add(word, second, n[N - 1], second_carry);
            (product[i + N + 1], top) = add(product[i + N + 1], above, second_carry);
        }
        let mut result = [0; N];
        result.copy_from_slice(&product[N..2 * N]);
        self.reduce_once(&mut result, top);
        result
    }

    /// The power of a residue, four bits of the exponent at a time.
    pub(super) fn power(&self, base: &[u64; N], exponent: &[u64]) -> [u64; N] {
        let mut table = [self.one; 16];
        for i in 1..16 {
            table[i] = self.multiply(&table[i - 1], base);
        }
        let mut result = self.one;
        for word in exponent.iter().rev() {
            for shift in (0..64).step_by(4).rev() {
                for _ in 0..4 {
                    result = self.square(&result);
                }
                let digit = usize::try_from(word >> shift & 15).unwrap_or(0);
                if digit != 0 {
                    result = self.multiply(&result, &table[digit]);
                }
            }
        }
        result
    }

    /// The power of 2, which needs doublings only.
    fn power_of_two(&self, exponent: &[u64; N]) -> [u64; N] {
        let mut result = self.one;
        for word in exponent.iter().rev() {
            for shift in (0..64).rev() {
                result = self.square(&result);
                if word >> shift & 1 == 1 {
                    result = self.double(result);
                }
            }
        }
        result
    }

    /// Whether the modulus passes the test of Miller and Rabin for the base 2.
    pub(super) fn passes_for_two(&self) -> bool {
        self.passes(Self::power_of_two)
    }

    /// Whether the modulus passes the test of Miller and Rabin for a base given as a residue.
    pub(super) fn passes_for(&self, base: &[u64; N]) -> bool {
        self.passes(|modulus, exponent| modulus.power(base, exponent))
    }

    fn passes(&self, power: impl Fn(&Self, &[u64; N]) -> [u64; N]) -> bool {
        let mut odd = self.words;
        odd[0] &= !1;
        let twos = trailing_zeros(&odd);
        shift_right(&mut odd, twos);
        let mut witness = power(self, &odd);
        let minus_one = self.minus_one();
        if witness == self.one || witness == minus_one {
            return true;
        }
        for _ in 1..twos {
            witness = self.square(&witness);
            if witness == minus_one {
                return true;
            }
        }
        false
    }
}

/// Subtracts `b` from `a`; what is borrowed from above is lost.
fn subtract<const N: usize>(a: &mut [u64; N], b: &[u64; N]) {
    let mut borrow = false;
    for (word, other) in a.iter_mut().zip(b) {
        let (difference, first) = word.overflowing_sub(*other);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        *word = difference;
        borrow = first || second;
    }
}

fn trailing_zeros(words: &[u64]) -> u32 {
    let mut zeros = 0;
    for word in words {
        zeros += word.trailing_zeros();
        if *word != 0 {
            break;
        }
    }
    zeros
}

fn shift_right<const N: usize>(words: &mut [u64; N], bits: u32) {
    let skipped = (bits / 64) as usize;
    let bits = bits % 64;
    for i in 0..N {
        let low = words.get(i + skipped).copied().unwrap_or(0);
        let high = words.get(i + skipped + 1).copied().unwrap_or(0);
        words[i] = if bits == 0 {
            low
        } else {
            low >> bits | high << (64 - bits)
        };
    }
}
