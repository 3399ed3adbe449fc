// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/values/value_series.h"

#include "core/tokens/mu_law.h"

#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

double boundOf(const std::vector<double>& bounds, std::size_t element) {
    if (bounds.empty())
        return std::numeric_limits<double>::infinity();
    return bounds.size() == 1 ? bounds[0] : element < bounds.size() ? bounds[element] : bounds.back();
}

} // namespace

std::vector<double> valueSeries(const Column& column, std::size_t element, const MappedChannel* mapped,
                                const Settings& settings, ValueScale scale, std::int64_t steps) {
    std::vector<double> result(static_cast<std::size_t>(std::max<std::int64_t>(0, steps)),
                               std::numeric_limits<double>::quiet_NaN());
    if (column.dtype == DType::Text || element >= column.width)
        return result;
    const std::int64_t shift = mapped != nullptr ? mapped->shift : 0;
    const auto rows = static_cast<std::int64_t>(column.rows);
    const bool encode = scale != ValueScale::Raw && mapped != nullptr && mapped->role != Role::Ignore &&
                        mapped->modality == Modality::Continuous;
    const bool action = mapped != nullptr && mapped->role == Role::Action;
    const double low = mapped != nullptr ? boundOf(mapped->low, element) : 0;
    const double high = mapped != nullptr ? boundOf(mapped->high, element) : 0;
    const bool affine = action && std::isfinite(low) && std::isfinite(high) && low != high && !(low == -1 && high == 1);
    for (std::int64_t t = 0; t < steps; ++t) {
        const std::int64_t row = rows == 1 ? 0 : t + shift;
        if (row < 0 || row >= rows)
            continue;
        double value = column.number(static_cast<std::size_t>(row), element);
        if (encode && !std::isnan(value)) {
            if (affine)
                value = (value - low) / (high - low) * 2 - 1;
            if (!action || settings.compand_actions)
                value = compand(value, settings.mu, settings.M);
            const Binned binned = toBin(value, settings);
            value = scale == ValueScale::Bin ? binned.bin : binned.encoded;
        }
        result[static_cast<std::size_t>(t)] = value;
    }
    return result;
}

std::string componentName(const std::vector<std::string>& names, const std::vector<std::int64_t>& shape,
                          std::size_t element) {
    std::size_t width = 1;
    for (const std::int64_t side : shape)
        width *= static_cast<std::size_t>(std::max<std::int64_t>(0, side));
    if (names.size() == width && element < names.size() && !names[element].empty())
        return names[element];
    if (shape.empty() || width == 1)
        return {};
    std::string inner;
    std::size_t rest = element;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        const auto side = static_cast<std::size_t>(std::max<std::int64_t>(1, shape[axis]));
        inner = std::to_string(rest % side) + (inner.empty() ? "" : "," + inner);
        rest /= side;
    }
    return "[" + inner + "]";
}

} // namespace gatoscope
