#!/usr/bin/env bash
# Installs what is missing, builds, and runs tests; ends with ctest's summary.
#   tests/run.sh                    all tests but those with the label `long`
#   tests/run.sh judge theory       those of rooms (tests/rooms.py lists them), built alone
#   tests/run.sh cli.kernel         those whose name holds this
#   tests/run.sh --changed [REV]    those that what changed since REV concerns; HEAD unless given
#   tests/run.sh --all [...]        the long ones too; --long-since REV: those whose rooms changed, but
#                                   not the claims of all experiments (tests/run.sh claims)
#   tests/run.sh --preset NAME ...  release (default), dev, sanitize (memory and undefined behaviour)
#                                   or threads (races)
# What ctest itself takes stands behind --, as in tests/run.sh judge -- --rerun-failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. experiments/install.sh

preset=release long=none names=() options=() since=
while [ $# -gt 0 ]; do
  case $1 in
    --all) long=all ;;
    --long-since) long=${2:?--long-since wants a commit}; shift ;;
    --preset) preset=${2:?--preset wants a name}; shift ;;
    --changed)
      since=HEAD
      if [ $# -gt 1 ] && git rev-parse -q --verify "$2^{commit}" >/dev/null; then since=$2; shift; fi ;;
    --) shift; options=("$@"); break ;;
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' tests/run.sh; exit ;;
    -*) echo "tests/run.sh: no option $1; see tests/run.sh --help" >&2; exit 2 ;;
    *) names+=("$1") ;;
  esac
  shift
done

# shellcheck disable=SC2086  # lists of words
install_packages $build_packages $picture_packages $speed_packages $test_packages

labels=" $(/usr/bin/python3 tests/rooms.py) cli torture gold house analysis fuzz install tools torch simd experiment claims "
if [ -n "$since" ]; then
  changed=$(/usr/bin/python3 tests/rooms.py changed "$since")
  echo "== Changed since $since: ${changed:-nothing that a test looks at}"
  [ -n "$changed" ] || exit 0
  if [ "$changed" != all ]; then read -ra names <<<"$changed ${names[*]}"; fi
fi

cmake --preset "$preset" -DSIMCLR_FLOW_TESTS=ON >/dev/null
# The names of the tests that ctest would run with these options, sorted.
names_of() {
  ctest --preset "$preset" -N "$@" | sed -n 's/^ *Test *#[0-9]*: //p' | sort
}
# The names on standard input as what -R and -E take.
any_of() {
  sed 's/\./\\./g' | paste -sd '|' | sed 's/.*/^(&)$/'
}

chosen=$(
  [ ${#names[@]} -gt 0 ] || names_of
  for name in "${names[@]}"; do
    if [[ $labels == *" $name "* ]]; then names_of -L "^$name\$"; else names_of -R "$name"; fi
  done | sort -u
)
case $long in
  none) chosen=$(comm -23 <(echo "$chosen") <(names_of -L '^long$')) ;;
  all) ;;
  *)
    chosen=$(comm -23 <(echo "$chosen") <(names_of -L '^claims$'))
    changed=$(/usr/bin/python3 tests/rooms.py changed "$long")
    echo "== Changed since $(git log -1 --format='%h of %cd' "$long"): ${changed:-nothing}"
    if [ "$changed" != all ]; then
      left_out=$(comm -23 <(names_of -L '^long$') \
        <(names_of -L '^long$' -L "^(${changed// /|})\$"))
      echo "== Left out, long and of rooms that did not change:" ${left_out:-none}
      chosen=$(comm -23 <(echo "$chosen") <(echo "$left_out"))
    fi ;;
esac
if [ -z "$chosen" ]; then
  echo "tests/run.sh: no test here (preset $preset) is called or labelled: ${names[*]}" >&2
  exit 2
fi

echo "== Building ($preset)"
targets=$(sed -nE 's/^(simd\.[a-z0-9]+\.)?([a-z_]+).*/\2_tests/p' <<<"$chosen" | sort -u |
  while read -r program; do if [ -d "tests/${program%_tests}" ] &&
    compgen -G "tests/${program%_tests}/*.cpp" >/dev/null; then echo "$program"; fi; done)
if grep -qvE "^simd\.|^($(sed 's/_tests$//' <<<"$targets" | paste -sd '|'))\." <<<"$chosen"; then
  targets+=" simclr-flow kill_shim"
fi
# shellcheck disable=SC2086  # lists of words
cmake --build --preset "$preset" --target ${targets}

echo "== Testing ($preset)"
# One more than processors: some tests wait for what they killed.
if ! ctest --preset "$preset" -j "$(($(nproc) + 1))" --no-tests=error -R "$(any_of <<<"$chosen")" \
  "${options[@]}"; then
  echo "== Some tests failed. Again: tests/run.sh --preset $preset -- --rerun-failed" >&2
  exit 1
fi
