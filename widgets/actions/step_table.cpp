// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/step_table.h"

#include "widgets/actions/action_review.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"
#include "widgets/common/token_text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QTableView>
#include <QVBoxLayout>

#include <cmath>

namespace gatoscope {

StepTableModel::StepTableModel(ActionReview* review, QObject* parent) : QAbstractTableModel(parent), m_review(review) {}

int StepTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StepTableModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

/// Actions in the order of the dimensions, then the step's text targets.
std::vector<StepTableModel::Row> StepTableModel::rowsNow() const {
    std::vector<Row> actions, others;
    const auto& series = m_review->series();
    const qint64 step = m_review->cursor()->step();
    if (!series || step < 0 || step >= series->steps)
        return {};
    const TokenSequence& tokens = *series->tokens;
    const std::size_t end = tokens.firstOf(step + 1);
    for (std::size_t i = tokens.firstOf(step); i < end; ++i) {
        const Kind kind = tokens.kind(i);
        if (isAction(kind))
            actions.push_back({i, series->dimensionOf(tokens.at(i))});
        else if (kind == Kind::Text && tokens.at(i).target)
            others.push_back({i, -1});
    }
    actions.insert(actions.end(), others.begin(), others.end());
    return actions;
}

void StepTableModel::refresh() {
    std::vector<Row> rows = rowsNow();
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int StepTableModel::rowOf(std::size_t token) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].token == token)
            return static_cast<int>(i);
    return -1;
}

const Prediction* StepTableModel::predictionOf(const Row& row) const {
    const auto& series = m_review->series();
    const ModelView& model = m_review->model();
    return series && model.policy && model.tokens == series->tokens ? model.of(row.token) : nullptr;
}

QString StepTableModel::textOfTarget(const Row& row, int column, const Prediction* prediction) const {
    const auto& series = m_review->series();
    ActionDimension text;
    text.kind = ActionKind::Text;
    if (column == Name)
        return tokenPlace(*series->tokens, series->tokens->at(row.token));
    if (column == Recorded)
        return actionText(*series, text, series->tokens->id(row.token), ActionScale::Units);
    if (column == Argmax)
        return prediction ? actionText(*series, text, prediction->predictedId, ActionScale::Units) : QString();
    return {};
}

QString StepTableModel::text(const Row& row, int column) const {
    const auto& series = m_review->series();
    if (!series || row.token >= series->tokens->size())
        return {};
    const Prediction* prediction = predictionOf(row);
    if (column == RecordedId)
        return QString::number(series->tokens->id(row.token));
    if (column >= PredictedId && prediction != nullptr) {
        if (column == PredictedId)
            return QString::number(prediction->predictedId);
        return column == CrossEntropy ? formatFixed(prediction->crossEntropy, 2) : formatCount(prediction->rankTrue);
    }
    if (column >= PredictedId)
        return {};
    if (row.dimension < 0 || series->dimensions[static_cast<std::size_t>(row.dimension)].kind == ActionKind::Text)
        return textOfTarget(row, column, prediction);
    const ActionDimension& what = series->dimensions[static_cast<std::size_t>(row.dimension)];
    const Token token = series->tokens->at(row.token);
    const bool bins = m_review->scale() == ActionScale::Bins;
    const double recorded = bins ? token.id - what.firstId : token.raw;
    const auto value = [&](std::int32_t id) { return bins ? id - what.firstId : what.valueOf(id); };
    switch (column) {
    case Name:
        return what.name;
    case Recorded:
        if ((token.flags & NotANumber) != 0)
            return QStringLiteral("nan");
        return what.kind == ActionKind::Discrete ? what.choiceName(token.id)
                                                 : actionNumber(what, recorded, m_review->scale());
    case Argmax:
        return prediction ? actionText(*series, what, prediction->predictedId, m_review->scale()) : QString();
    case FreeRunValue: {
        const FreeRun* run = m_review->freeRun();
        const auto d = static_cast<std::size_t>(row.dimension), t = static_cast<std::size_t>(token.step);
        return run && t < run->ids[d].size() ? actionText(*series, what, run->ids[d][t], m_review->scale()) : QString();
    }
    case Difference:
        if (prediction == nullptr || what.kind != ActionKind::Continuous)
            return {};
        return bins ? formatSigned(value(prediction->predictedId) - recorded)
                    : actionNumber(what, value(prediction->predictedId) - recorded, ActionScale::Units);
    default:
        return {};
    }
}

QVariant StepTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return text(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (index.column() == Name ? Qt::AlignLeft : Qt::AlignRight));
    const auto& series = m_review->series();
    if (!series || row.token >= series->tokens->size())
        return {};
    if (role == TokenRole)
        return static_cast<qint64>(row.token);
    if (role == UnitRole && row.dimension >= 0 && m_review->scale() == ActionScale::Units)
        return series->dimensions[static_cast<std::size_t>(row.dimension)].unit;
    if (role == DisagreesRole) {
        const Prediction* prediction = predictionOf(row);
        const ActionKind kind =
            row.dimension >= 0 ? series->dimensions[static_cast<std::size_t>(row.dimension)].kind : ActionKind::Text;
        return prediction != nullptr && isDisagreement(kind, *prediction, m_review->tolerance());
    }
    if (role == Qt::ToolTipRole)
        return tokenSummary(*series->tokens, row.token);
    return {};
}

QVariant StepTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (section == Name ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole) {
        static const char* const kTips[] = {
            QT_TR_NOOP("Component of the action"),
            QT_TR_NOOP("What the data holds"),
            QT_TR_NOOP("The most probable legal id, decoded"),
            QT_TR_NOOP("What the model did when it acted by itself"),
            QT_TR_NOOP("Argmax minus recorded"),
            QT_TR_NOOP("Id of the recorded token"),
            QT_TR_NOOP("Most probable legal id"),
            QT_TR_NOOP("Cross-entropy of the recorded id in nats"),
            QT_TR_NOOP("Rank of the recorded id in the whole vocabulary, 1 = most probable")};
        return tr(kTips[section]);
    }
    if (role != Qt::DisplayRole)
        return {};
    static const char* const kNames[] = {QT_TR_NOOP("Dim"),      QT_TR_NOOP("Recorded"), QT_TR_NOOP("Argmax"),
                                         QT_TR_NOOP("Free run"), QT_TR_NOOP("Δ"),        QT_TR_NOOP("Rec. id"),
                                         QT_TR_NOOP("Pred. id"), QT_TR_NOOP("CE"),       QT_TR_NOOP("Rank")};
    return tr(kNames[section]);
}

void StepDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->save();
    if (selected)
        painter->fillRect(option.rect, c.accentFill);
    else if ((option.state & QStyle::State_MouseOver) != 0)
        painter->fillRect(option.rect, c.hover);
    const QString text = index.data(Qt::DisplayRole).toString();
    const int column = index.column();
    const QRect box = option.rect.adjusted(column == 0 ? 10 : 4, 0, -8, 0);
    if (column == StepTableModel::Name) {
        if (selected)
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), c.accent);
        painter->setFont(bodyFont(kBodyPx, QFont::DemiBold));
        painter->setPen(c.text1);
        drawElided(*painter, box, text);
        const int used = painter->fontMetrics().horizontalAdvance(text) + 5;
        painter->setFont(bodyFont());
        painter->setPen(selected ? c.text2 : c.text3);
        if (used < box.width())
            drawElided(*painter, box.adjusted(used, 0, 0, 0), index.data(StepTableModel::UnitRole).toString());
        painter->restore();
        return;
    }
    const bool apart = index.data(StepTableModel::DisagreesRole).toBool();
    painter->setFont(monoFont());
    painter->setPen(column == StepTableModel::FreeRunValue           ? c.ok
                    : column == StepTableModel::Argmax               ? c.of(Tint::Action).ink
                    : column == StepTableModel::Difference && !apart ? (selected ? c.text2 : c.text3)
                                                                     : c.text1);
    drawElided(*painter, box, text, Qt::AlignRight);
    painter->restore();
}

StepTable::StepTable(ActionReview* review, QWidget* parent)
    : QWidget(parent), m_review(review), m_model(new StepTableModel(review, this)), m_table(new QTableView),
      m_note(new QLabel) {
    setObjectName(QStringLiteral("stepTableView"));
    m_table->setObjectName(QStringLiteral("stepTable"));
    m_table->setAccessibleName(tr("Predicted tokens of the step"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new StepDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(36);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(StepTableModel::Name, QHeaderView::Fixed);
    m_note->setObjectName(QStringLiteral("stepNote"));
    m_note->setWordWrap(true);
    m_note->setMargin(10);
    m_note->setProperty("tone", QStringLiteral("muted"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_note);
    connect(review, &ActionReview::seriesChanged, this, &StepTable::refresh);
    connect(review, &ActionReview::shownChanged, this, &StepTable::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid() && !m_following)
            m_review->showToken(m_model->tokenOf(now.row()));
    });
    connect(review, &ActionReview::freeRunChanged, this, &StepTable::refresh);
    refresh();
}

QWidget* StepTable::titleWidget() {
    if (m_title != nullptr)
        return m_title;
    m_title = new QWidget;
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(m_title);
    row->setContentsMargins(0, 0, 0, 0);
    m_about = new QLabel(m_title);
    m_about->setObjectName(QStringLiteral("stepAbout"));
    m_about->setMinimumWidth(0);
    m_about->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_about, 1);
    refresh();
    return m_title;
}

/// As wide as the names and units of the step, within limits.
int StepTable::nameWidth() const {
    const QFontMetrics bold(bodyFont(kBodyPx, QFont::DemiBold)), plain(bodyFont());
    int widest = 60;
    for (int row = 0; row < std::min(64, m_model->rowCount()); ++row) {
        const QModelIndex name = m_model->index(row, StepTableModel::Name);
        widest = std::max(widest, bold.horizontalAdvance(name.data().toString()) +
                                      plain.horizontalAdvance(name.data(StepTableModel::UnitRole).toString()) + 5);
    }
    return std::min(widest + 26, std::max(90, width() / 4));
}

void StepTable::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_table->setColumnWidth(StepTableModel::Name, nameWidth());
}

void StepTable::refresh() {
    m_following = true;
    m_model->refresh();
    const std::size_t token = m_review->shownToken();
    const int row = token == TokenSequence::npos ? -1 : m_model->rowOf(token);
    if (row < 0)
        m_table->clearSelection();
    else if (row != m_table->currentIndex().row() || !m_table->selectionModel()->isRowSelected(row, {}))
        m_table->selectRow(row);
    m_following = false;
    m_table->setColumnHidden(StepTableModel::FreeRunValue, m_review->freeRun() == nullptr);
    const QString empty = m_review->emptyReason();
    const QString note = empty.isEmpty() ? m_review->missingReason() : empty;
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_note->setAlignment(empty.isEmpty() ? Qt::AlignLeft : Qt::AlignCenter);
    m_note->setSizePolicy(QSizePolicy::Preferred, empty.isEmpty() ? QSizePolicy::Preferred : QSizePolicy::Expanding);
    m_table->setVisible(empty.isEmpty());
    m_table->setColumnWidth(StepTableModel::Name, nameWidth());
    if (m_about == nullptr)
        return;
    const ModelView& model = m_review->model();
    QString about = formatCount(m_review->cursor()->step());
    if (model.trace && model.tokens == m_review->episode().tokens)
        about += tr(" · teacher forcing, %1, %2 steps")
                     .arg(toQString(model.trace->mode))
                     .arg(model.window.endStep - model.window.beginStep);
    m_about->setText(QStringLiteral("<span style='color:%1;font-weight:600'>%2</span><span style='color:%3'>%4</span>")
                         .arg(colors().text1.name(), formatCount(m_review->cursor()->step()), colors().text3.name(),
                              about.mid(formatCount(m_review->cursor()->step()).size())));
}

} // namespace gatoscope
