#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the shipped policy's data from nothing: training sets and held-out sets of seeds far away.

    make_data.py FOLDER [--only NAME,...] [--scale X] [--workers N]

Needs numpy, h5py, pillow, minigrid, gymnasium and pygame (requirements.txt beside this file). A set that is there stays.
"""
import argparse
import multiprocessing
import os
import time
import warnings

import babyai_episodes as babyai
import control_episodes as control
from minari_writer import write_dataset

warnings.filterwarnings("ignore")
TRAIN, HELD_OUT = 100_000_000, 900_000_000  # first seeds; each set has ten million of its own
LEVELS = {"gotolocals5n2": "BabyAI-GoToLocalS5N2-v0", "gotolocal": "BabyAI-GoToLocal-v0",
          "gotoredball": "BabyAI-GoToRedBall-v0"}
PENDULUM = ("Pendulum-v1 of Gymnasium, each action for three steps", "energy swing-up, proportional-differential near the top",
            ["gymnasium==1.4.0"])
# name: kind, number of the seeds' range, episodes to train on, episodes held out
SETS = {"gotolocals5n2": ("babyai", 0, 30_000, 1_000), "gotolocal": ("babyai", 1, 6_000, 500),
        "gotoredball": ("babyai", 2, 2_000, 200), "pendulum": ("pendulum", 3, 1_000, 40),
        "pendulum-state": ("pendulum", 4, 6_000, 100)}


def plan(name, first, count):
    """(function of a job, jobs, observation spaces, action space, facts) of a set."""
    kind, seeds = SETS[name][0], range(first, first + count)
    if kind == "babyai":
        level = LEVELS[name]
        return (babyai.play, [(level, seed) for seed in seeds], babyai.SPACES, babyai.ACTION,
                babyai.facts(level, first, count))
    pictures = name == "pendulum"
    spaces = control.PENDULUM_SPACES if pictures else {"state": control.PENDULUM_STATE}
    return (control.pendulum, [(pictures, seed) for seed in seeds], spaces, control.PENDULUM_ACTION,
            control.facts(*PENDULUM[:2], first, count, PENDULUM[2]))


def make(folder, name, first, count, pool):
    if os.path.exists(os.path.join(folder, "data", "metadata.json")):
        print(folder, "is there", flush=True)
        return
    start = time.time()
    function, jobs, spaces, action, facts = plan(name, first, count)
    episodes = (one for one in pool.imap(function, jobs, chunksize=16) if one is not None)
    made = write_dataset(folder, "gatoscope/%s-v0" % os.path.basename(folder), episodes, spaces, action, facts)
    print("%s: %d episodes, %d steps in %d s" % (folder, *made, time.time() - start), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--scale", type=float, default=1, help="of the numbers of training episodes")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args()
    with multiprocessing.Pool(given.workers) as pool:
        for name in given.only.split(","):
            _, number, train, held_out = SETS[name]
            offset = number * 10_000_000
            make(os.path.join(given.folder, name + "-held-out"), name, HELD_OUT + offset, held_out, pool)
            make(os.path.join(given.folder, name), name, TRAIN + offset, max(1, round(train * given.scale)), pool)


if __name__ == "__main__":
    main()
