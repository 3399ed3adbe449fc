// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attended_view.h"

#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFrame>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/attention/attended_delegate.h"
#include "widgets/attention/attention_facts.h"
#include "widgets/attention/fact_list.h"
#include "widgets/attention/heads_view.h"
#include "widgets/attention/lens_strip.h"
#include "widgets/attention/modality_bar.h"
#include "widgets/attention/query_bar.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"

namespace gatoscope {
namespace {

constexpr int kLow = 620; // pixels of height below which the table needs the room

QLabel* label(const char* tone, const QString& text = {}) {
    auto* made = new QLabel(text);
    made->setProperty("tone", QString::fromLatin1(tone));
    return made;
}

/// "3e−7", the size of an error.
QString errorText(double error) {
    return error == 0 ? QStringLiteral("0")
                      : withMinus(QString::number(error, 'e', 0).replace(QStringLiteral("e-0"), QStringLiteral("e-")));
}

/// What rounding explains, for values of size 1: of float32, of a cache that was halved to save memory, of a model that
/// computes in half precision.
double tolerance(const Trace& trace) { return trace.dtype != "float32" ? 5e-3 : trace.note.empty() ? 1e-5 : 5e-4; }

} // namespace

AttendedView::AttendedView(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
    setObjectName(QStringLiteral("attendedView"));
    empty_ = emptyLabel(this);
    stack_ = new QStackedLayout(this);
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent());
    connectTable();
    connect(focus, &AttentionFocus::traceChanged, this, [this] {
        worstOutput_ = worstSum_ = worstFuture_ = 0;
        showEmpty();
    });
    connect(focus, &AttentionFocus::stateChanged, this, &AttendedView::showEmpty);
    connect(focus, &AttentionFocus::rowChanged, this, &AttendedView::refresh);
    connect(focus->cursor(), &Cursor::hoverChanged, this, &AttendedView::showHover);
    connect(&ThemeColors::instance(), &ThemeColors::changed, table_->viewport(), qOverload<>(&QWidget::update));
    showEmpty();
}

QWidget* AttendedView::makeContent() {
    auto* content = new QWidget(this);
    query_ = new QueryBar(focus_, content);
    table_ = new QTableView(content);
    model_ = new AttendedModel(this);
    delegate_ = new AttendedDelegate(this);
    count_ = label("second");
    cumulative_ = new QLabel;
    cumulative_->setTextFormat(Qt::RichText);
    massTitle_ = label("strong", tr("Row mass by modality"));
    mass_ = new ModalityBar(content);
    checks_ = new FactList(content);
    checks_->setObjectName(QStringLiteral("SelfCheckList"));
    checks_->setAccessibleName(tr("Self-check"));
    lensTitle_ = new QLabel;
    lensTitle_->setTextFormat(Qt::RichText);
    lens_ = new LensStrip(content);
    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(10, 4, 10, 4);
    footer->addWidget(count_);
    footer->addStretch(1);
    footer->addWidget(cumulative_);
    auto* lower = new QVBoxLayout;
    lower->setContentsMargins(10, 6, 10, 8);
    lower->setSpacing(6);
    lower->addWidget(massTitle_);
    lower->addWidget(mass_);
    lower->addWidget(rule());
    lower->addWidget(label("strong", tr("Self-check")));
    lower->addWidget(checks_);
    lower->addWidget(rule());
    lower->addWidget(lensTitle_);
    lower->addWidget(lens_);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(query_);
    column->addWidget(table_, 1);
    column->addWidget(rule());
    column->addLayout(footer);
    column->addWidget(rule());
    column->addLayout(lower);
    return content;
}

void AttendedView::connectTable() {
    table_->setObjectName(QStringLiteral("attendedTable"));
    table_->setAccessibleName(tr("Attended tokens"));
    table_->setModel(model_);
    table_->setItemDelegate(delegate_);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(22);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setShowGrid(false);
    table_->setMinimumHeight(22 * 4);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* header = table_->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(AttendedModel::Name, QHeaderView::Stretch);
    header->resizeSection(AttendedModel::Rank, 30);
    header->resizeSection(AttendedModel::Step, 44);
    header->resizeSection(AttendedModel::Share, 106);
    table_->viewport()->setMouseTracking(true);
    table_->viewport()->installEventFilter(this);
    table_->installEventFilter(this);
    const auto makeQuery = [this](const QModelIndex& index) {
        const qint64 token = model_->tokenAt(index.row());
        if (token >= 0)
            focus_->cursor()->selectToken(token, focus_->tokens()->stepOf(static_cast<std::size_t>(token)));
    };
    connect(table_, &QTableView::doubleClicked, this, makeQuery);
    connect(table_, &QTableView::activated, this, makeQuery);
}

QWidget* AttendedView::titleWidget() {
    if (measure_)
        return measure_;
    measure_ = new QComboBox;
    measure_->setObjectName(QStringLiteral("measureCombo"));
    measure_->setAccessibleName(tr("What the shares are"));
    connect(measure_, &QObject::destroyed, this, [this] { measure_ = nullptr; });
    const std::tuple<Measure, QString, QString> choices[] = {
        {Measure::Attention, tr("After softmax"), tr("The attention weights of the head")},
        {Measure::ValueWeighted, tr("× value norm"),
         tr("Weights times the length of what each key's value adds to the stream: ‖a v W_O‖")},
        {Measure::Rollout, tr("Rollout"), tr("Attention followed through all layers, half of each kept in place")},
        {Measure::Relevance, tr("Relevance"), tr("Gradient × attention for the logit that the row predicts")}};
    for (const auto& [choice, text, tip] : choices) {
        measure_->addItem(text, static_cast<int>(choice));
        measure_->setItemData(measure_->count() - 1, tip, Qt::ToolTipRole);
    }
    connect(measure_, &QComboBox::activated, this,
            [this] { focus_->setMeasure(static_cast<Measure>(measure_->currentData().toInt())); });
    return measure_;
}

void AttendedView::showEmpty() {
    stack_->setCurrentIndex(focus_->ready() ? 1 : 0);
    empty_->setText(emptyAttentionText(*focus_));
}

void AttendedView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if ((event->size().height() < kLow) != (event->oldSize().height() < kLow) && isVisible() && focus_->ready() &&
        focus_->query() >= 0)
        showChecks();
}

void AttendedView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void AttendedView::refresh() {
    if (!isVisible())
        return;
    const AttentionRowPtr& row = focus_->shown();
    model_->setRow(row, focus_->tokens());
    if (!row || !focus_->ready())
        return;
    const std::size_t all = row->column ? focus_->first() + focus_->count() - static_cast<std::size_t>(row->query)
                                        : static_cast<std::size_t>(row->row) - row->first + 1;
    count_->setText(tr("%1 of %2 tokens").arg(model_->rowCount()).arg(all));
    const Colors& c = colors();
    cumulative_->setText(row->column ? QString()
                                     : QStringLiteral("<span style='color:%1'>%2</span> <b>%3 %</b>")
                                           .arg(c.text3.name(), tr("cumulative"))
                                           .arg(formatFixed(model_->cumulative() * 100, 1)));
    std::array<double, kTintCount> mass{};
    for (std::size_t i = 0; i < row->values.size(); ++i)
        mass[focus_->groups()[i]] += row->values[i];
    massTitle_->setText(row->column ? tr("Column by modality of the reader, sum in %") : tr("Row mass by modality"));
    mass_->setMass(mass);
    showChecks();
    showLens();
    showHover();
}

/// Every map that is shown proves itself: of the head, or of every head of the layer where several are one.
void AttendedView::showChecks() {
    const HeadChoice head = focus_->head();
    const auto index =
        static_cast<std::size_t>(std::max<qint64>(0, focus_->row() - static_cast<qint64>(focus_->first())));
    SelfCheck worst;
    for (const int h : focus_->heads()) {
        const SelfCheck check = selfCheck(focus_->source(), head.layer, h, index);
        worst.output = std::max(worst.output, check.output);
        worst.sum = std::max(worst.sum, check.sum);
        worst.future = std::max(worst.future, check.future);
        worst.scale = std::max(worst.scale, check.scale);
    }
    const double most = tolerance(*focus_->trace());
    // What failed once stays red until the next run.
    worstOutput_ =
        worst.output > most * std::max(1.0, worst.scale) ? std::max(worstOutput_, worst.output) : worstOutput_;
    worstSum_ = worst.sum > most ? std::max(worstSum_, worst.sum) : worstSum_;
    worstFuture_ = std::max(worstFuture_, worst.future);
    const auto line = [&](const QString& name, double now, double failed, const QString& note, const QString& tip) {
        return Fact{name, note, errorText(std::max(now, failed)), -1, failed > 0 ? Fact::Sign::Bad : Fact::Sign::Good,
                    tip};
    };
    if (height() < kLow && worstOutput_ + worstSum_ + worstFuture_ == 0) // in a low dock one line says that all is well
        return checks_->setFacts({line(
            tr("row · V, Σ row, diagonal"), std::max({worst.output, worst.sum, worst.future}), 0, tr("max err"),
            tr("The row times the cached values is what the head put out, shares sum to one, and nothing later is "
               "read"))});
    checks_->setFacts({line(tr("row · V = head output"), worst.output, worstOutput_, tr("max err"),
                            tr("The shown row times the cached values against what the head really put out")),
                       line(tr("Σ row = 1"), worst.sum, worstSum_, tr("max err"), tr("Shares of a row sum to one")),
                       line(tr("No mass above the diagonal"), worst.future, worstFuture_, tr("leaks"),
                            tr("A token reads nothing that comes after it"))});
}

void AttendedView::showLens() {
    const auto& lens = focus_->trace()->lens;
    const auto target = static_cast<std::size_t>(std::max<qint64>(0, focus_->row() + 1));
    const auto found = std::find_if(lens.begin(), lens.end(), [&](const LensRow& row) { return row.token == target; });
    lensTitle_->setText(QStringLiteral("<b>%1</b> <span style='color:%2'>%3</span>")
                            .arg(tr("Logit lens"), colors().text3.name(),
                                 found == lens.end() ? QString() : tr("row #%1, on the legal ids").arg(focus_->row())));
    if (found == lens.end())
        return lens_->setLens({}, {}, {});
    const TokenSequence& tokens = *focus_->tokens();
    QStringList names;
    for (const std::int32_t id : found->best)
        names << idName(tokens, target, id);
    lens_->setLens(*found, names, tr("p of recorded %1").arg(shortTokenName(tokens, target)));
}

void AttendedView::showHover() {
    if (!isVisible())
        return;
    const int row = model_->rowOf(focus_->cursor()->hover().token);
    delegate_->setHovered(row);
    table_->viewport()->update();
}

bool AttendedView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && focus_->tokens()) {
        if (event->type() == QEvent::MouseMove) {
            const auto* mouse = static_cast<QMouseEvent*>(event);
            const qint64 token = model_->tokenAt(table_->rowAt(mouse->position().toPoint().y()));
            hovering_ = token >= 0;
            if (token < 0) {
                focus_->cursor()->clearHover();
            } else {
                const Token one = focus_->tokens()->at(static_cast<std::size_t>(token));
                focus_->cursor()->setHover({token, one.step, one.channel, one.element});
            }
        } else if (event->type() == QEvent::Leave && hovering_) {
            hovering_ = false;
            focus_->cursor()->clearHover();
        }
    }
    if (watched == table_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(model_->plainText());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace gatoscope
