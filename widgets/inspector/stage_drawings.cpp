// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/stage_drawings.h"

#include <algorithm>
#include <cmath>

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include "core/tokens/mu_law.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kCurveHeight = 150, kAxis = 22;

/// Lays the sentence out in lines; returns the height.
double layoutSentence(QTextLayout& layout, double width) {
    layout.beginLayout();
    double y = 0;
    for (;;) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(std::max(20.0, width));
        line.setPosition(QPointF(0, y));
        y += line.height() + 2;
    }
    layout.endLayout();
    return y;
}

/// At most 400 characters around the span, so that a long document stays cheap.
Sentence clipped(const Sentence& sentence) {
    constexpr qsizetype kAround = 200;
    if (sentence.text.size() <= 3 * kAround)
        return sentence;
    Sentence part;
    const qsizetype from = std::max<qsizetype>(0, sentence.begin - kAround);
    part.text = sentence.text.mid(from, sentence.end + kAround - from);
    part.begin = sentence.begin - from;
    part.end = sentence.end - from;
    if (from > 0) {
        part.text.prepend(QChar(0x2026));
        ++part.begin;
        ++part.end;
    }
    return part;
}

} // namespace

double curveReach(double x) {
    const double size = std::abs(x);
    if (!std::isfinite(size))
        return 256;
    for (const double reach : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 256.0})
        if (size <= reach)
            return reach;
    return std::pow(10.0, std::ceil(std::log10(size)));
}

double drawingHeight(const Stage& stage, double width) {
    switch (stage.drawing) {
    case Stage::Drawing::None:
        return 0;
    case Stage::Drawing::Range:
        return 34;
    case Stage::Drawing::Curve:
        return kCurveHeight;
    case Stage::Drawing::Bins:
        return 58;
    case Stage::Drawing::Sentence: {
        QTextLayout layout(clipped(stage.sentence).text, bodyFont(kEmphasisPx));
        return layoutSentence(layout, width) + 8;
    }
    case Stage::Drawing::Patch:
        return 108;
    }
    return 0;
}

void drawRange(QPainter& painter, const QRectF& box, const RangeBar& bar, const ModalityColors& tint) {
    const Colors& c = colors();
    const QRectF rail(box.left(), box.top() + 6, box.width(), 5);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.lineStrong);
    painter.drawRoundedRect(rail, 2.5, 2.5);
    const double t = std::clamp((bar.value - bar.low) / (bar.high - bar.low), 0.0, 1.0);
    const bool outside = !(bar.value >= bar.low && bar.value <= bar.high);
    painter.setBrush(outside ? c.warn : tint.ink);
    painter.drawRoundedRect(QRectF(rail.left() + t * rail.width() - 2, rail.top() - 4, 4, 13), 1, 1);
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(c.text3);
    const QRectF labels(box.left(), rail.bottom() + 5, box.width(), 16);
    painter.drawText(labels, Qt::AlignLeft | Qt::AlignVCenter, bar.lowText);
    painter.drawText(labels, Qt::AlignRight | Qt::AlignVCenter, bar.highText);
}

void drawCurve(QPainter& painter, const QRectF& box, const MuLawPoint& point, const MuLawPoint* pinned, double mu,
               double M, const ModalityColors& tint) {
    const Colors& c = colors();
    const QRectF plot(box.left() + kAxis, box.top() + 4, box.width() - kAxis - 1, box.height() - 26);
    const double reach = std::max(curveReach(point.x), pinned ? curveReach(pinned->x) : 0.0);
    const auto at = [&](double x, double y) {
        return QPointF(plot.left() + (std::clamp(x / reach, -1.0, 1.0) + 1) / 2 * plot.width(),
                       plot.top() + (1 - std::clamp(y, -1.0, 1.0)) / 2 * plot.height());
    };
    painter.fillRect(plot, c.canvas);
    painter.setPen(QPen(c.line, 1));
    for (int i = 0; i <= 4; ++i) {
        painter.drawLine(QPointF(plot.left() + i * plot.width() / 4, plot.top()),
                         QPointF(plot.left() + i * plot.width() / 4, plot.bottom()));
        painter.drawLine(QPointF(plot.left(), plot.top() + i * plot.height() / 4),
                         QPointF(plot.right(), plot.top() + i * plot.height() / 4));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.lineStrong, 1, Qt::DashLine));
    const double identity = std::min(1.0, reach);
    painter.drawLine(at(-identity, -identity), at(identity, identity));
    QPolygonF curve;
    const int points = static_cast<int>(plot.width() * 2);
    for (int i = 0; i <= points; ++i) {
        const double x = (2.0 * i / points - 1) * reach;
        curve << at(x, compand(x, mu, M));
    }
    painter.setPen(QPen(tint.ink, 2));
    painter.drawPolyline(curve);
    if (pinned) {
        painter.setPen(QPen(c.text2, 1.5));
        painter.setBrush(c.canvas);
        painter.drawEllipse(at(pinned->x, pinned->y), 4, 4);
    }
    const QPointF spot = at(point.x, point.y);
    painter.setPen(QPen(c.text2, 1, Qt::DotLine));
    painter.drawLine(QPointF(plot.left(), spot.y()), spot);
    painter.drawLine(QPointF(spot.x(), plot.bottom()), spot);
    painter.setPen(QPen(tint.ink, 2));
    painter.setBrush(c.selection);
    painter.drawEllipse(spot, 4.5, 4.5);
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(c.text3);
    painter.drawText(QRectF(box.left(), plot.top() - 5, kAxis - 5, 14), Qt::AlignRight, QStringLiteral("1"));
    painter.drawText(QRectF(box.left(), plot.center().y() - 7, kAxis - 5, 14), Qt::AlignRight, QStringLiteral("0"));
    painter.drawText(QRectF(box.left(), plot.bottom() - 10, kAxis - 5, 14), Qt::AlignRight, formatNumber(-1));
    const QRectF below(plot.left(), plot.bottom() + 3, plot.width(), 14);
    painter.drawText(below, Qt::AlignLeft, formatNumber(-reach));
    painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignRight, formatSigned(reach));
    const QString text = QStringLiteral("%1 → %2").arg(formatNumber(point.x, 4), formatFixed(point.y, 4));
    const double wide = QFontMetricsF(painter.font()).horizontalAdvance(text);
    const double x = std::clamp(spot.x() - wide - 6, plot.left() + 3, plot.right() - wide - 3);
    const double y = spot.y() - 10 < plot.top() + 10 ? spot.y() + 16 : spot.y() - 9;
    painter.setPen(c.text1);
    painter.drawText(QPointF(x, y), text);
}

void drawBins(QPainter& painter, const QRectF& box, const BinStrip& bins, const Settings& settings,
              const ModalityColors& tint) {
    const Colors& c = colors();
    constexpr int kShown = 5;
    const int last = bins.bins - (settings.bin_rule == Settings::BinRule::Neko ? 0 : 1);
    const int first = std::clamp(bins.bin - 2, 0, std::max(0, last - kShown + 1));
    const double wide = box.width() / kShown, top = box.top() + 9, high = 28;
    const QFont label = monoFont(), edge = monoFont(kSmallPx);
    // Where four edges would run into each other the bin's own two are enough, its lower one to the left of the border.
    const double text = QFontMetricsF(edge).horizontalAdvance(formatFixed(binEdge(bins.bin, settings), 4));
    const bool roomy = text + 6 < wide;
    for (int k = 0; k < kShown && first + k <= last; ++k) {
        const int bin = first + k;
        const QRectF cell(box.left() + k * wide, top, wide, high);
        const bool own = bin == bins.bin;
        painter.fillRect(cell, own ? tint.fill : c.canvas);
        painter.setPen(QPen(own ? tint.ink : c.line, own ? 1.5 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cell);
        painter.setFont(label);
        painter.setPen(own ? tint.ink : c.text3);
        painter.drawText(cell, Qt::AlignCenter, QString::number(bin));
        painter.setFont(edge);
        const bool near = bin == bins.bin || bin == bins.bin + 1;
        painter.setPen(near ? c.text1 : c.text3);
        if (k > 0 && (near || roomy))
            painter.drawText(QRectF(cell.left() - (roomy ? wide / 2
                                                   : own ? 1.5 * wide
                                                         : 0.5 * wide),
                                    cell.bottom() + 4, roomy ? wide : 2 * wide, 14),
                             Qt::AlignCenter, formatFixed(binEdge(bin, settings), 4));
    }
    const double span = bins.high - bins.low;
    const double t = span > 0 ? std::clamp((bins.encoded - bins.low) / span, 0.0, 1.0) : 0.5;
    const double x = box.left() + (bins.bin - first + t) * wide;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.selection);
    painter.drawPolygon(QPolygonF({QPointF(x - 5, top - 8), QPointF(x + 5, top - 8), QPointF(x, top - 1)}));
    painter.fillRect(QRectF(x - 0.75, top - 1, 1.5, high + 1), c.selection);
}

void drawSentence(QPainter& painter, const QRectF& box, const Sentence& whole, const ModalityColors& tint) {
    const Sentence sentence = clipped(whole);
    QTextLayout layout(sentence.text, bodyFont(kEmphasisPx));
    QTextLayout::FormatRange span;
    span.start = static_cast<int>(sentence.begin);
    span.length = static_cast<int>(sentence.end - sentence.begin);
    span.format.setBackground(tint.fill);
    span.format.setForeground(tint.ink);
    span.format.setFontWeight(QFont::DemiBold);
    layout.setFormats({span});
    layoutSentence(layout, box.width());
    painter.setPen(colors().text2);
    layout.draw(&painter, box.topLeft() + QPointF(0, 3));
}

void drawPatchPicture(QPainter& painter, const QRectF& box, const PatchPicture& patch, const QImage& image,
                      const Settings& settings) {
    const Colors& c = colors();
    const double side = 96;
    const QRectF lens(box.left(), box.top() + 4, side, side);
    const QRectF room(lens.right() + 12, lens.top(), box.right() - lens.right() - 12, side);
    painter.fillRect(lens, c.canvas);
    const int columns = std::max(1, patch.grid.columns), p = settings.patch;
    const bool resized = settings.image_fit == Settings::ImageFit::Resize;
    QRectF source(patch.patch % columns * p, patch.patch / columns * p, p, p);
    if (resized && patch.grid.fitted.width > 0 && patch.grid.fitted.height > 0) {
        const double sx = double(patch.grid.original.width) / patch.grid.fitted.width;
        const double sy = double(patch.grid.original.height) / patch.grid.fitted.height;
        source = QRectF(source.x() * sx, source.y() * sy, source.width() * sx, source.height() * sy);
    } else {
        source.translate(patch.grid.cropX, patch.grid.cropY);
    }
    if (image.isNull() || source.isEmpty()) {
        drawHatch(painter, lens, c.line);
        return;
    }
    const QRectF inside = source.intersected(QRectF(image.rect()));
    if (inside != source) {
        painter.fillRect(lens, Qt::black);
        drawHatch(painter, lens, QColor(96, 104, 116), 8);
    }
    const double kx = side / source.width(), ky = side / source.height();
    if (!inside.isEmpty())
        painter.drawImage(QRectF(lens.left() + (inside.x() - source.x()) * kx,
                                 lens.top() + (inside.y() - source.y()) * ky, inside.width() * kx,
                                 inside.height() * ky),
                          image, inside);
    const double fit = std::min(room.width() / image.width(), room.height() / image.height());
    if (!(fit > 0))
        return;
    const QRectF small(room.topLeft(), QSizeF(image.size()) * fit);
    painter.drawImage(small, image, QRectF(image.rect()));
    QRectF mark(small.topLeft() + source.topLeft() * fit, source.size() * fit);
    const double grow = std::max(1.0, (7 - mark.width()) / 2);
    drawSelection(painter, mark.adjusted(-grow, -grow, grow, grow));
}

} // namespace gatoscope
