// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the hdf5_*.cpp files: libhdf5's handles with one owner each, its lock, and its types as ours.
#define H5_USE_110_API // the same names mean the same functions in every later libhdf5

#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <hdf5.h>

#include "core/episode/hdf5_file.h"
#include "core/episode/hdf5_raw.h"

namespace gatoscope {

/// Owns one identifier of libhdf5; negative = none.
class Hdf5Handle {
public:
    Hdf5Handle() = default;
    Hdf5Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    ~Hdf5Handle() { reset(); }
    Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
        reset();
        id_ = std::exchange(other.id_, -1);
        close_ = other.close_;
        return *this;
    }
    hid_t get() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }
    void reset() {
        if (id_ >= 0)
            close_(id_);
        id_ = -1;
    }

private:
    hid_t id_ = -1;
    herr_t (*close_)(hid_t) = nullptr;
};

/// Held around every use of libhdf5: it is not safe from two threads in every build. Silences its error printing.
class Hdf5Lock {
public:
    Hdf5Lock();

private:
    std::lock_guard<std::mutex> lock_;
};

constexpr std::uint64_t kHdf5MostColumnBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kHdf5MostAttributeBytes = std::uint64_t{64} << 20;

/// What the elements of a type are, and the type to read them into memory with.
struct Hdf5Type {
    Hdf5Array array;           // dims hold only the inner dimensions of an array type
    Hdf5Handle memory;         // none for variable-length values, which libhdf5 does not read
    std::size_t fileBytes = 0; // of one element as stored, an array type's inner dimensions included
};
Hdf5Type hdf5Type(hid_t type);

/// Dimensions of a dataspace; nothing for a null dataspace or one that is too large to count.
std::optional<std::vector<std::int64_t>> hdf5Dims(hid_t space);
/// a * b, or nothing where it does not fit.
std::optional<std::uint64_t> hdf5Times(std::uint64_t a, std::uint64_t b);

/// Turns what was read into a column: bools to 0 and 1, fixed strings cut at their padding and made valid UTF-8.
Column hdf5Column(const Hdf5Type& type, std::vector<std::byte> raw, std::size_t rows, std::size_t width);
std::string hdf5ValidUtf8(std::string text);

/// Texts of variable length by their references, one after the other.
Result<std::vector<std::string>> hdf5Texts(const Hdf5Raw& raw, Hdf5Heap& heap, std::string_view references);

/// A dataset kept open, so that its chunks are unpacked once.
struct Hdf5OpenDataset {
    std::string path;
    Hdf5Handle id;
    Hdf5Type type;
    Hdf5Array array;                            // with dims
    std::uint64_t cacheBytes = 0;               // of its chunk cache
    std::set<std::vector<hsize_t>> soundChunks; // compressed chunks whose size was found right, by origin
};

/// Whether every compressed chunk of rows [first, first + count) inflates to the size of a chunk: libhdf5 1.10 reads
/// past the end of one that is shorter.
bool hdf5ChunksFit(const Hdf5Raw& raw, Hdf5OpenDataset& dataset, std::int64_t first, std::int64_t count);

/// References of the variable-length values of rows [first, first + count), as stored.
Result<std::string> hdf5References(const Hdf5Raw& raw, const Hdf5OpenDataset& dataset, std::int64_t first,
                                   std::int64_t count);

struct Hdf5File::Open {
    Hdf5Handle file;
    Hdf5Handle root;
    Hdf5Raw raw;
    Hdf5Heap heap;
    std::string nearPath; // the group that was last passed through, kept open: the next path often begins with it
    Hdf5Handle nearGroup;
    std::list<Hdf5OpenDataset> datasets; // last used first

    /// Looks at the superblock and the root group of a file that libhdf5 has just opened.
    Result<void> begin(const std::string& path);
    /// Opens an object by its path and follows only hard links and soft links inside this file.
    Result<Hdf5Handle> object(const std::string& path, const std::string& place);
    Hdf5Handle keptGroup(const std::vector<std::string>& parts, std::size_t& passed) const;
    void keepGroup(const std::vector<std::string>& parts, std::size_t passed, const Hdf5Handle& group);
    Result<Hdf5OpenDataset*> dataset(const std::string& path, const std::string& place);
    /// Opens what a hard link points to, once its header has been found sound.
    Hdf5Handle follow(hid_t group, const char* name, const H5L_info_t& link) const;
};

} // namespace gatoscope
