// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Frames to an MP4 file, one picture per step at a constant rate.
#include <memory>
#include <string>

#include "core/base/image.h"
#include "core/base/result.h"

namespace gatoscope {

/// H.264 where the machine's libavcodec has an encoder for it, else MPEG-4. An odd side is extended by its last row or
/// column, which these codecs need. The file appears whole or not at all.
class VideoWriter {
public:
    /// Unsupported in builds without libav.
    static Result<std::unique_ptr<VideoWriter>> create(const std::string& path, double fps);
    virtual ~VideoWriter() = default;
    /// Frames of one size, in order.
    virtual Result<void> add(const Image& image) = 0;
    virtual Result<void> finish() = 0;
};

} // namespace gatoscope
