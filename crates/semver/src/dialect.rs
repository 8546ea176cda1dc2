/// Which release of the Go library words the errors. The limits of 3.5.0 hold in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// 3.4.0 (Helm 4.1): improper constraints unquoted.
    V3_4,
    /// 3.5.0 (Helm 3.22 and 4.3): improper constraints quoted.
    #[default]
    V3_5,
}
