// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one way in which core reports failure: an Error as a value (design 12; no exceptions leave a file of core).
#include <string>

#include <tl/expected.hpp>

namespace gatoscope {

enum class ErrorKind {
    NotFound,      // a path, channel, episode or name that is not there
    Unreadable,    // the file is damaged or cannot be read
    Invalid,       // contradicting or malformed input: data, JSON, options
    Unsupported,   // understood and refused (pickle, zarr, riegeli …)
    OutOfResource, // memory, disk: exit code 3
    Cancelled,     // the caller asked to stop; dropped silently
};

/// text: what was looked for, what was found, what to do, as one sentence. place: file and field, may be empty.
struct Error {
    ErrorKind kind = ErrorKind::Invalid;
    std::string text;
    std::string place;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string text, std::string place = {}) {
    return tl::unexpected<Error>(Error{kind, std::move(text), std::move(place)});
}

/// Passes the error of another result on: `if (!x) return fail(x);`
template <typename T>
tl::unexpected<Error> fail(const Result<T>& failed) {
    return tl::unexpected<Error>(failed.error());
}

} // namespace gatoscope
