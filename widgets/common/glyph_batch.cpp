// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/glyph_batch.h"

#include <QGlyphRun>
#include <QPainter>

namespace gatoscope {

GlyphBatch::GlyphBatch(const QFont& font) : font_(font), raw_(QRawFont::fromFont(font)) {
    ascent_ = raw_.ascent();
    capHeight_ = raw_.capHeight();
}

const GlyphBatch::Glyph& GlyphBatch::glyph(char16_t c) const {
    const auto found = glyphs_.constFind(c);
    if (found != glyphs_.constEnd())
        return *found;
    Glyph made;
    const QChar one(c);
    quint32 index = 0;
    int count = 1;
    if (!one.isSurrogate() && raw_.glyphIndexesForChars(&one, 1, &index, &count) && count == 1)
        made.index = index;
    if (made.index != 0) {
        QPointF advance;
        if (raw_.advancesForGlyphIndexes(&index, &advance, 1))
            made.advance = static_cast<float>(advance.x());
    }
    return *glyphs_.insert(c, made);
}

double GlyphBatch::width(QStringView text) const {
    double sum = 0;
    for (const QChar c : text) {
        const Glyph& g = glyph(c.unicode());
        sum += g.index ? g.advance : font_.pointSizeF();
    }
    return sum;
}

void GlyphBatch::add(double x, double y, QStringView text, const QColor& color) {
    for (const QChar c : text) {
        if (glyph(c.unicode()).index != 0)
            continue;
        plain_.push_back({QPointF(x, y), text.toString(), color.rgba()});
        return;
    }
    Run* run = nullptr;
    for (Run& r : runs_)
        if (r.color == color.rgba())
            run = &r;
    if (!run) {
        runs_.push_back({color.rgba(), {}, {}});
        run = &runs_.back();
    }
    for (const QChar c : text) {
        const Glyph& g = glyph(c.unicode());
        run->indexes.append(g.index);
        run->positions.append(QPointF(x, y));
        x += static_cast<double>(g.advance);
    }
}

void GlyphBatch::addCentred(double x, double y, QStringView text, const QColor& color, double room) {
    const double full = width(text);
    if (full <= room) {
        add(x - full / 2, y, text, color);
        return;
    }
    QString cut;
    double sum = width(u"…");
    for (const QChar c : text) {
        const double next = width(QStringView(&c, 1));
        if (sum + next > room)
            break;
        cut.append(c);
        sum += next;
    }
    cut.append(QChar(0x2026));
    add(x - sum / 2, y, cut, color);
}

void GlyphBatch::draw(QPainter& painter) {
    for (Run& run : runs_) {
        if (run.indexes.isEmpty())
            continue;
        QGlyphRun glyphs;
        glyphs.setRawFont(raw_);
        glyphs.setGlyphIndexes(run.indexes);
        glyphs.setPositions(run.positions);
        painter.setPen(QColor::fromRgba(run.color));
        painter.drawGlyphRun(QPointF(0, 0), glyphs);
    }
    runs_.clear();
    if (plain_.empty())
        return;
    painter.setFont(font_);
    for (const Plain& text : plain_) {
        painter.setPen(QColor::fromRgba(text.color));
        painter.drawText(text.at, text.text);
    }
    plain_.clear();
}

} // namespace gatoscope
