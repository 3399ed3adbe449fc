# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer of `gatoscope train`: a plain PyTorch loop of the same model, on random sequences of equal length (so that it
wastes nothing on padding), with the head at targets only. Prints tokens per second of the clock, the median of the steps,
and of the processor, and the peak of its memory.
usage: train_peer.py CONFIG.json --sequences S --steps-per-sequence T --text 8 --patches 16 --actions 1 --threads 2
--write DIR writes random episodes of the same shape and their map instead, and prints the command that trains on them: the
same batch for both, no two patches alike and nothing padded."""
import argparse, json, pathlib, resource, statistics, time

import torch
import torch.nn.functional as F
from torch import nn


class Patch(nn.Module):
    def __init__(self, width, mid, groups):
        super().__init__()
        self.conv1 = nn.Conv2d(3, mid, 3, padding=1)
        self.norm = nn.GroupNorm(groups, mid)
        self.conv2 = nn.Conv2d(mid, 3, 3, padding=1)
        self.proj = nn.Linear(768, width)

    def forward(self, x):
        return self.proj((x + self.conv2(F.gelu(self.norm(self.conv1(F.gelu(x)))))).flatten(1))


class Block(nn.Module):
    def __init__(self, width, heads, ff):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, ff), nn.Linear(ff // 2, width)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        x = x + self.o(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, n, d))
        gate, value = self.up(self.norm2(x)).chunk(2, -1)
        return x + self.down(F.gelu(gate) * value)


class Gato(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, factor = c["width"], c.get("factor_dim", 0)
        self.tokens = nn.Embedding(33025, factor or width)
        self.factor = nn.Linear(factor, width, bias=False) if factor else nn.Identity()
        self.row, self.column = nn.Embedding(128, width), nn.Embedding(128, width)
        self.local, self.action = nn.Embedding(512, width), nn.Parameter(torch.zeros(width))
        self.patch = Patch(width, c.get("image_mid", 128), c.get("image_groups", 32))
        self.blocks = nn.ModuleList(Block(width, c["heads"], c["ffn_dim"]) for _ in range(c["layers"]))
        self.norm = nn.LayerNorm(width)

    def forward(self, ids, pixels, image, action, local, rows, columns, predictors, targets):
        x = self.factor(self.tokens(ids))
        x = x.masked_scatter(image.unsqueeze(-1), self.patch(pixels) + self.row(rows) + self.column(columns))
        x = x + self.local(local) * (~action).unsqueeze(-1) + self.action * action.unsqueeze(-1)
        for block in self.blocks:
            x = block(x)
        h = self.norm(x.flatten(0, 1)[predictors])
        if not isinstance(self.factor, nn.Identity):
            h = h @ self.factor.weight
        return F.cross_entropy(h @ self.tokens.weight.t(), targets)


def write(a):
    import numpy as np

    rng, side = np.random.default_rng(0), 16 * round(a.patches**0.5)
    folder, steps = pathlib.Path(a.write), a.steps_per_sequence
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for i in range(4 * a.sequences):
        np.savez(folder / "data" / f"{i:05}.npz", camera=rng.integers(0, 256, (steps, side, side, 3), np.uint8),
                 task=rng.integers(4, 32000, (steps, a.text)), action=rng.integers(0, 7, (steps, a.actions)))
    channels = [("camera", "observation", "image"), ("task", "observation", "text_ids"), ("action", "action", "discrete")]
    maps = [dict(source=key, key=key, role=role, modality=modality) for key, role, modality in channels]
    maps[2]["n"] = [7] * a.actions
    (folder / "map.json").write_text(json.dumps({"record": "episode", "channels": maps}))
    tokens = steps * (a.text + a.patches + 1 + a.actions)
    print(f"gatoscope train --data {folder}/data --map {folder}/map.json --preset {a.config} --set context={tokens} --batch "
          f"{a.sequences} --prompt 0 --targets {a.targets} --validation 0 --validate-every 0 --save-every 0 --log-every 1 "
          f"--threads {a.threads} --steps {a.steps} --out {folder}/run")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    for name, value in (("sequences", 64), ("steps_per_sequence", 5), ("text", 8), ("patches", 16), ("actions", 1),
                        ("threads", 2), ("steps", 8)):
        parser.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    parser.add_argument("--targets", choices=["all", "actions"], default="all")
    parser.add_argument("--write", metavar="DIR")
    a = parser.parse_args()
    if a.write:
        return write(a)
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    model = Gato(json.load(open(a.config)))
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    kinds = ["t"] * a.text + ["i"] * a.patches + ["s"] + ["a"] * a.actions
    row = kinds * a.steps_per_sequence
    n, size = len(row), a.sequences
    image = torch.tensor([k == "i" for k in row]).expand(size, n).contiguous()
    action = torch.tensor([k == "a" for k in row]).expand(size, n).contiguous()
    local = torch.tensor([i % len(kinds) for i in range(n)]).expand(size, n).contiguous()
    wanted = [i for i, k in enumerate(row) if i > 0 and (k == "a" or (k == "t" and a.targets == "all"))]
    predictors = torch.tensor([s * n + i - 1 for s in range(size) for i in wanted])
    times, processor = [], []
    for _ in range(a.steps):
        ids = torch.randint(0, 32000, (size, n))
        count = int(image.sum())
        pixels = torch.rand(count, 3, 16, 16) / 2 - 0.25
        rows, columns = torch.randint(0, 128, (count,)), torch.randint(0, 128, (count,))
        start, cpu = time.perf_counter(), time.process_time()
        loss = model(ids, pixels, image, action, local, rows, columns, predictors, ids.flatten()[predictors + 1])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - cpu)
    print(json.dumps({"tokens": size * n, "tokens_per_second": round(size * n / statistics.median(times[1:])),
                      "tokens_per_processor_second": round(size * n / statistics.median(processor[1:])),
                      "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                      "targets": len(wanted) * size, "threads": a.threads, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
