// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStackedLayout>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"
#include "widgets/tokens/stream_legend.h"
#include "widgets/tokens/token_stream.h"

namespace gatoscope {

TokenStream::TokenStream(Cursor* cursor, FrameSource* frames, QWidget* parent)
    : QWidget(parent), canvas_(new TokenStreamCanvas(cursor, frames, this)), empty_(new QLabel(this)) {
    setObjectName(QStringLiteral("tokenStream"));
    setFocusProxy(canvas_);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setEnabled(false);
    auto* stack = new QStackedLayout(this);
    stack->addWidget(empty_);
    stack->addWidget(canvas_);
    setEpisode({});
}

void TokenStream::setEpisode(const EpisodeView& view) {
    if (view.tokens != view_.tokens)
        setAttention(nullptr); // it was of other tokens
    view_ = view;
    canvas_->setTokens(view.tokens);
    const bool any = view.tokens && view.tokens->steps() > 0;
    empty_->setText(!view.episode  ? tr("Open a dataset to see its tokens.")
                    : !view.tokens ? tr("The tokens of this episode are not there yet.")
                                   : tr("This episode has no steps."));
    static_cast<QStackedLayout*>(layout())->setCurrentIndex(any ? 1 : 0);
    updateTitle();
}

void TokenStream::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), colors().panel); }

QWidget* TokenStream::titleWidget() {
    if (title_)
        return title_;
    const TitleRow made = titleRow(16);
    title_ = made.widget;
    QHBoxLayout* row = made.row;
    connect(title_, &QObject::destroyed, this, [this] {
        title_ = nullptr;
        perStep_ = nullptr;
        legend_ = nullptr;
        colour_ = nullptr;
    });
    perStep_ = new QLabel(title_);
    perStep_->setObjectName(QStringLiteral("tokensPerStep"));
    perStep_->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(perStep_);
    row->addStretch(1);
    legend_ = new StreamLegend(title_);
    row->addWidget(legend_);
    colour_ = new QComboBox(title_);
    colour_->setObjectName(QStringLiteral("colourCombo"));
    colour_->setAccessibleName(tr("Colour of the cells"));
    colour_->addItems({tr("Colour: modality"), tr("Colour: attention")});
    connect(colour_, &QComboBox::activated, this, [this](int index) { setColouredByAttention(index == 1); });
    row->addWidget(colour_);
    updateTitle();
    return title_;
}

void TokenStream::setAttention(AttentionRowPtr row) {
    const bool same = row && attention_ && row->query == attention_->query && row->column == attention_->column &&
                      row->row == attention_->row;
    attention_ = std::move(row);
    canvas_->setAttention(byAttention_ ? attention_ : nullptr);
    if (!same)
        updateTitle();
}

void TokenStream::setColouredByAttention(bool on) {
    byAttention_ = on;
    canvas_->setAttention(on ? attention_ : nullptr);
    updateTitle();
}

void TokenStream::updateTitle() {
    if (!title_)
        return;
    const bool shares = byAttention_ && attention_;
    colour_->setVisible(attention_ || byAttention_);
    colour_->setCurrentIndex(byAttention_ ? 1 : 0);
    legend_->setVisible(!shares);
    if (shares) {
        perStep_->setText(attention_->column ? tr("by who reads #%1, values in %").arg(attention_->query)
                                             : tr("by attention from #%1, values in %").arg(attention_->row));
        return;
    }
    QString text;
    if (view_.tokens && view_.tokens->steps() > 0) {
        const auto& tokens = *view_.tokens;
        std::size_t low = tokens.size(), high = 0;
        const qint64 stride = std::max<qint64>(1, tokens.steps() / 256);
        for (qint64 step = 0; step < tokens.steps(); step += stride) {
            if (tokens.terminal(step))
                continue;
            const std::size_t count = tokens.firstOf(step + 1) - tokens.firstOf(step);
            low = std::min(low, count);
            high = std::max(high, count);
        }
        text = low >= high ? tr("%1 tokens per step").arg(formatCount(static_cast<qint64>(high)))
                           : tr("%1 to %2 tokens per step")
                                 .arg(formatCount(static_cast<qint64>(low)), formatCount(static_cast<qint64>(high)));
    }
    perStep_->setText(text);
}

} // namespace gatoscope
