// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatoscope {
namespace {

ErrorKind kindOf(int code) {
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return ErrorKind::NotFound;
    case ENOSPC:
    case EDQUOT:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
        return ErrorKind::OutOfResource;
    default:
        return ErrorKind::Unreadable;
    }
}

tl::unexpected<Error> systemError(const std::string& what, const std::string& path, int code) {
    return fail(kindOf(code), what + ": " + std::strerror(code), path);
}

std::string resolved(const std::string& path) {
    char* whole = ::realpath(path.c_str(), nullptr);
    if (whole == nullptr)
        return {};
    std::string text = whole;
    std::free(whole);
    return text;
}

bool isInside(const std::string& folder, const std::string& path) {
    if (folder == "/")
        return true;
    return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 && path[folder.size()] == '/';
}

/// What a directory entry is; links count only while they stay below `root` (resolved).
PathKind entryKind(const dirent& entry, const std::string& folder, const std::string& root, std::size_t& linksOut) {
    if (entry.d_type == DT_REG)
        return PathKind::File;
    if (entry.d_type == DT_DIR)
        return PathKind::Folder;
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN)
        return PathKind::Other;
    const std::string path = joinPath(folder, entry.d_name);
    if (entry.d_type == DT_LNK && !isInside(root, resolved(path))) {
        ++linksOut;
        return PathKind::Other;
    }
    return pathKind(path);
}

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Compares the runs of digits at a[i], b[j] as numbers of any length; moves past them.
int compareNumbers(std::string_view a, std::size_t& i, std::string_view b, std::size_t& j) {
    const auto skip = [](std::string_view s, std::size_t& k) {
        while (k < s.size() && s[k] == '0')
            ++k;
        const std::size_t from = k;
        while (k < s.size() && digit(s[k]))
            ++k;
        return s.substr(from, k - from);
    };
    const std::string_view x = skip(a, i);
    const std::string_view y = skip(b, j);
    if (x.size() != y.size())
        return x.size() < y.size() ? -1 : 1;
    return x.compare(y);
}

} // namespace

PathKind pathKind(const std::string& path) {
    struct stat info {};
    if (path.empty() || ::stat(path.c_str(), &info) != 0)
        return PathKind::Missing;
    return S_ISREG(info.st_mode) ? PathKind::File : S_ISDIR(info.st_mode) ? PathKind::Folder : PathKind::Other;
}

std::string fileName(std::string_view path) {
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string folderName(std::string_view path) {
    while (path.size() > 1 && path.back() == '/')
        path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return ".";
    return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string fileStem(std::string_view path) {
    const std::string name = fileName(path);
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string fileExtension(std::string_view path) {
    const std::string name = fileName(path);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0)
        return {};
    std::string extension = name.substr(dot + 1);
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

std::string joinPath(std::string_view folder, std::string_view name) {
    if (folder.empty())
        return std::string(name);
    return std::string(folder) + (folder.back() == '/' ? "" : "/") + std::string(name);
}

Result<std::vector<FolderEntry>> listFolder(const std::string& path, std::size_t* linksOut) {
    DIR* folder = ::opendir(path.c_str());
    if (folder == nullptr)
        return systemError("the folder cannot be listed", path, errno);
    const std::string root = resolved(path);
    std::vector<FolderEntry> entries;
    std::size_t out = 0;
    while (const dirent* entry = ::readdir(folder)) {
        if (entry->d_name[0] == '.')
            continue;
        const PathKind kind = entryKind(*entry, path, root, out);
        if (kind == PathKind::File || kind == PathKind::Folder)
            entries.push_back({entry->d_name, kind == PathKind::Folder});
    }
    ::closedir(folder);
    std::sort(entries.begin(), entries.end(),
              [](const FolderEntry& a, const FolderEntry& b) { return naturalLess(a.name, b.name); });
    if (linksOut != nullptr)
        *linksOut = out;
    return entries;
}

bool naturalLess(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            if (const int order = compareNumbers(a, i, b, j); order != 0)
                return order < 0;
        } else if (a[i] != b[j]) {
            return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
        } else {
            ++i;
            ++j;
        }
    }
    if ((i < a.size()) != (j < b.size()))
        return j < b.size();
    return a < b; // 01 and 1: equal numbers, told apart by their bytes
}

Result<std::string> containedPath(const std::string& folder, const std::string& relative) {
    const std::string advice =
        "a file of the data set names the path \"" + relative + "\", which leads out of its folder; it is refused";
    if (relative.empty() || relative.front() == '/' || relative.find('\0') != std::string::npos)
        return fail(ErrorKind::Invalid, advice, folder);
    const std::string path = joinPath(folder, relative);
    const std::string root = resolved(folder);
    std::string whole = resolved(path);
    if (whole.empty()) { // not there yet: judge by the text
        int depth = 0;
        for (std::size_t from = 0; from <= relative.size();) {
            const std::size_t to = std::min(relative.find('/', from), relative.size());
            const std::string_view part = std::string_view(relative).substr(from, to - from);
            depth += part == ".." ? -1 : part.empty() || part == "." ? 0 : 1;
            if (depth < 0)
                return fail(ErrorKind::Invalid, advice, folder);
            from = to + 1;
        }
        return path;
    }
    if (!isInside(root, whole))
        return fail(ErrorKind::Invalid, advice, folder);
    return path;
}

Result<std::string> readFile(const std::string& path, std::uint64_t cap) {
    const auto file = RandomFile::open(path);
    if (!file)
        return fail(file);
    const std::uint64_t size = (*file)->size();
    if (size > cap)
        return fail(ErrorKind::Unsupported,
                    "the file holds " + std::to_string(size) + " bytes, more than the " + std::to_string(cap) +
                        " that this kind of file may have",
                    path);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    if (auto read = (*file)->read(0, bytes.data(), bytes.size()); !read)
        return fail(read);
    return bytes;
}

Result<std::string> readHead(const std::string& path, std::size_t count) {
    const auto file = RandomFile::open(path);
    if (!file)
        return fail(file);
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(count, (*file)->size())), '\0');
    if (auto read = (*file)->read(0, bytes.data(), bytes.size()); !read)
        return fail(read);
    return bytes;
}

Result<std::uint64_t> fileSize(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return systemError("the file cannot be read", path, errno);
    return static_cast<std::uint64_t>(info.st_size);
}

Result<std::shared_ptr<const RandomFile>> RandomFile::open(const std::string& path) {
    // Non-blocking, so that a named pipe is refused instead of waited for.
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle < 0)
        return systemError("the file cannot be opened", path, errno);
    std::shared_ptr<RandomFile> file(new RandomFile);
    file->handle_ = handle;
    file->path_ = path;
    struct stat info {};
    if (::fstat(handle, &info) != 0)
        return systemError("the file cannot be read", path, errno);
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::Unsupported, "this is not a regular file, so it cannot be read as data", path);
    file->size_ = static_cast<std::uint64_t>(info.st_size);
    return std::shared_ptr<const RandomFile>(std::move(file));
}

RandomFile::~RandomFile() {
    if (handle_ >= 0)
        ::close(handle_);
}

Result<void> RandomFile::read(std::uint64_t offset, void* to, std::size_t count) const {
    if (offset > size_ || count > size_ - offset)
        return fail(ErrorKind::Unreadable,
                    "the file ends at byte " + std::to_string(size_) + ", but " + std::to_string(count) +
                        " bytes were to be read at " + std::to_string(offset) + "; it is cut off or damaged",
                    path_);
    char* at = static_cast<char*>(to);
    while (count > 0) {
        const ssize_t got = ::pread(handle_, at, std::min<std::size_t>(count, 1U << 30), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError("the file cannot be read", path_, errno);
        if (got == 0)
            return fail(ErrorKind::Unreadable, "the file became shorter while it was read", path_);
        at += got;
        offset += static_cast<std::uint64_t>(got);
        count -= static_cast<std::size_t>(got);
    }
    return {};
}

} // namespace gatoscope
