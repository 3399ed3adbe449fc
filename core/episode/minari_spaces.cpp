// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/minari_spaces.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/episode/json_text.h"

namespace gatoscope {

namespace {

using Json = nlohmann::json;
constexpr std::size_t kMostLeaves = 4096;
constexpr std::size_t kMostBounds = 1 << 20; // components of one Box whose bounds are kept

struct Reader {
    MinariSpaces& leaves;
    std::vector<Finding>& report;

    void warn(const std::string& where, const std::string& text) {
        report.push_back({Severity::Warning, "space-ignored", text, where, -1, -1});
    }
};

/// Appends the numbers of nested lists, row-major; false for anything else in them or too many.
bool flatten(const Json& value, std::vector<double>& into) {
    if (value.is_number()) {
        into.push_back(value.get<double>());
        return into.size() <= kMostBounds;
    }
    if (value.is_boolean()) {
        into.push_back(value.get<bool>() ? 1.0 : 0.0);
        return into.size() <= kMostBounds;
    }
    if (!value.is_array())
        return false;
    for (const Json& child : value)
        if (!flatten(child, into))
            return false;
    return true;
}

std::vector<std::int64_t> wholeNumbers(const Json& space, const char* key) {
    std::vector<double> values;
    std::vector<std::int64_t> whole;
    if (!space.contains(key) || !flatten(space[key], values))
        return whole;
    for (const double value : values)
        if (std::isfinite(value) && std::abs(value) < 9e15)
            whole.push_back(static_cast<std::int64_t>(value));
    return whole;
}

/// Number of components; nothing for negative sides or more than can be.
std::optional<std::size_t> product(const std::vector<std::int64_t>& shape) {
    std::size_t count = 1;
    for (const std::int64_t side : shape) {
        if (side < 0 || (side > 0 && count > (std::size_t{1} << 40) / static_cast<std::size_t>(side)))
            return std::nullopt;
        count *= static_cast<std::size_t>(side);
    }
    return count;
}

/// The bound of each component; NaN means unbounded. Empty where it is missing or has another count.
std::vector<double> bounds(const Json& space, const char* key, std::size_t count, double unbounded) {
    std::vector<double> values;
    if (count == 0 || count > kMostBounds || !space.contains(key) || !flatten(space[key], values))
        return {};
    if (values.size() == 1)
        values.resize(count, values.front());
    if (values.size() != count)
        return {};
    for (double& value : values)
        value = std::isnan(value) ? unbounded : value;
    return values;
}

bool isPicture(const Json& space, const std::vector<std::int64_t>& shape) {
    return shape.size() >= 2 && shape.size() <= 3 && shape[0] >= 16 && shape[1] >= 16 &&
           space.value("dtype", Json()) == Json("uint8");
}

void readBox(const Json& space, const std::string& path, MinariLeaf& leaf, Reader& reader) {
    leaf.declared.space = Declared::Space::Box;
    leaf.shape = wholeNumbers(space, "shape");
    const auto count = product(leaf.shape);
    if (!count) {
        leaf.shape.clear();
        reader.warn(path, "The declared Box has an impossible shape; it is ignored");
        return;
    }
    if (isPicture(space, leaf.shape))
        return; // the bounds of a picture's bytes are 0 and 255; a list of each would only take memory
    const double infinity = std::numeric_limits<double>::infinity();
    leaf.declared.low = bounds(space, "low", *count, -infinity);
    leaf.declared.high = bounds(space, "high", *count, infinity);
    bool usable = leaf.declared.low.size() == leaf.declared.high.size();
    for (std::size_t i = 0; usable && i < leaf.declared.low.size(); ++i)
        usable = leaf.declared.low[i] <= leaf.declared.high[i];
    if (usable && (*count == 0 || !leaf.declared.low.empty()))
        return;
    leaf.declared.low.clear();
    leaf.declared.high.clear();
    reader.warn(path, "The declared bounds of the Box are missing, incomplete or contradict each other; none are used");
}

/// One entry per component: n = the counts, start = the first values.
void readDiscrete(const Json& space, const std::string& path, MinariLeaf& leaf, Reader& reader) {
    const bool single = leaf.type == "Discrete";
    leaf.declared.space = single ? Declared::Space::Discrete : Declared::Space::MultiDiscrete;
    leaf.declared.n = wholeNumbers(space, single ? "n" : "nvec");
    leaf.declared.start = wholeNumbers(space, "start");
    if (!single)
        leaf.shape = {static_cast<std::int64_t>(leaf.declared.n.size())};
    if (!single && space.contains("shape"))
        leaf.shape = wholeNumbers(space, "shape");
    if (leaf.declared.start.size() == 1)
        leaf.declared.start.resize(std::max<std::size_t>(leaf.declared.n.size(), 1), leaf.declared.start.front());
    if (leaf.declared.start.size() != leaf.declared.n.size())
        leaf.declared.start.assign(leaf.declared.n.size(), 0);
    bool usable = !leaf.declared.n.empty() && (!single || leaf.declared.n.size() == 1);
    for (const std::int64_t n : leaf.declared.n)
        usable = usable && n > 0;
    if (usable)
        return;
    leaf.declared = {};
    reader.warn(path, "The declared " + leaf.type + " space has no usable number of values; it is ignored");
}

void readMultiBinary(const Json& space, const std::string& path, MinariLeaf& leaf, Reader& reader) {
    leaf.shape = wholeNumbers(space, "n");
    const auto count = product(leaf.shape);
    if (leaf.shape.empty() || !count || *count == 0 || *count > kMostBounds) {
        leaf.shape.clear();
        reader.warn(path, "The declared MultiBinary space has no usable size; it is ignored");
        return;
    }
    leaf.declared.space = Declared::Space::MultiBinary;
    leaf.declared.n.assign(*count, 2);
    leaf.declared.start.assign(*count, 0);
}

void readSpace(const Json& space, const std::string& path, Reader& reader);

void readChildren(const Json& children, const std::string& path, Reader& reader) {
    if (children.is_object()) {
        for (const auto& [key, child] : children.items())
            readSpace(child, path + "/" + key, reader);
    } else if (children.is_array()) {
        for (std::size_t i = 0; i < children.size(); ++i)
            readSpace(children[i], path + "/_index_" + std::to_string(i), reader);
    }
}

void readSpace(const Json& space, const std::string& path, Reader& reader) {
    if (!space.is_object() || !space.contains("type") || !space["type"].is_string())
        return reader.warn(path, "A declared space says no type; it is ignored");
    if (reader.leaves.size() >= kMostLeaves)
        return;
    MinariLeaf leaf;
    leaf.type = space["type"].get<std::string>();
    if (leaf.type == "Dict" || leaf.type == "Tuple")
        return readChildren(space.value("subspaces", Json()), path, reader);
    if (leaf.type == "Box")
        readBox(space, path, leaf, reader);
    else if (leaf.type == "Discrete" || leaf.type == "MultiDiscrete")
        readDiscrete(space, path, leaf, reader);
    else if (leaf.type == "MultiBinary")
        readMultiBinary(space, path, leaf, reader);
    else if (leaf.type == "Text")
        leaf.declared.space = Declared::Space::Text;
    else
        reader.warn(path, "Spaces of type " + leaf.type + " are not understood; the data are read as they are stored");
    reader.leaves[path] = std::move(leaf);
}

} // namespace

void readMinariSpace(std::string_view json, const std::string& root, MinariSpaces& leaves,
                     std::vector<Finding>& report) {
    Reader reader{leaves, report};
    const auto space = parseJson(json, root);
    if (!space)
        return reader.warn(root, "The declared space is no valid JSON; it is inferred from the data");
    readSpace(*space, root, reader);
}

} // namespace gatoscope
