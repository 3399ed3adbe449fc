#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the shipped policy from nothing: its data, the training, the figures, the folder that resources/policy is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
program=${GATOSCOPE:-$root/build/release/bin/gatoscope}

usage() {
    cat <<'TEXT'
usage: packaging/policy/make_policy.sh FOLDER [SCALE [STEPS]]

Makes in FOLDER: venv/ (numpy, h5py, minigrid, gymnasium), data/ (20 minutes on two cores), run/ (two hours of one core of its own),
policy/ (what resources/policy holds). What is there already is kept, an interrupted training goes on. SCALE (default 1)
multiplies the number of training episodes, STEPS (default 18500) says how long to train: 0.01 and 100 try it all in some
minutes. GATOSCOPE names the program, default build/release/bin/gatoscope.
TEXT
}

case ${1:---help} in -h | --help) usage; exit 0 ;; esac
folder=$(mkdir -p "$1" && cd "$1" && pwd) scale=${2:-1} steps=${3:-18500}
[ -x "$program" ] || { echo "make_policy: error: $program is not built; see packaging/run.sh --build-only" >&2; exit 1; }

if [ ! -x "$folder/venv/bin/python" ]; then python3 -m venv "$folder/venv"; fi
"$folder/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
"$folder/venv/bin/python" "$here/make_data.py" "$folder/data" --scale "$scale"

# The recipe of the shipped policy; its config.json records the same.
recipe=(--data gotolocals5n2:0.74 --data gotolocal:0.08 --data pendulum:0.07 --data pendulum-state:0.11
    --preset "$here/policy.json" --steps "$steps" --batch 8 --lr 0.0015 --lr-end 0.00001 --warmup 100 --beta2 0.999 --prompt 0
    --targets actions --dtype bfloat16 --save-dtype bfloat16 --validate-every 1000 --validation-windows 10 --save-every 500)
resume=()
if [ -e "$folder/run/state.safetensors" ]; then resume=(--resume); fi
(cd "$folder/data" && "$program" train "${recipe[@]}" --out "$folder/run" "${resume[@]}")

mkdir -p "$folder/policy"
for file in model.safetensors config.json tokenizer.model; do cp "$folder/run/$file" "$folder/policy/"; done
cp "$folder/run/metrics.jsonl" "$folder/policy/"
cd "$folder/data"
"$program" eval --model "$folder/policy" gotolocals5n2-held-out gotolocal-held-out pendulum-held-out \
    pendulum-state-held-out
