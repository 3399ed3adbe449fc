// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A token sequence computed from its index: no episode, no reader, any number of steps. For tests of views.
#include <memory>

#include "core/tokens/token.h"

namespace gatoscope {

struct FakeShape {
    std::int64_t steps = 11; // with actions
    bool terminal = true;    // one more observation
    int imageWidth = 64, imageHeight = 64;
    int images = 1;        // cameras
    int values = 2;        // continuous components
    int actionValues = 0;  // 0: one discrete action "left", "right", "forward"
    bool varyText = false; // 3 to 7 pieces instead of 5
    bool text = true;
};

class FakeTokens : public TokenSequence {
public:
    explicit FakeTokens(const FakeShape& shape = {});

    std::size_t size() const override { return firstOf(steps()); }
    Token at(std::size_t i) const override;
    std::int32_t id(std::size_t i) const override { return at(i).id; }
    Kind kind(std::size_t i) const override { return at(i).kind; }
    std::int64_t steps() const override { return shape_.steps + (shape_.terminal ? 1 : 0); }
    std::size_t firstOf(std::int64_t step) const override;
    std::int64_t stepOf(std::size_t i) const override;
    bool terminal(std::int64_t step) const override { return step >= shape_.steps; }
    const std::vector<SequenceChannel>& channels() const override { return channels_; }
    const Settings& settings() const override { return settings_; }
    const Vocabulary& vocabulary() const override { return vocabulary_; }
    const ChannelMap& map() const override { return map_; }
    const std::shared_ptr<const Episode>& episode() const override { return episode_; }
    const std::shared_ptr<const TextPieces>& text() const override { return text_; }
    const std::vector<Finding>& findings() const override { return findings_; }
    TextPiece pieceOf(std::size_t i) const override;
    std::string sentenceOf(std::size_t i) const override;
    PatchGrid gridOf(std::size_t i) const override;
    int frameOf(std::size_t) const override { return 0; }
    double decodedOf(std::size_t i) const override;
    std::string rawText(std::size_t i) const override;
    double unclippedOf(std::size_t i) const override;
    std::size_t find(std::int64_t step, std::int32_t channel, std::int32_t element) const override;

private:
    void addChannel(const std::string& key, Modality modality, bool action, std::vector<std::int64_t> shape);
    std::size_t count(std::size_t channel, std::int64_t step) const;
    std::size_t observations(std::int64_t step) const;
    std::size_t actions() const;

    FakeShape shape_;
    std::vector<SequenceChannel> channels_;
    Settings settings_;
    Vocabulary vocabulary_;
    ChannelMap map_;
    std::shared_ptr<const Episode> episode_;
    std::shared_ptr<const TextPieces> text_;
    std::vector<Finding> findings_;
};

} // namespace gatoscope
