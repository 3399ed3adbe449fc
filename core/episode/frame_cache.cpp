// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/frame_cache.h"

#include <functional>
#include <list>
#include <mutex>
#include <unordered_map>

namespace gatoscope {
namespace {

struct KeyHash {
    std::size_t operator()(const FrameKey& key) const {
        std::size_t seed = std::hash<std::string>()(key.source);
        for (const std::uint64_t part :
             {key.dataset, static_cast<std::uint64_t>(key.episode), static_cast<std::uint64_t>(key.row)})
            seed ^= std::hash<std::uint64_t>()(part) + 0x9E3779B97F4A7C15ULL + (seed << 6) + (seed >> 2);
        return seed;
    }
};

} // namespace

struct FrameCache::Store {
    struct Entry {
        FrameKey key;
        std::shared_ptr<const Image> image;
        std::size_t bytes = 0;
    };
    using Entries = std::list<Entry>; // the front was used last

    mutable std::mutex mutex;
    Entries entries;
    std::unordered_map<FrameKey, Entries::iterator, KeyHash> places;
    std::size_t budget = 0;
    std::size_t bytes = 0;

    void drop(Entries::iterator entry) {
        bytes -= entry->bytes;
        places.erase(entry->key);
        entries.erase(entry);
    }
    void shrink() {
        while (bytes > budget && !entries.empty())
            drop(std::prev(entries.end()));
    }
};

FrameCache::FrameCache(std::size_t byteBudget) : store_(std::make_unique<Store>()) { store_->budget = byteBudget; }

FrameCache::~FrameCache() = default;

std::shared_ptr<const Image> FrameCache::find(const FrameKey& key) {
    const std::lock_guard lock(store_->mutex);
    const auto place = store_->places.find(key);
    if (place == store_->places.end())
        return nullptr;
    store_->entries.splice(store_->entries.begin(), store_->entries, place->second);
    return place->second->image;
}

std::shared_ptr<const Image> FrameCache::insert(const FrameKey& key, Image image) {
    const std::size_t bytes = image.pixels.capacity() + sizeof(Image) + sizeof(Store::Entry) + key.source.size();
    auto shared = std::make_shared<const Image>(std::move(image));
    const std::lock_guard lock(store_->mutex);
    if (bytes > store_->budget)
        return shared;
    if (const auto old = store_->places.find(key); old != store_->places.end())
        store_->drop(old->second);
    store_->entries.push_front({key, shared, bytes});
    store_->places.emplace(key, store_->entries.begin());
    store_->bytes += bytes;
    store_->shrink();
    return shared;
}

void FrameCache::forget(std::uint64_t dataset) {
    const std::lock_guard lock(store_->mutex);
    for (auto entry = store_->entries.begin(); entry != store_->entries.end();) {
        const auto next = std::next(entry);
        if (entry->key.dataset == dataset)
            store_->drop(entry);
        entry = next;
    }
}

void FrameCache::setBudget(std::size_t bytes) {
    const std::lock_guard lock(store_->mutex);
    store_->budget = bytes;
    store_->shrink();
}

std::size_t FrameCache::budget() const {
    const std::lock_guard lock(store_->mutex);
    return store_->budget;
}

std::size_t FrameCache::bytes() const {
    const std::lock_guard lock(store_->mutex);
    return store_->bytes;
}

} // namespace gatoscope
