// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/hdf5_episode.h"
#include "core/episode/json_text.h"
#include "core/episode/named_parts.h"

namespace gatoscope {

namespace {

using Json = nlohmann::json;
constexpr const char* kInstruction = "language_instruction"; // our source name: the format stores it as an attribute
constexpr std::size_t kCounted = 1000;                       // up to this many demos: steps are counted in the data
constexpr std::size_t kTried = 16;                           // demos looked at for one that shows the channels

bool startsWith(const std::string& text, const std::string& prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

/// demo_2 before demo_10; demos without a number last.
void sortDemos(std::vector<std::string>& demos) {
    std::erase_if(demos, [](const std::string& name) { return !startsWith(name, "demo"); });
    std::stable_sort(demos.begin(), demos.end(), naturalLess);
}

std::string trimmed(std::string text) {
    const auto outside = [](char c) { return c == '"' || c == ' ' || c == '\n' || c == '\''; };
    while (!text.empty() && outside(text.back()))
        text.pop_back();
    while (!text.empty() && outside(text.front()))
        text.erase(text.begin());
    return text;
}

/// A text below a key of a JSON attribute; lists of words are joined.
std::string textOfJson(const std::string& json, const char* key, const std::string& place) {
    const auto parsed = parseJson(json, place);
    if (!parsed || !parsed->is_object() || !parsed->contains(key))
        return {};
    const Json& value = (*parsed)[key];
    if (value.is_string())
        return trimmed(value.get<std::string>());
    std::string joined;
    if (value.is_array())
        for (const Json& part : value)
            if (part.is_string())
                joined += (joined.empty() ? "" : " ") + part.get<std::string>();
    return trimmed(joined);
}

class RobomimicDataset final : public Dataset, public NamedParts {
public:
    RobomimicDataset(std::shared_ptr<const Hdf5File> file, std::string path) : file_(std::move(file)) {
        path_ = std::move(path);
        format_ = "robomimic";
        name_ = fileStem(path_);
    }
    Result<void> index(const Progress& progress);

    std::int64_t episodeCount() const override { return static_cast<std::int64_t>(demos_.size()); }
    std::int64_t stepCount() const override { return steps_; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override;
    const std::vector<std::string>& parts() const override { return parts_; }
    std::vector<std::string> partsOf(std::int64_t episode) const override;

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override;

private:
    void readTask();
    void readRate();
    void readChannels();
    void guessMap(const std::string& prefix);
    void flipLibero();
    void readMasks();
    Result<void> countSteps(const Progress& progress);
    Result<std::int64_t> stepsOf(const std::string& demo) const;
    std::string instructionOf(const std::string& demo) const;

    std::shared_ptr<const Hdf5File> file_;
    std::shared_ptr<const Hdf5Roles> roles_;
    std::vector<std::string> demos_; // names below "data"
    std::vector<std::string> lengthSources_;
    std::string task_;                                        // of the whole file
    std::vector<std::string> parts_;                          // names below "mask"
    std::map<std::string, std::vector<std::string>> partsOf_; // by demo
    bool libero_ = false, instructed_ = false;
    std::int64_t steps_ = 0;
};

void RobomimicDataset::readTask() {
    const auto names = file_->attributeNames("data");
    const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    libero_ = has("problem_info") || has("bddl_file_name") || has("macros_image_convention");
    if (libero_)
        format_ = "libero";
    if (const auto info = hdf5Text(*file_, "data", "problem_info"))
        task_ = textOfJson(*info, "language_instruction", path_);
    report_.push_back(hdf5Note(Severity::Info, "format", libero_ ? "LIBERO, in the robomimic layout" : "robomimic"));
}

void RobomimicDataset::readRate() {
    const auto text = hdf5Text(*file_, "data", "env_args");
    const auto arguments = text ? parseJson(*text, path_) : tl::unexpected<Error>(text.error());
    if (arguments && arguments->is_object() && arguments->contains("env_kwargs")) {
        const Json& options = (*arguments)["env_kwargs"];
        if (options.is_object() && options.contains("control_freq") && options["control_freq"].is_number()) {
            const double rate = options["control_freq"].get<double>();
            if (rate > 0 && rate <= 1e6) {
                map_.fps = rate;
                report_.push_back(hdf5Note(Severity::Info, "fps",
                                           "The frame rate is control_freq of the environment's arguments",
                                           "env_args"));
                return;
            }
        }
    }
    map_.fps = 20.0;
    report_.push_back(hdf5Note(Severity::Info, "fps-assumed",
                               "No control_freq is stored; 20 steps per second are assumed", "env_args"));
}

void RobomimicDataset::readChannels() {
    Hdf5Tree tree;
    std::string shown;
    for (std::size_t i = 0; i < std::min(demos_.size(), kTried); ++i) {
        auto found = file_->tree("data/" + demos_[i]);
        if (!found || found->members.empty())
            continue;
        const bool steps = std::any_of(found->members.begin(), found->members.end(), [](const Hdf5Member& member) {
            return member.path == "actions" && member.array.rows() > 0;
        });
        if (shown.empty() || steps) {
            shown = demos_[i];
            tree = std::move(*found);
        }
        if (steps)
            break;
    }
    for (const std::string& note : tree.notes)
        report_.push_back(hdf5Note(Severity::Warning, "channel-refused", note, shown));
    if (shown.empty()) {
        report_.push_back(hdf5Note(Severity::Warning, "no-channels", "None of the first demos could be read"));
        return;
    }
    const std::string prefix = "data/" + shown + "/";
    for (const bool observed : {true, false})
        for (const Hdf5Member& member : tree.members)
            if (startsWith(member.path, "obs/") == observed && member.array.dims != std::vector<std::int64_t>{})
                if (auto channel = hdf5Channel(*file_, prefix, member.path, member.array, report_))
                    channels_.push_back(std::move(*channel));
    for (const char* source : {"actions", "dones", "rewards", "states"})
        if (channel(source) != nullptr)
            lengthSources_.emplace_back(source);
    const std::int64_t steps = stepsOf(shown).value_or(0);
    for (Channel& channel : channels_) {
        const auto array = file_->describe(prefix + channel.source);
        alignChannel(channel, array ? array->rows() : 0, steps, Alignment::Steps, report_);
    }
    guessMap(prefix);
}

void RobomimicDataset::guessMap(const std::string& prefix) {
    for (const Channel& channel : channels_) {
        const Role role = startsWith(channel.source, "obs/") ? Role::Observation
                          : channel.source == "actions"      ? Role::Action
                                                             : Role::Ignore;
        map_.channels.push_back(mapHdf5Channel(*file_, prefix, channel, defaultKey(channel.source), role, report_));
    }
    if (channel("actions") != nullptr)
        report_.push_back(hdf5Note(Severity::Info, "no-bounds",
                                   "No action bounds are stored; actions are taken to lie in [-1, 1] as they are",
                                   "actions"));
    const std::string demo = prefix.substr(0, prefix.size() - 1);
    instructed_ = !instructionOf(demo.substr(5)).empty() && map_.find(kInstruction) == nullptr;
    if (!instructed_)
        return;
    Channel text;
    text.source = kInstruction;
    text.dtype = DType::Text;
    text.alignment = Alignment::Once;
    map_.channels.push_back(guessChannel(text, kInstruction, Role::Observation, nullptr, report_));
    channels_.push_back(std::move(text));
    report_.push_back(hdf5Note(Severity::Info, "instruction",
                               task_.empty()
                                   ? "The instruction is \"lang\" of each demo's ep_meta; it stands in every step"
                                   : "The instruction is that of problem_info; it stands in every step",
                               kInstruction));
}

/// LIBERO keeps pictures as OpenGL drew them: the first row is the bottom one (spec/formats.md 5.3).
void RobomimicDataset::flipLibero() {
    const std::string convention = hdf5Text(*file_, "data", "macros_image_convention").value_or("opengl");
    if (!libero_ || convention == "opencv")
        return;
    bool any = false;
    for (MappedChannel& mapped : map_.channels) {
        mapped.flipVertical = mapped.modality == Modality::Image;
        any = any || mapped.flipVertical;
    }
    if (any)
        report_.push_back(hdf5Note(Severity::Info, "flip-vertical",
                                   "LIBERO stores its pictures upside down (image convention " + convention +
                                       "); they are turned over for display and tokens",
                                   "flip_vertical"));
}

/// mask/<filter>: lists of demo names, offered as filters of the episode list (spec/formats.md 5.3).
void RobomimicDataset::readMasks() {
    constexpr std::size_t kMostMasks = 64;
    constexpr std::int64_t kMostNames = 1'000'000;
    if (file_->kind("mask") != Hdf5File::Kind::Group)
        return;
    const auto masks = file_->tree("mask");
    if (!masks)
        return report_.push_back(hdf5Note(Severity::Warning, "filters", masks.error().text, "mask"));
    const std::set<std::string> known(demos_.begin(), demos_.end());
    std::string list;
    for (const Hdf5Member& mask : masks->members) {
        const auto names = mask.array.rows() <= kMostNames && parts_.size() < kMostMasks
                               ? file_->readAll("mask/" + mask.path)
                               : Result<Column>(fail(ErrorKind::OutOfResource, "the list of demos is too long"));
        if (!names || names->dtype != DType::Text) {
            report_.push_back(hdf5Note(Severity::Warning, "filter-refused",
                                       "The filter is no list of demo names and is left out" +
                                           (names ? std::string() : ": " + names.error().text),
                                       "mask/" + mask.path));
            continue;
        }
        std::size_t unknown = 0;
        for (const std::string& demo : names->text)
            if (known.count(demo) == 0)
                ++unknown;
            else if (auto& parts = partsOf_[demo]; parts.empty() || parts.back() != mask.path)
                parts.push_back(mask.path);
        if (unknown > 0)
            report_.push_back(hdf5Note(Severity::Warning, "filter-unknown",
                                       std::to_string(unknown) + " of the " + std::to_string(names->text.size()) +
                                           " demos that the filter names are not in the file",
                                       "mask/" + mask.path));
        parts_.push_back(mask.path);
        list += (list.empty() ? "" : ", ") + mask.path + " (" + std::to_string(names->text.size() - unknown) + ")";
    }
    if (!list.empty())
        report_.push_back(hdf5Note(Severity::Info, "filters",
                                   "The file names parts of itself, which filter the episode list: " + list, "mask"));
}

std::vector<std::string> RobomimicDataset::partsOf(std::int64_t episode) const {
    if (episode < 0 || episode >= episodeCount())
        return {};
    const auto parts = partsOf_.find(demos_[static_cast<std::size_t>(episode)]);
    return parts == partsOf_.end() ? std::vector<std::string>() : parts->second;
}

Result<std::int64_t> RobomimicDataset::stepsOf(const std::string& demo) const {
    const std::string group = "data/" + demo;
    auto rows = hdf5Rows(*file_, group, lengthSources_);
    if (rows)
        return rows;
    if (const auto declared = hdf5Integer(*file_, group, "num_samples"); declared && *declared >= 0)
        return std::min<std::int64_t>(*declared, std::int64_t{1} << 32);
    std::vector<std::string> others;
    for (const Channel& channel : channels_)
        others.push_back(channel.source);
    const auto observed = hdf5Rows(*file_, group, others);
    return observed ? observed : rows;
}

Result<void> RobomimicDataset::countSteps(const Progress& progress) {
    std::int64_t damaged = 0;
    std::string why;
    for (std::size_t i = 0; i < demos_.size(); ++i) {
        if (i % 256 == 0 && !gatoscope::report(progress, static_cast<double>(i) / static_cast<double>(demos_.size())))
            return fail(ErrorKind::Cancelled, "Opening was cancelled");
        auto steps =
            demos_.size() > kCounted ? hdf5Integer(*file_, "data/" + demos_[i], "num_samples") : stepsOf(demos_[i]);
        if (!steps || *steps < 0)
            steps = stepsOf(demos_[i]);
        steps_ += steps.value_or(0);
        if (!steps && damaged++ == 0)
            why = steps.error().text;
    }
    if (damaged > 0)
        report_.push_back(hdf5Note(Severity::Error, "episode-damaged",
                                   std::to_string(damaged) + " of " + std::to_string(demos_.size()) +
                                       " demos cannot be read; the others can. The first: " + why));
    if (const auto total = hdf5Integer(*file_, "data", "total"); total && *total != steps_)
        report_.push_back(hdf5Note(Severity::Warning, "metadata-contradicts",
                                   "The attribute total says " + std::to_string(*total) + " steps, the demos hold " +
                                       std::to_string(steps_) + "; the demos are believed",
                                   "total"));
    return {};
}

Result<void> RobomimicDataset::index(const Progress& progress) {
    auto names = file_->names("data");
    if (!names)
        return fail(names);
    demos_ = std::move(*names);
    sortDemos(demos_);
    readTask();
    readRate();
    readChannels();
    flipLibero();
    readMasks();
    roles_ = rolesOf(channels_);
    return countSteps(progress);
}

std::string RobomimicDataset::instructionOf(const std::string& demo) const {
    if (const auto meta = hdf5Text(*file_, "data/" + demo, "ep_meta"))
        if (std::string text = textOfJson(*meta, "lang", path_); !text.empty())
            return text;
    return task_;
}

Result<EpisodeInfo> RobomimicDataset::episodeInfo(std::int64_t index) const {
    if (index < 0 || index >= episodeCount())
        return fail(ErrorKind::NotFound, "There is no demo " + std::to_string(index), path_);
    const std::string& demo = demos_[static_cast<std::size_t>(index)];
    EpisodeInfo info;
    info.index = index;
    info.id = demo;
    info.steps = stepsOf(demo).value_or(0); // a damaged demo stays in the list and fails when it is opened
    info.task = instructionOf(demo);
    info.totalReward = hdf5Sum(*file_, "data/" + demo + "/rewards", 0, -1);
    if (const auto success = hdf5Integer(*file_, "data/" + demo, "success"))
        info.success = *success != 0;
    if (const auto seed = hdf5Integer(*file_, "data/" + demo, "seed"))
        info.seed = *seed;
    return info;
}

Result<std::shared_ptr<Episode>> RobomimicDataset::openEpisode(std::int64_t index) const {
    const std::string& demo = demos_[static_cast<std::size_t>(index)];
    const auto steps = stepsOf(demo);
    if (!steps)
        return fail(steps);
    auto info = episodeInfo(index);
    if (!info)
        return fail(info);
    std::map<std::string, std::string> once;
    if (instructed_)
        once[kInstruction] = info->task;
    return std::make_shared<Hdf5Episode>(file_, Hdf5Slice{"data/" + demo + "/", 0, 0, -1}, roles_, std::move(*info),
                                         std::move(once));
}

} // namespace

OpenedDataset openRobomimic(const std::string& path, const Progress& progress) {
    const auto file = Hdf5File::open(path);
    if (!file)
        return fail(file);
    auto dataset = std::make_shared<RobomimicDataset>(*file, path);
    if (const auto indexed = dataset->index(progress); !indexed)
        return fail(indexed);
    return dataset;
}

} // namespace gatoscope
