//! The sieve against the general arithmetic.

use num_bigint::BigUint;
use proptest::array::uniform4;
use proptest::prelude::any;
use proptest::{prop_assert_eq, proptest};

use super::draws::Draws;
use super::fermat::pass_fermat;
use super::montgomery::Modulus;
use super::prime::{Divisor, Seed, find_prime, from_words, sieve, small_primes, to_words};
use crate::{Env, Now};

#[derive(Debug)]
struct Zeros;

impl Env for Zeros {
    fn now(&self) -> Now {
        Now {
            unix_nanos: 0,
            monotonic_nanos: 0,
        }
    }

    fn local_zone(&self) -> String {
        String::new()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }

    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

proptest! {
    #[test]
    fn remainders(words in uniform4(any::<u64>()), divisor in 1_u64..) {
        let expected = from_words(&words) % divisor;
        prop_assert_eq!(BigUint::from(Divisor::new(divisor).remainder(&words)), expected);
    }

    #[test]
    fn marks_what_small_primes_divide(words in uniform4(any::<u64>()), half_step in 1_u64..) {
        let primes = small_primes(1 << 10);
        let base = from_words(&words) | BigUint::from(1_u8);
        let step = BigUint::from(half_step) * 2_u8;
        let marks = sieve(&base, &step, &primes);
        for (index, mark) in marks.iter().enumerate().take(200) {
            let candidate = &base + &step * index;
            // What divides each step divides all candidates or none, and is not looked for.
            let divides = |prime: &u32| {
                &step % *prime != BigUint::ZERO && &candidate % *prime == BigUint::ZERO
            };
            prop_assert_eq!(*mark, primes.iter().any(divides), "{}", index);
        }
    }
}

/// Numbers of a size against the general arithmetic, in all places.
fn fermat_as_defined<const N: usize>(below_top: [u64; 8]) {
    let top = BigUint::from(1_u8) << (64 * N);
    let numbers = below_top.map(|less| to_words::<N>(&(&top - less)).expect("it fits"));
    let Some(passes) = pass_fermat(&numbers) else {
        println!("skipped: no fused multiplication");
        return;
    };
    for (number, passes) in numbers.iter().zip(passes) {
        let number = from_words(number);
        let power = BigUint::from(2_u8).modpow(&(&number - 1_u8), &number);
        assert_eq!(passes, power == BigUint::from(1_u8), "{number}");
    }
}

#[test]
fn numbers_at_once() {
    // Among them the largest primes of 1024 and 2048 bits.
    fermat_as_defined::<16>([105, 1, 107, 103, 3, 105, u64::MAX, 105]);
    fermat_as_defined::<24>([3, 1, 3_453, 5, 7, 9, u64::MAX, 11]);
    fermat_as_defined::<32>([1_942_289, 1_942_291, 1, 3, 5, 7, 1_942_289, u64::MAX]);
}

#[test]
fn primes_of_random_digits_pass() {
    let mut draws = Draws::new(&Zeros);
    let numbers = [(); 8].map(|()| {
        let mut first = Seed::<16>::draw(&mut draws).start();
        first.set_bit(0, true);
        first.set_bit(1023, true);
        // The other arithmetic says what is prime.
        let candidates = (0_u32..).map(|index| to_words::<16>(&(&first + 2 * index)));
        let mut candidates = candidates.map(|words| words.expect("it fits"));
        let prime = candidates.find(|words| Modulus::new(*words).passes_for_two());
        prime.expect("there is one")
    });
    if let Some(passes) = pass_fermat(&numbers) {
        assert_eq!(passes, [true; 8]);
    }
}

#[test]
fn primes_are_found_in_order() {
    let start = (BigUint::from(1_u8) << 1024_u32) - 112_u8;
    let first = start + 1_u8;
    let seed = Seed::<16>::draw(&mut Draws::new(&Zeros));
    let found = find_prime(&first, &BigUint::from(2_u8), &seed, |_| true);
    assert_eq!(found, Some((BigUint::from(1_u8) << 1024_u32) - 105_u8));
}
