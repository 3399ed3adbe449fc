// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The program's palette and font for a test, and pictures of a widget for looking at (with GATOSCOPE_GRABS set to a
// folder).
#include <QApplication>
#include <QImage>
#include <QStyleFactory>
#include <QWidget>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"

namespace gatoscope {

inline void dress(bool dark) {
    ThemeColors::instance().setDark(dark);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(palette(colors()));
    QApplication::setFont(bodyFont());
}

inline QImage grabTo(QWidget& widget, const char* name) {
    const QImage shot = widget.grab().toImage();
    const QString folder = QString::fromLocal8Bit(qgetenv("GATOSCOPE_GRABS"));
    if (!folder.isEmpty())
        shot.save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    return shot;
}

} // namespace gatoscope
