// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <new>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

/// Texts of variable length by their references in the object header; of a dense store, by libhdf5.
Result<std::vector<std::string>> attributeTexts(Hdf5File::Open& open, hid_t object, hid_t id, const std::string& name,
                                                std::uint64_t elements) {
    H5O_info_t info;
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0)
        return fail(ErrorKind::Unreadable, "its object is damaged");
    const auto stored = hdf5StoredAttribute(open.raw, info.addr, name);
    if (stored) {
        const std::uint64_t bytes = elements * open.raw.referenceBytes();
        if (stored->size() < bytes)
            return fail(ErrorKind::Unreadable, "it is cut short");
        return hdf5Texts(open.raw, open.heap, std::string_view(*stored).substr(0, static_cast<std::size_t>(bytes)));
    }
    if (stored.error().kind != ErrorKind::NotFound)
        return fail(stored);
    const Hdf5Handle type{H5Aget_type(id), H5Tclose};
    const Hdf5Handle space{H5Aget_space(id), H5Sclose};
    std::vector<char*> values(static_cast<std::size_t>(elements), nullptr);
    if (!values.empty() && H5Aread(id, type.get(), values.data()) < 0)
        return fail(ErrorKind::Unreadable, "its values are damaged");
    std::vector<std::string> texts;
    for (const char* value : values)
        texts.push_back(hdf5ValidUtf8(value == nullptr ? "" : value));
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, values.data());
    return texts;
}

Column oneColumn(std::vector<std::string> texts) {
    Column column;
    column.dtype = DType::Text;
    column.rows = texts.size();
    column.width = 1;
    column.text = std::move(texts);
    return column;
}

} // namespace

Result<Column> Hdf5File::attribute(const std::string& object, const std::string& name) const try {
    const Hdf5Lock lock;
    const auto found = open_->object(object, path_);
    if (!found)
        return fail(found);
    if (H5Aexists(found->get(), name.c_str()) <= 0)
        return fail(ErrorKind::NotFound, "\"" + object + "\" has no attribute \"" + name + "\"", path_);
    const std::string what = "The attribute \"" + name + "\" of \"" + object + "\"";
    const Hdf5Handle id{H5Aopen(found->get(), name.c_str(), H5P_DEFAULT), H5Aclose};
    if (!id)
        return fail(ErrorKind::Unreadable, what + " is damaged and could not be opened", path_);
    const Hdf5Handle stored{H5Aget_type(id.get()), H5Tclose};
    const Hdf5Handle space{H5Aget_space(id.get()), H5Sclose};
    const Hdf5Type type = hdf5Type(stored.get());
    const auto dims = hdf5Dims(space.get());
    if (!dims || type.array.kind == Hdf5Array::Kind::Refused || type.array.kind == Hdf5Array::Kind::Bytes)
        return fail(ErrorKind::Unsupported, what + " has an empty shape or a type that is not understood", path_);
    std::uint64_t elements = 1, inner = 1;
    for (const std::int64_t side : *dims)
        elements *= static_cast<std::uint64_t>(side); // hdf5Dims keeps it in range
    for (const std::int64_t side : type.array.dims)
        inner *= static_cast<std::uint64_t>(side);
    const std::size_t size = type.memory ? H5Tget_size(type.memory.get()) : sizeof(std::string);
    if (hdf5Times(elements, std::max<std::uint64_t>(size, 32)).value_or(~std::uint64_t{0}) > kHdf5MostAttributeBytes)
        return fail(ErrorKind::OutOfResource, what + " is larger than 64 MiB", path_);
    if (!type.memory) {
        auto texts = attributeTexts(*open_, found->get(), id.get(), name, elements);
        if (!texts)
            return fail(texts.error().kind, what + " is damaged: " + texts.error().text, path_);
        return oneColumn(std::move(*texts));
    }
    std::vector<std::byte> raw(static_cast<std::size_t>(elements) * size);
    if (!raw.empty() && H5Aread(id.get(), type.memory.get(), raw.data()) < 0)
        return fail(ErrorKind::Unreadable, what + " is damaged and could not be read", path_);
    return hdf5Column(type, std::move(raw), static_cast<std::size_t>(elements * inner), 1);
} catch (const std::bad_alloc&) {
    return fail(ErrorKind::OutOfResource, "There is not enough memory for the attribute \"" + name + "\"", path_);
}

std::vector<std::string> Hdf5File::attributeNames(const std::string& object) const {
    const Hdf5Lock lock;
    std::vector<std::string> names;
    const auto found = open_->object(object, path_);
    if (!found)
        return names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* into) -> herr_t {
        auto& list = *static_cast<std::vector<std::string>*>(into);
        list.emplace_back(name);
        return list.size() >= 4096 ? 1 : 0;
    };
    hsize_t from = 0;
    H5Aiterate2(found->get(), H5_INDEX_NAME, H5_ITER_NATIVE, &from, collect, &names);
    return names;
}

Result<std::int64_t> hdf5Integer(const Hdf5File& file, const std::string& object, const std::string& name) {
    const auto value = file.attribute(object, name);
    if (!value)
        return fail(value);
    if (value->rows == 1 && value->dtype == DType::Text) {
        std::int64_t number = 0;
        const std::string& text = value->text.front();
        const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (wrong == std::errc() && end == text.data() + text.size())
            return number;
    } else if (value->rows == 1 && isInteger(value->dtype)) {
        return value->integer(0);
    } else if (value->rows == 1 && isFloat(value->dtype) && std::abs(value->number(0)) < 9e15) {
        return static_cast<std::int64_t>(value->number(0));
    }
    return fail(ErrorKind::Invalid, "The attribute \"" + name + "\" of \"" + object + "\" is no whole number",
                file.path());
}

Result<double> hdf5Number(const Hdf5File& file, const std::string& object, const std::string& name) {
    const auto value = file.attribute(object, name);
    if (!value)
        return fail(value);
    if (value->rows == 1 && value->dtype != DType::Text && !value->bytes.empty())
        return value->number(0);
    return fail(ErrorKind::Invalid, "The attribute \"" + name + "\" of \"" + object + "\" is no number", file.path());
}

Result<std::string> hdf5Text(const Hdf5File& file, const std::string& object, const std::string& name) {
    auto value = file.attribute(object, name);
    if (!value)
        return fail(value);
    if (value->dtype == DType::Text && value->rows == 1)
        return std::move(value->text.front());
    return fail(ErrorKind::Invalid, "The attribute \"" + name + "\" of \"" + object + "\" is no text", file.path());
}

} // namespace gatoscope
