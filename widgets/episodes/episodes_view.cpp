// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/episodes/episodes_view.h"

#include "core/episode/named_parts.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"
#include "widgets/episodes/dataset_model.h"
#include "widgets/episodes/episode_delegate.h"
#include "widgets/episodes/episode_model.h"

#include <QAction>
#include <QDirIterator>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QRegularExpression>
#include <QResizeEvent>
#include <QScrollBar>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatoscope {

namespace {

/// Bytes below a path; gives up after a hundred thousand files.
qint64 bytesOf(const QString& path, const std::atomic<bool>& stop) {
    const QFileInfo info(path);
    if (!info.isDir())
        return info.size();
    qint64 bytes = 0;
    int files = 0;
    QDirIterator walk(path, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (walk.hasNext() && !stop.load() && ++files < 100000) {
        walk.next();
        bytes += walk.fileInfo().size();
    }
    return bytes;
}

std::vector<std::string> partsOf(const Dataset& dataset) {
    const auto* named = dynamic_cast<const NamedParts*>(&dataset);
    return named != nullptr ? named->parts() : std::vector<std::string>();
}

} // namespace

EpisodesView::EpisodesView(Cursor* cursor, QWidget* parent)
    : QWidget(parent), m_cursor(cursor), m_datasets(new DatasetModel(this)), m_model(new EpisodeModel(this)) {
    setObjectName(QStringLiteral("episodesView"));
    build();
    connectModel();
    connect(cursor, &Cursor::episodeChanged, this, &EpisodesView::select);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, &EpisodesView::showFooter);
    showFooter();
}

void EpisodesView::build() {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(0);
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("datasetTree"));
    m_tree->setAccessibleName(tr("Open data sets"));
    m_tree->setModel(m_datasets);
    m_tree->setItemDelegate(new DatasetDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setSelectionMode(QAbstractItemView::NoSelection);
    m_tree->setMouseTracking(true);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(20);
    m_tree->header()->setSectionResizeMode(DatasetModel::Name, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(DatasetModel::Format, QHeaderView::Fixed);
    m_tree->header()->setSectionResizeMode(DatasetModel::Count, QHeaderView::Fixed);
    m_tree->setColumnWidth(DatasetModel::Format, 74);
    m_tree->setColumnWidth(DatasetModel::Count, 86);
    layout->addWidget(m_tree);
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("filterEdit"));
    m_filter->setAccessibleName(tr("Filter episodes"));
    m_filter->setPlaceholderText(tr("Filter: mission, #12, return>0.9"));
    m_filter->setToolTip(tr(
        "Words of the mission, #12, return>0.9, steps<=10, success, failed, flagged; - before a term turns it round"));
    m_parts = m_filter->addAction(themedIcon(QStringLiteral("filter")), QLineEdit::TrailingPosition);
    m_parts->setObjectName(QStringLiteral("partsAction"));
    m_parts->setVisible(false);
    connect(m_parts, &QAction::triggered, this, &EpisodesView::showPartsMenu);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumHeight(26);
    m_filter->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    auto* field = new QHBoxLayout;
    field->setContentsMargins(10, 6, 10, 6);
    field->addWidget(m_filter);
    layout->addLayout(field);
    layout->addWidget(buildTable(), 1);
    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(10, 4, 10, 4);
    m_counts = new QLabel;
    m_counts->setObjectName(QStringLiteral("episodeCounts"));
    m_size = new QLabel;
    footer->addWidget(m_counts, 1);
    footer->addWidget(m_size);
    layout->addLayout(footer);
}

QWidget* EpisodesView::buildTable() {
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("episodeTable"));
    m_table->setAccessibleName(tr("Episodes"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new EpisodeDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setMouseTracking(true);
    m_table->viewport()->installEventFilter(this);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(EpisodeModel::Number, Qt::AscendingOrder);
    auto* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setMinimumSectionSize(36);
    header->setStretchLastSection(true);
    m_table->setColumnWidth(EpisodeModel::Number, 40);
    m_table->setColumnWidth(EpisodeModel::Length, 46);
    m_table->setColumnWidth(EpisodeModel::Return, 64);
    m_empty = new QLabel(m_table->viewport());
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* over = new QVBoxLayout(m_table->viewport());
    over->addWidget(m_empty);
    return m_table;
}

void EpisodesView::connectModel() {
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        showFooter();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (const qint64 first = m_model->episodeAt(0); first >= 0)
            m_cursor->setEpisode(first);
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        select(m_cursor->episode());
        showFooter();
    });
    connect(m_model, &EpisodeModel::arranging, this, &EpisodesView::showFooter);
    connect(m_model, &EpisodeModel::flagsChanged, this, &EpisodesView::flagsChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (!m_selecting && now.isValid())
            m_cursor->setEpisode(m_model->episodeAt(now.row()));
    });
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        const int row = index.data(DatasetModel::DatasetRole).toInt();
        if (row != m_datasets->current())
            Q_EMIT datasetChosen(row);
    });
    connect(m_tree, &QTreeView::expanded, this, &EpisodesView::fitTree);
    connect(m_tree, &QTreeView::collapsed, this, &EpisodesView::fitTree);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &EpisodesView::showDatasetMenu);
}

void EpisodesView::setDatasets(const std::vector<std::shared_ptr<const Dataset>>& datasets, int current) {
    m_datasets->setDatasets(datasets);
    m_datasets->setCurrent(current);
    const bool known = current >= 0 && current < static_cast<int>(datasets.size());
    m_model->setDataset(known ? datasets[static_cast<std::size_t>(current)] : nullptr);
    m_parts->setVisible(known && !partsOf(*datasets[static_cast<std::size_t>(current)]).empty());
    m_parts->setToolTip(tr("Show a part of the data set"));
    fitTree();
    m_tree->setVisible(!datasets.empty());
    const int digits = static_cast<int>(QString::number(m_model->rowCount()).size());
    m_table->setColumnWidth(EpisodeModel::Number, qMax(40, 18 + 8 * digits));
    measureSize();
    showFooter();
}

/// The tree is as high as what it shows, within a third of the dock.
void EpisodesView::fitTree() {
    int height = 4;
    for (int row = 0; row < m_datasets->rowCount(); ++row) {
        const QModelIndex index = m_datasets->index(row, 0);
        height += 24 + (m_tree->isExpanded(index) ? 20 * m_datasets->rowCount(index) : 0);
    }
    m_tree->setFixedHeight(qBound(28, height, qMax(124, this->height() / 3)));
}

void EpisodesView::setEpisode(const EpisodeView& view) {
    const auto& open = m_datasets->datasets();
    const auto found = std::find(open.begin(), open.end(), view.dataset);
    if (found != open.end()) {
        if (view.dataset != m_model->dataset())
            setDatasets(open, static_cast<int>(found - open.begin()));
    } else {
        setDatasets(view.dataset ? std::vector{view.dataset} : std::vector<std::shared_ptr<const Dataset>>{}, 0);
    }
    select(m_cursor->episode());
}

void EpisodesView::select(qint64 episode) {
    const int row = m_model->rowOf(episode);
    m_selecting = true;
    if (row < 0) {
        m_table->clearSelection();
        m_table->setCurrentIndex({});
    } else if (m_table->currentIndex().row() != row) {
        m_table->selectRow(row);
        m_table->scrollTo(m_model->index(row, 0));
    }
    m_selecting = false;
}

void EpisodesView::flagCurrent() {
    const qint64 episode = m_cursor->episode();
    if (m_model->dataset())
        m_model->setFlagged(episode, !m_model->flagged(episode));
}

void EpisodesView::stepEpisode(int by) {
    const int row = m_model->rowOf(m_cursor->episode());
    const qint64 next = row < 0 ? m_model->episodeAt(0) : m_model->episodeAt(row + by);
    if (next >= 0)
        m_cursor->setEpisode(next);
}

void EpisodesView::measureSize() {
    m_sizeText.clear();
    if (!m_model->dataset())
        return;
    const QString path = toQString(m_model->dataset()->path());
    if (path.isEmpty())
        return;
    m_sizeWork.start([this, path](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        const qint64 bytes = bytesOf(path, stop);
        return [this, bytes] {
            m_sizeText = QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
            showFooter();
        };
    });
}

void EpisodesView::showFooter() {
    const Colors& c = colors();
    const QString style = QStringLiteral("color: %1");
    const auto& dataset = m_model->dataset();
    m_counts->setFont(bodyFont(kSmallPx));
    m_size->setFont(monoFont(kSmallPx));
    m_counts->setStyleSheet(style.arg((m_model->filterProblem().isEmpty() ? c.text3 : c.warn).name()));
    m_size->setStyleSheet(style.arg(c.text3.name()));
    m_empty->setStyleSheet(style.arg(c.text3.name()));
    m_size->setText(m_sizeText);
    const bool none = m_model->rowCount() == 0;
    m_empty->setVisible(none);
    m_empty->setText(!dataset ? tr("No data set is open.\nDrop a file or folder here, or press Ctrl+O.")
                     : dataset->episodeCount() == 0 ? tr("This data set holds no episodes.")
                                                    : tr("No episode matches the filter."));
    if (!dataset) {
        m_counts->clear();
    } else if (!m_model->filterProblem().isEmpty()) {
        m_counts->setText(m_model->filterProblem());
    } else if (m_filter->text().isEmpty()) {
        const QString steps = formatCount(dataset->stepCount());
        m_counts->setText(dataset->episodeCount() == 1
                              ? tr("1 episode · %1 steps").arg(steps)
                              : tr("%1 episodes · %2 steps").arg(formatCount(dataset->episodeCount()), steps));
    } else {
        m_counts->setText(
            tr("%1 of %2 episodes").arg(formatCount(m_model->rowCount()), formatCount(dataset->episodeCount())));
    }
}

/// The parts that the data set names of itself; the term in the field is replaced, what else stands there stays.
void EpisodesView::showPartsMenu() {
    static const QRegularExpression term(QStringLiteral("-?part:(\"[^\"]*\"|\\S+)"));
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("partsMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto choose = [this](const QString& chosen) {
        const QString rest = m_filter->text().remove(term).simplified();
        m_filter->setText(rest.isEmpty() || chosen.isEmpty() ? rest + chosen : rest + QLatin1Char(' ') + chosen);
    };
    connect(menu->addAction(tr("All episodes")), &QAction::triggered, this, [choose] { choose({}); });
    menu->addSeparator();
    for (const std::string& part : partsOf(*m_model->dataset())) {
        const QString name = toQString(part);
        const QString words =
            name.contains(QLatin1Char(' ')) ? QStringLiteral("part:\"%1\"").arg(name) : QStringLiteral("part:") + name;
        QAction* entry = menu->addAction(name);
        entry->setCheckable(true);
        entry->setChecked(m_filter->text().contains(words));
        connect(entry, &QAction::triggered, this, [choose, words] { choose(words); });
    }
    menu->popup(m_filter->mapToGlobal(m_filter->rect().bottomRight()));
}

void EpisodesView::showDatasetMenu(const QPoint& position) {
    const QModelIndex index = m_tree->indexAt(position);
    if (!index.isValid())
        return;
    const int row = index.data(DatasetModel::DatasetRole).toInt();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Close data set")), &QAction::triggered, this,
            [this, row] { Q_EMIT closeRequested(row); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

bool EpisodesView::eventFilter(QObject* watched, QEvent* event) {
    if (m_table != nullptr && watched == m_table->viewport() && event->type() == QEvent::Resize) {
        // The row of the cursor stays in sight when the table loses height, if it was in sight.
        const QRect row = m_table->visualRect(m_table->currentIndex());
        if (row.isValid() && row.top() < static_cast<QResizeEvent*>(event)->oldSize().height())
            QMetaObject::invokeMethod(
                this, [this] { m_table->scrollTo(m_table->currentIndex()); }, Qt::QueuedConnection);
    }
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
        if (key == Qt::Key_Down) {
            m_table->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace gatoscope
