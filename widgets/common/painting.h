// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The marks that mean the same in every view: selected, hovered, padded or terminal, clipped, elided text.
#include <QRectF>
#include <QString>

#include "widgets/common/colors.h"

class QPainter;

namespace gatoscope {

/// 2 px outline inside `cell`, with a hairline of the opposite tone so that it shows on any picture.
void drawSelection(QPainter& painter, const QRectF& cell);
/// The same, 1.5 px and dashed.
void drawHover(QPainter& painter, const QRectF& cell);
/// Diagonal lines: padding, terminal observation, nothing here.
void drawHatch(QPainter& painter, const QRectF& area, const QColor& color, double pitch = 6);
/// A small triangle in the upper right corner: something is to be known about this cell.
void drawCorner(QPainter& painter, const QRectF& cell, const QColor& color);
/// A 1 px dot ring that says "still reading", at the upper right of `area`.
void drawBusy(QPainter& painter, const QRectF& area);
/// One line, elided at the end, vertically centred.
void drawElided(QPainter& painter, const QRectF& box, const QString& text, int alignment = 0x1 /* Qt::AlignLeft */);

} // namespace gatoscope
