// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a token is called and how it reads in one or two lines, the same in stream, inspector, palette and tooltips.
#include <cstddef>

#include <QString>

#include "core/tokens/token.h"

namespace gatoscope {

/// "text", "image patch", "discrete", "continuous", "separator", "discrete action" …, translated.
QString kindName(Kind kind);
/// Upper line of a cell: piece, value, name of a discrete value, "|"; empty for patches.
QString cellTop(const TokenSequence& tokens, std::size_t index, const Token& token);
/// Lower line: the id, or the patch index.
QString cellBottom(const Token& token);
/// "offset[0]", "image patch 6", "mission": channel and element.
QString tokenPlace(const TokenSequence& tokens, const Token& token);
/// The declared or mapped name of a discrete value or of a component; empty where there is none.
QString elementName(const SequenceChannel& channel, std::int32_t element);
QString valueName(const SequenceChannel& channel, const Token& token);
/// All of it in a few lines of plain text, for tooltips and accessibility.
QString tokenSummary(const TokenSequence& tokens, std::size_t index);
/// "clipped, padded"; empty when no flag is set.
QString flagNames(std::uint8_t flags);

} // namespace gatoscope
