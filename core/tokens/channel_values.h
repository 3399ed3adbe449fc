// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One mapped channel of one episode with its values at hand: rows, bounds, sentences. Private to core/tokens.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/tokens/token.h"

namespace gatoscope {

struct ChannelValues {
    SequenceChannel channel;
    Kind kind = Kind::Continuous;
    bool companded = false;
    bool once = false;                    // one row, valid in every step
    std::int64_t rows = 0;                // rows that steps can use
    std::size_t width = 1;                // numbers per row; 0 for images and text
    std::shared_ptr<const Column> column; // null for images
    std::vector<std::int64_t> offsets;    // text_ids with lengths: first value of each row, rows + 1 entries
    std::vector<double> low, high;        // per component; empty: no affine
    std::vector<std::int64_t> n, start;   // per component; empty: none given, 0

    bool image() const { return kind == Kind::Image; }
    bool sentences() const { return channel.map.modality == Modality::Text; }
    bool textIds() const { return channel.map.modality == Modality::TextIds; }
    const std::string& key() const { return channel.map.key; }

    /// Row that holds a step's value, or -1.
    std::int64_t rowOf(std::int64_t step) const {
        const std::int64_t row = once ? 0 : step + channel.map.shift;
        return row >= 0 && row < rows ? row : -1;
    }
    std::int64_t startOf(std::size_t element) const { return start.empty() ? 0 : start[element]; }
    /// Declared bounds to [-1, 1] (actions), else unchanged.
    double toUnit(double x, std::size_t element) const;
    double fromUnit(double y, std::size_t element) const;
    /// First stored number and count of a text_ids row.
    std::pair<std::int64_t, std::int64_t> idSpan(std::int64_t row) const;
    const std::string& sentence(std::int64_t row) const { return column->text[static_cast<std::size_t>(row)]; }
};

/// Rows of a mapped channel that steps index; text_ids with lengths: rows of the lengths.
Result<std::int64_t> mappedRows(const Episode& episode, const MappedChannel& map);

/// Reads the column and checks it against the modality; errors name key and source.
Result<ChannelValues> openChannel(const Episode& episode, const SequenceChannel& channel, const Settings& settings);

/// Whether all images of a channel have one size that is known without reading any.
bool hasFixedSize(const Channel& stored, const MappedChannel& map);

/// "arms (observations/arms)": how messages name a channel.
std::string spoken(const MappedChannel& map);

/// T over already resolved channels (tokenizer.h).
Result<std::int64_t> stepCount(const Episode& episode, const std::vector<SequenceChannel>& channels);

} // namespace gatoscope
