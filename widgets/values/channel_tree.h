// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The numeric channels of an episode and their components, with check boxes: which curves are drawn.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <QStandardItemModel>

#include "widgets/common/episode_view.h"

namespace gatoscope {

class ChannelTree : public QStandardItemModel {
    Q_OBJECT
public:
    enum ItemRole { SourceRole = Qt::UserRole, ElementRole };
    using Checked = std::pair<std::string, std::size_t>; // source, element

    explicit ChannelTree(QObject* parent = nullptr);

    /// Keeps what was checked where the data set is the same; else checks the first few mapped channels.
    void setEpisode(const EpisodeView& view);
    /// In the order of the tree.
    std::vector<Checked> checked() const;
    void uncheckAll();

Q_SIGNALS:
    void checksChanged();

private:
    void addChannel(const EpisodeView& view, const Channel& channel, const Column& column);
    void checkDefaults(const EpisodeView& view);
    void itemToggled(QStandardItem* item);
    void showParentState(QStandardItem* parent);

    std::shared_ptr<const Dataset> m_dataset;
    std::set<Checked> m_checked;
    bool m_filling = false;
};

/// The map's entry for a source in the view's tokens, else in the data set's guess; null where neither has it.
const MappedChannel* mappedChannel(const EpisodeView& view, const std::string& source);

} // namespace gatoscope
