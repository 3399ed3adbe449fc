// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/files.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/hdf5_episode.h"

namespace gatoscope {

namespace {

constexpr double kUsualRate = 50; // steps per second of the ALOHA recorder; no file says so

bool startsWith(const std::string& text, const std::string& prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

/// Steps of one file: the rows of its actions.
Result<std::int64_t> stepsIn(const Hdf5File& file) {
    for (const char* source : {"action", "observations/qpos"})
        if (const auto array = file.describe(source); array && array->kind != Hdf5Array::Kind::Refused)
            return array->rows();
    return fail(ErrorKind::Unreadable, "Neither \"action\" nor \"observations/qpos\" can be read", file.path());
}

/// One file is one episode.
class AlohaDataset final : public Dataset {
public:
    AlohaDataset(std::vector<std::string> files, std::string path) : files_(std::move(files)) {
        path_ = std::move(path);
        format_ = "aloha";
        name_ = fileStem(path_);
    }
    Result<void> index(const Progress& progress);

    std::int64_t episodeCount() const override { return static_cast<std::int64_t>(files_.size()); }
    std::int64_t stepCount() const override { return steps_; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override;

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override;

private:
    void readChannels(const Hdf5File& file, std::int64_t steps);

    std::vector<std::string> files_;
    std::vector<std::int64_t> lengths_;
    std::shared_ptr<const Hdf5Roles> roles_;
    std::int64_t steps_ = 0;
};

void AlohaDataset::readChannels(const Hdf5File& file, std::int64_t steps) {
    const auto tree = file.tree("");
    if (!tree)
        return;
    for (const std::string& note : tree->notes)
        report_.push_back(hdf5Note(Severity::Warning, "channel-refused", note, fileName(file.path())));
    for (const Hdf5Member& member : tree->members) {
        if (member.array.dims.empty())
            continue;
        auto channel = hdf5Channel(file, "", member.path, member.array, report_);
        if (!channel)
            continue;
        if (member.path == "compress_len")
            channel->alignment = Alignment::Unaligned;
        else
            alignChannel(*channel, member.array.rows(), steps, Alignment::Steps, report_);
        const bool action = member.path == "action" || member.path == "base_action";
        const Role role = channel->alignment == Alignment::Unaligned ? Role::Ignore
                          : startsWith(member.path, "observations/") ? Role::Observation
                          : action                                   ? Role::Action
                                                                     : Role::Ignore;
        map_.channels.push_back(mapHdf5Channel(file, "", *channel, defaultKey(member.path), role, report_));
        channels_.push_back(std::move(*channel));
    }
}

Result<void> AlohaDataset::index(const Progress& progress) {
    report_.push_back(hdf5Note(Severity::Info, "format", "ALOHA / ACT, one HDF5 file per episode"));
    std::string why;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (!gatoscope::report(progress, static_cast<double>(i) / static_cast<double>(files_.size())))
            return fail(ErrorKind::Cancelled, "Opening was cancelled");
        const auto file = Hdf5File::open(files_[i]);
        const auto steps = file ? stepsIn(**file) : tl::unexpected<Error>(file.error());
        lengths_.push_back(steps.value_or(0));
        steps_ += lengths_.back();
        if (!steps)
            report_.push_back(hdf5Note(Severity::Error, "episode-damaged", steps.error().text, fileName(files_[i])));
        else if (channels_.empty())
            readChannels(**file, *steps);
        if (!steps && why.empty())
            why = steps.error().text;
    }
    if (channels_.empty())
        return fail(ErrorKind::Unreadable, "No ALOHA episode could be read: " + why, path_);
    roles_ = rolesOf(channels_);
    map_.fps = kUsualRate;
    report_.push_back(hdf5Note(Severity::Info, "fps-assumed",
                               "ALOHA files store no frame rate; the usual 50 steps per second are assumed", "fps"));
    report_.push_back(hdf5Note(Severity::Info, "colour-order",
                               "Colours are taken as RGB; some recorders mix red and blue: swap_red_blue in the map "
                               "turns them",
                               "observations/images"));
    return {};
}

Result<EpisodeInfo> AlohaDataset::episodeInfo(std::int64_t index) const {
    if (index < 0 || index >= episodeCount())
        return fail(ErrorKind::NotFound, "There is no episode " + std::to_string(index), path_);
    EpisodeInfo info;
    info.index = index;
    info.id = fileStem(files_[static_cast<std::size_t>(index)]);
    info.steps = lengths_[static_cast<std::size_t>(index)];
    return info;
}

Result<std::shared_ptr<Episode>> AlohaDataset::openEpisode(std::int64_t index) const {
    auto info = episodeInfo(index);
    if (!info)
        return fail(info);
    const auto file = Hdf5File::open(files_[static_cast<std::size_t>(index)]);
    if (!file)
        return fail(file);
    if (const auto steps = stepsIn(**file); !steps)
        return fail(steps);
    return std::make_shared<Hdf5Episode>(*file, Hdf5Slice{}, roles_, std::move(*info));
}

} // namespace

OpenedDataset openAloha(const std::string& path, const Progress& progress) {
    std::vector<std::string> files;
    if (pathKind(path) == PathKind::Folder) {
        const auto entries = listFolder(path);
        if (!entries)
            return fail(entries);
        for (const FolderEntry& entry : *entries)
            if (!entry.folder && (fileExtension(entry.name) == "hdf5" || fileExtension(entry.name) == "h5"))
                files.push_back(joinPath(path, entry.name));
    } else {
        files.push_back(path);
    }
    auto dataset = std::make_shared<AlohaDataset>(std::move(files), path);
    if (const auto indexed = dataset->index(progress); !indexed)
        return fail(indexed);
    return dataset;
}

} // namespace gatoscope
