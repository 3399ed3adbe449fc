// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/evaluation.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/tokens/tokenizer.h"

namespace gatoscope {

namespace {

constexpr std::size_t worstKept = 64;
constexpr std::array<int, 4> nearBins = {1, 4, 16, 64};
constexpr std::array<double, 4> levels = {0.5, 0.8, 0.9, 0.95};

bool isText(Kind kind) { return kind == Kind::Text || kind == Kind::TextAction; }
bool isContinuous(Kind kind) { return kind == Kind::Continuous || kind == Kind::ContinuousAction; }

double valueOf(const TokenSequence& sequence, const Token& token, std::int32_t id) {
    const auto value = decodeId(id, sequence.channels()[static_cast<std::size_t>(token.channel)].map,
                                static_cast<std::size_t>(token.element), isAction(token.kind), sequence.settings());
    return value ? value->value : notApplicable;
}

void keepWorst(std::vector<WorstToken>& worst, const WorstToken& seen) {
    if (worst.size() == worstKept && seen.badness <= worst.back().badness)
        return;
    const auto place =
        std::upper_bound(worst.begin(), worst.end(), seen.badness,
                         [](double badness, const WorstToken& other) { return badness > other.badness; });
    worst.insert(place, seen);
    if (worst.size() > worstKept)
        worst.pop_back();
}

} // namespace

const Score* Measures::baseline(const std::string& which) const {
    const auto found =
        std::find_if(baselines.begin(), baselines.end(), [&](const auto& entry) { return entry.first == which; });
    return found == baselines.end() ? nullptr : &found->second;
}

Evaluation::Row& Evaluation::rowOf(const TokenSequence& sequence, const Token& token, const Prediction& prediction) {
    const bool alone = token.channel < 0 || isText(token.kind);
    const auto [found, fresh] = rows_.try_emplace({!isAction(token.kind), token.channel, alone ? -1 : token.element});
    Row& row = found->second;
    if (!fresh)
        return row;
    Measures& about = row.about;
    about.kind = token.kind;
    about.dimension = alone ? -1 : token.element;
    about.key = name(token.kind); // separators belong to no channel
    about.illegalMass = about.entropy = about.clipped = 0;
    about.model = {0, 0, 0, notApplicable, notApplicable, {}};
    row.previous = {0, 0, notApplicable, 0, 0, {}};
    row.legal = prediction.legal;
    if (isContinuous(token.kind)) {
        for (const int k : nearBins) {
            about.model.within.emplace_back(k, 0);
            row.previous.within.emplace_back(k, 0);
        }
        for (const double level : levels)
            about.coverage.emplace_back(level, 0);
    }
    if (token.channel < 0)
        return row;
    const MappedChannel& map = sequence.channels()[static_cast<std::size_t>(token.channel)].map;
    about.key = map.key;
    about.unit = map.unit;
    if (isContinuous(token.kind) && static_cast<std::size_t>(token.element) < map.names.size())
        about.name = map.names[static_cast<std::size_t>(token.element)];
    if (isContinuous(token.kind))
        for (const auto& [begin, end] : row.legal.ranges)
            for (std::int32_t id = begin; id < end; ++id)
                row.legalCentres.push_back(valueOf(sequence, token, id));
    return row;
}

void Evaluation::addValues(Row& row, const TokenSequence& sequence, const Token& token, WorstToken& seen) {
    seen.trueValue = token.raw;
    seen.predictedValue = valueOf(sequence, token, seen.predictedId);
    if (!isContinuous(token.kind))
        return;
    row.about.clipped += (token.flags & Clipped) != 0 ? 1 : 0;
    for (auto& [k, share] : row.about.model.within)
        share += std::abs(seen.predictedId - seen.trueId) <= k ? 1 : 0;
    BinSums& bin = row.bins[seen.trueId];
    if (bin.count == 0)
        bin.centre = valueOf(sequence, token, seen.trueId);
    ++bin.count;
    const double error = std::abs(seen.predictedValue - token.raw), away = token.raw - bin.centre;
    if (!std::isfinite(error) || !std::isfinite(away))
        return;
    seen.badness = error;
    ++row.values;
    row.absolute += error;
    row.squares += error * error;
    row.floorAbsolute += std::abs(away);
    row.floorSquares += away * away;
    bin.sum += away;
    bin.squares += away * away;
    bin.absolute += std::abs(away);
}

void Evaluation::addCalibration(Row& row, const Prediction& p) {
    const int place = std::clamp(static_cast<int>(p.pPredicted * calibrationBins), 0, calibrationBins - 1);
    CalibrationBin& bin = row.about.calibration[static_cast<std::size_t>(place)];
    ++bin.count;
    bin.confidence += p.pPredicted;
    bin.accuracy += p.predictedId == p.trueId ? 1 : 0;
    if (row.about.coverage.empty() || p.legalP.empty() || p.legal.ranges.size() != 1)
        return;
    const std::int64_t truth = p.trueId - p.legal.ranges.front().first;
    double mass = 0, before = 0, upTo = 0; // legal mass in all; up to and without the recorded bin; with it
    for (std::size_t i = 0; i < p.legalP.size(); ++i) {
        before = static_cast<std::int64_t>(i) == truth ? mass : before;
        mass += p.legalP[i];
        upTo = static_cast<std::int64_t>(i) == truth ? mass : upTo;
    }
    if (truth < 0 || truth >= static_cast<std::int64_t>(p.legalP.size()) || mass <= 0)
        return;
    // The interval begins at the first bin that reaches `tail` and ends at the first that reaches 1 - tail.
    for (auto& [level, share] : row.about.coverage) {
        const double tail = (1 - level) / 2;
        share += upTo / mass >= tail && before / mass < 1 - tail ? 1 : 0;
    }
}

void Evaluation::addPrevious(Row& row, const TokenSequence& sequence, const Token& token) {
    if (token.step == 0)
        return;
    const std::size_t at = sequence.find(token.step - 1, token.channel, token.element);
    if (at == TokenSequence::npos)
        return;
    const Token earlier = sequence.at(at);
    ++row.previous.count;
    row.previous.accuracy += earlier.id == token.id ? 1 : 0;
    for (auto& [k, share] : row.previous.within)
        share += std::abs(earlier.id - token.id) <= k ? 1 : 0;
    const double error = std::abs(earlier.raw - token.raw);
    if (!isContinuous(token.kind) || !std::isfinite(error))
        return;
    ++row.previousValues;
    row.previous.mae += error;
    row.previous.rms += error * error;
}

void Evaluation::add(std::int64_t episode, const TokenSequence& sequence, std::span<const Prediction> predictions) {
    for (const Prediction& p : predictions) {
        const Token token = sequence.at(p.token);
        Row& row = rowOf(sequence, token, p);
        Measures& about = row.about;
        ++tokens_;
        ++about.model.count;
        about.model.accuracy += p.predictedId == p.trueId ? 1 : 0;
        about.model.crossEntropy += p.crossEntropy;
        about.illegalMass += p.illegalMass;
        about.entropy += p.entropy;
        addCalibration(row, p);
        WorstToken seen{episode,       token.step,    p.token, p.trueId,       p.predictedId,
                        notApplicable, notApplicable, p.pTrue, p.crossEntropy, p.crossEntropy};
        if (token.channel < 0 || isText(token.kind)) {
            ++row.bins[p.trueId].count;
        } else {
            if (!isContinuous(token.kind))
                ++row.bins[p.trueId].count;
            addValues(row, sequence, token, seen);
            addPrevious(row, sequence, token);
        }
        keepWorst(about.worst, seen);
    }
}

std::vector<Measures> Evaluation::measures() const {
    std::vector<Measures> out;
    for (const auto& [place, row] : rows_)
        out.push_back(finished(row));
    return out;
}

} // namespace gatoscope
