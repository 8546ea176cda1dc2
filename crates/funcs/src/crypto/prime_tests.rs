//! The sieve against the general arithmetic.

use num_bigint::BigUint;
use proptest::array::uniform4;
use proptest::prelude::any;
use proptest::{prop_assert_eq, proptest};

use super::prime::{Divisor, from_words, sieve, small_primes};

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
