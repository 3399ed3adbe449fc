// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The patches of one image of one step as a small ready picture: side by side for the cells, or whole for a folded run.
// Filled from a FrameSource without waiting.
#include <QCache>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>

#include "core/tokens/token.h"

namespace gatoscope {

class FrameSource;

constexpr std::size_t kPatchChunk = 256;

/// Which picture: the image channel of a step, as cells or whole, at a device pixel ratio.
struct StripKey {
    int channel = -1;
    qint64 step = -1;
    bool folded = false;
    int chunk = 0;   // patches [chunk * kPatchChunk, …) of the run, when not folded
    int ratio = 100; // device pixel ratio x 100
    friend bool operator==(const StripKey&, const StripKey&) = default;
};
size_t qHash(const StripKey& key, size_t seed = 0);

/// Where patch `p` of a frame lies in the decoded picture (before fitting); may reach beyond it where it is padded.
QRectF patchSource(const PatchGrid& grid, int p, int patch, bool resized);

class PatchStrips : public QObject {
    Q_OBJECT
public:
    explicit PatchStrips(FrameSource* frames, QObject* parent = nullptr);

    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    /// The strip for a run of `count` patches that starts at token `first`; null while the picture is on its way (it is
    /// then asked for).
    QPixmap strip(const StripKey& key, std::size_t first, std::size_t count);
    bool failed(int channel, qint64 step) const { return failed_.contains({channel, step}); }

Q_SIGNALS:
    void ready(int channel, qint64 step);

private:
    QPixmap cells(const StripKey& key, std::size_t first, std::size_t count);
    QPixmap whole(const StripKey& key, std::size_t first, std::size_t count);
    QImage frame(const StripKey& key, int frame);

    FrameSource* frames_;
    std::shared_ptr<const TokenSequence> tokens_;
    QCache<StripKey, QPixmap> strips_;
    QSet<QPair<int, qint64>> failed_;
};

} // namespace gatoscope
