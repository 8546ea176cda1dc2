//! The fast arithmetic against the general one.

use num_bigint::BigUint;
use proptest::prelude::*;

use super::montgomery::Modulus;
use super::prime::from_words;

const N: usize = 4;

fn number(words: &[u64; N]) -> BigUint {
    from_words(words)
}

/// Words with many ones and zeros, where carries go wrong if they do.
fn words() -> impl Strategy<Value = [u64; N]> {
    proptest::array::uniform4(prop_oneof![
        any::<u64>(),
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(1 << 63)
    ])
}

fn odd_modulus() -> impl Strategy<Value = [u64; N]> {
    words().prop_map(|mut words| {
        words[0] |= 1;
        words[N - 1] |= 1 << 63;
        words
    })
}

fn below(words: &[u64; N], modulus: &[u64; N]) -> [u64; N] {
    let digits = (number(words) % number(modulus)).to_u64_digits();
    let mut out = [0; N];
    out[..digits.len()].copy_from_slice(&digits);
    out
}

proptest! {
    #[test]
    fn products_and_powers(n in odd_modulus(), a in words(), b in words(), e in words()) {
        let modulus = Modulus::new(n);
        let (a, b) = (below(&a, &n), below(&b, &n));
        let (ra, rb) = (modulus.residue(a), modulus.residue(b));
        prop_assert_eq!(modulus.number(&ra), a);
        let product = modulus.number(&modulus.multiply(&ra, &rb));
        prop_assert_eq!(number(&product), number(&a) * number(&b) % number(&n));
        prop_assert_eq!(modulus.square(&ra), modulus.multiply(&ra, &ra));
        let power = modulus.number(&modulus.power(&ra, &e));
        prop_assert_eq!(number(&power), number(&a).modpow(&number(&e), &number(&n)));
    }

    #[test]
    fn test_for_two(n in odd_modulus()) {
        let modulus = Modulus::new(n);
        let mut two = [0; N];
        two[0] = 2;
        prop_assert_eq!(modulus.passes_for_two(), modulus.passes_for(&modulus.residue(two)));
    }
}

#[test]
fn knows_a_prime() {
    // 2²⁵⁶ − 189 is prime, 2²⁵⁶ − 187 is not.
    let near_top = |low: u64| Modulus::new([low, u64::MAX, u64::MAX, u64::MAX]);
    assert!(near_top(u64::MAX - 188).passes_for_two());
    assert!(!near_top(u64::MAX - 186).passes_for_two());
}
