// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The chain of one token, from the channel to the decoded value, as plain stages: what the inspector paints, copies,
// reads aloud. Made from a TokenSequence, no painting.
#include <cstddef>
#include <vector>

#include <QString>

#include "core/tokens/token.h"

namespace gatoscope {

/// One number or name of a stage.
struct StageValue {
    QString label; // may be empty: the stage's title says it
    QString text;  // as shown
    QString copy;  // for the clipboard: full digits, ASCII minus
    bool strong = true;
};

/// What is drawn under a stage's words.
struct RangeBar {
    double low = 0, high = 0, value = 0;
    QString lowText, highText;
};
struct MuLawPoint {
    double x = 0, y = 0; // raw value and its companded value, unclipped
};
struct BinStrip {
    std::int32_t bin = 0, bins = 1024;
    double encoded = 0;             // where the marker stands, in [-1, 1]
    double low = 0, high = 0;       // edges of the bin, encoded units
    double rawLow = 0, rawHigh = 0; // the same in the channel's units
};
struct Sentence {
    QString text;
    qsizetype begin = 0, end = 0; // the piece's span, in UTF-16 units
};
struct PatchPicture {
    PatchGrid grid;
    int channel = -1, frame = 0, patch = 0;
};

struct Stage {
    enum class Drawing { None, Range, Curve, Bins, Sentence, Patch };
    QString title;
    QString hint; // beside the title, quiet
    StageValue value;
    QString note;                  // one quiet line under the title; may be empty
    std::vector<StageValue> lines; // further label-value lines
    Drawing drawing = Drawing::None;
    RangeBar range;
    MuLawPoint point;
    BinStrip bins;
    Sentence sentence;
    PatchPicture patch;
    bool warn = false; // clipped, unknown, padded, nan: the note says it
};

struct Provenance {
    bool valid = false;
    Token token;
    std::size_t index = 0;
    QString big; // the id, or "patch 6"
    QString kind;
    std::vector<StageValue> facts; // stream, step, local position, loss
    std::vector<Stage> stages;
    double mu = 100, M = 256;
};

Provenance provenanceOf(const TokenSequence& tokens, std::size_t index);
/// Plain text of the whole chain, a line per stage and value.
QString provenanceText(const Provenance& provenance);

} // namespace gatoscope
