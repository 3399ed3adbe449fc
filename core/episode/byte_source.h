// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Bytes that can be read at any offset, whether they lie in a file as they are or deflated in an archive.
#include <cstdint>
#include <memory>
#include <string>

#include "core/base/files.h"
#include "core/base/result.h"

namespace gatoscope {

/// Thread-safe.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    virtual Result<void> read(std::uint64_t offset, void* to, std::size_t count) const = 0;
};

/// A range of a file; Unreadable when it does not lie inside the file.
Result<std::shared_ptr<const ByteSource>> fileBytes(std::shared_ptr<const RandomFile> file, std::uint64_t offset,
                                                    std::uint64_t size);

/// A deflated range of a file (raw deflate, as in ZIP) that holds `size` bytes. Reading on from the last place is as
/// fast as inflating; snapshots on the way (about 20 MiB at most) make going back cheap. `place` names it in errors.
std::shared_ptr<const ByteSource> deflatedBytes(std::shared_ptr<const RandomFile> file, std::uint64_t offset,
                                                std::uint64_t packed, std::uint64_t size, std::string place);

} // namespace gatoscope
