// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/inspector_view.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStackedLayout>

#include "widgets/common/colors.h"
#include "widgets/inspector/provenance_view.h"
#include "widgets/inspector/token_header.h"

namespace gatoscope {

InspectorView::InspectorView(Cursor* cursor, FrameSource* frames, QWidget* parent) : QWidget(parent), cursor_(cursor) {
    setObjectName(QStringLiteral("inspectorView"));
    content_ = new QWidget(this);
    header_ = new TokenHeader(content_);
    scroll_ = new QScrollArea(content_);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    chain_ = new ProvenanceView(frames, scroll_);
    scroll_->setWidget(chain_);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(scroll_, 1);
    empty_ = new QLabel(this);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(16);
    empty_->setEnabled(false);
    stack_ = new QStackedLayout(this);
    stack_->addWidget(empty_);
    stack_->addWidget(content_);
    setFocusProxy(chain_);
    connect(cursor_, &Cursor::tokenChanged, this, &InspectorView::refresh);
    connect(cursor_, &Cursor::stepChanged, this, &InspectorView::followStep);
    connect(header_, &TokenHeader::copyRequested, this, &InspectorView::copyToken);
    connect(header_, &TokenHeader::pinRequested, this, [this](bool pin) { pinToken(pin ? cursor_->token() : -1); });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
    refresh();
}

void InspectorView::setEpisode(const EpisodeView& view) {
    if (view.episode != view_.episode)
        pinned_ = -1;
    view_ = view;
    chain_->setTokens(view.tokens);
    refresh();
}

void InspectorView::pinToken(qint64 token) {
    pinned_ = token;
    refresh();
}

void InspectorView::refresh() {
    const auto chain = [this](qint64 token) {
        return view_.tokens && token >= 0 ? provenanceOf(*view_.tokens, static_cast<std::size_t>(token)) : Provenance{};
    };
    const Provenance shown = chain(cursor_->token()), pinned = chain(pinned_);
    stack_->setCurrentIndex(shown.valid ? 1 : 0);
    empty_->setText(view_.tokens ? tr("Select a token, a patch or a value to see where it comes from.")
                                 : tr("No tokens to inspect."));
    if (!shown.valid)
        return;
    header_->setProvenance(shown, pinned);
    chain_->setProvenance(shown, pinned);
}

void InspectorView::followStep(qint64 step) {
    const qint64 selected = cursor_->token();
    if (!view_.tokens || selected < 0 || selected >= static_cast<qint64>(view_.tokens->size()))
        return;
    const TokenSequence& tokens = *view_.tokens;
    const Token token = tokens.at(static_cast<std::size_t>(selected));
    if (token.step == step || step < 0 || step >= tokens.steps())
        return;
    std::size_t found = tokens.find(step, token.channel, token.element);
    if (token.channel < 0) { // the separator: the first one of the step
        found = tokens.firstOf(step);
        while (found < tokens.firstOf(step + 1) && tokens.kind(found) != Kind::Separator)
            ++found;
        if (found == tokens.firstOf(step + 1))
            found = TokenSequence::npos;
    }
    if (found != TokenSequence::npos)
        cursor_->setToken(static_cast<qint64>(found));
}

void InspectorView::copyToken() {
    if (chain_->provenance().valid)
        QGuiApplication::clipboard()->setText(provenanceText(chain_->provenance()));
}

void InspectorView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && pinned_ >= 0)
        return pinToken(-1);
    QWidget::keyPressEvent(event);
}

void InspectorView::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), colors().panel); }

} // namespace gatoscope
