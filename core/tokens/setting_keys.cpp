// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/setting_keys.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/base/nearest_name.h"

namespace gatoscope {
namespace {

using S = Settings;
using Names = std::vector<std::string>;

// Words in the order of the enumerators.
const Names& words(S::Dialect) {
    static const Names n{"gato", "neko", "gia"};
    return n;
}
const Names& words(S::Profile) {
    static const Names n{"shared", "disjoint", "gia"};
    return n;
}
const Names& words(S::AppendEos) {
    static const Names n{"never", "documents", "always"};
    return n;
}
const Names& words(S::BinRule) {
    static const Names n{"clamp", "neko"};
    return n;
}
const Names& words(S::DecodePoint) {
    static const Names n{"centre", "left"};
    return n;
}
const Names& words(S::Nan) {
    static const Names n{"error", "zero", "drop_step"};
    return n;
}
const Names& words(S::Order) {
    static const Names n{"modality_then_key", "key_only", "neko", "gia"};
    return n;
}
const Names& words(S::Crop) {
    static const Names n{"steps", "tokens"};
    return n;
}
const Names& words(S::ImageFit) {
    static const Names n{"pad", "resize", "crop", "strict"};
    return n;
}
const Names& words(S::PatchQuantise) {
    static const Names n{"round", "floor"};
    return n;
}
const Names& words(S::PatchMean) {
    static const Names n{"include_hi", "exclude_hi"};
    return n;
}
const Names& words(S::MeanRounding) {
    static const Names n{"half_up", "half_even", "down"};
    return n;
}
const Names& words(S::ImageBlock) {
    static const Names n{"neko", "gia64"};
    return n;
}
const Names& words(S::ActionPos) {
    static const Names n{"shared", "none"};
    return n;
}
const Names& words(S::PosSequence) {
    static const Names n{"none", "xl_relative", "absolute"};
    return n;
}
const Names& words(S::Ffn) {
    static const Names n{"geglu_split", "geglu_full", "gelu"};
    return n;
}
const Names& words(S::Gelu) {
    static const Names n{"erf", "tanh"};
    return n;
}

template <typename T>
bool parse(std::string_view text, T& value) {
    T parsed{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size()) {
        return false;
    }
    value = parsed;
    return true;
}

/// "1024", and "1024.0" as some writers have it.
bool parseInteger(std::string_view text, int& value) {
    double number = 0;
    if (parse(text, value)) {
        return true;
    }
    if (!parse(text, number) || number != std::floor(number) || std::abs(number) > 2147483647.0) {
        return false;
    }
    value = static_cast<int>(number);
    return true;
}

std::string shortest(double value) {
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end};
}

template <auto Member>
struct Access {
    using Value = std::remove_reference_t<decltype(std::declval<Settings&>().*Member)>;

    static std::string get(const Settings& settings) {
        const Value& value = settings.*Member;
        if constexpr (std::is_enum_v<Value>) {
            return words(value)[static_cast<std::size_t>(value)];
        } else if constexpr (std::is_same_v<Value, bool>) {
            return value ? "true" : "false";
        } else if constexpr (std::is_same_v<Value, int>) {
            return std::to_string(value);
        } else if constexpr (std::is_same_v<Value, double>) {
            return shortest(value);
        } else {
            return value;
        }
    }

    static bool set(Settings& settings, std::string_view text) {
        Value& value = settings.*Member;
        if constexpr (std::is_enum_v<Value>) {
            const Names& names = words(value);
            const auto found = std::find(names.begin(), names.end(), text);
            value = found == names.end() ? value : static_cast<Value>(found - names.begin());
            return found != names.end();
        } else if constexpr (std::is_same_v<Value, bool>) {
            const bool known = text == "true" || text == "false";
            value = known ? text == "true" : value;
            return known;
        } else if constexpr (std::is_same_v<Value, int>) {
            return parseInteger(text, value);
        } else if constexpr (std::is_same_v<Value, double>) {
            return parse(text, value);
        } else {
            value = text;
            return true;
        }
    }

    static SettingKey row(std::string_view name, bool model) {
        using Form = SettingKey::Form;
        SettingKey key{name, model, Form::Text, &get, &set, {}};
        if constexpr (std::is_enum_v<Value>) {
            key.form = Form::Choice;
            key.known = words(Value{});
        } else if constexpr (std::is_same_v<Value, bool>) {
            key.form = Form::Flag;
            key.known = {"true", "false"};
        } else if constexpr (std::is_same_v<Value, int>) {
            key.form = Form::Integer;
        } else if constexpr (std::is_same_v<Value, double>) {
            key.form = Form::Number;
        }
        return key;
    }
};

template <auto Member>
SettingKey tokens(std::string_view name) {
    return Access<Member>::row(name, false);
}
template <auto Member>
SettingKey model(std::string_view name) {
    return Access<Member>::row(name, true);
}

std::vector<SettingKey> tokenizerKeys() {
    return {tokens<&S::dialect>("dialect"),
            tokens<&S::text_model>("text_model"),
            tokens<&S::n_text>("n_text"),
            tokens<&S::n_bins>("n_bins"),
            tokens<&S::n_discrete>("n_discrete"),
            tokens<&S::profile>("profile"),
            tokens<&S::append_eos>("append_eos"),
            tokens<&S::mu>("mu"),
            tokens<&S::M>("M"),
            tokens<&S::compand_actions>("compand_actions"),
            tokens<&S::bin_rule>("bin_rule"),
            tokens<&S::decode_point>("decode_point"),
            tokens<&S::nan>("nan"),
            tokens<&S::order>("order"),
            tokens<&S::separator_in_loss>("separator_in_loss"),
            tokens<&S::context>("context"),
            tokens<&S::crop>("crop"),
            tokens<&S::patch>("patch"),
            tokens<&S::image_fit>("image_fit"),
            tokens<&S::patch_scale>("patch_scale"),
            tokens<&S::patch_pos>("patch_pos"),
            tokens<&S::patch_quantise>("patch_quantise"),
            tokens<&S::patch_mean>("patch_mean"),
            tokens<&S::mean_rounding>("mean_rounding"),
            tokens<&S::local_pos>("local_pos"),
            tokens<&S::local_standalone>("local_standalone")};
}

std::vector<SettingKey> modelKeys() {
    return {model<&S::image_block>("image_block"),
            model<&S::image_mid>("image_mid"),
            model<&S::image_groups>("image_groups"),
            model<&S::action_pos>("action_pos"),
            model<&S::pos_sequence>("pos_sequence"),
            model<&S::layers>("layers"),
            model<&S::width>("width"),
            model<&S::heads>("heads"),
            model<&S::ffn_dim>("ffn_dim"),
            model<&S::ffn>("ffn"),
            model<&S::gelu>("gelu"),
            model<&S::norm_eps>("norm_eps"),
            model<&S::tied_head>("tied_head"),
            model<&S::factor_dim>("factor_dim"),
            model<&S::stochastic_depth>("stochastic_depth")};
}

} // namespace

const std::vector<SettingKey>& settingKeys() {
    static const std::vector<SettingKey> keys = [] {
        std::vector<SettingKey> all = tokenizerKeys();
        const std::vector<SettingKey> more = modelKeys();
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return keys;
}

const SettingKey* findSettingKey(std::string_view name) {
    for (const SettingKey& key : settingKeys()) {
        if (key.name == name) {
            return &key;
        }
    }
    return nullptr;
}

tl::unexpected<Error> unknownSetting(std::string_view name, const std::string& place) {
    std::vector<std::string> names;
    for (const SettingKey& key : settingKeys()) {
        names.emplace_back(key.name);
    }
    return fail(ErrorKind::Invalid,
                "there is no setting '" + std::string(name) + "'; the nearest is '" + nearestName(name, names) + "'",
                place);
}

} // namespace gatoscope
