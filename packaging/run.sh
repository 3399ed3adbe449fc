#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up, builds and starts Gatoscope; arguments go to the program.
#   packaging/run.sh                  the window with the bundled sample
#   packaging/run.sh PATH...          the window with these datasets
#   packaging/run.sh info PATH        any command of the program
#   packaging/run.sh --build-only     builds build/release/bin/gatoscope and stops there
# Without a display the sample's screenshots and token table are written to build/sample instead.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

# A command's own output alone goes to standard output.
"$root/packaging/setup.sh" >&2
build_preset release >&2
if [ "${1:-}" = --build-only ]; then
    echo "built: $program"
    exit 0
fi

if [ $# -gt 0 ] && [ "$1" != open ] && "$program" --help 2>/dev/null | grep -qE "^ +$1( |\$)"; then
    exec "$program" "$@"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$program" "$@"
fi

out=$root/build/sample
mkdir -p "$out"
export QT_QPA_PLATFORM=offscreen
paths=("$@")
if [ ${#paths[@]} = 0 ]; then paths=("$root/resources/sample/babyai-gotolocal"); fi
for theme in dark light; do
    for workspace in tokens attention actions tokenizer start scratch; do
        "$program" screenshot "${paths[@]}" -o "$out/$workspace-$theme.png" --workspace "$workspace" --theme "$theme"
    done
done
"$program" tokenize "${paths[0]}" --episode 0 -o "$out/tokens.csv"
"$program" info "${paths[0]}" >"$out/info.txt"
echo "No display was found; the sample was rendered instead:"
ls -1 "$out" | sed "s|^|  $out/|"
