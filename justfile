# What people run by hand; `just` lists it. Anything with logic in it is a task of `cargo xtask`.

default:
    @just --list

# Everything that has to hold
test:
    ./test

# Render the demonstration chart
run:
    ./run

# The fast checks, while working
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo xtask tidy

# Compare with real Helm; for example: just conformance --kinds own
conformance *ARGS:
    cargo xtask conformance {{ARGS}}

# Record the goldens of corpus/cases again
record *ARGS:
    cargo xtask record {{ARGS}}

# Speed and memory against real Helm
bench *ARGS:
    cargo xtask bench {{ARGS}}

# Charts that attack
hostile *ARGS:
    cargo xtask hostile {{ARGS}}

# Every fuzz target for so many seconds
fuzz SECONDS="60":
    cargo xtask fuzz --seconds {{SECONDS}}

# Write docs/reference/cli again
docs:
    cargo xtask docs
