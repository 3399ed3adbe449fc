#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Some episodes of a Minari dataset as a dataset of their own; this is how resources/sample was made. Needs h5py.

    make_sample.py SOURCE TARGET ID EPISODE[,EPISODE...]
"""
import json
import os
import sys

import h5py


def main(source, target, name, episodes):
    os.makedirs(os.path.join(target, "data"), exist_ok=True)
    with open(os.path.join(source, "data/metadata.json"), encoding="utf-8") as file:
        facts = json.load(file)
    steps = 0
    with h5py.File(os.path.join(source, "data/main_data.hdf5")) as old, \
            h5py.File(os.path.join(target, "data/main_data.hdf5"), "w") as new:
        for number, episode in enumerate(episodes):
            old.copy("episode_%d" % episode, new, "episode_%d" % number)
            new["episode_%d" % number].attrs["id"] = number
            steps += int(new["episode_%d" % number].attrs["total_steps"])
    size = os.path.getsize(os.path.join(target, "data/main_data.hdf5"))
    facts.update(total_episodes=len(episodes), total_steps=steps, dataset_id=name, author=["The Gatoscope developers"],
                 dataset_size=round(size / 1e6, 1))
    facts["description"] += " Episodes %s of that set." % ", ".join(map(str, episodes))
    with open(os.path.join(target, "data/metadata.json"), "w", encoding="utf-8") as file:
        json.dump(facts, file)
    print("%s: %d episodes, %d steps, %d bytes" % (name, len(episodes), steps, size))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], [int(n) for n in sys.argv[4].split(",")])
