// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/patch_lens.h"

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QClipboard>
#include <QMouseEvent>
#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kTitle = 24, kLine = 19.5, kLensSide = 192;

QString interval(int index, int count, const PatchPosition& position) {
    const auto part = [count](int i) { return formatFixed(double(i) / count, count > 9 ? 3 : 2); };
    return QStringLiteral("[%1, %2) → %3…%4").arg(part(index), part(index + 1)).arg(position.lo).arg(position.hi);
}

} // namespace

PatchLens::PatchLens(Cursor* cursor, const ImageCanvas* canvas, QWidget* parent)
    : QWidget(parent), cursor_(cursor), canvas_(canvas) {
    setObjectName(QStringLiteral("PatchLens"));
    setAccessibleName(tr("Patch"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(cursor_, &Cursor::hoverChanged, this, [this] { refresh(); });
    connect(cursor_, &Cursor::tokenChanged, this, [this] { refresh(); });
    connect(cursor_, &Cursor::stepChanged, this, [this] { refresh(); });
    connect(canvas_, &ImageCanvas::pictureChanged, this, [this] { refresh(); });
    connect(canvas_, &ImageCanvas::pixelHovered, this, &PatchLens::setPixel);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void PatchLens::setTokens(std::shared_ptr<const TokenSequence> tokens) {
    tokens_ = std::move(tokens);
    token_ = -1;
    refresh();
}

void PatchLens::setPixel(const PixelPlace& place) {
    pixel_ = place;
    update();
}

void PatchLens::refresh() {
    const auto patch = [this](qint64 token) {
        return tokens_ && token >= 0 && token < static_cast<qint64>(tokens_->size()) &&
               tokens_->kind(static_cast<std::size_t>(token)) == Kind::Image;
    };
    const qint64 before = token_;
    hovered_ = patch(cursor_->hover().token);
    if (hovered_)
        token_ = cursor_->hover().token;
    else if (patch(cursor_->token()))
        token_ = cursor_->token();
    if (!patch(token_))
        token_ = -1;
    // The last patch looked at stays under the lens while the episode is stepped; at first it is the one in the middle.
    if (token_ >= 0 && !hovered_) {
        const Token t = tokens_->at(static_cast<std::size_t>(token_));
        const std::size_t now = tokens_->find(cursor_->step(), t.channel, t.element);
        if (now != TokenSequence::npos)
            token_ = static_cast<qint64>(now);
    } else if (token_ < 0) {
        token_ = middlePatch();
    }
    if (before != token_) {
        QStringList text;
        for (const auto& [label, value] : lines())
            text << label + QStringLiteral(": ") + value;
        setAccessibleDescription(text.join(QStringLiteral("; ")));
    }
    update();
}

qint64 PatchLens::middlePatch() const {
    if (!tokens_)
        return -1;
    for (std::size_t c = 0; c < tokens_->channels().size(); ++c) {
        const auto channel = static_cast<std::int32_t>(c);
        const PatchGrid grid = canvas_->gridOf(channel);
        const int middle = grid.rows / 2 * grid.columns + grid.columns / 2;
        const std::size_t found = tokens_->find(cursor_->step(), channel, middle);
        if (grid.count() > 0 && found != TokenSequence::npos)
            return static_cast<qint64>(found);
    }
    return -1;
}

double PatchLens::factor() const {
    const int patch = tokens_ ? std::max(1, tokens_->settings().patch) : 16;
    const double room = std::min({kLensSide, width() * 0.46, std::max(64.0, height() - kTitle - 8)});
    return std::max(1.0, std::floor(room / patch));
}

QRectF PatchLens::lensRect() const {
    const double side = factor() * (tokens_ ? std::max(1, tokens_->settings().patch) : 16);
    return {0, kTitle + 2, side, side};
}

QPoint PatchLens::shownPixel() const {
    if (token_ < 0)
        return {-1, -1};
    const Token t = tokens_->at(static_cast<std::size_t>(token_));
    const PatchGrid grid = tokens_->gridOf(static_cast<std::size_t>(token_));
    const int patch = tokens_->settings().patch, count = std::max(1, grid.count());
    const QPoint corner(t.element % count % std::max(1, grid.columns) * patch,
                        t.element % count / std::max(1, grid.columns) * patch);
    if (own_.x() >= 0)
        return corner + own_;
    const bool same =
        pixel_.channel == t.channel && pixel_.patch == t.element % count && pixel_.frame == t.element / count;
    return same ? pixel_.pixel : QPoint(-1, -1);
}

bool PatchLens::pixelColor(QPoint fitted, QRgb* color) const {
    const Token t = tokens_->at(static_cast<std::size_t>(token_));
    const PatchGrid grid = tokens_->gridOf(static_cast<std::size_t>(token_));
    const QImage image = canvas_->picture(t.channel, t.element / std::max(1, grid.count()));
    const bool resized = tokens_->settings().image_fit == Settings::ImageFit::Resize;
    const QPointF from = fittedToOriginal(grid, resized, QPointF(fitted) + QPointF(0.5, 0.5));
    const QPoint at(static_cast<int>(std::floor(from.x())), static_cast<int>(std::floor(from.y())));
    if (image.isNull())
        return false;
    *color = image.rect().contains(at) ? image.pixel(at) : qRgb(0, 0, 0); // padding is raw 0
    return true;
}

QList<QPair<QString, QString>> PatchLens::lines() const {
    QList<QPair<QString, QString>> all;
    if (token_ < 0)
        return all;
    const Token t = tokens_->at(static_cast<std::size_t>(token_));
    const PatchGrid grid = tokens_->gridOf(static_cast<std::size_t>(token_));
    const int patch = tokens_->settings().patch, count = std::max(1, grid.count()), columns = std::max(1, grid.columns);
    const int p = t.element % count, row = p / columns, column = p % columns;
    const auto range = [patch](int i) { return QStringLiteral("%1 … %2").arg(i * patch).arg(i * patch + patch - 1); };
    all << QPair(tr("Row, column"), QStringLiteral("%1, %2").arg(row).arg(column));
    if (grid.count() > 0 && t.element >= count)
        all << QPair(tr("Frame of the stack"), QString::number(t.element / count));
    all << QPair(tr("Pixels x"), range(column)) << QPair(tr("Pixels y"), range(row));
    all << QPair(tr("Row interval"), interval(row, grid.rows, t.row));
    all << QPair(tr("Column interval"), interval(column, grid.columns, t.column));
    all << QPair(tr("Local position"), t.local < 0 ? tr("none") : QString::number(t.local));
    if (t.flags & Padded)
        all << QPair(tr("Padding"), tr("holds padded pixels (raw 0)"));
    return all;
}

void PatchLens::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter.setPen(c.text1);
    const QString title = tr("Patch");
    painter.drawText(QPointF(0, 15), title);
    double x = QFontMetricsF(painter.font()).horizontalAdvance(title) + 6;
    painter.setFont(bodyFont());
    if (token_ < 0) {
        painter.setPen(c.text3);
        drawElided(painter, QRectF(x + 6, 0, width() - x - 6, 20), tr("point at one in the picture"));
        return;
    }
    const QString number = QString::number(tokens_->at(static_cast<std::size_t>(token_)).element);
    painter.setPen(c.of(Tint::Image).ink);
    painter.setFont(monoFont(kEmphasisPx));
    painter.drawText(QPointF(x, 15), number);
    x += QFontMetricsF(painter.font()).horizontalAdvance(number) + 12;
    painter.setFont(bodyFont());
    painter.setPen(c.text3);
    const int patch = tokens_->settings().patch;
    const QString how = QStringLiteral("%1 · %2×%2 px at ×%3")
                            .arg(hovered_                     ? tr("hovered")
                                 : token_ == cursor_->token() ? tr("selected")
                                                              : tr("last looked at"))
                            .arg(patch)
                            .arg(static_cast<int>(factor()));
    drawElided(painter, QRectF(x, 0, width() - x, 20), how);
    paintPatch(painter);
    const QRectF lens = lensRect();
    paintLines(painter, QRectF(lens.right() + 20, kTitle, width() - lens.right() - 20, height() - kTitle));
}

void PatchLens::paintPatch(QPainter& painter) {
    const Token t = tokens_->at(static_cast<std::size_t>(token_));
    const PatchGrid grid = tokens_->gridOf(static_cast<std::size_t>(token_));
    const int patch = tokens_->settings().patch, count = std::max(1, grid.count()), columns = std::max(1, grid.columns);
    const int p = t.element % count;
    const QRectF lens = lensRect();
    const double side = factor();
    const QImage image = canvas_->picture(t.channel, t.element / count);
    painter.fillRect(lens, colors().canvas);
    if (image.isNull())
        return;
    const bool resized = tokens_->settings().image_fit == Settings::ImageFit::Resize;
    const QPointF corner(p % columns * patch, p / columns * patch);
    const QRectF source(fittedToOriginal(grid, resized, corner),
                        fittedToOriginal(grid, resized, corner + QPointF(patch, patch)));
    const QRectF inside = source.intersected(QRectF(image.rect()));
    if (inside != source) {
        painter.fillRect(lens, Qt::black);
        drawHatch(painter, lens, QColor(96, 104, 116), 8);
    }
    const double k = source.width() > 0 ? lens.width() / source.width() : 1;
    if (!inside.isEmpty())
        painter.drawImage(QRectF(lens.topLeft() + (inside.topLeft() - source.topLeft()) * k, inside.size() * k), image,
                          inside);
    if (side >= 6) {
        const QColor pale(128, 136, 148, 70);
        for (int i = 1; i < patch; ++i) {
            painter.fillRect(QRectF(lens.left() + i * side, lens.top(), 1, lens.height()), pale);
            painter.fillRect(QRectF(lens.left(), lens.top() + i * side, lens.width(), 1), pale);
        }
    }
    const QPoint pixel = shownPixel() - corner.toPoint();
    if (pixel.x() >= 0 && pixel.x() < patch && pixel.y() >= 0 && pixel.y() < patch) {
        painter.setPen(QPen(Qt::white, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(lens.left() + pixel.x() * side, lens.top() + pixel.y() * side, side, side));
    }
}

void PatchLens::paintLines(QPainter& painter, QRectF box) {
    const Colors& c = colors();
    double y = box.top();
    const auto line = [&](const QString& label, const QString& value, const QColor& left) {
        if (y + kLine > height() + 4)
            return;
        painter.setFont(bodyFont());
        painter.setPen(left);
        painter.drawText(QRectF(box.left(), y, box.width(), kLine), Qt::AlignLeft | Qt::AlignVCenter, label);
        painter.setFont(monoFont());
        painter.setPen(c.text1);
        const double room = box.width() - QFontMetricsF(bodyFont()).horizontalAdvance(label) - 8;
        const QFontMetricsF metrics(painter.font());
        // Too long: of an interval what it becomes is worth more than its fractions.
        const qsizetype arrow = value.indexOf(QStringLiteral("→"));
        const bool cut = arrow > 0 && metrics.horizontalAdvance(value) > room;
        const QString shown = metrics.elidedText(cut ? value.mid(arrow + 2) : value, Qt::ElideLeft, room);
        painter.drawText(QRectF(box.left(), y, box.width(), kLine), Qt::AlignRight | Qt::AlignVCenter, shown);
        y += kLine;
    };
    for (const auto& [label, value] : lines())
        line(label, value, c.text3);
    y += 5;
    painter.fillRect(QRectF(box.left(), y, box.width(), 1), c.line);
    y += 6;
    const QPoint pixel = shownPixel();
    QRgb color = 0;
    if (pixel.x() < 0 || !pixelColor(pixel, &color))
        return line(tr("Pixel"), tr("point at one"), c.text3);
    const Settings& settings = tokens_->settings();
    const QString rule = settings.patch_scale ? tr("uint8 → [−1, 1] / 4") : tr("uint8 → [−1, 1]");
    painter.setFont(bodyFont());
    painter.setPen(c.text3);
    painter.drawText(QRectF(box.left(), y, box.width(), kLine), Qt::AlignRight | Qt::AlignVCenter, rule);
    painter.drawText(QRectF(box.left(), y, box.width(), kLine), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Pixel (%1, %2)").arg(pixel.x()).arg(pixel.y()));
    y += kLine;
    const std::array<QPair<QString, int>, 3> channels = {
        {{tr("R"), qRed(color)}, {tr("G"), qGreen(color)}, {tr("B"), qBlue(color)}}};
    for (const auto& [name, level] : channels) {
        const double value = static_cast<double>(pixelValue(level, settings));
        line(name, QStringLiteral("%1 → %2").arg(level).arg(formatFixed(value, 4, true)), c.text3);
    }
}

void PatchLens::mouseMoveEvent(QMouseEvent* event) {
    const QRectF lens = lensRect();
    const QPoint before = own_;
    own_ = lens.contains(event->position()) && token_ >= 0
               ? QPoint(static_cast<int>((event->position().x() - lens.left()) / factor()),
                        static_cast<int>((event->position().y() - lens.top()) / factor()))
               : QPoint(-1, -1);
    if (before != own_)
        update();
}

void PatchLens::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && token_ >= 0 && lensRect().contains(event->position()))
        cursor_->selectToken(token_, cursor_->step());
}

void PatchLens::leaveEvent(QEvent*) {
    own_ = {-1, -1};
    update();
}

} // namespace gatoscope
