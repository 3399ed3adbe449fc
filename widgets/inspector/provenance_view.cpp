// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/provenance_view.h"

#include <algorithm>
#include <cmath>

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QResizeEvent>

#include "widgets/common/fonts.h"
#include "widgets/common/frame_source.h"
#include "widgets/common/painting.h"
#include "widgets/inspector/stage_drawings.h"

namespace gatoscope {
namespace {

constexpr double kLeft = 44, kRight = 14, kTop = 14, kTitle = 22, kLine = 19, kBetween = 14, kRadius = 10;
constexpr int kCopiedMs = 1100;

} // namespace

ProvenanceView::ProvenanceView(FrameSource* frames, QWidget* parent) : QWidget(parent), frames_(frames) {
    setObjectName(QStringLiteral("ProvenanceView"));
    setAccessibleName(tr("Where the token comes from"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    copiedTimer_.setSingleShot(true);
    connect(&copiedTimer_, &QTimer::timeout, this, [this] {
        copied_ = -1;
        update();
    });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
    if (frames_)
        connect(frames_, &FrameSource::frameReady, this, [this](int channel, qint64 step) {
            if (channel == provenance_.token.channel && step == provenance_.token.step)
                update();
        });
}

void ProvenanceView::setTokens(std::shared_ptr<const TokenSequence> tokens) { tokens_ = std::move(tokens); }

void ProvenanceView::setProvenance(const Provenance& provenance, const Provenance& pinned) {
    provenance_ = provenance;
    pinned_ = pinned;
    focused_ = hovered_ = copied_ = -1;
    if (provenance.valid && provenance.token.kind == Kind::Image && frames_ &&
        frames_->cached(provenance.token.channel, provenance.token.step).isNull())
        frames_->request(provenance.token.channel, provenance.token.step, "inspector");
    setAccessibleDescription(provenanceText(provenance));
    relayout();
}

void ProvenanceView::relayout() {
    items_.clear();
    heights_.clear();
    const int high = static_cast<int>(run(nullptr, width(), &items_));
    heights_.insert(width(), high);
    setMinimumHeight(high);
    updateGeometry();
    update();
}

int ProvenanceView::heightForWidth(int width) const {
    const auto known = heights_.constFind(width);
    return known != heights_.cend() ? *known : *heights_.insert(width, static_cast<int>(run(nullptr, width, nullptr)));
}

void ProvenanceView::resizeEvent(QResizeEvent* event) {
    if (event->size().width() != event->oldSize().width())
        relayout();
}

const Stage* ProvenanceView::pinnedStage(const Stage& stage) const {
    for (const Stage& other : pinned_.stages)
        if (other.title == stage.title)
            return &other;
    return nullptr;
}

double ProvenanceView::run(QPainter* painter, double width, std::vector<Item>* items) const {
    double y = kTop;
    const std::size_t count = provenance_.stages.size();
    const Colors& c = colors();
    double before = 0;
    for (std::size_t s = 0; s < count; ++s) {
        const double circle = y + kTitle / 2;
        if (painter) {
            painter->setRenderHint(QPainter::Antialiasing);
            if (s > 0)
                painter->fillRect(QRectF(23.25, before + kRadius, 1.5, circle - before - 2 * kRadius), c.lineStrong);
            painter->setPen(QPen(c.lineStrong, 1.5));
            painter->setBrush(c.panel);
            painter->drawEllipse(QPointF(24, circle), kRadius, kRadius);
            painter->setFont(monoFont(kSmallPx));
            painter->setPen(c.text2);
            painter->drawText(QRectF(24 - kRadius, circle - kRadius, 2 * kRadius, 2 * kRadius), Qt::AlignCenter,
                              QString::number(s + 1));
        }
        before = circle;
        y += runStage(painter, provenance_.stages[s], QRectF(kLeft, y, std::max(60.0, width - kLeft - kRight), 0),
                      items);
        y += kBetween;
    }
    return y + 4;
}

double ProvenanceView::runStage(QPainter* painter, const Stage& stage, QRectF room, std::vector<Item>* items) const {
    const Colors& c = colors();
    double y = room.top();
    const QFont title = bodyFont(kBodyPx, QFont::DemiBold), quiet = bodyFont(12), mono = monoFont();
    const double titleWidth = QFontMetricsF(title).horizontalAdvance(stage.title);
    if (painter) {
        painter->setFont(title);
        painter->setPen(c.text1);
        painter->drawText(QRectF(room.left(), y, room.width(), kTitle), Qt::AlignLeft | Qt::AlignVCenter, stage.title);
        painter->setFont(mono);
        painter->setPen(c.text3);
        drawElided(*painter, QRectF(room.left() + titleWidth + 8, y, room.width() / 2, kTitle), stage.hint);
    }
    const double used =
        titleWidth + 12 + (stage.hint.isEmpty() ? 0 : QFontMetricsF(mono).horizontalAdvance(stage.hint) + 8);
    runValue(painter, stage.value, stage.title, QRectF(room.left() + used, y, room.width() - used, kTitle), items);
    y += kTitle;
    if (const Stage* pinned = pinnedStage(stage)) {
        StageValue value = pinned->value;
        value.label = tr("pinned");
        value.strong = false;
        runValue(painter, value, tr("pinned %1").arg(stage.title), QRectF(room.left(), y, room.width(), kLine), items);
        y += kLine;
    }
    if (!stage.note.isEmpty()) {
        const QString text = stage.warn ? QStringLiteral("⚠ ") + stage.note : stage.note;
        const QFontMetricsF words(quiet);
        const QRectF area(0, 0, room.width(), 400);
        int flags = Qt::TextWordWrap;
        if (words.boundingRect(area, flags, text).width() > room.width()) // a path longer than the line
            flags |= Qt::TextWrapAnywhere;
        const QRectF wrapped = words.boundingRect(area, flags, text);
        const double high = std::max(kLine, std::ceil(wrapped.height()) + 3);
        if (painter) {
            painter->setFont(quiet);
            painter->setPen(stage.warn ? c.warn : c.text3);
            painter->drawText(QRectF(room.left(), y + 1, room.width(), high), flags, text);
        }
        y += high;
    }
    if (stage.drawing != Stage::Drawing::None) {
        const double high = drawingHeight(stage, room.width());
        if (painter)
            paintDrawing(*painter, stage, QRectF(room.left(), y, room.width(), high));
        y += high;
    }
    for (const StageValue& line : stage.lines) {
        runValue(painter, line, stage.title + QLatin1Char(' ') + line.label,
                 QRectF(room.left(), y, room.width(), kLine), items);
        y += kLine;
    }
    return y - room.top();
}

double ProvenanceView::runValue(QPainter* painter, const StageValue& value, const QString& title, const QRectF& line,
                                std::vector<Item>* items) const {
    if (value.text.isEmpty())
        return 0;
    const QFont font = monoFont(kMonoPx, value.strong ? QFont::DemiBold : QFont::Normal);
    const QFontMetricsF metrics(font);
    const double label = value.label.isEmpty() ? 0 : QFontMetricsF(bodyFont(12)).horizontalAdvance(value.label) + 10;
    const QString shown = metrics.elidedText(value.text, Qt::ElideMiddle, line.width() - label);
    const double wide = metrics.horizontalAdvance(shown);
    const QRectF box(line.right() - wide, line.top(), wide, line.height());
    if (items)
        items->push_back({box.adjusted(-4, 0, 4, 0), title, value.copy.isEmpty() ? value.text : value.copy});
    if (!painter)
        return line.height();
    const Colors& c = colors();
    painter->setFont(bodyFont(12));
    painter->setPen(c.text3);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, value.label);
    painter->setFont(font);
    painter->setPen(value.strong ? c.text1 : c.text2);
    painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter, shown);
    return line.height();
}

void ProvenanceView::paintDrawing(QPainter& painter, const Stage& stage, const QRectF& box) const {
    painter.save();
    const ModalityColors& tint = colors().of(provenance_.token.kind);
    switch (stage.drawing) {
    case Stage::Drawing::Range:
        drawRange(painter, box, stage.range, tint);
        break;
    case Stage::Drawing::Curve: {
        const Stage* pinned = pinnedStage(stage);
        drawCurve(painter, box, stage.point, pinned ? &pinned->point : nullptr, provenance_.mu, provenance_.M, tint);
        break;
    }
    case Stage::Drawing::Bins:
        if (tokens_)
            drawBins(painter, box, stage.bins, tokens_->settings(), tint);
        break;
    case Stage::Drawing::Sentence:
        drawSentence(painter, box, stage.sentence, tint);
        break;
    case Stage::Drawing::Patch:
        if (tokens_)
            drawPatchPicture(painter, box, stage.patch,
                             frames_ ? frames_->cached(stage.patch.channel, provenance_.token.step, stage.patch.frame)
                                     : QImage(),
                             tokens_->settings());
        break;
    case Stage::Drawing::None:
        break;
    }
    painter.restore();
}

void ProvenanceView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    painter.fillRect(rect(), c.panel);
    const auto back = [&](int item, const QColor& color) {
        if (item < 0 || item >= static_cast<int>(items_.size()))
            return;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(items_[static_cast<std::size_t>(item)].box, 3, 3);
    };
    back(hovered_, c.hover);
    if (hasFocus())
        back(focused_, c.accentFill);
    run(&painter, width(), nullptr);
    if (copied_ < 0 || copied_ >= static_cast<int>(items_.size()))
        return;
    const QRectF box = items_[static_cast<std::size_t>(copied_)].box;
    painter.setFont(bodyFont(kSmallPx));
    const QString text = tr("copied");
    const double wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 12;
    const QRectF tag(box.left() - wide - 4, box.top() + 2, wide, box.height() - 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.accent);
    painter.drawRoundedRect(tag, 3, 3);
    painter.setPen(c.onAccent);
    painter.drawText(tag, Qt::AlignCenter, text);
}

void ProvenanceView::copyItem(int item) {
    if (item < 0 || item >= static_cast<int>(items_.size()))
        return;
    const QString text = items_[static_cast<std::size_t>(item)].copy;
    QGuiApplication::clipboard()->setText(text);
    copied_ = item;
    copiedTimer_.start(kCopiedMs);
    update();
    Q_EMIT copied(text);
}

void ProvenanceView::mouseMoveEvent(QMouseEvent* event) {
    int found = -1;
    for (std::size_t i = 0; i < items_.size(); ++i)
        if (items_[i].box.contains(event->position()))
            found = static_cast<int>(i);
    if (found == hovered_)
        return;
    hovered_ = found;
    setCursor(found >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(found >= 0 ? tr("Click copies %1").arg(items_[static_cast<std::size_t>(found)].copy) : QString());
    update();
}

void ProvenanceView::mousePressEvent(QMouseEvent* event) {
    mouseMoveEvent(event);
    if (event->button() == Qt::LeftButton)
        copyItem(hovered_);
}

void ProvenanceView::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

bool ProvenanceView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->matches(QKeySequence::Copy))
            event->accept();
    }
    return QWidget::event(event);
}

void ProvenanceView::keyPressEvent(QKeyEvent* event) {
    const int count = static_cast<int>(items_.size());
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        focused_ = std::clamp(focused_ + (event->key() == Qt::Key_Down ? 1 : -1), 0, std::max(0, count - 1));
        update();
    } else if (event->matches(QKeySequence::Copy) || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (focused_ >= 0)
            copyItem(focused_);
        else if (provenance_.valid)
            QGuiApplication::clipboard()->setText(QString::number(provenance_.token.id));
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace gatoscope
