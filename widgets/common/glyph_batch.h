// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Many short texts of one font drawn in a few calls: no shaping, one glyph run per colour. For canvases with thousands
// of numbers.
#include <array>
#include <vector>

#include <QColor>
#include <QFont>
#include <QHash>
#include <QRawFont>
#include <QString>

class QPainter;

namespace gatoscope {

class GlyphBatch {
public:
    explicit GlyphBatch(const QFont& font);

    /// Width in pixels, without kerning.
    double width(QStringView text) const;
    double ascent() const { return ascent_; }
    double capHeight() const { return capHeight_; }
    const QFont& font() const { return font_; }

    /// Queues a text whose baseline starts at (x, y).
    void add(double x, double y, QStringView text, const QColor& color);
    /// Queues it centred on x; longer than `room` it is cut with an ellipsis.
    void addCentred(double x, double y, QStringView text, const QColor& color, double room);
    /// Draws everything queued and empties the batch. Texts with glyphs that the font lacks are drawn by Qt's shaper.
    void draw(QPainter& painter);

private:
    struct Glyph {
        quint32 index = 0;
        float advance = 0;
    };
    struct Run {
        QRgb color = 0;
        QList<quint32> indexes;
        QList<QPointF> positions;
    };
    struct Plain {
        QPointF at;
        QString text;
        QRgb color;
    };
    const Glyph& glyph(char16_t c) const;

    QFont font_;
    QRawFont raw_;
    double ascent_ = 0, capHeight_ = 0;
    mutable QHash<char16_t, Glyph> glyphs_;
    std::vector<Run> runs_;
    std::vector<Plain> plain_;
};

} // namespace gatoscope
