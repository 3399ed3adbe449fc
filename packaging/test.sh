#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up, builds with warnings as errors and runs every test, none of which needs a display. Arguments go to ctest.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

"$root/packaging/setup.sh"
build_preset release -DGATOSCOPE_WERROR=ON -DGATOSCOPE_TESTS=ON
export QT_QPA_PLATFORM=offscreen
ctest --preset release -j "$jobs" "$@"
