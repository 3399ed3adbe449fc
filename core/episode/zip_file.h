// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The part of ZIP that NPZ files use: stored and deflated members, ZIP64. Only the directory is read on opening.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/episode/byte_source.h"

namespace gatoscope {

struct ZipMember {
    std::string name; // as stored
    std::uint64_t size = 0, packed = 0;
    std::uint64_t header = 0; // offset of the local header
    std::uint32_t crc = 0;
    std::uint16_t method = 0; // 0 stored, 8 deflated; others are refused when opened
    bool encrypted = false;
};

/// The members in the order of the directory.
Result<std::vector<ZipMember>> readZipDirectory(const RandomFile& file);

/// Members found by their own headers from the file's beginning on, for archives whose directory is lost (cut files).
/// The last may be cut itself. Stops where the headers do not say how long a member is.
std::vector<ZipMember> salvageZipMembers(const RandomFile& file);

/// The bytes of one member. Encrypted and otherwise packed members, and sizes that cannot be, are refused.
Result<std::shared_ptr<const ByteSource>> openZipMember(std::shared_ptr<const RandomFile> file,
                                                        const ZipMember& member);

} // namespace gatoscope
