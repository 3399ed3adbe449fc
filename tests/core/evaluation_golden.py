# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that evaluation_test.cpp expects, computed from their definitions with numpy and nothing of Gatoscope.

Prints one line per figure: row, measure, value. Run it again when the definitions change.
"""
import numpy as np

LOW, HIGH = np.array([-1.5, -4.0]), np.array([2.0, 4.0])
LENGTHS = [40, 25]
rows = {("arm", 0): [], ("arm", 1): [], ("choice", 0): []}


def bins_of(x, d):
    y = (x - LOW[d]) / (HIGH[d] - LOW[d]) * 2 - 1
    return int(np.clip(np.floor((y + 1) * 512), 0, 1023))


def centre(b, d):
    return LOW[d] + ((2 * b + 1) / 1024 - 1 + 1) / 2 * (HIGH[d] - LOW[d])


for e, steps in enumerate(LENGTHS):
    for t in range(steps):
        for d in range(2):
            x = float(np.float32(((t * 37 + d * 11 + e * 5) % 101 / 50.0 - 1.0) * (d + 1)))
            b = bins_of(x, d)
            shift = (t * 7 + d * 3 + e) % 9 - 4
            pred = int(np.clip(b + shift * (5 if t % 5 == 0 else 1), 0, 1023))
            p = np.maximum(0, 1 - np.abs(np.arange(1024) - pred - 0.3) / (3 + t % 7 * 4))
            illegal = 0.01 * (t % 4)
            p = (p / p.sum() * (1 - illegal)).astype(np.float32).astype(float)
            rows["arm", d].append(dict(e=e, t=t, x=x, id=b, pred=pred, p=p, illegal=illegal))
        c = (t * t + e) % 3
        pred = (c + (t % 4 == 0)) % 3
        top = 0.5 + 0.4 * ((t * 13) % 10) / 10
        p = np.full(3, (1 - top) / 2)
        p[pred] = top
        rows["choice", 0].append(dict(e=e, t=t, x=c, id=c, pred=pred, p=p.astype(np.float32).astype(float), illegal=0))


def say(row, what, value):
    print(f'    {{"{row[0]}", {row[1]}, "{what}", {float(value)!r}}},')


for row, data in rows.items():
    key, d = row
    x = np.array([r["x"] for r in data], float)
    ids = np.array([r["id"] for r in data])
    pred = np.array([r["pred"] for r in data])
    best = np.array([r["p"][r["pred"]] for r in data])
    say(row, "accuracy", np.mean(ids == pred))
    say(row, "cross_entropy", np.mean([-np.log(max(r["p"][r["id"]], 1e-9)) for r in data]))
    say(row, "illegal", np.mean([r["illegal"] for r in data]))
    place = np.minimum((best * 10).astype(int), 9)
    ece = sum((place == k).mean() * abs(best[place == k].mean() - (ids == pred)[place == k].mean())
              for k in range(10) if (place == k).any())
    say(row, "ece", ece)
    counts = np.bincount(ids)
    major = int(counts.argmax())
    say(row, "majority.accuracy", counts.max() / len(ids))
    f = counts[counts > 0] / len(ids)
    say(row, "majority.cross_entropy", -(f * np.log(f)).sum())
    pairs = [(a, b) for a, b in zip(data, data[1:]) if a["e"] == b["e"]]
    say(row, "previous.count", len(pairs))
    say(row, "previous.accuracy", np.mean([a["id"] == b["id"] for a, b in pairs]))
    say(row, "uniform.cross_entropy", np.log(3 if key == "choice" else 1024))
    if key == "choice":
        continue
    values = np.array([centre(b, d) for b in range(1024)])
    say(row, "mae", np.mean(np.abs(values[pred] - x)))
    say(row, "rms", np.sqrt(np.mean((values[pred] - x) ** 2)))
    say(row, "floor", np.mean(np.abs(values[ids] - x)))
    say(row, "floor_rms", np.sqrt(np.mean((values[ids] - x) ** 2)))
    for k in (1, 4, 16, 64):
        say(row, f"within.{k}", np.mean(np.abs(ids - pred) <= k))
    for level in (0.5, 0.8, 0.9, 0.95):
        inside = []
        for r in data:
            cdf = np.cumsum(r["p"]) / r["p"].sum()
            low = np.argmax(cdf >= (1 - level) / 2)
            high = np.argmax(cdf >= 1 - (1 - level) / 2)
            inside.append(low <= r["id"] <= high)
        say(row, f"coverage.{level}", np.mean(inside))
    say(row, "majority.mae", np.mean(np.abs(values[major] - x)))
    say(row, "majority.rms", np.sqrt(np.mean((values[major] - x) ** 2)))
    say(row, "majority.within.16", np.mean(np.abs(ids - major) <= 16))
    say(row, "previous.mae", np.mean([abs(a["x"] - b["x"]) for a, b in pairs]))
    say(row, "previous.rms", np.sqrt(np.mean([(a["x"] - b["x"]) ** 2 for a, b in pairs])))
    say(row, "previous.within.64", np.mean([abs(a["id"] - b["id"]) <= 64 for a, b in pairs]))
    say(row, "uniform.mae", np.mean(np.abs(values[None] - x[:, None])))
    say(row, "uniform.rms", np.sqrt(np.mean((values[None] - x[:, None]) ** 2)))
    say(row, "uniform.within.16", np.mean(np.abs(np.arange(1024)[None] - ids[:, None]) <= 16))
    mean = values[np.argmin(np.abs(values - x.mean()))]
    say(row, "mean.mae", np.mean(np.abs(mean - x)))
    say(row, "mean.rms", np.sqrt(np.mean((mean - x) ** 2)))
    median = values[np.sort(ids)[(len(ids) - 1) // 2]]
    say(row, "median.mae", np.mean(np.abs(median - x)))
