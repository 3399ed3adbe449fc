// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/patch_strips.h"

#include <QHashFunctions>
#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/frame_source.h"
#include "widgets/common/painting.h"
#include "widgets/tokens/token_stream_layout.h"

namespace gatoscope {
namespace {

constexpr qsizetype kCacheKiB = 48 * 1024;

} // namespace

size_t qHash(const StripKey& key, size_t seed) {
    return qHashMulti(seed, key.channel, key.step, key.folded, key.chunk, key.ratio);
}

QRectF patchSource(const PatchGrid& grid, int p, int patch, bool resized) {
    const int columns = std::max(1, grid.columns);
    QRectF cell((p % columns) * patch, (p / columns) * patch, patch, patch);
    if (!resized || grid.fitted.width <= 0 || grid.fitted.height <= 0)
        return cell.translated(grid.cropX, grid.cropY);
    const double sx = double(grid.original.width) / grid.fitted.width;
    const double sy = double(grid.original.height) / grid.fitted.height;
    return {cell.x() * sx, cell.y() * sy, cell.width() * sx, cell.height() * sy};
}

PatchStrips::PatchStrips(FrameSource* frames, QObject* parent) : QObject(parent), frames_(frames), strips_(kCacheKiB) {
    if (!frames_)
        return;
    connect(frames_, &FrameSource::frameReady, this, &PatchStrips::ready);
    connect(frames_, &FrameSource::frameFailed, this, [this](int channel, qint64 step, const QString&) {
        failed_.insert({channel, step});
        Q_EMIT ready(channel, step);
    });
}

void PatchStrips::setTokens(std::shared_ptr<const TokenSequence> tokens) {
    // Another mu or vocabulary leaves the pictures as they are: no flicker while a setting is dragged.
    const bool same = tokens && tokens_ && tokens->episode() && tokens->episode() == tokens_->episode() &&
                      tokens->settings().patch == tokens_->settings().patch &&
                      tokens->settings().image_fit == tokens_->settings().image_fit &&
                      tokens->settings().order == tokens_->settings().order && tokens->map() == tokens_->map();
    tokens_ = std::move(tokens);
    if (!same)
        strips_.clear();
    failed_.clear();
}

QPixmap PatchStrips::strip(const StripKey& key, std::size_t first, std::size_t count) {
    if (const QPixmap* found = strips_.object(key))
        return *found;
    if (!frames_ || !tokens_ || failed(key.channel, key.step))
        return {};
    QPixmap made = key.folded ? whole(key, first, count) : cells(key, first, count);
    if (made.isNull()) {
        frames_->request(key.channel, key.step, "stream");
        return {};
    }
    const qsizetype kib = qsizetype(made.width()) * made.height() * 4 / 1024 + 1;
    strips_.insert(key, new QPixmap(made), kib);
    return made;
}

QImage PatchStrips::frame(const StripKey& key, int frame) { return frames_->cached(key.channel, key.step, frame); }

QPixmap PatchStrips::cells(const StripKey& key, std::size_t first, std::size_t count) {
    const double ratio = key.ratio / 100.0, cell = cellWidth(Kind::Image);
    const std::size_t begin = static_cast<std::size_t>(key.chunk) * kPatchChunk;
    if (begin >= count)
        return {};
    const auto shown = std::min(count - begin, kPatchChunk);
    const QSizeF size(cell * double(shown), StreamMetrics::picture);
    QPixmap strip((size * ratio).toSize());
    strip.setDevicePixelRatio(ratio);
    strip.fill(Qt::transparent);
    QPainter painter(&strip);
    const int patch = tokens_->settings().patch;
    const bool resized = tokens_->settings().image_fit == Settings::ImageFit::Resize;
    const PatchGrid grid = tokens_->gridOf(first);
    const int perFrame = std::max(1, grid.count());
    QImage picture;
    int current = -1;
    for (std::size_t i = 0; i < shown; ++i) {
        const int p = static_cast<int>(begin + i), inFrame = p / perFrame;
        if (inFrame != current) {
            picture = frame(key, inFrame);
            if (picture.isNull())
                return {};
            current = inFrame;
        }
        const QRectF source = patchSource(grid, p % perFrame, patch, resized);
        const QRectF target(double(i) * cell, 0, cell - StreamMetrics::cellGap, StreamMetrics::picture);
        const QRectF inside = source.intersected(QRectF(picture.rect()));
        if (inside != source) {
            painter.fillRect(target, Qt::black);
            drawHatch(painter, target, QColor(110, 118, 130), 5);
        }
        if (inside.isEmpty())
            continue;
        const double kx = target.width() / source.width(), ky = target.height() / source.height();
        painter.drawImage(QRectF(target.x() + (inside.x() - source.x()) * kx,
                                 target.y() + (inside.y() - source.y()) * ky, inside.width() * kx,
                                 inside.height() * ky),
                          picture, inside);
    }
    return strip;
}

QPixmap PatchStrips::whole(const StripKey& key, std::size_t first, std::size_t count) {
    const double ratio = key.ratio / 100.0;
    const PatchGrid grid = tokens_->gridOf(first);
    const int framesInStack = std::max(1, static_cast<int>(count) / std::max(1, grid.count()));
    QImage picture = frame(key, framesInStack - 1); // the newest of a stack
    if (picture.isNull())
        return {};
    const QSizeF room = QSizeF(StreamMetrics::foldedImage - 62, StreamMetrics::row - 2 * StreamMetrics::inset) * ratio;
    // A photograph is thinned out first: smooth scaling costs by the source's pixels.
    if (picture.height() > 8 * room.height())
        picture = picture.scaled((room * 6).toSize(), Qt::KeepAspectRatio);
    QImage small = picture.scaled(room.toSize(), Qt::KeepAspectRatio,
                                  picture.width() < room.width() ? Qt::FastTransformation : Qt::SmoothTransformation);
    small.setDevicePixelRatio(ratio);
    return QPixmap::fromImage(small);
}

} // namespace gatoscope
