// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The episodes of a data set as a table of any length: what is shown is read in pages, off the GUI thread.
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include <QAbstractTableModel>

#include "core/episode/dataset.h"
#include "widgets/common/background_work.h"
#include "widgets/episodes/episode_filter.h"

namespace gatoscope {

class EpisodeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Length, Return, Mission, ColumnCount };
    enum Role { EpisodeRole = Qt::UserRole, FlaggedRole, SuccessRole, SortRole };

    explicit EpisodeModel(QObject* parent = nullptr);

    void setDataset(std::shared_ptr<const Dataset> dataset);
    const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// Looks at every episode off the GUI thread; the rows change when it is done. Number ascending is the file's
    /// order.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    void setFilter(const QString& text);
    const QString& filterProblem() const { return m_problem; }

    qint64 episodeAt(int row) const; // -1: no such row
    int rowOf(qint64 episode) const; // -1: filtered out
    bool flagged(qint64 episode) const { return m_flagged.count(episode) > 0; }
    void setFlagged(qint64 episode, bool flagged);
    const std::set<qint64>& flaggedEpisodes() const { return m_flagged; }

Q_SIGNALS:
    void arranging(bool busy, double fraction); // a sort or filter over all episodes is under way
    void flagsChanged();

private:
    static constexpr int kPage = 256;
    static constexpr std::size_t kPagesKept = 64;
    using Page = std::vector<std::optional<EpisodeInfo>>;

    const EpisodeInfo* info(int row) const;
    QVariant shown(qint64 episode, const EpisodeInfo& info, int column) const;
    void want(int page) const;
    void readPages();
    void takePage(int page, Page infos);
    void forgetPages();
    void arrange();
    void setOrder(std::optional<std::vector<qint64>> order);

    std::shared_ptr<const Dataset> m_dataset;
    qint64 m_count = 0;
    std::optional<std::vector<qint64>> m_order; // none: rows are episodes
    EpisodeFilter m_filter;
    QString m_problem, m_filterText;
    int m_sortColumn = Number;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::set<qint64> m_flagged;

    std::unordered_map<int, Page> m_pages; // kPage rows each
    std::vector<int> m_pageAge;
    mutable std::vector<int> m_wanted; // newest last
    mutable bool m_reading = false;
    BackgroundWork m_pageWork, m_orderWork;
};

} // namespace gatoscope
