// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The small drawings of the inspector's stages: range bar, mu-law curve, bins with neighbours, sentence with a span.
#include <QImage>
#include <QRectF>

#include "widgets/common/colors.h"
#include "widgets/inspector/provenance.h"

class QPainter;

namespace gatoscope {

/// Height a drawing takes at a width.
double drawingHeight(const Stage& stage, double width);

void drawRange(QPainter& painter, const QRectF& box, const RangeBar& bar, const ModalityColors& tint);
/// `pinned` may be null: a second point to compare with.
void drawCurve(QPainter& painter, const QRectF& box, const MuLawPoint& point, const MuLawPoint* pinned, double mu,
               double M, const ModalityColors& tint);
void drawBins(QPainter& painter, const QRectF& box, const BinStrip& bins, const Settings& settings,
              const ModalityColors& tint);
void drawSentence(QPainter& painter, const QRectF& box, const Sentence& sentence, const ModalityColors& tint);
/// The patch large and the picture small with the patch outlined; a null image leaves a quiet box.
void drawPatchPicture(QPainter& painter, const QRectF& box, const PatchPicture& patch, const QImage& image,
                      const Settings& settings);

/// The half width of the curve's x axis that holds |x|: 1, 2, 5, 10 … 256 and beyond.
double curveReach(double x);

} // namespace gatoscope
