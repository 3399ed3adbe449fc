// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/picture_folders.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/files.h"
#include "core/episode/sidecar.h"

namespace gatoscope {
namespace {

/// One folder: its pictures, its actions, its sub-folders that hold pictures.
struct Level {
    std::string name, path, sidecar;
    std::vector<std::string> pictures;
    std::vector<Level> below;
    std::size_t linksOut = 0;
};

Result<Level> look(const std::string& path, int depth, const Progress& progress) {
    Level level;
    level.name = fileName(path);
    level.path = path;
    const auto entries = listFolder(path, &level.linksOut);
    if (!entries)
        return fail(entries);
    std::vector<std::string> names;
    for (const FolderEntry& entry : *entries) {
        if (!entry.folder) {
            (isPictureName(entry.name) ? level.pictures : names).push_back(entry.name);
            continue;
        }
        if (depth == 0)
            continue;
        if (!report(progress, 0))
            return fail(ErrorKind::Cancelled, "opening was stopped", path);
        auto below = look(joinPath(path, entry.name), depth - 1, progress);
        if (!below && below.error().kind == ErrorKind::Cancelled)
            return below;
        if (below && (!below->pictures.empty() || !below->below.empty()))
            level.below.push_back(std::move(*below));
    }
    if (const std::string name = findSidecar(names); !name.empty())
        level.sidecar = joinPath(path, name);
    return level;
}

std::string withoutNumber(const std::string& name) {
    std::size_t end = name.size();
    while (end > 0 && name[end - 1] >= '0' && name[end - 1] <= '9')
        --end;
    return end == name.size() ? std::string("\n") : name.substr(0, end); // no name has a line break: not numbered
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool isCameraName(const std::string& name) {
    const std::string small = lower(name);
    static const std::array<std::string_view, 14> words = {"cam",   "view",  "wrist", "front", "rgb",  "top",  "left",
                                                           "right", "image", "depth", "side",  "hand", "head", "eye"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

bool isEpisodeName(const std::string& name) {
    const std::string small = lower(name);
    static const std::array<std::string_view, 9> words = {"episode", "ep",    "demo", "traj", "rollout",
                                                          "run",     "trial", "seq",  ""};
    std::string stem = withoutNumber(small);
    while (!stem.empty() && (stem.back() == '_' || stem.back() == '-' || stem.back() == ' '))
        stem.pop_back();
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return stem == word; }) ||
           small.rfind("episode", 0) == 0;
}

/// Cameras have no numbers of their own (or say "cam") and hold equally many pictures.
bool areCameras(const std::vector<Level>& folders) {
    if (folders.size() < 2 || folders.size() > 32)
        return false;
    const bool equal = std::all_of(folders.begin(), folders.end(), [&](const Level& folder) {
        return folder.pictures.size() == folders.front().pictures.size() && folder.sidecar.empty();
    });
    const bool named =
        std::all_of(folders.begin(), folders.end(), [](const Level& folder) { return isCameraName(folder.name); });
    const bool episodes =
        std::any_of(folders.begin(), folders.end(), [](const Level& folder) { return isEpisodeName(folder.name); });
    std::set<std::string> stems;
    for (const Level& folder : folders)
        stems.insert(withoutNumber(folder.name));
    const bool numbered = stems.size() == 1 && *stems.begin() != "\n";
    return equal && !episodes && (named || !numbered);
}

/// Folders of pictures beside folders of folders: data sets side by side.
bool isMixed(const std::vector<Level>& folders) {
    const auto plain = [](const Level& folder) { return folder.below.empty(); };
    const auto nested = [](const Level& folder) { return folder.pictures.empty() && !folder.below.empty(); };
    return std::any_of(folders.begin(), folders.end(), plain) && std::any_of(folders.begin(), folders.end(), nested);
}

PictureList listOf(Level& folder) { return {folder.path, std::move(folder.pictures)}; }

void say(std::vector<Finding>& report, std::string text) {
    report.push_back({Severity::Info, "picture-folders", std::move(text), "", -1, -1});
}

/// Episodes whose sub-folders are cameras, or cameras whose sub-folders are episodes (turned over here).
PictureFolders twoLevels(std::vector<Level>& outer, bool outerAreCameras) {
    PictureFolders found;
    std::map<std::string, std::size_t> cameras, episodes;
    const auto place = [](std::map<std::string, std::size_t>& places, const std::string& name) {
        return places.emplace(name, places.size()).first->second;
    };
    for (Level& level : outer) {
        if (!level.pictures.empty())
            level.below.insert(level.below.begin(), Level{"image", level.path, "", std::move(level.pictures), {}, 0});
        for (Level& inner : level.below) {
            const std::string& camera = outerAreCameras ? level.name : inner.name;
            const std::string& episode = outerAreCameras ? inner.name : level.name;
            const std::size_t c = place(cameras, camera);
            const std::size_t e = place(episodes, episode);
            if (e >= found.episodes.size())
                found.episodes.resize(e + 1);
            if (c >= found.cameras.size())
                found.cameras.push_back(camera);
            PictureEpisode& target = found.episodes[e];
            target.id = episode;
            target.cameras.resize(std::max(target.cameras.size(), c + 1));
            target.cameras[c] = listOf(inner);
            for (const std::string& sidecar : {inner.sidecar, outerAreCameras ? std::string() : level.sidecar})
                if (!sidecar.empty())
                    target.sidecar = sidecar;
        }
    }
    for (PictureEpisode& episode : found.episodes)
        episode.cameras.resize(found.cameras.size());
    if (found.cameras.size() == 1)
        found.cameras.front().clear();
    return found;
}

PictureFolders oneEpisode(Level& root, std::vector<Finding>& report) {
    PictureFolders found;
    PictureEpisode episode{root.name, {}, root.sidecar};
    if (root.pictures.empty()) {
        for (Level& camera : root.below) {
            found.cameras.push_back(camera.name);
            episode.cameras.push_back(listOf(camera));
        }
        say(report, "the " + std::to_string(found.cameras.size()) +
                        " sub-folders hold equally many pictures under names of their own, so they are the cameras of "
                        "one episode");
    } else {
        found.cameras.emplace_back();
        episode.cameras.push_back(listOf(root));
    }
    found.episodes.push_back(std::move(episode));
    return found;
}

PictureFolders folderEpisodes(Level& root, std::vector<Finding>& report) {
    PictureFolders found;
    found.cameras.emplace_back();
    for (Level& folder : root.below)
        found.episodes.push_back({folder.name, {listOf(folder)}, folder.sidecar});
    say(report, "each of the " + std::to_string(found.episodes.size()) + " sub-folders is an episode");
    return found;
}

} // namespace

bool isPictureName(const std::string& name) {
    static const std::array<const char*, 9> known = {"png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "jpe", "jfif"};
    const std::string extension = fileExtension(name);
    return std::find(known.begin(), known.end(), extension) != known.end();
}

Result<PictureFolders> findPictures(const std::string& path, std::vector<Finding>& report, const Progress& progress) {
    auto root = look(path, 2, progress);
    if (!root)
        return fail(root);
    if (root->linksOut > 0)
        report.push_back({Severity::Warning, "links-out",
                          std::to_string(root->linksOut) +
                              " links lead out of the folder and are not followed; open the folder that they lead to",
                          "", -1, -1});
    if (!root->pictures.empty()) {
        if (!root->below.empty())
            say(report, "the folder itself holds pictures, so the pictures in its sub-folders are left out");
        return oneEpisode(*root, report);
    }
    if (root->below.empty())
        return fail(ErrorKind::NotFound, "no pictures were found in this folder or two levels below", path);
    const bool nested =
        std::any_of(root->below.begin(), root->below.end(), [](const Level& level) { return !level.below.empty(); });
    if (!nested)
        return areCameras(root->below) ? oneEpisode(*root, report) : folderEpisodes(*root, report);
    if (isMixed(root->below))
        return fail(ErrorKind::Unsupported,
                    "some sub-folders hold pictures and others only further folders of pictures (" +
                        root->below.front().name + ", " + root->below.back().name +
                        "), so they are no single data set; open one of them",
                    path);
    const bool cameras = std::all_of(root->below.begin(), root->below.end(), [](const Level& level) {
        return isCameraName(level.name) && !isEpisodeName(level.name);
    });
    say(report, cameras ? "the folders are cameras and their sub-folders episodes"
                        : "the folders are episodes and their sub-folders cameras");
    return twoLevels(root->below, cameras);
}

std::size_t missingNumbers(const std::vector<std::string>& names, std::string& first) {
    std::optional<std::int64_t> last;
    std::string stem;
    std::size_t missing = 0;
    for (const std::string& name : names) {
        const std::string bare = fileStem(name);
        const std::string prefix = withoutNumber(bare);
        std::int64_t number = 0;
        if (prefix == "\n" || (last && prefix != stem) ||
            std::from_chars(bare.data() + prefix.size(), bare.data() + bare.size(), number).ec != std::errc())
            return 0;
        if (last && number > *last + 1) {
            if (missing == 0)
                first = prefix + std::to_string(*last + 1);
            missing += static_cast<std::size_t>(std::min<std::int64_t>(number - *last - 1, 1'000'000));
        }
        last = number;
        stem = prefix;
    }
    return missing;
}

} // namespace gatoscope
