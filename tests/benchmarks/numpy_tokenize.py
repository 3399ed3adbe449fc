# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of core_benchmark's token figures: the same episodes, vectorised numpy, one thread. Needs numpy only.
usage: numpy_tokenize.py"""
import os
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import statistics
import time
import numpy as np

LUT = ((np.arange(256) / 255 * 2 - 1) / 4).astype(np.float32)


def bins(y):
    return np.clip(np.floor((np.clip(y, -1, 1) + 1) * 512), 0, 1023).astype(np.int64)


def compand(x):
    return np.sign(x) * np.log(100 * np.abs(x) + 1) / np.log(256 * 100 + 1)


def tokenize(images, obs, action):
    """ids, kinds, local positions and patch pixels of an episode: images, continuous observations, separator, actions."""
    steps = len(obs)
    patches, count = None, 0
    if images is not None:
        t, h, w, c = images.shape
        h2, w2 = -(-h // 16) * 16, -(-w // 16) * 16
        if (h2, w2) != (h, w):
            images = np.pad(images, ((0, 0), (0, h2 - h), (0, w2 - w), (0, 0)))
        count = h2 // 16 * (w2 // 16)
        cut = images.reshape(t, h2 // 16, 16, w2 // 16, 16, c).transpose(0, 1, 3, 5, 2, 4)
        patches = LUT[cut].reshape(t * count, c, 16, 16)
    o = bins(compand(obs.astype(np.float64))) + 32000
    a = bins(action.astype(np.float64)) + 32000
    ids = np.concatenate([np.full((steps, count), -1), o, np.full((steps, 1), 33024), a], axis=1).ravel()
    row = np.concatenate([np.zeros(count), np.full(o.shape[1], 1), [2], np.full(a.shape[1], 3)]).astype(np.int8)
    local = np.concatenate([np.arange(count + o.shape[1]), np.full(1 + a.shape[1], -1)])
    return ids, np.tile(row, steps), np.tile(local, steps), patches


def main():
    g = np.random.default_rng(0)
    for name, steps, side in (("50 steps, 64 x 64 + 20 + 8", 50, 64), ("10 steps, 224 x 224 + 20 + 8", 10, 224), ("100,000 steps, 20 + 8 numbers", 100000, 0)):
        images = g.integers(0, 256, (steps, side, side, 3), dtype=np.uint8) if side else None
        obs, action = g.normal(0, 5, (steps, 20)).astype(np.float32), g.uniform(-1, .999, (steps, 8)).astype(np.float32)
        count = len(tokenize(images, obs, action)[0])
        seconds, start = [], time.perf_counter()
        while len(seconds) < 3 or (time.perf_counter() - start < 2 and len(seconds) < 200):
            begin = time.perf_counter()
            tokenize(images, obs, action)
            seconds.append(time.perf_counter() - begin)
        median = statistics.median(seconds)
        print("| %-72s | %-46s |" % ("numpy: tokenize %s, %d tokens" % (name, count), "%.3g tokens/s, %.3f ms, n = %d" % (count / median, median * 1e3, len(seconds))))


if __name__ == "__main__":
    main()
