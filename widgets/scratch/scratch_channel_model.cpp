// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/scratch/scratch_model.h"

#include "widgets/common/choice_delegate.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

#include <QRegularExpression>

#include <algorithm>

namespace gatoscope {

namespace {

constexpr std::pair<Modality, const char*> kKinds[] = {{Modality::Text, "text"},
                                                       {Modality::Image, "image"},
                                                       {Modality::Discrete, "discrete"},
                                                       {Modality::Continuous, "continuous"}};

QString listed(const std::vector<double>& values) {
    QStringList parts;
    for (const double value : values)
        parts << formatNumber(value, 6);
    return parts.join(QStringLiteral(", "));
}

bool numbers(const QString& text, std::vector<double>& result) {
    static const QRegularExpression gap(QStringLiteral("[,;\\s]+"));
    result.clear();
    for (const QString& part : plainText(text).split(gap, Qt::SkipEmptyParts)) {
        bool ok = false;
        result.push_back(part.toDouble(&ok));
        if (!ok)
            return false;
    }
    return true;
}

/// Bounds come in pairs: the first typed one brings the other, clearing one clears both.
void completeBounds(const std::vector<double>& typed, std::vector<double>& other, double direction) {
    if (typed.empty())
        other.clear();
    if (!other.empty())
        return;
    for (const double bound : typed)
        other.push_back(bound * direction < 0 ? -bound : bound + direction);
}

/// Puts a typed text into a channel; false where it does not read as what the column holds.
bool take(ScratchChannel& changed, int column, const QString& text) {
    bool ok = true;
    switch (column) {
    case ScratchChannelModel::Name:
        changed.source = toStd(text);
        break;
    case ScratchChannelModel::RoleColumn:
        changed.role = text == QLatin1String("action")   ? Role::Action
                       : text == QLatin1String("ignore") ? Role::Ignore
                                                         : Role::Observation;
        break;
    case ScratchChannelModel::Kind:
        for (const auto& [modality, kind] : kKinds) {
            if (text == QLatin1String(kind))
                changed.modality = modality;
        }
        break;
    case ScratchChannelModel::Width: {
        const int width = text.toInt(&ok);
        ok = ok && width >= 1 && width <= 256;
        if (ok)
            changed.width = static_cast<std::size_t>(width);
        break;
    }
    case ScratchChannelModel::Values:
        changed.n = text.isEmpty() ? 0 : text.toLongLong(&ok);
        ok = ok && changed.n >= 0;
        break;
    case ScratchChannelModel::Low:
        ok = numbers(text, changed.low);
        completeBounds(changed.low, changed.high, 1);
        break;
    case ScratchChannelModel::High:
        ok = numbers(text, changed.high);
        completeBounds(changed.high, changed.low, -1);
        break;
    default:
        return false;
    }
    return ok;
}

} // namespace

ScratchChannelModel::ScratchChannelModel(ScratchModel* model) : QAbstractTableModel(model), m_model(model) {
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(model, &QAbstractItemModel::modelReset, this, [this] { endResetModel(); });
}

int ScratchChannelModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_model->episode().channels.size());
}

int ScratchChannelModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

bool ScratchChannelModel::usable(const ScratchChannel& channel, int column) const {
    switch (column) {
    case Width:
        return channel.modality == Modality::Discrete || channel.modality == Modality::Continuous;
    case Values:
        return channel.modality == Modality::Discrete;
    case Low:
    case High:
        return channel.modality == Modality::Continuous;
    default:
        return true;
    }
}

QVariant ScratchChannelModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const ScratchChannel& channel = m_model->episode().channels[static_cast<std::size_t>(index.row())];
    if (role == kChoicesRole) {
        if (index.column() == RoleColumn)
            return QStringList{QStringLiteral("observation"), QStringLiteral("action"), QStringLiteral("ignore")};
        if (index.column() != Kind)
            return {};
        QStringList kinds;
        for (const auto& [modality, kind] : kKinds)
            kinds << QString::fromLatin1(kind);
        return kinds;
    }
    if ((role != Qt::DisplayRole && role != Qt::EditRole) || !usable(channel, index.column()))
        return {};
    switch (index.column()) {
    case Name:
        return toQString(channel.source);
    case RoleColumn:
        return QString::fromLatin1(name(channel.role));
    case Kind:
        return QString::fromLatin1(name(channel.modality));
    case Width:
        return static_cast<int>(channel.width);
    case Values:
        return channel.n > 0 ? QVariant(static_cast<qlonglong>(channel.n)) : QVariant(QString());
    case Low:
        return listed(channel.low);
    case High:
        return listed(channel.high);
    default:
        return {};
    }
}

bool ScratchChannelModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    ScratchChannel changed = m_model->episode().channels[static_cast<std::size_t>(index.row())];
    const QString text = value.toString().trimmed();
    if (!take(changed, index.column(), text)) {
        Q_EMIT refused(tr("“%1” is not a number that fits here").arg(text));
        return false;
    }
    QString problem;
    if (m_model->editChannel(index.row(), std::move(changed), &problem))
        return true;
    Q_EMIT refused(problem);
    return false;
}

Qt::ItemFlags ScratchChannelModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::NoItemFlags;
    const ScratchChannel& channel = m_model->episode().channels[static_cast<std::size_t>(index.row())];
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled |
           (usable(channel, index.column()) ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

QVariant ScratchChannelModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Channel");
    case RoleColumn:
        return tr("Role");
    case Kind:
        return tr("Kind");
    case Width:
        return tr("Width");
    case Values:
        return tr("n");
    case Low:
        return tr("Low");
    case High:
        return tr("High");
    default:
        return {};
    }
}

} // namespace gatoscope
