// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QCoreApplication>

#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"
#include "widgets/common/token_text.h"
#include "widgets/inspector/stages.h"

namespace gatoscope {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("gatoscope::Provenance", text); }

StageValue labelled(const QString& label, const QString& text) { return {label, text, plainText(text), false}; }

Stage idStage(const Token& token, const QString& note) {
    Stage stage;
    stage.title = tr("Token id");
    stage.value = stageNumber(token.id, QString::number(token.id));
    stage.note = note;
    return stage;
}

} // namespace

/// The sentence, or of a long one what stands around bytes [begin, end).
Sentence partAround(std::string_view sentence, std::size_t begin, std::size_t end) {
    constexpr std::size_t kAround = 240;     // bytes on either side
    const auto whole = [&](std::size_t at) { // a character is not cut
        while (at < sentence.size() && (static_cast<unsigned char>(sentence[at]) & 0xC0U) == 0x80U)
            ++at;
        return at;
    };
    const std::size_t from = begin > kAround + 40 ? whole(begin - kAround) : 0;
    const std::size_t to = sentence.size() - end > kAround + 40 ? whole(end + kAround) : sentence.size();
    const QString before =
        (from > 0 ? QStringLiteral("…") : QString()) + toQString(sentence.substr(from, begin - from));
    const QString own = toQString(sentence.substr(begin, end - begin));
    Sentence part;
    part.text = before + own + toQString(sentence.substr(end, to - end));
    if (to < sentence.size())
        part.text += QStringLiteral("…");
    part.begin = before.size();
    part.end = part.begin + own.size();
    return part;
}

void addTextStages(Provenance& p, const TokenSequence& tokens) {
    const TextPiece piece = tokens.pieceOf(p.index);
    const std::string sentence = tokens.sentenceOf(p.index);
    p.stages.push_back(channelStage(tokens, p.token));
    if (!sentence.empty()) {
        Stage stage;
        stage.title = tr("Sentence");
        const std::size_t begin = std::min(piece.begin, sentence.size());
        const std::size_t end = std::clamp(piece.end, begin, sentence.size());
        stage.drawing = Stage::Drawing::Sentence;
        stage.sentence = partAround(sentence, begin, end);
        stage.value = {
            {}, tr("bytes %1 … %2").arg(begin).arg(end), QStringLiteral("%1, %2").arg(begin).arg(end), false};
        p.stages.push_back(stage);
    }
    Stage stage;
    stage.title = tr("Piece");
    stage.value = {{}, shownPiece(piece.piece), toQString(piece.piece), true};
    const bool bytes = !tokens.text() || tokens.text()->fallback();
    stage.note = bytes ? tr("byte fallback, not SentencePiece") : tr("SentencePiece; _ is the word mark U+2581");
    if (p.token.flags & Unknown) {
        stage.warn = true;
        stage.note = tr("unknown to the text model: it cannot be decoded back");
    }
    p.stages.push_back(stage);
    const QString total = formatCount(tokens.settings().n_text);
    p.stages.push_back(idStage(p.token, tr("of %1 text ids, from 0").arg(total)));
}

void addPatchStages(Provenance& p, const TokenSequence& tokens) {
    const PatchGrid grid = tokens.gridOf(p.index);
    const Settings& settings = tokens.settings();
    const int count = std::max(1, grid.count()), columns = std::max(1, grid.columns), patch = settings.patch;
    const int inFrame = p.token.element % count, row = inFrame / columns, column = inFrame % columns;
    p.stages.push_back(channelStage(tokens, p.token));
    Stage picture;
    picture.title = tr("Patch");
    picture.value = stageNumber(p.token.element, QString::number(p.token.element));
    picture.hint = tr("of %1").arg(formatCount(count));
    picture.drawing = Stage::Drawing::Patch;
    picture.patch = {grid, p.token.channel, tokens.frameOf(p.index), inFrame};
    const auto range = [patch](int i) { return QStringLiteral("%1 … %2").arg(i * patch).arg(i * patch + patch - 1); };
    picture.lines = {labelled(tr("row, column"), QStringLiteral("%1, %2").arg(row).arg(column)),
                     labelled(tr("pixels x"), range(column)), labelled(tr("pixels y"), range(row))};
    if (tokens.frameOf(p.index) > 0)
        picture.lines.push_back(labelled(tr("frame of the stack"), QString::number(tokens.frameOf(p.index))));
    p.stages.push_back(picture);

    Stage fit;
    fit.title = tr("Fitted picture");
    fit.value = stageText(QStringLiteral("%1×%2").arg(grid.fitted.width).arg(grid.fitted.height));
    const bool same = grid.fitted == grid.original;
    fit.note = same ? tr("the stored size divides by %1").arg(patch)
                    : tr("stored as %1×%2").arg(grid.original.width).arg(grid.original.height);
    if (p.token.flags & Padded) {
        fit.warn = true;
        fit.note += tr(" · this patch holds padding (raw 0)");
    }
    p.stages.push_back(fit);

    const auto axis = [&](const QString& title, const PatchPosition& position) {
        Stage stage;
        stage.title = title;
        stage.value = stageNumber(position.eval, QString::number(position.eval));
        stage.hint = tr("of %1").arg(settings.patch_pos);
        const DrawRange draws = drawRange(position, settings);
        stage.lines = {labelled(tr("interval"), QStringLiteral("%1 … %2").arg(position.lo).arg(position.hi)),
                       labelled(tr("drawn in training"), QStringLiteral("%1 … %2").arg(draws.first).arg(draws.last)),
                       labelled(tr("mean, for evaluation"), QString::number(position.eval))};
        p.stages.push_back(stage);
    };
    axis(tr("Row position"), p.token.row);
    axis(tr("Column position"), p.token.column);
    Stage values;
    values.title = tr("Values");
    values.value = stageText(QStringLiteral("3×%1×%1").arg(patch));
    values.note = settings.patch_scale ? tr("uint8 → [−1, 1] / 4; embedded by a network: a patch has no id")
                                       : tr("uint8 → [−1, 1]; embedded by a network: a patch has no id");
    p.stages.push_back(values);
}

void addDiscreteStages(Provenance& p, const TokenSequence& tokens) {
    const SequenceChannel& channel = tokens.channels()[static_cast<std::size_t>(p.token.channel)];
    p.stages.push_back(channelStage(tokens, p.token));
    const auto pick = [&](const std::vector<std::int64_t>& all, std::int64_t otherwise) {
        const auto e = static_cast<std::size_t>(p.token.element);
        return all.size() == 1 ? all.front() : e < all.size() ? all[e] : otherwise;
    };
    const std::int64_t n = pick(channel.map.n, -1), start = pick(channel.map.start, 0);
    Stage raw;
    raw.title = tr("Raw value");
    const QString stored = toQString(tokens.rawText(p.index));
    raw.value = {{}, withMinus(stored), stored, true};
    raw.note = n >= 0 ? tr("one of %1 values, from %2").arg(n).arg(start) : tr("the number of values is not declared");
    const QString called = valueName(channel, p.token);
    if (!called.isEmpty())
        raw.lines.push_back({tr("called"), called, called, true});
    if (n > 1) {
        raw.drawing = Stage::Drawing::Range;
        raw.range = {double(start), double(start + n - 1), p.token.raw, QString::number(start),
                     QString::number(start + n - 1)};
    }
    p.stages.push_back(raw);
    const std::int64_t offset = p.token.id - tokens.vocabulary().discreteBegin;
    if (start != 0) {
        Stage shifted;
        shifted.title = tr("Counted from 0");
        shifted.value = stageNumber(double(offset), QString::number(offset));
        shifted.note = tr("%1 − start %2").arg(stored).arg(start);
        p.stages.push_back(shifted);
    }
    p.stages.push_back(idStage(p.token, QStringLiteral("%1 + %2").arg(tokens.vocabulary().discreteBegin).arg(offset)));
    Stage decoded;
    decoded.title = tr("Decoded");
    const double value = tokens.decodedOf(p.index);
    decoded.value = stageNumber(value, formatNumber(value));
    decoded.note = tr("exact");
    p.stages.push_back(decoded);
}

void addSeparatorStages(Provenance& p, const TokenSequence& tokens) {
    Stage stage;
    stage.title = tr("Separator");
    stage.value = stageText(QStringLiteral("|"));
    stage.note = tokens.settings().separator_in_loss
                     ? tr("ends the observations of a step; the model is trained to predict it")
                     : tr("ends the observations of a step; given, never predicted");
    p.stages.push_back(stage);
    p.stages.push_back(idStage(p.token, tr("the first id after all values")));
}

} // namespace gatoscope
