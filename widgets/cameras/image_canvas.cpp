// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/image_canvas.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/frame_source.h"

namespace gatoscope {
namespace {

constexpr int kBusyAfterMs = 30;
constexpr int kMostTiles = 64;

} // namespace

ImageCanvas::ImageCanvas(Cursor* cursor, FrameSource* frames, QWidget* parent)
    : QWidget(parent), cursor_(cursor), frames_(frames), labels_(monoFont(kSmallPx)), values_(monoFont(9)),
      strong_(monoFont(kSmallPx, QFont::Bold)) {
    setObjectName(QStringLiteral("ImageCanvas"));
    setAccessibleName(tr("Cameras"));
    setAccessibleDescription(
        tr("The pictures of the step with their patches. Click selects a patch, the wheel zooms, dragging moves."));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(80, 80);
    busyTimer_.setSingleShot(true);
    busyTimer_.setInterval(kBusyAfterMs);
    connect(&busyTimer_, &QTimer::timeout, this, [this] {
        busy_ = true;
        update();
    });
    connect(cursor_, &Cursor::stepChanged, this, [this] {
        if (fixedStep_ < 0)
            rebuild();
    });
    connect(cursor_, &Cursor::tokenChanged, this, [this] { update(); });
    connect(cursor_, &Cursor::hoverChanged, this, [this] { update(); });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
    if (!frames_)
        return;
    connect(frames_, &FrameSource::frameReady, this, [this](int, qint64 ready) {
        if (ready == step())
            fetch();
    });
    connect(frames_, &FrameSource::frameFailed, this, [this](int channel, qint64 failed, const QString& why) {
        if (failed != step())
            return;
        for (const Tile& tile : tiles_)
            if (tile.channel == channel)
                shown_[{channel, tile.frame}] = {{}, {}, 0, failed, why};
        fetch();
    });
}

void ImageCanvas::setTokens(std::shared_ptr<const TokenSequence> tokens) {
    const bool same = tokens && tokens_ && tokens->episode() == tokens_->episode();
    tokens_ = std::move(tokens);
    if (!same) {
        shown_.clear();
        pan_ = {};
    }
    for (auto& [key, shown] : shown_)
        shown.step = -1;
    rebuild();
}

void ImageCanvas::setChannel(int channel) {
    channel_ = channel;
    pan_ = {};
    rebuild();
}

void ImageCanvas::setScale(double scale) {
    scale_ = scale;
    place();
    clampPan();
    update();
    Q_EMIT scaleChanged(layout_.scale);
}

void ImageCanvas::setGrid(bool on) {
    grid_ = on;
    update();
}

void ImageCanvas::setIndices(bool on) {
    indices_ = on;
    update();
}

bool ImageCanvas::resized() const { return tokens_ && tokens_->settings().image_fit == Settings::ImageFit::Resize; }

void ImageCanvas::rebuild() {
    tiles_.clear();
    const qint64 step = this->step();
    const int channels = tokens_ && step < tokens_->steps() ? static_cast<int>(tokens_->channels().size()) : 0;
    for (int c = 0; c < channels; ++c) {
        const MappedChannel& map = tokens_->channels()[static_cast<std::size_t>(c)].map;
        if (map.modality != Modality::Image || (channel_ >= 0 && c != channel_))
            continue;
        const std::size_t first = tokens_->find(step, c, 0);
        if (first == TokenSequence::npos)
            continue;
        const PatchGrid grid = tokens_->gridOf(first);
        const int frames = std::clamp(map.frameStack, 1, 16);
        for (int f = 0; f < frames && static_cast<int>(tiles_.size()) < kMostTiles; ++f)
            tiles_.push_back({c, f, frames, grid});
    }
    place();
    clampPan();
    fetch();
}

void ImageCanvas::place() {
    std::vector<QSizeF> sizes;
    for (const Tile& tile : tiles_)
        sizes.emplace_back(tile.grid.fitted.width, tile.grid.fitted.height);
    layout_ = layoutTiles(sizes, QSizeF(size()), scale_, tiles_.size() > 1);
}

void ImageCanvas::fetch() {
    const qint64 step = this->step();
    bool missing = false;
    for (const Tile& tile : tiles_) {
        Shown& shown = shown_[{tile.channel, tile.frame}];
        if (shown.step == step && (!shown.image.isNull() || !shown.error.isEmpty()))
            continue;
        const QImage image = frames_ ? frames_->cached(tile.channel, step, tile.frame) : QImage();
        if (!image.isNull()) {
            shown = {image, {}, 0, step, {}};
        } else if (frames_) {
            missing = true;
            frames_->request(tile.channel, step, fixedStep_ >= 0 ? "attention" : "camera");
        }
    }
    if (missing && !busyTimer_.isActive() && !busy_)
        busyTimer_.start();
    if (!missing) {
        busyTimer_.stop();
        busy_ = false;
    }
    update();
    Q_EMIT pictureChanged();
}

QImage ImageCanvas::picture(int channel, int frame) const {
    const auto found = shown_.find({channel, frame});
    return found == shown_.end() ? QImage() : found->second.image;
}

PatchGrid ImageCanvas::gridOf(int channel) const {
    for (const Tile& tile : tiles_)
        if (tile.channel == channel)
            return tile.grid;
    return {};
}

QSizeF ImageCanvas::shape() const {
    return tiles_.empty() ? QSizeF() : QSizeF(tiles_.front().grid.fitted.width, tiles_.front().grid.fitted.height);
}

void ImageCanvas::clampPan() {
    const QSizeF spare = layout_.size - QSizeF(size());
    const auto limit = [](double pan, double over) { return std::clamp(pan, -std::max(0.0, over), 0.0); };
    pan_ = {limit(pan_.x(), spare.width()), limit(pan_.y(), spare.height())};
}

QRectF ImageCanvas::pictureRect(std::size_t tile) const { return layout_.pictures[tile].translated(pan_); }

int ImageCanvas::tileAt(QPointF place) const {
    for (std::size_t t = 0; t < tiles_.size(); ++t)
        if (pictureRect(t).contains(place))
            return static_cast<int>(t);
    return -1;
}

PixelPlace ImageCanvas::placeAt(QPointF place) const {
    const int t = tileAt(place);
    if (t < 0)
        return {};
    const Tile& tile = tiles_[static_cast<std::size_t>(t)];
    PixelPlace found;
    found.pixel = pixelAt(pictureRect(static_cast<std::size_t>(t)), layout_.scale, place);
    found.channel = tile.channel;
    found.frame = tile.frame;
    found.patch = patchAt(tile.grid, tokens_->settings().patch, found.pixel);
    return found;
}

qint64 ImageCanvas::tokenOf(const PixelPlace& place) const {
    if (place.patch < 0)
        return -1;
    const int element = place.frame * gridOf(place.channel).count() + place.patch;
    const std::size_t token = tokens_->find(step(), place.channel, element);
    return token == TokenSequence::npos ? -1 : static_cast<qint64>(token);
}

QRectF ImageCanvas::patchOnScreen(int channel, int element) const {
    for (std::size_t t = 0; t < tiles_.size(); ++t) {
        const Tile& tile = tiles_[t];
        if (tile.channel != channel || tile.grid.count() == 0 || element / tile.grid.count() != tile.frame)
            continue;
        return patchRect(tile.grid, tokens_->settings().patch, element % tile.grid.count(), pictureRect(t),
                         layout_.scale);
    }
    return {};
}

void ImageCanvas::resizeEvent(QResizeEvent*) {
    place();
    clampPan();
    if (scale_ == 0)
        Q_EMIT scaleChanged(layout_.scale);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_) {
        const QPointF by = event->position() - pressed_;
        if (!moved_ && by.manhattanLength() < 4)
            return;
        moved_ = true;
        setCursor(Qt::ClosedHandCursor);
        pan_ += by;
        pressed_ = event->position();
        clampPan();
        update();
        return;
    }
    const PixelPlace at = placeAt(event->position());
    const qint64 token = tokens_ ? tokenOf(at) : -1;
    const int element = at.patch < 0 ? -1 : at.frame * gridOf(at.channel).count() + at.patch;
    cursor_->setHover(token < 0 ? Hover{} : Hover{token, step(), at.channel, element});
    if (at == pixel_)
        return;
    pixel_ = at;
    Q_EMIT pixelHovered(at);
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    dragging_ = true;
    moved_ = false;
    pressed_ = event->position();
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = dragging_ && !moved_ && event->button() == Qt::LeftButton;
    dragging_ = false;
    unsetCursor();
    if (!click || !tokens_)
        return;
    const qint64 token = tokenOf(placeAt(event->position()));
    if (token >= 0)
        cursor_->selectToken(token, step());
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
    if (tiles_.empty() || event->angleDelta().y() == 0)
        return;
    const double before = layout_.scale, after = nextScale(before, event->angleDelta().y() > 0 ? 1 : -1);
    // The pixel under the pointer stays there, as far as the pictures' edges allow.
    const int t = std::max(0, tileAt(event->position()));
    const QPointF pixel = (event->position() - pictureRect(static_cast<std::size_t>(t)).topLeft()) / before;
    scale_ = after;
    place();
    pan_ = event->position() - pixel * after - layout_.pictures[static_cast<std::size_t>(t)].topLeft();
    clampPan();
    update();
    Q_EMIT scaleChanged(after);
    event->accept();
}

void ImageCanvas::leaveEvent(QEvent*) {
    cursor_->clearHover();
    pixel_ = {};
    Q_EMIT pixelHovered(pixel_);
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
    const bool closer = event->matches(QKeySequence::ZoomIn);
    if (closer || event->matches(QKeySequence::ZoomOut)) {
        setScale(nextScale(layout_.scale, closer ? 1 : -1));
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace gatoscope
