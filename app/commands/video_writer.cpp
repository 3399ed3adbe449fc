// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/video_writer.h"

#include "core/base/files.h"

#ifdef GATOSCOPE_VIDEO
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}
#endif

#include <algorithm>
#include <cstring>

namespace gatoscope {

#ifndef GATOSCOPE_VIDEO

Result<std::unique_ptr<VideoWriter>> VideoWriter::create(const std::string& path, double) {
    return fail(ErrorKind::Unsupported, "this build writes no video (GATOSCOPE_VIDEO is off); export .png or .npy",
                path);
}

#else

namespace {

struct Free {
    void operator()(AVFormatContext* context) const {
        if (context->pb != nullptr)
            avio_closep(&context->pb);
        avformat_free_context(context);
    }
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwsContext* context) const { sws_freeContext(context); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

class LibavWriter : public VideoWriter {
public:
    LibavWriter(std::string path, std::unique_ptr<AtomicFile> file, double fps)
        : path_(std::move(path)), file_(std::move(file)), fps_(av_d2q(fps, 100000)) {}

    Result<void> add(const Image& image) override {
        if (!codec_)
            if (auto started = start(image); !started)
                return started;
        if (int code = av_frame_make_writable(frame_.get()); code < 0)
            return wrong("a frame cannot be held", code);
        const std::uint8_t* rows[1] = {extended(image)};
        const int strides[1] = {codec_->width * 3};
        sws_scale(scaler_.get(), rows, strides, 0, codec_->height, frame_->data, frame_->linesize);
        frame_->pts = next_++;
        return encode(frame_.get());
    }

    Result<void> finish() override {
        if (!codec_)
            return fail(ErrorKind::Invalid, "a video needs at least one frame", path_);
        if (auto flushed = encode(nullptr); !flushed)
            return flushed;
        if (int code = av_write_trailer(format_.get()); code < 0)
            return wrong("the end of the video cannot be written", code);
        if (int code = avio_closep(&format_->pb); code < 0)
            return wrong("the video cannot be written", code);
        return file_->commit();
    }

private:
    tl::unexpected<Error> wrong(const std::string& what, int code) const {
        char text[AV_ERROR_MAX_STRING_SIZE] = {};
        av_strerror(code, text, sizeof text);
        const bool full = code == AVERROR(ENOSPC) || code == AVERROR(ENOMEM) || code == AVERROR(EFBIG);
        return fail(full ? ErrorKind::OutOfResource : ErrorKind::Unreadable, what + ": " + text, path_);
    }

    Result<void> start(const Image& image) {
        av_log_set_level(AV_LOG_FATAL);
        AVFormatContext* format = nullptr;
        if (int code = avformat_alloc_output_context2(&format, nullptr, "mp4", file_->temporaryPath().c_str());
            code < 0)
            return wrong("an MP4 file cannot be begun", code);
        format_.reset(format);
        const AVCodec* encoder = avcodec_find_encoder_by_name("libx264");
        if (encoder == nullptr)
            encoder = avcodec_find_encoder(AV_CODEC_ID_MPEG4);
        if (encoder == nullptr)
            return fail(ErrorKind::Unsupported, "this machine's libavcodec has neither an H.264 nor an MPEG-4 encoder",
                        path_);
        codec_.reset(avcodec_alloc_context3(encoder));
        frame_.reset(av_frame_alloc());
        packet_.reset(av_packet_alloc());
        if (!codec_ || !frame_ || !packet_)
            return fail(ErrorKind::OutOfResource, "the memory for an encoder is not there", path_);
        if (auto opened = openEncoder(encoder, image); !opened)
            return opened;
        return writeHead();
    }

    Result<void> openEncoder(const AVCodec* encoder, const Image& image) {
        codec_->width = image.width + image.width % 2;
        codec_->height = image.height + image.height % 2;
        codec_->pix_fmt = AV_PIX_FMT_YUV420P;
        codec_->time_base = av_inv_q(fps_);
        codec_->framerate = fps_;
        codec_->bit_rate = static_cast<std::int64_t>(codec_->width) * codec_->height * 4;
        codec_->gop_size = 12;
        if ((format_->oformat->flags & AVFMT_GLOBALHEADER) != 0)
            codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        av_opt_set(codec_->priv_data, "crf", "17", 0); // visually lossless; an encoder without it ignores both
        av_opt_set(codec_->priv_data, "preset", "fast", 0);
        if (int code = avcodec_open2(codec_.get(), encoder, nullptr); code < 0)
            return wrong("a video of " + std::to_string(image.width) + " x " + std::to_string(image.height) +
                             " pixels cannot be encoded",
                         code);
        frame_->format = codec_->pix_fmt;
        frame_->width = codec_->width;
        frame_->height = codec_->height;
        if (int code = av_frame_get_buffer(frame_.get(), 0); code < 0)
            return wrong("a frame cannot be held", code);
        scaler_.reset(sws_getContext(codec_->width, codec_->height, AV_PIX_FMT_RGB24, codec_->width, codec_->height,
                                     AV_PIX_FMT_YUV420P, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr,
                                     nullptr, nullptr));
        return scaler_ ? Result<void>()
                       : fail(ErrorKind::OutOfResource, "the memory for converting colours is not there", path_);
    }

    Result<void> writeHead() {
        stream_ = avformat_new_stream(format_.get(), nullptr);
        if (stream_ == nullptr)
            return fail(ErrorKind::OutOfResource, "the memory for a video stream is not there", path_);
        stream_->time_base = codec_->time_base;
        stream_->avg_frame_rate = fps_;
        if (int code = avcodec_parameters_from_context(stream_->codecpar, codec_.get()); code < 0)
            return wrong("the video's parameters cannot be set", code);
        if (int code = avio_open(&format_->pb, file_->temporaryPath().c_str(), AVIO_FLAG_WRITE); code < 0)
            return wrong("the video cannot be written", code);
        if (int code = avformat_write_header(format_.get(), nullptr); code < 0)
            return wrong("the head of the video cannot be written", code);
        return {};
    }

    Result<void> encode(const AVFrame* frame) {
        if (int code = avcodec_send_frame(codec_.get(), frame); code < 0)
            return wrong("a frame cannot be encoded", code);
        while (true) {
            const int code = avcodec_receive_packet(codec_.get(), packet_.get());
            if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
                return {};
            if (code < 0)
                return wrong("a frame cannot be encoded", code);
            packet_->duration = 1;
            av_packet_rescale_ts(packet_.get(), codec_->time_base, stream_->time_base);
            packet_->stream_index = stream_->index;
            if (int put = av_interleaved_write_frame(format_.get(), packet_.get()); put < 0)
                return wrong("the video cannot be written", put);
        }
    }

    /// The picture itself, or a copy with an even number of rows and columns.
    const std::uint8_t* extended(const Image& image) {
        if (image.width == codec_->width && image.height == codec_->height)
            return image.pixels.data();
        const auto stride = static_cast<std::size_t>(codec_->width) * 3;
        even_.resize(stride * static_cast<std::size_t>(codec_->height));
        for (int y = 0; y < codec_->height; ++y) {
            const std::uint8_t* from = image.at(std::min(y, image.height - 1), 0);
            std::uint8_t* to = even_.data() + stride * static_cast<std::size_t>(y);
            const auto bytes = static_cast<std::size_t>(image.width) * 3;
            std::memcpy(to, from, bytes);
            if (bytes < stride)
                std::memcpy(to + bytes, from + bytes - 3, 3);
        }
        return even_.data();
    }

    std::string path_;
    std::unique_ptr<AtomicFile> file_;
    AVRational fps_;
    Owned<AVFormatContext> format_;
    Owned<AVCodecContext> codec_;
    Owned<AVFrame> frame_;
    Owned<AVPacket> packet_;
    Owned<SwsContext> scaler_;
    AVStream* stream_ = nullptr;
    std::vector<std::uint8_t> even_;
    std::int64_t next_ = 0;
};

} // namespace

Result<std::unique_ptr<VideoWriter>> VideoWriter::create(const std::string& path, double fps) {
    if (path.empty() || path == "-")
        return fail(ErrorKind::Invalid, "a video is written into a file; name one with -o", "-o");
    if (pathKind(path) == PathKind::Other)
        return fail(ErrorKind::Invalid,
                    "an MP4 file is written back and forth, which a device or a pipe cannot; name a file", path);
    if (!(fps >= 0.01 && fps <= 1000))
        return fail(ErrorKind::Invalid, "a video has 0.01 to 1000 frames per second; give the map an fps between them",
                    path);
    auto file = AtomicFile::create(path);
    if (!file)
        return fail(file);
    return std::make_unique<LibavWriter>(path, std::move(*file), fps);
}

#endif

} // namespace gatoscope
