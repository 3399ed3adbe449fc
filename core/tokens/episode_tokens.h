// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The TokenSequence that tokenize() builds: 5 bytes per value token, 20 per step; everything else comes from the
// layouts that steps of equal shape share, and from the episode's columns. Private to core/tokens.
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/tokens/channel_values.h"
#include "core/tokens/token.h"

namespace gatoscope {

/// Leaves the elements of a vector that grows as they are: each is written before it is read.
template <typename T>
struct Unset : std::allocator<T> {
    template <typename U>
    struct rebind {
        using other = Unset<U>;
    };
    template <typename U>
    void construct(U* at) noexcept {
        ::new (static_cast<void*>(at)) U;
    }
};

/// A run of tokens of one channel inside a step.
struct Segment {
    Kind kind = Kind::Text;
    std::int32_t channel = -1; // -1: separator
    std::int32_t first = 0;    // token offset in the step
    std::int32_t count = 0;
    std::int32_t values = -1; // offset in the step's stored ids; -1: image, separator
    std::int32_t local = -1;  // of the first token; -1: none
    std::int32_t grid = -1;   // images: index into grids
    bool target = false;
};

/// What steps of equal shape share.
struct StepLayout {
    std::vector<Segment> segments;
    std::int32_t tokens = 0, values = 0;
    std::int32_t observed = 0; // observation tokens, separator not counted
    bool terminal = false;
};

class EpisodeTokens final : public TokenSequence {
public:
    std::size_t size() const override { return static_cast<std::size_t>(firstToken.back()); }
    Token at(std::size_t i) const override;
    std::int32_t id(std::size_t i) const override;
    void copyIds(std::size_t first, std::size_t count, std::int32_t* out) const override;
    Kind kind(std::size_t i) const override { return place(i).segment->kind; }

    std::int64_t steps() const override { return static_cast<std::int64_t>(layoutOf.size()); }
    std::size_t firstOf(std::int64_t step) const override;
    std::int64_t stepOf(std::size_t i) const override;
    bool terminal(std::int64_t step) const override;

    const std::vector<SequenceChannel>& channels() const override { return ordered; }
    const Settings& settings() const override { return set; }
    const Vocabulary& vocabulary() const override { return ids; }
    const ChannelMap& map() const override { return mapped; }
    const std::shared_ptr<const Episode>& episode() const override { return source; }
    const std::shared_ptr<const TextPieces>& text() const override { return pieces; }
    const std::vector<Finding>& findings() const override { return found; }

    TextPiece pieceOf(std::size_t i) const override;
    std::string sentenceOf(std::size_t i) const override;
    PatchGrid gridOf(std::size_t i) const override;
    int frameOf(std::size_t i) const override;
    double decodedOf(std::size_t i) const override;
    std::string rawText(std::size_t i) const override;
    double unclippedOf(std::size_t i) const override;
    std::size_t find(std::int64_t step, std::int32_t channel, std::int32_t element) const override;

    // Filled once by tokenize(), then only read.
    Settings set;
    Vocabulary ids;
    ChannelMap mapped;
    std::shared_ptr<const Episode> source;
    std::shared_ptr<const TextPieces> pieces;
    std::vector<SequenceChannel> ordered;
    std::vector<ChannelValues> values; // beside `ordered`
    std::vector<StepLayout> layouts;
    std::vector<PatchGrid> grids;
    std::vector<std::int32_t> layoutOf;               // per step
    std::vector<std::int64_t> firstToken, firstValue; // per step, and one more
    std::int64_t stride = 0;                          // tokens per step where all steps have as many; else 0
    std::vector<std::int32_t, Unset<std::int32_t>> storedIds;
    std::vector<std::uint8_t, Unset<std::uint8_t>> storedFlags;
    std::vector<Finding> found;
    /// Fills `valueOf` once the layouts stand.
    void tabulate();

private:
    struct Place {
        std::int64_t step = 0;
        const Segment* segment = nullptr;
        std::int32_t element = 0;
        std::int64_t value = -1; // index of the stored id; -1: none
    };
    static constexpr std::int32_t kSeparatorToken = -1, kImageToken = -2;
    /// Where all steps have one layout: by offset in the step the offset of its stored id, or one of the above.
    std::vector<std::int32_t> valueOf;

    /// The last long sentence that was cut: a document's pieces are asked for one by one.
    struct LongCut {
        const ChannelValues* channel = nullptr;
        std::int64_t row = -1;
        std::shared_ptr<const std::vector<TextPiece>> pieces;
    };
    mutable std::mutex cutMutex;
    mutable LongCut longCut;

    std::shared_ptr<const std::vector<TextPiece>> cutOf(const ChannelValues& channel, std::int64_t row) const;
    Place place(std::size_t i) const;
    const ChannelValues* valuesOf(const Segment& segment) const;
    /// The stored number of a value token, as double.
    double number(const Place& place) const;
    void describeNumber(const Place& place, Token& token) const;
    void describePatch(const Place& place, Token& token) const;
};

} // namespace gatoscope
