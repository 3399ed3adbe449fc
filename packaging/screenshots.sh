#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws README's pictures anew from the bundled sample; needs build/release/bin/gatoscope, no display.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
out=$root/resources/screenshots
mkdir -p "$out"
export QT_QPA_PLATFORM=offscreen
policy=$root/resources/policy
babyai=$root/resources/sample/babyai-gotolocal
for theme in dark light; do
    "$program" screenshot "$babyai" --episode 0 --step 5 --token 134 --workspace tokens --theme $theme -o "$out/tokens-$theme.png"
    "$program" screenshot "$root/resources/sample/reacher" --workspace tokenizer --theme $theme -o "$out/tokenizer-$theme.png"
    for workspace in attention actions; do
        "$program" screenshot "$babyai" --model "$policy" --episode 0 --step 3 --layer 2 --head 3 --workspace $workspace \
            --theme $theme -o "$out/$workspace-$theme.png"
    done
    "$program" screenshot "$root/resources/sample/pendulum" --model "$policy" --step 4 --workspace actions \
        --theme $theme -o "$out/actions-continuous-$theme.png"
    "$program" screenshot --workspace start --theme $theme -o "$out/start-$theme.png"
    "$program" screenshot --workspace scratch --theme $theme -o "$out/scratch-$theme.png"
done
ls -l "$out"
