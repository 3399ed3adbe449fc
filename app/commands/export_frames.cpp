// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/export.h"
#include "app/commands/npy_writer.h"
#include "app/commands/video_writer.h"
#include "app/output_file.h"
#include "core/episode/image_codec.h"
#include "core/tokens/token.h"

#include <filesystem>

namespace gatoscope {

namespace {

/// As the camera view shows it; of a stack of frames the newest.
Result<Image> frameAt(const ExportTask& task, std::int64_t step) {
    return mappedImage(*task.episode, task.channel, task.mapped, step, std::max(0, task.mapped.frameStack - 1));
}

bool advance(const ExportTask& task, std::int64_t step, const Progress& progress) {
    return report(progress, static_cast<double>(step - task.steps.begin) /
                                static_cast<double>(task.steps.end - task.steps.begin));
}

/// Calls `use` with each frame in turn; all frames must have the first one's size.
template <typename Use>
Result<void> eachFrame(const ExportTask& task, const Progress& progress, bool sameSize, Use use) {
    ImageSize size;
    for (std::int64_t step = task.steps.begin; step < task.steps.end; ++step) {
        if (!advance(task, step, progress))
            return fail(ErrorKind::Cancelled, "interrupted");
        auto image = frameAt(task, step);
        if (!image)
            return fail(image);
        const ImageSize now{image->width, image->height};
        if (step == task.steps.begin)
            size = now;
        if (sameSize && !(now == size))
            return fail(ErrorKind::Invalid,
                        "frames of one file have one size: step " + std::to_string(task.steps.begin) + " is " +
                            std::to_string(size.width) + " x " + std::to_string(size.height) + " and step " +
                            std::to_string(step) + " is " + std::to_string(now.width) + " x " +
                            std::to_string(now.height) + "; export .png files, or give the map a size",
                        task.channel.source);
        if (auto used = use(*image, step); !used)
            return used;
    }
    return {};
}

Result<void> exportPng(const ExportTask& task, const Progress& progress) {
    const bool folder = task.steps.end - task.steps.begin > 1 || pathKind(task.file) == PathKind::Folder;
    if (folder) {
        std::error_code error;
        std::filesystem::create_directories(task.file, error);
        if (error || pathKind(task.file) != PathKind::Folder)
            return fail(ErrorKind::Invalid,
                        "several frames are written into a folder, and this cannot be made one: " + error.message(),
                        task.file);
    }
    return eachFrame(task, progress, false, [&](const Image& image, std::int64_t step) -> Result<void> {
        auto png = encodePng(image);
        if (!png)
            return fail(png);
        char number[32];
        std::snprintf(number, sizeof number, "%06lld.png", static_cast<long long>(step));
        return writeOutput(folder ? joinPath(task.file, number) : task.file, *png);
    });
}

Result<void> exportNpy(const ExportTask& task, const Progress& progress) {
    auto out = OutputFile::open(task.file);
    if (!out)
        return fail(out);
    auto done = eachFrame(task, progress, true, [&](const Image& image, std::int64_t step) -> Result<void> {
        if (step == task.steps.begin)
            if (auto head =
                    (*out)->write(npyHead("|u1", {task.steps.end - task.steps.begin, image.height, image.width, 3}));
                !head)
                return head;
        return (*out)->write({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()});
    });
    return done ? (*out)->commit() : done;
}

Result<void> exportVideo(const ExportTask& task, const Progress& progress) {
    auto video = VideoWriter::create(task.file, task.fps);
    if (!video)
        return fail(video);
    auto done = eachFrame(task, progress, true, [&](const Image& image, std::int64_t) { return (*video)->add(image); });
    return done ? (*video)->finish() : done;
}

} // namespace

Result<void> exportFrames(const ExportTask& task, const Progress& progress) {
    return task.kind == "png"   ? exportPng(task, progress)
           : task.kind == "npy" ? exportNpy(task, progress)
                                : exportVideo(task, progress);
}

} // namespace gatoscope
