#!/usr/bin/env bash
# Runs experiments and holds their claims against what comes out: reproduce.sh [NAME ...] [--quick].
# Goes on where an earlier call stopped. What it writes, and its exit codes: experiments/reproduce/README.md.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export SIMCLR_FLOW=${SIMCLR_FLOW:-$root/build/release/src/simclr-flow}
if [ ! -x "$SIMCLR_FLOW" ]; then
  echo "reproduce.sh: there is no program $SIMCLR_FLOW. Build it by experiments/quickstart.sh, or" \
    "name another by the variable SIMCLR_FLOW." >&2
  exit 2
fi
exec /usr/bin/python3 -B "$root/experiments/reproduce" "$@"
