# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Episodes into Minari's layout (HDF5 and metadata.json), lossless and small: one compressed chunk of pictures an episode."""
import json
import os

import h5py
import numpy as np

CHARACTERS = " ',-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def box(shape, low, high, kind):
    """The JSON of a Box space."""
    def full(value):
        return np.broadcast_to(np.asarray(value, kind), shape).tolist()
    return {"type": "Box", "dtype": np.dtype(kind).name, "shape": list(shape), "low": full(low), "high": full(high)}


def image(height, width):
    return box((height, width, 3), 0, 255, np.uint8)


def text():
    return {"type": "Text", "max_length": 200, "min_length": 0, "charset": CHARACTERS}


def discrete(count):
    return {"type": "Discrete", "dtype": "int64", "start": 0, "n": count}


def _store(group, name, values):
    if isinstance(values, list):  # text
        group.create_dataset(name, data=values, dtype=h5py.string_dtype())
        return
    pictures = values.dtype == np.uint8 and values.ndim >= 3
    packing = {"chunks": values.shape, "compression": "gzip", "compression_opts": 4} if pictures else {}
    group.create_dataset(name, data=values, **packing)


def _write_episode(group, number, episode):
    rewards = np.asarray(episode["rewards"], np.float64)
    steps = len(rewards)
    group.attrs.update(id=number, seed=episode["seed"], total_steps=steps, rewards_sum=rewards.sum(),
                       rewards_mean=rewards.mean(), rewards_std=rewards.std(), rewards_min=rewards.min(),
                       rewards_max=rewards.max())
    observations = group.create_group("observations")
    for name, values in episode["observations"].items():
        _store(observations, name, values)
    group.create_dataset("actions", data=episode["actions"])
    group.create_dataset("rewards", data=rewards)
    ended = np.zeros(steps, bool)
    ended[-1] = True
    stopped = bool(episode["terminated"])
    group.create_dataset("terminations", data=ended if stopped else ~ended & False)
    group.create_dataset("truncations", data=~ended & False if stopped else ended)
    return steps


def write_dataset(folder, name, episodes, observations, action, facts):
    """`episodes` yields dicts: seed, observations {channel: T + 1 rows}, actions, rewards, terminated."""
    os.makedirs(os.path.join(folder, "data"), exist_ok=True)
    path = os.path.join(folder, "data", "main_data.hdf5")
    count = steps = 0
    with h5py.File(path + ".part", "w", track_order=True, libver=("v108", "v110")) as file:
        for episode in episodes:
            steps += _write_episode(file.create_group("episode_%d" % count), count, episode)
            count += 1
    os.replace(path + ".part", path)
    metadata = {"total_episodes": count, "total_steps": steps, "data_format": "hdf5", "jpeg_encoding": False,
                "observation_space": json.dumps({"type": "Dict", "subspaces": observations}),
                "action_space": json.dumps(action), "dataset_size": round(os.path.getsize(path) / 1e6, 1),
                "dataset_id": name, "author": ["The Gatoscope developers"], "minari_version": "0.5.4", **facts}
    with open(os.path.join(folder, "data", "metadata.json"), "w", encoding="utf-8") as file:
        json.dump(metadata, file)
    return count, steps
