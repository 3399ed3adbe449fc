// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The bytes of an HDF5 file, read beside libhdf5 where version 1.10 trusts what a damaged file says: object headers are
// checked before it opens them, and variable-length values are fetched from the global heap without it.
// Layout: "HDF5 File Format Specification Version 3.0".
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/files.h"
#include "core/base/result.h"

namespace gatoscope {

struct Hdf5Raw {
    std::shared_ptr<const RandomFile> file;
    std::uint64_t base = 0;    // bytes before the superblock (user block)
    unsigned addressBytes = 8; // size of offsets
    unsigned lengthBytes = 8;  // size of lengths

    /// `count` bytes at an address of the file; Unreadable outside of it.
    Result<std::string> at(std::uint64_t address, std::uint64_t count) const;
    std::size_t referenceBytes() const { return 8 + addressBytes; } // of one variable-length element as stored
};

/// Takes little-endian numbers off the front of bytes; `good` turns false at the end of them and stays so.
struct Hdf5Cursor {
    std::string_view rest;
    bool good = true;

    std::uint64_t number(unsigned bytes);
    std::string_view view(std::uint64_t count);
    void skip(std::uint64_t count) { view(count); }
};

struct Hdf5Message {
    unsigned type = 0;
    unsigned flags = 0; // bit 1: the body only points to a shared message
    std::string body;
};

/// All messages of the object header at `address`, of either version.
Result<std::vector<Hdf5Message>> hdf5Messages(const Hdf5Raw& raw, std::uint64_t address);

/// Unreadable where libhdf5 would run past the end of a message of this object header.
Result<void> checkHdf5Header(const Hdf5Raw& raw, std::uint64_t address);

/// The stored value of an attribute that lies in the object header; NotFound where it lies elsewhere.
Result<std::string> hdf5StoredAttribute(const Hdf5Raw& raw, std::uint64_t address, const std::string& name);

/// Variable-length values by their references. Keeps the last collections.
class Hdf5Heap {
public:
    /// The bytes that a stored reference points to, at most `most`.
    Result<std::string> value(const Hdf5Raw& raw, std::string_view reference, std::uint64_t most);

private:
    struct Collection {
        std::uint64_t address = 0;
        std::string bytes;
        std::unordered_map<std::uint64_t, std::string_view> objects;
    };
    Result<const Collection*> collection(const Hdf5Raw& raw, std::uint64_t address);
    std::list<Collection> kept_; // last used first
};

} // namespace gatoscope
