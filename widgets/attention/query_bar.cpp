// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/query_bar.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/attention/attended_delegate.h"
#include "widgets/attention/attended_model.h"
#include "widgets/common/fonts.h"
#include "widgets/common/painting.h"

namespace gatoscope {

/// "Query [separator] #180 predicts [action]      t 6", painted.
class QueryBar::Line : public QWidget {
public:
    explicit Line(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
        setObjectName(QStringLiteral("queryLine"));
        setFixedHeight(26);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        if (!focus_->ready() || focus_->query() < 0)
            return;
        QPainter painter(this);
        const Colors& c = colors();
        const TokenSequence& tokens = *focus_->tokens();
        const auto query = static_cast<std::size_t>(focus_->query());
        double x = 0;
        const QString step = QStringLiteral("t %1").arg(tokens.stepOf(query));
        painter.setFont(monoFont());
        const double right = width() - painter.fontMetrics().horizontalAdvance(step) - 12;
        const auto word = [&](const QString& text, const QFont& font, const QColor& ink) {
            painter.setFont(font);
            painter.setPen(ink);
            const double wide = painter.fontMetrics().horizontalAdvance(text);
            drawElided(painter, QRectF(x, 0, std::min(wide + 2, right - x), height()), text);
            x += wide + 8;
        };
        painter.setPen(c.text2);
        painter.drawText(QRectF(0, 0, width() - 2, height()), Qt::AlignRight | Qt::AlignVCenter, step);
        painter.setClipRect(QRectF(0, 0, right, height()));
        word(QueryBar::tr("Query"), bodyFont(), c.text3);
        x += drawTokenChip(painter, {x, 4}, 18, shortTokenName(tokens, query), c.of(tokens.kind(query)), 110) + 8;
        word(QStringLiteral("#%1").arg(query), monoFont(), c.text1);
        const std::size_t next = query + 1;
        if (next >= focus_->first() + focus_->count())
            return word(QueryBar::tr("last of the window"), bodyFont(), c.text3);
        word(QueryBar::tr("predicts"), bodyFont(), c.text3);
        drawTokenChip(painter, {x, 4}, 18, shortTokenName(tokens, next), c.of(tokens.kind(next)),
                      std::max(40.0, right - x));
    }

private:
    AttentionFocus* focus_;
};

QueryBar::QueryBar(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
    setObjectName(QStringLiteral("queryBar"));
    line_ = new Line(focus, this);
    lines_ = new QButtonGroup(this);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    const std::tuple<LineChoice, QString, QString> choices[] = {
        {LineChoice::Reads, tr("Row"), tr("Row t: what the selected token reads")},
        {LineChoice::Predicting, tr("Predicting row"),
         tr("Row t − 1: the prediction of a token is made one row before it")},
        {LineChoice::ReadBy, tr("Column"), tr("Column t: which tokens read the selected one")}};
    for (const auto& [choice, text, tip] : choices) {
        auto* button = new QToolButton(this);
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setCheckable(true);
        button->setObjectName(QStringLiteral("line%1").arg(static_cast<int>(choice)));
        lines_->addButton(button, static_cast<int>(choice));
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    hideFirst_ = new QCheckBox(tr("Hide sink"), this);
    hideFirst_->setObjectName(QStringLiteral("hideSink"));
    hideFirst_->setToolTip(
        tr("Leaves out the first token of the window, on which heads rest, and renormalises the row"));
    buttons->addWidget(hideFirst_);
    explanation_ = new QLabel(this);
    explanation_->setObjectName(QStringLiteral("lineExplanation"));
    explanation_->setWordWrap(true);
    explanation_->setProperty("tone", QStringLiteral("muted"));
    discardLabel_ = new QLabel(tr("Discard the smallest"), this);
    discardLabel_->setProperty("tone", QStringLiteral("muted"));
    discard_ = new QDoubleSpinBox(this);
    discard_->setObjectName(QStringLiteral("discardSpin"));
    discard_->setAccessibleName(tr("Share of the smallest entries that the rollout leaves out"));
    discard_->setRange(0, 0.99);
    discard_->setSingleStep(0.1);
    discard_->setKeyboardTracking(false);
    auto* discards = new QHBoxLayout;
    discards->addWidget(discardLabel_);
    discards->addWidget(discard_);
    discards->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 4, 10, 4);
    column->setSpacing(4);
    column->addWidget(line_);
    column->addLayout(buttons);
    column->addWidget(explanation_);
    column->addLayout(discards);
    connect(lines_, &QButtonGroup::idClicked, this, [this](int id) { focus_->setLine(static_cast<LineChoice>(id)); });
    connect(hideFirst_, &QCheckBox::toggled, focus, &AttentionFocus::setFirstHidden);
    connect(discard_, &QDoubleSpinBox::valueChanged, focus, &AttentionFocus::setDiscard);
    connect(focus, &AttentionFocus::rowChanged, this, &QueryBar::refresh);
    connect(&ThemeColors::instance(), &ThemeColors::changed, line_, qOverload<>(&QWidget::update));
    refresh();
}

QString QueryBar::explanation() const {
    const qint64 query = focus_->query();
    if (query < 0)
        return {};
    if (!focus_->reason().isEmpty())
        return focus_->reason();
    QString text;
    switch (focus_->line()) {
    case LineChoice::Reads:
        text = tr("Row #%1: what this token reads.").arg(query);
        break;
    case LineChoice::Predicting:
        text = tr("Row #%1: token #%2 is predicted at the row before it.").arg(query - 1).arg(query);
        break;
    case LineChoice::ReadBy:
        return tr("Column #%1: how much each later token reads it; a column does not sum to 100 %.").arg(query);
    }
    switch (focus_->measure()) {
    case Measure::Attention:
        break;
    case Measure::ValueWeighted:
        text += tr(" Shares weighted by ‖v W_O‖, the length of what each value adds.");
        break;
    case Measure::Rollout:
        text += tr(" Rolled out through all layers, half of each kept in place.");
        break;
    case Measure::Relevance:
        text += tr(" Gradient × attention of all layers, for the logit of id %1.").arg(focus_->relevanceId());
        break;
    }
    if (focus_->waiting())
        text += tr(" Being computed…");
    return text;
}

void QueryBar::refresh() {
    line_->update();
    if (QAbstractButton* button = lines_->button(static_cast<int>(focus_->line())))
        button->setChecked(true);
    const QSignalBlocker quiet(hideFirst_);
    hideFirst_->setChecked(focus_->firstHidden());
    hideFirst_->setEnabled(focus_->line() != LineChoice::ReadBy);
    explanation_->setText(explanation());
    const bool rollout = focus_->measure() == Measure::Rollout && focus_->line() != LineChoice::ReadBy;
    discardLabel_->setVisible(rollout);
    discard_->setVisible(rollout);
}

} // namespace gatoscope
