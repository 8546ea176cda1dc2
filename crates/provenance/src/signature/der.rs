//! As much of DER (ITU-T X.690) as public keys and certificates need.

/// The tags that are asked for.
pub(super) mod tag {
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OBJECT_ID: u8 = 0x06;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const VERSION: u8 = 0xa0;
}

/// Values one after the other.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

/// One value.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    /// Without tag and length.
    pub(super) content: &'a [u8],
    /// With them.
    pub(super) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next value.
    pub(super) fn next(&mut self) -> Option<Element<'a>> {
        let bytes = self.0;
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            // Nothing here is longer than four bytes can say.
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = digits
                    .iter()
                    .fold(0_usize, |length, &digit| length << 8 | usize::from(digit));
                (length, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(Element {
            tag,
            content,
            whole: &bytes[..bytes.len() - rest.len()],
        })
    }

    /// The next value, which has this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }
}

/// The public key with its algorithm (`SubjectPublicKeyInfo`) that a certificate (RFC 5280) is about.
pub(super) fn key_of_certificate(certificate: &[u8]) -> Option<&[u8]> {
    let certificate = Reader::new(certificate).expect(tag::SEQUENCE)?;
    let signed = Reader::new(certificate.content).expect(tag::SEQUENCE)?;
    let mut fields = Reader::new(signed.content);
    let mut ahead = fields;
    if ahead.next()?.tag == tag::VERSION {
        fields = ahead;
    }
    // Number, algorithm, issuer, validity, subject.
    for _ in 0..5 {
        fields.next()?;
    }
    Some(fields.expect(tag::SEQUENCE)?.whole)
}
