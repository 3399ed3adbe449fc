// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/block_cache.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <mutex>
#include <new>
#include <vector>

#include <sys/mman.h>

#include <c10/core/CPUAllocator.h>

namespace gatoscope {

namespace {

constexpr std::size_t ahead = 64;           // bytes before a block, for its class; keeps its alignment
constexpr std::size_t ownMapping = 1 << 20; // blocks from here on are mapped one by one
constexpr std::size_t slabSize = 4 << 20;   // smaller ones are cut from slabs
constexpr std::size_t hugePages = 2 << 20;  // the system may use large pages from here on
constexpr std::size_t spare = 256UL << 20;  // free bytes kept at least
constexpr int classCount = 64 * 8;

/// Eight classes between powers of two, none finer than 64 bytes.
int classOf(std::size_t bytes) {
    bytes = std::max<std::size_t>(bytes, ahead);
    const int power = std::bit_width(bytes - 1); // 2^(power - 1) < bytes <= 2^power
    const int step = std::max(power - 4, 6);
    return power * 8 + static_cast<int>((bytes - 1) >> step) % 8;
}

std::size_t sizeOf(std::size_t bytes) {
    bytes = std::max<std::size_t>(bytes, ahead);
    const int step = std::max(static_cast<int>(std::bit_width(bytes - 1)) - 4, 6);
    return ((bytes - 1) >> step << step) + (std::size_t{1} << step);
}

struct Header {
    std::size_t size;
    int sizeClass;
};
static_assert(sizeof(Header) <= ahead);

class Cache final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) override {
        void* data = bytes == 0 ? nullptr : take(bytes + ahead);
        return {data, data, &Cache::giveBack, at::Device(at::kCPU)};
    }
    at::DeleterFnPtr raw_deleter() const override { return &Cache::giveBack; }
    void copy_data(void* to, const void* from, std::size_t count) const override { default_copy_data(to, from, count); }

    void trim(std::size_t keep) {
        const std::lock_guard lock(mutex_);
        release(keep);
    }

    static Cache& instance() {
        static auto* cache = new Cache; // tensors may be freed after every destructor has run
        return *cache;
    }

private:
    static void giveBack(void* data) {
        if (data != nullptr)
            instance().put(static_cast<std::byte*>(data) - ahead);
    }

    void* take(std::size_t bytes) {
        const std::size_t size = sizeOf(bytes);
        const int sizeClass = classOf(bytes);
        const std::lock_guard lock(mutex_);
        used_ += size;
        auto& blocks = free_[static_cast<std::size_t>(sizeClass)];
        if (!blocks.empty()) {
            std::byte* block = blocks.back();
            blocks.pop_back();
            freeBytes_ -= size;
            return block + ahead;
        }
        if (freeBytes_ > spare + used_ / 2)
            release(spare);
        std::byte* block = size >= ownMapping ? mapped(size) : cut(size);
        if (block == nullptr) {
            used_ -= size;
            throw std::bad_alloc();
        }
        *reinterpret_cast<Header*>(block) = {size, sizeClass};
        return block + ahead;
    }
    void put(std::byte* block) {
        const Header header = *reinterpret_cast<Header*>(block);
        const std::lock_guard lock(mutex_);
        used_ -= header.size;
        freeBytes_ += header.size;
        free_[static_cast<std::size_t>(header.sizeClass)].push_back(block);
    }

    static std::byte* mapped(std::size_t size) {
        void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED)
            return nullptr;
        if (size >= hugePages)
            madvise(block, size, MADV_HUGEPAGE);
        return static_cast<std::byte*>(block);
    }
    /// Sizes are multiples of 64, so blocks cut one after the other stay aligned.
    std::byte* cut(std::size_t size) {
        if (slabLeft_ < size) {
            slab_ = mapped(slabSize);
            slabLeft_ = slab_ == nullptr ? 0 : slabSize;
        }
        if (slab_ == nullptr)
            return nullptr;
        std::byte* block = slab_;
        slab_ += size;
        slabLeft_ -= size;
        return block;
    }
    /// Unmaps free blocks, large ones first, until at most `keep` bytes are free.
    void release(std::size_t keep) {
        for (auto blocks = free_.rbegin(); blocks != free_.rend() && freeBytes_ > keep; ++blocks)
            while (!blocks->empty() && freeBytes_ > keep) {
                const std::size_t size = reinterpret_cast<Header*>(blocks->back())->size;
                if (size < ownMapping)
                    return;
                munmap(blocks->back(), size);
                blocks->pop_back();
                freeBytes_ -= size;
            }
    }

    std::mutex mutex_;
    std::array<std::vector<std::byte*>, classCount> free_;
    std::size_t used_ = 0, freeBytes_ = 0, slabLeft_ = 0;
    std::byte* slab_ = nullptr;
};

} // namespace

void useBlockCache() {
    static std::once_flag once;
    std::call_once(once, [] { c10::SetCPUAllocator(&Cache::instance()); });
}

void trimBlockCache() { Cache::instance().trim(0); }

} // namespace gatoscope
