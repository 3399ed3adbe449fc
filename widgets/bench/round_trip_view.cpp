// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/round_trip_view.h"

#include "widgets/bench/bench.h"
#include "widgets/bench/bench_delegates.h"
#include "widgets/bench/round_trip_model.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace gatoscope {

RoundTripView::RoundTripView(Bench* bench, QWidget* parent)
    : QWidget(parent), m_bench(bench), m_sorted(new QSortFilterProxyModel(this)), m_table(new QTableView),
      m_counts(new QLabel), m_hint(new QLabel) {
    setObjectName(QStringLiteral("roundTripView"));
    m_sorted->setSourceModel(new RoundTripModel(bench, this));
    m_sorted->setSortRole(RoundTripModel::SortRole);
    m_table->setObjectName(QStringLiteral("roundTripTable"));
    m_table->setAccessibleName(tr("Round-trip error"));
    m_table->setModel(m_sorted);
    m_table->setItemDelegate(new RoundTripDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(40);
    m_table->horizontalHeader()->setSectionResizeMode(RoundTripModel::Name, QHeaderView::Stretch);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(10, 4, 10, 4);
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setText(tr("B/A below 1: B is finer"));
    footer->addWidget(m_counts, 1);
    footer->addWidget(m_hint);
    layout->addLayout(footer);
    connect(bench, &Bench::statisticsChanged, this, &RoundTripView::showFooter);
    connect(bench, &Bench::draftChanged, this, &RoundTripView::showFooter);
    connect(bench, &Bench::selectedChanged, this, &RoundTripView::follow);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid())
            m_bench->select(m_sorted->mapToSource(now).row());
    });
    showFooter();
}

void RoundTripView::follow(int dimension) {
    const QModelIndex index = m_sorted->mapFromSource(m_sorted->sourceModel()->index(dimension, 0));
    if (index.isValid() && index.row() != m_table->currentIndex().row())
        m_table->selectRow(index.row());
}

bool RoundTripView::tight() const { return width() < 400; }

/// In a narrow dock the numbers give way to the names.
void RoundTripView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int wide[] = {0, 44, 78, 78, 66, 60}, narrow[] = {0, 36, 66, 66, 52, 46};
    for (int column = RoundTripModel::Unit; column < RoundTripModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, (tight() ? narrow : wide)[column]);
    showFooter();
}

void RoundTripView::showFooter() {
    qint64 values = 0;
    for (const BenchStatistics& s : m_bench->statistics())
        values = std::max<qint64>(values, s.count + s.nan);
    const auto count = static_cast<qint64>(m_bench->dimensions().size());
    QString text = tr("%1 components, %2 values each").arg(formatCount(count), formatCount(values));
    if (m_bench->allEpisodes())
        text += tr(" of %1 episodes").arg(formatCount(m_bench->episodesCounted()));
    m_counts->setText(count == 0 ? tr("no continuous channels") : text);
    const bool comparing = m_bench->compared() != nullptr;
    m_hint->setVisible(comparing && !tight());
    const auto& dimensions = m_bench->dimensions();
    const bool units = std::any_of(dimensions.begin(), dimensions.end(), [](const auto& d) { return !d.unit.empty(); });
    m_table->setColumnHidden(RoundTripModel::Unit, !units);
    m_table->setColumnHidden(RoundTripModel::RmseB, !comparing);
    m_table->setColumnHidden(RoundTripModel::Ratio, !comparing);
}

WarningsView::WarningsView(Bench* bench, QWidget* parent)
    : QWidget(parent), m_bench(bench), m_severity(new QComboBox), m_list(new QListWidget), m_empty(new QLabel) {
    setObjectName(QStringLiteral("warningsView"));
    m_severity->setObjectName(QStringLiteral("severityCombo"));
    m_severity->setAccessibleName(tr("Severity"));
    m_severity->addItems({tr("All severities"), tr("Errors"), tr("Warnings")});
    m_list->setObjectName(QStringLiteral("warningsList"));
    m_list->setAccessibleName(tr("Warnings"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new WarningDelegate(m_list));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 0, 8, 0);
    top->addStretch();
    top->addWidget(m_severity);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_empty, 1);
    connect(bench, &Bench::statisticsChanged, this, &WarningsView::fill);
    connect(m_severity, &QComboBox::currentIndexChanged, this, &WarningsView::fill);
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        const int dimension = item->data(WarningDelegate::DimensionRole).toInt();
        if (dimension >= 0)
            m_bench->select(dimension);
    });
    fill();
}

int WarningsView::count() const { return m_list->count(); }

void WarningsView::fill() {
    m_list->clear();
    const Settings* b = m_bench->compared();
    const auto warnings = benchWarnings(m_bench->dimensions(), m_bench->statistics(), m_bench->draft(),
                                        m_bench->comparedStatistics(), b ? *b : m_bench->draft());
    for (const BenchWarning& warning : warnings) {
        const bool error = warning.severity == Severity::Error;
        if ((m_severity->currentIndex() == 1 && !error) || (m_severity->currentIndex() == 2 && error))
            continue;
        auto* item = new QListWidgetItem(toQString(warning.title), m_list);
        item->setData(WarningDelegate::DetailRole, toQString(warning.detail));
        item->setData(WarningDelegate::AmountRole, toQString(warning.amount));
        item->setData(WarningDelegate::ErrorRole, error);
        item->setData(WarningDelegate::DimensionRole, warning.dimension);
        item->setToolTip(toQString(warning.title + ". " + warning.detail));
    }
    m_list->setVisible(m_list->count() > 0);
    m_empty->setVisible(m_list->count() == 0);
    m_empty->setText(m_bench->statistics().empty() ? tr("Nothing measured yet.")
                                                   : tr("Nothing saturates and every component uses enough bins."));
    Q_EMIT countChanged(m_list->count());
}

} // namespace gatoscope
