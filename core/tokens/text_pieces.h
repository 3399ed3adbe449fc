// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Text and sentencepiece ids (spec/gato.md 1). The only door to sentencepiece; without a model: byte fallback.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

struct TextPiece {
    std::int32_t id = 0;
    std::string piece;              // as sentencepiece has it (U+2581 kept); byte fallback: "<0x41>"
    std::size_t begin = 0, end = 0; // byte span in the sentence
    bool unknown = false;
};

/// Offset of the first byte that is no part of valid UTF-8, or npos.
std::size_t invalidUtf8(std::string_view text);

/// The text model that the program ships (installed, or in the source tree of a build), "" where there is none. The
/// window starts with it; the command line's default stays the byte fallback (contract 3).
std::string shippedTextModel();

/// Immutable after opening; thread-safe; remembers recent sentences.
class TextPieces {
public:
    /// Path of a .model; "" = byte fallback (ids 0 to 255, n_text as configured).
    static Result<std::shared_ptr<const TextPieces>> open(const std::string& modelPath);
    ~TextPieces();

    bool fallback() const;
    std::int32_t size() const; // pieces; 256 for the fallback
    const std::string& path() const;

    /// Empty string: no pieces. Invalid UTF-8: an error with the byte offset. Control pieces are never produced.
    Result<std::shared_ptr<const std::vector<TextPiece>>> encode(std::string_view text) const;
    Result<std::string> decode(const std::vector<std::int32_t>& ids) const;

    std::string piece(std::int32_t id) const;                          // "" for ids outside
    std::int32_t eosId() const;                                        // -1 where the model has none
    std::int32_t unknownId() const;                                    // -1 for the fallback
    bool control(std::int32_t id) const;                               // CONTROL or UNUSED
    std::vector<std::int32_t> findPieces(std::string_view part) const; // pieces that contain `part`, for search

private:
    TextPieces();
    struct Model;
    std::unique_ptr<Model> model_;
};

} // namespace gatoscope
