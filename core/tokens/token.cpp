// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/token.h"

#include <algorithm>

namespace gatoscope {

const char* name(Kind kind) {
    switch (kind) {
    case Kind::Text:
        return "text";
    case Kind::Image:
        return "image";
    case Kind::Discrete:
        return "discrete";
    case Kind::Continuous:
        return "continuous";
    case Kind::Separator:
        return "separator";
    case Kind::DiscreteAction:
        return "discrete_action";
    case Kind::ContinuousAction:
        return "continuous_action";
    case Kind::TextAction:
        return "text_action";
    }
    return "";
}

Kind kindOf(const SequenceChannel& channel) {
    switch (channel.map.modality) {
    case Modality::Image:
        return Kind::Image;
    case Modality::Text:
    case Modality::TextIds:
        return channel.action ? Kind::TextAction : Kind::Text;
    case Modality::Discrete:
        return channel.action ? Kind::DiscreteAction : Kind::Discrete;
    case Modality::Continuous:
        break;
    }
    return channel.action ? Kind::ContinuousAction : Kind::Continuous;
}

bool isAction(Kind kind) {
    return kind == Kind::DiscreteAction || kind == Kind::ContinuousAction || kind == Kind::TextAction;
}

void TokenSequence::copyIds(std::size_t first, std::size_t count, std::int32_t* out) const {
    for (std::size_t i = first; i < std::min(first + count, size()); ++i)
        *out++ = id(i);
}

} // namespace gatoscope
