// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/message_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include "widgets/common/colors.h"
#include "widgets/common/icons.h"

namespace gatoscope {

namespace {
constexpr int kLeastNote = 4000, kReadingOfALetter = 70; // ms
}

MessageBar::MessageBar(QWidget* window)
    : QFrame(window), icon_(new QLabel(this)), label_(new QLabel(this)), bar_(new QProgressBar(this)),
      stop_(new QPushButton(tr("Stop"), this)), close_(new QToolButton(this)) {
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    label_->setWordWrap(true);
    label_->setTextFormat(Qt::PlainText);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label_->setObjectName(QStringLiteral("messageText"));
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setFixedSize(160, 5);
    close_->setIcon(themedIcon(QStringLiteral("close")));
    close_->setAccessibleName(tr("Close the message"));
    close_->setFocusPolicy(Qt::NoFocus);
    stop_->setFocusPolicy(Qt::NoFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(10);
    row->addWidget(icon_, 0, Qt::AlignTop);
    row->addWidget(label_, 1);
    row->addWidget(bar_);
    row->addWidget(stop_);
    row->addWidget(close_, 0, Qt::AlignTop);
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    connect(stop_, &QPushButton::clicked, this, [this] { Q_EMIT stopRequested(kind_); });
    read_.setSingleShot(true);
    connect(&read_, &QTimer::timeout, this, &QWidget::hide);
    window->installEventFilter(this);
    hide();
}

void MessageBar::showError(const QString& text, const QString& place) {
    kind_.clear();
    text_ = place.isEmpty() ? text : tr("%1 (%2)").arg(text, place);
    if (!text_.isEmpty())
        text_[0] = text_[0].toUpper();
    present(QStringLiteral("warning"), colors().error);
}

void MessageBar::showNote(const QString& text) {
    kind_.clear();
    text_ = text;
    present(QStringLiteral("check"), colors().ok);
    read_.start(std::max<int>(kLeastNote, kReadingOfALetter * static_cast<int>(text.size())));
}

void MessageBar::showProgress(const QString& kind, const QString& title, double fraction) {
    const bool news = kind_ != kind || !isVisible();
    if (news && isVisible() && kind_.isEmpty())
        return; // a message that was not read yet stays
    kind_ = kind;
    text_ = title;
    bar_->setValue(static_cast<int>(1000 * fraction));
    if (news)
        present(QStringLiteral("refresh"), colors().text2);
}

void MessageBar::endProgress(const QString& kind) {
    if (kind == kind_ && isVisible())
        hide();
}

void MessageBar::present(const QString& icon, const QColor& color) {
    read_.stop();
    icon_->setPixmap(tintedPixmap(icon, color, {16, 16}, devicePixelRatioF()));
    label_->setText(text_);
    bar_->setVisible(!kind_.isEmpty());
    stop_->setVisible(!kind_.isEmpty());
    close_->setVisible(kind_.isEmpty());
    place();
    show();
    raise();
}

void MessageBar::place() {
    const QWidget* window = parentWidget();
    const int wide = std::min(720, window->width() - 48);
    setFixedWidth(wide);
    // Not the size hint: it wraps the sentence at a narrow width of its own.
    layout()->activate();
    const int high = layout()->totalHeightForWidth(wide);
    setGeometry((window->width() - wide) / 2, window->height() - high - 40, wide, high);
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace gatoscope
