//! Numbers: conversion, integer and decimal arithmetic, rounding, sequences.

mod arithmetic;
mod convert;
mod decimal;
mod round;
mod sequence;

use crate::entry::Entry;

/// The functions of this module.
pub(crate) const TABLES: &[&[Entry]] = &[
    arithmetic::FUNCTIONS,
    convert::FUNCTIONS,
    decimal::FUNCTIONS,
    round::FUNCTIONS,
    sequence::FUNCTIONS,
];
