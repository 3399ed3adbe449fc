// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/hdf5_file.h"

#include <algorithm>
#include <filesystem>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

constexpr int kMostSoftLinks = 16;
constexpr std::size_t kMostDepth = 16;
constexpr std::size_t kMostMembers = 4096;
constexpr std::size_t kMostVisits = 65536;

std::mutex& libraryMutex() {
    static std::mutex mutex;
    return mutex;
}

std::vector<std::string> components(const std::string& path) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        if (end > at && path.compare(at, end - at, ".") != 0)
            parts.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// Replaces the component `at` of a path by the target of its soft link.
Result<std::vector<std::string>> followed(hid_t group, const std::vector<std::string>& parts, std::size_t at,
                                          std::size_t size) {
    if (size == 0 || size > 4096)
        return fail(ErrorKind::Invalid, "a link's target is empty or too long");
    std::string target(size, '\0');
    if (H5Lget_val(group, parts[at].c_str(), target.data(), size, H5P_DEFAULT) < 0)
        return fail(ErrorKind::Unreadable, "a link's target could not be read");
    target.resize(std::min(target.find('\0'), size));
    std::vector<std::string> path;
    if (target.empty() || target.front() != '/')
        path.assign(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(at));
    for (std::string& part : components(target))
        path.push_back(std::move(part));
    path.insert(path.end(), parts.begin() + static_cast<std::ptrdiff_t>(at) + 1, parts.end());
    if (path.size() > 256)
        return fail(ErrorKind::Invalid, "links lead deeper than 256 groups");
    return path;
}

std::uint64_t addressOf(hid_t object) {
    H5O_info_t info;
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0)
        return 0;
    return info.addr;
}

herr_t collectName(hid_t, const char* name, const H5L_info_t*, void* into) {
    auto& names = *static_cast<std::vector<std::string>*>(into);
    names.emplace_back(name);
    return names.size() > 50'000'000 ? -1 : 0;
}

Result<std::vector<std::string>> linkNames(hid_t group) {
    std::vector<std::string> names;
    hsize_t from = 0;
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, &from, collectName, &names) < 0)
        return fail(ErrorKind::Unreadable, "the names of a group could not be listed; the file is damaged");
    std::sort(names.begin(), names.end());
    return names;
}

/// A walk over everything below a group.
struct Walk {
    Hdf5Tree tree;
    std::vector<std::string> datasets;
    std::vector<std::uint64_t> above; // addresses of the groups that lead here
    std::size_t visits = 0;
};

} // namespace

Hdf5Lock::Hdf5Lock() : lock_(libraryMutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::vector<std::int64_t> Hdf5Array::rowShape() const {
    return dims.empty() ? dims : std::vector<std::int64_t>(dims.begin() + 1, dims.end());
}

std::size_t Hdf5Array::rowWidth() const {
    std::size_t width = 1;
    for (std::size_t i = 1; i < dims.size(); ++i)
        width *= static_cast<std::size_t>(dims[i]);
    return width;
}

Hdf5File::Hdf5File(std::string path) : path_(std::move(path)), open_(std::make_unique<Open>()) {}

Hdf5File::~Hdf5File() {
    const Hdf5Lock lock;
    open_.reset();
}

Result<std::shared_ptr<const Hdf5File>> Hdf5File::open(const std::string& path) {
    std::error_code wrong;
    if (!std::filesystem::is_regular_file(path, wrong))
        return fail(ErrorKind::NotFound, "An HDF5 file was looked for and no such file was found", path);
    std::shared_ptr<Hdf5File> file(new Hdf5File(path));
    const Hdf5Lock lock;
    const Hdf5Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
    H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
    file->open_->file = Hdf5Handle{H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose};
    if (!file->open_->file)
        return fail(ErrorKind::Unreadable,
                    H5Fis_hdf5(path.c_str()) > 0
                        ? "The HDF5 file is cut short, damaged, locked by a writer or newer than this libhdf5 reads; "
                          "copy it again, or rewrite it with h5repack"
                        : "An HDF5 file was looked for, and its signature was not found",
                    path);
    if (const auto sound = file->open_->begin(path); !sound)
        return fail(sound);
    return std::shared_ptr<const Hdf5File>(std::move(file));
}

Result<void> Hdf5File::Open::begin(const std::string& path) {
    auto bytes = RandomFile::open(path);
    if (!bytes)
        return fail(bytes);
    raw.file = std::move(*bytes);
    const Hdf5Handle creation{H5Fget_create_plist(file.get()), H5Pclose};
    std::size_t addressBytes = 0, lengthBytes = 0;
    hsize_t userBlock = 0;
    if (H5Pget_sizes(creation.get(), &addressBytes, &lengthBytes) < 0 || addressBytes > 8 || lengthBytes > 8 ||
        H5Pget_userblock(creation.get(), &userBlock) < 0)
        return fail(ErrorKind::Unsupported, "The HDF5 file uses addresses of more than 8 bytes", path);
    raw.addressBytes = static_cast<unsigned>(addressBytes);
    raw.lengthBytes = static_cast<unsigned>(lengthBytes);
    raw.base = userBlock;
    root = Hdf5Handle{H5Gopen2(file.get(), "/", H5P_DEFAULT), H5Gclose};
    if (!root)
        return fail(ErrorKind::Unreadable, "The root group of the HDF5 file could not be opened", path);
    return checkHdf5Header(raw, addressOf(root.get()));
}

Hdf5Handle Hdf5File::Open::follow(hid_t group, const char* name, const H5L_info_t& link) const {
    if (!checkHdf5Header(raw, link.u.address))
        return {};
    return {H5Oopen(group, name, H5P_DEFAULT), H5Oclose};
}

namespace {

Hdf5Handle shared(const Hdf5Handle& handle) {
    H5Iinc_ref(handle.get());
    return {handle.get(), H5Oclose};
}

std::string joined(const std::vector<std::string>& parts, std::size_t count) {
    std::string path;
    for (std::size_t i = 0; i < count; ++i)
        path += (i == 0 ? "" : "/") + parts[i];
    return path;
}

} // namespace

/// The kept group where the path leads through it, with the number of parts that this saves; else the root.
Hdf5Handle Hdf5File::Open::keptGroup(const std::vector<std::string>& parts, std::size_t& passed) const {
    passed = 0;
    for (std::size_t count = parts.size(); nearGroup && count > 0; --count)
        if (joined(parts, count) == nearPath) {
            passed = count;
            return shared(nearGroup);
        }
    return shared(root);
}

void Hdf5File::Open::keepGroup(const std::vector<std::string>& parts, std::size_t passed, const Hdf5Handle& group) {
    if (passed + 1 != parts.size() || passed == 0 || H5Iget_type(group.get()) != H5I_GROUP)
        return;
    std::string path = joined(parts, passed);
    if (path == nearPath)
        return;
    nearPath = std::move(path);
    nearGroup = shared(group);
}

Result<Hdf5Handle> Hdf5File::Open::object(const std::string& path, const std::string& place) {
    std::vector<std::string> parts = components(path);
    std::size_t i = 0;
    Hdf5Handle at = keptGroup(parts, i);
    int softLinks = 0;
    while (i < parts.size()) {
        keepGroup(parts, i, at);
        H5L_info_t link;
        if (H5Iget_type(at.get()) != H5I_GROUP || H5Lget_info(at.get(), parts[i].c_str(), &link, H5P_DEFAULT) < 0)
            return fail(ErrorKind::NotFound, "\"" + path + "\" was looked for in the HDF5 file and is not there",
                        place);
        if (link.type == H5L_TYPE_HARD) {
            Hdf5Handle next = follow(at.get(), parts[i].c_str(), link);
            if (!next)
                return fail(ErrorKind::Unreadable,
                            "\"" + path + "\" is damaged, or newer than this libhdf5 reads, and could not be opened",
                            place);
            at = std::move(next);
            ++i;
            continue;
        }
        if (link.type != H5L_TYPE_SOFT || ++softLinks > kMostSoftLinks)
            return fail(ErrorKind::Unsupported,
                        link.type == H5L_TYPE_SOFT ? "\"" + path + "\" is a link that leads in circles"
                                                   : "\"" + path + "\" is a link out of the file and is not followed",
                        place);
        auto through = followed(at.get(), parts, i, link.u.val_size);
        if (!through)
            return fail(through);
        parts = std::move(*through);
        at = shared(root);
        i = 0;
    }
    return at;
}

namespace {

Hdf5File::Kind kindOf(hid_t object) {
    const H5I_type_t type = H5Iget_type(object);
    return type == H5I_GROUP     ? Hdf5File::Kind::Group
           : type == H5I_DATASET ? Hdf5File::Kind::Dataset
                                 : Hdf5File::Kind::Refused;
}

} // namespace

Hdf5File::Kind Hdf5File::kind(const std::string& object) const {
    const Hdf5Lock lock;
    const auto found = open_->object(object, path_);
    if (!found)
        return found.error().kind == ErrorKind::NotFound ? Kind::Missing : Kind::Refused;
    return kindOf(found->get());
}

Result<std::vector<std::string>> Hdf5File::names(const std::string& group) const {
    const Hdf5Lock lock;
    const auto found = open_->object(group, path_);
    if (!found)
        return fail(found);
    auto names = linkNames(found->get());
    if (!names)
        return fail(names.error().kind, "The group \"" + group + "\": " + names.error().text, path_);
    return names;
}

namespace {

/// Lists the datasets below `group` in walk.datasets; `prefix` ends with a slash or is empty.
void visit(const Hdf5File::Open& open, hid_t group, const std::string& prefix, Walk& walk) {
    const auto names = linkNames(group);
    if (!names) {
        walk.tree.notes.push_back("\"" + prefix + "\": " + names.error().text);
        return;
    }
    const std::uint64_t address = addressOf(group);
    if (walk.above.size() >= kMostDepth ||
        std::find(walk.above.begin(), walk.above.end(), address) != walk.above.end()) {
        walk.tree.notes.push_back("\"" + prefix +
                                  "\" leads in a circle or lies more than 16 groups deep; it was left out");
        return;
    }
    walk.above.push_back(address);
    for (const std::string& name : *names) {
        if (++walk.visits > kMostVisits || walk.datasets.size() >= kMostMembers)
            break;
        H5L_info_t link;
        const std::string path = prefix + name;
        if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0)
            continue;
        if (link.type == H5L_TYPE_SOFT) {
            walk.datasets.push_back(path); // looked at below: only a dataset of this file is kept
            continue;
        }
        if (link.type != H5L_TYPE_HARD) {
            walk.tree.notes.push_back("\"" + path + "\" is a link out of the file and is not followed");
            continue;
        }
        const Hdf5Handle child = open.follow(group, name.c_str(), link);
        if (!child)
            walk.tree.notes.push_back("\"" + path +
                                      "\" is damaged, or newer than this libhdf5 reads, and could not be opened");
        else if (kindOf(child.get()) == Hdf5File::Kind::Dataset)
            walk.datasets.push_back(path);
        else if (kindOf(child.get()) == Hdf5File::Kind::Group)
            visit(open, child.get(), path + "/", walk);
    }
    walk.above.pop_back();
}

} // namespace

Result<Hdf5Tree> Hdf5File::tree(const std::string& group) const {
    const Hdf5Lock lock;
    const auto found = open_->object(group, path_);
    if (!found)
        return fail(found);
    if (kindOf(found->get()) != Kind::Group)
        return fail(ErrorKind::Invalid, "\"" + group + "\" is no group of the HDF5 file", path_);
    Walk walk;
    visit(*open_, found->get(), "", walk);
    for (const std::string& path : walk.datasets) {
        const auto dataset = open_->dataset(group.empty() ? path : group + "/" + path, path_);
        if (dataset)
            walk.tree.members.push_back({path, (*dataset)->array});
        else
            walk.tree.notes.push_back(dataset.error().text);
    }
    if (walk.visits > kMostVisits || walk.datasets.size() >= kMostMembers)
        walk.tree.notes.push_back("\"" + group + "\" holds more than " + std::to_string(kMostMembers) +
                                  " datasets; the rest was left out");
    return std::move(walk.tree);
}

} // namespace gatoscope
