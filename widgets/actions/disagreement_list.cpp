// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/disagreement_list.h"

#include "widgets/actions/action_review.h"
#include "widgets/common/colors.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatoscope {

DisagreementModel::DisagreementModel(ActionReview* review, QObject* parent)
    : QAbstractTableModel(parent), m_review(review) {}

int DisagreementModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_series ? 0 : static_cast<int>(m_series->disagreements.size());
}

int DisagreementModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

const Disagreement* DisagreementModel::at(int row) const {
    return row >= 0 && row < rowCount() ? &m_series->disagreements[static_cast<std::size_t>(row)] : nullptr;
}

QVariant DisagreementModel::data(const QModelIndex& index, int role) const {
    const Disagreement* found = at(index.row());
    if (found == nullptr)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool left = index.column() == Dimension;
        return static_cast<int>(Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role == Qt::FontRole)
        return index.column() == Dimension ? bodyFont() : monoFont();
    if (role == Qt::ForegroundRole)
        return index.column() == Values ? colors().of(Tint::Action).ink : colors().text1;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const ActionDimension& what = m_series->dimensions[static_cast<std::size_t>(found->dimension)];
    switch (index.column()) {
    case Step:
        return formatCount(found->step);
    case Dimension:
        return what.name;
    case CrossEntropy:
        return formatFixed(found->crossEntropy, 2);
    default:
        break;
    }
    const ActionCell* cell = m_series->cell(found->dimension, found->step);
    if (cell == nullptr || cell->prediction == nullptr)
        return {};
    if (what.kind == ActionKind::Continuous)
        return m_series->options.scale == ActionScale::Bins ? formatSigned(found->difference)
                                                            : actionNumber(what, found->difference, ActionScale::Units);
    const auto text = [&](std::int32_t id) { return actionText(*m_series, what, id, ActionScale::Units); };
    return QStringLiteral("%1 → %2").arg(text(cell->prediction->trueId), text(cell->prediction->predictedId));
}

QVariant DisagreementModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (section == Dimension ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Step:
        return QStringLiteral("t");
    case Dimension:
        return tr("Dim");
    case Values:
        return m_series && !m_series->any(ActionKind::Continuous) ? tr("Recorded → argmax") : tr("Δ");
    default:
        return tr("CE");
    }
}

void DisagreementModel::refresh() {
    if (m_series == m_review->series())
        return;
    beginResetModel();
    m_series = m_review->series();
    endResetModel();
}

int DisagreementModel::rowOf(qint64 step, int dimension) const {
    if (!m_series)
        return -1;
    const auto& all = m_series->disagreements;
    const auto first =
        std::partition_point(all.begin(), all.end(), [&](const Disagreement& d) { return d.step < step; });
    if (first == all.end() || first->step != step)
        return -1;
    for (auto now = first; now != all.end() && now->step == step; ++now)
        if (now->dimension == dimension)
            return static_cast<int>(now - all.begin());
    return static_cast<int>(first - all.begin());
}

DisagreementList::DisagreementList(ActionReview* review, QWidget* parent)
    : QWidget(parent), m_review(review), m_model(new DisagreementModel(review, this)), m_table(new QTableView),
      m_empty(new QLabel) {
    setObjectName(QStringLiteral("disagreementList"));
    m_table->setObjectName(QStringLiteral("disagreementTable"));
    m_table->setAccessibleName(tr("Disagreements"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(36);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(DisagreementModel::Dimension, QHeaderView::Stretch);
    m_table->setColumnWidth(DisagreementModel::Step, 48);
    m_table->setColumnWidth(DisagreementModel::CrossEntropy, 58);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(16);
    m_empty->setProperty("tone", QStringLiteral("muted"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildBar());
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    connect(review, &ActionReview::seriesChanged, this, &DisagreementList::refresh);
    connect(review, &ActionReview::shownChanged, this, &DisagreementList::follow);
    connect(review, &ActionReview::toleranceChanged, m_tolerance, &QSpinBox::setValue);
    const auto go = [this](const QModelIndex& index) {
        const auto& series = m_review->series();
        const auto row = static_cast<std::size_t>(index.row());
        if (series && index.isValid() && row < series->disagreements.size())
            m_review->choose(series->disagreements[row].dimension, series->disagreements[row].step);
    };
    connect(m_table, &QTableView::clicked, this, go);
    connect(m_table, &QTableView::activated, this, go);
    refresh();
}

QWidget* DisagreementList::buildBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 6, 8, 6);
    row->setSpacing(6);
    m_bins = new QLabel(tr("Tolerance"));
    m_bins->setProperty("tone", QStringLiteral("muted"));
    m_tolerance = new QSpinBox;
    m_tolerance->setObjectName(QStringLiteral("toleranceSpin"));
    m_tolerance->setAccessibleName(tr("Tolerance in bins for continuous actions"));
    m_tolerance->setToolTip(tr("Continuous actions disagree when argmax and record are further apart than this; "
                               "discrete ones when they are not equal"));
    m_tolerance->setRange(0, 1023);
    m_tolerance->setPrefix(QStringLiteral("±"));
    m_tolerance->setSuffix(tr(" bins"));
    m_tolerance->setFont(monoFont());
    m_tolerance->setKeyboardTracking(false);
    m_tolerance->setValue(m_review->tolerance());
    connect(m_tolerance, &QSpinBox::valueChanged, m_review, &ActionReview::setTolerance);
    const auto button = [&](const char* icon, const QString& tip, auto&& act) {
        auto* made = new QToolButton;
        made->setIcon(themedIcon(QString::fromLatin1(icon)));
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        connect(made, &QToolButton::clicked, m_review, act);
        return made;
    };
    m_previous =
        button("chevron-up", tr("Previous disagreement (Shift N)"), [this] { m_review->goToDisagreement(-1); });
    m_next = button("chevron-down", tr("Next disagreement (N)"), [this] { m_review->goToDisagreement(1); });
    m_worst = button("select", tr("Go to the step of the greatest cross-entropy"), [this] { m_review->goToWorst(); });
    m_worst->setText(tr("Worst"));
    m_worst->setToolButtonStyle(Qt::ToolButtonTextOnly);
    row->addWidget(m_bins);
    row->addWidget(m_tolerance);
    row->addStretch(1);
    row->addWidget(m_worst);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    return bar;
}

QWidget* DisagreementList::titleWidget() {
    if (m_count == nullptr) {
        m_count = new QLabel;
        m_count->setObjectName(QStringLiteral("disagreementCount"));
        m_count->setProperty("tone", QStringLiteral("muted"));
        refresh();
    }
    return m_count;
}

void DisagreementList::refresh() {
    m_model->refresh();
    const auto& series = m_review->series();
    const bool predicted = series && series->worst.step >= 0, any = m_model->rowCount() > 0;
    const bool continuous = series && series->any(ActionKind::Continuous);
    m_tolerance->setVisible(continuous || !series);
    m_bins->setText(continuous || !series ? tr("Tolerance") : tr("argmax ≠ recorded"));
    m_table->setColumnWidth(DisagreementModel::Values, continuous ? 84 : 150);
    for (QToolButton* button : {m_previous, m_next})
        button->setEnabled(any);
    m_worst->setEnabled(predicted);
    m_table->setVisible(any);
    m_empty->setVisible(!any);
    QString why = m_review->emptyReason();
    if (why.isEmpty())
        why = m_review->missingReason();
    if (why.isEmpty())
        why = continuous ? tr("Argmax and record agree within the tolerance at every predicted step.")
                         : tr("Argmax and record agree at every predicted step.");
    m_empty->setText(why);
    if (m_count != nullptr)
        m_count->setText(predicted ? tr("%1 in this episode").arg(formatCount(m_model->rowCount())) : QString());
    follow();
}

void DisagreementList::follow() {
    const int row = m_model->rowOf(m_review->cursor()->step(), m_review->dimension());
    if (row < 0)
        m_table->clearSelection();
    else if (row != m_table->currentIndex().row() || !m_table->selectionModel()->isRowSelected(row, {}))
        m_table->selectRow(row);
}

} // namespace gatoscope
