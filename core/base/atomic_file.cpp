// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatoscope {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

tl::unexpected<Error> writeError(const std::string& what, const std::string& path) {
    const int code = errno;
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG || code == ENOMEM;
    const ErrorKind kind = full             ? ErrorKind::OutOfResource
                           : code == ENOENT ? ErrorKind::NotFound
                                            : ErrorKind::Unreadable;
    return fail(kind, what + ": " + std::strerror(code), path);
}

/// A new file beside `path` with the rights that the user's umask gives; its name is put into `name`.
int openSibling(const std::string& path, std::string& name) {
    std::random_device random;
    for (int attempt = 0; attempt < 100; ++attempt) {
        name = joinPath(folderName(path), "." + fileName(path).substr(0, 200) + "." + std::to_string(random()));
        const int handle = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (handle >= 0 || errno != EEXIST)
            return handle;
    }
    return -1;
}

} // namespace

Result<std::unique_ptr<AtomicFile>> AtomicFile::create(const std::string& path) {
    if (pathKind(path) == PathKind::Folder)
        return fail(ErrorKind::Invalid, "a file was to be written here, but this is a folder; name a file in it", path);
    std::unique_ptr<AtomicFile> file(new AtomicFile);
    file->path_ = path;
    char* whole =
        ::realpath(path.c_str(), nullptr); // a link is followed, so that its goal is replaced and not the link
    if (whole != nullptr)
        file->path_ = whole;
    std::free(whole);
    struct stat old {};
    const bool replaces = ::stat(file->path_.c_str(), &old) == 0;
    std::string name;
    file->handle_ = openSibling(file->path_, name);
    if (file->handle_ < 0)
        return writeError("the file cannot be written", path);
    file->temporary_ = name;
    if (replaces && ::fchmod(file->handle_, old.st_mode & 0777) != 0)
        return writeError("the file cannot be given the rights of the one it replaces", path);
    return file;
}

AtomicFile::~AtomicFile() {
    if (handle_ >= 0)
        ::close(handle_);
    if (!temporary_.empty())
        ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::write(const void* bytes, std::size_t count) {
    buffer_.append(static_cast<const char*>(bytes), count);
    written_ += count;
    return buffer_.size() < kBuffer ? Result<void>() : flush();
}

Result<void> AtomicFile::flush() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
        const ssize_t put = ::write(handle_, buffer_.data() + done, buffer_.size() - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return writeError("the file cannot be written", path_);
        done += static_cast<std::size_t>(put);
    }
    buffer_.clear();
    return {};
}

Result<void> AtomicFile::commit() {
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (::fsync(handle_) != 0)
        return writeError("the file cannot be flushed to disk", path_);
    const int handle = handle_;
    handle_ = -1;
    if (::close(handle) != 0)
        return writeError("the file cannot be written", path_);
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0)
        return writeError("the file cannot take its place", path_);
    temporary_.clear();
    return {};
}

Result<void> writeFile(const std::string& path, std::string_view bytes) {
    auto file = AtomicFile::create(path);
    if (!file)
        return fail(file);
    if (auto written = (*file)->write(bytes); !written)
        return written;
    return (*file)->commit();
}

} // namespace gatoscope
