// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/array_dataset.h"

#include <algorithm>
#include <utility>

#include "core/episode/array_roles.h"

namespace gatoscope {
namespace {

constexpr std::size_t kFullLook =
    48; // so many files are looked at whole (and stay open meanwhile); of more only the steps
constexpr std::size_t kSamples = 8; // files whose whole numbers are looked at before they are called discrete
constexpr std::size_t kTold = 50;   // findings about single files
constexpr std::int64_t kMostEpisodes = 50'000'000;

struct Entry {
    std::size_t file = 0;
    std::int64_t steps = 0;
    ArrayRange range;
};

class ArrayDataset final : public Dataset {
public:
    explicit ArrayDataset(ArrayFiles files) : files_(std::move(files)) {
        path_ = files_.path;
        format_ = files_.format;
        name_ = files_.name;
    }

    Result<void> index(const Progress& progress);

    std::int64_t episodeCount() const override { return static_cast<std::int64_t>(entries_.size()); }
    std::int64_t stepCount() const override { return steps_; }

    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override {
        const auto set = setOf(index);
        return set ? infoOf(index, **set) : Result<EpisodeInfo>(fail(set));
    }

private:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override {
        auto set = setOf(index);
        if (!set)
            return fail(set);
        auto info = infoOf(index, **set);
        if (!info)
            return fail(info);
        return std::make_shared<ArrayEpisode>(std::move(*info), std::move(*set), entry(index).range, channels_);
    }

    const Entry& entry(std::int64_t index) const { return entries_[static_cast<std::size_t>(index)]; }

    Result<std::shared_ptr<const ArraySet>> setOf(std::int64_t index) const {
        if (index < 0 || index >= episodeCount())
            return fail(ErrorKind::NotFound, "there is no episode " + std::to_string(index), path_);
        if (single_)
            return single_;
        auto set = files_.load(entry(index).file, "");
        if (!set)
            return fail(set);
        return std::make_shared<const ArraySet>(std::move(*set));
    }

    Result<EpisodeInfo> infoOf(std::int64_t index, const ArraySet& set) const {
        EpisodeInfo info;
        info.index = index;
        info.id = entry(index).range.total == 0 ? files_.ids[entry(index).file] : "episode_" + std::to_string(index);
        info.steps = entry(index).steps;
        describeEpisode(set, entry(index).range, info);
        return info;
    }

    struct Looked {
        std::vector<std::shared_ptr<const ArraySet>> sets; // of the first files, for guessing
        std::vector<std::size_t> files;
        std::size_t unreadable = 0;
        std::optional<Error> firstError;
    };
    Result<Looked> lookAtFirst(const Progress& progress);
    Result<void> countRest(const Arrangement& arrangement, Looked& looked, const Progress& progress);
    void unreadable(std::size_t file, const Error& error, Looked& looked);
    void addEntry(std::size_t file, std::int64_t steps);
    void compareChannels(const Looked& looked);
    void reportBroken(const ArraySet& set, std::size_t file);
    bool splitEpisodes(const Arrangement& arrangement);
    void cut(const std::vector<std::uint64_t>& ends, std::uint64_t total);

    ArrayFiles files_;
    std::vector<Entry> entries_;
    std::shared_ptr<const ArraySet> single_; // the arrays of the only file: opened once
    std::int64_t steps_ = 0;
};

void ArrayDataset::unreadable(std::size_t file, const Error& error, Looked& looked) {
    if (!looked.firstError)
        looked.firstError = error;
    if (++looked.unreadable <= kTold)
        report_.push_back(
            {Severity::Error, "unreadable-file", error.text + "; the file is left out", files_.ids[file], -1, -1});
}

void ArrayDataset::addEntry(std::size_t file, std::int64_t steps) {
    entries_.push_back({file, steps, {}});
    steps_ += steps;
}

void ArrayDataset::reportBroken(const ArraySet& set, std::size_t file) {
    for (const auto& [source, note] : set.notes)
        if (report_.size() < 4 * kTold)
            report_.push_back({Severity::Error, "damaged-file", note,
                               files_.ids.size() > 1 ? files_.ids[file] + ": " + source : source, -1, -1});
    for (const auto& [source, error] : set.broken)
        if (report_.size() < 4 * kTold)
            report_.push_back({Severity::Warning, "unreadable-array", error.text + "; the others stay usable",
                               files_.ids.size() > 1 ? files_.ids[file] + ": " + source : source, -1, -1});
}

Result<ArrayDataset::Looked> ArrayDataset::lookAtFirst(const Progress& progress) {
    Looked looked;
    for (std::size_t file = 0; file < files_.ids.size() && looked.sets.size() < kFullLook; ++file) {
        if (!gatoscope::report(progress, static_cast<double>(file) / static_cast<double>(files_.ids.size())))
            return fail(ErrorKind::Cancelled, "opening was stopped", path_);
        auto set = files_.load(file, "");
        if (set && set->arrays.empty() && !set->broken.empty())
            set = tl::unexpected<Error>(set->broken.front().second);
        if (!set) {
            unreadable(file, set.error(), looked);
            continue;
        }
        reportBroken(*set, file);
        looked.sets.push_back(std::make_shared<const ArraySet>(std::move(*set)));
        looked.files.push_back(file);
    }
    if (looked.sets.empty())
        return looked.firstError ? Result<Looked>(tl::unexpected<Error>(*looked.firstError))
                                 : fail(ErrorKind::Unsupported, "there are no arrays here", path_);
    return looked;
}

/// Channels that later files lack or hold with another shape: told, and the shape left open.
void ArrayDataset::compareChannels(const Looked& looked) {
    for (Channel& channel : channels_) {
        std::size_t missing = 0;
        bool varies = false;
        for (const auto& set : looked.sets) {
            const NpyArray* array = set->find(channel.source);
            missing += array == nullptr ? 1 : 0;
            if (array == nullptr || array->header().rowShape() == channel.shape)
                continue;
            varies = true;
            if (array->header().rowShape().size() == channel.shape.size())
                for (std::size_t side = 0; side < channel.shape.size(); ++side)
                    if (array->header().rowShape()[side] != channel.shape[side])
                        channel.shape[side] = -1;
        }
        if (missing > 0)
            report_.push_back(
                {Severity::Warning, "missing-channel",
                 std::to_string(missing) + " of " + std::to_string(looked.sets.size()) + " files lack the array",
                 channel.source, -1, -1});
        if (varies)
            report_.push_back(
                {Severity::Info, "varying-shape", "the shape differs between files", channel.source, -1, -1});
    }
}

Result<void> ArrayDataset::countRest(const Arrangement& arrangement, Looked& looked, const Progress& progress) {
    const std::size_t from = looked.files.back() + 1;
    for (std::size_t file = from; file < files_.ids.size(); ++file) {
        if (file % 64 == 0 &&
            !gatoscope::report(progress, static_cast<double>(file) / static_cast<double>(files_.ids.size())))
            return fail(ErrorKind::Cancelled, "opening was stopped", path_);
        auto set = files_.load(file, arrangement.clock);
        if (set && set->find(arrangement.clock) == nullptr)
            set = files_.load(file, "");
        if (!set) {
            unreadable(file, set.error(), looked);
            continue;
        }
        const NpyArray* clock = set->find(arrangement.clock);
        addEntry(file, clock != nullptr ? static_cast<std::int64_t>(clock->header().rows()) : countSteps(*set));
    }
    if (looked.unreadable > kTold)
        report_.push_back({Severity::Error, "unreadable-file",
                           std::to_string(looked.unreadable) + " files in all cannot be read", "", -1, -1});
    return {};
}

Result<void> ArrayDataset::index(const Progress& progress) {
    auto looked = lookAtFirst(progress);
    if (!looked)
        return fail(looked);
    // The file with most arrays gives the channels, so that one poor file does not hide the others' channels.
    const auto fullest = std::max_element(looked->sets.begin(), looked->sets.end(), [](const auto& a, const auto& b) {
        return a->arrays.size() < b->arrays.size();
    });
    std::vector<std::shared_ptr<const ArraySet>> samples;
    for (std::size_t i = 0; i < kSamples && i < looked->sets.size(); ++i)
        samples.push_back(looked->sets[i * looked->sets.size() / std::min(kSamples, looked->sets.size())]);
    const Arrangement arrangement = arrangeArrays(**fullest, samples, report_);
    channels_ = arrangement.channels;
    map_ = arrangement.map;
    if (files_.ids.size() == 1) {
        single_ = looked->sets.front();
        if (splitEpisodes(arrangement))
            return {};
    }
    for (std::size_t i = 0; i < looked->sets.size(); ++i)
        addEntry(looked->files[i], countSteps(*looked->sets[i]));
    compareChannels(*looked);
    return countRest(arrangement, *looked, progress);
}

/// Ends of episodes as diffusion_policy stores them: one increasing array of row counts whose last is the total.
std::vector<std::uint64_t> storedEnds(const ArraySet& set, std::uint64_t total) {
    std::vector<std::uint64_t> ends;
    const NpyArray* array = set.find("episode_ends");
    if (array == nullptr || !isInteger(array->header().dtype) || array->header().shape.size() != 1 ||
        array->header().rows() > total)
        return {};
    const auto column = array->readColumn(0, array->header().rows());
    for (std::size_t row = 0; column && row < column->rows; ++row) {
        const std::int64_t end = column->integer(row);
        if (end <= 0 || static_cast<std::uint64_t>(end) > total ||
            (!ends.empty() && static_cast<std::uint64_t>(end) <= ends.back()))
            return {};
        ends.push_back(static_cast<std::uint64_t>(end));
    }
    return ends;
}

/// Rows after which an end flag is true, over all flags of the file.
std::vector<std::uint64_t> flaggedEnds(const ArraySet& set, std::uint64_t total, std::string& names) {
    std::vector<bool> last(static_cast<std::size_t>(total));
    for (const NamedArray& named : set.arrays) {
        const NpyHeader& header = named.array.header();
        if (!isEndName(named.source) || header.dtype == DType::Text || header.shape.empty() || header.rows() != total ||
            header.width() != 1)
            continue;
        const auto column = named.array.readColumn(0, total);
        if (!column)
            continue;
        names += (names.empty() ? "" : ", ") + named.source;
        for (std::size_t row = 0; row < column->rows; ++row)
            if (const double flag = column->number(row); flag != 0 && flag == flag)
                last[row] = true;
    }
    std::vector<std::uint64_t> ends;
    for (std::size_t row = 0; row < last.size(); ++row)
        if (last[row])
            ends.push_back(row + 1);
    return ends;
}

void ArrayDataset::cut(const std::vector<std::uint64_t>& ends, std::uint64_t total) {
    std::uint64_t from = 0;
    for (const std::uint64_t end : ends) {
        entries_.push_back({0, static_cast<std::int64_t>(end - from), {total, from, end - from}});
        from = end;
    }
    if (from < total)
        entries_.push_back({0, static_cast<std::int64_t>(total - from), {total, from, total - from}});
    steps_ = static_cast<std::int64_t>(total);
}

bool ArrayDataset::splitEpisodes(const Arrangement& arrangement) {
    const auto total = static_cast<std::uint64_t>(arrangement.steps);
    if (arrangement.clock.empty() || total == 0 || arrangement.steps > 40 * kMostEpisodes)
        return false;
    std::string names = "episode_ends";
    std::vector<std::uint64_t> ends = storedEnds(*single_, total);
    if (ends.empty()) {
        names.clear();
        ends = flaggedEnds(*single_, total, names);
    }
    if (ends.empty() || (ends.size() == 1 && ends.front() == total))
        return false; // one episode, whether its end is marked or not
    cut(ends, total);
    for (Channel& channel : channels_)
        if (channel.alignment == Alignment::StepsPlusOne)
            channel.alignment = Alignment::Steps; // one row after the last of all episodes is nobody's
    std::erase_if(report_, [](const Finding& finding) { return finding.id == "terminal-observation"; });
    report_.push_back({Severity::Info, "episode-split",
                       "the file holds " + std::to_string(entries_.size()) + " episodes, cut after the rows that " +
                           names + " marks" + (ends.back() < total ? "; the last one is not marked as ended" : ""),
                       names, -1, -1});
    return true;
}

} // namespace

OpenedDataset openArrayFiles(ArrayFiles files, const Progress& progress) {
    auto dataset = std::make_shared<ArrayDataset>(std::move(files));
    if (auto indexed = dataset->index(progress); !indexed)
        return fail(indexed);
    return std::shared_ptr<Dataset>(std::move(dataset));
}

} // namespace gatoscope
