//! RSA: keys, signatures, and the form of PKCS #1.

use num_bigint::BigUint;
use num_integer::Integer as _;
use num_traits::One as _;
use sha2::{Digest as _, Sha256};

use super::der::{self, Reader};
use super::draws::Draws;
use super::montgomery::Modulus;
use super::prime::{Seed, find_prime, from_words, to_words};

const PUBLIC_EXPONENT: u32 = 65_537;

/// The smallest key that Go signs with.
const MIN_BITS: u64 = 1024;

/// The header of a SHA-256 digest in a signature: its algorithm, as DER.
const SHA256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// An RSA private key of two primes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RsaKey {
    modulus: BigUint,
    public_exponent: BigUint,
    private_exponent: BigUint,
    p: BigUint,
    q: BigUint,
}

impl RsaKey {
    /// A new key of `128·N` bits. Its primes are searched for on two threads.
    pub(super) fn generate<const N: usize>(draws: &mut Draws) -> Self {
        let e = BigUint::from(PUBLIC_EXPONENT);
        loop {
            let seeds: [Seed<N>; 2] = [Seed::draw(draws), Seed::draw(draws)];
            let search = |seed: &Seed<N>| {
                let mut first = seed.start();
                // The two top bits make the product exactly as long as wanted.
                let bits = 64 * N as u64;
                for bit in [0, bits - 2, bits - 1] {
                    first.set_bit(bit, true);
                }
                find_prime(&first, &BigUint::from(2_u8), seed, |prime| {
                    (prime - 1_u8) % PUBLIC_EXPONENT != BigUint::ZERO
                })
            };
            let (p, q) = std::thread::scope(|scope| {
                let other = scope.spawn(|| search(&seeds[1]));
                (search(&seeds[0]), other.join().ok().flatten())
            });
            let (Some(p), Some(q)) = (p, q) else { continue };
            // Primes close to each other would be easy to find.
            let distance = if p > q { &p - &q } else { &q - &p };
            if distance.bits() < 64 * N as u64 - 100 {
                continue;
            }
            let order = (&p - 1_u8).lcm(&(&q - 1_u8));
            if let Some(private_exponent) = e.modinv(&order) {
                return Self {
                    modulus: &p * &q,
                    public_exponent: e,
                    private_exponent,
                    p,
                    q,
                };
            }
        }
    }

    /// The public key as PKCS #1 has it.
    pub(super) fn public_der(&self) -> Vec<u8> {
        public_der(
            &self.modulus.to_bytes_be(),
            &self.public_exponent.to_bytes_be(),
        )
    }

    /// The key as PKCS #1 has it.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let (p1, q1) = (&self.p - 1_u8, &self.q - 1_u8);
        let numbers = [
            &self.modulus,
            &self.public_exponent,
            &self.private_exponent,
            &self.p,
            &self.q,
            &(&self.private_exponent % &p1),
            &(&self.private_exponent % &q1),
            &self.coefficient(),
        ];
        let mut content = der::unsigned(&[0]);
        for number in numbers {
            content.extend(der::unsigned(&number.to_bytes_be()));
        }
        der::element(der::SEQUENCE, &[&content])
    }

    /// The inverse of the second prime modulo the first.
    fn coefficient(&self) -> BigUint {
        self.q.modinv(&self.p).unwrap_or_default()
    }

    /// Reads a key in the form of PKCS #1; the error is Go's text.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, String> {
        let mut outer = Reader::new(bytes);
        let parsed = Self::read(&mut outer);
        if parsed.is_ok() && !outer.is_empty() {
            return Err("asn1: syntax error: trailing data".into());
        }
        let (version, numbers) = parsed?;
        if version > 1 {
            return Err("x509: unsupported private key version".into());
        }
        let positive = |number: Option<BigUint>| number.filter(|number| *number != BigUint::ZERO);
        let [modulus, public_exponent, private_exponent, p, q] = numbers.map(positive);
        let (Some(modulus), Some(private_exponent), Some(p), Some(q)) =
            (modulus, private_exponent, p, q)
        else {
            return Err("x509: private key contains zero or negative value".into());
        };
        let public_exponent =
            public_exponent.ok_or("crypto/rsa: public exponent too small or negative")?;
        let key = Self {
            modulus,
            public_exponent,
            private_exponent,
            p,
            q,
        };
        key.check()?;
        Ok(key)
    }

    /// Reads version, modulus, exponents and primes; the rest can be computed.
    fn read(outer: &mut Reader<'_>) -> Result<(i64, [Option<BigUint>; 5]), String> {
        let mut fields = outer.sequence("pkcs1PrivateKey")?;
        let version = fields.small_integer()?;
        let mut numbers = [const { None }; 5];
        for (index, number) in numbers.iter_mut().enumerate() {
            let go_type = if index == 1 { "int" } else { "" };
            *number = fields.integer(go_type)?.map(BigUint::from_bytes_be);
        }
        Ok((version, numbers))
    }

    /// Checks that the numbers belong together, as far as a signature depends on it.
    fn check(&self) -> Result<(), String> {
        let bits = self.modulus.bits();
        if bits < MIN_BITS {
            return Err(format!(
                "crypto/rsa: {bits}-bit keys are insecure (see \
                 https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)"
            ));
        }
        if self.modulus.is_even() {
            return Err("crypto/rsa: public modulus is even".into());
        }
        if self.p.is_one() || self.q.is_one() || self.p.is_even() || self.q.is_even() {
            return Err("crypto/rsa: invalid prime".into());
        }
        if &self.p * &self.q != self.modulus {
            return Err("crypto/rsa: p * q != n".into());
        }
        let product = &self.public_exponent * &self.private_exponent;
        let fits = |prime: &BigUint| (&product % (prime - 1_u8)).is_one();
        if !fits(&self.p) || !fits(&self.q) {
            return Err("crypto/rsa: invalid CRT exponent".into());
        }
        Ok(())
    }

    /// Signs the SHA-256 digest of a message (PKCS #1 version 1.5).
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let length = usize::try_from(self.modulus.bits().div_ceil(8)).unwrap_or(0);
        let digest = Sha256::digest(message);
        let mut padded = vec![0xff; length];
        padded[0] = 0;
        padded[1] = 1;
        // Keys shorter than this were refused.
        let start = length - SHA256_PREFIX.len() - digest.len();
        padded[start - 1] = 0;
        padded[start..start + SHA256_PREFIX.len()].copy_from_slice(&SHA256_PREFIX);
        padded[start + SHA256_PREFIX.len()..].copy_from_slice(&digest);
        let signature = self
            .private_power(&BigUint::from_bytes_be(&padded))
            .to_bytes_be();
        [vec![0; length - signature.len()], signature].concat()
    }

    /// The power with the private exponent, computed for each prime apart.
    fn private_power(&self, message: &BigUint) -> BigUint {
        let part =
            |prime: &BigUint| power(message, &(&self.private_exponent % (prime - 1_u8)), prime);
        let (for_p, for_q) = (part(&self.p), part(&self.q));
        let difference = (&for_p + &self.p - &for_q % &self.p) % &self.p;
        for_q + difference * self.coefficient() % &self.p * &self.q
    }
}

/// The public key as PKCS #1 has it.
pub(super) fn public_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    der::element(
        der::SEQUENCE,
        &[&der::unsigned(modulus), &der::unsigned(exponent)],
    )
}

/// A power modulo a prime, by the fast code for the usual sizes.
pub(super) fn power(base: &BigUint, exponent: &BigUint, modulus: &BigUint) -> BigUint {
    let base = base % modulus;
    let fast = match modulus.bits() {
        1024 => fast_power::<16>(&base, exponent, modulus),
        1536 => fast_power::<24>(&base, exponent, modulus),
        2048 => fast_power::<32>(&base, exponent, modulus),
        _ => None,
    };
    fast.unwrap_or_else(|| base.modpow(exponent, modulus))
}

fn fast_power<const N: usize>(
    base: &BigUint,
    exponent: &BigUint,
    modulus: &BigUint,
) -> Option<BigUint> {
    if modulus.is_even() {
        return None;
    }
    let modulus = Modulus::<N>::new(to_words(modulus)?);
    let residue = modulus.power(&modulus.residue(to_words(base)?), &exponent.to_u64_digits());
    Some(from_words(&modulus.number(&residue)))
}
