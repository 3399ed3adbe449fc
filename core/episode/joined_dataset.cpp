// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/joined_dataset.h"

#include <algorithm>
#include <utility>

#include "core/base/files.h"
#include "core/episode/named_parts.h"
#include "core/episode/raw_pictures.h"

namespace gatoscope {
namespace {

/// The part's episode under its number in the whole.
class JoinedEpisode final : public Episode, public RawPictures {
public:
    JoinedEpisode(EpisodeInfo info, std::shared_ptr<const Episode> part)
        : info_(std::move(info)), part_(std::move(part)) {}

    const EpisodeInfo& info() const override { return info_; }
    Result<std::int64_t> rows(const std::string& source) const override { return part_->rows(source); }
    Result<std::shared_ptr<const Column>> column(const std::string& source) const override {
        return part_->column(source);
    }
    Result<Image> decodeImage(const std::string& source, std::int64_t row) const override {
        return part_->decodeImage(source, row);
    }
    Result<ImageSize> imageSize(const std::string& source, std::int64_t row) const override {
        return part_->imageSize(source, row);
    }
    Result<Column> imageNumbers(const std::string& source, std::int64_t row) const override {
        const auto* raw = dynamic_cast<const RawPictures*>(part_.get());
        return raw != nullptr ? raw->imageNumbers(source, row)
                              : fail(ErrorKind::Unsupported, "\"" + source + "\" holds encoded pictures", info_.id);
    }

private:
    EpisodeInfo info_;
    std::shared_ptr<const Episode> part_;
};

class JoinedDataset final : public Dataset, public NamedParts {
public:
    JoinedDataset(std::vector<std::shared_ptr<Dataset>> parts, const std::string& path, std::vector<Finding> notes)
        : parts_(std::move(parts)) {
        report_ = std::move(notes);
        path_ = path;
        format_ = parts_.front()->format();
        name_ = fileName(path);
        if (parts_.size() > 1)
            name_ += " and " + std::to_string(parts_.size() - 1) + " more";
        channels_ = parts_.front()->channels();
        map_ = parts_.front()->guessedMap();
        for (const auto& part : parts_) {
            firsts_.push_back(episodes_);
            episodes_ += part->episodeCount();
            steps_ += part->stepCount();
            adopt(*part);
        }
    }

    std::int64_t episodeCount() const override { return episodes_; }
    std::int64_t stepCount() const override { return steps_; }

    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override {
        if (index < 0 || index >= episodes_)
            return fail(ErrorKind::NotFound, "there is no episode " + std::to_string(index), path_);
        const std::size_t part = partOf(index);
        auto info = parts_[part]->episodeInfo(index - firsts_[part]);
        if (!info)
            return info;
        info->index = index;
        const std::string file = fileName(parts_[part]->path());
        if (info->id != file)
            info->id = file + ": " + info->id;
        return info;
    }

    const std::vector<std::string>& parts() const override { return names_; }
    std::vector<std::string> partsOf(std::int64_t episode) const override {
        if (episode < 0 || episode >= episodes_)
            return {};
        const std::size_t part = partOf(episode);
        const auto* named = dynamic_cast<const NamedParts*>(parts_[part].get());
        return named != nullptr ? named->partsOf(episode - firsts_[part]) : std::vector<std::string>();
    }

private:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override {
        auto info = episodeInfo(index);
        if (!info)
            return fail(info);
        const std::size_t part = partOf(index);
        auto episode = parts_[part]->episode(index - firsts_[part]);
        if (!episode)
            return fail(episode);
        return std::make_shared<JoinedEpisode>(std::move(*info), std::move(*episode));
    }

    std::size_t partOf(std::int64_t index) const {
        const auto after = std::upper_bound(firsts_.begin(), firsts_.end(), index);
        return static_cast<std::size_t>(after - firsts_.begin()) - 1;
    }

    /// What a part reports, once; and what it has otherwise than the first.
    void adopt(const Dataset& part) {
        if (const auto* named = dynamic_cast<const NamedParts*>(&part))
            for (const std::string& name : named->parts())
                if (std::find(names_.begin(), names_.end(), name) == names_.end())
                    names_.push_back(name);
        constexpr std::size_t kMostFindings = 500;
        for (const Finding& finding : part.report()) {
            const bool known = std::any_of(report_.begin(), report_.end(), [&](const Finding& other) {
                return other.id == finding.id && other.text == finding.text && other.where == finding.where;
            });
            if (!known && report_.size() < kMostFindings)
                report_.push_back(finding);
        }
        for (Channel& channel : channels_) {
            const Channel* own = part.channel(channel.source);
            if (own == nullptr && report_.size() < kMostFindings)
                report_.push_back({Severity::Warning, "missing-channel",
                                   "this part has no channel \"" + channel.source + "\"", fileName(part.path()), -1,
                                   -1});
            for (std::size_t side = 0; own != nullptr && side < channel.shape.size(); ++side)
                if (own->shape.size() != channel.shape.size() || own->shape[side] != channel.shape[side])
                    channel.shape[side] = -1;
        }
    }

    std::vector<std::shared_ptr<Dataset>> parts_;
    std::vector<std::int64_t> firsts_; // first episode of each part
    std::vector<std::string> names_;   // of all NamedParts
    std::int64_t episodes_ = 0, steps_ = 0;
};

} // namespace

OpenedDataset joinDatasets(std::vector<std::shared_ptr<Dataset>> parts, const std::string& path,
                           std::vector<Finding> notes) {
    if (parts.size() == 1 && notes.empty())
        return parts.front();
    for (const auto& part : parts)
        if (part->format() != parts.front()->format())
            return fail(ErrorKind::Invalid,
                        "the paths are of different formats, " + parts.front()->format() + " and " + part->format() +
                            "; open them one at a time",
                        part->path());
    return std::make_shared<JoinedDataset>(std::move(parts), path, std::move(notes));
}

} // namespace gatoscope
