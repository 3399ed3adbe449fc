// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include "core/base/files.h"
#include "core/base/nearest_name.h"
#include "core/episode/column_store.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/image_codec.h"
#include "core/episode/image_header.h"
#include "core/episode/picture_folders.h"
#include "core/episode/sidecar.h"

namespace gatoscope {
namespace {

constexpr std::uint64_t kPictureCap = std::uint64_t{1} << 30;
constexpr std::size_t kHead = std::size_t{64} << 10;
constexpr std::size_t kTold = 50; // findings about single episodes
constexpr const char* kActions = "actions";

struct Cameras {
    std::vector<std::string> sources;
    DType actions = DType::F64; // what the channel says; a file of whole numbers among others is widened to it
};

class PictureFolderEpisode final : public Episode {
public:
    PictureFolderEpisode(EpisodeInfo info, std::shared_ptr<const PictureFolders> folders, const PictureEpisode& episode,
                         Cameras cameras)
        : info_(std::move(info)), folders_(std::move(folders)), episode_(episode), cameras_(std::move(cameras)) {}

    const EpisodeInfo& info() const override { return info_; }

    Result<std::int64_t> rows(const std::string& source) const override {
        if (source == kActions && !episode_.sidecar.empty())
            return actionRows();
        const auto list = pictures(source);
        if (!list)
            return fail(list);
        return static_cast<std::int64_t>((*list)->names.size());
    }

    Result<std::shared_ptr<const Column>> column(const std::string& source) const override {
        if (source != kActions || episode_.sidecar.empty()) {
            const auto list = pictures(source);
            return list ? fail(ErrorKind::Invalid,
                               "\"" + source + "\" holds pictures, which are read one by one and not as a column",
                               (*list)->folder)
                        : Result<std::shared_ptr<const Column>>(fail(list));
        }
        return columns_.get(source, [&]() -> Result<Column> {
            auto sidecar = readSidecar(episode_.sidecar);
            if (!sidecar)
                return fail(sidecar);
            return widened(std::move(sidecar->column));
        });
    }

    Result<Image> decodeImage(const std::string& source, std::int64_t row) const override {
        const auto path = file(source, row);
        if (!path)
            return fail(path);
        const auto bytes = readFile(*path, kPictureCap);
        if (!bytes)
            return fail(bytes);
        return decodePicture(*bytes, *path);
    }

    Result<ImageSize> imageSize(const std::string& source, std::int64_t row) const override {
        const auto path = file(source, row);
        if (!path)
            return fail(path);
        const auto head = readHead(*path, kHead);
        if (!head)
            return fail(head);
        if (auto size = encodedSize(*head, *path); size || head->size() < kHead)
            return size;
        const auto whole = readFile(*path, kPictureCap); // a TIFF may describe itself at its end
        if (!whole)
            return fail(whole);
        return encodedSize(*whole, *path);
    }

private:
    Result<std::int64_t> actionRows() const {
        const auto actions = column(kActions);
        return actions ? Result<std::int64_t>(static_cast<std::int64_t>((*actions)->rows)) : fail(actions);
    }

    Column widened(Column column) const {
        if (cameras_.actions != DType::F64 || column.dtype != DType::I64)
            return column;
        for (std::size_t i = 0; i < column.rows * column.width; ++i) {
            const double value = static_cast<double>(column.integer(0, i));
            std::copy_n(reinterpret_cast<const std::byte*>(&value), sizeof value, column.bytes.data() + 8 * i);
        }
        column.dtype = DType::F64;
        return column;
    }

    Result<const PictureList*> pictures(const std::string& source) const {
        for (std::size_t i = 0; i < cameras_.sources.size(); ++i)
            if (cameras_.sources[i] == source)
                return &episode_.cameras[i];
        return fail(ErrorKind::NotFound,
                    "the episode has no channel \"" + source + "\"; the nearest is \"" +
                        nearestName(source, cameras_.sources) + "\"",
                    info_.id);
    }

    Result<std::string> file(const std::string& source, std::int64_t row) const {
        const auto list = pictures(source);
        if (!list)
            return fail(list);
        if (row < 0 || static_cast<std::size_t>(row) >= (*list)->names.size())
            return fail(ErrorKind::NotFound,
                        "picture " + std::to_string(row) + " was asked for, but there are " +
                            std::to_string((*list)->names.size()),
                        (*list)->folder);
        return joinPath((*list)->folder, (*list)->names[static_cast<std::size_t>(row)]);
    }

    EpisodeInfo info_;
    std::shared_ptr<const PictureFolders> folders_; // owns episode_
    const PictureEpisode& episode_;
    Cameras cameras_;
    mutable ColumnStore columns_;
};

class PictureDataset final : public Dataset {
public:
    PictureDataset(std::string path, PictureFolders folders, std::vector<Finding> report) {
        path_ = std::move(path);
        name_ = fileName(path_);
        format_ = "images";
        report_ = std::move(report);
        folders_ = std::make_shared<const PictureFolders>(std::move(folders));
    }

    Result<void> index(const Progress& progress);

    std::int64_t episodeCount() const override { return static_cast<std::int64_t>(folders_->episodes.size()); }
    std::int64_t stepCount() const override { return total_; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override {
        if (index < 0 || index >= episodeCount())
            return fail(ErrorKind::NotFound, "there is no episode " + std::to_string(index), path_);
        EpisodeInfo info;
        info.index = index;
        info.id = folders_->episodes[static_cast<std::size_t>(index)].id;
        info.steps = steps_[static_cast<std::size_t>(index)];
        return info;
    }

private:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override {
        auto info = episodeInfo(index);
        if (!info)
            return fail(info);
        return std::make_shared<PictureFolderEpisode>(std::move(*info), folders_,
                                                      folders_->episodes[static_cast<std::size_t>(index)], cameras_);
    }
    void addCameras();
    void addActions();
    std::int64_t countSteps(const PictureEpisode& episode);
    void tell(Severity severity, const char* id, std::string text, std::string where) {
        if (told_++ < kTold)
            report_.push_back({severity, id, std::move(text), std::move(where), -1, -1});
    }

    std::shared_ptr<const PictureFolders> folders_;
    std::vector<std::int64_t> steps_;
    std::int64_t total_ = 0;
    Cameras cameras_;
    bool acts_ = false;
    std::size_t told_ = 0;
};

/// The size of the first picture that says one, and its EXIF turn; a few damaged ones in front do not matter.
Result<ImageSize> firstSize(const PictureFolders& folders, std::size_t camera, int& turn) {
    Result<ImageSize> size = fail(ErrorKind::NotFound, "the camera has no pictures");
    int tries = 0;
    for (const PictureEpisode& episode : folders.episodes)
        for (const std::string& name : episode.cameras[camera].names) {
            const std::string path = joinPath(episode.cameras[camera].folder, name);
            const auto head = readHead(path, kHead);
            size = head ? encodedSize(*head, path) : Result<ImageSize>(fail(head));
            turn = head ? exifOrientation(*head) : 1;
            if (!size && head && head->size() == kHead)
                if (const auto whole = readFile(path, kPictureCap))
                    size = encodedSize(*whole, path);
            if (size || ++tries == 20)
                return size;
        }
    return size;
}

/// Whether a picture of the camera says another size than `size`: all are looked at, or as many as take no time.
bool sizesVary(const PictureFolders& folders, std::size_t camera, ImageSize size) {
    constexpr std::size_t kLooked = 1024;
    std::size_t all = 0;
    for (const PictureEpisode& episode : folders.episodes)
        all += episode.cameras[camera].names.size();
    const std::size_t stride = std::max<std::size_t>(1, (all + kLooked - 1) / kLooked);
    std::size_t number = 0;
    for (const PictureEpisode& episode : folders.episodes)
        for (const std::string& name : episode.cameras[camera].names) {
            if (number++ % stride != 0)
                continue;
            const std::string path = joinPath(episode.cameras[camera].folder, name);
            const auto head = readHead(path, kHead);
            const auto other = head ? encodedSize(*head, path) : Result<ImageSize>(fail(head));
            if (other && (other->width != size.width || other->height != size.height))
                return true;
        }
    return false;
}

void PictureDataset::addCameras() {
    for (std::size_t i = 0; i < folders_->cameras.size(); ++i) {
        Channel channel;
        channel.source = folders_->cameras[i].empty() ? "image" : "image/" + folders_->cameras[i];
        channel.dtype = DType::U8;
        channel.image = true;
        channel.shape = {-1, -1, 3};
        int turn = 1;
        const auto size = firstSize(*folders_, i, turn);
        if (size && sizesVary(*folders_, i, *size))
            tell(Severity::Info, "varying-size", "the pictures differ in size; each is cut into patches as it is",
                 channel.source);
        else if (size)
            channel.shape = {size->height, size->width, 3};
        else
            tell(Severity::Error, "unreadable-picture", size.error().text, size.error().place);
        if (turn != 1)
            tell(Severity::Info, "exif-orientation",
                 "the pictures carry EXIF orientation " + std::to_string(turn) +
                     ", which asks a viewer to turn them; they are shown and tokenized as stored, as Pillow reads them",
                 channel.source);
        cameras_.sources.push_back(channel.source);
        map_.channels.push_back(guessChannel(channel, channel.source, Role::Observation, nullptr, report_));
        channels_.push_back(std::move(channel));
    }
}

void PictureDataset::addActions() {
    constexpr int kLooked = 8; // sidecars whose values decide between whole numbers and others
    std::optional<Sidecar> first;
    int looked = 0;
    bool whole = true;
    for (const PictureEpisode& episode : folders_->episodes) {
        if (episode.sidecar.empty() || looked == kLooked)
            continue;
        ++looked;
        auto sidecar = readSidecar(episode.sidecar);
        if (!sidecar) {
            tell(Severity::Error, "unreadable-actions", sidecar.error().text, sidecar.error().place);
            continue;
        }
        whole = whole && isInteger(sidecar->column.dtype);
        if (!first)
            first = std::move(*sidecar);
    }
    if (!first)
        return;
    acts_ = true;
    Channel channel;
    channel.source = kActions;
    channel.dtype = first->column.dtype == DType::I64 && !whole ? DType::F64 : first->column.dtype;
    channel.shape = first->shape;
    channel.names = first->names;
    cameras_.actions = channel.dtype;
    map_.channels.push_back(guessChannel(channel, kActions, Role::Action, &first->column, report_));
    channels_.push_back(std::move(channel));
}

/// T: recorded actions where they fit the pictures, else the pictures.
std::int64_t PictureDataset::countSteps(const PictureEpisode& episode) {
    std::size_t pictures = 0;
    for (const PictureList& list : episode.cameras) {
        std::string first;
        if (const std::size_t missing = missingNumbers(list.names, first); missing > 0)
            tell(Severity::Warning, "missing-frames",
                 std::to_string(missing) + " pictures are missing by their numbers, the first is " + first +
                     "; steps are counted over "
                     "those that are there",
                 list.folder);
        if (pictures != 0 && list.names.size() != pictures)
            tell(Severity::Warning, "length-mismatch", "the cameras of this episode have different numbers of pictures",
                 episode.id);
        pictures = std::max(pictures, list.names.size());
    }
    const auto steps = static_cast<std::int64_t>(pictures);
    if (!acts_ || episode.sidecar.empty())
        return steps;
    const auto actions = sidecarRows(episode.sidecar);
    if (!actions) {
        tell(Severity::Error, "unreadable-actions", actions.error().text, actions.error().place);
        return steps;
    }
    if (*actions == steps || *actions + 1 == steps)
        return *actions;
    tell(Severity::Warning, "length-mismatch",
         std::to_string(*actions) + " actions are stored for " + std::to_string(steps) +
             " pictures; the pictures count as steps",
         episode.sidecar);
    return steps;
}

Result<void> PictureDataset::index(const Progress& progress) {
    addCameras();
    addActions();
    for (const PictureEpisode& episode : folders_->episodes) {
        if (steps_.size() % 64 == 0 && !gatoscope::report(progress, static_cast<double>(steps_.size()) /
                                                                        static_cast<double>(folders_->episodes.size())))
            return fail(ErrorKind::Cancelled, "opening was stopped", path_);
        steps_.push_back(countSteps(episode));
        total_ += steps_.back();
    }
    const PictureEpisode& first = folders_->episodes.front();
    if (acts_ && !first.cameras.empty() &&
        steps_.front() + 1 == static_cast<std::int64_t>(first.cameras.front().names.size())) {
        for (Channel& channel : channels_)
            channel.alignment = channel.image ? Alignment::StepsPlusOne : channel.alignment;
        report_.push_back({Severity::Info, "terminal-observation",
                           "there is one picture more than actions, which are the steps; the last is taken for the "
                           "terminal observation",
                           first.id, -1, -1});
    }
    report_.push_back(
        {Severity::Info, "assumed-fps", "pictures store no frame rate; 10 steps per second are assumed", "", -1, -1});
    return {};
}

OpenedDataset openFolders(const std::string& path, PictureFolders folders, std::vector<Finding> report,
                          const Progress& progress) {
    auto dataset = std::make_shared<PictureDataset>(path, std::move(folders), std::move(report));
    if (auto indexed = dataset->index(progress); !indexed)
        return fail(indexed);
    return std::shared_ptr<Dataset>(std::move(dataset));
}

} // namespace

OpenedDataset openImages(const std::vector<std::string>& files, const std::string& path, const Progress& progress) {
    PictureFolders folders;
    folders.cameras = {""};
    folders.episodes = {{fileName(path), {{"", files}}, ""}};
    return openFolders(path, std::move(folders), {}, progress);
}

OpenedDataset openImageFolder(const std::string& path, const Progress& progress) {
    if (pathKind(path) == PathKind::File)
        return openImages({path}, path, progress);
    std::vector<Finding> report;
    auto folders = findPictures(path, report, progress);
    if (!folders)
        return fail(folders);
    return openFolders(path, std::move(*folders), std::move(report), progress);
}

} // namespace gatoscope
