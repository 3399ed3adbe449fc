// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/episodes/episode_model.h"

#include "core/episode/named_parts.h"

#include <algorithm>
#include <limits>

#include <QLocale>
#include <QTimer>

namespace gatoscope {

namespace {

constexpr std::size_t kMostShown = 1000; // bytes of a text that may be a whole document

/// What rows are ordered by: a number, or a text.
struct SortKey {
    double number = 0;
    std::string text;
    qint64 episode = 0;
};

double numberOf(const EpisodeInfo& info, int column) {
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    if (column == EpisodeModel::Length)
        return static_cast<double>(info.steps);
    if (column == EpisodeModel::Return)
        return info.totalReward.value_or(kNone);
    return static_cast<double>(info.index);
}

/// The episodes that the filter leaves, in order. Runs off the GUI thread.
std::vector<qint64> arranged(const Dataset& dataset, const EpisodeFilter& filter, const std::set<qint64>& flagged,
                             int column, Qt::SortOrder order, const std::atomic<bool>& stop) {
    std::vector<SortKey> keys;
    const std::int64_t count = dataset.episodeCount();
    const bool plain = filter.empty() && column == EpisodeModel::Number;
    const auto* named = filter.asksForParts() ? dynamic_cast<const NamedParts*>(&dataset) : nullptr;
    const std::vector<std::string> noParts;
    for (std::int64_t i = 0; i < count && !stop.load(); ++i) {
        SortKey key{static_cast<double>(i), {}, i};
        if (!plain) {
            const Result<EpisodeInfo> info = dataset.episodeInfo(i);
            if (!info || !filter.accepts(*info, flagged.count(i) > 0, named ? named->partsOf(i) : noParts))
                continue;
            key.number = numberOf(*info, column);
            if (column == EpisodeModel::Mission)
                key.text = info->task;
        }
        keys.push_back(std::move(key));
    }
    const auto less = [](const SortKey& a, const SortKey& b) {
        return a.text != b.text ? a.text < b.text : a.number < b.number;
    };
    if (order == Qt::AscendingOrder) {
        std::stable_sort(keys.begin(), keys.end(), less);
    } else {
        std::stable_sort(keys.begin(), keys.end(), [&](const SortKey& a, const SortKey& b) { return less(b, a); });
    }
    std::vector<qint64> result;
    result.reserve(keys.size());
    for (const SortKey& key : keys)
        result.push_back(key.episode);
    return result;
}

} // namespace

EpisodeModel::EpisodeModel(QObject* parent) : QAbstractTableModel(parent) {
    connect(&m_orderWork, &BackgroundWork::busyChanged, this, [this](bool busy) { Q_EMIT arranging(busy, 0); });
}

void EpisodeModel::setDataset(std::shared_ptr<const Dataset> dataset) {
    if (dataset == m_dataset)
        return;
    m_orderWork.cancel();
    beginResetModel();
    forgetPages();
    m_dataset = std::move(dataset);
    m_count = m_dataset ? std::min<qint64>(m_dataset->episodeCount(), std::numeric_limits<int>::max()) : 0;
    m_order.reset();
    m_flagged.clear();
    endResetModel();
    if (!m_filter.empty() || m_sortColumn != Number || m_sortOrder != Qt::AscendingOrder)
        arrange();
}

int EpisodeModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid())
        return 0;
    return m_order ? static_cast<int>(m_order->size()) : static_cast<int>(m_count);
}

int EpisodeModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant EpisodeModel::data(const QModelIndex& index, int role) const {
    const qint64 episode = index.isValid() ? episodeAt(index.row()) : -1;
    if (episode < 0)
        return {};
    if (role == EpisodeRole)
        return episode;
    if (role == FlaggedRole)
        return flagged(episode);
    if (role == Qt::TextAlignmentRole && index.column() != Mission) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != SuccessRole && role != SortRole)
        return {};
    if (index.column() == Number && role == Qt::DisplayRole)
        return episode;
    const EpisodeInfo* known = info(index.row());
    if (known == nullptr)
        return {};
    if (role == SuccessRole)
        return known->success ? QVariant(*known->success) : QVariant();
    if (role == SortRole)
        return numberOf(*known, index.column());
    if (role == Qt::ToolTipRole) {
        const QString task = QString::fromStdString(known->task.substr(0, kMostShown));
        const QString id = QString::fromStdString(known->id);
        return task.isEmpty() ? id : tr("%1\n%2").arg(id, task);
    }
    return shown(episode, *known, index.column());
}

QVariant EpisodeModel::shown(qint64 episode, const EpisodeInfo& info, int column) const {
    switch (column) {
    case Number:
        return episode;
    case Length:
        return static_cast<qint64>(info.steps);
    case Return:
        if (!info.totalReward)
            return QStringLiteral("–");
        return QString::number(*info.totalReward, 'f', std::abs(*info.totalReward) < 1000 ? 3 : 0)
            .replace(QLatin1Char('-'), QChar(0x2212));
    default:
        return QString::fromStdString((info.task.empty() ? info.id : info.task).substr(0, kMostShown));
    }
}

QVariant EpisodeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == Mission ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case Number:
        return tip ? tr("Episode, counted from 0") : tr("#");
    case Length:
        return tip ? tr("Steps") : tr("Len");
    case Return:
        return tip ? tr("Sum of the rewards") : tr("Return");
    case Mission:
        return tip ? tr("Instruction, or the stored name") : tr("Mission");
    default:
        return {};
    }
}

void EpisodeModel::sort(int column, Qt::SortOrder order) {
    if (column < 0)
        column = Number;
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
}

void EpisodeModel::setFilter(const QString& text) {
    if (text == m_filterText)
        return;
    m_filterText = text;
    m_filter = EpisodeFilter::parse(text, &m_problem);
    arrange();
}

void EpisodeModel::arrange() {
    if (!m_dataset)
        return;
    if (m_filter.empty() && m_sortColumn == Number && m_sortOrder == Qt::AscendingOrder) {
        m_orderWork.cancel();
        setOrder(std::nullopt);
        return;
    }
    m_orderWork.start([this, dataset = m_dataset, filter = m_filter, flagged = m_flagged, column = m_sortColumn,
                       order = m_sortOrder](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        std::vector<qint64> rows = arranged(*dataset, filter, flagged, column, order, stop);
        return [this, rows = std::move(rows)]() mutable { setOrder(std::move(rows)); };
    });
}

void EpisodeModel::setOrder(std::optional<std::vector<qint64>> order) {
    beginResetModel();
    forgetPages();
    m_order = std::move(order);
    endResetModel();
}

qint64 EpisodeModel::episodeAt(int row) const {
    if (row < 0 || row >= rowCount())
        return -1;
    return m_order ? (*m_order)[static_cast<std::size_t>(row)] : row;
}

int EpisodeModel::rowOf(qint64 episode) const {
    if (!m_order)
        return episode >= 0 && episode < m_count ? static_cast<int>(episode) : -1;
    const auto found = std::find(m_order->begin(), m_order->end(), episode);
    return found == m_order->end() ? -1 : static_cast<int>(found - m_order->begin());
}

void EpisodeModel::setFlagged(qint64 episode, bool on) {
    if (on == flagged(episode))
        return;
    if (on) {
        m_flagged.insert(episode);
    } else {
        m_flagged.erase(episode);
    }
    if (const int row = rowOf(episode); row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT flagsChanged();
}

const EpisodeInfo* EpisodeModel::info(int row) const {
    const auto found = m_pages.find(row / kPage);
    if (found == m_pages.end()) {
        want(row / kPage);
        return nullptr;
    }
    const auto& entry = found->second[static_cast<std::size_t>(row % kPage)];
    return entry ? &*entry : nullptr;
}

void EpisodeModel::want(int page) const {
    const auto queued = std::find(m_wanted.begin(), m_wanted.end(), page);
    if (queued != m_wanted.end())
        m_wanted.erase(queued);
    m_wanted.push_back(page);
    if (m_wanted.size() > 16)
        m_wanted.erase(m_wanted.begin()); // scrolled past; asked for again when it is shown
    if (m_reading)
        return;
    m_reading = true;
    auto* self = const_cast<EpisodeModel*>(this);
    QTimer::singleShot(0, self, [self] { self->readPages(); });
}

void EpisodeModel::readPages() {
    if (m_wanted.empty() || !m_dataset) {
        m_reading = false;
        return;
    }
    const int page = m_wanted.back();
    std::vector<qint64> episodes;
    for (int row = page * kPage; row < (page + 1) * kPage && row < rowCount(); ++row)
        episodes.push_back(episodeAt(row));
    m_pageWork.start([this, dataset = m_dataset, page,
                      episodes = std::move(episodes)](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        Page infos(kPage);
        for (std::size_t i = 0; i < episodes.size() && !stop.load(); ++i) {
            if (Result<EpisodeInfo> info = dataset->episodeInfo(episodes[i]))
                infos[i] = std::move(*info);
        }
        return [this, page, infos = std::move(infos)]() mutable { takePage(page, std::move(infos)); };
    });
}

void EpisodeModel::takePage(int page, Page infos) {
    m_pages[page] = std::move(infos);
    m_pageAge.push_back(page);
    if (m_pageAge.size() > kPagesKept) {
        m_pages.erase(m_pageAge.front());
        m_pageAge.erase(m_pageAge.begin());
    }
    m_wanted.erase(std::remove(m_wanted.begin(), m_wanted.end(), page), m_wanted.end());
    const int last = std::min((page + 1) * kPage, rowCount()) - 1;
    if (page * kPage <= last)
        Q_EMIT dataChanged(index(page * kPage, 0), index(last, ColumnCount - 1));
    readPages();
}

void EpisodeModel::forgetPages() {
    m_pageWork.cancel();
    m_pages.clear();
    m_pageAge.clear();
    m_wanted.clear();
    m_reading = false;
}

} // namespace gatoscope
