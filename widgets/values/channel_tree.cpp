// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/values/channel_tree.h"

#include "widgets/common/convert.h"
#include "widgets/values/value_series.h"

namespace gatoscope {

namespace {

constexpr std::size_t kMostElements = 512; // listed of one channel
constexpr std::size_t kFirstChannels = 3, kFirstElements = 4;

} // namespace

const MappedChannel* mappedChannel(const EpisodeView& view, const std::string& source) {
    if (view.tokens) {
        if (const MappedChannel* found = view.tokens->map().find(source))
            return found;
    }
    return view.dataset ? view.dataset->guessedMap().find(source) : nullptr;
}

ChannelTree::ChannelTree(QObject* parent) : QStandardItemModel(parent) {
    connect(this, &QStandardItemModel::itemChanged, this, &ChannelTree::itemToggled);
}

void ChannelTree::setEpisode(const EpisodeView& view) {
    m_filling = true;
    const bool same = view.dataset && view.dataset == m_dataset;
    if (!same)
        m_checked.clear();
    m_dataset = view.dataset;
    clear();
    if (view.dataset) {
        if (!same)
            checkDefaults(view);
        for (const Channel& channel : view.dataset->channels()) {
            const auto found = view.columns.find(channel.source);
            if (found == view.columns.end() || !found->second || found->second->dtype == DType::Text)
                continue;
            addChannel(view, channel, *found->second);
        }
    }
    m_filling = false;
    Q_EMIT checksChanged();
}

void ChannelTree::checkDefaults(const EpisodeView& view) {
    std::size_t chosen = 0;
    for (const bool mappedOnly : {true, false}) {
        for (const Channel& channel : view.dataset->channels()) {
            const auto found = view.columns.find(channel.source);
            if (chosen >= kFirstChannels || found == view.columns.end() || !found->second)
                continue;
            const MappedChannel* mapped = mappedChannel(view, channel.source);
            const bool used = mapped != nullptr && mapped->role != Role::Ignore;
            if (used != mappedOnly || found->second->dtype == DType::Text)
                continue;
            if (m_checked.count({channel.source, 0}) > 0)
                continue;
            ++chosen;
            for (std::size_t e = 0; e < std::min(found->second->width, kFirstElements); ++e) {
                m_checked.insert({channel.source, e});
            }
        }
        if (chosen > 0)
            break;
    }
}

void ChannelTree::addChannel(const EpisodeView& view, const Channel& channel, const Column& column) {
    const MappedChannel* mapped = mappedChannel(view, channel.source);
    const bool used = mapped != nullptr && mapped->role != Role::Ignore;
    auto* parent = new QStandardItem(toQString(used ? mapped->key : channel.source));
    parent->setEditable(false);
    parent->setCheckable(true);
    parent->setData(toQString(channel.source), SourceRole);
    const QString type = QString::fromLatin1(name(channel.dtype));
    parent->setToolTip(tr("%1, %2, %3 values a step").arg(toQString(channel.source), type).arg(column.width));
    const auto& names = used && !mapped->names.empty() ? mapped->names : channel.names;
    if (column.width == 1) {
        parent->setData(0, ElementRole);
        parent->setCheckState(m_checked.count({channel.source, 0}) > 0 ? Qt::Checked : Qt::Unchecked);
        appendRow(parent);
        return;
    }
    for (std::size_t e = 0; e < std::min(column.width, kMostElements); ++e) {
        auto* child = new QStandardItem(toQString(componentName(names, channel.shape, e)));
        child->setEditable(false);
        child->setCheckable(true);
        child->setData(toQString(channel.source), SourceRole);
        child->setData(static_cast<int>(e), ElementRole);
        child->setCheckState(m_checked.count({channel.source, e}) > 0 ? Qt::Checked : Qt::Unchecked);
        parent->appendRow(child);
    }
    showParentState(parent);
    appendRow(parent);
}

void ChannelTree::showParentState(QStandardItem* parent) {
    int on = 0;
    for (int i = 0; i < parent->rowCount(); ++i)
        on += parent->child(i)->checkState() == Qt::Checked ? 1 : 0;
    parent->setCheckState(on == 0 ? Qt::Unchecked : on == parent->rowCount() ? Qt::Checked : Qt::PartiallyChecked);
}

void ChannelTree::itemToggled(QStandardItem* item) {
    if (m_filling)
        return;
    m_filling = true;
    const std::string source = toStd(item->data(SourceRole).toString());
    const bool on = item->checkState() == Qt::Checked;
    const auto set = [&](QStandardItem* leaf, std::size_t element) {
        leaf->setCheckState(on ? Qt::Checked : Qt::Unchecked);
        if (on) {
            m_checked.insert({source, element});
        } else {
            m_checked.erase({source, element});
        }
    };
    if (item->hasChildren()) {
        for (int i = 0; i < item->rowCount(); ++i)
            set(item->child(i), static_cast<std::size_t>(i));
    } else {
        set(item, static_cast<std::size_t>(item->data(ElementRole).toInt()));
        if (item->parent() != nullptr)
            showParentState(item->parent());
    }
    m_filling = false;
    Q_EMIT checksChanged();
}

std::vector<ChannelTree::Checked> ChannelTree::checked() const {
    std::vector<Checked> result;
    for (int row = 0; row < rowCount(); ++row) {
        const QStandardItem* parent = item(row);
        const std::string source = toStd(parent->data(SourceRole).toString());
        if (!parent->hasChildren()) {
            if (parent->checkState() == Qt::Checked)
                result.emplace_back(source, 0);
            continue;
        }
        for (int i = 0; i < parent->rowCount(); ++i) {
            if (parent->child(i)->checkState() == Qt::Checked)
                result.emplace_back(source, static_cast<std::size_t>(i));
        }
    }
    return result;
}

void ChannelTree::uncheckAll() {
    m_filling = true;
    m_checked.clear();
    for (int row = 0; row < rowCount(); ++row) {
        item(row)->setCheckState(Qt::Unchecked);
        for (int i = 0; i < item(row)->rowCount(); ++i)
            item(row)->child(i)->setCheckState(Qt::Unchecked);
    }
    m_filling = false;
    Q_EMIT checksChanged();
}

} // namespace gatoscope
