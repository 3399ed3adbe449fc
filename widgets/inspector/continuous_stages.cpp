// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QCoreApplication>

#include "core/tokens/mu_law.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"
#include "widgets/inspector/stages.h"

namespace gatoscope {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("gatoscope::Provenance", text); }

/// The bound of a component: one for all, or one each; NaN where there is none.
double bound(const std::vector<double>& bounds, std::int32_t element) {
    if (bounds.size() == 1)
        return bounds.front();
    const auto e = static_cast<std::size_t>(element);
    return element >= 0 && e < bounds.size() ? bounds[e] : std::nan("");
}

struct Bounds {
    double low = 0, high = 0;
    bool finite() const { return std::isfinite(low) && std::isfinite(high) && low < high; }
};

Bounds mappedBounds(const SequenceChannel& channel, std::int32_t element) {
    return {bound(channel.map.low, element), bound(channel.map.high, element)};
}

Stage rawStage(const TokenSequence& tokens, const Token& token, std::size_t index, const SequenceChannel& channel) {
    Stage stage;
    stage.title = tr("Raw value");
    const QString stored = toQString(tokens.rawText(index));
    stage.value = {{}, token.raw > 0 ? QLatin1Char('+') + stored : withMinus(stored), stored, true};
    Bounds range = mappedBounds(channel, token.element);
    if (!range.finite())
        range = {bound(channel.stored.declared.low, token.element), bound(channel.stored.declared.high, token.element)};
    if (range.finite()) {
        stage.drawing = Stage::Drawing::Range;
        stage.range = {range.low, range.high, token.raw, tr("%1 low").arg(formatNumber(range.low)),
                       tr("high %1").arg(formatNumber(range.high))};
        if (token.raw < range.low || token.raw > range.high) {
            stage.note = tr("outside the declared range");
            stage.warn = true;
        }
    } else {
        stage.note = tr("no bounds are declared");
    }
    if (token.flags & NotANumber) {
        stage.warn = true;
        stage.note = tr("not a number: the bin below stands in for it");
    }
    return stage;
}

Stage companded(const TokenSequence& tokens, const Token& token, std::size_t index, double input) {
    const Settings& settings = tokens.settings();
    Stage stage;
    stage.title = QStringLiteral("μ-law");
    stage.hint = QStringLiteral("μ %1  M %2").arg(formatNumber(settings.mu), formatNumber(settings.M));
    const double value = tokens.unclippedOf(index);
    stage.value = stageNumber(value, formatFixed(value, 4, true));
    stage.drawing = Stage::Drawing::Curve;
    stage.point = {input, value};
    if (token.flags & Clipped) {
        stage.warn = true;
        stage.note = tr("clipped to %1").arg(formatSigned(token.encoded));
    }
    return stage;
}

Stage binStage(const TokenSequence& tokens, const Token& token, const Bounds& affine, bool compandedValue) {
    const Settings& settings = tokens.settings();
    Stage stage;
    stage.title = tr("Bin");
    stage.hint = tr("of %1").arg(settings.n_bins);
    stage.value = stageNumber(token.bin, QString::number(token.bin));
    const auto raw = [&](double y) {
        double x = compandedValue ? expand(y, settings.mu, settings.M) : y;
        if (affine.finite())
            x = affine.low + (x + 1) / 2 * (affine.high - affine.low);
        return x;
    };
    BinStrip& bins = stage.bins;
    stage.drawing = Stage::Drawing::Bins;
    bins.bin = token.bin;
    bins.bins = settings.n_bins;
    bins.encoded = token.encoded;
    bins.low = binEdge(token.bin, settings);
    bins.high = binEdge(token.bin + 1, settings);
    bins.rawLow = raw(bins.low);
    bins.rawHigh = raw(bins.high);
    const auto pair = [](double low, double high) {
        StageValue value;
        value.text = QStringLiteral("%1 … %2").arg(formatNumber(low, 6), formatNumber(high, 6));
        value.copy = QStringLiteral("%1, %2").arg(QString::number(low, 'g', 17), QString::number(high, 'g', 17));
        value.strong = false;
        return value;
    };
    StageValue encoded = pair(bins.low, bins.high), units = pair(bins.rawLow, bins.rawHigh);
    encoded.label = tr("edges, encoded");
    units.label = tr("edges, raw units");
    StageValue width = stageNumber(bins.rawHigh - bins.rawLow, formatNumber(bins.rawHigh - bins.rawLow, 4));
    width.label = tr("width, raw units");
    width.strong = false;
    stage.lines = {encoded, units, width};
    return stage;
}

Stage decodedStage(const TokenSequence& tokens, const Token& token, std::size_t index, const SequenceChannel& channel) {
    Stage stage;
    const bool centre = tokens.settings().decode_point == Settings::DecodePoint::Centre;
    stage.title = centre ? tr("Decoded (bin centre)") : tr("Decoded (left edge)");
    const double value = tokens.decodedOf(index), error = value - token.raw;
    stage.value = stageNumber(value, formatSigned(value));
    if (!channel.map.unit.empty())
        stage.note = tr("in %1").arg(toQString(channel.map.unit));
    StageValue absolute = stageNumber(error, formatSigned(error, 3));
    absolute.label = tr("error");
    absolute.strong = false;
    stage.lines.push_back(absolute);
    if (std::isfinite(token.raw) && token.raw != 0) {
        StageValue relative =
            stageNumber(std::abs(error / token.raw) * 100, formatPercent(std::abs(error / token.raw)));
        relative.label = tr("of the value");
        relative.strong = false;
        stage.lines.push_back(relative);
    }
    return stage;
}

} // namespace

void addContinuousStages(Provenance& p, const TokenSequence& tokens) {
    const Token& token = p.token;
    const SequenceChannel& channel = tokens.channels()[static_cast<std::size_t>(token.channel)];
    const Settings& settings = tokens.settings();
    p.stages.push_back(channelStage(tokens, token));
    p.stages.push_back(rawStage(tokens, token, p.index, channel));
    const bool action = isAction(token.kind);
    const bool compandIt = !action || settings.compand_actions;
    const Bounds bounds = mappedBounds(channel, token.element);
    const Bounds affine = action && bounds.finite() ? bounds : Bounds{std::nan(""), std::nan("")};
    double input = token.raw;
    if (action) {
        Stage stage;
        stage.title = tr("Normalised");
        input = affine.finite() ? (token.raw - affine.low) / (affine.high - affine.low) * 2 - 1 : token.raw;
        stage.value = stageNumber(input, formatFixed(input, 4, true));
        const QString rule = affine.finite() ? QStringLiteral("2·(x − low) / (high − low) − 1")
                                             : tr("as it is: no finite bounds are declared");
        stage.note = rule;
        if (!compandIt && (token.flags & Clipped)) {
            stage.warn = true;
            stage.note = tr("clipped to %1").arg(formatSigned(token.encoded));
        }
        p.stages.push_back(stage);
    }
    if (compandIt)
        p.stages.push_back(companded(tokens, token, p.index, input));
    p.stages.push_back(binStage(tokens, token, affine, compandIt));
    Stage id;
    id.title = tr("Token id");
    id.value = stageNumber(token.id, QString::number(token.id));
    id.note = QStringLiteral("%1 + %2").arg(tokens.vocabulary().continuousBegin).arg(token.bin);
    p.stages.push_back(id);
    p.stages.push_back(decodedStage(tokens, token, p.index, channel));
}

} // namespace gatoscope
