#!/usr/bin/env bash
# Installs what is missing, builds, and runs tests; ends with ctest's summary.
#   tests/run.sh                    all tests but those with the label `long`
#   tests/run.sh judge theory       those of rooms (tests/rooms.py lists them), built alone
#   tests/run.sh cli.kernel         those whose name holds this
#   tests/run.sh --changed [REV]    those that what changed since REV concerns; HEAD unless given
#   tests/run.sh --all [...]        the long ones too; --long-since REV: those whose rooms changed
#   tests/run.sh --preset NAME ...  release (default), dev, sanitize (memory and undefined behaviour)
#                                   or threads (races)
# What ctest itself takes stands behind --, as in tests/run.sh judge -- --rerun-failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. experiments/install.sh

preset=release long=(-LE '^long$') rooms=() names=() options=() since= long_since=
while [ $# -gt 0 ]; do
  case $1 in
    --all) long=() ;;
    --long-since) long_since=${2:?--long-since wants a commit}; shift ;;
    --preset) preset=${2:?--preset wants a name}; shift ;;
    --changed)
      since=HEAD
      if [ $# -gt 1 ] && git rev-parse -q --verify "$2^{commit}" >/dev/null; then since=$2; shift; fi ;;
    --) shift; options=("$@"); break ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' tests/run.sh; exit ;;
    -*) echo "tests/run.sh: no option $1; see tests/run.sh --help" >&2; exit 2 ;;
    *) names+=("$1") ;;
  esac
  shift
done

# shellcheck disable=SC2086  # lists of words
install_packages $build_packages $picture_packages $speed_packages $test_packages

known=" $(/usr/bin/python3 tests/rooms.py) cli torture gold house analysis torch simd experiment "
if [ -n "$since" ]; then
  changed=$(/usr/bin/python3 tests/rooms.py changed "$since")
  echo "== Changed since $since: ${changed:-nothing that a test looks at}"
  [ -n "$changed" ] || exit 0
  if [ "$changed" != all ]; then read -ra rooms <<<"$changed"; fi
fi
patterns=()
for name in "${names[@]}"; do
  if [[ $known == *" $name "* ]]; then rooms+=("$name"); else patterns+=("$name"); fi
done

echo "== Building ($preset)"
cmake --preset "$preset" -DSIMCLR_FLOW_TESTS=ON >/dev/null
targets=() chosen=()
if [ ${#rooms[@]} -gt 0 ]; then
  chosen+=(-L "^($(IFS='|'; echo "${rooms[*]}"))\$")
fi
if [ ${#patterns[@]} -gt 0 ]; then
  long=()
  chosen+=(-R "$(IFS='|'; echo "${patterns[*]}")")
fi
for name in "${rooms[@]}" "${patterns[@]%%.*}"; do
  if [ -n "$name" ] && [ -d "tests/$name" ] && compgen -G "tests/$name/*.cpp" >/dev/null; then
    targets+=("${name}_tests")
  fi
done
if [ ${#chosen[@]} -gt 0 ]; then targets+=(simclr-flow kill_shim); else targets=(all); fi
cmake --build --preset "$preset" --target "${targets[@]}"

# The names of the tests that ctest would run with these options.
names_of() {
  ctest --preset "$preset" -N "$@" | sed -n 's/^ *Test *#[0-9]*: //p'
}
if [ -n "$long_since" ]; then
  changed=$(/usr/bin/python3 tests/rooms.py changed "$long_since")
  echo "== Changed since $(git log -1 --format='%h of %cd' "$long_since"): ${changed:-nothing}"
  long=()
  if [ "$changed" != all ]; then
    left_out=$(comm -23 <(names_of -L '^long$' | sort) \
      <(names_of -L '^long$' -L "^(${changed// /|})\$" | sort))
    echo "== Left out, as they are long and their rooms did not change:" ${left_out:-none}
    if [ -n "$left_out" ]; then long=(-E "^($(paste -sd '|' <<<"${left_out//./\\.}"))\$"); fi
  fi
fi

echo "== Testing ($preset)"
if ! ctest --preset "$preset" -j "$(nproc)" --no-tests=error --timeout 1200 \
  "${chosen[@]}" "${long[@]}" "${options[@]}"; then
  echo "== Some tests failed. Again: tests/run.sh --preset $preset -- --rerun-failed" >&2
  exit 1
fi
