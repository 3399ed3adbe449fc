// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/mu_law.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

double compand(double x, double mu, double M) {
    return std::copysign(std::log1p(mu * std::abs(x)) / std::log(mu * M + 1.0), x);
}

double expand(double y, double mu, double M) {
    return std::copysign(std::expm1(std::abs(y) * std::log(mu * M + 1.0)) / mu, y);
}

bool isIdentity(double low, double high) {
    return !std::isfinite(low) || !std::isfinite(high) || (low == -1.0 && high == 1.0);
}

double affineToUnit(double x, double low, double high) {
    return isIdentity(low, high) ? x : (x - low) / (high - low) * 2.0 - 1.0;
}

double affineFromUnit(double y, double low, double high) {
    return isIdentity(low, high) ? y : low + (y + 1.0) / 2.0 * (high - low);
}

Binned toBin(double y, const Settings& settings) {
    Binned result;
    if (std::isnan(y)) {
        result.encoded = y;
        return result;
    }
    result.clipped = std::abs(y) > 1.0;
    result.encoded = std::clamp(y, -1.0, 1.0);
    const int last = settings.bin_rule == Settings::BinRule::Neko ? settings.n_bins : settings.n_bins - 1;
    const double place = std::floor((result.encoded + 1.0) * (settings.n_bins / 2.0));
    result.bin = std::clamp(static_cast<std::int32_t>(place), 0, last);
    return result;
}

Binned binValue(double x, bool companded, const Settings& settings) {
    if (!companded) {
        return toBin(x, settings);
    }
    Binned result = toBin(compand(x, settings.mu, settings.M), settings);
    result.clipped = std::abs(x) > settings.M; // F(x) may round to 1 just beyond M
    return result;
}

double binEdge(std::int32_t bin, const Settings& settings) { return -1.0 + 2.0 * bin / settings.n_bins; }

double binCentre(std::int32_t bin, const Settings& settings) { return -1.0 + (2.0 * bin + 1.0) / settings.n_bins; }

double binPoint(std::int32_t bin, const Settings& settings) {
    return settings.decode_point == Settings::DecodePoint::Left ? binEdge(bin, settings) : binCentre(bin, settings);
}

} // namespace gatoscope
