// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/instruction_strip.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"
#include "widgets/common/token_text.h"

namespace gatoscope {
namespace {

constexpr double kTitle = 24, kChip = 44, kGap = 4, kVocabulary = 76;
constexpr std::size_t kMostChips = 96;
constexpr std::size_t kMostSpoken = 400; // bytes of a long text that a screen reader hears

bool isText(Kind kind) { return kind == Kind::Text || kind == Kind::TextAction; }

} // namespace

InstructionStrip::InstructionStrip(Cursor* cursor, QWidget* parent) : QWidget(parent), cursor_(cursor) {
    setObjectName(QStringLiteral("InstructionStrip"));
    setAccessibleName(tr("Instruction"));
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(cursor_, &Cursor::stepChanged, this, [this] { rebuild(); });
    connect(cursor_, &Cursor::tokenChanged, this, [this] { update(); });
    connect(cursor_, &Cursor::hoverChanged, this, [this] { update(); });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void InstructionStrip::setTokens(std::shared_ptr<const TokenSequence> tokens) {
    tokens_ = std::move(tokens);
    rebuild();
}

void InstructionStrip::rebuild() {
    chips_.clear();
    shown_.clear();
    total_ = 0;
    source_.clear();
    const qint64 step = cursor_->step();
    if (tokens_ && step < tokens_->steps()) {
        const auto& channels = tokens_->channels();
        QStringList sources;
        for (std::size_t c = 0; c < channels.size(); ++c) {
            const Modality modality = channels[c].map.modality;
            if (modality != Modality::Text && modality != Modality::TextIds)
                continue;
            std::size_t i = tokens_->find(step, static_cast<std::int32_t>(c), 0);
            if (i == TokenSequence::npos)
                continue;
            sources << toQString(channels[c].map.source);
            const std::size_t end = tokens_->firstOf(step + 1);
            for (; i < end && isText(tokens_->kind(i)); ++i) {
                if (total_ >= kMostChips) { // count the rest of this channel by its last token
                    ++total_;
                    continue;
                }
                const Token token = tokens_->at(i);
                if (token.channel != static_cast<std::int32_t>(c))
                    break;
                chips_.push_back({i,
                                  {},
                                  shownPiece(tokens_->pieceOf(i).piece),
                                  QString::number(token.id),
                                  token.target,
                                  (token.flags & Unknown) != 0});
                shown_.push_back(i);
                ++total_;
            }
        }
        source_ = sources.join(QStringLiteral(", "));
        setAccessibleDescription(total_ ? toQString(tokens_->sentenceOf(shown_.front()).substr(0, kMostSpoken))
                                        : QString());
    }
    place(width(), chips_);
    more_ = total_ > chips_.size() ? tr("and %1 more").arg(formatCount(static_cast<qint64>(total_ - chips_.size())))
                                   : QString();
    updateGeometry();
    update();
}

double InstructionStrip::place(double width, std::vector<Chip>& chips) const {
    const QFontMetricsF piece(bodyFont(kEmphasisPx, QFont::Medium)), id(monoFont());
    double x = 0, y = kTitle;
    const double room = width - (width > 420 ? kVocabulary : 0);
    for (Chip& chip : chips) {
        const double wide = std::min(
            220.0,
            std::ceil(std::max({piece.horizontalAdvance(chip.piece), id.horizontalAdvance(chip.id), 30.0}) + 16));
        if (x > 0 && x + wide > room) {
            x = 0;
            y += kChip + kGap;
        }
        chip.box = QRectF(x, y, wide, kChip);
        x += wide + kGap;
    }
    return y + (chips.empty() ? 24 : kChip) + 8;
}

int InstructionStrip::heightForWidth(int width) const {
    std::vector<Chip> chips = chips_;
    return static_cast<int>(std::min(kTitle + 4 * (kChip + kGap) + 8, place(width, chips)));
}

QSize InstructionStrip::sizeHint() const { return {420, heightForWidth(std::max(160, width()))}; }

void InstructionStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    place(width(), chips_);
    painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter.setPen(c.text1);
    const QString title = tr("Instruction");
    painter.drawText(QPointF(0, 14), title);
    const double after = QFontMetricsF(painter.font()).horizontalAdvance(title) + 10;
    painter.setFont(bodyFont());
    painter.setPen(c.text3);
    const bool bytes = tokens_ && tokens_->settings().text_model.empty();
    const QString how = total_ ? (bytes ? tr("%1 → bytes, %2 tokens") : tr("%1 → SentencePiece, %2 tokens"))
                                     .arg(source_, formatCount(static_cast<qint64>(total_)))
                               : tr("none in this step");
    drawElided(painter, QRectF(after, 0, width() - after, 20), how);
    if (chips_.empty())
        return;
    const QFont pieceFont = bodyFont(kEmphasisPx, QFont::Medium), idFont = monoFont();
    const ModalityColors& tint = c.of(Tint::Text);
    const qint64 hovered = cursor_->hover().token;
    for (const Chip& chip : chips_) {
        if (chip.box.top() > height())
            break;
        painter.fillRect(chip.box, tint.fill);
        if (chip.target)
            painter.fillRect(QRectF(chip.box.left(), chip.box.bottom() - 2, chip.box.width(), 2), tint.ink);
        painter.setFont(pieceFont);
        painter.setPen(chip.unknown ? c.error : c.text1);
        const QString piece = QFontMetricsF(pieceFont).elidedText(chip.piece, Qt::ElideRight, chip.box.width() - 8);
        painter.drawText(chip.box.adjusted(0, 5, 0, -20), Qt::AlignHCenter | Qt::AlignVCenter, piece);
        painter.setFont(idFont);
        painter.setPen(tint.ink);
        painter.drawText(chip.box.adjusted(0, 21, 0, -4), Qt::AlignHCenter | Qt::AlignVCenter, chip.id);
        const auto token = static_cast<qint64>(chip.token);
        if (chip.unknown)
            drawCorner(painter, chip.box, c.error);
        if (token == cursor_->token())
            drawSelection(painter, chip.box);
        else if (token == hovered)
            drawHover(painter, chip.box);
    }
    if (!more_.isEmpty()) {
        painter.setFont(bodyFont(kSmallPx));
        painter.setPen(c.text3);
        painter.drawText(QRectF(0, height() - 16, width(), 16), Qt::AlignRight | Qt::AlignVCenter, more_);
    }
    if (width() <= 420)
        return;
    painter.setPen(c.text3);
    painter.setFont(bodyFont());
    painter.drawText(QRectF(width() - kVocabulary, kTitle + 6, kVocabulary, 18), Qt::AlignRight, tr("vocabulary"));
    painter.setFont(monoFont());
    painter.drawText(QRectF(width() - kVocabulary, kTitle + 24, kVocabulary, 18), Qt::AlignRight,
                     formatCount(tokens_->settings().n_text));
}

const InstructionStrip::Chip* InstructionStrip::chipAt(QPointF place) const {
    for (const Chip& chip : chips_)
        if (chip.box.contains(place))
            return &chip;
    return nullptr;
}

void InstructionStrip::mouseMoveEvent(QMouseEvent* event) {
    const Chip* chip = chipAt(event->position());
    if (!chip)
        return cursor_->clearHover();
    const Token token = tokens_->at(chip->token);
    cursor_->setHover({static_cast<qint64>(chip->token), cursor_->step(), token.channel, token.element});
}

void InstructionStrip::mousePressEvent(QMouseEvent* event) {
    const Chip* chip = chipAt(event->position());
    if (chip && event->button() == Qt::LeftButton)
        cursor_->selectToken(static_cast<qint64>(chip->token), cursor_->step());
}

void InstructionStrip::leaveEvent(QEvent*) { cursor_->clearHover(); }

bool InstructionStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Chip* chip = chipAt(QPointF(help->pos()));
        QToolTip::showText(help->globalPos(), chip ? tokenSummary(*tokens_, chip->token) : source_, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace gatoscope
