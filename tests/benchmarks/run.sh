#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds and runs the benchmarks; the same episodes through numpy in the same run, where Python has it. PYTHON names another.
# usage: tests/benchmarks/run.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../packaging/build.sh"
python=${PYTHON:-python3}
cmake --preset release >/dev/null
cmake --build build/release -j "$jobs" --target gatoscope_benchmarks >/dev/null
echo "== core"
build/release/benchmarks/core_benchmark
if "$python" -c 'import numpy' 2>/dev/null; then
    echo "== peer: vectorised numpy, one thread, the same episodes"
    "$python" tests/benchmarks/numpy_tokenize.py
    if [ -f ../shared/oracle/bench_peers.py ] && "$python" -c 'import torch' 2>/dev/null; then
        echo "== peers"
        "$python" ../shared/oracle/bench_peers.py --threads 1 --only tok
    fi
else
    echo "no numpy in $python: figures without a peer"
fi
if [ -x build/release/benchmarks/window_benchmark ]; then
    echo "== window"
    build/release/benchmarks/window_benchmark
fi
if [ -x build/release/benchmarks/model_benchmark ]; then
    echo "== model"
    build/release/benchmarks/model_benchmark --threads "$(nproc)"
    if [ -f ../shared/oracle/reference.py ] && "$python" -c 'import torch' 2>/dev/null; then
        echo "== model against PyTorch in Python, in turns"
        "$python" tests/benchmarks/forward_peer.py --threads "$(nproc)"
    fi
fi
if [ -x build/release/benchmarks/attention_benchmark ]; then
    echo "== attention"
    build/release/benchmarks/attention_benchmark
fi
