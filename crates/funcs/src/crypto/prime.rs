//! The search for random primes.

use std::sync::OnceLock;

use num_bigint::BigUint;

use super::draws::Draws;
use super::fermat::{LANES, pass_fermat};
use super::montgomery::Modulus;

/// How many candidates are sieved at once; the next prime is almost surely among them.
const WINDOW: usize = 1 << 14;

/// How many random bases a prime has to pass besides 2, which together is what FIPS 186-5 asks for primes of 1024 bits.
const BASES: usize = 4;

/// What a search draws from the source of randomness beforehand, so that searches can run beside each other.
#[derive(Debug)]
pub(super) struct Seed<const N: usize> {
    start: [u64; N],
    bases: [[u64; N]; BASES],
}

impl<const N: usize> Seed<N> {
    pub(super) fn draw(draws: &mut Draws) -> Self {
        Self {
            start: draw_words(draws),
            bases: std::array::from_fn(|_| draw_words(draws)),
        }
    }

    /// The random start of the search.
    pub(super) fn start(&self) -> BigUint {
        from_words(&self.start)
    }
}

fn draw_words<const N: usize>(draws: &mut Draws) -> [u64; N] {
    std::array::from_fn(|_| u64::from_le_bytes(draws.array()))
}

/// The number that little-endian words mean.
pub(super) fn from_words(words: &[u64]) -> BigUint {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// The number in `N` words; `None` when it needs more.
pub(super) fn to_words<const N: usize>(number: &BigUint) -> Option<[u64; N]> {
    let mut words = [0; N];
    let digits = number.to_u64_digits();
    words.get_mut(..digits.len())?.copy_from_slice(&digits);
    Some(words)
}

/// The smallest prime of `64·N` bits among `first`, `first + step`, `first + 2·step`… that `accept` takes. `first`
/// is odd and coprime to `step`, which is even. `None` when the numbers outgrow their size.
pub(super) fn find_prime<const N: usize>(
    first: &BigUint,
    step: &BigUint,
    seed: &Seed<N>,
    accept: impl Fn(&BigUint) -> bool,
) -> Option<BigUint> {
    // Larger numbers cost more to test, so more sieving pays.
    static PRIMES: [OnceLock<Vec<u32>>; 2] = [const { OnceLock::new() }; 2];
    let (place, limit) = if N > 16 { (1, 1 << 21) } else { (0, 1 << 18) };
    let primes = PRIMES[place].get_or_init(|| small_primes(limit));
    let mut base = first.clone();
    loop {
        let composite = sieve(&base, step, primes);
        let mut group = Vec::with_capacity(LANES);
        for index in (0..WINDOW).filter(|index| !composite[*index]) {
            let candidate = &base + step * index;
            let Some(words) = to_words::<N>(&candidate) else {
                return first_prime(&group, seed).map(|prime| from_words(&prime));
            };
            if words[N - 1] >> 63 == 1 && accept(&candidate) {
                group.push(words);
            }
            if group.len() == LANES {
                if let Some(prime) = first_prime(&group, seed) {
                    return Some(from_words(&prime));
                }
                group.clear();
            }
        }
        if let Some(prime) = first_prime(&group, seed) {
            return Some(from_words(&prime));
        }
        base += step * WINDOW;
    }
}

/// The first prime among a few numbers of which the first bit is set.
fn first_prime<const N: usize>(group: &[[u64; N]], seed: &Seed<N>) -> Option<[u64; N]> {
    let passes = <&[[u64; N]; LANES]>::try_from(group)
        .ok()
        .and_then(pass_fermat);
    let passes = passes.unwrap_or([true; LANES]);
    let passing = group.iter().zip(passes).filter(|(_, passes)| *passes);
    let mut passing = passing.map(|(number, _)| *number);
    passing.find(|number| is_prime(*number, seed))
}

fn is_prime<const N: usize>(words: [u64; N], seed: &Seed<N>) -> bool {
    let modulus = Modulus::new(words);
    // A random word array is the residue of a random base; the multiplication brings it below the modulus.
    let base = |bytes: &[u64; N]| modulus.multiply(bytes, &modulus.one());
    modulus.passes_for_two()
        && seed
            .bases
            .iter()
            .all(|words| modulus.passes_for(&base(words)))
}

/// Marks the candidates that a small prime divides.
pub(super) fn sieve(base: &BigUint, step: &BigUint, primes: &[u32]) -> Vec<bool> {
    let (base, step) = (base.to_u64_digits(), step.to_u64_digits());
    let mut composite = vec![false; WINDOW];
    let mut primes = primes;
    while !primes.is_empty() {
        // The remainder of many primes' product is had at the price of one's.
        let (count, product) = largest_product(primes);
        let divisor = Divisor::new(product);
        let (start, stride) = (divisor.remainder(&base), divisor.remainder(&step));
        for &prime in &primes[..count] {
            let prime = u64::from(prime);
            mark(&mut composite, prime, start % prime, stride % prime);
        }
        primes = &primes[count..];
    }
    composite
}

/// How many of the first numbers have a product of one word, and that product.
fn largest_product(numbers: &[u32]) -> (usize, u64) {
    let mut product = 1_u64;
    for (count, number) in numbers.iter().enumerate() {
        match product.checked_mul(u64::from(*number)) {
            Some(larger) => product = larger,
            None => return (count, product),
        }
    }
    (numbers.len(), product)
}

/// Marks the candidates that the prime divides, of which the first leaves `start` and each step adds `stride` to that.
fn mark(composite: &mut [bool], prime: u64, start: u64, stride: u64) {
    if stride == 0 {
        return;
    }
    // start + index·stride ≡ 0
    let inverse = if stride == 2 {
        prime.div_ceil(2)
    } else {
        inverse(stride, prime)
    };
    let index = (prime - start) % prime * inverse % prime;
    let mut index = usize::try_from(index).unwrap_or(WINDOW);
    while let Some(mark) = composite.get_mut(index) {
        *mark = true;
        index += usize::try_from(prime).unwrap_or(WINDOW);
    }
}

/// A divisor with its reciprocal, because multiplications are several times as fast as divisions: algorithm 4 of
/// Möller and Granlund, *Improved division by invariant integers*.
#[derive(Clone, Copy, Debug)]
pub(super) struct Divisor {
    number: u64,
    /// The divisor shifted to the top of its word. What remains of a number divided by it leaves the same remainder.
    multiple: u64,
    /// (2¹²⁸ − 1) divided by the multiple, rounded down, without its top bit, 2⁶⁴.
    reciprocal: u64,
}

impl Divisor {
    pub(super) fn new(divisor: u64) -> Self {
        let multiple = divisor << divisor.leading_zeros();
        let reciprocal = u128::MAX / u128::from(multiple) - (1 << 64);
        Self {
            number: divisor,
            multiple,
            reciprocal: u64::try_from(reciprocal).unwrap_or(u64::MAX),
        }
    }

    /// What the number of these little-endian words leaves.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the product is split into its words"
    )]
    pub(super) fn remainder(self, words: &[u64]) -> u64 {
        let d = self.multiple;
        let rest = words.iter().rev().fold(0_u64, |rest, word| {
            let number = u128::from(rest) << 64 | u128::from(*word);
            let quotient = (u128::from(self.reciprocal) * u128::from(rest)).wrapping_add(number);
            let guess = ((quotient >> 64) as u64).wrapping_add(1);
            let rest = word.wrapping_sub(guess.wrapping_mul(d));
            // The guess is at most one too large, then one too small.
            let rest = if rest > quotient as u64 {
                rest.wrapping_add(d)
            } else {
                rest
            };
            if rest >= d { rest - d } else { rest }
        });
        rest % self.number
    }
}

/// The inverse of `number` modulo a prime, by Euclid's algorithm.
fn inverse(number: u64, prime: u64) -> u64 {
    let prime = prime.cast_signed();
    let (mut old, mut rest) = (prime, number.cast_signed());
    let (mut old_factor, mut factor) = (0_i64, 1_i64);
    while rest != 0 {
        let quotient = old / rest;
        (old, rest) = (rest, old - quotient * rest);
        (old_factor, factor) = (factor, old_factor - quotient * factor);
    }
    old_factor.rem_euclid(prime).cast_unsigned()
}

/// The odd primes below `limit`.
pub(super) fn small_primes(limit: u32) -> Vec<u32> {
    let half = usize::try_from(limit / 2).unwrap_or(0);
    // The entry i stands for 2i + 1.
    let mut composite = vec![false; half];
    let mut primes = Vec::new();
    for i in 1..half {
        if composite[i] {
            continue;
        }
        primes.extend(u32::try_from(2 * i + 1));
        let mut multiple = 2 * i * (i + 1);
        while let Some(mark) = composite.get_mut(multiple) {
            *mark = true;
            multiple += 2 * i + 1;
        }
    }
    primes
}
