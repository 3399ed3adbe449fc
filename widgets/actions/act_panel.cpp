// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/act_panel.h"

#include "widgets/actions/action_review.h"
#include "widgets/common/convert.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

template <typename Widget>
Widget* named(const char* objectName, const QString& name, const QString& tip) {
    auto* made = new Widget;
    made->setObjectName(QString::fromLatin1(objectName));
    made->setAccessibleName(name);
    made->setToolTip(tip);
    return made;
}

QLabel* caption(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("tone", QStringLiteral("muted"));
    return label;
}

/// Two fields in a row, the second with its own name.
QWidget* pair(QWidget* first, const QString& name, QWidget* second) {
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    auto* label = caption(name);
    label->setFixedWidth(36);
    row->addWidget(first, 1);
    row->addWidget(label);
    row->addWidget(second, 1);
    for (QWidget* field : {first, second})
        field->setMinimumWidth(40);
    return both;
}

} // namespace

ActPanel::ActPanel(ActionReview* review, QWidget* parent) : QWidget(parent), m_review(review) {
    setObjectName(QStringLiteral("actPanel"));
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(10);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(7);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    addChoices(form);
    addSampling(form);
    layout->addLayout(form);
    layout->addStretch(1);
    m_run = new QPushButton(tr("Act"));
    m_run->setObjectName(QStringLiteral("actButton"));
    m_run->setProperty("primary", true);
    m_clear = new QPushButton(tr("Clear"));
    m_clear->setObjectName(QStringLiteral("actClearButton"));
    m_clear->setToolTip(tr("Take the free run out of plots and table"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_run, 1);
    buttons->addWidget(m_clear);
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_result = new QLabel;
    m_result->setObjectName(QStringLiteral("actResult"));
    m_result->setWordWrap(true);
    m_result->setProperty("tone", QStringLiteral("second"));
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* scroll = new QScrollArea;
    scroll->setWidget(body);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(scroll, 1);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(12, 4, 12, 10);
    foot->setSpacing(6);
    foot->addWidget(m_result);
    foot->addWidget(m_progress);
    foot->addLayout(buttons);
    outer->addLayout(foot);
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (m_running)
            return Q_EMIT cancelRequested();
        const auto [begin, end] = steps();
        Q_EMIT runRequested(begin, end, options());
    });
    connect(m_clear, &QPushButton::clicked, review, [review] { review->setFreeRun(nullptr); });
    connect(review, &ActionReview::freeRunChanged, this, &ActPanel::refresh);
    connect(review, &ActionReview::seriesChanged, this, &ActPanel::refresh);
    connect(review, &ActionReview::shownChanged, this, &ActPanel::refresh);
    refresh();
}

void ActPanel::addChoices(QFormLayout* form) {
    m_range = named<QComboBox>("actRangeCombo", tr("Steps"), tr("Steps over which the model acts"));
    m_range->addItems({tr("This step"), tr("From here, 32 steps"), tr("Loop range"), tr("Whole episode")});
    m_range->setCurrentIndex(1);
    form->addRow(caption(tr("Steps")), m_range);
    m_method = named<QComboBox>("actMethodCombo", tr("Choice of the id"), tr("How an id is taken from the logits"));
    m_method->addItems({tr("Greedy"), tr("Sample")});
    form->addRow(caption(tr("Choice")), m_method);
    connect(m_method, &QComboBox::currentIndexChanged, this, &ActPanel::refresh);
}

void ActPanel::addSampling(QFormLayout* form) {
    m_temperature = named<QDoubleSpinBox>("temperatureSpin", tr("Temperature"),
                                          tr("Logits are divided by this; below 1 sharper, above 1 flatter"));
    m_temperature->setRange(0.01, 100);
    m_temperature->setSingleStep(0.1);
    m_temperature->setValue(1);
    m_topK = named<QSpinBox>("topKSpin", tr("Top-k"), tr("Only the k most probable ids; 0: all"));
    m_topK->setRange(0, 65535);
    m_topK->setSpecialValueText(tr("all"));
    m_topP = named<QDoubleSpinBox>("topPSpin", tr("Top-p"), tr("The most probable ids up to this share of the mass"));
    m_topP->setRange(0.01, 1);
    m_topP->setSingleStep(0.05);
    m_topP->setValue(1);
    m_seed = named<QLineEdit>("seedEdit", tr("Seed"), tr("The same seed gives the same actions"));
    m_seed->setText(QStringLiteral("0"));
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,19}")), m_seed));
    for (QWidget* number : {static_cast<QWidget*>(m_temperature), static_cast<QWidget*>(m_topK),
                            static_cast<QWidget*>(m_topP), static_cast<QWidget*>(m_seed)})
        number->setFont(monoFont());
    form->addRow(caption(tr("Temperature")), pair(m_temperature, tr("Seed"), m_seed));
    form->addRow(caption(tr("Top-k")), pair(m_topK, tr("Top-p"), m_topP));
    m_cache = named<QComboBox>("actCacheCombo", tr("Cache"),
                               tr("Exact window: recomputed when its start moves. Streaming: whole steps leave the "
                                  "cache, what they left in later keys stays"));
    m_cache->addItems({tr("Exact window"), tr("Streaming")});
    form->addRow(caption(tr("Cache")), m_cache);
    m_raw = named<QCheckBox>("actRawCheck", tr("Raw"), tr("Any id may be taken, legal or not"));
    m_raw->setText(tr("Without the legal mask"));
    m_recorded = named<QCheckBox>("actRecordedCheck", tr("Recorded history"),
                                  tr("The model sees the recorded earlier actions instead of its own"));
    m_recorded->setText(tr("Recorded actions as history"));
    form->addRow(m_raw);
    form->addRow(m_recorded);
}

SampleOptions ActPanel::options() const {
    SampleOptions options;
    options.greedy = m_method->currentIndex() == 0;
    options.temperature = m_temperature->value();
    options.topK = m_topK->value();
    options.topP = m_topP->value();
    options.seed = m_seed->text().toULongLong();
    options.raw = m_raw->isChecked();
    options.recordedHistory = m_recorded->isChecked();
    options.streaming = m_cache->currentIndex() == 1;
    return options;
}

std::pair<qint64, qint64> ActPanel::steps() const {
    const auto& series = m_review->series();
    const Cursor* cursor = m_review->cursor();
    const qint64 all = series ? series->steps : 0;
    switch (m_range->currentIndex()) {
    case 0:
        return {cursor->step(), std::min(all, cursor->step() + 1)};
    case 1:
        return {cursor->step(), std::min(all, cursor->step() + 32)};
    case 2:
        return {cursor->rangeBegin(), std::min(all, cursor->rangeEnd())};
    default:
        return {0, all};
    }
}

void ActPanel::setProgress(double fraction) { m_progress->setValue(static_cast<int>(fraction * 1000)); }

void ActPanel::setRunning(bool running) {
    m_running = running;
    m_progress->setValue(0);
    refresh();
}

void ActPanel::showError(const QString& text) { m_result->setText(text); }

void ActPanel::refresh() {
    const auto& series = m_review->series();
    const bool ready =
        m_review->model().policy && m_review->model().reason.isEmpty() && series && !series->dimensions.empty();
    const bool sampling = m_method->currentIndex() == 1;
    for (QWidget* widget : {static_cast<QWidget*>(m_temperature), static_cast<QWidget*>(m_topK),
                            static_cast<QWidget*>(m_topP), static_cast<QWidget*>(m_seed)})
        widget->setEnabled(sampling);
    m_run->setText(m_running ? tr("Cancel") : tr("Act"));
    m_run->setEnabled(m_running || ready);
    m_clear->setEnabled(!m_running && m_review->freeRun() != nullptr);
    m_progress->setVisible(m_running);
    if (m_running)
        m_result->setText(tr("The model acts …"));
    else if (m_review->freeRun() != nullptr)
        m_result->setText(summary());
    else if (ready)
        m_result->setText(tr("The model sees the recorded observations and its own earlier actions. What it does is "
                             "drawn beside record and argmax."));
    else
        m_result->setText(m_review->emptyReason().isEmpty() ? m_review->missingReason() : m_review->emptyReason());
}

/// How far the free run went from the record, beside teacher forcing over the same steps.
QString ActPanel::summary() const {
    const ActionSeries& series = *m_review->series();
    const FreeRun& run = *m_review->freeRun();
    std::size_t discrete = 0, freeHits = 0, forcedHits = 0, bins = 0;
    double freeApart = 0, forcedApart = 0;
    for (const SampledAction& action : run.trace.actions) {
        Token token;
        token.channel = action.channel;
        token.element = action.element;
        const int dimension = series.dimensionOf(token);
        const ActionCell* cell = series.cell(dimension, action.step);
        if (cell == nullptr || cell->token == TokenSequence::npos)
            continue;
        const ActionKind kind = series.dimensions[static_cast<std::size_t>(dimension)].kind;
        const std::int32_t recorded = series.tokens->id(cell->token);
        const std::int32_t forced = cell->prediction ? cell->prediction->predictedId : recorded;
        if (kind == ActionKind::Continuous) {
            ++bins;
            freeApart += std::abs(action.id - recorded);
            forcedApart += std::abs(forced - recorded);
        } else if (kind == ActionKind::Discrete) {
            ++discrete;
            freeHits += action.id == recorded ? 1 : 0;
            forcedHits += forced == recorded ? 1 : 0;
        }
    }
    const auto count = [](std::size_t n) { return formatCount(static_cast<qint64>(n)); };
    QString text =
        tr("%1 actions in %2 s (%3)")
            .arg(count(run.trace.actions.size()), formatNumber(run.trace.seconds, 3), toQString(run.trace.mode));
    if (run.trace.secondsPerAction > 0)
        text += tr("; %1 ms an action with the cache").arg(formatNumber(run.trace.secondsPerAction * 1000, 3));
    text += QLatin1Char('.');
    if (discrete > 0)
        text += tr("\nAs recorded: %1 of %2; teacher-forced argmax %3.")
                    .arg(count(freeHits), count(discrete), count(forcedHits));
    if (bins > 0)
        text += tr("\nMean distance from the record: %1 bins; teacher-forced argmax %2 bins.")
                    .arg(formatNumber(freeApart / static_cast<double>(bins), 3),
                         formatNumber(forcedApart / static_cast<double>(bins), 3));
    return text;
}

} // namespace gatoscope
