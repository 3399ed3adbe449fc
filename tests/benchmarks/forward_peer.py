# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forward pass of model_benchmark against PyTorch in Python: the same weights, tokens, rows of logits and threads,
in turns, so that a busy machine slows both alike. The peer's model is the one beside the reference data
(../shared/oracle/reference.py). Both embed their tokens and pictures; ours also makes predictions of its rows.

usage: forward_peer.py [--benchmark FILE] [--threads N] [--turns N] [PRESET...]   (default: 79M-plain 79M)"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import torch

parser = argparse.ArgumentParser()
parser.add_argument("--benchmark", default="build/release/benchmarks/model_benchmark")
parser.add_argument("--oracle", default="../shared/oracle")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--turns", type=int, default=7)
parser.add_argument("preset", nargs="*", default=["79M-plain", "79M"])
options = parser.parse_args()
sys.path[:0] = [options.oracle, options.oracle + "/peers"]
import reference  # noqa: E402

torch.set_num_threads(options.threads)
torch.set_grad_enabled(False)


def weights(path):
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    out = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            out[name] = torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4,
                                         offset=begin).view(entry["shape"])
    return out


def states(model, tokens, sdpa):
    x = model.embed_sequence(tokens)
    for block in model.blocks:
        x = block(x, None, None, False, sdpa)[0]
    return model.final_norm(x)


for preset in options.preset:
    relative = not preset.endswith("-plain")
    ours = subprocess.Popen([options.benchmark, "--serve", "--threads", str(options.threads), preset],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    folder, tokens, asked, every = ours.stdout.readline().rsplit(" ", 3)
    tokens = int(tokens)
    model = reference.GatoModel(reference.preset(preset.removesuffix("-plain"), relative)).eval()
    missing = model.load_state_dict(weights(os.path.join(folder, "model.safetensors")), strict=False)
    if missing.missing_keys:
        print("not loaded:", missing.missing_keys[:4], file=sys.stderr)
    steps, rng = tokens // 45, np.random.default_rng(0)  # 16 patches, 20 numbers, the separator, 8 actions
    episode = {"i": list(rng.integers(0, 256, (steps, 64, 64, 3), dtype=np.uint8)),
               "o": list(rng.normal(0, 5, (steps, 20)).astype(np.float32)),
               "a": list(rng.uniform(-1, 0.999, (steps, 8)).astype(np.float32))}
    schema = {"observations": [{"key": "i", "kind": "image"}, {"key": "o", "kind": "continuous"}],
              "actions": [{"key": "a", "kind": "continuous"}]}
    x = reference.assemble(reference.preset(preset.removesuffix("-plain"), relative), schema, episode)
    assert len(x) == tokens

    def mine(rows):
        ours.stdin.write(rows + "\n")
        ours.stdin.flush()
        return float(ours.stdout.readline())

    def theirs(count):
        begin = time.perf_counter()
        logits = model.logits(states(model, x, not relative)[:, tokens - count:])
        logits.max().item()
        return time.perf_counter() - begin

    # As many rows on both sides, and the asked rows against every row, which is what a plain forward in Python computes.
    for rows, here, there in (("asked", int(asked), int(asked)), ("asked", int(asked), tokens),
                              ("every", int(every), int(every))):
        mine(rows)
        theirs(there)
        pairs = [(mine(rows), theirs(there)) for _ in range(options.turns)]
        ratio = statistics.median(other / own for own, other in pairs)
        print("%s, %d tokens, %d threads: ours with %d rows of logits %.0f ms, PyTorch %s with %d rows %.0f ms: %.2f x" %
              (preset, tokens, options.threads, here, 1e3 * statistics.median(own for own, _ in pairs),
               "eager" if relative else "SDPA", there, 1e3 * statistics.median(other for _, other in pairs), ratio))
    ours.stdin.close()
    ours.wait()
