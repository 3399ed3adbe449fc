// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output_file.h"

#include "app/console.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace gatoscope {

namespace {
constexpr std::size_t kBuffer = std::size_t{1} << 18;
}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path) {
    std::unique_ptr<OutputFile> output(new OutputFile);
    if (path.empty() || path == "-") {
        output->place_ = "standard output";
        output->handle_ = STDOUT_FILENO;
        return output;
    }
    output->place_ = path;
    if (pathKind(path) == PathKind::Other) { // a device or a pipe is written into, never replaced
        output->handle_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        output->owned_ = true;
        if (output->handle_ < 0)
            return fail(ErrorKind::Invalid, std::string("the output cannot be written: ") + std::strerror(errno), path);
        return output;
    }
    auto file = AtomicFile::create(path);
    if (!file)
        return fail(file);
    output->file_ = std::move(*file);
    return output;
}

OutputFile::~OutputFile() {
    if (owned_ && handle_ >= 0)
        ::close(handle_);
}

Result<void> OutputFile::write(std::string_view bytes) {
    written_ += bytes.size();
    buffer_.append(bytes);
    return buffer_.size() < kBuffer ? Result<void>() : flush();
}

Result<void> OutputFile::flush() {
    if (interrupted())
        return fail(ErrorKind::Cancelled, "interrupted");
    if (file_) {
        auto written = file_->write(buffer_);
        buffer_.clear();
        return written;
    }
    std::size_t done = 0;
    while (done < buffer_.size()) {
        const ssize_t put = ::write(handle_, buffer_.data() + done, buffer_.size() - done);
        if (put >= 0) {
            done += static_cast<std::size_t>(put);
            continue;
        }
        const int code = errno;
        if (interrupted() || code == EPIPE)
            return fail(ErrorKind::Cancelled, "the reader went away");
        if (code == EINTR)
            continue;
        const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
        return fail(full ? ErrorKind::OutOfResource : ErrorKind::Invalid,
                    std::string("the output cannot be written: ") + std::strerror(code), place_);
    }
    buffer_.clear();
    return {};
}

Result<void> OutputFile::commit() {
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (file_)
        return file_->commit();
    if (owned_ && ::close(std::exchange(handle_, -1)) != 0)
        return fail(ErrorKind::OutOfResource, std::string("the output cannot be written: ") + std::strerror(errno),
                    place_);
    return {};
}

Result<void> writeOutput(const std::string& path, std::string_view text) {
    auto output = OutputFile::open(path);
    if (!output)
        return fail(output);
    if (auto written = (*output)->write(text); !written)
        return written;
    return (*output)->commit();
}

} // namespace gatoscope
