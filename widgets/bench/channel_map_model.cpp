// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/channel_map_model.h"

#include "widgets/common/choice_delegate.h"
#include "widgets/common/convert.h"

#include <QRegularExpression>
#include <QStringList>

#include <cmath>

namespace gatoscope {

namespace {

constexpr Role kRoles[] = {Role::Observation, Role::Action, Role::Ignore};
constexpr Modality kModalities[] = {Modality::Image, Modality::Text, Modality::TextIds, Modality::Discrete,
                                    Modality::Continuous};

template <typename T>
QString joined(const std::vector<T>& values) {
    QStringList parts;
    for (const T& value : values)
        parts << QString::number(value);
    return parts.join(QStringLiteral(", "));
}

bool integers(const QString& text, std::vector<std::int64_t>& result) {
    std::vector<double> numbers;
    if (!parseNumbers(text, numbers))
        return false;
    result.clear();
    for (const double number : numbers) {
        if (number != std::floor(number) || std::abs(number) > 9e15)
            return false;
        result.push_back(static_cast<std::int64_t>(number));
    }
    return true;
}

bool takeSize(MappedChannel& channel, const QString& text) {
    if (text.trimmed().isEmpty()) {
        channel.size.reset();
        return true;
    }
    static const QRegularExpression pair(QStringLiteral("^\\s*(\\d{1,5})\\s*[x×, ]\\s*(\\d{1,5})\\s*$"));
    const auto match = pair.match(text);
    if (!match.hasMatch() || match.captured(1).toInt() < 1 || match.captured(2).toInt() < 1)
        return false;
    channel.size = std::array<int, 2>{match.captured(1).toInt(), match.captured(2).toInt()};
    return true;
}

} // namespace

bool parseNumbers(const QString& text, std::vector<double>& numbers) {
    static const QRegularExpression gap(QStringLiteral("[,;\\s]+"));
    numbers.clear();
    QString plain = text;
    plain.replace(QChar(0x2212), QLatin1Char('-'));
    for (const QString& part : plain.split(gap, Qt::SkipEmptyParts)) {
        bool ok = false;
        numbers.push_back(part.toDouble(&ok));
        if (!ok)
            return false;
    }
    return true;
}

void ChannelMapModel::setMap(const ChannelMap& map, const std::vector<Channel>& channels) {
    beginResetModel();
    m_map = map;
    m_channels = channels;
    for (const Channel& channel : channels) { // what the map leaves out is shown as ignored
        if (m_map.find(channel.source) != nullptr)
            continue;
        MappedChannel ignored;
        ignored.source = channel.source;
        ignored.key = defaultKey(channel.source);
        if (channel.image)
            ignored.modality = Modality::Image;
        if (channel.dtype == DType::Text)
            ignored.modality = Modality::Text;
        m_map.channels.push_back(std::move(ignored));
    }
    endResetModel();
}

void ChannelMapModel::setRecord(Record record) {
    if (record == m_map.record)
        return;
    m_map.record = record;
    Q_EMIT edited();
}

void ChannelMapModel::setFps(std::optional<double> fps) {
    if (fps == m_map.fps)
        return;
    m_map.fps = fps;
    Q_EMIT edited();
}

QString ChannelMapModel::problem() const {
    const Result<void> valid = validate(m_map, m_channels);
    return valid
               ? QString()
               : toQString(valid.error().text + (valid.error().place.empty() ? "" : " (" + valid.error().place + ")"));
}

int ChannelMapModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_map.channels.size());
}

int ChannelMapModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

bool ChannelMapModel::usable(const MappedChannel& channel, int column) const {
    if (column == RoleColumn)
        return true;
    if (column == Source || channel.role == Role::Ignore)
        return false;
    const bool image = channel.modality == Modality::Image;
    switch (column) {
    case Count:
    case Start:
        return channel.modality == Modality::Discrete;
    case Low:
    case High:
        return channel.modality == Modality::Continuous;
    case Size:
    case Flip:
    case SwapColors:
    case Times255:
    case Stack:
        return image;
    case Names:
    case Unit:
        return !image && channel.modality != Modality::Text;
    case Lengths:
        return channel.modality == Modality::TextIds;
    default:
        return true;
    }
}

QString ChannelMapModel::text(const MappedChannel& channel, int column) const {
    switch (column) {
    case Source:
        return toQString(channel.source);
    case Key:
        return toQString(channel.key);
    case RoleColumn:
        return QString::fromLatin1(name(channel.role));
    case ModalityColumn:
        return QString::fromLatin1(name(channel.modality));
    case Count:
        return joined(channel.n);
    case Start:
        return joined(channel.start);
    case Low:
        return joined(channel.low);
    case High:
        return joined(channel.high);
    case Size:
        return channel.size ? QStringLiteral("%1×%2").arg((*channel.size)[0]).arg((*channel.size)[1]) : QString();
    case Stack:
        return QString::number(channel.frameStack);
    case Shift:
        return QString::number(channel.shift);
    case Unit:
        return toQString(channel.unit);
    case Lengths:
        return toQString(channel.lengths);
    case Names: {
        QStringList names;
        for (const std::string& value : channel.names)
            names << toQString(value);
        return names.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QVariant ChannelMapModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const MappedChannel& channel = m_map.channels[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const bool flag = column == Flip || column == SwapColors || column == Times255;
    if (role == kChoicesRole) {
        QStringList choices;
        if (column == RoleColumn) {
            for (const Role value : kRoles)
                choices << QString::fromLatin1(name(value));
        } else if (column == ModalityColumn) {
            for (const Modality value : kModalities)
                choices << QString::fromLatin1(name(value));
        }
        return choices.isEmpty() ? QVariant() : choices;
    }
    if (role == Qt::CheckStateRole && flag && usable(channel, column)) {
        const bool on = column == Flip         ? channel.flipVertical
                        : column == SwapColors ? channel.swapRedBlue
                                               : channel.scale255;
        return on ? Qt::Checked : Qt::Unchecked;
    }
    if (role == Qt::ToolTipRole)
        return column == Source || column == Names ? text(channel, column) : QVariant();
    if ((role != Qt::DisplayRole && role != Qt::EditRole) || flag)
        return {};
    if (column != Source && !usable(channel, column))
        return role == Qt::DisplayRole && column != Key ? QVariant() : text(channel, column);
    return text(channel, column);
}

bool ChannelMapModel::takeSwitch(MappedChannel& channel, int column, bool on) const {
    if (column == Flip)
        channel.flipVertical = on;
    else if (column == SwapColors)
        channel.swapRedBlue = on;
    else if (column == Times255)
        channel.scale255 = on;
    else
        return false;
    return true;
}

bool ChannelMapModel::take(MappedChannel& channel, int column, const QString& text) const {
    bool ok = true;
    switch (column) {
    case Key:
        channel.key = toStd(text.trimmed());
        return !channel.key.empty();
    case RoleColumn:
        for (const Role value : kRoles) {
            if (text == QLatin1String(name(value)))
                return channel.role = value, true;
        }
        return false;
    case ModalityColumn:
        for (const Modality value : kModalities) {
            if (text == QLatin1String(name(value)))
                return channel.modality = value, true;
        }
        return false;
    case Count:
        return integers(text, channel.n);
    case Start:
        return integers(text, channel.start);
    case Low:
        return parseNumbers(text, channel.low);
    case High:
        return parseNumbers(text, channel.high);
    case Size:
        return takeSize(channel, text);
    case Stack:
        channel.frameStack = text.toInt(&ok);
        return ok && channel.frameStack >= 1 && channel.frameStack <= 64;
    case Shift:
        channel.shift = text.toInt(&ok);
        return ok;
    case Unit:
        channel.unit = toStd(text.trimmed());
        return true;
    case Lengths:
        channel.lengths = toStd(text.trimmed());
        return true;
    case Names:
        channel.names.clear();
        for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
            channel.names.push_back(toStd(part.trimmed()));
        return true;
    default:
        return false;
    }
}

bool ChannelMapModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || (role != Qt::EditRole && role != Qt::CheckStateRole))
        return false;
    MappedChannel changed = m_map.channels[static_cast<std::size_t>(index.row())];
    const bool taken = role == Qt::CheckStateRole ? takeSwitch(changed, index.column(), value.toInt() == Qt::Checked)
                                                  : take(changed, index.column(), value.toString());
    if (!taken)
        return false;
    if (changed == m_map.channels[static_cast<std::size_t>(index.row())])
        return true;
    m_map.channels[static_cast<std::size_t>(index.row())] = std::move(changed);
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1));
    Q_EMIT edited();
    return true;
}

Qt::ItemFlags ChannelMapModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    const MappedChannel& channel = m_map.channels[static_cast<std::size_t>(index.row())];
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    if (!usable(channel, index.column()))
        return flags;
    const bool flag = index.column() == Flip || index.column() == SwapColors || index.column() == Times255;
    return flags | (flag ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable);
}

QVariant ChannelMapModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    static const char* const kTitles[] = {"Source", "Key",   "Role",  "Modality", "n",      "Start",
                                          "Low",    "High",  "Size",  "Flip",     "BGR",    "×255",
                                          "Stack",  "Shift", "Names", "Unit",     "Lengths"};
    static const char* const kTips[] = {"The stored channel",
                                        "Orders the channel and names it in tables",
                                        "Observation, action, or not tokenized",
                                        "How it becomes tokens",
                                        "Discrete: number of values, one or one per component",
                                        "Discrete: first value",
                                        "Continuous: lower bounds, for actions affine to −1",
                                        "Continuous: upper bounds",
                                        "Image: height × width to resize to",
                                        "Image: turn upside down",
                                        "Image: swap red and blue",
                                        "Image: scale [0, 1] to [0, 255]",
                                        "Image: frames a step",
                                        "Row t holds the value of step t − shift",
                                        "Names of components or values",
                                        "Unit",
                                        "Source of the row lengths of ragged token ids"};
    return role == Qt::DisplayRole ? tr(kTitles[section]) : tr(kTips[section]);
}

} // namespace gatoscope
