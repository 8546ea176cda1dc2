//! Fermat's test of eight numbers beside each other, for the search for primes.
//!
//! A number here is a row of digits to the base 2⁵¹, each a `f64` that is an integer of 51 bits or fewer, and each lane of a
//! vector belongs to a number of its own. A product of two digits does not fit into a `f64`, but a fused multiplication
//! and addition rounds only once: added to a number that is large enough, the product is rounded to a multiple of 2⁵¹,
//! and what that lost is had exactly by a second one. In all it takes a third of the time of the multiplications of
//! whole words in [`super::montgomery`], which still judges what passes here.

use num_bigint::BigUint;
use pulp::x86::V3;
use pulp::{NullaryFnOnce, Simd as _, cast, f64x4, u64x4};

/// How many numbers are tested at once.
pub(super) const LANES: usize = 8;
/// Vectors of four lanes each: with two of them the processor has something to do while it waits for either.
const VECTORS: usize = 2;

/// Bits of a digit.
const BITS: usize = 51;
const BITS_OF_SHIFT: i32 = 51;
/// Digits of the largest number, of 2048 bits. That leaves as many bits free as to never need a comparison.
const DIGITS: usize = 41;

/// 1.5·2¹⁰³: a product added to it is rounded to a multiple of 2⁵¹.
const ROUND_HIGH: f64 = f64::from_bits((1023 + 103) << 52 | 1 << 51);
/// 1.5·2⁵²: an integer of 51 bits added to it is in the last bits of its form.
const ROUND_LOW: f64 = f64::from_bits((1023 + 52) << 52 | 1 << 51);
/// 2⁵²: its form has an integer of 52 bits at its end.
const INTEGER: f64 = f64::from_bits((1023 + 52) << 52);
/// Added before a shift to keep negative numbers from going wrong: a multiple of the base.
const LIFT: u64 = 1 << 62;
/// Half of the base.
const HALF: u64 = 1 << (BITS - 1);

/// One digit of each number.
type Digit = [f64x4; VECTORS];
/// One sum for each number.
type Sum = [u64x4; VECTORS];
type Digits = [Digit; DIGITS];

const ZERO: Digit = [f64x4(0.0, 0.0, 0.0, 0.0); VECTORS];
const NOTHING: Sum = [u64x4(0, 0, 0, 0); VECTORS];

/// Whether the odd numbers of `N` words, of which the first bit is set, divide 2ⁿ⁻¹ − 1. `None` where the processor has no
/// fused multiplication, or the numbers are too large.
pub(super) fn pass_fermat<const N: usize>(numbers: &[[u64; N]; LANES]) -> Option<[bool; LANES]> {
    let length = (64 * N).div_ceil(BITS);
    if length > DIGITS || length * BITS < 64 * N + 8 {
        return None;
    }
    let simd = V3::try_new()?;
    let numbers_large = numbers
        .each_ref()
        .map(|words| super::prime::from_words(words));
    // The residue of 1, which is to come out.
    let one = numbers_large
        .each_ref()
        .map(|number| (BigUint::from(1_u8) << (BITS * length)) % number);
    let batch = Batch::new(simd, length, &numbers_large);
    let powers = simd.vectorize(Power {
        batch,
        one: &digits(length, &one),
        numbers,
    });
    let mut pass = [false; LANES];
    for (lane, pass) in pass.iter_mut().enumerate() {
        *pass = number_of(&powers[..length], lane, &numbers_large[lane]) == one[lane];
    }
    Some(pass)
}

/// The digits of numbers, none larger than half of the base, of either sign.
fn digits(length: usize, numbers: &[BigUint; LANES]) -> Digits {
    let mask = BigUint::from((1_u64 << BITS) - 1);
    let mut digits = [ZERO; DIGITS];
    let mut carries = [0; LANES];
    for (place, digit) in digits[..length].iter_mut().enumerate() {
        let mut of = |lane: usize| {
            let digit = (&numbers[lane] >> (BITS * place)) & &mask;
            let digit = digit.iter_u64_digits().next().unwrap_or(0) + carries[lane];
            carries[lane] = u64::from(digit >= HALF);
            float(digit) - float(carries[lane] << BITS)
        };
        *digit = cast::<[f64; LANES], _>(std::array::from_fn(&mut of));
    }
    digits
}

#[expect(clippy::cast_precision_loss, reason = "digits have 51 bits")]
fn float(digit: u64) -> f64 {
    digit as f64
}

/// The number of the digits of a lane, modulo another.
fn number_of(digits: &[Digit], lane: usize, modulus: &BigUint) -> BigUint {
    let (mut positive, mut negative) = (BigUint::ZERO, BigUint::ZERO);
    for (place, digit) in digits.iter().enumerate() {
        let digit: [f64; LANES] = cast(*digit);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "digits are integers"
        )]
        let size = BigUint::from(digit[lane].abs() as u64) << (BITS * place);
        if digit[lane] < 0.0 {
            negative += size;
        } else {
            positive += size;
        }
    }
    let negative = negative % modulus;
    (positive + modulus - negative) % modulus
}

/// What is compiled for processors with fused multiplication.
struct Power<'a, const N: usize> {
    batch: Batch,
    one: &'a Digits,
    numbers: &'a [[u64; N]; LANES],
}

#[expect(
    clippy::inline_always,
    reason = "else it would be compiled for any processor"
)]
impl<const N: usize> NullaryFnOnce for Power<'_, N> {
    type Output = Digits;

    #[inline(always)]
    fn call(self) -> Digits {
        self.batch.power_of_two(self.one, self.numbers)
    }
}

/// The moduli.
struct Batch {
    simd: V3,
    length: usize,
    moduli: Digits,
    /// −1/modulus modulo the base.
    inverses: Digit,
}

/// The sums of the two halves of products, each product with the form of its rounding number in it.
#[derive(Clone, Copy)]
struct Sums {
    low: Sum,
    high: Sum,
}

#[expect(
    clippy::inline_always,
    reason = "else it would be compiled for any processor"
)]
impl Batch {
    fn new(simd: V3, length: usize, numbers: &[BigUint; LANES]) -> Self {
        let inverse = |number: &BigUint| {
            let word = number.iter_u64_digits().next().unwrap_or(1);
            // Newton's iteration doubles the number of right bits.
            let inverse = (0..6).fold(1_u64, |inverse, _| {
                inverse.wrapping_mul(2_u64.wrapping_sub(word.wrapping_mul(inverse)))
            });
            float(inverse.wrapping_neg() & ((1 << BITS) - 1))
        };
        Self {
            simd,
            length,
            moduli: digits(length, numbers),
            inverses: cast(numbers.each_ref().map(inverse)),
        }
    }

    /// 2 to each number less 1, as a residue. `one` is that of 1.
    #[inline(always)]
    fn power_of_two<const N: usize>(&self, one: &Digits, numbers: &[[u64; N]; LANES]) -> Digits {
        let mut result = *one;
        for place in (0..64 * N).rev() {
            let bit = |number: &[u64; N]| {
                let odd = place > 0 && number[place / 64] >> (place % 64) & 1 == 1;
                if odd { u64::MAX } else { 0 }
            };
            self.square(&mut result, cast(numbers.each_ref().map(bit)));
        }
        result
    }

    /// Squares residues, and doubles those of the lanes that `doubled` has ones in.
    #[inline(always)]
    fn square(&self, digits: &mut Digits, doubled: Sum) {
        let simd = self.simd;
        let length = self.length;
        let double = |sum: Sum| self.sum(sum, each(|i| simd.and_u64s(sum[i], doubled[i])));
        let none = Sums {
            low: NOTHING,
            high: NOTHING,
        };
        let a = *digits;
        let mut twice = a;
        for digit in &mut twice[..length] {
            *digit = each(|i| simd.add_f64s(digit[i], digit[i]));
        }
        let mut quotients = [ZERO; DIGITS];
        let (mut above, mut carry) = (NOTHING, NOTHING);
        for place in 0..2 * length - 1 {
            let first = place.saturating_sub(length - 1);
            let half = place.div_ceil(2);
            let mut sums = self.add(
                none,
                &twice[first..half],
                &a[place + 1 - half..=place - first],
            );
            let mut count = half - first;
            if place % 2 == 0 {
                let middle = &a[place / 2..=place / 2];
                sums = self.add(sums, middle, middle);
                count += 1;
            }
            let end = place.min(length);
            let moduli = &self.moduli[place + 1 - end..=place - first];
            sums = self.add(sums, &quotients[first..end], moduli);
            count += end - first;
            let Sums { low, high } = self.without_rounding(sums, count);
            let mut low = self.sum(low, above);
            above = high;
            if place < length {
                low = self.sum(low, carry);
                quotients[place] = self.quotient(low);
                let last = self.add(none, &quotients[place..=place], &self.moduli[..1]);
                let last = self.without_rounding(last, 1);
                above = self.sum(above, last.high);
                (_, carry) = self.split(self.sum(low, last.low));
                continue;
            }
            if place == length {
                low = self.sum(low, carry);
                carry = NOTHING;
            }
            (digits[place - length], carry) = self.split(self.sum(double(low), carry));
        }
        (digits[length - 1], _) = self.split(self.sum(double(above), carry));
    }

    #[inline(always)]
    fn sum(&self, a: Sum, b: Sum) -> Sum {
        each(|i| self.simd.add_u64s(a[i], b[i]))
    }

    /// Adds the products of the first of `a` and the last of `b`, and so on.
    #[inline(always)]
    fn add(&self, mut sums: Sums, a: &[Digit], b: &[Digit]) -> Sums {
        let simd = self.simd;
        let round_high = simd.splat_f64x4(ROUND_HIGH);
        let both = simd.splat_f64x4(ROUND_HIGH + ROUND_LOW);
        for (a, b) in a.iter().zip(b.iter().rev()) {
            for i in 0..VECTORS {
                let high = simd.mul_add_f64x4(a[i], b[i], round_high);
                let low = simd.mul_add_f64x4(a[i], b[i], simd.sub_f64s(both, high));
                sums.high[i] = simd.add_u64s(sums.high[i], cast(high));
                sums.low[i] = simd.add_u64s(sums.low[i], cast(low));
            }
        }
        sums
    }

    /// The sums of `count` products without what came in by rounding.
    #[inline(always)]
    fn without_rounding(&self, sums: Sums, count: usize) -> Sums {
        let rounding = |number: f64| {
            let all = number.to_bits().wrapping_mul(count as u64);
            [self.simd.splat_u64x4(all.wrapping_neg()); VECTORS]
        };
        Sums {
            low: self.sum(sums.low, rounding(ROUND_LOW)),
            high: self.sum(sums.high, rounding(ROUND_HIGH)),
        }
    }

    /// The last digit of a number of fewer than 62 bits, of either sign, and what is above it.
    #[inline(always)]
    fn split(&self, number: Sum) -> (Digit, Sum) {
        let simd = self.simd;
        let lifted = self.sum(number, [simd.splat_u64x4(LIFT + HALF); VECTORS]);
        let (mask, form) = ((1 << BITS) - 1, INTEGER.to_bits());
        let digit = each(|i| {
            let digit = simd.and_u64s(lifted[i], simd.splat_u64x4(mask));
            let digit = simd.or_u64s(digit, simd.splat_u64x4(form));
            simd.sub_f64s(cast(digit), simd.splat_f64x4(INTEGER + float(HALF)))
        });
        let lift = simd.splat_u64x4((LIFT >> BITS).wrapping_neg());
        let above = each(|i| simd.shr_const_u64x4::<BITS_OF_SHIFT>(lifted[i]));
        (digit, self.sum(above, [lift; VECTORS]))
    }

    /// How many moduli to add for the last digit to become 0, modulo the base.
    #[inline(always)]
    fn quotient(&self, number: Sum) -> Digit {
        let simd = self.simd;
        let (digit, _) = self.split(number);
        let round_high = simd.splat_f64x4(ROUND_HIGH);
        let both = simd.splat_f64x4(ROUND_HIGH + ROUND_LOW);
        each(|i| {
            let high = simd.mul_add_f64x4(digit[i], self.inverses[i], round_high);
            let rest = simd.sub_f64s(both, high);
            let low = simd.mul_add_f64x4(digit[i], self.inverses[i], rest);
            simd.sub_f64s(low, simd.splat_f64x4(ROUND_LOW))
        })
    }
}

/// One result for each vector.
#[expect(
    clippy::inline_always,
    reason = "else it would be compiled for any processor"
)]
#[inline(always)]
fn each<T>(result: impl FnMut(usize) -> T) -> [T; VECTORS] {
    std::array::from_fn(result)
}
