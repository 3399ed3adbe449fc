// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/value_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace gatoscope {
namespace {

constexpr std::int64_t kBlock = 1024; // numbers that are taken together

/// Columns are bytes without a promise of alignment.
template <typename T>
T load(const T* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

bool isContinuousKind(Kind kind) { return kind == Kind::Continuous || kind == Kind::ContinuousAction; }

/// Calls `work` with the stored numbers from `first` on, in their own type; not for float16 and text.
template <typename Work>
void visit(const Column& column, std::size_t first, const Work& work) {
    const std::byte* in = column.bytes.data() + first * byteSize(column.dtype);
    switch (column.dtype) {
    case DType::Bool:
    case DType::U8:
        return work(reinterpret_cast<const std::uint8_t*>(in));
    case DType::I8:
        return work(reinterpret_cast<const std::int8_t*>(in));
    case DType::U16:
        return work(reinterpret_cast<const std::uint16_t*>(in));
    case DType::I16:
        return work(reinterpret_cast<const std::int16_t*>(in));
    case DType::U32:
        return work(reinterpret_cast<const std::uint32_t*>(in));
    case DType::I32:
        return work(reinterpret_cast<const std::int32_t*>(in));
    case DType::U64:
        return work(reinterpret_cast<const std::uint64_t*>(in));
    case DType::I64:
        return work(reinterpret_cast<const std::int64_t*>(in));
    case DType::F32:
        return work(reinterpret_cast<const float*>(in));
    case DType::F64:
        return work(reinterpret_cast<const double*>(in));
    case DType::F16:
    case DType::Text:
        break;
    }
}

/// Stored numbers as doubles.
void widen(const Column& column, std::size_t first, std::size_t count, double* out) {
    if (column.dtype == DType::F16) {
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = column.number(0, first + i);
        }
        return;
    }
    visit(column, first, [&]<typename T>(const T* in) {
        if constexpr (std::is_same_v<T, float>) {
            return gatoscope::widen(in, count, out);
        }
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = static_cast<double>(load(in + i));
        }
    });
}

} // namespace

ValueEncoder::ValueEncoder(const ChannelValues& channel, const Settings& settings)
    : channel_(channel), binner_(settings, channel.companded) {
    const Vocabulary ids = vocabulary(settings);
    isContinuous_ = isContinuousKind(channel.kind);
    nanIsZero_ = settings.nan == Settings::Nan::Zero;
    if (isContinuous_) {
        begin_ = ids.continuousBegin;
        low_ = channel.low;
        for (std::size_t i = 0; i < low_.size(); ++i) {
            span_.push_back(isIdentity(low_[i], channel.high[i]) ? 0 : channel.high[i] - low_[i]);
        }
    } else if (channel.textIds()) {
        begin_ = ids.textBegin;
        size_ = ids.textEnd - ids.textBegin;
    } else {
        begin_ = ids.discreteBegin;
        size_ = ids.discreteEnd - ids.discreteBegin;
    }
}

/// Rows that are a whole number of blocks long enough for the wide registers and small enough to stay near them.
ValueEncoder::Report ValueEncoder::encodeRows(std::int64_t first, std::int64_t rows, std::int64_t width,
                                              std::int64_t stride, std::int32_t* ids, std::uint8_t* flags) const {
    Report all;
    const std::int64_t columns = std::min(width, kBlock), together = std::max<std::int64_t>(1, kBlock / columns);
    for (std::int64_t row = 0; width > 0 && row < rows; row += together) {
        for (std::int64_t at = 0; at < width; at += columns) {
            const std::int64_t place = row * stride + at;
            const Block block{first + row * width + at,
                              std::min(together, rows - row),
                              std::min(columns, width - at),
                              at,
                              stride,
                              ids + place,
                              flags + place};
            const Report done = isContinuous_ ? continuous(block) : integers(block);
            all.clipped += done.clipped;
            all.nan += done.nan;
            all.undeclared += done.undeclared;
            if (done.refused >= 0 && all.refused < 0) {
                all.refused = row * width + at + done.refused;
            }
        }
    }
    return all;
}

/// NaN becomes 0, to be flagged.
ValueEncoder::Report ValueEncoder::zeroNan(double* x, std::size_t count, std::uint8_t* flags) const {
    Report report;
    for (std::size_t i = 0; i < count; ++i) {
        if (x[i] != x[i]) {
            x[i] = 0;
            flags[i] = NotANumber;
            ++report.nan;
            report.refused = nanIsZero_ || report.refused >= 0 ? report.refused : static_cast<std::int64_t>(i);
        }
    }
    return report;
}

/// affineToUnit() over a block.
void ValueEncoder::affine(double* x, const Block& block) const {
    const double* low = low_.data() + block.at;
    const double* span = span_.data() + block.at;
    for (std::int64_t row = 0; row < block.rows; ++row, x += block.width) {
        for (std::int64_t i = 0; i < block.width; ++i) {
            const double unit = (x[i] - low[i]) / span[i] * 2.0 - 1.0;
            x[i] = span[i] == 0 ? x[i] : unit;
        }
    }
}

ValueEncoder::Report ValueEncoder::continuous(const Block& block) const {
    double x[kBlock + Binner::kLanes];
    std::uint8_t flags[kBlock];
    const auto count = static_cast<std::size_t>(block.rows * block.width),
               width = static_cast<std::size_t>(block.width);
    std::fill_n(x + count, Binner::kLanes, 0.0);
    widen(*channel_.column, static_cast<std::size_t>(block.first), count, x);
    Binner::Odd odd = binner_.odd(x, count);
    Report report;
    const bool nan = odd.nan > 0;
    if (nan) {
        std::memset(flags, 0, count);
        report = zeroNan(x, count, flags);
    }
    if (!low_.empty()) {
        affine(x, block);
        odd = binner_.odd(x, count);
    }
    binner_.bins(x, static_cast<std::size_t>(block.rows), width, static_cast<std::size_t>(block.stride), begin_,
                 block.ids);
    for (std::int64_t row = 0; row < block.rows; ++row) {
        std::uint8_t* to = block.flags + row * block.stride;
        const std::size_t from = static_cast<std::size_t>(row) * width;
        std::memset(to, 0, width);
        for (std::size_t i = 0; (nan || odd.clipped > 0) && i < width; ++i) {
            to[i] = nan ? flags[from + i] : std::uint8_t{0};
            if (to[i] != 0 && !nanIsZero_) {
                block.ids[row * block.stride + static_cast<std::int64_t>(i)] = begin_;
            } else if (binner_.clipped(x[from + i])) {
                to[i] |= Clipped;
                ++report.clipped;
            }
        }
    }
    return report;
}

template <typename T>
ValueEncoder::Report ValueEncoder::integers(const T* in, const Block& block) const {
    Report report;
    for (std::int64_t row = 0; row < block.rows; ++row) {
        for (std::int64_t i = 0; i < block.width; ++i) {
            const T stored = load(in + row * block.width + i);
            const auto element = static_cast<std::size_t>(block.at + i);
            std::int64_t value = 0;
            bool fits = !(std::is_same_v<T, std::uint64_t> &&
                          static_cast<std::uint64_t>(stored) > static_cast<std::uint64_t>(INT64_MAX));
            fits = fits && !__builtin_sub_overflow(static_cast<std::int64_t>(stored),
                                                   channel_.textIds() ? 0 : channel_.startOf(element), &value);
            fits = fits && value >= 0 && value < size_;
            if (!fits) {
                report.refused = report.refused >= 0 ? report.refused : row * block.width + i;
            } else if (!channel_.n.empty() && value >= channel_.n[element]) {
                ++report.undeclared;
            }
            block.ids[row * block.stride + i] = begin_ + (fits ? static_cast<std::int32_t>(value) : 0);
            block.flags[row * block.stride + i] = fits ? std::uint8_t{0} : static_cast<std::uint8_t>(NotANumber);
        }
    }
    return report;
}

ValueEncoder::Report ValueEncoder::integers(const Block& block) const {
    Report report;
    visit(*channel_.column, static_cast<std::size_t>(block.first), [&]<typename T>(const T* in) {
        if constexpr (std::is_integral_v<T>) {
            report = integers(in, block);
        }
    });
    return report;
}

std::string ValueEncoder::reason(std::int64_t first, std::int64_t element) const {
    if (isContinuous_) {
        return "is not a number; set nan to zero or drop_step, or map the channel as ignore";
    }
    const std::string shown = channel_.column->shown(0, static_cast<std::size_t>(first + element));
    const std::int64_t start = channel_.textIds() ? 0 : channel_.startOf(static_cast<std::size_t>(element));
    std::string range = "[" + std::to_string(start) + ", " + std::to_string(start + size_) + ")";
    return "is " + shown + ", outside the " + (channel_.textIds() ? "text ids " : "discrete values ") + range +
           (channel_.textIds() ? "; check n_text" : "; map the channel as continuous, or give it a start");
}

bool ValueEncoder::mayHoldNan() const { return isContinuous_ && isFloat(channel_.column->dtype); }

bool ValueEncoder::holdsNan(std::int64_t first, std::int64_t count) const {
    for (std::int64_t i = 0; i < count; ++i) {
        if (std::isnan(channel_.column->number(0, static_cast<std::size_t>(first + i)))) {
            return true;
        }
    }
    return false;
}

} // namespace gatoscope
