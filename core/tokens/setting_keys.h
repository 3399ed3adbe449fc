// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The table of setting keys: one row per key of contract 3, in its order. Private to core/tokens.
#include <span>
#include <string>
#include <string_view>

#include "core/tokens/settings.h"

namespace gatoscope {

struct SettingKey {
    enum class Form { Text, Choice, Integer, Number, Flag };
    std::string_view name;
    bool model = false;
    Form form = Form::Text;
    std::string (*get)(const Settings&) = nullptr;
    /// False where the text is no value of this key; `known` then says what would be.
    bool (*set)(Settings&, std::string_view) = nullptr;
    std::vector<std::string> known; // choices
};

const std::vector<SettingKey>& settingKeys();
/// Null for an unknown key.
const SettingKey* findSettingKey(std::string_view name);
/// Each number inside its own limits; contradictions between keys are validate()'s.
Result<void> checkSettingLimits(const Settings& settings);
tl::unexpected<Error> unknownSetting(std::string_view name, const std::string& place);

} // namespace gatoscope
