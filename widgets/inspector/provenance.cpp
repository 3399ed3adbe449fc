// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/provenance.h"

#include <QCoreApplication>
#include <QStringList>

#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"
#include "widgets/common/token_text.h"
#include "widgets/inspector/stages.h"

namespace gatoscope {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("gatoscope::Provenance", text); }

void addStages(Provenance& p, const TokenSequence& tokens) {
    switch (p.token.kind) {
    case Kind::Text:
    case Kind::TextAction:
        return addTextStages(p, tokens);
    case Kind::Image:
        return addPatchStages(p, tokens);
    case Kind::Discrete:
    case Kind::DiscreteAction:
        return addDiscreteStages(p, tokens);
    case Kind::Continuous:
    case Kind::ContinuousAction:
        return addContinuousStages(p, tokens);
    case Kind::Separator:
        return addSeparatorStages(p, tokens);
    }
}

} // namespace

StageValue stageNumber(double value, const QString& shown) {
    return {{}, shown, QString::number(value, 'g', 17), true};
}

StageValue stageText(const QString& text) { return {{}, text, plainText(text), true}; }

Stage channelStage(const TokenSequence& tokens, const Token& token) {
    Stage stage;
    stage.title = tr("Channel");
    stage.value = stageText(tokenPlace(tokens, token));
    if (token.channel < 0 || static_cast<std::size_t>(token.channel) >= tokens.channels().size())
        return stage;
    const SequenceChannel& channel = tokens.channels()[static_cast<std::size_t>(token.channel)];
    QStringList shape;
    for (const std::int64_t side : channel.stored.shape)
        shape << (side < 0 ? QStringLiteral("?") : QString::number(side));
    QStringList facts{toQString(channel.map.source)};
    if (!shape.isEmpty())
        facts << shape.join(QStringLiteral("×"));
    facts << QString::fromLatin1(name(channel.stored.dtype));
    if (!channel.map.unit.empty())
        facts << toQString(channel.map.unit);
    stage.note = facts.join(QStringLiteral(" · "));
    return stage;
}

Provenance provenanceOf(const TokenSequence& tokens, std::size_t index) {
    Provenance p;
    if (index >= tokens.size())
        return p;
    p.valid = true;
    p.token = tokens.at(index);
    p.index = index;
    p.mu = tokens.settings().mu;
    p.M = tokens.settings().M;
    p.kind = kindName(p.token.kind);
    p.big = p.token.kind == Kind::Image ? tr("patch %1").arg(p.token.element) : QString::number(p.token.id);
    const auto fact = [&p](const QString& label, const QString& text) {
        p.facts.push_back({label, text, plainText(text), true});
    };
    fact(tr("stream"), QStringLiteral("#%1").arg(index));
    fact(tr("step"), QString::number(p.token.step));
    if (p.token.local >= 0)
        fact(tr("local position"), QString::number(p.token.local));
    fact(tr("loss"), p.token.target ? tr("counted") : tr("masked"));
    if (p.token.flags)
        fact(tr("flags"), flagNames(p.token.flags));
    addStages(p, tokens);
    return p;
}

QString provenanceText(const Provenance& p) {
    if (!p.valid)
        return {};
    QStringList lines{QStringLiteral("%1 %2").arg(p.kind, p.big)};
    const auto add = [&lines](const QString& label, const StageValue& value) {
        if (!value.text.isEmpty())
            lines << QStringLiteral("%1: %2").arg(label, value.copy.isEmpty() ? value.text : value.copy);
    };
    for (const StageValue& fact : p.facts)
        add(fact.label, fact);
    for (const Stage& stage : p.stages) {
        add(stage.title, stage.value);
        if (!stage.note.isEmpty())
            lines << QStringLiteral("  ") + stage.note;
        for (const StageValue& line : stage.lines)
            add(QStringLiteral("  ") + line.label, line);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace gatoscope
