//! Settings that are one of a few words.

/// A setting with a list of words.
pub(crate) trait Choice: Copy + 'static {
    /// The words, in the order in which errors name them.
    const WORDS: &'static [(&'static str, Self)];
}

/// Whether a connection is encrypted, and how far the server is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SslMode {
    /// It is not.
    Disable,
    /// When it is refused otherwise.
    Allow,
    /// When the server can.
    Prefer,
    /// Always; of the server nothing is checked, unless there are authorities to check it by.
    Require,
    /// With a server that a trusted authority knows.
    VerifyCa,
    /// With a server that a trusted authority knows by this name.
    VerifyFull,
}

impl SslMode {
    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, mode)| *mode == self);
        found.map_or("", |(word, _)| word)
    }
}

impl Choice for SslMode {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("disable", Self::Disable),
        ("allow", Self::Allow),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-full", Self::VerifyFull),
        ("verify-ca", Self::VerifyCa),
    ];
}

/// How encryption begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Negotiation {
    /// After asking for it in the clear.
    Postgres,
    /// At once.
    Direct,
}

impl Choice for Negotiation {
    const WORDS: &'static [(&'static str, Self)] =
        &[("postgres", Self::Postgres), ("direct", Self::Direct)];
}

/// What a session has to be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    /// Anything.
    Any,
    /// Writing.
    ReadWrite,
    /// Nothing but reading.
    ReadOnly,
    /// Not on a standby.
    Primary,
    /// On a standby.
    Standby,
    /// On a standby, if there is one.
    PreferStandby,
}

impl Choice for Session {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("any", Self::Any),
        ("read-write", Self::ReadWrite),
        ("read-only", Self::ReadOnly),
        ("primary", Self::Primary),
        ("standby", Self::Standby),
        ("prefer-standby", Self::PreferStandby),
    ];
}

/// In which order hosts are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they are named.
    Given,
    /// By chance.
    Random,
}

impl Choice for Order {
    const WORDS: &'static [(&'static str, Self)] =
        &[("disable", Self::Given), ("random", Self::Random)];
}

/// Versions of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TlsVersion {
    /// 1.0, which is not spoken here.
    V10,
    /// 1.1, which is not spoken here.
    V11,
    /// 1.2.
    V12,
    /// 1.3.
    V13,
}

impl Choice for TlsVersion {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("TLSv1.0", Self::V10),
        ("TLSv1.1", Self::V11),
        ("TLSv1.2", Self::V12),
        ("TLSv1.3", Self::V13),
    ];
}
