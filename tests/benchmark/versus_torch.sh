#!/usr/bin/env bash
# The same energies and gradients, and the same descent steps of networks, by this library (float64)
# and by PyTorch (float32), in turn: builds what is missing and prints tables of medians and ratios.
# Run it on a quiet machine.
# Usage: tests/benchmark/versus_torch.sh [ROUNDS]    default: 5
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. experiments/install.sh

# shellcheck disable=SC2086  # a list of words
install_packages $build_packages libbenchmark-dev python3-torch
cmake --preset release -DSIMCLR_FLOW_BENCHMARKS=ON >/dev/null
cmake --build --preset release --target simclr_flow_benchmark simclr-flow

# PyTorch asks the system for fresh memory in every step unless malloc keeps it: two to three times
# slower, and not its own fault.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000
/usr/bin/python3 tests/benchmark/versus_torch.py \
  build/release/tests/benchmark/simclr_flow_benchmark "${1:-5}"
/usr/bin/python3 tests/benchmark/step_versus_torch.py build/release/src/simclr-flow "${1:-5}"
