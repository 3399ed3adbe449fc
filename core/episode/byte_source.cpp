// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/byte_source.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <zlib.h>

namespace gatoscope {
namespace {

constexpr std::size_t kInput = std::size_t{64} << 10;
constexpr std::size_t kSkip = std::size_t{64} << 10;
constexpr std::uint64_t kSnapshots = 400; // of about 45 KiB each

class FileBytes final : public ByteSource {
public:
    FileBytes(std::shared_ptr<const RandomFile> file, std::uint64_t offset, std::uint64_t size)
        : file_(std::move(file)), offset_(offset), size_(size) {}
    std::uint64_t size() const override { return size_; }
    Result<void> read(std::uint64_t offset, void* to, std::size_t count) const override {
        if (offset > size_ || count > size_ - offset)
            return fail(ErrorKind::Unreadable, "the array ends before its values do; the file is cut off or damaged",
                        file_->path());
        return file_->read(offset_ + offset, to, count);
    }

private:
    std::shared_ptr<const RandomFile> file_;
    std::uint64_t offset_, size_;
};

/// One inflating stream; copied to remember a place.
struct Inflater {
    z_stream stream{};
    bool open = false;
    std::uint64_t taken = 0; // packed bytes used up
    std::uint64_t given = 0; // unpacked bytes so far

    Inflater() = default;
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { close(); }

    void close() {
        if (open)
            inflateEnd(&stream);
        open = false;
    }
    bool start() {
        close();
        stream = {};
        taken = given = 0;
        open = inflateInit2(&stream, -MAX_WBITS) == Z_OK;
        return open;
    }
    bool copyFrom(Inflater& other) {
        close();
        taken = other.taken;
        given = other.given;
        open = inflateCopy(&stream, &other.stream) == Z_OK;
        stream.next_in = nullptr;
        stream.avail_in = 0;
        return open;
    }
};

class DeflatedBytes final : public ByteSource {
public:
    DeflatedBytes(std::shared_ptr<const RandomFile> file, std::uint64_t offset, std::uint64_t packed,
                  std::uint64_t size, std::string place)
        : file_(std::move(file)), offset_(offset), packed_(packed), size_(size), place_(std::move(place)),
          spacing_(std::max<std::uint64_t>(std::uint64_t{1} << 20, size / kSnapshots)) {}

    std::uint64_t size() const override { return size_; }

    Result<void> read(std::uint64_t offset, void* to, std::size_t count) const override {
        if (offset > size_ || count > size_ - offset)
            return fail(ErrorKind::Unreadable, "the array ends before its values do; the file is cut off or damaged",
                        place_);
        const std::lock_guard lock(mutex_);
        if (auto there = moveTo(offset); !there)
            return there;
        return inflate(static_cast<Bytef*>(to), count);
    }

private:
    tl::unexpected<Error> damaged() const {
        live_.close();
        return fail(ErrorKind::Unreadable, "the compressed array is damaged and cannot be unpacked to its end", place_);
    }

    /// Brings the live stream to `offset`: on from where it is, or from the nearest snapshot before.
    Result<void> moveTo(std::uint64_t offset) const {
        auto snapshot = snapshots_.upper_bound(offset);
        const bool has = snapshot != snapshots_.begin();
        if (has)
            --snapshot;
        const bool ahead = live_.open && live_.given <= offset;
        if (!ahead || (has && snapshot->first > live_.given)) {
            if (!(has ? live_.copyFrom(*snapshot->second) : live_.start()))
                return fail(ErrorKind::OutOfResource, "there is not enough memory to unpack the array", place_);
        }
        std::vector<Bytef> skipped(kSkip);
        while (live_.given < offset) {
            const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(kSkip, offset - live_.given));
            if (auto done = inflate(skipped.data(), step); !done)
                return done;
        }
        return {};
    }

    /// The next `count` bytes of the live stream.
    Result<void> inflate(Bytef* to, std::size_t count) const {
        while (count > 0) {
            const std::uint64_t nextSnapshot = (live_.given / spacing_ + 1) * spacing_;
            const auto step =
                static_cast<std::size_t>(std::min<std::uint64_t>({count, nextSnapshot - live_.given, 1U << 30}));
            if (auto done = inflateSome(to, step); !done)
                return done;
            to += step;
            count -= step;
            if (live_.given == nextSnapshot)
                remember();
        }
        return {};
    }

    Result<void> inflateSome(Bytef* to, std::size_t count) const {
        z_stream& stream = live_.stream;
        stream.next_out = to;
        stream.avail_out = static_cast<uInt>(count);
        while (stream.avail_out > 0) {
            if (stream.avail_in == 0) {
                const auto more = static_cast<std::size_t>(std::min<std::uint64_t>(kInput, packed_ - live_.taken));
                if (more > 0) {
                    if (auto got = file_->read(offset_ + live_.taken, input_.data(), more); !got) {
                        live_.close();
                        return got;
                    }
                }
                stream.next_in = input_.data();
                stream.avail_in = static_cast<uInt>(more);
            }
            const uInt before = stream.avail_in;
            const int code = ::inflate(&stream, Z_NO_FLUSH);
            live_.taken += before - stream.avail_in;
            if (code == Z_STREAM_END && stream.avail_out == 0)
                break;
            if (code != Z_OK || (before == 0 && stream.avail_out > 0 && live_.taken == packed_))
                return damaged();
        }
        live_.given += count;
        return {};
    }

    void remember() const {
        if (snapshots_.count(live_.given) != 0 || live_.given >= size_)
            return;
        auto snapshot = std::make_unique<Inflater>();
        if (snapshot->copyFrom(live_))
            snapshots_.emplace(live_.given, std::move(snapshot));
    }

    std::shared_ptr<const RandomFile> file_;
    std::uint64_t offset_, packed_, size_;
    std::string place_;
    std::uint64_t spacing_;
    mutable std::mutex mutex_;
    mutable Inflater live_;
    mutable std::vector<Bytef> input_ = std::vector<Bytef>(kInput);
    mutable std::map<std::uint64_t, std::unique_ptr<Inflater>> snapshots_;
};

} // namespace

Result<std::shared_ptr<const ByteSource>> fileBytes(std::shared_ptr<const RandomFile> file, std::uint64_t offset,
                                                    std::uint64_t size) {
    if (offset > file->size() || size > file->size() - offset)
        return fail(ErrorKind::Unreadable,
                    "the file ends at byte " + std::to_string(file->size()) + ", but its values need " +
                        std::to_string(size) + " bytes from byte " + std::to_string(offset) +
                        "; it is cut off or damaged",
                    file->path());
    return std::make_shared<const FileBytes>(std::move(file), offset, size);
}

std::shared_ptr<const ByteSource> deflatedBytes(std::shared_ptr<const RandomFile> file, std::uint64_t offset,
                                                std::uint64_t packed, std::uint64_t size, std::string place) {
    return std::make_shared<const DeflatedBytes>(std::move(file), offset, packed, size, std::move(place));
}

} // namespace gatoscope
