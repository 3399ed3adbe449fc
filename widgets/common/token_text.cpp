// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/token_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

namespace gatoscope {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("gatoscope::TokenText", text); }

const SequenceChannel* channelOf(const TokenSequence& tokens, const Token& token) {
    const auto& channels = tokens.channels();
    if (token.channel < 0 || static_cast<std::size_t>(token.channel) >= channels.size())
        return nullptr;
    return &channels[static_cast<std::size_t>(token.channel)];
}

} // namespace

QString kindName(Kind kind) {
    switch (kind) {
    case Kind::Text:
        return tr("text");
    case Kind::Image:
        return tr("image");
    case Kind::Discrete:
        return tr("discrete");
    case Kind::Continuous:
        return tr("continuous");
    case Kind::Separator:
        return tr("separator");
    case Kind::DiscreteAction:
        return tr("discrete action");
    case Kind::ContinuousAction:
        return tr("continuous action");
    case Kind::TextAction:
        return tr("text action");
    }
    return {};
}

QString elementName(const SequenceChannel& channel, std::int32_t element) {
    const bool discrete = channel.map.modality == Modality::Discrete;
    const std::size_t components = width(channel.stored);
    // Names of a single discrete channel name its values, otherwise its components.
    if (discrete && components <= 1)
        return {};
    const auto e = static_cast<std::size_t>(element);
    return element >= 0 && e < channel.map.names.size() ? toQString(channel.map.names[e]) : QString();
}

QString valueName(const SequenceChannel& channel, const Token& token) {
    if (channel.map.modality != Modality::Discrete || width(channel.stored) > 1)
        return {};
    const double start = channel.map.start.empty() ? 0.0 : static_cast<double>(channel.map.start.front());
    const double value = token.raw - start;
    if (!(value >= 0) || value >= static_cast<double>(channel.map.names.size()))
        return {};
    return toQString(channel.map.names[static_cast<std::size_t>(value)]);
}

QString cellTop(const TokenSequence& tokens, std::size_t index, const Token& token) {
    switch (token.kind) {
    case Kind::Text:
    case Kind::TextAction:
        return shownPiece(tokens.pieceOf(index).piece);
    case Kind::Image:
        return {};
    case Kind::Separator:
        return QStringLiteral("|");
    case Kind::Discrete:
    case Kind::DiscreteAction: {
        const SequenceChannel* channel = channelOf(tokens, token);
        const QString name = channel ? valueName(*channel, token) : QString();
        return name.isEmpty() ? withMinus(toQString(tokens.rawText(index))) : name;
    }
    case Kind::Continuous:
    case Kind::ContinuousAction:
        return token.flags & NotANumber ? QStringLiteral("nan") : formatCell(token.raw);
    }
    return {};
}

QString cellBottom(const Token& token) { return QString::number(token.kind == Kind::Image ? token.element : token.id); }

QString tokenPlace(const TokenSequence& tokens, const Token& token) {
    const SequenceChannel* channel = channelOf(tokens, token);
    if (!channel)
        return tr("separator");
    const QString key = toQString(channel->map.key);
    switch (token.kind) {
    case Kind::Image:
        return tr("%1 patch %2").arg(key).arg(token.element);
    case Kind::Text:
    case Kind::TextAction:
        return tr("%1 piece %2").arg(key).arg(token.element);
    default:
        break;
    }
    const QString name = elementName(*channel, token.element);
    if (!name.isEmpty())
        return QStringLiteral("%1.%2").arg(key, name);
    return width(channel->stored) == 1 && token.element == 0 ? key
                                                             : QStringLiteral("%1[%2]").arg(key).arg(token.element);
}

QString flagNames(std::uint8_t flags) {
    QStringList names;
    if (flags & Clipped)
        names << tr("clipped");
    if (flags & Unknown)
        names << tr("unknown piece");
    if (flags & Padded)
        names << tr("padded");
    if (flags & Prompt)
        names << tr("prompt");
    if (flags & NotANumber)
        names << tr("not a number");
    return names.join(QStringLiteral(", "));
}

QString tokenSummary(const TokenSequence& tokens, std::size_t index) {
    const Token token = tokens.at(index);
    QStringList lines;
    lines << tr("%1 · %2").arg(tokenPlace(tokens, token), kindName(token.kind));
    if (token.kind == Kind::Image) {
        lines << tr("row %1, column %2 of the patch vocabulary; no id").arg(token.row.eval).arg(token.column.eval);
    } else if (token.kind == Kind::Text || token.kind == Kind::TextAction) {
        lines << tr("piece %1 · id %2").arg(shownPiece(tokens.pieceOf(index).piece)).arg(token.id);
    } else if (token.kind == Kind::Separator) {
        lines << tr("id %1, between observation and action").arg(token.id);
    } else {
        const SequenceChannel* channel = channelOf(tokens, token);
        QString value = withMinus(toQString(tokens.rawText(index)));
        const QString name = channel ? valueName(*channel, token) : QString();
        if (!name.isEmpty())
            value += QStringLiteral(" (%1)").arg(name);
        if (channel && !channel->map.unit.empty())
            value += QLatin1Char(' ') + toQString(channel->map.unit);
        lines << (token.bin >= 0 ? tr("value %1 · bin %2 · id %3").arg(value).arg(token.bin).arg(token.id)
                                 : tr("value %1 · id %2").arg(value).arg(token.id));
    }
    lines << tr("step %1 · stream #%2 · %3")
                 .arg(token.step)
                 .arg(index)
                 .arg(token.target ? tr("counted in the loss") : tr("not in the loss"));
    if (token.local >= 0)
        lines.last() += tr(" · local position %1").arg(token.local);
    if (token.flags)
        lines << flagNames(token.flags);
    return lines.join(QLatin1Char('\n'));
}

} // namespace gatoscope
