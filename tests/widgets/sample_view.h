// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A small made-up episode, read and tokenized as Document would hand it to the views.
#include "core/episode/scratch_dataset.h"
#include "core/tokens/tokenizer.h"
#include "widgets/common/episode_view.h"

#include <cmath>

namespace gatoscope {

inline ScratchEpisode sampleEpisode(std::int64_t steps) {
    ScratchEpisode episode = firstScratchEpisode();
    episode.name = "sample/robot-arm";
    episode.steps = steps;
    ScratchChannel position, velocity, force, action, rewards, ends;
    position.source = "eef_pos";
    position.width = 3;
    velocity.source = "joint_vel";
    velocity.width = 7;
    force.source = "ft_wrench";
    force.width = 2;
    action.source = "gripper";
    action.role = Role::Action;
    action.width = 2;
    action.low = {-0.4};
    action.high = {0.4};
    rewards.source = "rewards";
    rewards.role = Role::Ignore;
    ends.source = "terminations";
    ends.role = Role::Ignore;
    for (std::int64_t t = 0; t < steps; ++t) {
        const double s = static_cast<double>(t) / static_cast<double>(steps);
        for (int k = 0; k < 3; ++k)
            position.values.push_back(0.3 * std::sin(6.3 * s + k) + 0.1 * k);
        for (int k = 0; k < 7; ++k)
            velocity.values.push_back(4 * std::sin(20 * s * (k + 1)) * s);
        for (int k = 0; k < 2; ++k)
            force.values.push_back((k + 1) * 180 * std::pow(std::sin(9 * s), 5));
        for (int k = 0; k < 2; ++k)
            action.values.push_back(0.42 * std::cos(8 * s + 2 * k));
        rewards.values.push_back(t + 1 == steps ? 0.845 : t % 5 == 3 ? 0.1 : 0.0);
        ends.values.push_back(t + 1 == steps ? 1.0 : 0.0);
    }
    ScratchChannel& move = *episode.find("action");
    move.values.clear();
    for (std::int64_t t = 0; t < steps; ++t)
        move.values.push_back(static_cast<double>((t * t / 3) % 7));
    episode.channels.erase(episode.channels.begin() + 1);
    for (const ScratchChannel& channel : {position, velocity, force, action, rewards, ends})
        episode.channels.push_back(channel);
    return episode;
}

inline EpisodeView viewOf(const std::shared_ptr<const Dataset>& dataset, Settings settings = {}) {
    EpisodeView view;
    view.dataset = dataset;
    view.episode = *dataset->episode(0);
    for (const Channel& channel : dataset->channels()) {
        if (!channel.image)
            view.columns[channel.source] = *view.episode->column(channel.source);
    }
    TokenizeOptions options;
    options.tolerant = true;
    view.tokens =
        *tokenize(view.episode, dataset->channels(), dataset->guessedMap(), *makeTokenizer(settings), options);
    return view;
}

inline EpisodeView sampleView(std::int64_t steps, Settings settings = {}) {
    ScratchEpisode episode = sampleEpisode(steps);
    return viewOf(*makeScratchDataset(std::move(episode)), settings);
}

} // namespace gatoscope
