// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/settings.h"

#include <array>
#include <cstdio>

#include "core/base/nearest_name.h"
#include "core/tokens/setting_keys.h"

namespace gatoscope {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Contract 3, the two lines below the table.
const Pairs& dialectKeys(Settings::Dialect dialect) {
    static const Pairs none;
    static const Pairs neko{{"profile", "disjoint"},        {"order", "neko"},           {"bin_rule", "neko"},
                            {"decode_point", "left"},       {"patch_quantise", "floor"}, {"patch_mean", "exclude_hi"},
                            {"mean_rounding", "half_even"}, {"tied_head", "false"},      {"action_pos", "none"}};
    static const Pairs gia{{"profile", "gia"},          {"order", "gia"},
                           {"compand_actions", "true"}, {"separator_in_loss", "true"},
                           {"patch_scale", "false"},    {"patch_quantise", "floor"},
                           {"mean_rounding", "down"},   {"image_block", "gia64"}};
    return dialect == Settings::Dialect::Neko ? neko : dialect == Settings::Dialect::Gia ? gia : none;
}

void applyDialect(Settings& settings, Settings::Dialect before) {
    const Settings defaults;
    for (const auto& [name, value] : dialectKeys(before)) {
        const SettingKey* key = findSettingKey(name);
        key->set(settings, key->get(defaults));
    }
    for (const auto& [name, value] : dialectKeys(settings.dialect)) {
        findSettingKey(name)->set(settings, value);
    }
}

std::string expected(const SettingKey& key, std::string_view value) {
    switch (key.form) {
    case SettingKey::Form::Integer:
        return "an integer";
    case SettingKey::Form::Number:
        return "a number";
    case SettingKey::Form::Text:
        return "text";
    case SettingKey::Form::Flag:
    case SettingKey::Form::Choice:
        break;
    }
    std::string list;
    for (const std::string& known : key.known) {
        list += (list.empty() ? "" : ", ") + known;
    }
    return list + "; the nearest is '" + nearestName(value, key.known) + "'";
}

} // namespace

std::vector<std::pair<std::string, std::string>> listSettings(const Settings& settings) {
    Pairs list;
    for (const SettingKey& key : settingKeys()) {
        list.emplace_back(key.name, key.get(settings));
    }
    return list;
}

bool isModelKey(std::string_view name) {
    const SettingKey* key = findSettingKey(name);
    return key != nullptr && key->model;
}

Result<void> setSetting(Settings& settings, std::string_view name, std::string_view value) {
    const SettingKey* key = findSettingKey(name);
    if (key == nullptr) {
        return unknownSetting(name, {});
    }
    const Settings::Dialect before = settings.dialect;
    if (!key->set(settings, value)) {
        return fail(ErrorKind::Invalid, "the setting " + std::string(name) + " cannot be '" + std::string(value) +
                                            "'; it takes " + expected(*key, value));
    }
    if (name == "dialect") {
        applyDialect(settings, before);
    }
    return {};
}

Result<void> setSettings(Settings& settings, const Pairs& keys) {
    for (const bool dialect : {true, false}) {
        for (const auto& [name, value] : keys) {
            if ((name == "dialect") != dialect) {
                continue;
            }
            if (auto set = setSetting(settings, name, value); !set) {
                return set;
            }
        }
    }
    return {};
}

namespace {

struct Limit {
    const char* name;
    double value, least, most;
};

std::string shown(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.9g", value);
    return text.data();
}

} // namespace

Result<void> checkSettingLimits(const Settings& s) {
    constexpr double million = 1 << 20;
    const Limit limits[] = {
        {"n_text", double(s.n_text), 1, 16 * million},
        {"n_bins", double(s.n_bins), 2, million},
        {"n_discrete", double(s.n_discrete), 1, million},
        {"context", double(s.context), 1, 64 * million},
        {"patch", double(s.patch), 1, 1024},
        {"patch_pos", double(s.patch_pos), 1, million},
        {"local_pos", double(s.local_pos), 1, 16 * million},
        {"mu", s.mu, 1e-12, 1e12},
        {"M", s.M, 1e-12, 1e12},
        {"image_mid", double(s.image_mid), 1, 65536},
        {"image_groups", double(s.image_groups), 1, 65536},
        {"layers", double(s.layers), 1, 4096},
        {"width", double(s.width), 1, 65536},
        {"heads", double(s.heads), 1, 65536},
        {"ffn_dim", double(s.ffn_dim), 1, million},
        {"norm_eps", s.norm_eps, 1e-30, 1},
        {"factor_dim", double(s.factor_dim), 0, 65536},
        {"stochastic_depth", s.stochastic_depth, 0, 1},
    };
    for (const Limit& limit : limits) {
        if (!(limit.value >= limit.least && limit.value <= limit.most)) {
            return fail(ErrorKind::Invalid, "the setting " + std::string(limit.name) + " is " +
                                                findSettingKey(limit.name)->get(s) + "; it must lie between " +
                                                shown(limit.least) + " and " + shown(limit.most));
        }
    }
    return {};
}

Result<void> validate(const Settings& s) {
    if (auto limits = checkSettingLimits(s); !limits) {
        return limits;
    }
    const auto number = [](int value) { return std::to_string(value); };
    if (s.text_model.empty() && s.n_text < 256) {
        return fail(ErrorKind::Invalid,
                    "n_text is " + number(s.n_text) + "; the byte fallback needs at least 256 (or name a text_model)");
    }
    if (s.profile == Settings::Profile::Shared && s.n_text < s.n_discrete) {
        return fail(ErrorKind::Invalid, "profile shared puts the " + number(s.n_discrete) +
                                            " discrete values inside the " + number(s.n_text) +
                                            " text ids; raise n_text, lower n_discrete or set profile to disjoint");
    }
    if (s.width % s.heads != 0) {
        return fail(ErrorKind::Invalid, "width " + number(s.width) + " is no multiple of heads " + number(s.heads));
    }
    if (s.image_block == Settings::ImageBlock::Neko && s.image_mid % s.image_groups != 0) {
        return fail(ErrorKind::Invalid,
                    "image_mid " + number(s.image_mid) + " is no multiple of image_groups " + number(s.image_groups));
    }
    if (s.image_block == Settings::ImageBlock::Gia64 && 64 % s.image_groups != 0) {
        return fail(ErrorKind::Invalid,
                    "image_groups " + number(s.image_groups) + " does not divide the 64 channels of image_block gia64");
    }
    if (s.ffn == Settings::Ffn::GegluSplit && s.ffn_dim % 2 != 0) {
        return fail(ErrorKind::Invalid, "ffn_dim " + number(s.ffn_dim) + " is odd; geglu_split needs an even one");
    }
    return {};
}

} // namespace gatoscope
