// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/base/files.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/hdf5_episode.h"

namespace gatoscope {

namespace {

bool startsWith(const std::string& text, const std::string& prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

class D4rlDataset final : public Dataset {
public:
    D4rlDataset(std::shared_ptr<const Hdf5File> file, std::string path) : file_(std::move(file)) {
        path_ = std::move(path);
        format_ = "d4rl";
        name_ = fileStem(path_);
    }
    Result<void> index();

    std::int64_t episodeCount() const override { return static_cast<std::int64_t>(ends_.size()); }
    std::int64_t stepCount() const override { return rows_; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override;

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override;

private:
    Result<void> countRows(const std::vector<Hdf5Member>& members);
    void readChannels(const std::vector<Hdf5Member>& members);
    Result<void> split();
    Result<bool> markEnds(const std::string& source, std::vector<char>& ends);
    bool markGoalChanges(std::vector<char>& ends);
    std::int64_t begin(std::int64_t index) const { return index == 0 ? 0 : ends_[static_cast<std::size_t>(index) - 1]; }

    std::shared_ptr<const Hdf5File> file_;
    std::shared_ptr<const Hdf5Roles> roles_;
    std::int64_t rows_ = 0;
    std::vector<std::int64_t> ends_; // one past the last row of each episode
};

/// The rows that observations, actions, rewards and terminals share.
Result<void> D4rlDataset::countRows(const std::vector<Hdf5Member>& members) {
    std::int64_t least = -1, most = -1;
    for (const Hdf5Member& member : members)
        for (const char* source : {"observations", "actions", "rewards", "terminals"})
            if (member.path == source && member.array.kind != Hdf5Array::Kind::Refused) {
                const std::int64_t rows = member.array.dims.empty() ? 0 : member.array.rows();
                least = least < 0 ? rows : std::min(least, rows);
                most = std::max(most, rows);
            }
    if (least < 0)
        return fail(ErrorKind::Unreadable,
                    "None of observations, actions, rewards and terminals can be read; the file is damaged", path_);
    rows_ = least;
    if (least != most)
        report_.push_back(hdf5Note(Severity::Warning, "length-mismatch",
                                   "Observations, actions, rewards and terminals have between " +
                                       std::to_string(least) + " and " + std::to_string(most) + " rows; the first " +
                                       std::to_string(least) + " are used"));
    return {};
}

void D4rlDataset::readChannels(const std::vector<Hdf5Member>& members) {
    for (const Hdf5Member& member : members) {
        if (startsWith(member.path, "metadata/") || startsWith(member.path, "virtual/"))
            continue;
        if (member.array.kind != Hdf5Array::Kind::Refused &&
            (member.array.dims.empty() || member.array.rows() < rows_)) {
            report_.push_back(hdf5Note(Severity::Info, "channel-left-out",
                                       "The dataset has fewer rows than there are steps and is left out", member.path));
            continue;
        }
        auto channel = hdf5Channel(*file_, "", member.path, member.array, report_);
        if (!channel)
            continue;
        const Role role = member.path == "observations" ? Role::Observation
                          : member.path == "actions"    ? Role::Action
                                                        : Role::Ignore;
        map_.channels.push_back(mapHdf5Channel(*file_, "", *channel, defaultKey(channel->source), role, report_));
        channels_.push_back(std::move(*channel));
    }
    if (channel("actions") != nullptr && isFloat(channel("actions")->dtype))
        report_.push_back(hdf5Note(Severity::Info, "no-bounds",
                                   "D4RL stores no action bounds; actions are taken to lie in [-1, 1] as they are",
                                   "actions"));
}

/// Marks the rows where `source` is true. False where there is no such dataset.
Result<bool> D4rlDataset::markEnds(const std::string& source, std::vector<char>& ends) {
    const auto array = file_->describe(source);
    if (!array)
        return array.error().kind == ErrorKind::NotFound ? Result<bool>(false) : fail(array);
    if (array->rowWidth() != 1 || array->kind != Hdf5Array::Kind::Number || array->dims.empty() ||
        array->rows() < rows_)
        return fail(ErrorKind::Invalid,
                    "One flag for each step was looked for in \"" + source + "\"; it has another shape or type", path_);
    const auto flags = file_->read(source, 0, rows_);
    if (!flags)
        return fail(flags);
    for (std::size_t row = 0; row < ends.size(); ++row) {
        const double flag = flags->number(row);
        if (flag != 0 && !std::isnan(flag))
            ends[row] = 1;
    }
    return true;
}

/// Files without timeouts (maze2d, antmaze) set a new goal where an episode begins.
bool D4rlDataset::markGoalChanges(std::vector<char>& ends) {
    const auto array = file_->describe("infos/goal");
    if (!array || array->kind != Hdf5Array::Kind::Number || array->rows() != rows_ || array->rowWidth() > 64)
        return false;
    const auto goal = file_->read("infos/goal", 0, rows_);
    if (!goal)
        return false;
    bool any = false;
    for (std::size_t row = 1; row < goal->rows; ++row)
        for (std::size_t i = 0; i < goal->width; ++i)
            if (goal->number(row, i) != goal->number(row - 1, i)) {
                ends[row - 1] = 1;
                any = true;
                break;
            }
    return any;
}

Result<void> D4rlDataset::split() {
    std::vector<char> ends(static_cast<std::size_t>(rows_), 0);
    const auto terminals = markEnds("terminals", ends);
    if (!terminals)
        report_.push_back(hdf5Note(Severity::Warning, "split-rule", terminals.error().text, "terminals"));
    const auto timeouts = markEnds("timeouts", ends);
    if (!timeouts)
        report_.push_back(hdf5Note(Severity::Warning, "split-rule", timeouts.error().text, "timeouts"));
    const bool timed = timeouts.value_or(false);
    const bool goals = !timed && markGoalChanges(ends);
    for (std::size_t row = 0; row < ends.size(); ++row)
        if (ends[row] != 0)
            ends_.push_back(static_cast<std::int64_t>(row) + 1);
    const bool open = rows_ > 0 && (ends_.empty() || ends_.back() != rows_);
    if (open)
        ends_.push_back(rows_);
    report_.push_back(
        hdf5Note(Severity::Info, "split-rule",
                 timed   ? "Episodes end after each row where terminals or timeouts is true"
                 : goals ? "No timeouts are stored: episodes end where terminals is true or infos/goal changes"
                         : "No timeouts are stored: episodes end where terminals is true"));
    if (open)
        report_.push_back(
            hdf5Note(Severity::Info, "open-end", "The last episode has no end mark; it ends with the file"));
    if (ends_.size() == 1 && open && rows_ > 1000 && !timed)
        report_.push_back(
            hdf5Note(Severity::Warning, "split-rule", "No end of an episode is stored, so all rows are one episode"));
    return {};
}

Result<void> D4rlDataset::index() {
    auto tree = file_->tree("");
    if (!tree)
        return fail(tree);
    report_.push_back(hdf5Note(Severity::Info, "format", "D4RL, one flat HDF5 file"));
    for (const std::string& note : tree->notes)
        report_.push_back(hdf5Note(Severity::Warning, "channel-refused", note));
    if (const auto counted = countRows(tree->members); !counted)
        return fail(counted);
    readChannels(tree->members);
    roles_ = rolesOf(channels_);
    report_.push_back(
        hdf5Note(Severity::Info, "fps-assumed", "D4RL stores no frame rate; 10 steps per second are assumed", "fps"));
    return split();
}

Result<EpisodeInfo> D4rlDataset::episodeInfo(std::int64_t index) const {
    if (index < 0 || index >= episodeCount())
        return fail(ErrorKind::NotFound, "There is no episode " + std::to_string(index), path_);
    EpisodeInfo info;
    info.index = index;
    info.steps = ends_[static_cast<std::size_t>(index)] - begin(index);
    info.id = "rows " + std::to_string(begin(index)) + " to " + std::to_string(begin(index) + info.steps - 1);
    info.totalReward = hdf5Sum(*file_, "rewards", begin(index), info.steps);
    return info;
}

Result<std::shared_ptr<Episode>> D4rlDataset::openEpisode(std::int64_t index) const {
    auto info = episodeInfo(index);
    if (!info)
        return fail(info);
    const Hdf5Slice slice{"", begin(index), info->steps, rows_};
    return std::make_shared<Hdf5Episode>(file_, slice, roles_, std::move(*info));
}

} // namespace

OpenedDataset openD4rl(const std::string& path, const Progress&) {
    const auto file = Hdf5File::open(path);
    if (!file)
        return fail(file);
    auto dataset = std::make_shared<D4rlDataset>(*file, path);
    if (const auto indexed = dataset->index(); !indexed)
        return fail(indexed);
    return dataset;
}

} // namespace gatoscope
