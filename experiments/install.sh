# Sourced by quickstart.sh, tests/run.sh and continuous integration: installs the Debian packages that
# are missing.
# Usage: install_packages NAME...

build_packages="g++ cmake ninja-build git libeigen3-dev libspectra-dev libboost-dev libhdf5-dev libfmt-dev
  libcli11-dev libtomlplusplus-dev nlohmann-json3-dev zlib1g-dev libsundials-dev
  libopenblas-pthread-dev libtbb-dev libmuparser-dev"
picture_packages="python3 python3-h5py python3-matplotlib"
speed_packages="ccache mold"  # builds work without them
test_packages="doctest-dev clang-format"
binding_packages="python3-dev python3-numpy pybind11-dev"  # with -DSIMCLR_FLOW_PYTHON=ON
# Files, tables and pages are looked at by these where they are installed.
tool_packages="chromium python3-websocket python3-pandas octave r-cran-hdf5r python3-xarray python3-h5netcdf
  netcdf-bin hdf5-tools python3-mdanalysis python3-paraview"

install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "== All Debian packages are installed."
    return
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "Missing packages: ${missing[*]}. Install them as root, or install sudo." >&2
      exit 1
    }
    as_root=(sudo)
  fi
  echo "== Installing Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
