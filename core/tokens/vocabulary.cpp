// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/vocabulary.h"

#include <algorithm>
#include <vector>

namespace gatoscope {

Vocabulary vocabulary(const Settings& settings) {
    Vocabulary v;
    v.textEnd = settings.n_text;
    v.continuousBegin = v.textEnd;
    v.continuousEnd = v.continuousBegin + settings.n_bins;
    switch (settings.profile) {
    case Settings::Profile::Shared:
        v.discreteBegin = 0;
        v.separator = v.continuousEnd;
        break;
    case Settings::Profile::Disjoint:
        v.discreteBegin = v.continuousEnd;
        v.separator = v.discreteBegin + settings.n_discrete;
        break;
    case Settings::Profile::Gia:
        v.discreteBegin = v.textEnd;
        v.separator = v.textEnd + std::max(settings.n_bins, settings.n_discrete);
        break;
    }
    v.discreteEnd = v.discreteBegin + settings.n_discrete;
    v.size = v.separator + 1;
    return v;
}

std::string describeId(const Vocabulary& v, std::int32_t id) {
    std::string text;
    const auto add = [&text](const std::string& meaning) { text += (text.empty() ? "" : " or ") + meaning; };
    if (id >= v.textBegin && id < v.textEnd) {
        add("text piece " + std::to_string(id - v.textBegin));
    }
    if (id >= v.discreteBegin && id < v.discreteEnd) {
        add("discrete value " + std::to_string(id - v.discreteBegin));
    }
    if (id >= v.continuousBegin && id < v.continuousEnd) {
        add("bin " + std::to_string(id - v.continuousBegin) + " of " +
            std::to_string(v.continuousEnd - v.continuousBegin));
    }
    if (id == v.separator) {
        add("separator");
    }
    if (text.empty()) {
        return id == -1 ? "image patch (no id)" : "no meaning: ids end at " + std::to_string(v.size - 1);
    }
    return text;
}

bool sameVocabulary(const Settings& a, const Settings& b) {
    const auto list = [](const Vocabulary& v) {
        return std::vector<std::int32_t>{v.textEnd,     v.continuousBegin, v.continuousEnd, v.discreteBegin,
                                         v.discreteEnd, v.separator,       v.size};
    };
    return list(vocabulary(a)) == list(vocabulary(b));
}

} // namespace gatoscope
