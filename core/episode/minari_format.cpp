// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/files.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/hdf5_episode.h"
#include "core/episode/minari_metadata.h"
#include "core/episode/minari_spaces.h"

namespace gatoscope {

namespace {

constexpr std::int64_t kCounted = 1000; // up to this many episodes: their steps are counted in the data
constexpr std::int64_t kSummed = 2000;  // up to this many: their attribute total_steps is added up
constexpr std::int64_t kTried = 16;     // episodes looked at for one that shows the channels

bool under(const std::string& source, const std::string& root) {
    return source == root || source.compare(0, root.size() + 1, root + "/") == 0;
}

/// "observations/_index_3" of twelve members becomes "observations/_index_03", so that text order is number order.
std::string paddedKey(const std::string& source, const std::vector<Channel>& channels) {
    static const std::string mark = "/_index_";
    std::string key = source;
    for (std::size_t at = key.find(mark); at != std::string::npos; at = key.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        const std::size_t digits = std::min(key.find('/', begin), key.size()) - begin;
        std::size_t most = digits;
        for (const Channel& channel : channels)
            if (channel.source.compare(0, begin, source, 0, begin) == 0)
                most = std::max(most, std::min(channel.source.find('/', begin), channel.source.size()) - begin);
        if (most < 10)
            key.insert(begin, most - digits, '0');
    }
    return defaultKey(key);
}

class MinariDataset final : public Dataset {
public:
    MinariDataset(std::shared_ptr<const Hdf5File> file, std::string path) : file_(std::move(file)) {
        path_ = std::move(path);
        format_ = "minari";
    }
    Result<void> index(const std::string& folder, const Progress& progress);

    std::int64_t episodeCount() const override { return episodes_.count; }
    std::int64_t stepCount() const override { return steps_; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override;

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override;

private:
    std::string showing(std::vector<Hdf5Member>& members);
    void readChannels(const MinariMetadata& metadata);
    void declare(Channel& channel, const MinariSpaces& spaces);
    void findLengthSources();
    void alignAll(const std::string& episode);
    void guessMap(const std::string& episode);
    Result<void> countSteps(const MinariMetadata& metadata, const Progress& progress);
    Result<std::int64_t> stepsOf(const std::string& episode) const;

    std::shared_ptr<const Hdf5File> file_;
    std::shared_ptr<const Hdf5Roles> roles_;
    MinariEpisodes episodes_;
    std::int64_t steps_ = 0;
    std::vector<std::string> lengthSources_; // whose rows are the steps, best first
    std::string textSource_;                 // the instruction; may be empty
};

/// Members of the first episode that has steps; else of the first that can be listed.
std::string MinariDataset::showing(std::vector<Hdf5Member>& members) {
    std::string shown;
    for (std::int64_t i = 0; i < std::min(episodes_.count, kTried); ++i) {
        const std::string name = episodes_.name(i);
        auto tree = file_->tree(name);
        if (!tree || tree->members.empty())
            continue;
        const bool steps = std::any_of(tree->members.begin(), tree->members.end(), [](const Hdf5Member& member) {
            return under(member.path, "actions") && member.array.rows() > 0;
        });
        if (!shown.empty() && !steps)
            continue;
        shown = name;
        members = std::move(tree->members);
        for (const std::string& note : tree->notes)
            report_.push_back(hdf5Note(Severity::Warning, "channel-refused", note, name));
        if (steps)
            break;
    }
    std::stable_sort(members.begin(), members.end(),
                     [](const Hdf5Member& a, const Hdf5Member& b) { return naturalLess(a.path, b.path); });
    return shown;
}

/// Takes the declared space over where it fits what is stored; what contradicts the data is dropped and noted.
void MinariDataset::declare(Channel& channel, const MinariSpaces& spaces) {
    const auto found = spaces.find(channel.source);
    if (found == spaces.end())
        return;
    const MinariLeaf& leaf = found->second;
    const bool text = leaf.declared.space == Declared::Space::Text;
    const bool counted = !text && leaf.declared.space != Declared::Space::Box;
    std::size_t declaredWidth = 1;
    for (const std::int64_t side : leaf.shape)
        declaredWidth *= static_cast<std::size_t>(side);
    const bool sides = leaf.shape.size() >= 2 && channel.shape.size() >= 2 && leaf.shape[0] == channel.shape[0] &&
                       leaf.shape[1] == channel.shape[1];
    const bool fits = channel.image ? sides
                      : text        ? channel.dtype == DType::Text
                                    : channel.dtype != DType::Text && declaredWidth == width(channel) &&
                                   (!counted || isInteger(channel.dtype));
    if (fits && !channel.image)
        channel.declared = leaf.declared;
    else if (!fits && leaf.declared.space != Declared::Space::Unknown)
        report_.push_back(hdf5Note(Severity::Warning, "metadata-contradicts",
                                   "The declared " + leaf.type +
                                       " space does not fit the stored shape or type; the data are believed",
                                   channel.source));
}

void MinariDataset::readChannels(const MinariMetadata& metadata) {
    std::vector<Hdf5Member> members;
    const std::string episode = showing(members);
    if (episode.empty()) {
        report_.push_back(
            hdf5Note(Severity::Warning, "no-channels",
                     episodes_.count == 0 ? "The file holds no episodes" : "None of the first episodes could be read"));
        return;
    }
    MinariSpaces spaces;
    for (const auto& [json, root] :
         {std::pair<const std::string&, const char*>{metadata.observationSpace, "observations"},
          {metadata.actionSpace, "actions"}}) {
        if (json.empty())
            report_.push_back(
                hdf5Note(Severity::Info, "space-inferred", "No space is declared; it is inferred from the data", root));
        else
            readMinariSpace(json, root, spaces, report_);
    }
    for (const char* root : {"observations", "actions", "rewards", "terminations", "truncations", "infos"})
        for (const Hdf5Member& member : members) {
            if (!under(member.path, root))
                continue;
            auto channel = hdf5Channel(*file_, episode + "/", member.path, member.array, report_);
            if (!channel)
                continue;
            declare(*channel, spaces);
            channels_.push_back(std::move(*channel));
        }
    findLengthSources();
    alignAll(episode);
    guessMap(episode);
}

void MinariDataset::findLengthSources() {
    for (const char* root : {"actions", "rewards", "terminations", "truncations"})
        for (const Channel& channel : channels_)
            if (under(channel.source, root)) {
                lengthSources_.push_back(channel.source);
                break;
            }
}

void MinariDataset::alignAll(const std::string& episode) {
    const std::int64_t steps = stepsOf(episode).value_or(0);
    for (Channel& channel : channels_) {
        const auto array = file_->describe(episode + "/" + channel.source);
        const bool after = under(channel.source, "observations") || under(channel.source, "infos");
        alignChannel(channel, array ? array->rows() : 0, steps, after ? Alignment::StepsPlusOne : Alignment::Steps,
                     report_);
    }
}

void MinariDataset::guessMap(const std::string& episode) {
    const std::string prefix = episode + "/";
    for (const Channel& channel : channels_) {
        const Role role = under(channel.source, "observations") ? Role::Observation
                          : under(channel.source, "actions")    ? Role::Action
                                                                : Role::Ignore;
        map_.channels.push_back(
            mapHdf5Channel(*file_, prefix, channel, paddedKey(channel.source, channels_), role, report_));
        if (role == Role::Observation && channel.dtype == DType::Text && textSource_.empty())
            textSource_ = channel.source;
    }
    report_.push_back(hdf5Note(Severity::Info, "terminal-observation",
                               "Observations have one row more than actions; the last is the terminal observation",
                               "observations"));
    report_.push_back(
        hdf5Note(Severity::Info, "fps-assumed", "Minari stores no frame rate; 10 steps per second are assumed", "fps"));
}

Result<std::int64_t> MinariDataset::stepsOf(const std::string& episode) const {
    auto rows = hdf5Rows(*file_, episode, lengthSources_);
    if (rows)
        return rows;
    if (const auto declared = hdf5Integer(*file_, episode, "total_steps"); declared && *declared >= 0)
        return std::min<std::int64_t>(*declared, std::int64_t{1} << 32);
    std::vector<std::string> others;
    for (const Channel& channel : channels_)
        others.push_back(channel.source);
    const auto observed = hdf5Rows(*file_, episode, others);
    return observed ? observed : rows;
}

Result<void> MinariDataset::countSteps(const MinariMetadata& metadata, const Progress& progress) {
    if (episodes_.count > kSummed && metadata.steps && metadata.episodes == episodes_.count) {
        steps_ = *metadata.steps;
        report_.push_back(hdf5Note(Severity::Info, "steps-believed",
                                   "The number of steps is taken from the metadata and not counted", "total_steps"));
        return {};
    }
    std::int64_t damaged = 0;
    std::string why;
    for (std::int64_t i = 0; i < episodes_.count; ++i) {
        if (i % 1024 == 0 &&
            !gatoscope::report(progress, static_cast<double>(i) / static_cast<double>(episodes_.count)))
            return fail(ErrorKind::Cancelled, "Opening was cancelled");
        const std::string name = episodes_.name(i);
        auto steps = episodes_.count > kCounted ? hdf5Integer(*file_, name, "total_steps") : stepsOf(name);
        if (!steps || *steps < 0)
            steps = stepsOf(name);
        steps_ += steps.value_or(0);
        if (!steps && damaged++ == 0)
            why = steps.error().text;
    }
    if (damaged > 0)
        report_.push_back(hdf5Note(Severity::Error, "episode-damaged",
                                   std::to_string(damaged) + " of " + std::to_string(episodes_.count) +
                                       " episodes cannot be read; the others can. The first: " + why));
    if (metadata.steps && *metadata.steps != steps_)
        report_.push_back(hdf5Note(Severity::Warning, "metadata-contradicts",
                                   "The metadata speak of " + std::to_string(*metadata.steps) +
                                       " steps, the file holds " + std::to_string(steps_) + "; the file is believed",
                                   "total_steps"));
    return {};
}

Result<void> MinariDataset::index(const std::string& folder, const Progress& progress) {
    const MinariMetadata metadata = readMinariMetadata(*file_, folder, report_);
    const std::string home = fileName(folder) == "data" ? folderName(folder) : folder;
    name_ = metadata.id.empty() ? fileName(home) : metadata.id;
    report_.push_back(
        hdf5Note(Severity::Info, "format",
                 "Minari" + (metadata.version.empty() ? std::string() : " " + metadata.version) + ", stored as HDF5"));
    if (!metadata.combined.empty())
        report_.push_back(hdf5Note(Severity::Info, "combined",
                                   "The dataset is a combination of " + std::to_string(metadata.combined.size()) +
                                       " others, the first \"" + metadata.combined.front() + "\""));
    auto episodes = listMinariEpisodes(*file_, metadata, report_);
    if (!episodes)
        return fail(episodes);
    episodes_ = std::move(*episodes);
    readChannels(metadata);
    roles_ = rolesOf(channels_);
    return countSteps(metadata, progress);
}

Result<EpisodeInfo> MinariDataset::episodeInfo(std::int64_t index) const {
    if (index < 0 || index >= episodes_.count)
        return fail(ErrorKind::NotFound, "There is no episode " + std::to_string(index), path_);
    const std::string name = episodes_.name(index);
    EpisodeInfo info;
    info.index = index;
    info.id = name;
    info.steps = stepsOf(name).value_or(0); // a damaged episode stays in the list and fails when it is opened
    if (const auto sum = hdf5Number(*file_, name, "rewards_sum"))
        info.totalReward = *sum;
    else
        info.totalReward = hdf5Sum(*file_, name + "/rewards", 0, -1);
    if (const auto seed = hdf5Integer(*file_, name, "seed"))
        info.seed = *seed;
    if (const auto success = hdf5Integer(*file_, name, "success"))
        info.success = *success != 0;
    if (textSource_.empty())
        return info;
    if (const auto text = file_->read(name + "/" + textSource_, 0, 1); text && !text->text.empty())
        info.task = text->text.front();
    return info;
}

Result<std::shared_ptr<Episode>> MinariDataset::openEpisode(std::int64_t index) const {
    const std::string name = episodes_.name(index);
    const auto steps = stepsOf(name);
    if (!steps)
        return fail(steps);
    auto info = episodeInfo(index);
    if (!info)
        return fail(info);
    return std::make_shared<Hdf5Episode>(file_, Hdf5Slice{name + "/", 0, 0, -1}, roles_, std::move(*info));
}

} // namespace

OpenedDataset openMinari(const std::string& path, const Progress& progress) {
    std::string data = path;
    for (const std::string& inner :
         {joinPath(path, "main_data.hdf5"), joinPath(joinPath(path, "data"), "main_data.hdf5")})
        if (pathKind(path) == PathKind::Folder && pathKind(inner) == PathKind::File) {
            data = inner;
            break;
        }
    if (pathKind(data) != PathKind::File)
        return fail(ErrorKind::NotFound, "main_data.hdf5 was looked for, here and in data/, and not found", path);
    const auto file = Hdf5File::open(data);
    if (!file)
        return fail(file);
    auto dataset = std::make_shared<MinariDataset>(*file, path);
    if (const auto indexed = dataset->index(folderName(data), progress); !indexed)
        return fail(indexed);
    return dataset;
}

} // namespace gatoscope
