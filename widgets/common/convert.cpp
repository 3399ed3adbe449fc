// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/convert.h"

#include <cmath>
#include <cstring>

#include "widgets/common/colors.h"

namespace gatoscope {

QString toQString(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

std::string toStd(const QString& text) { return text.toStdString(); }

QImage toQImage(const Image& image) {
    if (image.empty() || image.width <= 0 || image.height <= 0)
        return {};
    QImage out(image.width, image.height, QImage::Format_RGB32);
    if (out.isNull())
        return {};
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* from = image.at(y, 0);
        QRgb* to = reinterpret_cast<QRgb*>(out.scanLine(y));
        for (int x = 0; x < image.width; ++x, from += 3)
            to[x] = qRgb(from[0], from[1], from[2]);
    }
    return out;
}

Image toImage(const QImage& image) {
    Image out;
    if (image.isNull())
        return out;
    // ARGB32 (not premultiplied) keeps the colour of transparent pixels as stored.
    const QImage plain = image.hasAlphaChannel() ? image.convertToFormat(QImage::Format_ARGB32)
                                                 : image.convertToFormat(QImage::Format_RGB32);
    out.width = plain.width();
    out.height = plain.height();
    out.pixels.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3);
    std::uint8_t* to = out.pixels.data();
    for (int y = 0; y < out.height; ++y) {
        const QRgb* from = reinterpret_cast<const QRgb*>(plain.constScanLine(y));
        for (int x = 0; x < out.width; ++x) {
            *to++ = static_cast<std::uint8_t>(qRed(from[x]));
            *to++ = static_cast<std::uint8_t>(qGreen(from[x]));
            *to++ = static_cast<std::uint8_t>(qBlue(from[x]));
        }
    }
    return out;
}

QImage toQImage(const Grid& grid, float low, float high) {
    if (grid.rows == 0 || grid.columns == 0)
        return {};
    QImage out(static_cast<int>(grid.columns), static_cast<int>(grid.rows), QImage::Format_ARGB32_Premultiplied);
    const double scale = high > low ? 1.0 / (static_cast<double>(high) - low) : 0.0;
    for (std::size_t r = 0; r < grid.rows; ++r) {
        QRgb* to = reinterpret_cast<QRgb*>(out.scanLine(static_cast<int>(r)));
        for (std::size_t c = 0; c < grid.columns; ++c) {
            const float v = grid.at(r, c);
            to[c] = std::isnan(v) ? 0U : heat((static_cast<double>(v) - low) * scale);
        }
    }
    return out;
}

QString shownPiece(std::string_view piece) {
    // A byte that is a letter reads as that letter: "<0x67>" is g, a space is shown as one.
    if (piece.size() == 6 && piece.substr(0, 3) == "<0x" && piece.back() == '>') {
        bool ok = false;
        const int byte = QByteArray(piece.data() + 3, 2).toInt(&ok, 16);
        if (ok && byte == ' ')
            return QStringLiteral("␣");
        if (ok && byte > ' ' && byte < 0x7F)
            return QChar(byte);
    }
    QString text = toQString(piece);
    return text.replace(QChar(0x2581), QLatin1Char('_'));
}

} // namespace gatoscope
