# SPDX-FileCopyrightText: 2026 The Gatoscope developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""BabyAI levels played by MiniGrid's own bot: the agent's view of 7 x 7 tiles as a 64 x 64 picture, the instruction, the action."""
import contextlib
import io

import gymnasium
import minigrid  # registers the levels
import numpy as np
from minigrid.utils.baby_ai_bot import BabyAIBot
from minigrid.wrappers import RGBImgPartialObsWrapper
from PIL import Image

from minari_writer import discrete, image, text

SIDE = 64
SPACES = {"image": image(SIDE, SIDE), "mission": text()}
ACTION = discrete(7)
_levels = {}


def _view(observation):
    return np.asarray(Image.fromarray(observation["image"]).resize((SIDE, SIDE), Image.BOX))


def play(job):
    """One episode of (level, seed), or None where the bot finds no way."""
    level, seed = job
    if level not in _levels:
        _levels[level] = RGBImgPartialObsWrapper(gymnasium.make(level, render_mode="rgb_array"), tile_size=16)
    env = _levels[level]
    with contextlib.redirect_stdout(io.StringIO()):  # the generator of rooms reports every draw it rejects
        observation, _ = env.reset(seed=seed)
    bot, action, done = BabyAIBot(env), None, False
    pictures, missions, actions, rewards = [_view(observation)], [observation["mission"]], [], []
    terminated = False
    while not done:
        try:
            action = int(bot.replan(action))
        except Exception:  # the bot asserts where it is stuck: such an episode shows nothing worth learning
            return None
        observation, reward, terminated, truncated, _ = env.step(action)
        actions.append(action)
        rewards.append(reward)
        pictures.append(_view(observation))
        missions.append(observation["mission"])
        done = terminated or truncated
    return {"seed": seed, "observations": {"image": np.stack(pictures), "mission": missions},
            "actions": np.asarray(actions, np.int64), "rewards": rewards, "terminated": terminated}


def facts(level, first, count):
    return {"env_spec": '{"id": "%s"}' % level, "algorithm_name": "BabyAIBot (minigrid.utils.baby_ai_bot)",
            "description": "%s played by the BabyAI bot, seeds %d to %d." % (level, first, first + count - 1),
            "requirements": ["minigrid==" + minigrid.__version__]}
