# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Continuous control by an exact controller, so that the action is a function of what is seen: Gymnasium's pendulum, as a
picture and numbers or as numbers alone."""
import os

import numpy as np
from PIL import Image

from minari_writer import box, image

SIDE = 64
# The same torque for three of Gymnasium's steps (0.15 s): from one action to the next the pendulum moves far enough that
# repeating the last action is a poor policy.
PENDULUM_REPEAT, PENDULUM_STEPS, UPRIGHT_STEPS = 3, 50, 4
PENDULUM_STATE = box((3,), [-1, -1, -8], [1, 1, 8], np.float32)
PENDULUM_SPACES = {"image": image(SIDE, SIDE), "state": PENDULUM_STATE}
PENDULUM_ACTION = box((1,), -2, 2, np.float32)
_pendulum = {}


def swing_up(state):
    """Torque in [-2, 2] from cos, sin and speed: energy up to the top's, then proportional and differential. Smooth in the
    state, so that no single bin of an observation turns its sign."""
    cosine, sine, speed = (float(value) for value in state)
    if cosine > 0.8:
        torque = -(10 * np.arctan2(sine, cosine) + 2 * speed)
    else:
        energy = speed * speed / 6 + 5 * cosine
        torque = 2 * np.tanh(0.3 * speed * (5 - energy))
    return np.clip([torque], -2, 2).astype(np.float32)


def pendulum(job):
    """One episode of (pictures, seed): until upright for some steps, or the time is up."""
    pictures, seed = job
    if pictures not in _pendulum:
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
        import gymnasium
        _pendulum[pictures] = gymnasium.make("Pendulum-v1", max_episode_steps=PENDULUM_STEPS * PENDULUM_REPEAT,
                                             render_mode="rgb_array" if pictures else None)
    env = _pendulum[pictures]

    def view():
        return np.asarray(Image.fromarray(np.asarray(env.render())).resize((SIDE, SIDE), Image.BOX))
    state, _ = env.reset(seed=seed)
    states, frames, actions, rewards = [state], [view()] if pictures else [], [], []
    upright, truncated = 0, False
    while not truncated and upright < UPRIGHT_STEPS:
        action, reward = swing_up(state), 0.0
        for _ in range(PENDULUM_REPEAT):
            state, part, _, truncated, _ = env.step(action)
            reward += float(part)
        upright = upright + 1 if state[0] > 0.99 and abs(state[2]) < 0.3 else 0
        actions.append(action)
        rewards.append(reward)
        states.append(state)
        if pictures:
            frames.append(view())
    observations = {"image": np.stack(frames)} if pictures else {}
    observations["state"] = np.stack(states).astype(np.float32)
    return {"seed": seed, "observations": observations, "actions": np.stack(actions), "rewards": rewards,
            "terminated": False}


def facts(what, controller, first, count, requirements):
    return {"env_spec": '{"id": "%s"}' % what, "algorithm_name": controller,
            "description": "%s, %s, seeds %d to %d." % (what, controller, first, first + count - 1),
            "requirements": requirements}
