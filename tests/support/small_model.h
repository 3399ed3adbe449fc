// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A fresh model of three small layers and an episode that it can read.
#include <cmath>
#include <memory>
#include <string>

#include <QTemporaryDir>

#include "core/trace/engine.h"
#include "tests/support/memory_episode.h"

namespace gatoscope::test {

inline Settings smallSettings() {
    Settings s;
    s.n_text = 300;
    s.profile = Settings::Profile::Disjoint;
    s.layers = 3;
    s.width = 32;
    s.heads = 4;
    s.ffn_dim = 64;
    s.image_mid = 32;
    s.context = 96;
    return s;
}

/// 12 steps: a picture of 2 x 2 patches, two numbers, a discrete action of 3 and a continuous one of 2.
inline std::shared_ptr<MemoryEpisode> makeEpisode() {
    auto episode = std::make_shared<MemoryEpisode>(12);
    std::vector<Image> images;
    std::vector<float> state, arm;
    std::vector<std::int64_t> choice;
    for (int t = 0; t < 12; ++t) {
        Image image{32, 32, std::vector<std::uint8_t>(32 * 32 * 3)};
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            image.pixels[i] = static_cast<std::uint8_t>(i * 7 + static_cast<std::size_t>(t) * 31);
        images.push_back(image);
        state.insert(state.end(), {std::sin(t * 0.7F), t * 0.5F});
        arm.insert(arm.end(), {std::cos(t * 0.3F), -std::sin(t * 0.2F)});
        choice.push_back(t % 3);
    }
    episode->addImages("image", images);
    episode->add("state", Role::Observation, Modality::Continuous, {2}, state);
    episode->add("choice", Role::Action, Modality::Discrete, {}, choice).n = {3};
    episode->add("arm", Role::Action, Modality::Continuous, {2}, arm);
    return episode;
}

struct Model {
    QTemporaryDir folder;
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const TokenSequence> sequence;
};

inline Result<std::shared_ptr<Model>> makeModel(const Settings& settings) {
    auto out = std::make_shared<Model>();
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    const std::string path = out->folder.path().toStdString();
    if (auto made = (*engine)->initModel(settings, 5, path); !made)
        return fail(made);
    auto policy = (*engine)->openPolicy(path, {"cpu", ""}, {});
    if (!policy)
        return fail(policy);
    out->policy = *policy;
    const auto tokenizer = makeTokenizer((*policy)->info().settings);
    if (!tokenizer)
        return fail(tokenizer);
    const auto episode = makeEpisode();
    auto sequence = tokenize(episode, episode->channels, episode->map, *tokenizer);
    if (!sequence)
        return fail(sequence);
    out->sequence = *sequence;
    return out;
}

inline Settings withPosition(int position) {
    Settings s = smallSettings();
    s.pos_sequence = static_cast<Settings::PosSequence>(position);
    return s;
}

} // namespace gatoscope::test
