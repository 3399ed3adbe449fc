// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_dimensions.h"

#include "widgets/common/convert.h"
#include "widgets/common/token_text.h"

#include <algorithm>

namespace gatoscope {

namespace {

constexpr std::size_t kMostComponents = 4096; // of one channel; wider ones are nobody's actions

ActionKind kindOf(Modality modality) {
    return modality == Modality::Continuous ? ActionKind::Continuous
           : modality == Modality::Discrete ? ActionKind::Discrete
                                            : ActionKind::Text;
}

/// n of a discrete component: declared, else the whole range.
std::int32_t choiceCount(const SequenceChannel& channel, std::size_t element, const Settings& settings) {
    const auto& n = channel.map.n;
    if (n.empty())
        return settings.n_discrete;
    const std::int64_t count = n.size() == 1 ? n.front() : n[std::min(element, n.size() - 1)];
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(count, 1, settings.n_discrete));
}

QString nameOf(const SequenceChannel& channel, std::size_t element, std::size_t components, bool alone) {
    const QString key = toQString(channel.map.key);
    const QString own = elementName(channel, static_cast<std::int32_t>(element));
    if (!own.isEmpty())
        return alone ? own : QStringLiteral("%1.%2").arg(key, own);
    return components <= 1 ? key : QStringLiteral("%1[%2]").arg(key).arg(element);
}

ActionDimension dimensionOf(const TokenSequence& tokens, std::size_t index, std::size_t element, std::size_t components,
                            bool alone) {
    const SequenceChannel& channel = tokens.channels()[index];
    const Vocabulary& ids = tokens.vocabulary();
    ActionDimension dimension;
    dimension.kind = kindOf(channel.map.modality);
    dimension.channel = static_cast<int>(index);
    dimension.element = static_cast<int>(element);
    dimension.name = nameOf(channel, element, components, alone);
    dimension.unit = toQString(channel.map.unit);
    std::int32_t count = 0;
    if (dimension.kind == ActionKind::Continuous) {
        dimension.firstId = ids.continuousBegin;
        count = ids.continuousEnd - ids.continuousBegin;
    } else if (dimension.kind == ActionKind::Discrete) {
        dimension.firstId = ids.discreteBegin;
        count = choiceCount(channel, element, tokens.settings());
        if (components <= 1)
            for (const std::string& name : channel.map.names)
                dimension.choices << toQString(name);
    } else {
        dimension.firstId = ids.textBegin;
    }
    for (std::int32_t i = 0; i < count; ++i) {
        const auto decoded = decodeId(dimension.firstId + i, channel.map, element, true, tokens.settings());
        dimension.values.push_back(decoded ? decoded->value : i);
    }
    return dimension;
}

/// "actions/arm[0]", "actions/mode" say "actions/" for nothing: the folder that all of several channels share goes.
void dropSharedFolder(std::vector<ActionDimension>& dimensions) {
    const bool several = std::any_of(dimensions.begin(), dimensions.end(),
                                     [&](const auto& d) { return d.channel != dimensions.front().channel; });
    if (!several)
        return;
    const QString folder = dimensions.front().name.section(QLatin1Char('/'), 0, 0) + QLatin1Char('/');
    if (std::all_of(dimensions.begin(), dimensions.end(),
                    [&](const auto& d) { return d.name.startsWith(folder) && d.name.size() > folder.size(); }))
        for (ActionDimension& dimension : dimensions)
            dimension.name.remove(0, folder.size());
}

} // namespace

std::vector<ActionDimension> actionDimensions(const TokenSequence& tokens) {
    const auto& channels = tokens.channels();
    const auto actions = std::count_if(channels.begin(), channels.end(), [](const auto& c) { return c.action; });
    std::vector<ActionDimension> result;
    for (std::size_t c = 0; c < channels.size(); ++c) {
        if (!channels[c].action)
            continue;
        const bool text = kindOf(channels[c].map.modality) == ActionKind::Text;
        const std::size_t components = text ? 1 : std::max<std::size_t>(1, width(channels[c].stored));
        for (std::size_t e = 0; e < std::min(components, kMostComponents); ++e)
            result.push_back(dimensionOf(tokens, c, e, components, actions == 1));
    }
    if (!result.empty())
        dropSharedFolder(result);
    return result;
}

} // namespace gatoscope
