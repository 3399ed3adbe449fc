// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints a view in both themes and looks that it is not blank; with GATOSCOPE_PICTURES=FOLDER the pictures are kept.
#include <QApplication>
#include <QImage>
#include <QTest>
#include <QWidget>

#include "widgets/common/colors.h"

namespace gatoscope::test {

inline void keep(QWidget& widget, const QString& name, QSize size) {
    widget.setAttribute(Qt::WA_DontShowOnScreen);
    widget.resize(size);
    widget.show();
    for (const bool dark : {true, false}) {
        ThemeColors::instance().setDark(dark);
        QApplication::setPalette(palette(colors()));
        QTest::qWait(120);
        const QImage picture = widget.grab().toImage();
        QVERIFY(!picture.isNull());
        const QRgb first = picture.pixel(0, 0);
        int other = 0;
        for (int y = 0; y < picture.height(); y += 3) {
            for (int x = 0; x < picture.width(); x += 3)
                other += picture.pixel(x, y) != first ? 1 : 0;
        }
        QVERIFY2(other > 40, "the picture is blank");
        const QString folder = qEnvironmentVariable("GATOSCOPE_PICTURES");
        if (!folder.isEmpty())
            picture.save(QStringLiteral("%1/%2_%3.png")
                             .arg(folder, name, dark ? QStringLiteral("dark") : QStringLiteral("light")));
    }
}

} // namespace gatoscope::test
