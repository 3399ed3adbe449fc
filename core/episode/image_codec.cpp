// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/image_codec.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

#include "core/episode/image_header.h"

namespace gatoscope {
namespace {

/// One row of any depth and channel count to RGB; OpenCV orders B, G, R. Of 16 bits the upper 8 stay, as libpng and
/// Pillow have it.
template <typename T>
void rowToRgb(const T* from, int width, int channels, std::uint8_t* to) {
    for (int x = 0; x < width; ++x, from += channels, to += 3) {
        for (int c = 0; c < 3; ++c) {
            const unsigned value = from[channels >= 3 ? 2 - c : 0];
            to[c] = static_cast<std::uint8_t>(sizeof(T) == 1 ? value : value >> 8);
        }
    }
}

void floatRowToRgb(const float* from, int width, int channels, std::uint8_t* to) {
    for (int x = 0; x < width; ++x, from += channels, to += 3)
        for (int c = 0; c < 3; ++c)
            to[c] = cv::saturate_cast<std::uint8_t>(from[channels >= 3 ? 2 - c : 0] * 255.0F);
}

Result<Image> toImage(const cv::Mat& picture, const std::string& place) {
    const int channels = picture.channels();
    if (picture.depth() != CV_8U && picture.depth() != CV_16U && picture.depth() != CV_32F)
        return fail(ErrorKind::Unsupported,
                    "the picture holds neither 8-bit, 16-bit nor float32 pixels; convert it to one of these", place);
    Image image{picture.cols, picture.rows, {}};
    image.pixels.resize(3 * static_cast<std::size_t>(picture.cols) * static_cast<std::size_t>(picture.rows));
    for (int y = 0; y < picture.rows; ++y) {
        std::uint8_t* to =
            image.pixels.data() + 3 * static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.cols);
        if (picture.depth() == CV_8U)
            rowToRgb(picture.ptr<std::uint8_t>(y), picture.cols, channels, to);
        else if (picture.depth() == CV_16U)
            rowToRgb(picture.ptr<std::uint16_t>(y), picture.cols, channels, to);
        else
            floatRowToRgb(picture.ptr<float>(y), picture.cols, channels, to);
    }
    return image;
}

void silenceOpenCv() {
    static const bool once = [] {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT); // damage is told by our own errors
        return true;
    }();
    static_cast<void>(once);
}

} // namespace

Result<Image> decodePicture(std::string_view bytes, const std::string& place) {
    silenceOpenCv();
    const auto size = encodedSize(bytes, place);
    if (!size)
        return fail(size);
    auto usable = intactLength(bytes, *size, place);
    if (!usable)
        return fail(usable);
    std::size_t alpha = 0;
    bool little = false;
    if (findUnassociatedAlpha(bytes, alpha, little)) {
        std::string patched(bytes);
        patched[alpha] = little ? '\x01' : '\0';
        patched[alpha + 1] = little ? '\0' : '\x01';
        return decodePicture(patched, place);
    }
    try {
        const cv::Mat raw(1, static_cast<int>(*usable), CV_8U, const_cast<char*>(bytes.data()));
        const cv::Mat picture = cv::imdecode(raw, cv::IMREAD_UNCHANGED);
        if (picture.empty())
            return fail(ErrorKind::Unreadable, "the picture is damaged and cannot be decoded", place);
        if (picture.cols != size->width || picture.rows != size->height)
            return fail(ErrorKind::Unreadable, "the picture decodes to another size than its header says", place);
        return toImage(picture, place);
    } catch (const cv::Exception& broken) {
        return fail(ErrorKind::Unreadable, "the picture cannot be decoded: " + broken.err, place);
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::OutOfResource, "there is not enough memory to decode the picture", place);
    }
}

Result<std::string> encodePng(const Image& image) {
    silenceOpenCv();
    if (image.width <= 0 || image.height <= 0)
        return fail(ErrorKind::Invalid, "an empty picture cannot be written as PNG");
    try {
        cv::Mat swapped(image.height, image.width, CV_8UC3);
        for (int y = 0; y < image.height; ++y)
            rowToRgb(image.at(y, 0), image.width, 3, swapped.ptr<std::uint8_t>(y));
        std::vector<std::uint8_t> bytes;
        if (!cv::imencode(".png", swapped, bytes))
            return fail(ErrorKind::Unreadable, "the picture cannot be written as PNG");
        return std::string(bytes.begin(), bytes.end());
    } catch (const std::exception& broken) {
        return fail(ErrorKind::OutOfResource, std::string("the picture cannot be written as PNG: ") + broken.what());
    }
}

Image fromPixels(std::span<const std::byte> pixels, int height, int width, int channels, bool channelsFirst) {
    Image image{width, height, {}};
    const std::size_t count = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    if (channels == 3 && !channelsFirst) {
        const auto* first = reinterpret_cast<const std::uint8_t*>(pixels.data());
        image.pixels.assign(first, first + 3 * count);
        return image;
    }
    image.pixels.resize(3 * count);
    const std::size_t planeStep = channelsFirst ? count : 1;
    const std::size_t pixelStep = channelsFirst ? 1 : static_cast<std::size_t>(channels);
    const auto* from = reinterpret_cast<const std::uint8_t*>(pixels.data());
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            image.pixels[3 * i + c] = from[i * pixelStep + (channels >= 3 ? c : 0) * planeStep];
    return image;
}

} // namespace gatoscope
