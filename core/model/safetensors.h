// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// safetensors files: read with every check of spec/attention.md 5.5, written atomically. No torch.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

/// One tensor of a file: dtype as the file names it ("F32", "BF16", "F16", "I64", "U8" …), bytes inside the mapping.
struct StoredTensor {
    std::string name;
    std::string dtype;
    std::vector<std::int64_t> shape;
    const std::byte* data = nullptr; // may be unaligned
    std::size_t bytes = 0;
};

/// A private, read-only mapping of a whole file; tensors point into it and keep it alive through a shared_ptr.
class SafetensorsFile {
public:
    /// Checks the header against the file before anything is read; errors name the tensor and what is wrong.
    static Result<std::shared_ptr<const SafetensorsFile>> open(const std::string& path);
    ~SafetensorsFile();
    SafetensorsFile(const SafetensorsFile&) = delete;
    SafetensorsFile& operator=(const SafetensorsFile&) = delete;

    const std::string& path() const { return path_; }
    const std::vector<StoredTensor>& tensors() const { return tensors_; } // in file order
    const StoredTensor* find(const std::string& name) const;
    const std::vector<std::pair<std::string, std::string>>& metadata() const { return metadata_; }

private:
    SafetensorsFile() = default;
    std::string path_;
    void* map_ = nullptr;
    std::size_t size_ = 0;
    std::vector<StoredTensor> tensors_;
    std::vector<std::pair<std::string, std::string>> metadata_;
};

/// Bits of one element of a dtype name; 0 for unknown names.
int safetensorsBits(const std::string& dtype);

/// Writes tensors (widest dtype first, then by name), padded header, temporary sibling, flush, rename.
Result<void> writeSafetensors(const std::string& path, std::vector<StoredTensor> tensors,
                              const std::vector<std::pair<std::string, std::string>>& metadata = {});

} // namespace gatoscope
