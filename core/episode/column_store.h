// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Columns of one episode, each read once while somebody uses it; the way in which formats keep Episode::column's
// promise.
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

/// Most bytes that one column may take in memory; more is refused before anything is allocated.
constexpr std::size_t kColumnCap = std::size_t{2} << 30;

/// rows * width * byteSize, or OutOfResource that names the counts where this exceeds the cap.
Result<std::size_t> columnBytes(std::uint64_t rows, std::uint64_t width, DType dtype, const std::string& place);

/// Thread-safe. The last columns used stay, up to a small budget, so that stepping does not read them again.
class ColumnStore {
public:
    using Read = std::function<Result<Column>()>;
    Result<std::shared_ptr<const Column>> get(const std::string& source, const Read& read);

private:
    struct Slot {
        std::mutex reading; // two threads that want the same column read it once
        std::weak_ptr<const Column> column;
        std::shared_ptr<const Column> kept;
    };
    std::shared_ptr<Slot> slot(const std::string& source);
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<Slot>> slots_;
};

} // namespace gatoscope
