// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/text_pieces.h"

#include <sentencepiece_processor.h>

#include <array>
#include <exception>
#include <mutex>
#include <unordered_map>

#include "core/base/files.h"

namespace gatoscope {
namespace {

using Pieces = std::shared_ptr<const std::vector<TextPiece>>;
constexpr std::uint64_t kModelCap = 256U << 20;
constexpr std::size_t kTextCap = 64U << 20;
constexpr std::size_t kKeep = 2048;      // sentences per generation of the memory
constexpr std::size_t kKeepBytes = 4096; // longer ones are not remembered

/// Sentences used lately: a young and an old generation; the old one is dropped whole.
class Memory {
public:
    Pieces find(const std::string& text) {
        const std::lock_guard lock(mutex_);
        if (const auto young = young_.find(text); young != young_.end()) {
            return young->second;
        }
        const auto old = old_.find(text);
        if (old == old_.end()) {
            return nullptr;
        }
        const Pieces pieces = old->second;
        keep(text, pieces);
        return pieces;
    }

    void add(const std::string& text, const Pieces& pieces) {
        const std::lock_guard lock(mutex_);
        keep(text, pieces);
    }

private:
    void keep(const std::string& text, const Pieces& pieces) {
        if (text.size() > kKeepBytes) {
            return;
        }
        if (young_.size() >= kKeep) {
            old_ = std::move(young_);
            young_.clear();
        }
        young_[text] = pieces;
    }

    std::mutex mutex_;
    std::unordered_map<std::string, Pieces> young_, old_;
};

std::string bytePiece(unsigned char byte) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "<0x%02X>", static_cast<unsigned>(byte));
    return text.data();
}

} // namespace

/// Bytes of the sequence that `lead` begins, 0 where it begins none; `least` is its smallest code point.
static int sequenceLength(unsigned char lead, std::uint32_t& code, std::uint32_t& least) {
    if (lead < 0x80) {
        code = lead;
        least = 0;
        return 1;
    }
    const int length = (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
    code = length == 2 ? lead & 31U : length == 3 ? lead & 15U : lead & 7U;
    least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    return length;
}

std::size_t invalidUtf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        std::uint32_t code = 0, least = 0;
        const int length = sequenceLength(static_cast<unsigned char>(text[i]), code, least);
        if (length == 0 || i + static_cast<std::size_t>(length) > text.size()) {
            return i;
        }
        for (int k = 1; k < length; ++k) {
            const auto byte = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
            if ((byte >> 6) != 2) {
                return i;
            }
            code = (code << 6) | (byte & 63U);
        }
        if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
            return i;
        }
        i += static_cast<std::size_t>(length);
    }
    return std::string_view::npos;
}

struct TextPieces::Model {
    std::string path;
    std::unique_ptr<sentencepiece::SentencePieceProcessor> processor; // null: byte fallback
    Memory memory;

    std::vector<TextPiece> bytes(std::string_view text) const {
        std::vector<TextPiece> pieces(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            pieces[i] = {byte, bytePiece(byte), i, i + 1, false};
        }
        return pieces;
    }

    Result<std::vector<TextPiece>> cut(std::string_view text) const {
        sentencepiece::ImmutableSentencePieceText cuts;
        const auto status = processor->Encode(text, cuts.mutable_proto());
        if (!status.ok()) {
            return fail(ErrorKind::Invalid, "sentencepiece cannot cut this text: " + status.ToString());
        }
        std::vector<TextPiece> pieces;
        pieces.reserve(cuts.pieces_size());
        for (std::size_t i = 0; i < cuts.pieces_size(); ++i) {
            const auto cut = cuts.pieces(static_cast<int>(i));
            const int id = static_cast<int>(cut.id());
            if (!processor->IsControl(id) && !processor->IsUnused(id)) {
                pieces.push_back({id, cut.piece(), cut.begin(), cut.end(), id == processor->unk_id()});
            }
        }
        return pieces;
    }
};

TextPieces::TextPieces() : model_(std::make_unique<Model>()) {}
TextPieces::~TextPieces() = default;

Result<std::shared_ptr<const TextPieces>> TextPieces::open(const std::string& modelPath) {
    const std::shared_ptr<TextPieces> opened(new TextPieces);
    opened->model_->path = modelPath;
    if (modelPath.empty()) {
        return opened;
    }
    const auto bytes = readFile(modelPath, kModelCap);
    if (!bytes) {
        return fail(bytes.error().kind, "the text model cannot be read: " + bytes.error().text, bytes.error().place);
    }
    try {
        auto processor = std::make_unique<sentencepiece::SentencePieceProcessor>();
        const auto status = processor->LoadFromSerializedProto(*bytes);
        if (status.ok() && processor->GetPieceSize() > 0) {
            opened->model_->processor = std::move(processor);
            return opened;
        }
    } catch (const std::exception&) {
        // falls through: the bytes are no model
    }
    return fail(ErrorKind::Unreadable, "this file is no sentencepiece model; choose a .model file made by spm_train",
                modelPath);
}

bool TextPieces::fallback() const { return model_->processor == nullptr; }
std::int32_t TextPieces::size() const { return fallback() ? 256 : model_->processor->GetPieceSize(); }
const std::string& TextPieces::path() const { return model_->path; }

Result<Pieces> TextPieces::encode(std::string_view text) const {
    const std::string key(text);
    if (const Pieces known = model_->memory.find(key)) {
        return known;
    }
    if (const std::size_t at = invalidUtf8(text); at != std::string_view::npos) {
        return fail(ErrorKind::Invalid, "text is not valid UTF-8 at byte " + std::to_string(at));
    }
    if (text.size() > kTextCap) {
        return fail(ErrorKind::OutOfResource,
                    "a text of " + std::to_string(text.size()) + " bytes is too long to be cut into pieces; split it");
    }
    try {
        auto cut = fallback() ? Result<std::vector<TextPiece>>(model_->bytes(text)) : model_->cut(text);
        if (!cut) {
            return fail(cut);
        }
        const Pieces pieces = std::make_shared<const std::vector<TextPiece>>(std::move(*cut));
        model_->memory.add(key, pieces);
        return pieces;
    } catch (const std::exception& failed) {
        return fail(ErrorKind::Invalid, std::string("sentencepiece cannot cut this text: ") + failed.what());
    }
}

Result<std::string> TextPieces::decode(const std::vector<std::int32_t>& ids) const {
    for (const std::int32_t id : ids) {
        if (id < 0 || id >= size()) {
            return fail(ErrorKind::Invalid, "id " + std::to_string(id) + " is no text piece; text ids lie in [0, " +
                                                std::to_string(size()) + ")");
        }
    }
    if (fallback()) {
        return std::string(ids.begin(), ids.end());
    }
    try {
        return model_->processor->DecodeIds(std::vector<int>(ids.begin(), ids.end()));
    } catch (const std::exception& failed) {
        return fail(ErrorKind::Invalid, std::string("sentencepiece cannot join these pieces: ") + failed.what());
    }
}

std::string TextPieces::piece(std::int32_t id) const {
    if (id < 0 || id >= size()) {
        return {};
    }
    return fallback() ? bytePiece(static_cast<unsigned char>(id)) : model_->processor->IdToPiece(id);
}

std::int32_t TextPieces::eosId() const { return fallback() ? -1 : model_->processor->eos_id(); }
std::int32_t TextPieces::unknownId() const { return fallback() ? -1 : model_->processor->unk_id(); }

bool TextPieces::control(std::int32_t id) const {
    return !fallback() && id >= 0 && id < size() &&
           (model_->processor->IsControl(id) || model_->processor->IsUnused(id));
}

std::vector<std::int32_t> TextPieces::findPieces(std::string_view part) const {
    std::vector<std::int32_t> found;
    for (std::int32_t id = 0; id < size(); ++id) {
        if (piece(id).find(part) != std::string::npos) {
            found.push_back(id);
        }
    }
    return found;
}

} // namespace gatoscope
