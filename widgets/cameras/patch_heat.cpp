// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/patch_heat.h"

#include <algorithm>
#include <cmath>

#include "widgets/common/colors.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

double heatLevel(HeatScale scale, double share, const HeatRange& range) {
    if (!(share > 0))
        return 0;
    double level = 0;
    switch (scale) {
    case HeatScale::Root:
        level = range.largest > 0 ? std::sqrt(share / range.largest) : 0;
        break;
    case HeatScale::Largest:
    case HeatScale::Picture: // the picture's sum scales both
        level = range.largest > 0 ? share / range.largest : 0;
        break;
    case HeatScale::Whole:
        level = share;
        break;
    case HeatScale::Ratio:
        level = (std::log10(share * range.visible) + 1) / 2;
        break;
    case HeatScale::Log:
        level = (std::log10(share) + 4) / 4;
        break;
    }
    return std::clamp(level, 0.0, 1.0);
}

QString heatLabel(HeatScale scale, double share, const HeatRange& range) {
    if (scale == HeatScale::Ratio)
        return QStringLiteral("×") + formatNumber(share * range.visible, 2);
    const double shown = scale == HeatScale::Picture && range.sum > 0 ? share / range.sum : share;
    if (shown < 0.0005)
        return {}; // would read as nothing at all
    return formatFixed(shown * 100, shown < 0.9995 ? 1 : 0) + QLatin1Char('%');
}

std::pair<QString, QString> heatEnds(HeatScale scale, const HeatRange& range) {
    const auto percent = [](double share) { return formatNumber(share * 100, 2) + QLatin1Char('%'); };
    switch (scale) {
    case HeatScale::Ratio:
        return {QStringLiteral("≤×0.1"), QStringLiteral("≥×10")};
    case HeatScale::Log:
        return {QStringLiteral("≤0.01%"), QStringLiteral("100%")};
    case HeatScale::Whole:
        return {QStringLiteral("0"), QStringLiteral("100%")};
    case HeatScale::Picture:
        return {QStringLiteral("0"), percent(range.sum > 0 ? range.largest / range.sum : 0)};
    default:
        return {QStringLiteral("0"), percent(range.largest)};
    }
}

QImage smoothHeat(const float* levels, int rows, int columns, int factor, double opacity) {
    QImage image(columns * factor, rows * factor, QImage::Format_ARGB32_Premultiplied);
    const auto at = [&](int row, int column) {
        const float level = levels[std::clamp(row, 0, rows - 1) * columns + std::clamp(column, 0, columns - 1)];
        return level > 0 ? static_cast<double>(level) : 0.0;
    };
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const double v = (y + 0.5) / factor - 0.5;
        const int r = static_cast<int>(std::floor(v));
        for (int x = 0; x < image.width(); ++x) {
            const double u = (x + 0.5) / factor - 0.5;
            const int c = static_cast<int>(std::floor(u));
            const double top = at(r, c) * (1 - (u - c)) + at(r, c + 1) * (u - c);
            const double bottom = at(r + 1, c) * (1 - (u - c)) + at(r + 1, c + 1) * (u - c);
            const double level = top * (1 - (v - r)) + bottom * (v - r);
            const QRgb colour = heat(level);
            line[x] = qPremultiply(qRgba(qRed(colour), qGreen(colour), qBlue(colour),
                                         static_cast<int>(std::lround(255 * opacity * level))));
        }
    }
    return image;
}

} // namespace gatoscope
