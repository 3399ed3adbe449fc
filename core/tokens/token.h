// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One token and where it came from; the sequence of an episode (spec/gato.md 5.7, contract 5).
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/episode/channel_map.h"
#include "core/episode/episode.h"
#include "core/tokens/patches.h"
#include "core/tokens/settings.h"
#include "core/tokens/text_pieces.h"
#include "core/tokens/vocabulary.h"

namespace gatoscope {

enum class Kind : std::uint8_t {
    Text,
    Image,
    Discrete,
    Continuous,
    Separator,
    DiscreteAction,
    ContinuousAction,
    TextAction
};
const char* name(Kind kind); // "text" … "discrete_action": the column `kind`
bool isAction(Kind kind);

enum TokenFlag : std::uint8_t { Clipped = 1, Unknown = 2, Padded = 4, Prompt = 8, NotANumber = 16 };

/// A token with everything the inspector shows. Built on demand from a TokenSequence.
struct Token {
    Kind kind = Kind::Text;
    std::int32_t id = -1; // -1: a patch has none
    std::int32_t step = 0;
    std::int32_t channel = -1; // index into TokenSequence::channels(); -1: separator
    std::int32_t element = 0;  // flat index in the channel; patch index; index in the step's text
    double raw = 0;            // the stored number (continuous, discrete)
    double encoded = 0;        // in [-1, 1], binned, after clipping (continuous)
    std::int32_t bin = -1;     // continuous only
    std::int32_t local = -1;   // position in the step's observations; -1: none
    PatchPosition row, column; // patches only
    bool target = false;
    std::uint8_t flags = 0;
};

/// A mapped channel in the resolved order, with what its tokens need to be explained and decoded.
struct SequenceChannel {
    MappedChannel map;
    Channel stored;
    bool action = false;
};
/// What the channel's tokens are: Kind::Text, … of an observation, Kind::TextAction, … of an action.
Kind kindOf(const SequenceChannel& channel);

/// The tokens of one episode (or of some of its steps): immutable, cheap per token, built by tokenize().
/// Rows are steps; index i counts from the episode's first token (contract 4).
class TokenSequence {
public:
    virtual ~TokenSequence() = default;
    virtual std::size_t size() const = 0;
    virtual Token at(std::size_t i) const = 0;
    virtual std::int32_t id(std::size_t i) const = 0;
    /// Many ids at once, from token `first` on; out[i] is id(first + i). What lies beyond size() is not written.
    virtual void copyIds(std::size_t first, std::size_t count, std::int32_t* out) const;
    virtual Kind kind(std::size_t i) const = 0;

    /// Steps tokenized: T, or more with the terminal observation. `firstOf(t)`..`firstOf(t + 1)` are step t's tokens.
    virtual std::int64_t steps() const = 0;
    virtual std::size_t firstOf(std::int64_t step) const = 0;
    virtual std::int64_t stepOf(std::size_t i) const = 0;
    virtual bool terminal(std::int64_t step) const = 0; // an observation without action

    virtual const std::vector<SequenceChannel>& channels() const = 0; // resolved order: observations, then actions
    virtual const Settings& settings() const = 0;
    virtual const Vocabulary& vocabulary() const = 0;
    virtual const ChannelMap& map() const = 0;
    virtual const std::shared_ptr<const Episode>& episode() const = 0;
    virtual const std::shared_ptr<const TextPieces>& text() const = 0;
    virtual const std::vector<Finding>&
    findings() const = 0; // clipped, unknown pieces, NaN, local_pos and context limits

    /// Text tokens: the piece and the sentence it was cut from (text_ids: piece of the id, empty sentence).
    virtual TextPiece pieceOf(std::size_t i) const = 0;
    virtual std::string sentenceOf(std::size_t i) const = 0;
    /// Image tokens: the grid of the token's frame, and the frame index inside a stack (its patch is the element minus
    /// frame * grid.count()).
    virtual PatchGrid gridOf(std::size_t i) const = 0;
    virtual int frameOf(std::size_t i) const = 0;
    /// Decoded value of a discrete or continuous token in the channel's own units; NaN for other tokens.
    virtual double decodedOf(std::size_t i) const = 0;
    /// The stored number of a token in its shortest round-trip form (see Column::shown); "" where it has none.
    virtual std::string rawText(std::size_t i) const = 0;
    /// Value before binning and before clipping: companded (observation) or affine (action).
    virtual double unclippedOf(std::size_t i) const = 0;

    /// Token of a channel's element at a step, or npos: the way back from a value or a pixel.
    virtual std::size_t find(std::int64_t step, std::int32_t channel, std::int32_t element) const = 0;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// The mapped channels of a record in the order in which a step emits them (contract 3, `order`): observations, then
/// actions, keys compared by their bytes; image_text records as the map gives them.
Result<std::vector<SequenceChannel>> resolveOrder(const std::vector<Channel>& channels, const ChannelMap& map,
                                                  const Settings& settings);

/// The displayed image of a mapped channel at a step: decoded, frame of a stack, flipped, swapped, resized as the
/// map says. What the camera view shows and what patches are cut from (before fitting). Fails where the step has no
/// row.
Result<Image> mappedImage(const Episode& episode, const Channel& stored, const MappedChannel& map, std::int64_t step,
                          int frame = 0);
/// Its size without decoding, where the format allows.
Result<ImageSize> mappedImageSize(const Episode& episode, const Channel& stored, const MappedChannel& map,
                                  std::int64_t step);

} // namespace gatoscope
