// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Decoded images of all open data sets under one byte budget, least recently used out first. The only image store.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/base/image.h"

namespace gatoscope {

struct FrameKey {
    std::uint64_t dataset = 0;
    std::int64_t episode = 0;
    std::int64_t row = 0;
    std::string source;
    friend bool operator==(const FrameKey&, const FrameKey&) = default;
};

/// Thread-safe. An image larger than the whole budget is handed on and not kept.
class FrameCache {
public:
    explicit FrameCache(std::size_t byteBudget = std::size_t{512} << 20);
    ~FrameCache();
    FrameCache(const FrameCache&) = delete;
    FrameCache& operator=(const FrameCache&) = delete;

    std::shared_ptr<const Image> find(const FrameKey& key); // null when absent; counts as use
    std::shared_ptr<const Image> insert(const FrameKey& key, Image image);
    void forget(std::uint64_t dataset); // when a data set is closed or reloaded
    void setBudget(std::size_t bytes);
    std::size_t budget() const;
    std::size_t bytes() const;

private:
    struct Store;
    std::unique_ptr<Store> store_;
};

} // namespace gatoscope
