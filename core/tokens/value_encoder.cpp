// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/value_encoder.h"

#include <cmath>
#include <cstring>
#include <type_traits>

namespace gatoscope {
namespace {

/// Columns are bytes without a promise of alignment.
template <typename T>
T load(const T* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

bool isContinuousKind(Kind kind) { return kind == Kind::Continuous || kind == Kind::ContinuousAction; }

} // namespace

ValueEncoder::ValueEncoder(const ChannelValues& channel, const Settings& settings)
    : channel_(channel), binner_(settings, channel.companded) {
    const Vocabulary ids = vocabulary(settings);
    isContinuous_ = isContinuousKind(channel.kind);
    nanIsZero_ = settings.nan == Settings::Nan::Zero;
    if (isContinuous_) {
        begin_ = ids.continuousBegin;
    } else if (channel.textIds()) {
        begin_ = ids.textBegin;
        size_ = ids.textEnd - ids.textBegin;
    } else {
        begin_ = ids.discreteBegin;
        size_ = ids.discreteEnd - ids.discreteBegin;
    }
}

template <typename T>
ValueEncoder::Row ValueEncoder::continuous(const T* in, std::int64_t count, std::int32_t* ids,
                                           std::uint8_t* flags) const {
    Row row;
    const bool affine = !channel_.low.empty();
    for (std::int64_t i = 0; i < count; ++i) {
        auto x = static_cast<double>(load(in + i));
        std::uint8_t flag = 0;
        if (std::is_floating_point_v<T> && x != x) {
            ++row.nan;
            row.refused = nanIsZero_ || row.refused >= 0 ? row.refused : i;
            flag = NotANumber;
            x = 0;
        }
        if (affine) {
            x = channel_.toUnit(x, static_cast<std::size_t>(i));
        }
        if (binner_.clipped(x)) {
            ++row.clipped;
            flag = Clipped;
        }
        ids[i] = begin_ + (flag == NotANumber && !nanIsZero_ ? 0 : binner_.bin(x));
        flags[i] = flag;
    }
    return row;
}

template <typename T>
ValueEncoder::Row ValueEncoder::integers(const T* in, std::int64_t count, std::int32_t* ids,
                                         std::uint8_t* flags) const {
    Row row;
    for (std::int64_t i = 0; i < count; ++i) {
        const T stored = load(in + i);
        const auto element = static_cast<std::size_t>(i);
        std::int64_t value = 0;
        bool fits = !(std::is_same_v<T, std::uint64_t> &&
                      static_cast<std::uint64_t>(stored) > static_cast<std::uint64_t>(INT64_MAX));
        fits = fits && !__builtin_sub_overflow(static_cast<std::int64_t>(stored),
                                               channel_.textIds() ? 0 : channel_.startOf(element), &value);
        fits = fits && value >= 0 && value < size_;
        if (!fits) {
            row.refused = row.refused >= 0 ? row.refused : i;
        } else if (!channel_.n.empty() && value >= channel_.n[element]) {
            ++row.undeclared;
        }
        ids[i] = begin_ + (fits ? static_cast<std::int32_t>(value) : 0);
        flags[i] = fits ? std::uint8_t{0} : static_cast<std::uint8_t>(NotANumber);
    }
    return row;
}

template <typename T>
ValueEncoder::Row ValueEncoder::any(const std::byte* in, std::int64_t count, std::int32_t* ids,
                                    std::uint8_t* flags) const {
    const T* numbers = reinterpret_cast<const T*>(in);
    if (isContinuous_) {
        return continuous<T>(numbers, count, ids, flags);
    }
    if constexpr (std::is_integral_v<T>) {
        return integers<T>(numbers, count, ids, flags);
    } else {
        return {};
    }
}

const std::byte* ValueEncoder::bytes(std::int64_t first) const {
    return channel_.column->bytes.data() + static_cast<std::size_t>(first) * byteSize(channel_.column->dtype);
}

ValueEncoder::Row ValueEncoder::encode(std::int64_t first, std::int64_t count, std::int32_t* ids,
                                       std::uint8_t* flags) const {
    const std::byte* in = bytes(first);
    switch (channel_.column->dtype) {
    case DType::Bool:
    case DType::U8:
        return any<std::uint8_t>(in, count, ids, flags);
    case DType::I8:
        return any<std::int8_t>(in, count, ids, flags);
    case DType::U16:
        return any<std::uint16_t>(in, count, ids, flags);
    case DType::I16:
        return any<std::int16_t>(in, count, ids, flags);
    case DType::U32:
        return any<std::uint32_t>(in, count, ids, flags);
    case DType::I32:
        return any<std::int32_t>(in, count, ids, flags);
    case DType::U64:
        return any<std::uint64_t>(in, count, ids, flags);
    case DType::I64:
        return any<std::int64_t>(in, count, ids, flags);
    case DType::F32:
        return any<float>(in, count, ids, flags);
    case DType::F64:
        return any<double>(in, count, ids, flags);
    case DType::F16: {
        std::vector<double> wide(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
            wide[static_cast<std::size_t>(i)] = channel_.column->number(0, static_cast<std::size_t>(first + i));
        }
        return continuous<double>(wide.data(), count, ids, flags);
    }
    case DType::Text:
        break;
    }
    return {};
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
