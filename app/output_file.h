// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a command writes: standard output, a device, or a file that appears whole or not at all (design 9).
#include <memory>
#include <string>
#include <string_view>

#include "core/base/files.h"
#include "core/base/result.h"

namespace gatoscope {

/// Buffered. A reader that went away (broken pipe) and an interrupt are Cancelled; a full disk is OutOfResource.
class OutputFile {
public:
    /// "" or "-": standard output.
    static Result<std::unique_ptr<OutputFile>> open(const std::string& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    Result<void> write(std::string_view bytes);
    std::uint64_t written() const { return written_; }
    /// Flushes and, for a file, puts it in its place. Without it a file is dropped.
    Result<void> commit();
    const std::string& place() const { return place_; }

private:
    OutputFile() = default;
    Result<void> flush();
    std::string place_, buffer_;
    std::uint64_t written_ = 0;
    int handle_ = -1;
    bool owned_ = false;
    std::unique_ptr<AtomicFile> file_; // null for standard output and devices
};

/// One text to one place: open, write, commit.
Result<void> writeOutput(const std::string& path, std::string_view text);

} // namespace gatoscope
