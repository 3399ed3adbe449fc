#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that a build needs, on a bare Debian 12 or a current Ubuntu. Safe to run again: what is there is left alone.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'TEXT'
usage: packaging/setup.sh [--cuda] [--no-model] [--check-tools]

Installs the distribution's packages (as root, or with sudo) and fetches LibTorch and Arrow C++, pinned by hash, into
${XDG_CACHE_HOME:-~/.cache}/gatoscope. Runs nothing where all is there.

  --cuda         also the GPU libraries of LibTorch (2 GB to fetch, 6 GB on disk)
  --no-model     without LibTorch: everything but the model
  --check-tools  also what .ci/run uses: clang-format, clang-tidy, Xvfb, validators
  --help         this text
TEXT
}

cuda=no model=yes tools=no
for argument in "$@"; do
    case $argument in
        --cuda) cuda=yes ;;
        --no-model) model=no ;;
        --check-tools) tools=yes ;;
        -h | --help) usage; exit 0 ;;
        *) echo "setup: unknown option $argument; see packaging/setup.sh --help" >&2; exit 2 ;;
    esac
done

say() { echo "setup: $*"; }
fail() { echo "setup: error: $*" >&2; exit 1; }

# One name a line; "a|b" takes the first that the distribution has.
packages() {
    cat <<'TEXT'
build-essential
cmake
ninja-build
pkg-config
ca-certificates
python3
python3-pip
qt6-base-dev
qt6-base-dev-tools
qt6-svg-dev|libqt6svg6-dev
libqcustomplot-dev
libgl-dev
libopencv-dev
libhdf5-dev
libsentencepiece-dev
sentencepiece
libavformat-dev
libavcodec-dev
libavutil-dev
libswscale-dev
libgloo-dev
nlohmann-json3-dev
libexpected-dev
libcli11-dev
zlib1g-dev
fontconfig
fonts-inter|fonts-inter-variable|fonts-dejavu-core
fonts-jetbrains-mono|fonts-dejavu-core
TEXT
    if [ "$tools" = yes ]; then
        cat <<'TEXT'
clang-format-14|clang-format
clang-tidy-14|clang-tidy
desktop-file-utils
appstream
libxml2-utils
python3-venv
xauth
xvfb
imagemagick
x11-utils
TEXT
    fi
}
# Quicker builds where the distribution has them; a build without them works as well.
extras() { printf '%s\n' ccache mold; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
any_installed() { # any_installed "a|b"
    local name
    for name in ${1//|/ }; do
        if installed "$name"; then return 0; fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
apt() { # waits for another run of apt instead of failing
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 "$@" </dev/null
}
available() { # a candidate to install, not a name alone
    local candidate
    candidate=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')
    [ -n "$candidate" ] && [ "$candidate" != "(none)" ]
}

install_packages() {
    local missing=() line name chosen wanted=()
    command -v dpkg-query >/dev/null || fail "apt and dpkg were looked for and not found; install what packaging/setup.sh lists by your system's own means"
    while read -r line; do any_installed "$line" || missing+=("$line"); done < <(packages)
    if [ ${#missing[@]} = 0 ]; then say "the distribution's packages are all there"; return; fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "these packages are missing and this user is not root and has no sudo: ${missing[*]}"
    fi
    say "installing: ${missing[*]}"
    apt update -qq || say "warning: apt-get update failed; going on with the lists that are there"
    for line in "${missing[@]}"; do
        chosen=
        for name in ${line//|/ }; do
            if available "$name"; then chosen=$name; break; fi
        done
        [ -n "$chosen" ] || fail "no package called ${line//|/ or } in this distribution's lists; Debian 12 and current Ubuntu have it (universe switched on?)"
        wanted+=("$chosen")
    done
    for name in $(extras); do
        if ! installed "$name" && available "$name"; then wanted+=("$name"); fi
    done
    apt install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null || fail "apt-get could not install: ${wanted[*]}"
}

# ---- wheels ----------------------------------------------------------------------------------------------------------
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatoscope
wheels=$cache/wheels
unpacked=$cache/unpacked

lists() {
    echo "$here/wheels.txt"
    if [ "$model" = yes ]; then echo "$here/wheels-model.txt"; fi
    if [ "$cuda" = yes ]; then echo "$here/wheels-cuda.txt"; fi
}
digests() { # a line for each list of wheels, with the way it is unpacked
    local file
    for file in "$@"; do echo "$(basename "$file"):$(cat "$file" "$here/unpack_wheels.py" | sha256sum | cut -c1-64)"; done
}
stamp_is_enough() {
    local line
    for line in $(digests "$@"); do grep -qsF "$line" "$unpacked/.stamp" || return 1; done
}

download() {
    local arguments=() tag
    # Any Python 3 fetches the same files: the wheels are unpacked for C++, never imported.
    for tag in manylinux_2_28 manylinux_2_27 manylinux_2_25 manylinux_2_18 manylinux_2_17 manylinux2014; do
        arguments+=(--platform "${tag}_x86_64")
    done
    python3 -m pip download --quiet --disable-pip-version-check --retries 5 --no-deps --only-binary=:all: --no-cache-dir \
        --implementation cp --python-version 3.12 "${arguments[@]}" --require-hashes -r "$1" -d "$wheels" </dev/null
}

fetch_wheels() {
    local files=()
    mapfile -t files < <(lists)
    if stamp_is_enough "${files[@]}"; then say "LibTorch and Arrow are in $unpacked"; return; fi
    # What an earlier run has unpacked for more options stays.
    if [ "$model" = yes ] && grep -qs '^wheels-cuda.txt:' "$unpacked/.stamp"; then cuda=yes; mapfile -t files < <(lists); fi
    list=$cache/missing.$$.txt temporary=$cache/unpacked.$$
    trap 'rm -rf "$list" "$temporary" "$temporary.old"' EXIT
    python3 "$here/unpack_wheels.py" missing "$wheels" "${files[@]}" >"$list"
    if [ -s "$list" ]; then
        say "downloading: $(cut -d' ' -f1 "$list" | tr '\n' ' ')"
        download "$list" || fail "pip could not download what $list names; check the network and run packaging/setup.sh again"
    fi
    say "unpacking into $unpacked"
    mkdir -p "$temporary"
    local with_cuda=()
    if [ "$cuda" = yes ]; then with_cuda=(--cuda); fi
    python3 "$here/unpack_wheels.py" unpack "$wheels" "$temporary" "${with_cuda[@]}" "${files[@]}"
    digests "${files[@]}" >"$temporary/.stamp"
    # The folder appears whole or not at all.
    if [ -e "$unpacked" ]; then mv "$unpacked" "$temporary.old"; fi
    mv "$temporary" "$unpacked"
    rm -rf "$temporary.old"
}

install_packages
if [ "$(uname -m)" != x86_64 ]; then
    say "warning: no wheels are pinned for $(uname -m); the build uses a system Arrow where there is one and has no model"
    exit 0
fi
mkdir -p "$wheels"
exec 9>"$cache/lock"
flock 9
fetch_wheels
say "done"
