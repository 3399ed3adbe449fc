// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/safetensors_header.h"

#include <set>

#include <nlohmann/json.hpp>

namespace gatoscope {

namespace {

/// SAX walk of {"name": {"dtype": s, "shape": [n], "data_offsets": [n, n]}, "__metadata__": {s: s}}.
/// Unknown fields inside an entry are skipped, whatever they hold (to a bounded depth).
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
public:
    SafetensorsHeader header;
    std::string wrong;

    bool null() override { return scalar("null"); }
    bool boolean(bool) override { return scalar("a boolean"); }
    bool number_float(double, const std::string&) override { return scalar("a fraction"); }
    bool number_integer(std::int64_t) override { return scalar("a negative number"); }
    bool binary(nlohmann::json::binary_t&) override { return stop("binary data"); }
    bool number_unsigned(std::uint64_t value) override {
        if (skipping())
            return true;
        if (depth_ == 3 && field_ == "shape")
            return entry_.shape.push_back(value), true;
        if (depth_ == 3 && field_ == "data_offsets")
            return offsets_.push_back(value), true;
        return stop("a number where none belongs");
    }
    bool string(std::string& value) override {
        if (skipping())
            return true;
        if (depth_ == 2 && metadata_)
            return header.metadata.emplace_back(field_, value), true;
        if (depth_ == 2 && field_ == "dtype")
            return entry_.dtype = value, true;
        return stop("a string where none belongs");
    }
    bool start_object(std::size_t) override {
        if (++depth_ > 32)
            return stop("nesting deeper than 32");
        if (depth_ <= 2)
            fields_.clear();
        if (depth_ == 2) {
            metadata_ = name_ == "__metadata__";
            entry_ = {};
            entry_.name = name_;
            offsets_.clear();
            return true;
        }
        return depth_ == 1 || skipping() || stop("an object where none belongs");
    }
    bool end_object() override {
        if (depth_ == 2 && !metadata_ && !finish())
            return false;
        --depth_;
        return true;
    }
    bool start_array(std::size_t) override {
        if (++depth_ > 32)
            return stop("nesting deeper than 32");
        if (depth_ == 3 && !metadata_ && (field_ == "shape" || field_ == "data_offsets"))
            return true;
        return skipping() || stop("a list where none belongs");
    }
    bool end_array() override { return --depth_, true; }
    bool key(std::string& value) override {
        if (depth_ == 1) {
            name_ = value;
            if (!names_.insert(value).second)
                return stop("the name " + value + " twice");
        } else if (depth_ == 2) {
            field_ = value;
            if (!fields_.insert(value).second)
                return stop("the field " + value + " twice in " + name_);
        }
        return true;
    }
    bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception&) override {
        if (wrong.empty())
            wrong = "no valid JSON at byte " + std::to_string(at);
        return false;
    }

private:
    bool known() const { return field_ == "dtype" || field_ == "shape" || field_ == "data_offsets"; }
    bool skipping() const { return depth_ >= 2 && !metadata_ && !known(); }
    bool scalar(const char* what) { return skipping() || stop(what); }
    bool stop(const std::string& what) {
        if (wrong.empty())
            wrong = what + (name_.empty() ? "" : " (at " + name_ + ")");
        return false;
    }
    bool finish() {
        if (entry_.dtype.empty() || offsets_.size() != 2 || fields_.count("shape") == 0)
            return stop("an entry without dtype, shape or two data_offsets");
        entry_.begin = offsets_[0];
        entry_.end = offsets_[1];
        header.entries.push_back(entry_);
        return true;
    }

    int depth_ = 0;
    bool metadata_ = false;
    std::string name_, field_;
    std::set<std::string> names_, fields_;
    HeaderEntry entry_;
    std::vector<std::uint64_t> offsets_;
};

} // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, const std::string& place) {
    HeaderReader reader;
    bool read = false;
    try {
        read = nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
    } catch (const std::exception& error) {
        reader.wrong = error.what();
    }
    if (!read)
        return fail(ErrorKind::Unreadable,
                    "A safetensors header (one JSON object of tensors) was looked for; found " + reader.wrong + ".",
                    place);
    return std::move(reader.header);
}

} // namespace gatoscope
