// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <bit>
#include <cctype>
#include <charconv>
#include <limits>
#include <utility>

#include "core/episode/npy_file.h"

namespace gatoscope {
namespace {

constexpr std::uint64_t kHeaderCap = std::uint64_t{1} << 20;
constexpr std::size_t kMostSides = 32; // numpy's own limit

tl::unexpected<Error> damaged(const std::string& what, const std::string& place) {
    return fail(ErrorKind::Unreadable, "the NPY header is damaged: " + what, place);
}

/// Reads the few kinds of Python literals that the header's dictionary is made of.
class Literal {
public:
    explicit Literal(std::string_view text) : text_(text) {}

    bool take(char wanted) {
        skipSpace();
        if (at_ >= text_.size() || text_[at_] != wanted)
            return false;
        ++at_;
        return true;
    }
    bool peek(char wanted) {
        skipSpace();
        return at_ < text_.size() && text_[at_] == wanted;
    }
    bool takeWord(std::string_view word) {
        skipSpace();
        if (text_.substr(at_, word.size()) != word)
            return false;
        at_ += word.size();
        return true;
    }
    std::optional<std::string> string() {
        skipSpace();
        if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"'))
            return std::nullopt;
        const std::size_t end = text_.find(text_[at_], at_ + 1);
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string value(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return value;
    }
    std::optional<std::int64_t> integer() {
        skipSpace();
        std::int64_t value = 0;
        const auto [end, code] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (code != std::errc())
            return std::nullopt;
        at_ = static_cast<std::size_t>(end - text_.data());
        static_cast<void>(take('L')); // Python 2 wrote 3L
        return value;
    }

private:
    void skipSpace() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
            ++at_;
    }
    std::string_view text_;
    std::size_t at_ = 0;
};

std::optional<std::vector<std::int64_t>> readShape(Literal& literal) {
    std::vector<std::int64_t> shape;
    if (!literal.take('('))
        return std::nullopt;
    while (!literal.take(')')) {
        const auto side = literal.integer();
        if (!side || shape.size() >= kMostSides)
            return std::nullopt;
        shape.push_back(*side);
        if (!literal.take(',') && !literal.peek(')'))
            return std::nullopt;
    }
    return shape;
}

struct Described {
    std::string descr;
    bool structured = false, hasDescr = false, hasOrder = false, hasShape = false;
};

/// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
Result<Described> readDictionary(std::string_view text, NpyHeader& header, const std::string& place) {
    Literal literal(text);
    Described found;
    if (!literal.take('{'))
        return damaged("it holds no dictionary", place);
    while (!literal.take('}')) {
        const auto key = literal.string();
        if (!key || !literal.take(':'))
            return damaged("its dictionary cannot be read", place);
        if (*key == "descr") {
            found.hasDescr = true;
            found.structured = literal.peek('[') || literal.peek('(');
            if (found.structured)
                return found;
            const auto descr = literal.string();
            if (!descr)
                return damaged("\"descr\" is no string", place);
            found.descr = *descr;
        } else if (*key == "fortran_order") {
            header.fortran = literal.takeWord("True");
            if (!header.fortran && !literal.takeWord("False"))
                return damaged("\"fortran_order\" is neither True nor False", place);
            found.hasOrder = true;
        } else if (*key == "shape") {
            auto shape = readShape(literal);
            if (!shape)
                return damaged("\"shape\" is no tuple of whole numbers", place);
            header.shape = std::move(*shape);
            found.hasShape = true;
        } else {
            return damaged("it has the unknown key \"" + *key + "\"", place);
        }
        if (!literal.take(',') && !literal.peek('}'))
            return damaged("its dictionary cannot be read", place);
    }
    return found;
}

struct KnownType {
    char kind;
    std::int64_t bytes;
    DType dtype;
};
constexpr std::array<KnownType, 12> kKnown = {{{'b', 1, DType::Bool},
                                               {'u', 1, DType::U8},
                                               {'i', 1, DType::I8},
                                               {'u', 2, DType::U16},
                                               {'i', 2, DType::I16},
                                               {'u', 4, DType::U32},
                                               {'i', 4, DType::I32},
                                               {'u', 8, DType::U64},
                                               {'i', 8, DType::I64},
                                               {'f', 2, DType::F16},
                                               {'f', 4, DType::F32},
                                               {'f', 8, DType::F64}}};

tl::unexpected<Error> refusedType(const std::string& descr, const std::string& place) {
    const std::string advice = "save it as an array of numbers or strings";
    if (descr.find('O') != std::string::npos)
        return fail(ErrorKind::Unsupported,
                    "the array holds Python objects (pickle), which are not read because they could run code; " +
                        advice,
                    place);
    return fail(ErrorKind::Unsupported, "the array is of type \"" + descr + "\", which is not read; " + advice, place);
}

Result<void> readType(const std::string& descr, NpyHeader& header, const std::string& place) {
    std::string_view rest = descr;
    if (!rest.empty() && (rest[0] == '<' || rest[0] == '>' || rest[0] == '|' || rest[0] == '=')) {
        header.bigEndian = rest[0] == '>';
        rest.remove_prefix(1);
    }
    if (descr == "?" || descr == "|?")
        rest = "b1";
    std::int64_t bytes = 0;
    const char kind = rest.empty() ? '\0' : rest[0];
    if (rest.size() > 1) {
        const auto [end, code] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), bytes);
        if (code != std::errc() || end != rest.data() + rest.size())
            return refusedType(descr, place);
    }
    if (kind == 'U' || kind == 'S' || kind == 'a') {
        if (bytes < 0 || bytes > (1 << 26))
            return damaged("its strings are " + std::to_string(bytes) + " characters long", place);
        header.dtype = DType::Text;
        header.wideText = kind == 'U';
        header.itemBytes = static_cast<std::size_t>(bytes) * (header.wideText ? 4 : 1);
        return {};
    }
    for (const KnownType& known : kKnown) {
        if (known.kind != kind || known.bytes != bytes)
            continue;
        header.dtype = known.dtype;
        header.itemBytes = static_cast<std::size_t>(bytes);
        return {};
    }
    return refusedType(descr, place);
}

/// rows * width * itemBytes must fit 63 bits; sides must not be negative.
Result<void> checkShape(const NpyHeader& header, const std::string& place) {
    std::uint64_t product = std::max<std::uint64_t>(header.itemBytes, 1);
    for (const std::int64_t side : header.shape) {
        if (side < 0)
            return damaged("a side of its shape is negative", place);
        if (side != 0 && product > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) /
                                       static_cast<std::uint64_t>(side))
            return damaged("its shape has more values than a file can hold", place);
        product *= static_cast<std::uint64_t>(std::max<std::int64_t>(side, 1));
    }
    return {};
}

std::string typeText(const NpyHeader& header) {
    if (header.dtype == DType::Text)
        return header.wideText ? "<U" + std::to_string(header.itemBytes / 4) : "|S" + std::to_string(header.itemBytes);
    for (const KnownType& known : kKnown)
        if (known.dtype == header.dtype)
            return std::string(known.bytes == 1 ? "|" : "<") + known.kind + std::to_string(known.bytes);
    return "|V0";
}

} // namespace

std::uint64_t NpyHeader::width() const {
    std::uint64_t product = 1;
    for (std::size_t i = 1; i < shape.size(); ++i)
        product *= static_cast<std::uint64_t>(shape[i]);
    return product;
}

std::vector<std::int64_t> NpyHeader::rowShape() const {
    return shape.empty() ? shape : std::vector<std::int64_t>(shape.begin() + 1, shape.end());
}

Result<std::uint64_t> npyHeaderBytes(std::string_view head, const std::string& place) {
    if (head.size() < 12 || head.substr(0, 6) != "\x93NUMPY")
        return fail(ErrorKind::Unreadable, "this is no NPY array: it does not begin with NUMPY", place);
    const int major = static_cast<unsigned char>(head[6]);
    if (major < 1 || major > 3)
        return fail(ErrorKind::Unsupported,
                    "the NPY array is of version " + std::to_string(major) + "; versions 1 to 3 are read", place);
    std::uint64_t length = 0;
    for (int i = major == 1 ? 1 : 3; i >= 0; --i)
        length = length << 8 | static_cast<unsigned char>(head[8 + static_cast<std::size_t>(i)]);
    if (length > kHeaderCap)
        return damaged("it declares a header of " + std::to_string(length) + " bytes", place);
    return length + (major == 1 ? 10 : 12);
}

Result<NpyHeader> parseNpyHeader(std::string_view head, const std::string& place) {
    const auto length = npyHeaderBytes(head, place);
    if (!length)
        return fail(length);
    if (head.size() < *length)
        return damaged("the file ends inside it", place);
    NpyHeader header;
    header.dataOffset = *length;
    const std::size_t from = head[6] == 1 ? 10 : 12;
    const auto found = readDictionary(head.substr(from, *length - from), header, place);
    if (!found)
        return fail(found);
    if (found->structured)
        return fail(
            ErrorKind::Unsupported,
            "the array has named fields (a structured type), which is not read; save each field as its own array",
            place);
    if (!found->hasDescr || !found->hasOrder || !found->hasShape)
        return damaged("\"descr\", \"fortran_order\" or \"shape\" is missing", place);
    if (auto typed = readType(found->descr, header, place); !typed)
        return fail(typed);
    if (auto good = checkShape(header, place); !good)
        return fail(good);
    return header;
}

std::string formatNpyHeader(const NpyHeader& header) {
    std::string text = "{'descr': '" + typeText(header) + "', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < header.shape.size(); ++i)
        text +=
            (i == 0 ? "" : " ") + std::to_string(header.shape[i]) + (i + 1 < header.shape.size() || i == 0 ? "," : "");
    text += "), }";
    const std::size_t prefix = text.size() + 64 > 65535 ? 12 : 10;
    text.append(63 - (prefix + text.size()) % 64, ' ');
    text += '\n';
    std::string bytes = "\x93NUMPY";
    bytes += prefix == 10 ? '\x01' : '\x02';
    bytes += '\0';
    for (std::size_t i = 0; i < prefix - 8; ++i)
        bytes += static_cast<char>(text.size() >> (8 * i) & 0xFF);
    return bytes + text;
}

} // namespace gatoscope
