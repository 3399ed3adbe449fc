// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A stored stream of an episode (as the file describes it), and its values once read.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatoscope {

enum class DType { Bool, U8, I8, U16, I16, U32, I32, U64, I64, F16, F32, F64, Text };

/// "bool", "uint8" … "float64", "text"; numpy's names.
const char* name(DType dtype);
std::size_t byteSize(DType dtype); // of one element; Text: 0
bool isFloat(DType dtype);
bool isInteger(DType dtype); // Bool counts as integer

/// How the rows of a channel lie against the T steps of an episode.
enum class Alignment {
    Steps,        // T rows
    StepsPlusOne, // T+1 rows; row T belongs to the terminal observation (contract 1)
    Once,         // stored once per episode, valid in every step (task text)
    Unaligned,    // any other first dimension (lengths arrays, ragged values)
};

/// What the file itself says a channel's values are. Fields that the file does not tell are empty.
struct Declared {
    enum class Space { Unknown, Box, Discrete, MultiDiscrete, MultiBinary, Text };
    Space space = Space::Unknown;
    std::vector<double> low, high;      // Box: one per component, row-major, may hold infinities; or empty
    std::vector<std::int64_t> n, start; // Discrete (one entry), MultiDiscrete, MultiBinary (n = 2)
};

struct Channel {
    std::string source; // the stored name from the episode down, as `info` lists it (contract 2)
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape; // per step, row-major; images: H x W or H x W x C; -1 = varies or unknown
    bool image = false;              // decoded through Episode::image, raw or encoded (JPEG, PNG)
    bool channelsFirst = false;      // images stored C x H x W; `shape` is as stored
    Alignment alignment = Alignment::Steps;
    std::vector<std::string> names; // of components or discrete values; may be empty
    std::string unit;               // may be empty
    Declared declared;
};

/// Components per step: product of shape; 1 for scalars; 0 where a side is unknown.
std::size_t width(const Channel& channel);

/// All rows of a numeric or text channel of one episode, in the stored dtype. [rows, width] row-major.
struct Column {
    DType dtype = DType::F32;
    std::size_t rows = 0;
    std::size_t width = 1;
    std::vector<std::byte>
        bytes; // rows * width * byteSize(dtype), native byte order; Bool is one byte 0/1; F16 raw bits
    std::vector<std::string> text; // rows * width entries when dtype == Text

    double number(std::size_t row, std::size_t element = 0) const;        // any numeric dtype; exact up to 2^53
    std::int64_t integer(std::size_t row, std::size_t element = 0) const; // integer dtypes only
    /// The stored number in its shortest round-trip form: "0.1" for float32 0.1f, "7", "nan", "inf"; text as it is.
    std::string shown(std::size_t row, std::size_t element = 0) const;
};

} // namespace gatoscope
