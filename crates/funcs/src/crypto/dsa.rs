//! DSA: new keys of 2048 and 256 bits, in the form that Sprig gives them.

use num_bigint::BigUint;
use num_traits::One as _;

use super::der;
use super::draws::Draws;
use super::prime::{Seed, find_prime};
use super::rsa::power;

/// A DSA private key, in the letters of the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DsaKey {
    p: BigUint,
    q: BigUint,
    g: BigUint,
    y: BigUint,
    x: BigUint,
}

impl DsaKey {
    #[expect(clippy::many_single_char_names, reason = "the standard names them so")]
    pub(super) fn generate(draws: &mut Draws) -> Self {
        loop {
            let seed: Seed<4> = Seed::draw(draws);
            let mut first = seed.start();
            first.set_bit(0, true);
            first.set_bit(255, true);
            let Some(q) = find_prime(&first, &BigUint::from(2_u8), &seed, |_| true) else {
                continue;
            };
            let seed: Seed<32> = Seed::draw(draws);
            let mut start = seed.start();
            start.set_bit(2047, true);
            // The numbers that leave 1 when 2q divides them.
            let step = &q * 2_u8;
            let first = &start - &start % &step + 1_u8;
            let Some(p) = find_prime(&first, &step, &seed, |_| true) else {
                continue;
            };
            let exponent = (&p - 1_u8) / &q;
            let generators = (2_u32..).map(|h| power(&BigUint::from(h), &exponent, &p));
            let Some(g) = generators.into_iter().find(|g| !g.is_one()) else {
                continue;
            };
            let x = BigUint::from_bytes_be(&draws.array::<40>()) % (&q - 1_u8) + 1_u8;
            let y = power(&g, &x, &p);
            return Self { p, q, g, y, x };
        }
    }

    /// Version, p, q, g, y and x.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let mut content = der::unsigned(&[0]);
        for number in [&self.p, &self.q, &self.g, &self.y, &self.x] {
            content.extend(der::unsigned(&number.to_bytes_be()));
        }
        der::element(der::SEQUENCE, &[&content])
    }
}
