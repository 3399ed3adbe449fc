// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluation/evaluation_view.h"

#include <algorithm>
#include <numeric>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"
#include "widgets/evaluation/evaluation_delegate.h"

namespace gatoscope {

EvaluationView::EvaluationView(QWidget* parent)
    : QWidget(parent), m_model(new EvaluationModel(this)), m_tree(new QTreeView), m_empty(new QLabel) {
    setObjectName(QStringLiteral("evaluationView"));
    makeTree();
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_empty->setProperty("tone", QStringLiteral("muted"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_empty, 1);
    setProgress(-1);
}

QWidget* EvaluationView::makeBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(8);
    m_run = new QPushButton(tr("Measure this dataset"));
    m_run->setObjectName(QStringLiteral("evaluateButton"));
    m_run->setProperty("primary", true);
    m_all = new QPushButton(tr("All open"));
    m_all->setToolTip(tr("Measure the model on every open dataset"));
    m_episodes = new QComboBox;
    m_episodes->setAccessibleName(tr("Episodes to measure"));
    for (const qint64 count : {-1, 1, 10, 100, 1000})
        m_episodes->addItem(count < 0    ? tr("All episodes")
                            : count == 1 ? tr("First episode")
                                         : tr("First %1 episodes").arg(formatCount(count)),
                            count);
    m_stop = new QPushButton(tr("Stop"));
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(100);
    m_progress->setAccessibleName(tr("Progress of the evaluation"));
    m_state = new QLabel;
    m_state->setProperty("tone", QStringLiteral("muted"));
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // long words push no other dock aside
    m_export = new QToolButton;
    m_export->setIcon(themedIcon(QStringLiteral("save")));
    m_export->setText(tr("Export"));
    m_export->setToolTip(tr("Write every measure as CSV or JSON"));
    m_export->setAccessibleName(tr("Export the evaluation"));
    m_export->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_export);
    menu->addAction(tr("CSV…"), this, [this] { Q_EMIT exportRequested(false); });
    menu->addAction(tr("JSON…"), this, [this] { Q_EMIT exportRequested(true); });
    m_export->setMenu(menu);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_run, m_all, m_episodes, m_stop, m_progress})
        row->addWidget(widget);
    row->addWidget(m_state, 1);
    row->addWidget(m_export);
    const auto start = [this](bool every) { Q_EMIT runRequested(every, m_episodes->currentData().toLongLong()); };
    connect(m_run, &QPushButton::clicked, this, [start] { start(false); });
    connect(m_all, &QPushButton::clicked, this, [start] { start(true); });
    connect(m_stop, &QPushButton::clicked, this, &EvaluationView::stopRequested);
    return bar;
}

void EvaluationView::makeTree() {
    m_tree->setObjectName(QStringLiteral("evaluationTree"));
    m_tree->setAccessibleName(tr("Evaluation"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new EvaluationDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setMouseTracking(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setIndentation(16);
    m_tree->viewport()->installEventFilter(this);
    QHeaderView* header = m_tree->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(36);
    header->setDefaultSectionSize(72);
    connect(m_tree, &QTreeView::activated, this, &EvaluationView::activate);
}

void EvaluationView::setSubject(const QString& model, const QString& dataset, int datasets) {
    m_policy = model;
    m_dataset = dataset;
    m_datasets = datasets;
    showState();
}

void EvaluationView::showState() {
    const bool can = !m_running && !m_policy.isEmpty() && !m_dataset.isEmpty();
    m_run->setEnabled(can);
    m_all->setEnabled(can && m_datasets > 1);
    m_episodes->setEnabled(!m_running);
    m_export->setEnabled(!m_model->outcomes().empty());
    const bool some = m_model->rowCount() > 0;
    m_tree->setVisible(some);
    m_empty->setVisible(!some);
    m_empty->setText(m_policy.isEmpty() ? tr("Open a model to measure how well it meets what was recorded.")
                     : m_dataset.isEmpty()
                         ? tr("Open a dataset to measure the model on it.")
                         : tr("Measures %1 on %2: accuracy, error in units and calibration of every action dimension, "
                              "beside what the majority, the previous action and chance reach.")
                               .arg(m_policy, m_dataset));
    if (!m_running)
        m_state->setText(m_policy.isEmpty() || !some ? QString()
                         : m_leftOut == 0
                             ? tr("Model: %1").arg(m_policy)
                             : tr("Model: %1 · %2 columns for a wider panel").arg(m_policy).arg(m_leftOut));
}

void EvaluationView::setProgress(double fraction, const QString& what, double secondsLeft) {
    m_running = fraction >= 0;
    m_stop->setVisible(m_running);
    m_progress->setVisible(m_running);
    m_progress->setValue(static_cast<int>(std::clamp(fraction, 0.0, 1.0) * 1000));
    showState();
    if (!m_running)
        return;
    const int seconds = static_cast<int>(secondsLeft + 0.5);
    m_state->setText(secondsLeft < 0 ? what
                     : seconds < 60  ? tr("%2 s left · %1").arg(what).arg(seconds)
                                     : tr("%2 min %3 s left · %1").arg(what).arg(seconds / 60).arg(seconds % 60));
    m_state->setToolTip(m_state->text());
}

void EvaluationView::put(EvaluationOutcome outcome) {
    m_model->put(std::move(outcome));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex dataset = m_model->index(row, 0);
        m_tree->expand(dataset);
        if (!m_model->outcomes()[static_cast<std::size_t>(row)].done)
            m_tree->setFirstColumnSpanned(row, {}, true);
    }
    fitColumns();
    showState();
}

int EvaluationView::numberWidth(int column) const {
    const QFontMetrics numbers(monoFont(kSmallPx));
    const bool marked = column == EvaluationModel::Accuracy || column == EvaluationModel::Mae;
    int widest = 0;
    for (int d = 0; d < m_model->rowCount(); ++d) {
        const QModelIndex dataset = m_model->index(d, 0);
        widest = std::max(widest, numbers.horizontalAdvance(dataset.siblingAtColumn(column).data().toString()));
        for (int row = 0; row < m_model->rowCount(dataset); ++row)
            widest =
                std::max(widest, numbers.horizontalAdvance(m_model->index(row, column, dataset).data().toString()));
    }
    const bool used = widest > 0 || column <= EvaluationModel::Accuracy;
    const QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return used ? std::max(widest + 14 + (marked ? 13 : 0),
                           m_tree->header()->fontMetrics().horizontalAdvance(title) + 16)
                : 0;
}

/// Columns that say nothing anywhere take no place; the others are as wide as their numbers.
void EvaluationView::fitColumns() {
    m_widths.assign(EvaluationModel::ColumnCount, 0);
    for (int column = 1; column < EvaluationModel::ColumnCount; ++column)
        m_widths[static_cast<std::size_t>(column)] = numberWidth(column);
    fitName();
}

/// The first column takes what the numbers leave. In a narrow panel the numbers that others imply give way, and the
/// line above says so: every one is in the tooltip of a row and in the export.
void EvaluationView::fitName() {
    if (m_widths.empty())
        return;
    constexpr int kGiveWay[] = {EvaluationModel::Rms,    EvaluationModel::OneBin,  EvaluationModel::Uniform,
                                EvaluationModel::Floor,  EvaluationModel::Covered, EvaluationModel::Ece,
                                EvaluationModel::Illegal};
    constexpr int kLeastName = 190;
    std::vector<int> widths = m_widths;
    const auto others = [&] { return std::accumulate(widths.begin(), widths.end(), 0); };
    m_leftOut = 0;
    for (const int column : kGiveWay) {
        if (others() + kLeastName <= m_tree->viewport()->width())
            break;
        m_leftOut += widths[static_cast<std::size_t>(column)] > 0 ? 1 : 0;
        widths[static_cast<std::size_t>(column)] = 0;
    }
    for (int column = 1; column < EvaluationModel::ColumnCount; ++column) {
        const int wide = widths[static_cast<std::size_t>(column)];
        m_tree->setColumnHidden(column, wide == 0);
        if (wide > 0)
            m_tree->setColumnWidth(column, wide);
    }
    m_tree->setColumnWidth(EvaluationModel::Name, std::max(kLeastName, m_tree->viewport()->width() - others()));
    showState();
}

bool EvaluationView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_tree->viewport() && event->type() == QEvent::Resize)
        fitName();
    return QWidget::eventFilter(watched, event);
}

void EvaluationView::activate(const QModelIndex& index) {
    const WorstToken* token = m_model->tokenOf(index);
    const EvaluationOutcome* outcome = m_model->outcomeOf(index);
    if (token == nullptr || outcome == nullptr || !outcome->done)
        return;
    if (index.data(EvaluationModel::LevelRole).toInt() == 1)
        m_tree->expand(index.siblingAtColumn(0));
    Q_EMIT stepActivated(toQString(outcome->done->path), token->episode, token->step,
                         static_cast<qint64>(token->token));
}

void EvaluationView::copySelected() const {
    QStringList lines;
    for (const QModelIndex& index : m_tree->selectionModel()->selectedRows()) {
        QStringList cells;
        for (int column = 0; column < EvaluationModel::ColumnCount; ++column)
            cells << plainText(index.siblingAtColumn(column).data().toString());
        lines << cells.join(QLatin1Char('\t'));
    }
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void EvaluationView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy))
        return copySelected();
    QWidget::keyPressEvent(event);
}

} // namespace gatoscope
