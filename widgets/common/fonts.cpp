// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/fonts.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <QScreen>
#include <QStringList>

namespace gatoscope {
namespace {

QString pick(const QStringList& wanted, QFontDatabase::SystemFont otherwise) {
    const QStringList installed = QFontDatabase::families();
    for (const QString& family : wanted)
        if (installed.contains(family))
            return family;
    return QFontDatabase::systemFont(otherwise).family();
}

const QString& bodyFamily() {
    static const QString kFamily =
        pick({QStringLiteral("Inter"), QStringLiteral("Inter Variable"), QStringLiteral("Noto Sans"),
              QStringLiteral("Cantarell"), QStringLiteral("Open Sans"), QStringLiteral("DejaVu Sans")},
             QFontDatabase::GeneralFont);
    return kFamily;
}

const QString& monoFamily() {
    static const QString kFamily =
        pick({QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono")},
             QFontDatabase::FixedFont);
    return kFamily;
}

double pointSize(double px) {
    const QScreen* screen = QGuiApplication::primaryScreen();
    const double dpi = screen ? screen->logicalDotsPerInchY() : 96.0;
    return px * 72.0 / (dpi > 0 ? dpi : 96.0);
}

} // namespace

QFont bodyFont(double px, QFont::Weight weight) {
    QFont font(bodyFamily());
    font.setPointSizeF(pointSize(px));
    font.setWeight(weight);
    font.setStyleHint(QFont::SansSerif);
    return font;
}

QFont monoFont(double px, QFont::Weight weight) {
    QFont font(monoFamily());
    font.setPointSizeF(pointSize(px));
    font.setWeight(weight);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    return font;
}

bool bodyFontInstalled() { return bodyFamily().startsWith(QStringLiteral("Inter")); }
bool monoFontInstalled() { return monoFamily() == QStringLiteral("JetBrains Mono"); }

} // namespace gatoscope
