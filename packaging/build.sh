# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# For run.sh, test.sh and .ci/run (sourced): where the project is and how a preset is built.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
program=$root/build/release/bin/gatoscope
# Objects of one checkout serve another.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

jobs=$(nproc 2>/dev/null || echo 2)
# A compiler of heavy headers needs about 2 GB: fewer at once where memory is short.
memory=$(awk '/MemAvailable/ {print int($2 / 2000000)}' /proc/meminfo 2>/dev/null || echo "$jobs")
if [ "${memory:-0}" -ge 1 ] && [ "$memory" -lt "$jobs" ]; then jobs=$memory; fi

build_preset() { # build_preset PRESET [cmake options]
    local preset=$1
    shift
    local cache=build/$preset/CMakeCache.txt
    # A build folder that was carried here from another place, or whose compiler is gone, starts again.
    if [ -f "$cache" ] && ! grep -q "^CMAKE_HOME_DIRECTORY:INTERNAL=$root\$" "$cache"; then rm -rf "build/$preset"; fi
    cmake --preset "$preset" "$@" >"build-$preset.log" 2>&1 || { cat "build-$preset.log"; rm -f "build-$preset.log"; return 1; }
    grep -A3 'CMake Warning' "build-$preset.log" || true
    rm -f "build-$preset.log"
    cmake --build "build/$preset" -j "$jobs"
}
