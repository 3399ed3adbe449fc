// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attended_model.h"

#include <algorithm>
#include <numeric>

#include <QStringList>

#include "core/tokens/text_pieces.h"
#include "core/tokens/tokenizer.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"
#include "widgets/common/token_text.h"

namespace gatoscope {
namespace {

constexpr std::size_t kMost = 64;

} // namespace

std::vector<std::size_t> topTokens(const AttentionRow& row, std::size_t most) {
    std::vector<std::size_t> order(row.values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t i) { return !(row.values[i] > 0); });
    most = std::min(most, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(),
                      [&](std::size_t a, std::size_t b) {
                          return row.values[a] > row.values[b] || (row.values[a] == row.values[b] && a < b);
                      });
    order.resize(most);
    return order;
}

QString shortTokenName(const TokenSequence& tokens, std::size_t token) {
    const Token one = tokens.at(token);
    const QString top = cellTop(tokens, token, one);
    const QString key =
        one.channel < 0 ? QString() : toQString(tokens.channels()[static_cast<std::size_t>(one.channel)].map.key);
    switch (one.kind) {
    case Kind::Separator:
        return AttendedModel::tr("separator");
    case Kind::Text:
    case Kind::TextAction:
        return top;
    case Kind::Image: {
        int cameras = 0;
        for (const SequenceChannel& channel : tokens.channels())
            cameras += channel.map.modality == Modality::Image;
        return cameras > 1 ? AttendedModel::tr("%1 patch %2").arg(key).arg(one.element)
                           : AttendedModel::tr("patch %1").arg(one.element);
    }
    case Kind::DiscreteAction:
        if (!top.isEmpty() && top.at(0).isLetter())
            return top;
        [[fallthrough]];
    case Kind::ContinuousAction:
    case Kind::Discrete:
    case Kind::Continuous:
        break;
    }
    const auto& channel = tokens.channels()[static_cast<std::size_t>(one.channel)];
    const QString place = width(channel.stored) > 1 ? QStringLiteral("%1[%2]").arg(key).arg(one.element) : key;
    return QStringLiteral("%1 %2").arg(place, top);
}

QString elidedTokenName(const QString& name, const QFontMetricsF& metrics, double room) {
    if (metrics.horizontalAdvance(name) <= room)
        return name;
    const auto bracket = name.indexOf(QLatin1Char('['));
    const auto close = bracket < 0 ? -1 : name.indexOf(QLatin1Char(']'), bracket);
    const auto patch = name.lastIndexOf(QLatin1Char(' '));
    const auto cut = bracket > 0 && close > bracket ? bracket : patch;
    if (cut <= 0)
        return metrics.elidedText(name, Qt::ElideRight, room);
    for (const QString& tail : {name.mid(cut), cut == bracket ? name.mid(bracket, close + 1 - bracket) : QString()}) {
        const double left = room - metrics.horizontalAdvance(tail);
        const QString head = metrics.elidedText(name.left(cut), Qt::ElideRight, left);
        if (!tail.isEmpty() && head.size() >= 4)
            return head + tail;
    }
    return metrics.elidedText(name, Qt::ElideRight, room);
}

QString idName(const TokenSequence& tokens, std::size_t token, std::int32_t id) {
    const Token one = tokens.at(token);
    if (id == tokens.vocabulary().separator)
        return AttendedModel::tr("separator");
    if (one.kind == Kind::Text || one.kind == Kind::TextAction) {
        const QString piece =
            tokens.text() ? toQString(tokens.text()->piece(id - tokens.vocabulary().textBegin)) : QString();
        return piece.isEmpty() ? QString::number(id) : piece;
    }
    if (one.channel < 0)
        return QString::number(id);
    const SequenceChannel& channel = tokens.channels()[static_cast<std::size_t>(one.channel)];
    const auto value =
        decodeId(id, channel.map, static_cast<std::size_t>(one.element), channel.action, tokens.settings());
    if (!value)
        return QString::number(id);
    const double start = channel.map.start.empty() ? 0.0 : static_cast<double>(channel.map.start.front());
    const auto at = static_cast<std::size_t>(std::max(0.0, value->value - start));
    const bool named = channel.map.modality == Modality::Discrete && at < channel.map.names.size() &&
                       gatoscope::width(channel.stored) <= 1;
    return named ? toQString(channel.map.names[at]) : formatNumber(value->value, 3);
}

void AttendedModel::setRow(AttentionRowPtr row, std::shared_ptr<const TokenSequence> tokens) {
    std::vector<std::size_t> order = row && tokens ? topTokens(*row, kMost) : std::vector<std::size_t>();
    const int before = static_cast<int>(order_.size()), after = static_cast<int>(order.size());
    // The view keeps its place while the numbers change.
    if (after > before)
        beginInsertRows({}, before, after - 1);
    else if (after < before)
        beginRemoveRows({}, after, before - 1);
    row_ = std::move(row);
    tokens_ = std::move(tokens);
    order_ = std::move(order);
    if (after > before)
        endInsertRows();
    else if (after < before)
        endRemoveRows();
    if (after > 0)
        Q_EMIT dataChanged(index(0, 0), index(after - 1, ColumnCount - 1));
}

qint64 AttendedModel::tokenAt(int row) const {
    if (row < 0 || row >= static_cast<int>(order_.size()))
        return -1;
    return static_cast<qint64>(row_->first + order_[static_cast<std::size_t>(row)]);
}

int AttendedModel::rowOf(qint64 token) const {
    if (!row_ || token < static_cast<qint64>(row_->first))
        return -1;
    const auto found = std::find(order_.begin(), order_.end(), static_cast<std::size_t>(token) - row_->first);
    return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

double AttendedModel::cumulative() const {
    double sum = 0;
    for (const std::size_t i : order_)
        sum += row_->values[i];
    return sum;
}

QString AttendedModel::plainText() const {
    QStringList lines{QStringLiteral("rank\ttoken\tindex\tstep\tshare")};
    for (int r = 0; r < rowCount(); ++r)
        lines << QStringLiteral("%1\t%2\t%3\t%4\t%5")
                     .arg(r + 1)
                     .arg(gatoscope::plainText(data(index(r, Name), Qt::DisplayRole).toString()))
                     .arg(tokenAt(r))
                     .arg(data(index(r, Step), Qt::DisplayRole).toString())
                     .arg(data(index(r, Share), FractionRole).toDouble(), 0, 'g', 6);
    return lines.join(QLatin1Char('\n'));
}

int AttendedModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int AttendedModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int{ColumnCount}; }

QVariant AttendedModel::data(const QModelIndex& index, int role) const {
    const qint64 token = tokenAt(index.row());
    if (token < 0 || !tokens_)
        return {};
    const auto at = static_cast<std::size_t>(token);
    const double share = row_->values[at - row_->first];
    switch (role) {
    case TokenRole:
        return token;
    case KindRole:
        return static_cast<int>(tokens_->kind(at));
    case FractionRole:
        return share;
    case BarRole:
        return row_->largest > 0 ? share / row_->largest : 0.0;
    case Qt::ToolTipRole:
        return tr("%1\nDouble click makes it the query.").arg(tokenSummary(*tokens_, at));
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Rank:
        return QString::number(index.row() + 1);
    case Name:
        return shortTokenName(*tokens_, at);
    case Step:
        return QString::number(tokens_->stepOf(at));
    default:
        return formatFixed(share * 100, 2);
    }
}

QVariant AttendedModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Rank:
        return QStringLiteral("#");
    case Name:
        return tr("Token");
    case Step:
        return tr("Step");
    default:
        return QStringLiteral("%");
    }
}

} // namespace gatoscope
