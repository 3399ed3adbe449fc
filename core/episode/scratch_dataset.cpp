// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/scratch_dataset.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

namespace gatoscope {

namespace {

constexpr double kExact = 9007199254740992.0; // 2^53

Column textColumn(const ScratchChannel& channel) {
    Column column;
    column.dtype = DType::Text;
    column.rows = 1;
    column.text = {channel.text};
    return column;
}

Column numberColumn(const ScratchChannel& channel, std::int64_t steps) {
    Column column;
    column.rows = static_cast<std::size_t>(steps);
    column.width = channel.width;
    column.dtype = channel.modality == Modality::Discrete ? DType::I64 : DType::F64;
    column.bytes.resize(channel.values.size() * 8);
    for (std::size_t i = 0; i < channel.values.size(); ++i) {
        const double value = channel.values[i];
        const auto integer = static_cast<std::int64_t>(column.dtype == DType::I64 ? value : 0);
        std::memcpy(column.bytes.data() + 8 * i,
                    column.dtype == DType::I64 ? static_cast<const void*>(&integer) : &value, 8);
    }
    return column;
}

class ScratchHandle final : public Episode {
public:
    explicit ScratchHandle(std::shared_ptr<const ScratchEpisode> data) : m_data(std::move(data)) {
        m_info.id = m_data->name;
        m_info.steps = m_data->steps;
        for (const ScratchChannel& channel : m_data->channels) {
            if (channel.modality == Modality::Image)
                continue;
            const bool text = channel.modality == Modality::Text;
            if (text && m_info.task.empty())
                m_info.task = channel.text;
            m_columns.emplace_back(
                channel.source,
                std::make_shared<const Column>(text ? textColumn(channel) : numberColumn(channel, m_data->steps)));
        }
    }

    const EpisodeInfo& info() const override { return m_info; }

    Result<std::int64_t> rows(const std::string& source) const override {
        const ScratchChannel* channel = m_data->find(source);
        if (channel == nullptr)
            return missing(source);
        return channel->modality == Modality::Text ? 1 : m_data->steps;
    }

    Result<std::shared_ptr<const Column>> column(const std::string& source) const override {
        for (const auto& [name, column] : m_columns) {
            if (name == source)
                return column;
        }
        return missing(source);
    }

    Result<Image> decodeImage(const std::string& source, std::int64_t row) const override {
        const ScratchChannel* channel = m_data->find(source);
        if (channel == nullptr || channel->modality != Modality::Image)
            return missing(source);
        if (row < 0 || row >= static_cast<std::int64_t>(channel->images.size())) {
            return fail(ErrorKind::NotFound, "there is no picture for step " + std::to_string(row), source);
        }
        return *channel->images[static_cast<std::size_t>(row)];
    }

private:
    static tl::unexpected<Error> missing(const std::string& source) {
        return fail(ErrorKind::NotFound, "the scratch episode has no such channel", source);
    }

    std::shared_ptr<const ScratchEpisode> m_data;
    EpisodeInfo m_info;
    std::vector<std::pair<std::string, std::shared_ptr<const Column>>> m_columns;
};

Channel storedChannel(const ScratchChannel& channel) {
    Channel result;
    result.source = channel.source;
    if (channel.modality == Modality::Image) {
        result.dtype = DType::U8;
        result.image = true;
        const Image& first = *channel.images.front();
        const bool same = std::all_of(channel.images.begin(), channel.images.end(), [&](const auto& image) {
            return image->width == first.width && image->height == first.height;
        });
        result.shape = {same ? first.height : -1, same ? first.width : -1, 3};
    } else if (channel.modality == Modality::Text) {
        result.dtype = DType::Text;
        result.alignment = Alignment::Once;
    } else {
        result.dtype = channel.modality == Modality::Discrete ? DType::I64 : DType::F64;
        if (channel.width != 1)
            result.shape = {static_cast<std::int64_t>(channel.width)};
    }
    return result;
}

Result<void> check(const ScratchEpisode& episode) {
    std::set<std::string> names;
    for (const ScratchChannel& channel : episode.channels) {
        if (channel.source.empty())
            return fail(ErrorKind::Invalid, "a channel has no name; give it one");
        if (!names.insert(channel.source).second) {
            return fail(ErrorKind::Invalid, "two channels have the same name; rename one", channel.source);
        }
        const auto steps = static_cast<std::size_t>(episode.steps);
        if (channel.modality == Modality::Image) {
            const bool whole = channel.images.size() == steps &&
                               std::all_of(channel.images.begin(), channel.images.end(), [](const auto& i) {
                                   return i && i->width > 0 && i->height > 0 &&
                                          i->pixels.size() == 3 * static_cast<std::size_t>(i->width) *
                                                                  static_cast<std::size_t>(i->height);
                               });
            if (!whole)
                return fail(ErrorKind::Invalid, "each step needs a picture", channel.source);
        } else if (channel.modality != Modality::Text && channel.values.size() != steps * channel.width) {
            return fail(ErrorKind::Invalid,
                        "expected " + std::to_string(steps * channel.width) + " values for " + std::to_string(steps) +
                            " steps, found " + std::to_string(channel.values.size()),
                        channel.source);
        }
        if (channel.modality != Modality::Discrete)
            continue;
        for (const double value : channel.values) {
            if (!(std::abs(value) < kExact) || value != std::floor(value)) {
                return fail(ErrorKind::Invalid, "a discrete value must be a whole number", channel.source);
            }
        }
    }
    return {};
}

class ScratchDataset final : public Dataset {
public:
    explicit ScratchDataset(ScratchEpisode episode) {
        format_ = "scratch";
        name_ = episode.name;
        map_ = scratchMap(episode);
        for (const ScratchChannel& channel : episode.channels)
            channels_.push_back(storedChannel(channel));
        report_.push_back(
            {Severity::Info, "scratch", "Typed in this window; the channel map is what its fields say.", {}, -1, -1});
        m_data = std::make_shared<const ScratchEpisode>(std::move(episode));
    }
    std::int64_t episodeCount() const override { return 1; }
    std::int64_t stepCount() const override { return m_data->steps; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override {
        if (index != 0)
            return fail(ErrorKind::NotFound, "the scratch data set has one episode, 0");
        return ScratchHandle(m_data).info();
    }

private:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t) const override {
        return std::make_shared<ScratchHandle>(m_data);
    }

    std::shared_ptr<const ScratchEpisode> m_data;
};

} // namespace

ScratchChannel* ScratchEpisode::find(const std::string& source) {
    const auto found =
        std::find_if(channels.begin(), channels.end(), [&](const ScratchChannel& c) { return c.source == source; });
    return found == channels.end() ? nullptr : &*found;
}

const ScratchChannel* ScratchEpisode::find(const std::string& source) const {
    return const_cast<ScratchEpisode*>(this)->find(source);
}

void ScratchEpisode::duplicateStep(std::int64_t step) {
    normalise();
    step = std::clamp<std::int64_t>(step, 0, steps - 1);
    for (ScratchChannel& channel : channels) {
        if (channel.modality == Modality::Image) {
            const auto copy = channel.images[static_cast<std::size_t>(step)];
            channel.images.insert(channel.images.begin() + step, copy);
        } else if (channel.modality != Modality::Text) {
            const auto width = static_cast<std::int64_t>(channel.width);
            const std::vector<double> row(channel.values.begin() + step * width,
                                          channel.values.begin() + (step + 1) * width);
            channel.values.insert(channel.values.begin() + step * width, row.begin(), row.end());
        }
    }
    ++steps;
}

void ScratchEpisode::removeStep(std::int64_t step) {
    normalise();
    if (steps <= 1 || step < 0 || step >= steps)
        return;
    for (ScratchChannel& channel : channels) {
        if (channel.modality == Modality::Image) {
            channel.images.erase(channel.images.begin() + step);
        } else if (channel.modality != Modality::Text) {
            const auto width = static_cast<std::int64_t>(channel.width);
            channel.values.erase(channel.values.begin() + step * width, channel.values.begin() + (step + 1) * width);
        }
    }
    --steps;
}

void ScratchEpisode::normalise() {
    steps = std::max<std::int64_t>(1, steps);
    const auto count = static_cast<std::size_t>(steps);
    for (ScratchChannel& channel : channels) {
        if (channel.modality == Modality::Image) {
            std::shared_ptr<const Image> last;
            for (const auto& image : channel.images) {
                if (image && !last)
                    last = image;
            }
            if (!last)
                last = std::make_shared<const Image>(Image{16, 16, std::vector<std::uint8_t>(16 * 16 * 3)});
            channel.images.resize(count);
            for (auto& image : channel.images) {
                if (!image)
                    image = last;
                last = image;
            }
        } else if (channel.modality != Modality::Text) {
            channel.width = std::max<std::size_t>(1, channel.width);
            channel.values.resize(count * channel.width, 0.0);
        }
    }
}

ScratchEpisode firstScratchEpisode() {
    ScratchEpisode episode;
    ScratchChannel instruction;
    instruction.source = "instruction";
    instruction.modality = Modality::Text;
    instruction.text = "pick up the red ball";
    ScratchChannel state;
    state.source = "state";
    state.width = 3;
    state.values = {0.0, 0.5, -1.0};
    ScratchChannel action;
    action.source = "action";
    action.role = Role::Action;
    action.modality = Modality::Discrete;
    action.n = 7;
    action.values = {2};
    episode.channels = {instruction, state, action};
    return episode;
}

ChannelMap scratchMap(const ScratchEpisode& episode) {
    ChannelMap map;
    map.fps = episode.framesPerSecond;
    for (const ScratchChannel& channel : episode.channels) {
        MappedChannel mapped;
        mapped.source = mapped.key = channel.source;
        mapped.role = channel.role;
        mapped.modality = channel.modality;
        if (channel.modality == Modality::Discrete && channel.n > 0)
            mapped.n = {channel.n};
        if (channel.modality == Modality::Continuous) {
            mapped.low = channel.low;
            mapped.high = channel.high;
        }
        map.channels.push_back(std::move(mapped));
    }
    return map;
}

Result<std::shared_ptr<const Dataset>> makeScratchDataset(ScratchEpisode episode, std::shared_ptr<FrameCache> cache) {
    if (episode.steps < 1)
        return fail(ErrorKind::Invalid, "a scratch episode needs at least one step");
    if (const Result<void> fits = check(episode); !fits)
        return fail(fits);
    auto dataset = std::make_shared<ScratchDataset>(std::move(episode));
    dataset->setFrameCache(cache ? std::move(cache) : std::make_shared<FrameCache>(std::size_t{64} << 20));
    return std::shared_ptr<const Dataset>(std::move(dataset));
}

} // namespace gatoscope
