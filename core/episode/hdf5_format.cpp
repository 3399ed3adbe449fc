// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "core/base/files.h"
#include "core/episode/array_roles.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/hdf5_episode.h"

namespace gatoscope {

namespace {

bool startsWith(const std::string& text, const std::string& prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

/// One episode: every dataset with as many rows as there are actions, or one more (the terminal observation), is a
/// channel; without actions those of the commonest first dimension.
class GenericHdf5Dataset final : public Dataset {
public:
    GenericHdf5Dataset(std::shared_ptr<const Hdf5File> file, std::string path) : file_(std::move(file)) {
        path_ = std::move(path);
        format_ = "hdf5";
        name_ = fileStem(path_);
    }
    Result<void> index();

    std::int64_t episodeCount() const override { return 1; }
    std::int64_t stepCount() const override { return steps_; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override;

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override;

private:
    void addChannel(const Hdf5Member& member);

    std::shared_ptr<const Hdf5File> file_;
    std::shared_ptr<const Hdf5Roles> roles_;
    std::int64_t steps_ = 0;
    bool acts_ = false; // the steps are recorded actions
};

Role roleByName(const std::string& path) {
    const std::string leaf = fileName(path);
    if (isActionName(path) || leaf == "action" || leaf == "actions")
        return startsWith(path, "next_") || startsWith(path, "infos/") ? Role::Ignore : Role::Action;
    if (isRewardName(path) || isEndName(path))
        return Role::Ignore;
    for (const char* name : {"is_first", "is_last", "is_terminal", "discount", "timestamp", "timestamps"})
        if (leaf == name)
            return Role::Ignore;
    return startsWith(path, "next_") || startsWith(path, "infos/") || startsWith(path, "metadata/") ? Role::Ignore
                                                                                                    : Role::Observation;
}

bool hasRows(const Hdf5Member& member) {
    return member.array.kind != Hdf5Array::Kind::Refused && !member.array.dims.empty();
}

/// The first dimension of the actions, else the one that most datasets share; the longer of two equally common ones.
/// -1: there is none.
std::int64_t stepRows(const std::vector<Hdf5Member>& members, bool& acts) {
    std::map<std::int64_t, int> counts;
    acts = false;
    for (const Hdf5Member& member : members) {
        if (!hasRows(member))
            continue;
        if (acts = roleByName(member.path) == Role::Action; acts)
            return member.array.rows();
        ++counts[member.array.rows()];
    }
    std::int64_t common = -1;
    for (const auto& [rows, count] : counts)
        if (common < 0 || count >= counts[common])
            common = rows;
    return common;
}

void GenericHdf5Dataset::addChannel(const Hdf5Member& member) {
    const bool more = acts_ && hasRows(member) && member.array.rows() == steps_ + 1;
    if (member.array.kind != Hdf5Array::Kind::Refused && !more &&
        (member.array.dims.empty() || member.array.rows() != steps_)) {
        report_.push_back(
            hdf5Note(Severity::Info, "channel-left-out",
                     "The dataset has no row for each of the " + std::to_string(steps_) + " steps and is left out",
                     member.path));
        return;
    }
    auto channel = hdf5Channel(*file_, "", member.path, member.array, report_);
    if (!channel)
        return;
    if (more) {
        channel->alignment = Alignment::StepsPlusOne;
        report_.push_back(hdf5Note(Severity::Info, "terminal-observation",
                                   "One row more than the " + std::to_string(steps_) +
                                       " actions, which are the steps; the last is the terminal observation",
                                   member.path));
    }
    map_.channels.push_back(
        mapHdf5Channel(*file_, "", *channel, defaultKey(member.path), roleByName(member.path), report_));
    channels_.push_back(std::move(*channel));
}

Result<void> GenericHdf5Dataset::index() {
    const auto tree = file_->tree("");
    if (!tree)
        return fail(tree);
    for (const std::string& note : tree->notes)
        report_.push_back(hdf5Note(Severity::Warning, "channel-refused", note));
    steps_ = stepRows(tree->members, acts_);
    if (steps_ < 0)
        return fail(ErrorKind::Unsupported,
                    "Minari, robomimic, D4RL or ALOHA data, or datasets with a row for each step, were looked for; the "
                    "file holds " +
                        std::to_string(tree->members.size()) + " datasets and none that can be shown" +
                        (tree->notes.empty() ? std::string() : ": " + tree->notes.front()),
                    path_);
    report_.push_back(hdf5Note(Severity::Info, "format",
                               "HDF5 of no known family: every dataset with " + std::to_string(steps_) + " rows" +
                                   (acts_ ? " (as many as actions) or one more" : "") +
                                   " is a channel of one episode; check the roles in the channel map"));
    for (const Hdf5Member& member : tree->members)
        addChannel(member);
    report_.push_back(
        hdf5Note(Severity::Info, "fps-assumed", "No frame rate is stored; 10 steps per second are assumed", "fps"));
    roles_ = rolesOf(channels_);
    return {};
}

Result<EpisodeInfo> GenericHdf5Dataset::episodeInfo(std::int64_t index) const {
    if (index != 0)
        return fail(ErrorKind::NotFound, "There is no episode " + std::to_string(index) + "; the file is one", path_);
    EpisodeInfo info;
    info.id = name_;
    info.steps = steps_;
    for (const char* source : {"rewards", "reward"})
        if (!info.totalReward && channel(source) != nullptr)
            info.totalReward = hdf5Sum(*file_, source, 0, -1);
    return info;
}

Result<std::shared_ptr<Episode>> GenericHdf5Dataset::openEpisode(std::int64_t index) const {
    auto info = episodeInfo(index);
    if (!info)
        return fail(info);
    return std::make_shared<Hdf5Episode>(file_, Hdf5Slice{}, roles_, std::move(*info));
}

bool anyName(const Hdf5File& file, const std::string& group, const std::string& prefix) {
    const auto names = file.names(group);
    return names &&
           std::any_of(names->begin(), names->end(), [&](const std::string& name) { return startsWith(name, prefix); });
}

bool isMinari(const Hdf5File& file) {
    return file.kind("episode_0") == Hdf5File::Kind::Group || anyName(file, "", "episode_") ||
           fileName(file.path()) == "main_data.hdf5";
}

OpenedDataset openHdf5Folder(const std::string& path, const Progress& progress) {
    const auto entries = listFolder(path);
    if (!entries)
        return fail(entries);
    std::vector<std::string> files;
    for (const FolderEntry& entry : *entries)
        if (!entry.folder && isHdf5File(joinPath(path, entry.name)))
            files.push_back(joinPath(path, entry.name));
    if (files.empty())
        return fail(ErrorKind::NotFound, "HDF5 files were looked for in the folder and none was found", path);
    if (files.size() == 1)
        return openHdf5(files.front(), progress);
    return openAloha(path, progress);
}

} // namespace

bool isHdf5File(const std::string& path) {
    static const std::string signature = "\x89HDF\r\n\x1a\n";
    const auto size = fileSize(path);
    if (!size || pathKind(path) != PathKind::File)
        return false;
    const auto file = RandomFile::open(path);
    if (!file)
        return false;
    for (std::uint64_t at = 0; at + signature.size() <= *size; at = at == 0 ? 512 : at * 2) {
        std::string head(signature.size(), '\0');
        if ((*file)->read(at, head.data(), head.size()) && head == signature)
            return true;
    }
    return false;
}

OpenedDataset openGenericHdf5(const std::string& path, const Progress&) {
    const auto file = Hdf5File::open(path);
    if (!file)
        return fail(file);
    auto dataset = std::make_shared<GenericHdf5Dataset>(*file, path);
    if (const auto indexed = dataset->index(); !indexed)
        return fail(indexed);
    return dataset;
}

OpenedDataset openHdf5(const std::string& path, const Progress& progress) {
    if (pathKind(path) == PathKind::Folder)
        return openHdf5Folder(path, progress);
    const auto opened = Hdf5File::open(path);
    if (!opened)
        return fail(opened);
    const Hdf5File& file = **opened;
    const auto dataset = [&](const char* name) { return file.kind(name) == Hdf5File::Kind::Dataset; };
    if (file.kind("data") == Hdf5File::Kind::Group && anyName(file, "data", "demo"))
        return openRobomimic(path, progress);
    if (dataset("observations") && dataset("actions") && dataset("rewards") && dataset("terminals"))
        return openD4rl(path, progress);
    if (dataset("action") && dataset("observations/qpos"))
        return openAloha(path, progress);
    if (isMinari(file))
        return openMinari(path, progress);
    return openGenericHdf5(path, progress);
}

} // namespace gatoscope
